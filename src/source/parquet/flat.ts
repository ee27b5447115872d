/**
 * Fills batches from columns that do not repeat: many rows at once, one column after the other. The values of a page
 * that refers to a dictionary are printed once and then pointed at, so that most cells of most files cost two numbers.
 */
import { CELL_NULL } from '../../model/batch.ts';
import type { BatchBuilder } from '../batch-builder.ts';
import type { Cursor } from './cursor.ts';
import type { Page } from './pages.ts';
import { printValue } from './text.ts';

/** Longest that a number, a date or a truth value is printed. */
const PRINTED = 48;

/** Where the values of a dictionary stand in the batch at hand. */
interface Printed {
  start: Int32Array;
  end: Int32Array;
  type: Uint8Array;
}

export class FlatRows {
  readonly #printed: Printed[] = [];
  readonly #cursors: readonly Cursor[];

  constructor(cursors: readonly Cursor[]) {
    this.#cursors = cursors;
  }

  /**
   * Appends rows that all pages have, at most `rows`, and as many as have about `bytes` together; one at least. Gives
   * how many. The cells of a row are those of the cursors, in their order.
   */
  append(out: BatchBuilder, rows: number, bytes: number): number {
    const cursors = this.#cursors;
    let n = rows;
    for (const c of cursors) n = Math.min(n, c.left);
    while (n > 1 && this.#size(n) > bytes) n >>>= 1;
    const width = cursors.length;
    const first = out.reserveRows(n, width);
    for (const [c, cursor] of cursors.entries()) {
      const page = cursor.page!;
      if (page.index !== null && worthOnce(page, n)) this.#pointed(out, cursor, page, n, first + c, width);
      else this.#printedEach(out, cursor, page, n, first + c, width);
    }
    return n;
  }

  /** Bytes that so many rows will take, nulls counted as values. */
  #size(rows: number): number {
    let size = 0;
    for (const { page, nextValue, leaf } of this.#cursors) {
      const { values, index, present } = page!;
      if (leaf.stride > 0) size += rows * PRINTED;
      else if (index !== null && worthOnce(page!, rows)) size += values.bytes.length;
      else if (index !== null) {
        const last = Math.min(present, nextValue + rows);
        for (let k = nextValue; k < last; k++) size += values.end[index[k]!]! - values.start[index[k]!]!;
      } else {
        const last = Math.min(values.count, nextValue + rows);
        if (last > nextValue) size += values.end[last - 1]! - values.start[nextValue]!;
      }
    }
    return size;
  }

  #printedEach(out: BatchBuilder, cursor: Cursor, page: Page, rows: number, first: number, step: number): void {
    const { leaf } = cursor;
    const { index, values } = page;
    for (let r = 0, cell = first; r < rows; r++, cell += step) {
      const from = out.length;
      const k = cursor.take();
      const type = k < 0 ? CELL_NULL : printValue(leaf, values, index === null ? k : index[k]!, out);
      out.place(cell, leaf.path, type, from, out.length);
      out.separate();
    }
  }

  #pointed(out: BatchBuilder, cursor: Cursor, page: Page, rows: number, first: number, step: number): void {
    const { leaf } = cursor;
    const { start, end, type } = this.#print(out, cursor, page);
    const index = page.index!;
    for (let r = 0, cell = first; r < rows; r++, cell += step) {
      const k = cursor.take();
      if (k < 0) out.place(cell, leaf.path, CELL_NULL, out.length - 1, out.length - 1);
      else out.place(cell, leaf.path, type[index[k]!]!, start[index[k]!]!, end[index[k]!]!);
    }
  }

  #print(out: BatchBuilder, { leaf }: Cursor, { values }: Page): Printed {
    const { count } = values;
    let printed = this.#printed[leaf.index];
    if (printed === undefined || printed.start.length < count) {
      printed = { start: new Int32Array(count), end: new Int32Array(count), type: new Uint8Array(count) };
      this.#printed[leaf.index] = printed;
    }
    out.separate();
    for (let k = 0; k < count; k++) {
      printed.start[k] = out.length;
      printed.type[k] = printValue(leaf, values, k, out);
      printed.end[k] = out.length;
      out.separate();
    }
    return printed;
  }
}

/** Fewer values in the dictionary than rows that point at it. */
const worthOnce = (page: Page, rows: number): boolean => page.values.count * 2 <= rows;
