import type { Batch } from '../../model/batch.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { JsonFault } from './fault.ts';

/** Values in one record at most, so that the arrays of a batch stay within about 90 MB. */
const MAX_RECORD_CELLS = 1 << 21;

/** A copy's position while it is not yet known where the copies will lie: -1 - offset. */
const fromCopy = (offset: number) => -1 - offset;

/**
 * The cells of the batch being filled. Values that were written with escapes lie unescaped in `copies` until
 * {@link Cells.build} puts them behind the block.
 */
export class Cells {
  count = 0;
  rows = 0;
  start = new Int32Array(4096);
  end = new Int32Array(4096);
  rawStart = new Int32Array(4096);
  rawEnd = new Int32Array(4096);
  path = new Int32Array(4096);
  type = new Uint8Array(4096);
  rowEnd = new Int32Array(1024);
  readonly copies = new ByteBuffer();
  /** First cell of the record at hand. */
  recordCell = 0;
  /** Byte of the text at which the block begins. */
  base = 0;
  /** Cells whose value is a copy, in order. */
  #escaped = new Int32Array(64);
  #escapedCount = 0;

  add(path: number, type: number, start: number, end: number, rawStart: number, rawEnd: number): void {
    const i = this.count;
    if (i === this.start.length) this.#grow(rawStart);
    this.count = i + 1;
    this.start[i] = start;
    this.end[i] = end;
    this.rawStart[i] = rawStart;
    this.rawEnd[i] = rawEnd;
    this.path[i] = path;
    this.type[i] = type;
  }

  /** Adds a cell whose value is `copies[from, length)`. */
  addCopy(path: number, type: number, from: number, rawStart: number, rawEnd: number): void {
    if (this.#escapedCount === this.#escaped.length) this.#escaped = grow(this.#escaped);
    this.#escaped[this.#escapedCount++] = this.count;
    this.add(path, type, fromCopy(from), fromCopy(this.copies.length), rawStart, rawEnd);
    this.copies.byte(0x0a); // so that two copies never read as one
  }

  endRow(): void {
    if (this.rows === this.rowEnd.length) this.rowEnd = grow(this.rowEnd);
    this.rowEnd[this.rows++] = this.count;
  }

  /** Takes back the cells from `count` on, and their copies. */
  truncate(count: number): void {
    this.count = count;
    while (this.#escapedCount > 0 && this.#escaped[this.#escapedCount - 1]! >= count) {
      this.copies.length = -1 - this.start[this.#escaped[--this.#escapedCount]!]!;
    }
  }

  /** The batch of the rows ended so far; `block` has `filled` bytes in use and room for all copies. */
  build(file: number, index: number, firstRow: number, block: Uint8Array, filled: number): Batch {
    block.set(this.copies.view(), filled);
    const cells = this.rows === 0 ? 0 : this.rowEnd[this.rows - 1]!;
    for (let k = 0; k < this.#escapedCount; k++) {
      const i = this.#escaped[k]!;
      if (i >= cells) break;
      this.start[i] = filled - 1 - this.start[i]!;
      this.end[i] = filled - 1 - this.end[i]!;
    }
    return {
      file,
      index,
      firstRow,
      rows: this.rows,
      rowEnd: this.rowEnd,
      cells,
      start: this.start,
      end: this.end,
      rawStart: this.rawStart,
      rawEnd: this.rawEnd,
      path: this.path,
      type: this.type,
      bytes: block.subarray(0, filled + this.copies.length),
    };
  }

  /** Drops the rows that were ended and keeps the cells after them, `by` bytes nearer to the front of the block. */
  shift(by: number): void {
    const done = this.rows === 0 ? 0 : this.rowEnd[this.rows - 1]!;
    const left = this.count - done;
    let copies = 0;
    let escaped = 0;
    for (let k = 0; k < this.#escapedCount; k++) {
      const i = this.#escaped[k]!;
      if (i < done) continue;
      const from = -1 - this.start[i]!;
      const to = -1 - this.end[i]!;
      this.copies.bytes.copyWithin(copies, from, to + 1); // with the line feed behind it
      this.start[i] = fromCopy(copies);
      this.end[i] = fromCopy(copies + to - from);
      copies += to - from + 1;
      this.#escaped[escaped++] = i - done;
    }
    this.copies.length = copies;
    this.#escapedCount = escaped;
    for (let i = 0; i < left; i++) {
      const from = done + i;
      const copy = this.start[from]! < 0;
      this.start[i] = copy ? this.start[from]! : this.start[from]! - by;
      this.end[i] = copy ? this.end[from]! : this.end[from]! - by;
      this.rawStart[i] = this.rawStart[from]! - by;
      this.rawEnd[i] = this.rawEnd[from]! - by;
      this.path[i] = this.path[from]!;
      this.type[i] = this.type[from]!;
    }
    this.count = left;
    this.recordCell = Math.max(0, this.recordCell - done);
    this.rows = 0;
  }

  #grow(at: number): void {
    if (this.count - this.recordCell >= MAX_RECORD_CELLS)
      throw new JsonFault('LIMIT_RECORD', this.base + at, `a record of at most ${MAX_RECORD_CELLS} values`);
    this.start = grow(this.start);
    this.end = grow(this.end);
    this.rawStart = grow(this.rawStart);
    this.rawEnd = grow(this.rawEnd);
    this.path = grow(this.path);
    const type = new Uint8Array(this.type.length * 2);
    type.set(this.type);
    this.type = type;
  }
}

function grow(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
