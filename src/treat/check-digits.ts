/** Check characters of the identifiers that format-preserving encryption writes. */

/** Check digit of `body` after ISO/IEC 7812-1 annex B (Luhn). */
export function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    let d = body.charCodeAt(body.length - 1 - i) - 0x30;
    if (i % 2 === 0) {
      d *= 2;
      if (d > 9) d -= 9;
    }
    sum += d;
  }
  return String((10 - (sum % 10)) % 10);
}

/** Check character of the 17 digits of a resident ID: ISO 7064 MOD 11-2, GB 11643-1999 §4.2. */
export function residentIdCheck(body: string): string {
  let p = 0;
  for (const c of body) p = ((p + Number(c)) * 2) % 11;
  return '0123456789X'[(12 - p) % 11]!;
}

/** Characters of a unified social credit code and their values: GB 32100-2015 table 2. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Check character of the first 17 of a unified social credit code: GB 32100-2015 annex A (MOD 31-3). */
export function usccCheck(body: string): string {
  let sum = 0;
  for (let i = 0, weight = 1; i < body.length; i++, weight = (weight * 3) % 31) {
    sum += USCC_ALPHABET.indexOf(body[i]!) * weight;
  }
  return USCC_ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** Check character of the 8 of an organisation code: GB 11714-1997 §3.3 (MOD 11). */
export function organisationCheck(body: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += Number.parseInt(body[i]!, 36) * weights[i]!;
  return '0123456789X0'[11 - (sum % 11)]!;
}

/** Characters of a vehicle identification number: all but I, O and Q (ISO 3779). */
export const VIN_ALPHABET = '0123456789ABCDEFGHJKLMNPRSTUVWXYZ';

/** Check character (the ninth) of a vehicle identification number: GB 16735-2019 annex A, 49 CFR 565.15(c). */
export function vinCheck(vin: string): string {
  const values = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += (values.indexOf(vin[i]!) % 10) * weights[i]!;
  return '0123456789X'[sum % 11]!;
}
