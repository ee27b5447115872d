import { CHECKSUM, type Check, check, FORMAT } from './result.ts';

const VALUES: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
};
const VALUE = new Int8Array(128).fill(-1);
for (let d = 0; d < 10; d++) VALUE[0x30 + d] = d;
for (const [letter, v] of Object.entries(VALUES)) VALUE[letter.charCodeAt(0)] = v;
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/**
 * Vehicle identification number, 17 characters (ISO 3779, GB 16735-2019). The check digit in position 9 is kept in
 * China and North America only, so a wrong one lowers the confidence and does not end it.
 */
export function checkVin(bytes: Uint8Array, at: number): Check {
  let sum = 0;
  let letters = 0;
  for (let i = 0; i < 17; i++) {
    const byte = bytes[at + i]!;
    const v = VALUE[byte & 0x7f]!;
    if (v < 0) return 0;
    if (byte >= 0x41) letters += 1;
    sum += v * WEIGHTS[i]!;
  }
  const expected = sum % 11 === 10 ? 0x58 : 0x30 + (sum % 11);
  if (bytes[at + 8] === expected) return letters >= 2 ? check(90, FORMAT | CHECKSUM) : check(20, FORMAT | CHECKSUM);
  // The last four are digits on passenger cars everywhere.
  for (let i = 13; i < 17; i++) if (bytes[at + i]! > 0x39) return 0;
  return letters >= 4 ? check(35, FORMAT) : 0;
}
