import type { Input } from '../source.ts';

/**
 * Reads a chunk from its beginning to its end through a window, whose memory serves one chunk after the other. What does
 * not fit the window is read for the caller alone: a large page would else be held packed beside unpacked.
 */
export class ChunkBytes {
  readonly #input: Input;
  readonly #ahead: number;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Offset in the file of what the window holds, and how much of it. */
  #from = 0;
  #length = 0;
  #end = 0;

  constructor(input: Input, ahead: number) {
    this.#input = input;
    this.#ahead = ahead;
  }

  begin(start: number, end: number): void {
    this.#from = start;
    this.#length = 0;
    this.#end = end;
  }

  /** The bytes `[at, at + length)` of the chunk; valid until the next call. */
  async at(at: number, length: number): Promise<Uint8Array> {
    if (length > this.#ahead) return this.#read(at, length);
    const held = this.#from + this.#length;
    if (at < this.#from || at + length > held) {
      const size = Math.max(length, Math.min(this.#ahead, this.#end - at));
      const kept = at < this.#from ? 0 : Math.max(0, held - at);
      const before = this.#window;
      if (before.length < size) this.#window = new Uint8Array(size);
      this.#window.set(before.subarray(this.#length - kept, this.#length));
      this.#window.set(await this.#read(at + kept, size - kept), kept);
      this.#from = at;
      this.#length = size;
    }
    return this.#window.subarray(at - this.#from, at - this.#from + length);
  }

  async #read(at: number, length: number): Promise<Uint8Array> {
    const read = await this.#input.readAt(at, length);
    if (read.length !== length) throw new RangeError('column ends early');
    return read;
  }
}

const SHARED = 1 << 24;
const MOST = 1 << 20;
const LEAST = 1 << 14;

/** How much to read ahead in each of so many columns. */
export function readAhead(columns: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor(SHARED / columns)));
}
