import { KIND_INDEX } from '../model/kinds.ts';
import { chineseAddressWeight } from './address.ts';
import { isHan, surnameAt } from './names.ts';
import { HEALTH_TEXT, WordFinder } from './words.ts';

/** Words behind which a name stands. */
const BEFORE_NAME = new WordFinder(
  '姓名 联系人 收件人 收货人 寄件人 代收人 客户名 本人 患者 经办人 负责人 户主 申请人 投保人 被保人 我叫 名叫 转交'.split(
    ' ',
  ),
);
/** Words before which a name stands. */
const AFTER_NAME = new WordFinder('先生 女士 小姐 老师 同志 经理 医生'.split(' '));

const NAME = KIND_INDEX['person.name'];
const HEALTH = KIND_INDEX.health;
const ADDRESS = KIND_INDEX.address;

export const MAX_WORDS = 256;
const FUNCTION_CHARS = new Set(
  Array.from('的了是在和有也不就都而及与或被把给到从对为以其这那我你他她它们去来', (c) =>
    Buffer.from(c).readUIntBE(0, 3),
  ),
);

/** Kinds that show by words in running Chinese text: names next to cue words, health, addresses. */
export class TextWords {
  readonly kind = new Uint8Array(MAX_WORDS);
  readonly from = new Int32Array(MAX_WORDS);
  readonly to = new Int32Array(MAX_WORDS);
  readonly confidence = new Uint8Array(MAX_WORDS);
  #n = 0;

  /** Findings in one value, not in order; their number. `prose` also looks for words of ASCII and for addresses. */
  find(bytes: Uint8Array, start: number, end: number, prose: boolean): number {
    this.#n = 0;
    let digits = false;
    for (let i = start; i < end; ) {
      const b = bytes[i]!;
      if (b < 0x80) {
        if (b >= 0x30 && b <= 0x39) digits = true;
        else if (prose && (b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a) {
          const length = HEALTH_TEXT.at(bytes, i, end);
          if (length > 0) this.#push(HEALTH, i, i + length, 65);
          do i += 1;
          while (i < end && (bytes[i]! | 0x20) >= 0x61 && (bytes[i]! | 0x20) <= 0x7a);
          continue;
        }
        i += 1;
        continue;
      }
      const health = HEALTH_TEXT.at(bytes, i, end);
      if (health > 0) {
        this.#push(HEALTH, i, i + health, 72);
        i += health;
        continue;
      }
      const before = BEFORE_NAME.at(bytes, i, end);
      if (before > 0) {
        i = this.#nameAfter(bytes, i + before, end);
        continue;
      }
      const after = AFTER_NAME.at(bytes, i, end);
      if (after > 0) {
        this.#nameBefore(bytes, start, i);
        i += after;
        continue;
      }
      i += b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1;
    }
    if (digits && end - start >= 18 && chineseAddressWeight(bytes, start, end) === 2)
      this.#push(ADDRESS, start, end, 60);
    return this.#n;
  }

  #push(kind: number, from: number, to: number, confidence: number): void {
    if (this.#n === MAX_WORDS) return;
    this.kind[this.#n] = kind;
    this.from[this.#n] = from;
    this.to[this.#n] = to;
    this.confidence[this.#n] = confidence;
    this.#n += 1;
  }

  #nameAfter(bytes: Uint8Array, at: number, end: number): number {
    let i = at;
    // A colon of either width, 是, or a space may stand between.
    if (bytes[i] === 0x3a || bytes[i] === 0x20) i += 1;
    else if (bytes[i] === 0xef && bytes[i + 1] === 0xbc && bytes[i + 2] === 0x9a) i += 3;
    const surname = surnameAt(bytes, i, end);
    if (surname === 0) return at;
    let to = i + surname;
    while (to - i < surname + 6 && to + 3 <= end && isHan(bytes, to) && !isFunction(bytes, to)) to += 3;
    if (to === i + surname) return at;
    this.#push(NAME, i, to, 70);
    return to;
  }

  #nameBefore(bytes: Uint8Array, start: number, at: number): void {
    for (let length = 9; length >= 3; length -= 3) {
      const from = at - length;
      if (from < start) continue;
      const surname = surnameAt(bytes, from, at);
      if (surname === 0 || surname > length) continue;
      let han = true;
      for (let i = from; i < at; i += 3) if (!isHan(bytes, i) || isFunction(bytes, i)) han = false;
      if (han) {
        this.#push(NAME, from, at, 65);
        return;
      }
    }
  }
}

const isFunction = (bytes: Uint8Array, at: number): boolean =>
  FUNCTION_CHARS.has((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!);
