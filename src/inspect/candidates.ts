import type { Batch } from '../model/batch.ts';
import { kindOf } from './cell-findings.ts';
import { CLOSED_KIND } from './closers.ts';
import { type ColumnTable, KINDS_COUNT } from './column-table.ts';
import { bytesOf, kernel, layDown, room, wordsOf } from './kernel.ts';

/** Each value has to be looked at. */
export const LOOK_ALWAYS = 1;
/** Values with words have to be looked at. */
export const LOOK_FOR_WORDS = 2;
/** Beside the number of a listed cell. */
export const MARKED = 1;
export const CLOSED_TOO = 2;
/** No value may be closed. */
export const LOOK_OPEN = 4;

/**
 * The cells of a batch that have to be looked at: those of columns whose `plans` say so, those in which a kind can
 * begin that shows by its form, and those that may stand for "no value". Gives their numbers, times four, with
 * {@link MARKED} where a form can begin: a cell without that is one in which {@link Scanner} finds nothing. Cells that
 * their column's closer in `closers` closes are kept for {@link Closed} and counted in `table` as findings; they are
 * not listed unless, with {@link CLOSED_TOO}, something may be in them beside. They and all that are not listed are
 * counted as values, and one in `step` as a code if it is one.
 *
 * Ownership: the list lies in the kernel's memory, as the closed cells do, and is valid until something is laid down
 * there.
 *
 * @param plans by column: 0, or {@link LOOK_ALWAYS} and others.
 */
export function survey(
  batch: Batch,
  plans: Uint8Array,
  closers: Uint8Array,
  table: ColumnTable,
  step: number,
): Int32Array {
  const { columns } = table;
  layDown(batch, columns, step);
  const bytes = { plan: plans, closer: closers, leastFit: table.leastFit };
  for (const [member, of] of Object.entries(bytes)) layBytes(member as keyof typeof bytes, of, columns);
  for (const member of COUNTED) room(member, columns * 4);
  for (const member of CLOSED) room(member, batch.cells * 4);
  for (const member of COUNTED) wordsOf(member, columns).fill(0);
  const listed = kernel.survey();
  const [values, codes, count, percents, best, bestAt, evidence] = COUNTED.map((m) => wordsOf(m, columns));
  const closed = closedCells();
  for (let c = 0; c < columns; c++) {
    table.values[c]! += values![c]! >>> 0;
    table.codes[c]! += codes![c]! >>> 0;
    if (count![c] === 0) continue;
    const at = c * KINDS_COUNT + CLOSED_KIND[closers[c]!]!;
    table.hits[at]! += count![c]! >>> 0;
    table.whole[at]! += count![c]! >>> 0;
    table.percents[at]! += percents![c]! >>> 0;
    table.roleHits[c]! += count![c]! >>> 0;
    table.evidence[at]! |= evidence![c];
    const first = bestAt![c]!;
    if (best![c]! > table.best[at]!) {
      table.best[at] = best![c]!;
      table.better(c, kindOf(closed.info[first]!), closed.from[first]!, closed.to[first]!);
    }
  }
  return wordsOf('list', listed);
}

const COUNTED = ['values', 'codes', 'closedCount', 'percents', 'best', 'bestAt', 'evidence'] as const;
const CLOSED = ['closedCell', 'closedFrom', 'closedTo', 'closedInfo', 'closedBirth'] as const;

function layBytes(member: 'plan' | 'closer' | 'leastFit', from: Uint8Array, count: number): void {
  room(member, count);
  bytesOf(member, count).set(from.subarray(0, count));
}

/** Cells that the last survey closed, in order: number, value without white space around it, finding. */
export interface Closed {
  readonly count: number;
  readonly cell: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly info: Int32Array;
}

export function closedCells(): Closed {
  const count = kernel.closedCells.value as number;
  const [cell, from, to, info] = CLOSED.map((member) => wordsOf(member, count));
  return { count, cell: cell!, from: from!, to: to!, info: info! };
}

const none = new Int32Array(0);
export const NONE_CLOSED: Closed = { count: 0, cell: none, from: none, to: none, info: none };
