import { isDigitByte } from './bytes.ts';
import { dateOf } from './kinds/date.ts';
import { isCalendarDay, numberAt } from './kinds/digits.ts';

/** A date as yyyymmdd, or 0: as {@link dateOf}, with a short way for 1990-01-02 and 1990/01/02, which nearly all are. */
export function birthDay(bytes: Uint8Array, start: number, end: number): number {
  const mark = bytes[start + 4]!;
  if (end - start !== 10 || (mark !== 0x2d && mark !== 0x2f) || bytes[start + 7] !== mark)
    return dateOf(bytes, start, end);
  for (let i = start; i < end; i++) if (!isDigitByte(bytes[i]!) && i !== start + 4 && i !== start + 7) return 0;
  const year = numberAt(bytes, start, 4);
  const month = numberAt(bytes, start + 5, 2);
  const day = numberAt(bytes, start + 8, 2);
  return year >= 1850 && year <= 2100 && isCalendarDay(year, month, day) ? year * 10_000 + month * 100 + day : 0;
}

const MOST_GROUPS = 6;
const groups = new Int32Array(MOST_GROUPS);
const lengths = new Int32Array(MOST_GROUPS);
const isYear = (n: number): boolean => n >= 1850 && n <= 2100;
/** Day 0 of spreadsheets, and the serial numbers that are days of people alive. */
const SERIAL_ZERO = Date.UTC(1899, 11, 30);
const FIRST_SERIAL = 7_000;
const LAST_SERIAL = 60_000;
const DAY = 86_400_000;

/**
 * The latest day that a value of a birth date's column may mean, as yyyymmdd, or 0: of a month the last, of two ways to
 * read it the later, digits full-width or not, a spreadsheet's serial number. Who may be a child counts as one.
 */
export function latestBirth(bytes: Uint8Array, start: number, end: number): number {
  const plain = birthDay(bytes, start, end);
  if (plain !== 0) return plain;
  const count = readGroups(bytes, start, end);
  if (count === 1 && lengths[0] === 5) return serialDay(groups[0]!);
  if (count === 1 && lengths[0] === 8) return dayOf(Math.floor(groups[0]! / 10_000), groups[0]! % 10_000);
  if (count === 1 && lengths[0] === 6 && isYear(Math.floor(groups[0]! / 100)))
    return lastOf(Math.floor(groups[0]! / 100), groups[0]! % 100, 31);
  for (let g = 0; g < count && g < 3; g++) {
    if (lengths[g] !== 4 || !isYear(groups[g]!)) continue;
    const year = groups[g]!;
    if (g === 0) return lastOf(year, count > 1 ? groups[1]! : 12, count > 2 ? groups[2]! : 31);
    if (g === 1) return lastOf(year, groups[0]!, 31);
    return Math.max(lastOf(year, groups[0]!, groups[1]!), lastOf(year, groups[1]!, groups[0]!));
  }
  return 0;
}

/** Runs of digits as numbers; how many, or 0 where one is too long or there are too many. */
function readGroups(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  let open = false;
  for (let i = start; i < end; i++) {
    let digit = bytes[i]! - 0x30;
    // U+FF10 to U+FF19
    if (bytes[i] === 0xef && bytes[i + 1] === 0xbc && i + 2 < end) {
      digit = bytes[i + 2]! - 0x90;
      i += 2;
    }
    if (digit < 0 || digit > 9) {
      open = false;
      continue;
    }
    if (!open) {
      if (count === MOST_GROUPS) return 0;
      groups[count] = 0;
      lengths[count] = 0;
      count += 1;
      open = true;
    }
    groups[count - 1] = groups[count - 1]! * 10 + digit;
    lengths[count - 1]! += 1;
    if (lengths[count - 1]! > 8) return 0;
  }
  return count;
}

const dayOf = (year: number, monthDay: number): number => {
  const [month, day] = [Math.floor(monthDay / 100), monthDay % 100];
  return isYear(year) && isCalendarDay(year, month, day) ? year * 10_000 + monthDay : 0;
};

/** The day, or the last of the month or of the year where there is no such day or month. */
const lastOf = (year: number, month: number, day: number): number =>
  month < 1 || month > 12 ? year * 10_000 + 1231 : year * 10_000 + month * 100 + (day >= 1 && day <= 31 ? day : 31);

function serialDay(serial: number): number {
  if (serial < FIRST_SERIAL || serial > LAST_SERIAL) return 0;
  const date = new Date(SERIAL_ZERO + serial * DAY);
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}
