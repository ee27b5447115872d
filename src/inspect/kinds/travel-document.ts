import { isDigit } from './digits.ts';
import { type Check, check, FORMAT } from './result.ts';

function digitsFrom(bytes: Uint8Array, at: number, end: number): boolean {
  for (let i = at; i < end; i++) if (!isDigit(bytes[i]!)) return false;
  return true;
}

const isSerialLetter = (b: number): boolean => b >= 0x41 && b <= 0x5a && b !== 0x49 && b !== 0x4f;

/** Chinese passport number (Passport Law; ICAO Doc 9303 for the booklet): no check digit on the number itself. */
export function checkPassport(bytes: Uint8Array, at: number, length: number): Check {
  if (length !== 9) return 0;
  const a = bytes[at]!;
  const b = bytes[at + 1]!;
  if (a === 0x45 && isSerialLetter(b) && digitsFrom(bytes, at + 2, at + 9)) return check(60, FORMAT);
  if ((a === 0x45 || a === 0x47) && digitsFrom(bytes, at + 1, at + 9)) return check(60, FORMAT);
  if ((a === 0x44 || a === 0x53 || a === 0x50) && (b === 0x45 || isDigit(b)) && digitsFrom(bytes, at + 2, at + 9))
    return check(30, FORMAT);
  return 0;
}

/**
 * Travel permits between the mainland and Hong Kong or Macau (immigration administration): C and 8 characters for
 * mainland residents, H or M and 8 or 10 digits for residents of Hong Kong and Macau.
 */
export function checkHkMacauPermit(bytes: Uint8Array, at: number, length: number): Check {
  const a = bytes[at]!;
  if (a === 0x43 && length === 9) {
    if (digitsFrom(bytes, at + 1, at + 9)) return check(45, FORMAT);
    if (isSerialLetter(bytes[at + 1]!) && digitsFrom(bytes, at + 2, at + 9)) return check(45, FORMAT);
  }
  if ((a === 0x48 || a === 0x4d) && (length === 9 || length === 11) && digitsFrom(bytes, at + 1, at + length))
    return check(40, FORMAT);
  return 0;
}

/** Permits between the mainland and Taiwan: L (formerly T) and 8 digits; 8 or 10 bare digits need a header. */
export function checkTaiwanPermit(bytes: Uint8Array, at: number, length: number): Check {
  const a = bytes[at]!;
  if ((a === 0x4c || a === 0x54) && length === 9 && digitsFrom(bytes, at + 1, at + 9))
    return check(a === 0x4c ? 40 : 25, FORMAT);
  return 0;
}

/** Old foreign permanent resident card: nationality in three letters, twelve digits; its check is not public. */
export function checkForeignPermanentResidentOld(bytes: Uint8Array, at: number, length: number): Check {
  if (length !== 15) return 0;
  for (let i = at; i < at + 3; i++) if (bytes[i]! < 0x41 || bytes[i]! > 0x5a) return 0;
  return digitsFrom(bytes, at + 3, at + 15) ? check(45, FORMAT) : 0;
}
