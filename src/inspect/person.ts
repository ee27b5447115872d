import { FIRST_WEAK_RANK, IDENTIFIER_RANK } from '../model/sightings.ts';
import type { Column } from './column.ts';
import { birthInMessage, type Messages, NAME_PHONE_RANK, PHONE_RANK } from './identifiers.ts';
import type { SightingArrays } from './sighting-arrays.ts';

/** Most names or phones of one person that are paired with each other. */
const MAX_PAIRED = 4;
/** Most identifiers kept of one person in one row; what is beyond is taken for somebody else's. */
const MAX_OF_ONE = 64;
const OTHER = 0x80;
const KEY_RANK = IDENTIFIER_RANK['customer-key'];
const SEPARATOR = 0x1f;

/** How a new identifier stands to those that a person has. */
export const NEW = 0;
export const KNOWN = 1;
/** Of the same sort, with another value. */
export const DIFFERENT = 2;

/** What one group of columns shows of one person, until it is written as a slot. Used again for the next. */
export class Person {
  fields = 0;
  minor = 0;
  /** Something of it is only a person's, not only a place. */
  bound = false;
  touched = false;
  /** Findings inside longer text, taken when all columns of the row are known. */
  readonly deferred: number[] = [];
  /** How many of them are this person's; the list is not cut, for that costs more than all else here. */
  deferredCount = 0;
  /** Another number for every new person. */
  epoch = 0;
  ids = 0;
  readonly #idStart = new Int32Array(MAX_OF_ONE);
  readonly #idEnd = new Int32Array(MAX_OF_ONE);
  /** Rank, with {@link OTHER} where it contradicts an earlier one. */
  readonly #idRank = new Uint8Array(MAX_OF_ONE);
  /** Ranks of the identifiers, by bit. */
  #ranks = 0;
  readonly #idColumn: (Column | null)[] = new Array(MAX_OF_ONE).fill(null);
  /** Byte ranges of names in the batch, two numbers each. */
  readonly #names = new Int32Array(MAX_PAIRED * 2);
  #nameCount = 0;
  /** Family and given name in columns of their own, as ranges. */
  readonly #parts = new Int32Array(4);
  #hasParts = false;

  get named(): boolean {
    return this.#nameCount > 0 || this.#hasParts;
  }

  reset(): void {
    this.fields = 0;
    this.minor = 0;
    this.bound = false;
    this.touched = false;
    this.deferredCount = 0;
    this.epoch += 1;
    this.ids = 0;
    this.#ranks = 0;
    this.#nameCount = 0;
    if (this.#hasParts) this.#parts.fill(0);
    this.#hasParts = false;
  }

  addName(from: number, to: number): void {
    if (this.#nameCount === MAX_PAIRED) return;
    this.#names[2 * this.#nameCount] = from;
    this.#names[2 * this.#nameCount + 1] = to;
    this.#nameCount += 1;
  }

  addNamePart(family: boolean, from: number, to: number): void {
    this.#hasParts = true;
    const at = family ? 0 : 2;
    this.#parts[at] = from;
    this.#parts[at + 1] = to;
  }

  hasName(bytes: Uint8Array, from: number, to: number): boolean {
    for (let i = 0; i < this.#nameCount; i++) {
      const start = this.#names[2 * i]!;
      if (this.#names[2 * i + 1]! - start === to - from && equal(bytes, start, from, to - from)) return true;
    }
    return false;
  }

  /** Compares the message `bytes[start, end)` of `rank`; for `sort` false any identifier of the rank is of one sort. */
  compare(bytes: Uint8Array, start: number, end: number, rank: number, sort: boolean): number {
    if (((this.#ranks >>> rank) & 1) === 0) return NEW;
    let found = NEW;
    for (let i = 0; i < this.ids; i++) {
      if ((this.#idRank[i]! & ~OTHER) !== rank) continue;
      const at = this.#idStart[i]!;
      const length = this.#idEnd[i]! - at;
      if (length === end - start && equal(bytes, at, start, length)) return KNOWN;
      if (!sort || (bytes[at] === bytes[start] && (rank !== KEY_RANK || sameKeyName(bytes, at, start))))
        found = DIFFERENT;
    }
    return found;
  }

  /** False when there is no room. */
  addId(start: number, end: number, rank: number, other: boolean, column: Column | null): boolean {
    const n = this.ids;
    if (n === MAX_OF_ONE) return false;
    this.#idStart[n] = start;
    this.#idEnd[n] = end;
    this.#idRank[n] = other ? rank | OTHER : rank;
    this.#idColumn[n] = column;
    this.#ranks |= 1 << rank;
    this.ids = n + 1;
    return true;
  }

  /** Adds name and phone as one identifier, for every name and every phone. */
  pairNames(messages: Messages, bytes: Uint8Array): void {
    if (!this.named || ((this.#ranks >>> PHONE_RANK) & 1) === 0) return;
    const before = this.ids;
    let phones = 0;
    for (let i = 0; i < before && phones < MAX_PAIRED; i++) {
      if (this.#idRank[i] !== PHONE_RANK) continue;
      phones += 1;
      if (this.#nameCount === 0) this.#pair(messages, bytes, this.#parts, 0, 2, i);
      else for (let n = 0; n < this.#nameCount; n++) this.#pair(messages, bytes, this.#names, 2 * n, 1, i);
    }
  }

  #pair(messages: Messages, bytes: Uint8Array, ranges: Int32Array, at: number, count: number, phone: number): void {
    const start = messages.length;
    if (messages.namePhone(bytes, ranges, at, count, this.#idStart[phone]!, this.#idEnd[phone]!))
      this.addId(start, messages.length, NAME_PHONE_RANK, false, this.#idColumn[phone]!);
  }

  /** Writes the slot, and one more for each identifier that contradicts an earlier one. */
  write(out: SightingArrays, minorSince: number): void {
    let others = 0;
    let best = OTHER;
    let bestColumn: Column | null = null;
    for (let i = 0; i < this.ids; i++) {
      if ((this.#idRank[i]! & OTHER) !== 0) others += 1;
      else {
        out.pushId(this.#idStart[i]!, this.#idEnd[i]!, this.#idRank[i]!);
        if (this.#idRank[i]! < best) {
          best = this.#idRank[i]!;
          bestColumn = this.#idColumn[i]!;
        }
      }
    }
    out.endSlot(this.fields, this.minor);
    if (bestColumn !== null) bestColumn.tellsApart += 1;
    if (others === 0) return;
    for (let i = 0; i < this.ids; i++) {
      if ((this.#idRank[i]! & OTHER) === 0) continue;
      const birth = birthInMessage(out.bytes, this.#idStart[i]!, this.#idEnd[i]!);
      out.pushId(this.#idStart[i]!, this.#idEnd[i]!, this.#idRank[i]! & ~OTHER);
      out.endSlot(this.fields, birth >= minorSince ? 1 : 0);
    }
  }
}

export const isStrong = (rank: number): boolean => rank < FIRST_WEAK_RANK;

function equal(bytes: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false;
  return true;
}

function sameKeyName(bytes: Uint8Array, a: number, b: number): boolean {
  for (let i = 1; ; i++) {
    if (bytes[a + i] !== bytes[b + i]) return false;
    if (bytes[a + i] === SEPARATOR) return true;
  }
}
