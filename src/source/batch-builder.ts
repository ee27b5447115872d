import type { Batch, Paths } from '../model/batch.ts';
import { DouaneError } from '../model/errors.ts';

/** Numbers the field paths of one file as they are met; more than `limit` is LIMIT_COLUMNS. */
export class PathTable implements Paths {
  readonly list: string[] = [];
  readonly #index = new Map<string, number>();
  readonly #limit: number;
  readonly #file: string;

  constructor(limit: number, file: string) {
    this.#limit = limit;
    this.#file = file;
  }

  index(text: string): number {
    const known = this.#index.get(text);
    if (known !== undefined) return known;
    if (this.list.length >= this.#limit)
      throw new DouaneError('LIMIT_COLUMNS', { place: { file: this.#file }, expected: `at most ${this.#limit} paths` });
    this.#index.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

/**
 * Fills batches cell by cell, for formats whose values are not lying as text in the file. All arrays are used
 * again for the next batch. Between two cells stands one line feed, so that the whole can be checked as UTF-8
 * at once without a character being made up of two cells.
 */
export class BatchBuilder {
  bytes = new Uint8Array(1 << 16);
  length = 0;
  rows = 0;
  cells = 0;
  start = new Int32Array(1024);
  end = new Int32Array(1024);
  path = new Int32Array(1024);
  type = new Uint8Array(1024);
  rowEnd = new Int32Array(256);
  #rowStart = 0;
  /** The first so many cells have the paths of the pattern, over and over, whatever batch they belong to. */
  #pattern: Int32Array | null = null;
  #patterned = 0;
  readonly #file: number;
  readonly #name: string;
  readonly #record: number;

  /** A row of more than `record` bytes is LIMIT_RECORD. */
  constructor(file: number, name: string, record: number) {
    this.#file = file;
    this.#name = name;
    this.#record = record;
  }

  clear(): void {
    this.length = 0;
    this.rows = 0;
    this.cells = 0;
    this.#rowStart = 0;
  }

  /** Makes room for `more` bytes at `length`. */
  ensure(more: number): void {
    const need = this.length + more;
    if (need - this.#rowStart > this.#record)
      throw new DouaneError('LIMIT_RECORD', {
        place: { file: this.#name },
        expected: `a record of at most ${this.#record} bytes`,
      });
    if (need <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(need, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  append(from: Uint8Array, start: number, end: number): void {
    const n = end - start;
    this.ensure(n);
    if (n > 32) this.bytes.set(from.subarray(start, end), this.length);
    else for (let i = 0; i < n; i++) this.bytes[this.length + i] = from[start + i]!;
    this.length += n;
  }

  /** Text known to be ASCII: digits, dates. */
  appendAscii(text: string): void {
    this.ensure(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length + i] = text.charCodeAt(i);
    this.length += text.length;
  }

  appendText(text: string): void {
    this.ensure(text.length * 3);
    this.length += encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Ends the cell that began at `from` (a value of `length` taken earlier). */
  cell(path: number, type: number, from: number): void {
    const i = this.cells++;
    if (i === this.start.length) this.#growCells();
    this.start[i] = from;
    this.end[i] = this.length;
    this.path[i] = path;
    this.type[i] = type;
    if (i < this.#patterned) this.#patterned = i;
    this.ensure(1);
    this.bytes[this.length++] = 0x0a;
  }

  /**
   * Makes room for `rows` rows with a cell for each of `paths`, to be set in any order in the builder's own arrays, or
   * by {@link place}, before any other call; the paths are set. The number of the first is given: cell `c` of row `r` is
   * `first + r * paths.length + c`. Several cells may have the same text. Together they are held to the limit of a row.
   */
  reserveRows(rows: number, paths: Int32Array): number {
    const first = this.cells;
    const width = paths.length;
    this.#rowStart = this.length;
    this.cells += rows * width;
    while (this.start.length < this.cells) this.#growCells();
    if (first === 0 && this.#pattern !== paths) {
      this.#pattern = paths;
      this.#patterned = 0;
    }
    let from = first;
    if (this.#pattern === paths && first <= this.#patterned && first % width === 0) {
      from = Math.max(first, this.#patterned);
      this.#patterned = Math.max(this.#patterned, this.cells);
    } else this.#patterned = Math.min(this.#patterned, first);
    for (let i = from, c = (from - first) % width; i < this.cells; i++, c = c + 1 === width ? 0 : c + 1)
      this.path[i] = paths[c]!;
    for (let r = 1; r <= rows; r++) {
      if (this.rows === this.rowEnd.length) this.rowEnd = grow(this.rowEnd);
      this.rowEnd[this.rows++] = first + r * width;
    }
    return first;
  }

  /** Sets a reserved cell. */
  place(cell: number, type: number, from: number, to: number): void {
    this.start[cell] = from;
    this.end[cell] = to;
    this.type[cell] = type;
  }

  /** Puts the line feed behind a value that was appended. */
  separate(): void {
    this.ensure(1);
    this.bytes[this.length++] = 0x0a;
  }

  endRow(): void {
    if (this.rows === this.rowEnd.length) this.rowEnd = grow(this.rowEnd);
    this.rowEnd[this.rows++] = this.cells;
    this.#rowStart = this.length;
  }

  build(index: number, firstRow: number): Batch {
    return {
      file: this.#file,
      index,
      firstRow,
      rows: this.rows,
      rowEnd: this.rowEnd,
      cells: this.cells,
      start: this.start,
      end: this.end,
      rawStart: this.start,
      rawEnd: this.end,
      path: this.path,
      type: this.type,
      bytes: this.bytes.subarray(0, this.length),
    };
  }

  #growCells(): void {
    this.start = grow(this.start);
    this.end = grow(this.end);
    this.path = grow(this.path);
    const type = new Uint8Array(this.type.length * 2);
    type.set(this.type);
    this.type = type;
  }
}

const encoder = new TextEncoder();

function grow(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
