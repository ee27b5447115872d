import { luhn, numberAt } from './digits.ts';
import { CHECKSUM, type Check, check, FORMAT, REGION } from './result.ts';

/** IMEI, 15 digits (3GPP TS 23.003, 6.2.1): reporting body identifier of the GSMA, Luhn. */
export function checkImei(bytes: Uint8Array, at: number): Check {
  if (!luhn(bytes, at, 15)) return 0;
  const body = numberAt(bytes, at, 2);
  // 01 North America, 35 Europe, 86 China, 99 multi-RAT, 44–45, 49–54, 91, 98 older bodies.
  return body === 35 || body === 86 || body === 99 || body === 1
    ? check(75, FORMAT | CHECKSUM | REGION)
    : check(15, FORMAT | CHECKSUM);
}

/** IMSI, 15 digits (3GPP TS 23.003, 2.2): of China, country code 460 and a network in use. */
export function checkImsi(bytes: Uint8Array, at: number): Check {
  if (numberAt(bytes, at, 3) !== 460) return 0;
  const network = numberAt(bytes, at + 3, 2);
  return network <= 13 || network === 20 ? check(75, FORMAT | REGION) : 0;
}

const isHex = (b: number): boolean => (b >= 0x30 && b <= 0x39) || ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x66);

/** MAC address (IEEE 802, EUI-48): six pairs with one separator, `:` or `-`. */
export function checkMac(bytes: Uint8Array, at: number, end: number): Check {
  if (end - at < 17) return 0;
  const separator = bytes[at + 2]!;
  if (separator !== 0x3a && separator !== 0x2d) return 0;
  for (let i = 0; i < 6; i++) {
    if (!isHex(bytes[at + i * 3]!) || !isHex(bytes[at + i * 3 + 1]!)) return 0;
    if (i < 5 && bytes[at + i * 3 + 2] !== separator) return 0;
  }
  const after = at + 17 < end ? bytes[at + 17]! : 0;
  if (after === separator || isHex(after)) return 0;
  return check(95, FORMAT);
}
