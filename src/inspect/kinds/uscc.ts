import { CHECKSUM, type Check, check, FORMAT } from './result.ts';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const VALUE = new Int8Array(128).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) VALUE[ALPHABET.charCodeAt(i)] = i;
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Unified social credit code of organisations (GB 32100-2015): 18 characters, MOD 31. Nobody's personal data. */
export function checkUscc(bytes: Uint8Array, at: number): Check {
  let sum = 0;
  for (let i = 0; i < 18; i++) {
    const v = VALUE[bytes[at + i]! & 0x7f]!;
    if (v < 0 || (i >= 2 && i < 8 && v > 9)) return 0;
    if (i < 17) sum += v * WEIGHTS[i]!;
  }
  return VALUE[bytes[at + 17]!] === (31 - (sum % 31)) % 31 ? check(97, FORMAT | CHECKSUM) : 0;
}
