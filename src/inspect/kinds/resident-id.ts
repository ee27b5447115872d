import { isCalendarDay, isDigit, numberAt } from './digits.ts';
import { isRegion } from './regions.ts';
import { CHECKSUM, type Check, CONTEXT, check, FORMAT, REGION } from './result.ts';

const WEIGHTS = Uint8Array.of(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2);
const CHECK_CHARS = Uint8Array.from('10X98765432', (c) => c.charCodeAt(0));

/** ISO 7064 MOD 11-2 over 17 digits: the 18th character as a byte, `X` in upper case. */
export function mod11Check(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += WEIGHTS[i]! * (bytes[at + i]! - 0x30);
  return CHECK_CHARS[sum % 11]!;
}

/** 17 digits, then a digit or X. */
function isForm18(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 17; i++) if (!isDigit(bytes[i]!)) return false;
  const last = bytes[at + 17]! & ~0x20;
  return isDigit(bytes[at + 17]!) || last === 0x58;
}

function checksumHolds(bytes: Uint8Array, at: number): boolean {
  const last = bytes[at + 17]!;
  return (isDigit(last) ? last : last & ~0x20) === mod11Check(bytes, at);
}

function birthHolds(bytes: Uint8Array, at: number): boolean {
  const year = numberAt(bytes, at, 4);
  return year >= 1850 && year <= 2099 && isCalendarDay(year, numberAt(bytes, at + 4, 2), numberAt(bytes, at + 6, 2));
}

/**
 * Resident ID number of 18 characters (GB 11643-1999): region (GB/T 2260), birth date, sequence, ISO 7064 MOD 11-2.
 * Form and date right but the checksum wrong is a finding of lower confidence: people mistype.
 */
export function checkResidentId18(bytes: Uint8Array, at: number): Check {
  if (bytes[at]! < 0x31 || bytes[at]! > 0x36 || !isForm18(bytes, at) || !birthHolds(bytes, at + 6)) return 0;
  const region = isRegion(numberAt(bytes, at, 6));
  if (checksumHolds(bytes, at)) return region ? check(99, FORMAT | CHECKSUM | REGION) : check(85, FORMAT | CHECKSUM);
  return region ? check(55, FORMAT | REGION) : check(15, FORMAT);
}

/** Words right before a number that say it is somebody's identity number. */
const CUES = [
  '身份证',
  '证件',
  '身份号码',
  '居民证',
  'id card',
  'identity',
  'identification',
  'id number',
  'id no',
  'id:',
].map((w) => Buffer.from(w));
/** A cue stands within so many bytes before. */
const CUE_WITHIN = 32;

/**
 * A number of the form and with a birth date whose region and checksum are both wrong, behind a word that says what it
 * is: mistyped or made up, and still about somebody.
 */
export function checkAnnouncedId(bytes: Uint8Array, start: number, at: number): Check {
  if (!isForm18(bytes, at) || !birthHolds(bytes, at + 6)) return 0;
  const from = Math.max(start, at - CUE_WITHIN);
  for (const cue of CUES)
    for (let i = from; i + cue.length <= at; i++)
      if (startsWithFolded(bytes, i, cue)) return check(58, FORMAT | CONTEXT);
  return 0;
}

function startsWithFolded(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) {
    const b = bytes[at + i]!;
    if ((b >= 0x41 && b <= 0x5a ? b | 0x20 : b) !== word[i]) return false;
  }
  return true;
}

/** Resident ID number of the first generation, 15 digits (GB 11643-1989): no check digit, birth year of two digits. */
export function checkResidentId15(bytes: Uint8Array, at: number): Check {
  if (bytes[at]! < 0x31 || bytes[at]! > 0x36) return 0;
  const year = numberAt(bytes, at + 6, 2);
  if (!isCalendarDay(1900 + year, numberAt(bytes, at + 8, 2), numberAt(bytes, at + 10, 2))) return 0;
  return isRegion(numberAt(bytes, at, 6)) ? check(75, FORMAT | REGION) : check(10, FORMAT);
}

/**
 * Residence permit of Hong Kong, Macau and Taiwan residents (State Council measures of 2018): 810000, 820000 or
 * 830000, then as a resident ID.
 */
export function checkHmtResidence(bytes: Uint8Array, at: number): Check {
  const prefix = numberAt(bytes, at, 6);
  if (prefix !== 810000 && prefix !== 820000 && prefix !== 830000) return 0;
  if (!isForm18(bytes, at) || !birthHolds(bytes, at + 6)) return 0;
  return checksumHolds(bytes, at) ? check(98, FORMAT | CHECKSUM | REGION) : check(50, FORMAT | REGION);
}

/**
 * Foreign permanent resident ID card since 2023-12-01: 9, province (2), nationality (ISO 3166-1 numeric, 3), birth
 * date (8), sequence (3), MOD 11-2.
 */
export function checkForeignPermanentResident(bytes: Uint8Array, at: number): Check {
  if (bytes[at] !== 0x39 || !isForm18(bytes, at) || !birthHolds(bytes, at + 6)) return 0;
  const province = numberAt(bytes, at + 1, 2);
  if (province < 11 || province > 65) return 0;
  return checksumHolds(bytes, at) ? check(90, FORMAT | CHECKSUM) : check(20, FORMAT);
}

/** Birth date in an 18- or 15-digit number of this family, as yyyymmdd. */
export function birthOf(bytes: Uint8Array, at: number, length: number): number {
  return length === 18 ? numberAt(bytes, at + 6, 8) : 19_000_000 + numberAt(bytes, at + 6, 6);
}
