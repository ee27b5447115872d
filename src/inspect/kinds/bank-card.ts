import { luhn, numberAt } from './digits.ts';
import { CHECKSUM, type Check, check, FORMAT, REGION } from './result.ts';

/**
 * Bank card number, 13 to 19 digits (ISO/IEC 7812, GB/T 15694): Luhn, and the issuer ranges of the card schemes
 * (UnionPay 62 and 60, Visa 4, Mastercard 51–55 and 2221–2720, American Express 34 and 37, JCB 3528–3589, Diners
 * 300–305, 36, 38, Discover 6011, 644–649, 65). Some old cards of Chinese issuers do not pass Luhn.
 */
export function checkBankCard(bytes: Uint8Array, at: number, length: number): Check {
  if (length < 13 || length > 19) return 0;
  const scheme = schemeFits(bytes, at, length);
  if (luhn(bytes, at, length)) {
    if (scheme === 2) return check(95, FORMAT | CHECKSUM | REGION);
    return scheme === 1 ? check(80, FORMAT | CHECKSUM | REGION) : check(20, FORMAT | CHECKSUM);
  }
  return scheme === 2 && numberAt(bytes, at, 2) === 62 ? check(35, FORMAT | REGION) : 0;
}

/** 2: issuer range and usual length; 1: issuer range, unusual length; 0: no range. */
function schemeFits(bytes: Uint8Array, at: number, length: number): 0 | 1 | 2 {
  const two = numberAt(bytes, at, 2);
  const four = numberAt(bytes, at, 4);
  if (two === 62 || four === 6011 || two === 65 || (four >= 6440 && four <= 6499)) return length >= 16 ? 2 : 1;
  if (two === 60) return length >= 16 ? 1 : 0;
  if (two >= 40 && two <= 49) return length === 16 ? 2 : length === 13 || length === 19 ? 1 : 0;
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return length === 16 ? 2 : 0;
  if (two === 34 || two === 37) return length === 15 ? 2 : 0;
  if (four >= 3528 && four <= 3589) return length === 16 ? 2 : 0;
  if (two === 36 || two === 38 || (four >= 3000 && four <= 3059)) return length === 14 ? 2 : 0;
  return 0;
}
