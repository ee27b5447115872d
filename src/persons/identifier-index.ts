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

import { IN_MEMORY, LIMIT, MASK, PART_WORDS, PARTS, PARTS_AT, PersonsMemory, SIZE } from './memory.ts';

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
export const WORDS = 4;

/** Holds a cursor: `locate` sets it, the other members speak of the identifier there. */
export class IdentifierIndex {
  readonly #memory: PersonsMemory;
  readonly #runs: Runs | null;
  /** Whether anything is in the runs. */
  #spilled = false;
  /** Of the cursor: the entry is in a run, and `#at` where it would be in memory. */
  #inRun = false;
  #part = 0;
  #at = 0;

  /** Without `runs` everything stays in memory, of which it has the range for identifiers. */
  constructor(runs: Runs | null = null, memory = new PersonsMemory()) {
    this.#runs = runs;
    this.#memory = memory;
  }

  /** Distinct pseudonyms. */
  get size(): number {
    return this.#memory.words[SIZE]!;
  }

  /** Whether so many more are sure to have room in memory, where all others are too. */
  hasRoom(more: number): boolean {
    return !this.#spilled && (this.#runs === null || this.#memory.words[IN_MEMORY]! + more <= this.#runs.most);
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
    const part = a & (PARTS - 1);
    this.#part = part;
    const { words } = this.#memory;
    const mask = words[PARTS_AT + part * PART_WORDS + MASK]!;
    const base = this.#memory.baseOf(part);
    const third = c & THIRD;
    for (let n = b & mask; ; n = (n + 1) & mask) {
      const at = base + n * WORDS;
      const word = words[at + 2]!;
      if (word !== 0 && (words[at] !== a || words[at + 1] !== b || (word & THIRD) !== third)) continue;
      this.#at = at;
      return word !== 0;
    }
  }

  /** Puts the pseudonym that `locate` just did not find. Rank below 16. */
  insert(a: number, b: number, c: number, person: number, rank: number, flags: number): void {
    this.#put(a, b, (c & THIRD) | USED | flags | rank, person);
    this.#memory.words[SIZE]! += 1;
  }

  #put(a: number, b: number, third: number, person: number): void {
    const memory = this.#memory;
    const part = PARTS_AT + this.#part * PART_WORDS;
    if (this.#runs !== null && memory.words[IN_MEMORY]! >= this.#runs.most) {
      this.#spill(this.#runs);
      this.#locateInMemory(a, b, third);
    } else if (memory.words[part]! >= memory.words[part + LIMIT]!) {
      memory.growPart(this.#part);
      this.#locateInMemory(a, b, third);
    }
    const { words } = memory;
    const at = this.#at;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = third;
    words[at + 3] = person;
    words[part]! += 1;
    words[IN_MEMORY]! += 1;
  }

  get person(): number {
    return this.#inRun ? this.#runs!.found[3]! : this.#memory.words[this.#at + 3]!;
  }
  get flags(): number {
    return flagsOf(this.#third);
  }
  get rank(): number {
    return this.#third & RANK;
  }
  get #third(): number {
    return this.#inRun ? this.#runs!.found[2]! : this.#memory.words[this.#at + 2]!;
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
    this.#memory.words[this.#at + 2] = third;
    this.#memory.words[this.#at + 3] = person;
  }

  /** Calls `visit` for every identifier that has all of `flags`; `third` carries rank and flags in its low byte. */
  forEach(flags: number, visit: (a: number, b: number, third: number, person: number) => void): void {
    if (this.#spilled) {
      if (this.#memory.words[IN_MEMORY]! > 0) this.#spill(this.#runs!);
      this.#runs!.forEach((a, b, third, person) => {
        if ((third & flags) === flags) visit(a, b, third, person);
      });
      return;
    }
    for (let part = 0; part < PARTS; part++) {
      const entries = this.#entries(part);
      for (let at = 0; at < entries.length; at += WORDS) {
        const third = entries[at + 2]!;
        if (third === 0 || (third & flags) !== flags) continue;
        visit(entries[at]!, entries[at + 1]!, third, entries[at + 3]!);
      }
    }
  }

  /** All places of a part, as they lie. */
  #entries(part: number): Int32Array {
    const { words } = this.#memory;
    const places = words[PARTS_AT + part * PART_WORDS + MASK]! + 1;
    const base = this.#memory.baseOf(part);
    return words.subarray(base, base + places * WORDS);
  }

  #spill(runs: Runs): void {
    const { words } = this.#memory;
    runs.add(words[IN_MEMORY]!, (part) => {
      const entries = this.#entries(part);
      const out = new Int32Array(words[PARTS_AT + part * PART_WORDS]! * WORDS);
      for (let at = 0, n = 0; at < entries.length; at += WORDS) {
        if (entries[at + 2] === 0) continue;
        for (let w = 0; w < WORDS; w++) out[n++] = entries[at + w]!;
      }
      return out;
    });
    // The parts keep their size: the next ones will be as many.
    for (let part = 0; part < PARTS; part++) {
      this.#entries(part).fill(0);
      words[PARTS_AT + part * PART_WORDS] = 0;
    }
    words[IN_MEMORY] = 0;
    this.#spilled = true;
  }
}

/** Rank and flags in the low byte of a third word. */
export const rankOf = (third: number): number => third & RANK;
export const flagsOf = (third: number): number => third & (SHARED | SEEN_ALONE | DIRTY);
