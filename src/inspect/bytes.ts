/** Small questions about UTF-8 bytes, asked in hot code. */

/** Code point of the Han character (U+3400 to U+9FFF) whose three bytes begin at `at`; 0 for anything else. */
export function hanAt(bytes: Uint8Array, at: number, end: number): number {
  const b = bytes[at]!;
  if (b < 0xe3 || b > 0xe9 || at + 2 >= end) return 0;
  const point = ((b & 0x0f) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
  return point >= 0x3400 ? point : 0;
}

export const isDigitByte = (b: number): boolean => b >= 0x30 && b <= 0x39;
export const isLetterByte = (b: number): boolean => (b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a;

/** Length of the white space that begins at `at` (space, tab, no-break and ideographic space); 0 for none. */
export function spaceAt(bytes: Uint8Array, at: number): number {
  const b = bytes[at]!;
  if (b === 0x20 || b === 0x09 || b === 0x0a || b === 0x0d) return 1;
  if (b === 0xc2 && bytes[at + 1] === 0xa0) return 2;
  if (b === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x80) return 3;
  return 0;
}
