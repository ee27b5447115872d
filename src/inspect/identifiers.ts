/**
 * What tells people apart, as messages for the register of persons: a tag byte for the sort of identifier, then the
 * value in one spelling. Tags and spellings are part of what is kept, so they never change: a person of last year
 * must be found again.
 */
import { KIND_IDS, KIND_INDEX, type Kind } from '../model/kinds.ts';
import { IDENTIFIER_RANK, type IdentifierType } from '../model/sightings.ts';
import { isDigitByte, isLetterByte, spaceAt } from './bytes.ts';
import { birthOf, mod11Check } from './kinds/resident-id.ts';

const TAGS = {
  subject: 1,
  'cn.resident-id': 2,
  'cn.hmt-residence': 3,
  'cn.foreign-permanent-resident-id': 4,
  passport: 10,
  'cn.hk-macau-permit': 11,
  'cn.taiwan-permit': 12,
  'cn.social-security': 20,
  'customer-key': 30,
  'name-phone': 40,
  phone: 50,
  email: 60,
  'device.imei': 70,
  'device.imsi': 71,
  'device.mac': 72,
} as const;

const TYPES: Partial<Record<Kind, IdentifierType>> = {
  'cn.resident-id': 'resident-id',
  'cn.hmt-residence': 'resident-id',
  'cn.foreign-permanent-resident-id': 'resident-id',
  passport: 'passport',
  'cn.hk-macau-permit': 'passport',
  'cn.taiwan-permit': 'passport',
  'cn.social-security': 'social-security',
  'customer-key': 'customer-key',
  phone: 'phone',
  'phone.landline': 'phone',
  email: 'email',
  'device.imei': 'device',
  'device.imsi': 'device',
  'device.mac': 'device',
};

export const NO_RANK = 100;
/** Rank of the identifier that a value of each kind is; {@link NO_RANK} for kinds that tell nobody apart. */
export const RANK_OF_KIND = Uint8Array.from(KIND_IDS, (kind) => {
  const type = TYPES[kind];
  return type === undefined ? NO_RANK : IDENTIFIER_RANK[type];
});
export const NAME_PHONE_RANK = IDENTIFIER_RANK['name-phone'];
export const PHONE_RANK = IDENTIFIER_RANK.phone;
export const SUBJECT_RANK = IDENTIFIER_RANK.subject;

export const TAG_OF_KIND = Uint8Array.from(KIND_IDS, (kind) =>
  kind === 'phone.landline' ? TAGS.phone : ((TAGS as Partial<Record<Kind, number>>)[kind] ?? 0),
);
const CUSTOMER_KEY = KIND_INDEX['customer-key'];
const EMAIL = KIND_INDEX.email;
const SEPARATOR = 0x1f;

/** Identifier messages of a batch, one after the other. Overwritten from one batch to the next. */
export class Messages {
  bytes = new Uint8Array(1 << 16);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  /** Writes the message for `from[start, end)`; false when nothing is left of the value. */
  identifier(kind: number, from: Uint8Array, start: number, end: number, keyName: Uint8Array): boolean {
    this.#ensure(end - start + keyName.length + 24);
    const begin = this.length;
    this.#push(TAG_OF_KIND[kind]!);
    if (kind === CUSTOMER_KEY) {
      this.#copy(keyName);
      this.#push(SEPARATOR);
      return this.#trimmed(from, start, end);
    }
    if (kind === EMAIL) return this.#folded(from, start, end);
    if (TAG_OF_KIND[kind] === TAGS.phone) return this.#phone(from, start, end);
    if (!this.#code(from, start, end)) return false;
    if (TAG_OF_KIND[kind] === TAGS['cn.resident-id'] && this.length - begin === 16) this.#upgrade(begin + 1);
    return true;
  }

  /** Name, from ranges of bytes, and phone, a message already written, as one; false when nothing is left of the name. */
  namePhone(
    from: Uint8Array,
    parts: Int32Array,
    at: number,
    count: number,
    phoneStart: number,
    phoneEnd: number,
  ): boolean {
    let size = 2;
    for (let i = 0; i < count; i++) size += parts[at + 2 * i + 1]! - parts[at + 2 * i]!;
    this.#ensure(size + phoneEnd - phoneStart);
    this.#push(TAGS['name-phone']);
    const begin = this.length;
    for (let i = 0; i < count; i++) this.#folded(from, parts[at + 2 * i]!, parts[at + 2 * i + 1]!);
    if (this.length === begin) return false;
    this.#push(SEPARATOR);
    const bytes = this.bytes;
    for (let i = phoneStart + 1; i < phoneEnd; i++) bytes[this.length++] = bytes[i]!;
    return true;
  }

  /** Values of the declared fields; `name` says which fields those are. */
  beginSubject(name: Uint8Array): void {
    this.#ensure(name.length + 2);
    this.#push(TAGS.subject);
    this.#copy(name);
  }

  subjectPart(from: Uint8Array, start: number, end: number): void {
    this.#ensure(end - start + 1);
    this.#push(SEPARATOR);
    this.#trimmed(from, start, end);
  }

  /** Adds messages that were written elsewhere. */
  append(messages: Uint8Array): void {
    this.#ensure(messages.length);
    this.bytes.set(messages, this.length);
    this.length += messages.length;
  }

  #ensure(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + more, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  #push(byte: number): void {
    this.bytes[this.length++] = byte;
  }

  #copy(from: Uint8Array): void {
    for (let i = 0; i < from.length; i++) this.bytes[this.length + i] = from[i]!;
    this.length += from.length;
  }

  #trimmed(from: Uint8Array, start: number, end: number): boolean {
    while (start < end && spaceAt(from, start) === 1) start += 1;
    while (end > start && spaceAt(from, end - 1) === 1) end -= 1;
    for (let i = start; i < end; i++) this.bytes[this.length++] = from[i]!;
    return end > start;
  }

  /** White space left out, ASCII in lower case, full-width ASCII narrow. */
  #folded(from: Uint8Array, start: number, end: number): boolean {
    const begin = this.length;
    const { bytes } = this;
    let at = begin;
    for (let i = start; i < end; i++) {
      let b = from[i]!;
      if (b >= 0xe4 && b <= 0xe9 && i + 2 < end) {
        // Han, as it is.
        bytes[at] = b;
        bytes[at + 1] = from[i + 1]!;
        bytes[at + 2] = from[i + 2]!;
        at += 3;
        i += 2;
        continue;
      }
      if (b === 0x20 || (b >= 0x09 && b <= 0x0d)) continue;
      if (b === 0xef && (from[i + 1] === 0xbc || from[i + 1] === 0xbd) && i + 2 < end) {
        // U+FF01..FF5E stand for U+0021..007E.
        const narrow = ((from[i + 1]! & 0x03) << 6) + (from[i + 2]! & 0x3f) + 0x20;
        if (narrow > 0x20 && narrow < 0x7f) {
          b = narrow;
          i += 2;
        }
      } else if (b >= 0xc2) {
        const space = spaceAt(from, i);
        if (space > 0) {
          i += space - 1;
          continue;
        }
      }
      bytes[at++] = b >= 0x41 && b <= 0x5a ? b | 0x20 : b;
    }
    this.length = at;
    return at > begin;
  }

  /** Letters and digits, in upper case. */
  #code(from: Uint8Array, start: number, end: number): boolean {
    const begin = this.length;
    const { bytes } = this;
    let at = begin;
    for (let i = start; i < end; i++) {
      const b = from[i]!;
      if (isDigitByte(b)) bytes[at++] = b;
      else if (isLetterByte(b)) bytes[at++] = b & ~0x20;
    }
    this.length = at;
    return at > begin;
  }

  /** 15 digits become 18: the century 19 and the check character (GB 11643-1999). */
  #upgrade(at: number): void {
    const bytes = this.bytes;
    bytes.copyWithin(at + 8, at + 6, at + 15);
    bytes[at + 6] = 0x31;
    bytes[at + 7] = 0x39;
    bytes[at + 17] = mod11Check(bytes, at);
    this.length = at + 18;
  }

  /**
   * Digits alone: the country code 86 taken away, and a landline with its 0 before the area code; other countries
   * with + and code.
   */
  #phone(from: Uint8Array, start: number, end: number): boolean {
    const begin = this.length;
    if (end - start === 11 && from[start] === 0x31) {
      // Nearly all: a mobile number as it is.
      const { bytes } = this;
      let i = 0;
      for (; i < 11; i++) {
        const b = from[start + i]!;
        if (!isDigitByte(b)) break;
        bytes[begin + i] = b;
      }
      if (i === 11) {
        this.length = begin + 11;
        return true;
      }
    }
    let plus = false;
    end = endOfFloat(from, start, end);
    for (let i = start; i < end; i++) {
      const b = from[i]!;
      if (isDigitByte(b)) this.bytes[this.length++] = b;
      else if (b === 0x2b && this.length === begin) plus = true;
    }
    const bytes = this.bytes;
    let n = this.length - begin;
    let cut = 0;
    if (n > 4 && bytes[begin] === 0x30 && bytes[begin + 1] === 0x30) {
      plus = true;
      cut = 2;
    }
    const china = bytes[begin + cut] === 0x38 && bytes[begin + cut + 1] === 0x36;
    const mobile = china && n - cut === 13 && bytes[begin + cut + 2] === 0x31;
    if (china && (plus || mobile)) {
      cut += 2;
      const zero = !mobile && bytes[begin + cut] !== 0x30 && !(n - cut === 11 && bytes[begin + cut] === 0x31);
      if (zero) bytes[begin + --cut] = 0x30;
    } else if (plus) {
      if (cut === 0) {
        this.#ensure(1);
        this.bytes.copyWithin(begin + 1, begin, this.length);
        this.length += 1;
        n += 1;
      } else cut -= 1;
      this.bytes[begin + cut] = 0x2b;
    }
    if (cut > 0) {
      this.bytes.copyWithin(begin, begin + cut, this.length);
      this.length -= cut;
    }
    return this.length > begin;
  }
}

/** Without the `.0` that a table of numbers puts behind one that it takes for a float. */
function endOfFloat(bytes: Uint8Array, start: number, end: number): number {
  let point = end;
  while (point > start && bytes[point - 1] === 0x30) point -= 1;
  if (point === end || point - 1 <= start || bytes[point - 1] !== 0x2e) return end;
  for (let i = start; i < point - 1; i++) if (!isDigitByte(bytes[i]!)) return end;
  return point - 1;
}

/** Birth date in the message of a resident ID or one of its family, as yyyymmdd; 0 where there is none. */
export function birthInMessage(bytes: Uint8Array, start: number, end: number): number {
  const tag = bytes[start]!;
  if (end - start !== 19) return 0;
  if (
    tag === TAGS['cn.resident-id'] ||
    tag === TAGS['cn.hmt-residence'] ||
    tag === TAGS['cn.foreign-permanent-resident-id']
  )
    return birthOf(bytes, start + 1, 18);
  return 0;
}
