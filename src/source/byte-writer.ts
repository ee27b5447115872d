import type { Edit } from '../model/batch.ts';
import { DouaneError } from '../model/errors.ts';

/** Bytes that grow as they are appended. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
  }

  append(from: Uint8Array, start: number, end: number): void {
    const n = end - start;
    if (this.length + n > this.bytes.length) this.#grow(n);
    if (n > 32) this.bytes.set(from.subarray(start, end), this.length);
    else for (let i = 0; i < n; i++) this.bytes[this.length + i] = from[start + i]!;
    this.length += n;
  }

  byte(byte: number): void {
    if (this.length === this.bytes.length) this.#grow(1);
    this.bytes[this.length++] = byte;
  }

  #grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

/** Edits by rising cell. Two for one cell are a fault: which of them would leave is not for chance to say. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  let sorted = true;
  for (let i = 1; i < edits.length && sorted; i++) sorted = edits[i - 1]!.cell < edits[i]!.cell;
  if (sorted) return edits;
  const ordered = edits.toSorted((a, b) => a.cell - b.cell);
  for (let i = 1; i < ordered.length; i++)
    if (ordered[i - 1]!.cell === ordered[i]!.cell) throw new DouaneError('INTERNAL', { got: 'two edits of one cell' });
  return ordered;
}
