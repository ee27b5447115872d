/**
 * What is known of every identifier, by its pseudonym: the person it belongs to and how it was met. Open addressing
 * in 256 parts that grow each by itself, so that growing never needs twice the memory. An entry is four words, so that
 * a look-up touches one line of the cache: two words of the pseudonym, its third with the low byte given up for rank
 * and flags (88 bits remain: two of a billion identifiers collide with a chance below 10^-8), and the person.
 * 16 bytes a place, 21 to 43 an identifier. Words are signed: what does not fit 32 signed bits would be boxed at each
 * call (measured: twice the time).
 *
 * Where there are more identifiers than may lie in memory they move, sorted, to {@link Runs} on disk. An entry in
 * memory then stands before one of the same pseudonym in a run, and one in a younger run before one in an older.
 */

/** Where identifiers are that had no room in memory. Entries are those of the index: four words each. */
export interface Runs {
  /** Entries that memory has room for. */
  readonly most: number;
  /**
   * Takes all entries of a full index: `entriesOf(part)` gives those of one part, as many words as it has, in any
   * order. Called for one part after the other.
   */
  add(count: number, entriesOf: (part: number) => Int32Array): void;
  /** Finds a pseudonym (of the third word only what is no flag counts); its entry is in `found` until the next call. */
  locate(a: number, b: number, c: number): boolean;
  readonly found: Int32Array;
  /** Calls `visit` once for every pseudonym, with its youngest entry. */
  forEach(visit: (a: number, b: number, third: number, person: number) => void): void;
}

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
export const THIRD = ~0xff;
export const PARTS = 256;
const FIRST_SIZE = 64;
const FULL = 0.75;
export const WORDS = 4;

interface Part {
  entries: Int32Array;
  used: number;
  limit: number;
  mask: number;
}

/** Holds a cursor: `locate` sets it, the other members speak of the identifier there. */
export class IdentifierIndex {
  readonly #parts: Part[] = Array.from({ length: PARTS }, () => emptyPart(FIRST_SIZE));
  readonly #runs: Runs | null;
  #inMemory = 0;
  /** Whether anything is in the runs. */
  #spilled = false;
  /** Of the cursor: the entry is in a run, and `#at` where it would be in memory. */
  #inRun = false;
  #part: Part = this.#parts[0]!;
  #at = 0;
  /** Distinct pseudonyms. */
  size = 0;
  /** Only written, so that the reads of `touch` are not taken for useless. */
  touched = 0;

  /** Without `runs` everything stays in memory. */
  constructor(runs: Runs | null = null) {
    this.#runs = runs;
  }

  /**
   * Reads the first place of each of `count` pseudonyms (three words each). The reads do not wait for each other, so
   * the cache misses of a batch overlap; looked up one after the other they would add up (measured: 240 against
   * 110 ns an identifier at a million persons).
   */
  touch(words: Int32Array, first: number, end: number): void {
    const parts = this.#parts;
    let sum = 0;
    for (let i = first * 3; i < end * 3; i += 3) {
      const part = parts[words[i]! & (PARTS - 1)]!;
      sum ^= part.entries[(words[i + 1]! & part.mask) * WORDS]!;
    }
    this.touched = sum;
  }

  /** The same for the pseudonyms whose numbers stand in `which`; negative ones are none. */
  touchSome(words: Int32Array, which: Int32Array, first: number, end: number): void {
    const parts = this.#parts;
    let sum = 0;
    for (let k = first; k < end; k++) {
      const i = which[k]! * 3;
      if (i < 0) continue;
      const part = parts[words[i]! & (PARTS - 1)]!;
      sum ^= part.entries[(words[i + 1]! & part.mask) * WORDS]!;
    }
    this.touched = sum;
  }

  /** Finds the place of a pseudonym and says whether it was known; if not, `insert` puts it there. */
  locate(a: number, b: number, c: number): boolean {
    this.#inRun = false;
    if (this.#locateInMemory(a, b, c)) return true;
    if (!this.#spilled) return false;
    this.#inRun = this.#runs!.locate(a, b, c);
    return this.#inRun;
  }

  #locateInMemory(a: number, b: number, c: number): boolean {
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
    this.#put(a, b, (c & THIRD) | USED | flags | rank, person);
    this.size += 1;
  }

  #put(a: number, b: number, third: number, person: number): void {
    let part = this.#part;
    if (this.#runs !== null && this.#inMemory >= this.#runs.most) {
      this.#spill(this.#runs);
      part = this.#parts[a & (PARTS - 1)]!;
      this.#locateInMemory(a, b, third);
    } else if (part.used >= part.limit) {
      part = grow(part);
      this.#parts[a & (PARTS - 1)] = part;
      this.#locateInMemory(a, b, third);
    }
    const { entries } = part;
    entries[this.#at] = a;
    entries[this.#at + 1] = b;
    entries[this.#at + 2] = third;
    entries[this.#at + 3] = person;
    part.used += 1;
    this.#inMemory += 1;
  }

  get person(): number {
    return this.#inRun ? this.#runs!.found[3]! : this.#part.entries[this.#at + 3]!;
  }
  get flags(): number {
    return flagsOf(this.#third);
  }
  get rank(): number {
    return this.#third & RANK;
  }
  get #third(): number {
    return this.#inRun ? this.#runs!.found[2]! : this.#part.entries[this.#at + 2]!;
  }

  /** Changes what the located identifier says and marks it as changed. */
  update(person: number, flags: number): void {
    this.replace(person, flags | DIRTY);
  }

  /** The same, as if it had always been so. */
  replace(person: number, flags: number): void {
    const third = (this.#third & (THIRD | USED | RANK)) | flags;
    if (this.#inRun) {
      const [a, b] = this.#runs!.found;
      this.#inRun = false;
      this.#put(a!, b!, third, person);
      return;
    }
    const { entries } = this.#part;
    entries[this.#at + 2] = third;
    entries[this.#at + 3] = person;
  }

  /** Calls `visit` for every identifier that has all of `flags`; `third` carries rank and flags in its low byte. */
  forEach(flags: number, visit: (a: number, b: number, third: number, person: number) => void): void {
    if (this.#spilled) {
      if (this.#inMemory > 0) this.#spill(this.#runs!);
      this.#runs!.forEach((a, b, third, person) => {
        if ((third & flags) === flags) visit(a, b, third, person);
      });
      return;
    }
    for (const { entries } of this.#parts) {
      for (let at = 0; at < entries.length; at += WORDS) {
        const third = entries[at + 2]!;
        if (third === 0 || (third & flags) !== flags) continue;
        visit(entries[at]!, entries[at + 1]!, third, entries[at + 3]!);
      }
    }
  }

  #spill(runs: Runs): void {
    runs.add(this.#inMemory, (number) => {
      const part = this.#parts[number]!;
      const { entries } = part;
      const out = new Int32Array(part.used * WORDS);
      for (let at = 0, n = 0; at < entries.length; at += WORDS) {
        if (entries[at + 2] === 0) continue;
        for (let w = 0; w < WORDS; w++) out[n++] = entries[at + w]!;
      }
      return out;
    });
    // The parts keep their size: the next ones will be as many.
    for (const part of this.#parts) {
      part.entries.fill(0);
      part.used = 0;
    }
    this.#inMemory = 0;
    this.#spilled = true;
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
