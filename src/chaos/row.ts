import type { Broken } from './evidence.ts';

/** One line of the table. */
export interface Row {
  readonly part: string;
  readonly does: string;
  /**
   * `limit`: met what is not promised. `skipped`: the means are not here. Neither counts as passed. The last two are of
   * a sabotage.
   */
  readonly verdict: 'ok' | 'NOT OK' | 'limit' | 'skipped' | 'noticed' | 'NOT NOTICED';
  readonly times: number;
  /** What Douane said, with how often. */
  readonly said: Readonly<Record<string, number>>;
  /** Canaries that were sent into it; of these, found outside; of these, in the ledger; and after the run after, missing. */
  readonly sent: number;
  readonly crossed: number;
  readonly recorded: number;
  readonly lost: number;
  readonly broken: readonly Broken[];
  /** Why it was skipped, or which limit was met. */
  readonly why: string | null;
}

/** Exit code 0 only if something was tried and every promise held. */
export const heldAll = (rows: readonly Row[]): boolean =>
  rows.some((r) => r.verdict === 'ok') && rows.every((r) => r.verdict !== 'NOT OK');

/** The rows of several rounds of one part as one. */
export function mergeRows(rows: readonly Row[]): Row {
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const said: Record<string, number> = {};
  for (const row of rows) for (const [what, n] of Object.entries(row.said)) said[what] = (said[what] ?? 0) + n;
  const worst = (['NOT OK', 'limit', 'ok'] as const).find((v) => rows.some((r) => r.verdict === v)) ?? 'skipped';
  const { part, does } = rows[0]!;
  return {
    part,
    does,
    verdict: worst,
    times: sum((r) => r.times),
    said,
    sent: sum((r) => r.sent),
    crossed: sum((r) => r.crossed),
    recorded: sum((r) => r.recorded),
    lost: sum((r) => r.lost),
    broken: rows.flatMap((r) => r.broken),
    why: rows.find((r) => r.verdict === worst)?.why ?? null,
  };
}
