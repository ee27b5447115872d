/**
 * UTF-16 without a byte order mark: the line ends, digits and delimiters of a table leave zeros, all on the same
 * side. What is read so must also look like text, or a stray NUL in ASCII would do.
 */
export function utf16Without(head: Uint8Array, whole: boolean): 'utf-16le' | 'utf-16be' | undefined {
  if (head.length < 4 || (whole && head.length % 2 !== 0)) return undefined;
  const length = head.length & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  if (even === odd) return undefined;
  const bigEndian = even > odd;
  if (Math.min(even, odd) > Math.max(even, odd) / 50) return undefined;
  let plausible = 0;
  let controls = 0;
  let ascii = 0;
  for (let i = 0; i < length; i += 2) {
    const unit = bigEndian ? (head[i]! << 8) | head[i + 1]! : (head[i + 1]! << 8) | head[i]!;
    if (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) controls++;
    else if (unit < 0x80) ascii++;
    if (isPlausible(unit)) plausible++;
  }
  const units = length / 2;
  return controls === 0 && ascii > 0 && plausible >= units * 0.95 ? (bigEndian ? 'utf-16be' : 'utf-16le') : undefined;
}

/** Latin, Greek, Cyrillic, punctuation, CJK, kana, Hangul, full-width forms. */
function isPlausible(unit: number): boolean {
  return (
    unit < 0x530 ||
    (unit >= 0x2000 && unit < 0x2600) ||
    (unit >= 0x3000 && unit < 0x3130) ||
    (unit >= 0x4e00 && unit < 0xa000) ||
    (unit >= 0xac00 && unit < 0xd7a4) ||
    (unit >= 0xff00 && unit < 0xfff0)
  );
}
