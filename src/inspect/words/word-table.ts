/** A set of words that is asked with bytes, so that no string is made for a cell. ASCII letters match in either case. */
export class WordTable {
  readonly longest: number;
  readonly #mask: number;
  /** Position of the word's length in `#bytes`, plus one; 0 is free. */
  readonly #slots: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(words: Iterable<string>) {
    const list = [...words];
    // One encoding of all of them: of three thousand words it takes a tenth of the time of one each.
    const text = encoder.encode(`${list.join('\n').toLowerCase()}\n`);
    let size = 16;
    while (size < list.length * 3) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    this.#bytes = new Uint8Array(text.length);
    let longest = 0;
    let at = 0;
    for (let start = 0; start < text.length; ) {
      const end = text.indexOf(NEWLINE, start);
      const length = end - start;
      if (length > 255) throw new RangeError('a word is too long');
      this.#bytes[at] = length;
      this.#bytes.set(text.subarray(start, end), at + 1);
      longest = Math.max(longest, length);
      if (length > 0 && this.#add(at + 1, length)) at += length + 1;
      start = end + 1;
    }
    this.longest = longest;
  }

  /** False where the word is in the table already. */
  #add(at: number, length: number): boolean {
    let slot = hash(this.#bytes, at, at + length) & this.#mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & this.#mask) {
      const there = this.#slots[slot]!;
      if (this.#bytes[there - 1] === length && this.#same(there, this.#bytes, at, length)) return false;
    }
    this.#slots[slot] = at;
    return true;
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length <= 0 || length > this.longest) return false;
    let slot = hash(bytes, start, end) & this.#mask;
    for (;;) {
      const at = this.#slots[slot]!;
      if (at === 0) return false;
      if (this.#bytes[at - 1] === length && this.#same(at, bytes, start, length)) return true;
      slot = (slot + 1) & this.#mask;
    }
  }

  #same(at: number, bytes: Uint8Array, start: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.#bytes[at + i] !== lower(bytes[start + i]!)) return false;
    return true;
  }
}

const NEWLINE = 0x0a;
const encoder = new TextEncoder();
const lower = (b: number): number => (b >= 0x41 && b <= 0x5a ? b | 0x20 : b);

/** FNV-1a. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5;
  for (let i = start; i < end; i++) h = Math.imul(h ^ lower(bytes[i]!), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

export const wordTable = (...lists: readonly string[]): WordTable => new WordTable(lists.flatMap((l) => l.split(' ')));
