import { isColumnWord } from './column-words.ts';

/**
 * Tells a header from a first row of data. Both mistakes cost: a row of data taken for a header would put values
 * into paths and receipts and never be inspected, a header taken for data loses what column names say. So anything
 * that looks like a value of a person keeps the row as data.
 */
export function isHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const cells = first.map((cell) => cell.replace(INVISIBLE, '').trim());
  if (cells.every((cell) => cell === '')) return false;
  if (cells.some((cell) => looksLikePersonalValue(cell))) return false;
  const words = cells.filter((cell) => isColumnWord(cell)).length;
  if (words > 0 && words * 3 >= cells.filter((cell) => cell !== '').length) return true;
  const values = cells.filter((cell) => looksLikeValue(cell)).length;
  if (words > 0) return values <= words;
  if (values > 0) return false;
  // Nothing known so far: a name seen again below is a value; a column of values under a word has a header.
  let filled = 0;
  let alike = 0;
  let unlike = 0;
  for (const [column, cell] of cells.entries()) {
    const below = rows.map((row) => row[column]?.trim() ?? '').filter((text) => text !== '');
    if (cell !== '' && below.includes(cell)) return false;
    if (below.length === 0) continue;
    filled++;
    if (below.every((text) => looksLikeValue(text))) alike++;
    else if (below.length >= 3 && isUnlike(cell, below)) unlike++;
  }
  if (alike > 0 || (unlike > 0 && unlike * 2 >= filled)) return true;
  if (new Set(cells).size < cells.length) return false;
  // All text and no word that columns are called by: names, addresses. Read as data, so that nothing goes unseen.
  return cells.every((cell) => isIdentifier(cell));
}

/** What shows nothing and may stand between the digits of a value. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;

/** Signs that a word without digits is not of the sort of what stands below it. */
function isUnlike(cell: string, below: readonly string[]): boolean {
  if (/\d/.test(cell)) return false;
  const han = /\p{Script=Han}/u;
  if (below.every((text) => /\d/.test(text))) return true;
  if (!han.test(cell) && below.every((text) => han.test(text))) return true;
  return below.length >= 9 && new Set(below).size * 3 <= below.length;
}

/** Paths of the columns: the header's text; `name#4` for a second `name`, `#4` for an empty one. All different. */
export function columnPaths(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, i) => {
    const name = cell.trim().replace(/\s+/g, ' ').slice(0, 200);
    return uniquePath(name === '' ? `#${i + 1}` : name, i, used);
  });
}

/** `path`, or with the column's number behind it as often as it takes to be new; `used` then has it. */
export function uniquePath(path: string, column: number, used: Set<string>): string {
  let unique = path;
  while (used.has(unique)) unique += `#${column + 1}`;
  used.add(unique);
  return unique;
}

/** Long digits, an e-mail address, a date, coordinates: never the name of a column. */
function looksLikePersonalValue(text: string): boolean {
  return (
    /\d{7}/.test(text) ||
    /[^\s@]@[^\s@]+\.[^\s@]/.test(text) ||
    /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}/.test(text) ||
    /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text) ||
    /^[+(]?\d[\d\s()-]{6,}\d$/.test(text) ||
    /^-?\d+\.\d{3,}$/.test(text) ||
    /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
  );
}

/** A number, a date, a truth value or anything personal. */
function looksLikeValue(text: string): boolean {
  return (
    looksLikePersonalValue(text) ||
    /^[-+]?[¥$€£]?\s?[\d,]*\.?\d+\s?%?$/.test(text) ||
    /^\d{1,4}[-/:.]\d{1,2}/.test(text) ||
    /^(true|false|yes|no|null|n\/a|是|否|男|女)$/i.test(text)
  );
}

/** `customer_id`, `orderNo`, `a`: what programs call their columns. */
function isIdentifier(text: string): boolean {
  return /^[a-z_][a-z0-9_.]*$/.test(text) || /^[a-z]+([A-Z][a-z0-9]*)+$/.test(text) || /^[A-Z][A-Z0-9_]*$/.test(text);
}
