import type { TextStream } from './text-stream.ts';

/** Behind the filled part there is always room for this many bytes: sentinels for loops that do not count. */
export const SENTINEL = 4;

/**
 * A window that slides over a text: what is not yet taken is kept, the rest filled up from the blocks. How much is
 * filled depends on the text alone and never on how its blocks were cut, so that each pass sees the same windows.
 *
 * `bytes` is always more than twice as long as `length` plus SENTINEL; whoever reads may write behind `length`.
 */
export class Window {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;
  /** True once nothing more will come. */
  final = false;
  /** Offset of `bytes[0]` in the decoded text. */
  offset = 0;
  readonly #size: number;
  readonly #most: number;
  readonly #blocks: AsyncGenerator<Uint8Array, void, void>;
  #block: Uint8Array = new Uint8Array(0);
  #ended = false;

  /** Windows of `size` bytes; one grows to at most one byte more than `most` when nothing can be taken from it. */
  constructor(stream: TextStream, size: number, most: number, reversible: boolean) {
    this.#size = size;
    this.#most = Math.max(size, most);
    this.bytes = new Uint8Array(2 * (size + SENTINEL));
    this.#blocks = stream.blocks({ reversible });
  }

  /** Takes away the first `taken` bytes and fills up; beyond the usual size, doubling, if nothing was taken. */
  async advance(taken: number): Promise<void> {
    const kept = this.length - taken;
    this.offset += taken;
    if (taken > 0) this.bytes.copyWithin(0, taken, this.length);
    this.length = kept;
    const target = kept < this.#size ? this.#size : Math.max(kept + 1, Math.min(kept * 2, this.#most + 1));
    if (this.bytes.length < 2 * (target + SENTINEL)) {
      const grown = new Uint8Array(2 * (target + SENTINEL));
      grown.set(this.bytes.subarray(0, kept));
      this.bytes = grown;
    }
    while (this.length < target && !this.#ended) {
      if (this.#block.length === 0) {
        const next = await this.#blocks.next();
        if (next.done) this.#ended = true;
        else this.#block = next.value;
        continue;
      }
      const take = Math.min(target - this.length, this.#block.length);
      this.bytes.set(this.#block.subarray(0, take), this.length);
      this.length += take;
      this.#block = this.#block.subarray(take);
    }
    this.final = this.#ended && this.#block.length === 0;
  }

  /** Passes over the first `count` bytes of the text. To be called first. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      await this.advance(0);
      const taken = Math.min(left, this.length);
      if (taken === 0) return;
      left -= taken;
      this.offset += taken;
      this.bytes.copyWithin(0, taken, this.length);
      this.length -= taken;
    }
  }

  async close(): Promise<void> {
    await this.#blocks.return();
  }
}
