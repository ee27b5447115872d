/** Number formats that show a date or a time, and the dates themselves. */

/**
 * Built-in formats of dates and times: 14-22 and 45-47 everywhere, 27-36 and 50-58 in Chinese, Japanese and
 * Korean editions. Source: ECMA-376 part 1, 18.8.30 numFmt.
 */
export function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** True for a format code with a year, month, day or clock in it: `yyyy"年"m"月"d"日"`, not `0.00E+00` or `[h]:mm`. */
export function isDateFormat(code: string): boolean {
  const first = code.split(';')[0]!;
  const bare = first
    .replace(/"[^"]*"?/g, '')
    .replace(/\\.|_.|\*./g, '')
    .replace(/\[(h+|m+|s+)\]/gi, '\u0001')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/General/gi, '');
  if (bare.includes('\u0001') || /[0#?]/.test(bare.replace(/\.0+/g, ''))) return false;
  return /[ymdhs年月日]/i.test(bare);
}

const DAY_MS = 86_400_000;
/** Day 0 of the 1900 system behind its leap-day error of 1900-02-29, and of the 1904 system. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const MAX_SERIAL = 2_958_466;

/** `1990-03-07`, `1990-03-07T08:30:00` or `08:30:00` for a serial; null where it is none that a date format shows. */
export function printSerial(serial: number, date1904: boolean): string | null {
  if (!(serial >= 0 && serial < MAX_SERIAL)) return null;
  const whole = Math.floor(serial);
  const ms = Math.round((serial - whole) * DAY_MS);
  if (whole === 0 && !date1904) return ms === 0 ? null : new Date(ms).toISOString().slice(11, 19);
  // Serials up to 60 lie before the day that the 1900 system counts and that never was.
  const day = !date1904 && whole < 60 ? whole + 1 : whole;
  const iso = new Date((date1904 ? EPOCH_1904 : EPOCH_1900) + day * DAY_MS + ms).toISOString();
  return ms === 0 ? iso.slice(0, 10) : iso.slice(0, iso.endsWith('.000Z') ? 19 : 23);
}

/** Inverse of {@link printSerial} for whole dates; null for other text. */
export function parseSerial(text: string, date1904: boolean): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = Math.round((Date.parse(`${text}T00:00:00Z`) - (date1904 ? EPOCH_1904 : EPOCH_1900)) / DAY_MS);
  const serial = !date1904 && day <= 60 ? day - 1 : day;
  return printSerial(serial, date1904) === text ? serial : null;
}
