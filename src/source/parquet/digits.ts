/**
 * Numbers, dates and times as bytes, without strings or big integers between: four times as fast where columns are
 * typed. Each function prints as the slow one does (`text.ts`, `time.ts`), or gives false and prints nothing.
 */
import type { BatchBuilder } from '../batch-builder.ts';
import type { Unit } from './schema.ts';

/** More than the longest of what is printed here, but hexadecimal. */
export const ROOM = 64;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;

/** A safe integer. */
export function appendInteger(out: BatchBuilder, value: number): void {
  out.ensure(ROOM);
  let n = value;
  if (n < 0) {
    out.bytes[out.length++] = MINUS;
    n = -n;
  }
  digits(out, n);
}

/** A 64-bit integer from its two words; false where it is no safe one. */
export function appendWords(out: BatchBuilder, low: number, high: number): boolean {
  if (!isSafe(high)) return false;
  appendInteger(out, high * 0x1_0000_0000 + low);
  return true;
}

/** `value` over ten to the power of `scale`, with all its decimals. */
export function appendScaled(out: BatchBuilder, value: number, scale: number): boolean {
  if (scale < 1 || scale > 15) return false;
  out.ensure(ROOM);
  let n = value;
  if (n < 0) {
    out.bytes[out.length++] = MINUS;
    n = -n;
  }
  const power = POWERS[scale]!;
  const whole = wholeOf(n, power);
  digits(out, whole);
  out.bytes[out.length++] = DOT;
  padded(out, n - whole * power, scale);
  return true;
}

/**
 * A number of few decimals, as its shortest text: of 15 digits (6 for `single`) no two stand for the same number, so
 * that one which reads back as the number is the shortest without its zeros.
 */
export function appendDecimal(out: BatchBuilder, value: number, single: boolean): boolean {
  const n = Math.round(value * 10_000);
  if (Object.is(value, 0)) {
    appendInteger(out, 0);
    return true;
  }
  if (n === 0 || Math.abs(n) >= (single ? 1e6 : 1e15)) return false;
  if ((single ? Math.fround(n / 10_000) : n / 10_000) !== value) return false;
  appendScaled(out, n, 4);
  const { bytes } = out;
  while (bytes[out.length - 1] === ZERO) out.length--;
  if (bytes[out.length - 1] === DOT) out.length--;
  return true;
}

/** `1990-03-07`; false outside the years of four digits. */
export function appendDate(out: BatchBuilder, days: number): boolean {
  if (!(days >= FIRST_DAY && days <= LAST_DAY)) return false;
  out.ensure(ROOM);
  // Civil from days: 400-year eras of 146097 days, years that begin in March.
  const z = days + 719468 + 146097; // an era more, so that nothing is below zero
  const era = (z / 146097) | 0;
  const doe = z - era * 146097;
  const yoe = ((doe - ((doe / 1460) | 0) + ((doe / 36524) | 0) - ((doe / 146096) | 0)) / 365) | 0;
  const doy = doe - (365 * yoe + (yoe >> 2) - ((yoe / 100) | 0));
  const mp = ((5 * doy + 2) / 153) | 0;
  const month = mp < 10 ? mp + 3 : mp - 9;
  padded(out, yoe + (era - 1) * 400 + (month <= 2 ? 1 : 0), 4);
  out.bytes[out.length++] = MINUS;
  padded(out, month, 2);
  out.bytes[out.length++] = MINUS;
  padded(out, doy - (((153 * mp + 2) / 5) | 0) + 1, 2);
  return true;
}

/** `13:05:09`, with the fraction that is not zero, from so many units in a day. */
export function appendTime(out: BatchBuilder, inDay: number, unit: Unit): boolean {
  const per = PER_SECOND[unit];
  if (!(inDay >= 0 && inDay < per * 86_400)) return false;
  out.ensure(ROOM);
  const seconds = wholeOf(inDay, per);
  time(out, seconds, inDay - seconds * per, unit);
  return true;
}

/** `2026-11-23T13:05:09.123Z` from the two words of a 64-bit integer; without `Z` where the column has local time. */
export function appendTimestamp(out: BatchBuilder, low: number, high: number, unit: Unit, utc: boolean): boolean {
  if (unit !== 'NANOS' && !isSafe(high)) return false;
  const per = PER_SECOND[unit];
  // Long division by 16 bits at a time, rounding down: nanoseconds of this century are no safe integers.
  let rest = high >> 16;
  let seconds = Math.floor(rest / per);
  rest -= seconds * per;
  for (const limb of [high & 0xffff, low >>> 16, low & 0xffff]) {
    const next = rest * 0x1_0000 + limb;
    const whole = wholeOf(next, per);
    seconds = seconds * 0x1_0000 + whole;
    rest = next - whole * per;
  }
  const days = Math.floor(seconds / 86_400);
  if (!appendDate(out, days)) return false;
  out.bytes[out.length++] = 0x54;
  time(out, seconds - days * 86_400, rest, unit);
  if (utc) out.bytes[out.length++] = 0x5a;
  return true;
}

/** Two digits of hexadecimal for each byte. */
export function appendHex(out: BatchBuilder, from: Uint8Array, start: number, end: number): void {
  out.ensure((end - start) * 2);
  const { bytes } = out;
  for (let i = start; i < end; i++) {
    bytes[out.length++] = HEX.charCodeAt(from[i]! >> 4);
    bytes[out.length++] = HEX.charCodeAt(from[i]! & 15);
  }
}

const HEX = '0123456789abcdef';
const FIRST_DAY = -719_528; // 0000-01-01
const LAST_DAY = 2_932_896; // 9999-12-31
const PER_SECOND: Record<Unit, number> = { MILLIS: 1e3, MICROS: 1e6, NANOS: 1e9 };
const DIGITS: Record<Unit, number> = { MILLIS: 3, MICROS: 6, NANOS: 9 };
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);

/** Whether a 64-bit integer with this high word can be a double without loss. */
const isSafe = (high: number): boolean => high >= -0x20_0000 && high < 0x20_0000;

/** How often `by` goes into `n`, both whole and not below zero: a quotient that was rounded up is corrected. */
function wholeOf(n: number, by: number): number {
  const q = Math.floor(n / by);
  return q * by > n ? q - 1 : q;
}

function time(out: BatchBuilder, seconds: number, rest: number, unit: Unit): void {
  const minutes = (seconds / 60) | 0;
  const hours = (minutes / 60) | 0;
  padded(out, hours, 2);
  out.bytes[out.length++] = 0x3a;
  padded(out, minutes - hours * 60, 2);
  out.bytes[out.length++] = 0x3a;
  padded(out, seconds - minutes * 60, 2);
  if (rest === 0) return;
  out.bytes[out.length++] = DOT;
  padded(out, rest, DIGITS[unit]);
}

function digits(out: BatchBuilder, n: number): void {
  if (n >= 1e9) {
    const high = wholeOf(n, 1e9);
    padded(out, high, widthOf(high));
    padded(out, n - high * 1e9, 9);
  } else padded(out, n, widthOf(n));
}

function widthOf(n: number): number {
  let width = 1;
  for (let power = 10; power <= n && width < 10; power *= 10) width++;
  return width;
}

/** The last `width` digits of `n`, which is below ten to the power of 18 less what doubles cannot hold. */
function padded(out: BatchBuilder, n: number, width: number): void {
  if (width > 9) {
    const high = wholeOf(n, 1e9);
    padded(out, high, width - 9);
    padded(out, n - high * 1e9, 9);
    return;
  }
  const { bytes } = out;
  let left = n | 0;
  for (let i = out.length + width - 1; i >= out.length; i--) {
    const tenth = (left / 10) | 0;
    bytes[i] = ZERO + left - tenth * 10;
    left = tenth;
  }
  out.length += width;
}
