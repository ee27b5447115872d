import type { Input } from '../source.ts';

/**
 * Reads a chunk from its beginning to its end, so much at a time as one window holds. What was read ahead is kept, not
 * read again. One object reads one chunk after the other into the same memory.
 */
export class ChunkBytes {
  readonly #input: Input;
  readonly #ahead: number;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  /** Offset in the file of what is held, and how much of it. */
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

  /** The bytes `[at, at + length)`, which must not lie before those given last; valid until the next call. */
  async at(at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    if (at + length > this.#from + this.#length) await this.#fill(at, length);
    return this.#window.subarray(at - this.#from, at - this.#from + length);
  }

  async #fill(at: number, length: number): Promise<void> {
    const size = Math.max(length, Math.min(this.#ahead, this.#end - at));
    const kept = Math.max(0, this.#from + this.#length - at);
    let window = this.#window;
    if (window.length < size || window.length > Math.max(this.#ahead, size) * 4) window = new Uint8Array(size);
    window.set(this.#window.subarray(this.#length - kept, this.#length));
    const read = await this.#input.readAt(at + kept, size - kept);
    if (read.length !== size - kept) throw new RangeError('column ends early');
    window.set(read, kept);
    this.#window = window;
    this.#from = at;
    this.#length = size;
  }
}

const SHARED = 1 << 24;
const MOST = 1 << 20;
const LEAST = 1 << 16;

/** How much to read ahead in each of so many columns. */
export function readAhead(columns: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.floor(SHARED / columns)));
}
