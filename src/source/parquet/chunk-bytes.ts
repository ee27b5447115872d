import type { Input } from '../source.ts';

/**
 * Reads a chunk from its beginning to its end through a window, whose memory serves one chunk after the other. What does
 * not fit the window is read into `large`, which all columns share: no page is held packed once it is unpacked.
 */
export class ChunkBytes {
  readonly #input: Input;
  readonly #ahead: number;
  readonly #large: (size: number) => Uint8Array;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Offset in the file of what the window holds, and how much of it. */
  #from = 0;
  #length = 0;
  #end = 0;

  constructor(input: Input, ahead: number, large: (size: number) => Uint8Array) {
    this.#input = input;
    this.#ahead = ahead;
    this.#large = large;
  }

  begin(start: number, end: number): void {
    this.#from = start;
    this.#length = 0;
    this.#end = end;
  }

  /** The bytes `[at, at + length)` of the chunk; valid until the next call, of whichever column. */
  async at(at: number, length: number): Promise<Uint8Array> {
    if (length > this.#ahead) return this.#read(at, this.#large(length));
    const held = this.#from + this.#length;
    if (at < this.#from || at + length > held) {
      const size = Math.max(length, Math.min(this.#ahead, this.#end - at));
      const kept = at < this.#from ? 0 : Math.max(0, held - at);
      const before = this.#window;
      if (before.length < size) this.#window = new Uint8Array(size);
      this.#window.set(before.subarray(this.#length - kept, this.#length));
      await this.#read(at + kept, this.#window.subarray(kept, size));
      this.#from = at;
      this.#length = size;
    }
    return this.#window.subarray(at - this.#from, at - this.#from + length);
  }

  async #read(at: number, into: Uint8Array): Promise<Uint8Array> {
    const read = await this.#input.readAt(at, into.length, into);
    if (read.length !== into.length) throw new RangeError('column ends early');
    // An input that reads into memory of its own gives that.
    if (read.buffer !== into.buffer) into.set(read);
    return into;
  }
}

const SHARED = 1 << 24;
const MOST = 1 << 20;
const LEAST = 1 << 14;

/** How much to read ahead in each of so many columns. */
export function readAhead(columns: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor(SHARED / columns)));
}
