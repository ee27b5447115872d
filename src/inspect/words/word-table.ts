/** A set of words that is asked with bytes, so that no string is made for a cell. ASCII letters match in either case. */
export class WordTable {
  readonly longest: number;
  readonly #mask: number;
  /** Position of the word's length in `#bytes`, plus one; 0 is free. */
  readonly #slots: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(words: Iterable<string>) {
    const list = [...new Set([...words].map((w) => w.toLowerCase()))]
      .filter((w) => w !== '')
      .map((w) => encoder.encode(w));
    let size = 16;
    while (size < list.length * 3) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    this.#bytes = new Uint8Array(list.reduce((sum, w) => sum + w.length + 1, 0));
    this.longest = list.reduce((max, w) => Math.max(max, w.length), 0);
    if (this.longest > 255) throw new RangeError('a word is too long');
    let at = 0;
    for (const word of list) {
      this.#bytes[at] = word.length;
      this.#bytes.set(word, at + 1);
      let slot = hash(word, 0, word.length) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = at + 1;
      at += word.length + 1;
    }
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

const encoder = new TextEncoder();
const lower = (b: number): number => (b >= 0x41 && b <= 0x5a ? b | 0x20 : b);

/** FNV-1a. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let h = 0x811c9dc5;
  for (let i = start; i < end; i++) h = Math.imul(h ^ lower(bytes[i]!), 0x01000193);
  return (h ^ (h >>> 15)) >>> 0;
}

export const wordTable = (...lists: readonly string[]): WordTable => new WordTable(lists.flatMap((l) => l.split(' ')));
