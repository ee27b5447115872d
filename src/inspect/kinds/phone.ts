import { isDigit, numberAt } from './digits.ts';
import { type Check, check, FORMAT, REGION } from './result.ts';

/**
 * Chinese mobile number, 11 digits (numbering plan of the MIIT): 1, then 3 to 9. There is no check digit; which
 * carrier it is cannot be told since numbers are portable (2019-12-01).
 */
export function checkMobile(bytes: Uint8Array, at: number): Check {
  if (bytes[at] !== 0x31 || bytes[at + 1]! < 0x33 || bytes[at + 1]! > 0x39) return 0;
  // All digits alike after the prefix: a placeholder, or one of the dearest numbers there are.
  const first = bytes[at + 3];
  let same = true;
  for (let i = 4; i < 11 && same; i++) same = bytes[at + i] === first;
  return check(same ? 60 : 85, FORMAT | REGION);
}

/** Chinese landline with area code: 010, 02x or 0xxx, then 7 or 8 digits not beginning with 0 or 1. */
export function checkLandline(bytes: Uint8Array, at: number, digits: number, separated: boolean): Check {
  if (bytes[at] !== 0x30 || digits < 10 || digits > 12) return 0;
  const second = bytes[at + 1]! - 0x30;
  const area = second === 1 ? (bytes[at + 2] === 0x30 ? 3 : 0) : second === 2 ? 3 : second >= 3 ? 4 : 0;
  if (area === 0) return 0;
  const local = digits - area;
  if (local < 7 || local > 8) return 0;
  return check(separated ? 85 : 40, FORMAT | REGION);
}

/** Where the area code ends in a separated landline; 0 when the group of digits is none. */
export function isAreaCode(bytes: Uint8Array, at: number, digits: number): boolean {
  if (bytes[at] !== 0x30) return false;
  if (digits === 3) return numberAt(bytes, at, 3) === 10 || bytes[at + 1] === 0x32;
  return digits === 4 && bytes[at + 1]! >= 0x33;
}

/** End of an extension, `x1234`, that begins at `at`; `at` itself where there is none. */
export function extensionEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at + 1;
  while (i < end && isDigit(bytes[i]!) && i - at <= 6) i += 1;
  return i - at < 3 || (i < end && isWordByte(bytes[i]!)) ? at : i;
}

/** End of `833.719.3994` (North American Numbering Plan), perhaps with an extension, that begins at `from`; or 0. */
export function dottedPhoneEnd(bytes: Uint8Array, from: number, end: number): number {
  const last = from + 12;
  if (last > end || bytes[from + 7] !== 0x2e) return 0;
  for (let i = from + 4; i < last; i++) if (i !== from + 7 && !isDigit(bytes[i]!)) return 0;
  const stop = last < end && (bytes[last]! | 0x20) === 0x78 ? extensionEnd(bytes, last, end) : last;
  if (stop >= end) return stop;
  if (isWordByte(bytes[stop]!)) return 0;
  // A fourth group makes it something else.
  return bytes[stop] === 0x2e && stop + 1 < end && isDigit(bytes[stop + 1]!) ? 0 : stop;
}

const isWordByte = (b: number): boolean => isDigit(b) || ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a);

const MOST_GROUPS = 6;
const LEAST_INTERNATIONAL = 8;

/**
 * A number written as a phone's is, of any country: with `+`, with the trunk zero or an area code in brackets, in
 * groups (ITU-T E.123). No date, no price, no padded counter; yet one such value alone proves nothing.
 */
export function isPhoneForm(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 24) return false;
  const first = bytes[start]!;
  const second = bytes[start + 1]!;
  const international = first === 0x2b || (first === 0x30 && second === 0x30 && bytes[start + 2] !== 0x30);
  const bracket = first === 0x28;
  if (!international && !bracket && (first !== 0x30 || second < 0x31 || second > 0x39)) return false;
  let digits = 0;
  let groups = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigit(b)) {
      if (i === start || !isDigit(bytes[i - 1]!)) groups += 1;
      digits += 1;
    } else if (b === 0x2e || b === 0x2f) {
      // A decimal point has one group behind it, and so has a month.
      if (!international && groups < 2 && digits < 3) return false;
    } else if (b !== 0x20 && b !== 0x2d && b !== 0x28 && b !== 0x29 && (b !== 0x2b || i > start)) return false;
  }
  if (groups > MOST_GROUPS || digits > 15) return false;
  return international
    ? digits >= (first === 0x2b ? LEAST_INTERNATIONAL : LEAST_INTERNATIONAL + 3)
    : digits >= 9 && digits <= 12;
}
