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
