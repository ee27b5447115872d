/** Reading ASCII digits out of bytes. */

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** The number that `length` digits at `at` write; NaN when one of them is none. At most 15 digits. */
export function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let n = 0;
  for (let i = at; i < at + length; i++) {
    const d = bytes[i]! - 0x30;
    if (d < 0 || d > 9) return Number.NaN;
    n = n * 10 + d;
  }
  return n;
}

/** Luhn's check over `length` digits (ISO/IEC 7812-1, annex B). */
export function luhn(bytes: Uint8Array, at: number, length: number): boolean {
  let sum = 0;
  for (let i = at + length - 1, double = false; i >= at; i--, double = !double) {
    let d = bytes[i]! - 0x30;
    if (double) {
      d *= 2;
      if (d > 9) d -= 9;
    }
    sum += d;
  }
  return sum % 10 === 0;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether year, month and day are a day of the Gregorian calendar. */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (!(month >= 1 && month <= 12) || !(day >= 1) || day > DAYS[month - 1]!) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}
