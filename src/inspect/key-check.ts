/** Whether a column that its header calls a customer's key is the key of a person, or of a firm with many people. */
import type { Batch } from '../model/batch.ts';
import type { Column } from './column.ts';

/** Rows of a file that are looked at. */
const ROWS = 20_000;
/** Keys remembered with the first name that stood beside them. */
const KEYS = 20_000;
/** So many rows with another name than before, and more of them than with the same, and it is not a person's key. */
const LEAST = 8;

interface Pair {
  readonly key: number;
  readonly name: number;
  readonly names: Map<string, string>;
  same: number;
  other: number;
}

/**
 * Compares keys with the names beside them in the first rows of a file. A key that goes with ever other names belongs
 * to a firm, an agent, a branch: told apart by it many people would count as one.
 */
export class KeyCheck {
  #rows = 0;
  #pairs = new Map<number, Pair>();

  /** Looks at a batch; gives the columns that are no person's key. To be called before persons are formed of it. */
  look(batch: Batch, columns: readonly Column[]): Column[] {
    if (this.#rows >= ROWS) return [];
    const pairs = this.#pairsOf(columns);
    if (pairs.length === 0) return [];
    const value = new Int32Array(columns.length).fill(-1);
    const rows = Math.min(batch.rows, ROWS - this.#rows);
    this.#rows += rows;
    for (let r = 0, cell = 0; r < rows; r++) {
      const first = cell;
      for (; cell < batch.rowEnd[r]!; cell++) value[batch.path[cell]!] = cell;
      for (const pair of pairs) {
        const [k, n] = [value[pair.key]!, value[pair.name]!];
        if (k < first || n < first) continue;
        const key = textOf(batch, k);
        const name = textOf(batch, n);
        if (key === '' || name === '') continue;
        const before = pair.names.get(key);
        if (before === undefined) {
          if (pair.names.size < KEYS) pair.names.set(key, name);
        } else if (before === name) pair.same += 1;
        else pair.other += 1;
      }
    }
    return pairs.filter((p) => p.other >= LEAST && p.other > p.same).map((p) => columns[p.key]!);
  }

  #pairsOf(columns: readonly Column[]): Pair[] {
    const pairs: Pair[] = [];
    for (const [key, column] of columns.entries()) {
      if (column.roleName !== 'customer-key' || column.subject >= 0 || !column.accepted) continue;
      const name = columns.findIndex((c) => c.roleName === 'name' && c.accepted && c.group === column.group);
      if (name < 0) continue;
      let pair = this.#pairs.get(key);
      if (pair?.name !== name) {
        pair = { key, name, names: new Map(), same: 0, other: 0 };
        this.#pairs.set(key, pair);
      }
      pairs.push(pair);
    }
    return pairs;
  }
}

function textOf({ bytes, start, end }: Batch, cell: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start[cell]!, Math.min(end[cell]! - start[cell]!, 120))
    .toString()
    .trim();
}
