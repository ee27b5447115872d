/**
 * What is known of every identifier, by its pseudonym: the person it belongs to and how it was met. Open addressing
 * in 256 parts that grow each by itself, so that growing never needs twice the memory. An entry is four words, so that
 * a look-up touches one line of the cache: two words of the pseudonym, its third with the low byte given up for rank
 * and flags (88 bits remain: two of a billion identifiers collide with a chance below 10^-8), and the person.
 * 16 bytes a place, 21 to 43 an identifier. Words are signed: what does not fit 32 signed bits would be boxed at each
 * call (measured: twice the time).
 */

/** Two people were seen with it: it tells nobody apart any more. */
export const SHARED = 0x10;
/** It was the best identifier of some slot. */
export const SEEN_ALONE = 0x20;
/** New or changed since it was loaded: has to be written. */
export const DIRTY = 0x40;
const USED = 0x80;
const RANK = 0x0f;

/** `person` of a shared identifier that never was the best of a slot. */
export const NOBODY = -1;

/** The part of the third word that is pseudonym. */
const THIRD = ~0xff;
const PARTS = 256;
const FIRST_SIZE = 64;
const FULL = 0.75;
const WORDS = 4;

interface Part {
  entries: Int32Array;
  used: number;
  limit: number;
  mask: number;
}

/** Holds a cursor: `locate` sets it, the other members speak of the identifier there. */
export class IdentifierIndex {
  readonly #parts: Part[] = Array.from({ length: PARTS }, () => emptyPart(FIRST_SIZE));
  #part: Part = this.#parts[0]!;
  #at = 0;
  size = 0;
  /** Only written, so that the reads of `touch` are not taken for useless. */
  touched = 0;

  /**
   * Reads the first place of each of `count` pseudonyms (three words each). The reads do not wait for each other, so
   * the cache misses of a batch overlap; looked up one after the other they would add up (measured: 240 against
   * 110 ns an identifier at a million persons).
   */
  touch(words: Int32Array, count: number): void {
    const parts = this.#parts;
    let sum = 0;
    for (let i = 0; i < count * 3; i += 3) {
      const part = parts[words[i]! & (PARTS - 1)]!;
      sum ^= part.entries[(words[i + 1]! & part.mask) * WORDS]!;
    }
    this.touched = sum;
  }

  /** The same for the pseudonyms whose numbers stand in `which`; negative ones are none. */
  touchSome(words: Int32Array, which: Int32Array, count: number): void {
    const parts = this.#parts;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const i = which[k]! * 3;
      if (i < 0) continue;
      const part = parts[words[i]! & (PARTS - 1)]!;
      sum ^= part.entries[(words[i + 1]! & part.mask) * WORDS]!;
    }
    this.touched = sum;
  }

  /** Finds the place of a pseudonym and says whether it was known; if not, `insert` puts it there. */
  locate(a: number, b: number, c: number): boolean {
    const part = this.#parts[a & (PARTS - 1)]!;
    this.#part = part;
    const { entries, mask } = part;
    const third = c & THIRD;
    let at = (b & mask) * WORDS;
    for (;;) {
      const word = entries[at + 2]!;
      if (word === 0) {
        this.#at = at;
        return false;
      }
      if (entries[at] === a && entries[at + 1] === b && (word & THIRD) === third) {
        this.#at = at;
        return true;
      }
      at = (at + WORDS) & (mask * WORDS + WORDS - 1);
    }
  }

  /** Puts the pseudonym that `locate` just did not find. Rank below 16. */
  insert(a: number, b: number, c: number, person: number, rank: number, flags: number): void {
    let part = this.#part;
    if (part.used >= part.limit) {
      part = grow(part);
      this.#parts[a & (PARTS - 1)] = part;
      this.locate(a, b, c);
    }
    const { entries } = part;
    entries[this.#at] = a;
    entries[this.#at + 1] = b;
    entries[this.#at + 2] = (c & THIRD) | USED | flags | rank;
    entries[this.#at + 3] = person;
    part.used += 1;
    this.size += 1;
  }

  get person(): number {
    return this.#part.entries[this.#at + 3]!;
  }
  get flags(): number {
    return this.#part.entries[this.#at + 2]! & (SHARED | SEEN_ALONE | DIRTY);
  }
  get rank(): number {
    return this.#part.entries[this.#at + 2]! & RANK;
  }
  /** Changes what the located identifier says and marks it as changed. */
  update(person: number, flags: number): void {
    const { entries } = this.#part;
    entries[this.#at + 2] = (entries[this.#at + 2]! & (THIRD | USED | RANK)) | flags | DIRTY;
    entries[this.#at + 3] = person;
  }

  /** Takes flags from all identifiers. */
  clear(flags: number): void {
    for (const { entries } of this.#parts) {
      for (let at = 2; at < entries.length; at += WORDS) entries[at]! &= ~flags;
    }
  }

  /** Calls `visit` for every identifier that has all of `flags`; `third` carries rank and flags in its low byte. */
  forEach(flags: number, visit: (a: number, b: number, third: number, person: number) => void): void {
    for (const { entries } of this.#parts) {
      for (let at = 0; at < entries.length; at += WORDS) {
        const third = entries[at + 2]!;
        if (third === 0 || (third & flags) !== flags) continue;
        visit(entries[at]!, entries[at + 1]!, third, entries[at + 3]!);
      }
    }
  }
}

/** Rank and flags in the low byte of a third word. */
export const rankOf = (third: number): number => third & RANK;
export const flagsOf = (third: number): number => third & (SHARED | SEEN_ALONE | DIRTY);

function emptyPart(size: number): Part {
  return { entries: new Int32Array(size * WORDS), used: 0, limit: Math.floor(size * FULL), mask: size - 1 };
}

function grow(old: Part): Part {
  const part = emptyPart((old.mask + 1) * 2);
  const { entries } = part;
  const wrap = entries.length - 1;
  for (let from = 0; from < old.entries.length; from += WORDS) {
    if (old.entries[from + 2] === 0) continue;
    let at = (old.entries[from + 1]! & part.mask) * WORDS;
    while (entries[at + 2] !== 0) at = (at + WORDS) & wrap;
    entries[at] = old.entries[from]!;
    entries[at + 1] = old.entries[from + 1]!;
    entries[at + 2] = old.entries[from + 2]!;
    entries[at + 3] = old.entries[from + 3]!;
  }
  part.used = old.used;
  return part;
}
