import { PERSON_WORDS, PERSONS, PersonsMemory } from './memory.ts';

export const MINOR = 1;
export const IN_TRANSFER = 2;
/** Counted since the window of the day began, as ordinary or as sensitive. */
export const CURRENT_ORDINARY = 4;
export const CURRENT_SENSITIVE = 8;
/** Exported at all since the longer window began, and with sensitive data. */
export const PREVIOUS_ANY = 16;
export const PREVIOUS_SENSITIVE = 32;

// A person's words: parent, fields seen, two that the counter owns, and flags, best and strong as bytes of one.
const WORDS = PERSON_WORDS;
const MASK = 1;
const LAST = 2;
const TRAITS = 4;
const BEST = 8;
const STRONG = 16;

/**
 * The persons themselves, as numbers: a union-find forest with what is known of each root, 20 bytes a person.
 */
export class People {
  readonly #memory: PersonsMemory;
  /** Unions made since loading: absorbed, into. */
  readonly merges: [number, number][] = [];

  constructor(memory = new PersonsMemory()) {
    this.#memory = memory;
  }

  get count(): number {
    return this.#memory.words[PERSONS]!;
  }

  /** @throws DouaneError LIMIT_PERSONS */
  add(): number {
    const p = this.count;
    this.#memory.reservePersons(p + 1);
    const { words, people } = this.#memory;
    words[PERSONS] = p + 1;
    words[people + p * WORDS] = p;
    words[people + p * WORDS + TRAITS] = 0xff << BEST;
    return p;
  }

  /** Makes room for and numbers persons up to `count`, each its own root. */
  load(count: number): void {
    this.#memory.reservePersons(count);
    while (this.count < count) this.add();
  }

  find(p: number): number {
    const { words, people } = this.#memory;
    let root = p;
    while (words[people + root * WORDS] !== root) root = words[people + root * WORDS]!;
    while (words[people + p * WORDS] !== root) {
      const next = words[people + p * WORDS]!;
      words[people + p * WORDS] = root;
      p = next;
    }
    return root;
  }

  /** Makes one person of two roots; the older number stays, so that history keeps its names. */
  unite(a: number, b: number, log = true): number {
    if (a === b) return a;
    const keep = a < b ? a : b;
    const gone = a < b ? b : a;
    this.#memory.words[this.#memory.people + gone * WORDS] = keep;
    this.addFields(keep, this.fields(gone));
    this.addFlags(keep, this.flags(gone));
    this.#memory.words[this.#memory.people + keep * WORDS + TRAITS]! |= this.strong(gone) << STRONG;
    this.noteRank(keep, this.best(gone));
    if (log) this.merges.push([gone, keep]);
    return keep;
  }

  isRoot(p: number): boolean {
    return this.#memory.words[this.#memory.people + p * WORDS] === p;
  }

  /** Fields seen, by bit, as a signed number; kept at the root. */
  fields(p: number): number {
    return this.#memory.words[this.#memory.people + p * WORDS + MASK]!;
  }
  addFields(p: number, mask: number): void {
    // Mostly nothing is new: then the line of the cache is not written.
    if ((~this.#memory.words[this.#memory.people + p * WORDS + MASK]! & mask) !== 0)
      this.#memory.words[this.#memory.people + p * WORDS + MASK]! |= mask;
  }

  flags(p: number): number {
    return this.#memory.words[this.#memory.people + p * WORDS + TRAITS]! & 0xff;
  }
  addFlags(p: number, flags: number): void {
    if ((~this.#memory.words[this.#memory.people + p * WORDS + TRAITS]! & flags) !== 0)
      this.#memory.words[this.#memory.people + p * WORDS + TRAITS]! |= flags;
  }

  /** Rank of the best identifier, 255 for none; kept at the root. */
  best(p: number): number {
    return (this.#memory.words[this.#memory.people + p * WORDS + TRAITS]! >>> BEST) & 0xff;
  }
  noteRank(p: number, rank: number): void {
    if (rank >= this.best(p)) return;
    const at = this.#memory.people + p * WORDS + TRAITS;
    this.#memory.words[at] = (this.#memory.words[at]! & ~(0xff << BEST)) | (rank << BEST);
  }

  /** Strong types this person has a value of, by bit; kept at the root. */
  strong(p: number): number {
    return (this.#memory.words[this.#memory.people + p * WORDS + TRAITS]! >>> STRONG) & 0xff;
  }
  addStrong(p: number, rank: number): void {
    this.#memory.words[this.#memory.people + p * WORDS + TRAITS]! |= (1 << rank) << STRONG;
  }

  /** Whether `x` and `y` are what was noted last of the person; from now on they are. Nothing durable is made of it. */
  isLast(p: number, x: number, y: number): boolean {
    const { words, people } = this.#memory;
    const at = people + p * WORDS + LAST;
    if (words[at] === x && words[at + 1] === y) return true;
    words[at] = x;
    words[at + 1] = y;
    return false;
  }
}
