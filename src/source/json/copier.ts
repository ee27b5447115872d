import type { Batch, Edit } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import type { ByteBuffer } from './byte-buffer.ts';
import { formatToken } from './token.ts';

/** Copies ranges of a block, in order, with the edits that lie in them. */
export class Copier {
  readonly #out: ByteBuffer;
  readonly #block: Uint8Array;
  readonly #batch: Batch | null;
  readonly #edits: readonly Edit[];
  #next = 0;

  constructor(out: ByteBuffer, block: Uint8Array, batch: Batch | null, edits: readonly Edit[]) {
    this.#out = out;
    this.#block = block;
    this.#batch = batch;
    this.#edits = edits.toSorted((a, b) => a.cell - b.cell);
    for (let i = 0; i < this.#edits.length; i++) {
      const { cell } = this.#edits[i]!;
      if (batch === null || cell < 0 || cell >= batch.cells || cell === this.#edits[i + 1]?.cell)
        throw new DouaneError('INTERNAL', { expected: 'edits of cells of the batch, each once' });
    }
  }

  /** Copies `block[from, to)`; edits of cells before `from` are dropped, because what they stood in was taken away. */
  copy(from: number, to: number): void {
    let done = from;
    for (; this.#next < this.#edits.length; this.#next++) {
      const { cell, value } = this.#edits[this.#next]!;
      const start = this.#batch!.rawStart[cell]!;
      if (start >= to) break;
      if (start < from) continue;
      this.#out.range(this.#block, done, start);
      formatToken(this.#batch!.type[cell]!, value, this.#out);
      done = this.#batch!.rawEnd[cell]!;
    }
    this.#out.range(this.#block, done, to);
  }

  /** Writes bytes that were held back. */
  write(bytes: Uint8Array): void {
    this.#out.range(bytes, 0, bytes.length);
  }
}
