import { DouaneError } from '../model/errors.ts';

export const MINOR = 1;
export const IN_TRANSFER = 2;
/** Counted since the window of the day began, as ordinary or as sensitive. */
export const CURRENT_ORDINARY = 4;
export const CURRENT_SENSITIVE = 8;
/** Exported at all since the longer window began, and with sensitive data. */
export const PREVIOUS_ANY = 16;
export const PREVIOUS_SENSITIVE = 32;

// A person's words: parent, fields seen, two that the counter owns, and flags, best and strong as bytes of one.
const WORDS = 5;
const MASK = 1;
const LAST = 2;
const TRAITS = 4;
const BEST = 8;
const STRONG = 16;

const PAGE = 1 << 16;
const MOST_PAGES = 1 << 16;
const MOST = Math.floor((MOST_PAGES * PAGE) / (WORDS * 4));
/** Pages that it grows by at least: three million bytes. */
const STEP = 48;

/**
 * The persons themselves, as numbers: a union-find forest with what is known of each root, 20 bytes a person. It lies
 * in the memory of WebAssembly, which grows where it is: an array would have to be copied, and for that moment there
 * would be two.
 */
export class People {
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
  #words = new Int32Array(this.#memory.buffer);
  #room = Math.floor(PAGE / (WORDS * 4));
  count = 0;
  /** Unions made since loading: absorbed, into. */
  readonly merges: [number, number][] = [];

  /** @throws DouaneError LIMIT_PERSONS */
  add(): number {
    if (this.count === this.#room) this.#grow(this.count + 1);
    const p = this.count++;
    this.#words[p * WORDS] = p;
    this.#words[p * WORDS + TRAITS] = 0xff << BEST;
    return p;
  }

  /** Makes room for and numbers persons up to `count`, each its own root. */
  load(count: number): void {
    if (count > this.#room) this.#grow(count);
    while (this.count < count) this.add();
  }

  find(p: number): number {
    const words = this.#words;
    let root = p;
    while (words[root * WORDS] !== root) root = words[root * WORDS]!;
    while (words[p * WORDS] !== root) {
      const next = words[p * WORDS]!;
      words[p * WORDS] = root;
      p = next;
    }
    return root;
  }

  /** Makes one person of two roots; the older number stays, so that history keeps its names. */
  unite(a: number, b: number, log = true): number {
    if (a === b) return a;
    const keep = a < b ? a : b;
    const gone = a < b ? b : a;
    this.#words[gone * WORDS] = keep;
    this.addFields(keep, this.fields(gone));
    this.addFlags(keep, this.flags(gone));
    this.#words[keep * WORDS + TRAITS]! |= this.strong(gone) << STRONG;
    this.noteRank(keep, this.best(gone));
    if (log) this.merges.push([gone, keep]);
    return keep;
  }

  isRoot(p: number): boolean {
    return this.#words[p * WORDS] === p;
  }

  /** Fields seen, by bit, as a signed number; kept at the root. */
  fields(p: number): number {
    return this.#words[p * WORDS + MASK]!;
  }
  addFields(p: number, mask: number): void {
    // Mostly nothing is new: then the line of the cache is not written.
    if ((~this.#words[p * WORDS + MASK]! & mask) !== 0) this.#words[p * WORDS + MASK]! |= mask;
  }

  flags(p: number): number {
    return this.#words[p * WORDS + TRAITS]! & 0xff;
  }
  addFlags(p: number, flags: number): void {
    if ((~this.#words[p * WORDS + TRAITS]! & flags) !== 0) this.#words[p * WORDS + TRAITS]! |= flags;
  }

  /** Rank of the best identifier, 255 for none; kept at the root. */
  best(p: number): number {
    return (this.#words[p * WORDS + TRAITS]! >>> BEST) & 0xff;
  }
  noteRank(p: number, rank: number): void {
    if (rank >= this.best(p)) return;
    const at = p * WORDS + TRAITS;
    this.#words[at] = (this.#words[at]! & ~(0xff << BEST)) | (rank << BEST);
  }

  /** Strong types this person has a value of, by bit; kept at the root. */
  strong(p: number): number {
    return (this.#words[p * WORDS + TRAITS]! >>> STRONG) & 0xff;
  }
  addStrong(p: number, rank: number): void {
    this.#words[p * WORDS + TRAITS]! |= (1 << rank) << STRONG;
  }

  /** Whether `x` and `y` are what was noted last of the person; from now on they are. Nothing durable is made of it. */
  isLast(p: number, x: number, y: number): boolean {
    const words = this.#words;
    const at = p * WORDS + LAST;
    if (words[at] === x && words[at + 1] === y) return true;
    words[at] = x;
    words[at + 1] = y;
    return false;
  }

  #grow(count: number): void {
    if (count > MOST) throw new DouaneError('LIMIT_PERSONS', { expected: `at most ${MOST} persons` });
    const pages = this.#memory.buffer.byteLength / PAGE;
    const need = Math.ceil((count * WORDS * 4) / PAGE) - pages;
    // An eighth more at a time, so that views are seldom made anew.
    this.#memory.grow(Math.min(MOST_PAGES - pages, Math.max(need, STEP, pages >>> 3)));
    this.#words = new Int32Array(this.#memory.buffer);
    this.#room = Math.min(MOST, Math.floor(this.#words.length / WORDS));
  }
}
