import { createHash } from 'node:crypto';
import type { Input } from '../source/source.ts';

/** An input that takes its SHA-256 while it is read from beginning to end, and reads it once more only if nobody did. */
export class DigestedInput implements Input {
  readonly #inner: Input;
  #sha256: string | undefined;
  #onRead: (bytes: number) => void;

  constructor(inner: Input, onRead: (bytes: number) => void = () => {}) {
    this.#inner = inner;
    this.#onRead = onRead;
  }

  get name(): string {
    return this.#inner.name;
  }
  get size(): number {
    return this.#inner.size;
  }

  /** Forgets the digest, so that the next reading takes it anew. */
  again(onRead: (bytes: number) => void = () => {}): void {
    this.#sha256 = undefined;
    this.#onRead = onRead;
  }

  async *blocks(from = 0, blockSize?: number): AsyncGenerator<Uint8Array, void, void> {
    const hash = from === 0 ? createHash('sha256') : undefined;
    let done = from;
    for await (const block of this.#inner.blocks(from, blockSize)) {
      hash?.update(block);
      done += block.length;
      this.#onRead(done);
      yield block;
    }
    if (hash !== undefined) this.#sha256 = hash.digest('hex');
  }

  readAt(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array> {
    return this.#inner.readAt(offset, length, into);
  }

  /** SHA-256 of the bytes as the last whole reading found them, lower-case hex. */
  async digest(): Promise<string> {
    if (this.#sha256 === undefined) for await (const _ of this.blocks());
    return this.#sha256!;
  }
}
