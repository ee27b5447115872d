import { type Check, check, FORMAT, REGION } from './result.ts';

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const provinceKeys = new Set(Array.from(PROVINCES, (c) => Buffer.from(c).readUIntBE(0, 3)));
const SPECIAL = new Set(Array.from('挂学警港澳使领', (c) => Buffer.from(c).readUIntBE(0, 3)));

const isSerial = (b: number): boolean =>
  (b >= 0x30 && b <= 0x39) || (b >= 0x41 && b <= 0x5a && b !== 0x49 && b !== 0x4f);
const key3 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;

export function isPlateProvince(bytes: Uint8Array, at: number): boolean {
  return provinceKeys.has(key3(bytes, at));
}

/**
 * Vehicle plate (GA 36-2018): province, agency letter, five characters without I and O and with at most two letters;
 * six for new-energy vehicles, with D, A, B, C, E, F, G, H, J or K first (small) or last (large); special plates
 * end in 挂 学 警 港 澳 使 领. Gives the end in the high bits: `end offset << 16 | check`.
 *
 * @param at first byte of the province's character
 */
export function checkPlate(bytes: Uint8Array, at: number, end: number): { length: number; check: Check } | null {
  const letter = at + 3;
  if (letter >= end || bytes[letter]! < 0x41 || bytes[letter]! > 0x5a) return null;
  let serial = letter + 1;
  // A middle dot, an interpunct, a space or a hyphen may stand between.
  if (bytes[serial] === 0xc2 && bytes[serial + 1] === 0xb7) serial += 2;
  else if (bytes[serial] === 0xe2 && bytes[serial + 1] === 0x80 && bytes[serial + 2] === 0xa2) serial += 3;
  else if (bytes[serial] === 0x20 || bytes[serial] === 0x2d || bytes[serial] === 0x2e) serial += 1;
  let n = 0;
  let letters = 0;
  while (serial + n < end && isSerial(bytes[serial + n]!)) {
    if (bytes[serial + n]! > 0x39) letters += 1;
    n += 1;
    if (n > 6) return null;
  }
  if (n === 5 && letters <= 2) return { length: serial + 5 - at, check: check(93, FORMAT | REGION) };
  if (n === 4 && serial + 7 <= end && SPECIAL.has(key3(bytes, serial + 4))) {
    return { length: serial + 7 - at, check: check(93, FORMAT | REGION) };
  }
  if (n === 6 && (isEnergy(bytes[serial]!) || isEnergy(bytes[serial + 5]!)) && letters <= 3) {
    return { length: serial + 6 - at, check: check(93, FORMAT | REGION) };
  }
  return null;
}

const isEnergy = (b: number): boolean => b >= 0x41 && b <= 0x4b && b !== 0x49;
