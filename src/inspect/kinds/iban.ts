/** International bank account number: ISO 13616-1, two check digits by ISO 7064 MOD 97-10. */
import { isDigit } from './digits.ts';
import { CHECKSUM, type Check, check, FORMAT } from './result.ts';

/** Shortest (Norway) and longest that the standard allows. */
export const IBAN_LEAST = 15;
export const IBAN_MOST = 34;

/** Countries of the registry and the lengths of their numbers. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const lengthOf = new Uint8Array(26 * 26);
for (const [country, length] of Object.entries(LENGTHS))
  lengthOf[(country.charCodeAt(0) - 65) * 26 + country.charCodeAt(1) - 65] = length;

const letter = (b: number): number => (b & 0xdf) - 65;
const isLetter = (b: number): boolean => letter(b) >= 0 && letter(b) < 26;

/** Two letters of a country and two digits: where one may begin. */
export const beginsIban = (bytes: Uint8Array, at: number): boolean =>
  isLetter(bytes[at]!) &&
  isLetter(bytes[at + 1]!) &&
  isDigit(bytes[at + 2]!) &&
  isDigit(bytes[at + 3]!) &&
  lengthOf[letter(bytes[at]!) * 26 + letter(bytes[at + 1]!)] !== 0;

/**
 * End of the number that begins at `from`, which {@link beginsIban}: written together, or in groups of four with a
 * space between; 0 where it has not the country's length or a wrong check.
 */
export function ibanEnd(bytes: Uint8Array, from: number, end: number): number {
  const length = lengthOf[letter(bytes[from]!) * 26 + letter(bytes[from + 1]!)]!;
  const grouped = bytes[from + 4] === 0x20;
  let rest = 0;
  let head = 0;
  let n = 0;
  let i = from;
  for (; n < length && i < end; i++) {
    const b = bytes[i]!;
    if (b === 0x20) {
      if (!grouped || n % 4 !== 0) return 0;
      continue;
    }
    const value = isDigit(b) ? b - 0x30 : isLetter(b) ? letter(b) + 10 : -1;
    if (value < 0) return 0;
    // The first four come last in the check.
    if (n < 4) head = (head * (value > 9 ? 100 : 10) + value) % 97_000_000;
    else rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
    n += 1;
  }
  if (n < length || (i < end && (isLetter(bytes[i]!) || isDigit(bytes[i]!)))) return 0;
  return (rest * 1_000_000 + head) % 97 === 1 ? i : 0;
}

export const IBAN: Check = check(96, FORMAT | CHECKSUM);
