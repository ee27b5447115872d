import type { RawCell, RawRow } from './sheet.ts';

/** Rows looked at before it is decided which of them, if any, is the header. */
export const HEADER_WINDOW = 20;

/**
 * Index of the header among a sheet's first rows, or -1. The header is the first row whose filled cells are all
 * text, none of it looking like a value, and that is not narrower than the table below it by half: a title over
 * the table is no header. A row that holds a number, a date or a value comes after where a header can be.
 */
export function findHeader(rows: readonly RawRow[], text: (cell: RawCell) => string): number {
  const filled = rows.map((row) => row.cells.filter((c) => c.value !== null && c.value !== ''));
  const widest = Math.max(0, ...filled.map((cells) => cells.length));
  for (const [i, cells] of filled.entries()) {
    if (cells.length === 0) continue;
    if (cells.some((c) => !isText(c) || looksLikeValue(text(c)))) return -1;
    if (cells.length * 2 > widest) return i;
  }
  return -1;
}

function isText(cell: RawCell): boolean {
  return cell.type === 's' || cell.type === 'inlineStr' || cell.type === 'str';
}

/** Five digits in a row, an address at a host, or a date: no column is named so. */
function looksLikeValue(text: string): boolean {
  return /\d{5}|\S@\S|^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/.test(text);
}

/** A header as part of a path: on one line, without space around. */
export function headerText(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
