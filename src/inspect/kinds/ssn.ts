/**
 * United States Social Security number, written 3-2-4 (20 CFR 422.103; since 2011 given without regard to area): no area
 * 000, 666 or from 900 on, no group 00, no serial number 0000.
 */
import { isDigit } from './digits.ts';
import { type Check, check, FORMAT } from './result.ts';

export const SSN_LENGTH = 11;
/** A form without a check digit. */
export const SSN: Check = check(75, FORMAT);

/** Whether `bytes` from `from` on are `AAA-GG-SSSS` with the same sign twice, and end there. */
export function isSsn(bytes: Uint8Array, from: number, end: number): boolean {
  const to = from + SSN_LENGTH;
  if (to > end) return false;
  const sign = bytes[from + 3]!;
  if ((sign !== 0x2d && sign !== 0x20) || bytes[from + 6] !== sign) return false;
  for (const at of [0, 1, 2, 4, 5, 7, 8, 9, 10]) if (!isDigit(bytes[from + at]!)) return false;
  const number = (at: number, n: number) => {
    let value = 0;
    for (let i = at; i < at + n; i++) value = value * 10 + bytes[from + i]! - 0x30;
    return value;
  };
  const area = number(0, 3);
  if (sign === 0x20 && isNumberOf(bytes, from)) return false;
  if (area === 0 || area === 666 || area >= 900 || number(4, 2) === 0 || number(7, 4) === 0) return false;
  if (to === end) return true;
  const after = bytes[to]!;
  const isLetter = (after | 0x20) >= 0x61 && (after | 0x20) <= 0x7a;
  return !isDigit(after) && !isLetter && after !== 0x2d && after !== 0x5f;
}

/** The number of a flat stands before that of the house: `Suite 680 36 4022 …`. */
function isNumberOf(bytes: Uint8Array, from: number): boolean {
  if (from < 4 || bytes[from - 1] !== 0x20) return false;
  let start = from - 1;
  while (start > 0 && from - start < 11 && (bytes[start - 1]! | 0x20) >= 0x61 && (bytes[start - 1]! | 0x20) <= 0x7a)
    start -= 1;
  let word = '';
  for (let i = start; i < from - 1; i++) word += String.fromCharCode(bytes[i]! | 0x20);
  return UNITS.has(word);
}

const UNITS: ReadonlySet<string> = new Set([
  'suite',
  'ste',
  'apt',
  'apartment',
  'unit',
  'flat',
  'floor',
  'room',
  'rm',
  'box',
  'building',
  'bldg',
]);
