/** What a column without a telling header is, by its values: names, addresses, phones, sexes, ethnic groups, religions. */
import { type Batch, CELL_TEXT } from '../model/batch.ts';
import { looksLikeAddress } from './addresses.ts';
import { isDigitByte, isLetterByte } from './bytes.ts';
import type { Column } from './column.ts';
import { isNoValue } from './fits.ts';
import type { Role } from './headers/roles.ts';
import { isPhoneForm } from './kinds/phone.ts';
import { isNameShape, nameFit } from './names.ts';
import { ETHNIC_GROUPS, HEALTH_IN_TEXT, HEALTH_WORDS, SURE_RELIGIONS, SURE_SEXES } from './words/lists.ts';
import { wordTable } from './words/word-table.ts';

const words = {
  sex: wordTable(SURE_SEXES),
  ethnicity: wordTable(ETHNIC_GROUPS),
  religion: wordTable(SURE_RELIGIONS),
  health: wordTable(HEALTH_WORDS, HEALTH_IN_TEXT),
};
const ROLES_PROBED = [
  'name',
  'address',
  'sex',
  'ethnicity',
  'religion',
  'health',
  'telephone',
] as const satisfies Role[];
/** Values looked at before a column counts as settled; from then on so many in a row at so many places of a batch. */
const FIRST = 2_000;
const LATER = 64;
const PLACES = 4;
const LONGEST_ADDRESS = 180;
/** So many words in small letters are a sentence. */
const MANY_WORDS = 8;

/**
 * Looks at the values of columns whose role is open and gives it to those whose values nearly all fit one. A column
 * that is settled is looked at a little in each batch, so that one that changes is noticed.
 */
export function probe(batch: Batch, columns: readonly Column[]): void {
  probeFrom(batch, columns, 0, false);
  // A table may be sorted by what it holds: things first, people behind them.
  for (let place = 0; place < PLACES; place++) {
    const row = Math.floor((batch.rows * place) / PLACES);
    probeFrom(batch, columns, row === 0 ? 0 : batch.rowEnd[row - 1]!, true);
  }
}

/** Looks at the columns that are open, settled or not yet, from a cell on. */
function probeFrom(batch: Batch, columns: readonly Column[], first: number, settled: boolean): void {
  const open = new Uint8Array(columns.length);
  const most = settled ? LATER : FIRST;
  let left = 0;
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!;
    if (!isOpen(column) || column.settled !== settled) continue;
    if (settled) {
      column.probes = 0;
      column.probeFits.fill(0);
      column.probeSketch.fill(0);
    }
    open[c] = 1;
    left += 1;
  }
  if (left === 0) return;
  for (let i = first; i < batch.cells && left > 0; i++) {
    const c = batch.path[i]!;
    if (open[c] === 0) continue;
    const start = batch.start[i]!;
    const end = batch.end[i]!;
    if (end <= start || batch.type[i] !== CELL_TEXT || isNoValue(batch.bytes, start, end)) continue;
    const column = columns[c]!;
    look(column, batch.bytes, start, end);
    if (column.probes >= most) {
      open[c] = 0;
      left -= 1;
    }
  }
  for (const column of columns) {
    if (column.probes === 0 || column.settled !== settled || !isOpen(column)) continue;
    settle(column);
    if (column.probes >= FIRST) column.settled = true;
  }
}

/** Whether neither header nor values have said yet what it is. */
function isOpen(column: Column): boolean {
  return !column.hasRole && column.roleName === null;
}

function look(column: Column, bytes: Uint8Array, start: number, end: number): void {
  const fits = column.probeFits;
  column.probes += 1;
  const length = end - start;
  const b = bytes[start]!;
  if (isDigitByte(b) || b === 0x2b || b === 0x28) {
    if (isPhoneForm(bytes, start, end)) fits[7]! += 1;
    if (!isDigitByte(b) || !looksLikeAddress(bytes, start, end)) return;
  }
  if (words.health.has(bytes, start, end)) fits[5]! += 1;
  else if (nameFit(bytes, start, end) === 2) fits[0]! += 1;
  else if (isNameShape(bytes, start, end)) fits[6]! += 1;
  if (length >= 9 && length <= LONGEST_ADDRESS && looksLikeAddress(bytes, start, end) && !isSentence(bytes, start, end))
    fits[1]! += 1;
  if (length <= 40) {
    if (words.sex.has(bytes, start, end)) fits[2]! += 1;
    if (words.ethnicity.has(bytes, start, end)) fits[3]! += 1;
    if (words.religion.has(bytes, start, end)) fits[4]! += 1;
  }
  let hash = 0;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  hash = Math.imul(hash, 0x9e3779b1) >>> 23;
  column.probeSketch[hash >>> 3]! |= 1 << (hash & 7);
}

/** With what stands between the parts of a sentence and not of an address, or mostly of words in small letters. */
function isSentence(bytes: Uint8Array, start: number, end: number): boolean {
  let small = 0;
  let words = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    const begins = i === start || bytes[i - 1] === 0x20;
    if (begins && b !== 0x20) words += 1;
    // Short ones stand in names of places too: de, of, am.
    if (begins && b >= 0x61 && b <= 0x7a && i + 3 < end && isLetterByte(bytes[i + 3]!)) small += 1;
    if (b === 0x3a || b === 0x3b || b === 0x3f || b === 0x21) return true;
    // The full-width comma, colon, semicolon and question mark, and the full stop.
    if (b === 0xef && bytes[i + 1] === 0xbc && (bytes[i + 2] === 0x8c || bytes[i + 2]! >= 0x9a)) return true;
    if (b === 0xe3 && bytes[i + 1] === 0x80 && bytes[i + 2] === 0x82) return true;
  }
  return words > MANY_WORDS && small * 3 > words;
}

function settle(column: Column): void {
  const n = column.probes;
  // A column that was something else so far needs a whole window of another opinion.
  if (column.settled && n < LATER) return;
  let distinct = 0;
  for (const byte of column.probeSketch) for (let b = byte; b !== 0; b &= b - 1) distinct += 1;
  const [name, address, sex, ethnicity, religion, health, nameShape, phone] = column.probeFits as unknown as number[];
  const role = ROLES_PROBED.find((r) => {
    switch (r) {
      case 'name': // Few values that come again and again are categories, whatever they look like.
        return (
          (name! >= n * 0.8 || (name! >= n * 0.6 && name! + nameShape! >= n * 0.8)) && distinct >= Math.min(n * 0.3, 60)
        );
      case 'address':
        return address! >= n * 0.6;
      case 'sex':
        return sex! >= n * 0.95;
      case 'ethnicity':
        return ethnicity! >= n * 0.9;
      case 'religion':
        return religion! >= n * 0.9;
      case 'health':
        return health! >= n * 0.5;
      case 'telephone':
        return phone! >= n * 0.75;
      default:
        return r satisfies never;
    }
  });
  if (role === undefined) return;
  column.take(role, role === 'telephone' ? 45 : 65);
  column.probed = true;
}
