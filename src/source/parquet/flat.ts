/**
 * Fills batches from columns that do not repeat: many rows at once, one column after the other. Text is copied with all
 * that stands between the values, and a value of a dictionary once a batch, so that most cells cost two numbers.
 */
import { CELL_NULL, CELL_TEXT } from '../../model/batch.ts';
import type { BatchBuilder } from '../batch-builder.ts';
import type { Cursor } from './cursor.ts';
import type { Leaf } from './schema.ts';
import { isCopied, longestPrinted, printValue } from './text.ts';
import type { Values } from './values.ts';

/** Rows whose cells are set together: those of all columns lie beside each other, and should stay in the cache. */
const BLOCK = 256;

/** Where the values of a dictionary stand in the batch at hand, as far as they were met. */
interface Printed {
  values: Values | null;
  /** Number of the batch at hand. */
  now: number;
  /** By value: number of the batch that it was last printed in. */
  batch: Int32Array;
  start: Int32Array;
  end: Int32Array;
  type: Uint8Array;
}

export class FlatRows {
  readonly #paths: Int32Array;
  readonly #printed: Printed[];
  #owner = new Int32Array(0);
  #batch = 0;

  constructor(leaves: readonly Leaf[]) {
    this.#paths = Int32Array.from(leaves, (leaf) => leaf.path);
    this.#printed = leaves.map(() => ({
      values: null,
      now: 0,
      batch: NONE,
      start: NONE,
      end: NONE,
      type: new Uint8Array(0),
    }));
  }

  /** To be called at the beginning of each batch. */
  begin(): void {
    this.#batch++;
  }

  /** By cell, for so many: index of its leaf. */
  owner(cells: number): Int32Array {
    if (this.#owner.length < cells) {
      const width = this.#paths.length;
      this.#owner = new Int32Array(cells).map((_, i) => i % width);
    }
    return this.#owner;
  }

  /**
   * Appends rows that all pages have, at most `rows`, and as many as have about `bytes` together; one at least. Gives
   * how many. The cells of a row are those of the cursors, in their order.
   */
  append(out: BatchBuilder, cursors: readonly Cursor[], rows: number, bytes: number): number {
    let n = rows;
    for (const c of cursors) n = Math.min(n, c.left);
    while (n > 1 && sizeOf(cursors, n) > bytes) n >>>= 1;
    const width = cursors.length;
    const first = out.reserveRows(n, this.#paths);
    for (let r = 0; r < n; r += BLOCK)
      for (let c = 0; c < width; c++)
        this.#fill(out, cursors[c]!, Math.min(BLOCK, n - r), first + r * width + c, width);
    return n;
  }

  #fill(out: BatchBuilder, cursor: Cursor, rows: number, first: number, step: number): void {
    const { values, index } = cursor.page!;
    if (index !== null) fillPointed(out, cursor, index, this.#printedOf(cursor.leaf, values), rows, first, step);
    else if (isCopied(cursor.leaf)) fillCopied(out, cursor, rows, first, step);
    else fillPrinted(out, cursor, rows, first, step);
  }

  #printedOf(leaf: Leaf, values: Values): Printed {
    const printed = this.#printed[leaf.index]!;
    if (printed.values !== values) {
      const { count } = values;
      printed.values = values;
      if (printed.batch.length < count || printed.batch.length > LARGE) {
        printed.batch = new Int32Array(count);
        printed.start = new Int32Array(count);
        printed.end = new Int32Array(count);
        printed.type = new Uint8Array(count);
      } else printed.batch.fill(0);
    }
    printed.now = this.#batch;
    return printed;
  }
}

const NONE = new Int32Array(0);
/** Values of a dictionary whose places are not kept for the next one. */
const LARGE = 1 << 18;

/** Text of a page, copied as it lies. */
function fillCopied(out: BatchBuilder, cursor: Cursor, rows: number, first: number, step: number): void {
  const { def, values } = cursor.page!;
  const { maxDef } = cursor.leaf;
  const from = cursor.nextEntry;
  const value = cursor.nextValue;
  let present = rows;
  if (def !== null) {
    present = 0;
    for (let i = from; i < from + rows; i++) if (def[i] === maxDef) present++;
  }
  const base = out.length;
  let by = 0;
  if (present > 0) {
    const begin = values.start[value]!;
    by = base - begin;
    out.append(values.bytes, begin, values.start[value + present]! - values.gap);
    out.separate();
  }
  const { start, end, type } = out;
  const was = values.start;
  const byEnd = by - values.gap;
  let k = value;
  if (def === null)
    for (let r = 0, cell = first; r < rows; r++, k++, cell += step) {
      start[cell] = was[k]! + by;
      end[cell] = was[k + 1]! + byEnd;
      type[cell] = CELL_TEXT;
    }
  else
    for (let i = from, cell = first; i < from + rows; i++, cell += step) {
      if (def[i] === maxDef) {
        out.place(cell, CELL_TEXT, was[k]! + by, was[k + 1]! + byEnd);
        k++;
      } else out.place(cell, CELL_NULL, base, base);
    }
  cursor.advance(rows, present);
}

/** Values of a dictionary: printed where they are met for the first time in the batch. */
function fillPointed(
  out: BatchBuilder,
  cursor: Cursor,
  index: Int32Array,
  printed: Printed,
  rows: number,
  first: number,
  step: number,
): void {
  const { def, values } = cursor.page!;
  const { leaf } = cursor;
  const { batch, now } = printed;
  const { start, end, type } = out;
  const from = cursor.nextEntry;
  const base = out.length;
  let k = cursor.nextValue;
  for (let r = 0, cell = first; r < rows; r++, cell += step) {
    if (def !== null && def[from + r] !== leaf.maxDef) {
      out.place(cell, CELL_NULL, base, base);
      continue;
    }
    const v = index[k++]!;
    if (batch[v] !== now) {
      batch[v] = now;
      printed.start[v] = out.length;
      printed.type[v] = printValue(leaf, values, v, out);
      printed.end[v] = out.length;
      out.separate();
    }
    start[cell] = printed.start[v]!;
    end[cell] = printed.end[v]!;
    type[cell] = printed.type[v]!;
  }
  cursor.advance(rows, k - cursor.nextValue);
}

/** Numbers, dates and so on, each printed. */
function fillPrinted(out: BatchBuilder, cursor: Cursor, rows: number, first: number, step: number): void {
  const { def, values } = cursor.page!;
  const { leaf } = cursor;
  const entry = cursor.nextEntry;
  const base = out.length;
  let k = cursor.nextValue;
  for (let r = 0, cell = first; r < rows; r++, cell += step) {
    if (def !== null && def[entry + r] !== leaf.maxDef) {
      out.place(cell, CELL_NULL, base, base);
      continue;
    }
    const from = out.length;
    const type = printValue(leaf, values, k++, out);
    out.place(cell, type, from, out.length);
    out.separate();
  }
  cursor.advance(rows, k - cursor.nextValue);
}

/** Bytes that so many rows will take at most, nulls counted as values. */
function sizeOf(cursors: readonly Cursor[], rows: number): number {
  let size = 0;
  for (const { page, nextValue, leaf } of cursors) {
    const { values, index, present } = page!;
    const last = Math.min(index === null ? values.count : present, nextValue + rows);
    if (last === nextValue) continue;
    const longest = longestPrinted(leaf, values.longest);
    if (!isCopied(leaf) || (index !== null && longest <= SHORT)) size += (last - nextValue) * longest;
    else if (index === null) size += values.start[last]! - values.start[nextValue]!;
    else for (let k = nextValue; k < last; k++) size += values.start[index[k]! + 1]! - values.start[index[k]!]!;
  }
  return size;
}

/** Values of a dictionary up to this long need not be measured one by one. */
const SHORT = 16;
