import type { Batch } from '../../model/batch.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { JsonFault } from './fault.ts';

/** Values in one record at most, so that the arrays of a batch stay within about 90 MB. */
const MAX_RECORD_CELLS = 1 << 21;

/** Memory that the arrays lie in as long as they fit into it. */
export interface CellMemory {
  readonly start: Int32Array<ArrayBuffer>;
  readonly end: Int32Array<ArrayBuffer>;
  readonly rawStart: Int32Array<ArrayBuffer>;
  readonly rawEnd: Int32Array<ArrayBuffer>;
  readonly path: Int32Array<ArrayBuffer>;
  readonly type: Uint8Array<ArrayBuffer>;
  readonly rowEnd: Int32Array<ArrayBuffer>;
  readonly escaped: Int32Array<ArrayBuffer>;
  readonly copies: Uint8Array<ArrayBuffer>;
}

/** A copy's position while it is not yet known where the copies will lie: -1 - offset. */
const fromCopy = (offset: number) => -1 - offset;

/**
 * The cells of the batch being filled. Values that were written with escapes lie unescaped in `copies` until
 * {@link Cells.build} puts them behind the block.
 */
export class Cells {
  count = 0;
  rows = 0;
  start: Int32Array<ArrayBuffer>;
  end: Int32Array<ArrayBuffer>;
  rawStart: Int32Array<ArrayBuffer>;
  rawEnd: Int32Array<ArrayBuffer>;
  path: Int32Array<ArrayBuffer>;
  type: Uint8Array<ArrayBuffer>;
  rowEnd: Int32Array<ArrayBuffer>;
  readonly copies = new ByteBuffer();
  /** Cells whose value is a copy, in order. */
  escaped: Int32Array<ArrayBuffer>;
  escapedCount = 0;
  /** First cell of the record at hand. */
  recordCell = 0;
  /** Byte of the text at which the block begins. */
  base = 0;
  #home: CellMemory;

  constructor() {
    const home = ownMemory();
    this.#home = home;
    ({ start: this.start, end: this.end, rawStart: this.rawStart, rawEnd: this.rawEnd } = home);
    ({ path: this.path, type: this.type, rowEnd: this.rowEnd, escaped: this.escaped } = home);
    this.copies.bytes = home.copies;
  }

  /** From the next {@link Cells.shift} on the arrays lie in `home`, where the kernel can fill them as well. */
  settle(home: CellMemory): void {
    this.#home = home;
  }

  /** Whether all arrays lie in the memory that was given, none of them having outgrown it. */
  get atHome(): boolean {
    const home = this.#home;
    return (
      this.start === home.start &&
      this.rowEnd === home.rowEnd &&
      this.escaped === home.escaped &&
      this.copies.bytes === home.copies
    );
  }

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
    if (this.escapedCount === this.escaped.length) this.escaped = grow(this.escaped);
    this.escaped[this.escapedCount++] = this.count;
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
    while (this.escapedCount > 0 && this.escaped[this.escapedCount - 1]! >= count) {
      this.copies.length = -1 - this.start[this.escaped[--this.escapedCount]!]!;
    }
  }

  /** The batch of the rows ended so far; `block` has `filled` bytes in use and room for all copies. */
  build(file: number, index: number, firstRow: number, block: Uint8Array, filled: number): Batch {
    block.set(this.copies.view(), filled);
    const cells = this.rows === 0 ? 0 : this.rowEnd[this.rows - 1]!;
    for (let k = 0; k < this.escapedCount; k++) {
      const i = this.escaped[k]!;
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
    const { start, end, rawStart, rawEnd, path, type } = this;
    const { copies } = this;
    let copied = 0;
    let escaped = 0;
    for (let k = 0; k < this.escapedCount; k++) {
      const i = this.escaped[k]!;
      if (i < done) continue;
      const from = -1 - start[i]!;
      const to = -1 - end[i]!;
      copies.bytes.copyWithin(copied, from, to + 1); // with the line feed behind it
      start[i] = fromCopy(copied);
      end[i] = fromCopy(copied + to - from);
      copied += to - from + 1;
      this.escaped[escaped++] = i - done;
    }
    copies.length = copied;
    this.escapedCount = escaped;
    this.#comeHome(left);
    for (let i = 0; i < left; i++) {
      const from = done + i;
      const copy = start[from]! < 0;
      this.start[i] = copy ? start[from]! : start[from]! - by;
      this.end[i] = copy ? end[from]! : end[from]! - by;
      this.rawStart[i] = rawStart[from]! - by;
      this.rawEnd[i] = rawEnd[from]! - by;
      this.path[i] = path[from]!;
      this.type[i] = type[from]!;
    }
    this.count = left;
    this.recordCell = Math.max(0, this.recordCell - done);
    this.rows = 0;
  }

  /** Goes back to the memory that was given, where what is left fits; only copies and escapes are taken along. */
  #comeHome(left: number): void {
    const home = this.#home;
    if (left > home.start.length || this.escapedCount > home.escaped.length) return;
    ({ start: this.start, end: this.end, rawStart: this.rawStart, rawEnd: this.rawEnd } = home);
    ({ path: this.path, type: this.type, rowEnd: this.rowEnd } = home);
    if (this.escaped !== home.escaped) {
      home.escaped.set(this.escaped.subarray(0, this.escapedCount));
      this.escaped = home.escaped;
    }
    if (this.copies.bytes !== home.copies && this.copies.length <= home.copies.length) {
      home.copies.set(this.copies.view());
      this.copies.bytes = home.copies;
    }
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

function ownMemory(): CellMemory {
  const words = (count: number) => new Int32Array(count);
  return {
    ...{ start: words(4096), end: words(4096), rawStart: words(4096), rawEnd: words(4096), path: words(4096) },
    ...{ type: new Uint8Array(4096), rowEnd: words(1024), escaped: words(64), copies: new Uint8Array(1024) },
  };
}

function grow(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
