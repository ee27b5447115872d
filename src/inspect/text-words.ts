/**
 * What shows by words inside running text: a person's health, a name beside a word that announces one, an address.
 * Costs a look at each character and a comparison where a word may begin.
 */
import { KIND_INDEX } from '../model/kinds.ts';
import { looksLikeAddress } from './addresses.ts';
import { hanAt, isDigitByte, isLetterByte } from './bytes.ts';
import { isCommonSurname, isCompoundSurname, isNeverInName } from './names.ts';
import { HEALTH_ENGLISH, HEALTH_IN_TEXT, HEALTH_WORDS } from './words/lists.ts';

/** Behind these stands a name. */
const BEFORE_NAME =
  '姓名 联系人 收件人 收货人 寄件人 代收人 客户名 本人 患者 经办人 负责人 户主 申请人 投保人 被保人 我叫 名叫 转交';
/** Before these stands a name. */
const AFTER_NAME = '先生 女士 小姐 老师 同志 经理 医生';

const HEALTH = 1;
const NAME_FOLLOWS = 2;
const NAME_BEFORE = 4;

interface Word {
  readonly bytes: Uint8Array;
  readonly means: number;
}
/** Words by their first character; longer ones first. */
const words = new Map<number, Word[]>();
const begins = new Uint8Array(0x10000);
for (const [list, means] of [
  [HEALTH_WORDS, HEALTH],
  [HEALTH_IN_TEXT, HEALTH],
  [HEALTH_ENGLISH, HEALTH],
  [BEFORE_NAME, NAME_FOLLOWS],
  [AFTER_NAME, NAME_BEFORE],
] as const) {
  for (const text of list.split(' ')) {
    // One character alone means too many things.
    if ([...text].length < 2 && text !== '癌') continue;
    const first = text.codePointAt(0)!;
    if (first > 0xffff) continue;
    begins[first] = 1;
    const same = words.get(first);
    const word = { bytes: Buffer.from(text), means };
    if (same === undefined) words.set(first, [word]);
    else same.push(word);
  }
}
for (const same of words.values()) same.sort((a, b) => b.bytes.length - a.bytes.length);

const MAX_FOUND = 256;
/** An address inside text has at least a place, a road and a number. */
const LEAST_ADDRESS = 18;
const COLON = [0xef, 0xbc, 0x9a];

export class TextWords {
  readonly kind = new Uint8Array(MAX_FOUND);
  readonly from = new Int32Array(MAX_FOUND);
  readonly to = new Int32Array(MAX_FOUND);
  /** Per cent. */
  readonly confidence = new Uint8Array(MAX_FOUND);
  #n = 0;

  /** Finds words in `bytes[start, end)`; how many. `latin` looks at words of letters too. */
  find(bytes: Uint8Array, start: number, end: number, latin: boolean): number {
    this.#n = 0;
    let digits = false;
    for (let i = start; i < end; ) {
      const b = bytes[i]!;
      if (b < 0x80) {
        if (isDigitByte(b)) digits = true;
        if (!latin || !isLetterByte(b)) {
          i += 1;
          continue;
        }
        const word = begins[b | 0x20] === 1 ? this.#wordAt(bytes, i, end, b | 0x20) : undefined;
        if (word !== undefined) this.#push(KIND_INDEX.health, i, i + word.bytes.length, 65);
        do i += 1;
        while (i < end && isLetterByte(bytes[i]!));
        continue;
      }
      const point = hanAt(bytes, i, end);
      if (point === 0) {
        i += b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1;
        continue;
      }
      const word = begins[point] === 1 ? this.#wordAt(bytes, i, end, point) : undefined;
      if (word === undefined) {
        i += 3;
        continue;
      }
      const behind = i + word.bytes.length;
      if (word.means === HEALTH) this.#push(KIND_INDEX.health, i, behind, 72);
      else if (word.means === NAME_BEFORE) this.#nameBefore(bytes, start, i);
      i = word.means === NAME_FOLLOWS ? this.#nameAfter(bytes, behind, end) : behind;
    }
    if (digits && end - start >= LEAST_ADDRESS && looksLikeAddress(bytes, start, end)) {
      this.#push(KIND_INDEX.address, start, end, 60);
    }
    return this.#n;
  }

  #wordAt(bytes: Uint8Array, at: number, end: number, first: number): Word | undefined {
    next: for (const word of words.get(first)!) {
      const { length } = word.bytes;
      if (at + length > end) continue;
      for (let i = 0; i < length; i++) {
        const b = bytes[at + i]!;
        if ((b >= 0x41 && b <= 0x5a ? b | 0x20 : b) !== word.bytes[i]) continue next;
      }
      return word;
    }
    return undefined;
  }

  #push(kind: number, from: number, to: number, confidence: number): void {
    if (this.#n === MAX_FOUND) return;
    this.kind[this.#n] = kind;
    this.from[this.#n] = from;
    this.to[this.#n] = to;
    this.confidence[this.#n] = confidence;
    this.#n += 1;
  }

  /** A surname and one or two characters behind the word, a colon or a space between. Gives where to go on. */
  #nameAfter(bytes: Uint8Array, at: number, end: number): number {
    let from = at;
    if (bytes[from] === 0x3a || bytes[from] === 0x20) from += 1;
    else if (COLON.every((b, k) => bytes[from + k] === b)) from += 3;
    const surname = surnameBytes(bytes, from, end);
    if (surname === 0) return at;
    let to = from + surname;
    while (to - from < surname + 6) {
      const point = hanAt(bytes, to, end);
      if (point === 0 || isNeverInName(point)) break;
      to += 3;
    }
    if (to === from + surname) return at;
    this.#push(KIND_INDEX['person.name'], from, to, 70);
    return to;
  }

  #nameBefore(bytes: Uint8Array, start: number, at: number): void {
    for (let length = 9; length >= 3; length -= 3) {
      const from = at - length;
      if (from < start) continue;
      const surname = surnameBytes(bytes, from, at);
      if (surname === 0 || surname > length) continue;
      let fits = true;
      for (let i = from; i < at && fits; i += 3) {
        const point = hanAt(bytes, i, at);
        fits = point !== 0 && !isNeverInName(point);
      }
      if (!fits) continue;
      this.#push(KIND_INDEX['person.name'], from, at, 65);
      return;
    }
  }
}

/** Bytes of the surname that begins at `at`: 6 for a compound one, 3, or 0. */
function surnameBytes(bytes: Uint8Array, at: number, end: number): number {
  const first = hanAt(bytes, at, end);
  if (first === 0) return 0;
  const second = hanAt(bytes, at + 3, end);
  if (second !== 0 && isCompoundSurname(first, second)) return 6;
  return isCommonSurname(first) ? 3 : 0;
}
