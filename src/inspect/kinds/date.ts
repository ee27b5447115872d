import { isCalendarDay, isDigit } from './digits.ts';

/**
 * A date in the forms 1990-01-02, 1990/1/2, 1990.01.02, 19900102, 1990年1月2日, and with a time behind: yyyymmdd, or 0.
 */
export function dateOf(bytes: Uint8Array, at: number, end: number): number {
  const length = end - at;
  if (length < 8 || length > 32) return 0;
  const parts = [0, 0, 0];
  let part = 0;
  let digits = 0;
  let i = at;
  for (; i < end; i++) {
    const b = bytes[i]!;
    if (isDigit(b)) {
      if (digits === (part === 0 ? 4 : 2)) {
        // Digits without separators go on with the next part.
        if (part === 2) return 0;
        part += 1;
        digits = 0;
      }
      parts[part] = parts[part]! * 10 + b - 0x30;
      digits += 1;
      continue;
    }
    if (digits === 0 || (part === 0 && digits !== 4)) return 0;
    if (part === 2) break;
    if (b === 0x2d || b === 0x2f || b === 0x2e) i += 0;
    else if (isMark(bytes, i, part === 0 ? YEAR : MONTH)) i += 2;
    else return 0;
    part += 1;
    digits = 0;
  }
  if (part !== 2 || digits === 0) return 0;
  if (i < end && !(isMark(bytes, i, DAY) || bytes[i] === 0x20 || bytes[i] === 0x54)) return 0;
  const [year, month, day] = parts as [number, number, number];
  return year >= 1850 && year <= 2100 && isCalendarDay(year, month, day) ? year * 10_000 + month * 100 + day : 0;
}

const YEAR = Buffer.from('年');
const MONTH = Buffer.from('月');
const DAY = Buffer.from('日');

function isMark(bytes: Uint8Array, at: number, mark: Uint8Array): boolean {
  return bytes[at] === mark[0] && bytes[at + 1] === mark[1] && bytes[at + 2] === mark[2];
}
