/** Dates, times and timestamps as ISO 8601 text and back, exactly, in the proleptic Gregorian calendar. */

import type { Unit } from './schema.ts';

const PER_SECOND: Record<Unit, bigint> = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n };
const DIGITS: Record<Unit, number> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** `1990-03-07`; years beyond four digits with a sign and six or more digits (ISO 8601 §4.3.2). */
export function printDate(days: number): string {
  // Civil from days: 400-year eras of 146097 days, years that begin in March.
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const doe = z - era * 146097;
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365);
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  const y =
    year >= 0 && year <= 9999
      ? String(year).padStart(4, '0')
      : (year < 0 ? '-' : '+') + String(Math.abs(year)).padStart(6, '0');
  return `${y}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Days since 1970-01-01, or null where the text is no date of {@link printDate}. */
export function parseDate(text: string): number | null {
  const m = /^(\d{4}|[+-]\d{6,8})-(\d{2})-(\d{2})$/.exec(text);
  if (m === null) return null;
  const month = Number(m[2]);
  const day = Number(m[3]);
  const y = Number(m[1]) - (month <= 2 ? 1 : 0);
  const era = Math.floor(y / 400);
  const yoe = y - era * 400;
  const doy = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = era * 146097 + yoe * 365 + Math.floor(yoe / 4) - Math.floor(yoe / 100) + doy - 719468;
  return printDate(days) === text ? days : null;
}

/** `13:05:09`, with the fraction that is not zero. */
export function printTime(value: bigint, unit: Unit): string {
  const per = PER_SECOND[unit];
  const seconds = Number(value / per);
  const rest = value % per;
  const two = (n: number): string => String(n).padStart(2, '0');
  const whole = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return rest === 0n ? whole : `${whole}.${String(rest).padStart(DIGITS[unit], '0')}`;
}

export function parseTime(text: string, unit: Unit): bigint | null {
  const m = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/.exec(text);
  if (m === null || Number(m[1]) > 23 || Number(m[2]) > 59 || Number(m[3]) > 59) return null;
  const fraction = (m[4] ?? '').padEnd(DIGITS[unit], '0');
  if (fraction.length > DIGITS[unit]) return null;
  return BigInt(Number(m[1]) * 3600 + Number(m[2]) * 60 + Number(m[3])) * PER_SECOND[unit] + BigInt(fraction);
}

/** `2026-11-23T13:05:09.123Z`; without `Z` where the column has local time. */
export function printTimestamp(value: bigint, unit: Unit, utc: boolean): string {
  const perDay = PER_SECOND[unit] * 86_400n;
  const inDay = ((value % perDay) + perDay) % perDay;
  return `${printDate(Number((value - inDay) / perDay))}T${printTime(inDay, unit)}${utc ? 'Z' : ''}`;
}

export function parseTimestamp(text: string, unit: Unit, utc: boolean): bigint | null {
  const m = /^(.{10,16})T([\d:.]{8,18})(Z?)$/.exec(text);
  if (m === null || (m[3] === 'Z') !== utc) return null;
  const days = parseDate(m[1]!);
  const time = parseTime(m[2]!, unit);
  if (days === null || time === null) return null;
  return BigInt(days) * 86_400n * PER_SECOND[unit] + time;
}
