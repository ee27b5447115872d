import { isDigit } from './digits.ts';
import { type Check, check, FORMAT } from './result.ts';

/**
 * A pair of coordinates `lat,lon` or `lon,lat` in decimal degrees with at least four decimals each (about 10 m).
 * The datum (WGS-84, GCJ-02, BD-09) cannot be told from a value and is not looked for. Gives the end, or 0.
 */
export function geoPairEnd(bytes: Uint8Array, at: number, end: number): number {
  const first = decimalEnd(bytes, at, end);
  if (first === 0) return 0;
  let i = first;
  let separators = 0;
  while (i < end && (bytes[i] === 0x2c || bytes[i] === 0x20 || bytes[i] === 0x3b) && separators < 3) {
    separators += 1;
    i += 1;
  }
  if (separators === 0) return 0;
  const second = decimalEnd(bytes, i, end);
  if (second === 0) return 0;
  const x = degrees(bytes, at, first);
  const y = degrees(bytes, i, second);
  return (x <= 90 && y <= 180) || (x <= 180 && y <= 90) ? second : 0;
}

export const GEO_PAIR: Check = check(85, FORMAT);

function decimalEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  if (bytes[i] === 0x2d) i += 1;
  const whole = i;
  while (i < end && isDigit(bytes[i]!)) i += 1;
  if (i === whole || i - whole > 3 || bytes[i] !== 0x2e) return 0;
  const fraction = ++i;
  while (i < end && isDigit(bytes[i]!)) i += 1;
  return i - fraction >= 4 && i - fraction <= 15 ? i : 0;
}

function degrees(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let i = at; i < end && bytes[i] !== 0x2e; i++) if (isDigit(bytes[i]!)) value = value * 10 + bytes[i]! - 0x30;
  return value;
}

/** One coordinate in a column of latitudes or longitudes: a decimal with at least three decimals, at most ±180. */
export function isCoordinate(bytes: Uint8Array, at: number, end: number): boolean {
  let i = bytes[at] === 0x2d ? at + 1 : at;
  const whole = i;
  while (i < end && isDigit(bytes[i]!)) i += 1;
  if (i === whole || i - whole > 3 || bytes[i] !== 0x2e || degrees(bytes, at, i) > 180) return false;
  const fraction = ++i;
  while (i < end && isDigit(bytes[i]!)) i += 1;
  return i === end && i - fraction >= 3;
}
