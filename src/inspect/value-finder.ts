import type { Finding } from '../model/kinds.ts';
import type { ColumnSummary } from './column.ts';
import { OneValue } from './one-value.ts';

/**
 * Finds in single values what inspection would find in them, each as one of a column that is known already: for names
 * of files and fields, and for the treatment of free text once all was inspected.
 *
 * @example
 * const finder = new ValueFinder(new Map());
 * finder.find(bytes, 0, bytes.length, '备注');
 */
export class ValueFinder {
  readonly #columns: ReadonlyMap<string, ColumnSummary>;
  readonly #ones = new Map<string, OneValue>();

  /** `columns` as {@link Inspector.finish} gave them; of other paths the header alone tells. */
  constructor(columns: ReadonlyMap<string, ColumnSummary>) {
    this.#columns = columns;
  }

  /** All findings in one value of a path, in order, with the confidence that they have in the path. */
  find(bytes: Uint8Array, start: number, end: number, path: string): Finding[] {
    let one = this.#ones.get(path);
    if (one === undefined) {
      one = new OneValue(path, this.#columns.get(path));
      this.#ones.set(path, one);
    }
    return one.find(bytes, start, end);
  }
}
