import { PROMISES } from './evidence.ts';
import type { Row } from './row.ts';

const COLUMNS = ['part', 'what was done to it', 'times', 'Douane said', 'sent', 'crossed', 'recorded', 'lost', ''];
const NUMBERS = new Set([2, 4, 5, 6, 7]);

/** The table for people: a line a part, and below it what did not hold or why it does not count. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [COLUMNS, ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (NUMBERS.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const body = rows.flatMap((row, n) => [line(cells[n + 1]!), ...notesOf(row)]);
  return `${[line(COLUMNS), ...body].join('\n')}\n`;
}

function cellsOf(row: Row): string[] {
  const { part, does, times, said, sent, crossed, recorded, lost, verdict } = row;
  const told = Object.entries(said).map(([what, n]) => (n === 1 ? what : `${n} × ${what}`));
  const numbers = verdict === 'skipped' ? ['–', '–', '–', '–'] : [sent, crossed, recorded, lost].map(group);
  return [part, does, group(times), told.join(', '), ...numbers, verdict];
}

function notesOf({ broken, why }: Row): string[] {
  const whats = new Map<string, number>();
  for (const { promise, what } of broken) {
    const text = `${PROMISES[promise]}: ${what}`;
    whats.set(text, (whats.get(text) ?? 0) + 1);
  }
  const notes = [...whats].map(([text, n]) => `    broken: ${text}${n > 1 ? ` (${n} times)` : ''}`);
  return why === null ? notes : [...notes, `    ${why}`];
}

const group = (n: number) => n.toLocaleString('en-US');

/** The last lines: how many parts held, and what does not count. */
export function formatSummary(rows: readonly Row[]): string {
  const of = (verdict: Row['verdict']) => rows.filter((r) => r.verdict === verdict).length;
  const times = rows.reduce((sum, r) => sum + r.times, 0);
  return `${times} times broken, ${of('ok')} parts ok, ${of('NOT OK')} NOT OK, ${of('limit')} at a limit that is not promised, ${of('skipped')} skipped (neither counts as passed).\n`;
}
