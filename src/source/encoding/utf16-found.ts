import { isUtf8 } from 'node:buffer';

/**
 * UTF-16 without a byte order mark, by the zeros that line ends, digits and delimiters leave. Which order of bytes
 * it is, is for what reads as text in it: characters such as 一 (U+4E00) have zeros on the other side.
 */
export function utf16Without(head: Uint8Array, whole: boolean): 'utf-16le' | 'utf-16be' | undefined {
  if (head.length < 4 || (whole && head.length % 2 !== 0)) return undefined;
  let zeros = 0;
  for (const byte of head) if (byte === 0) zeros++;
  if (zeros === 0) return undefined;
  // Text in UTF-8 with stray NUL bytes; ASCII in UTF-16 is half zeros.
  if (zeros < head.length / 4 && isUtf8(head)) return undefined;
  const [little, big] = [plausibility(head, false), plausibility(head, true)];
  const best = Math.max(little, big);
  return best < 0.95 ? undefined : little >= big ? 'utf-16le' : 'utf-16be';
}

/** Share of units that are usual in text, ASCII counted a little more; 0 with any control or no ASCII at all. */
function plausibility(head: Uint8Array, bigEndian: boolean): number {
  let plausible = 0;
  let ascii = 0;
  const units = head.length >> 1;
  for (let i = 0; i < units * 2; i += 2) {
    const unit = bigEndian ? (head[i]! << 8) | head[i + 1]! : (head[i + 1]! << 8) | head[i]!;
    if (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) return 0;
    if (unit < 0x80) ascii++;
    if (isPlausible(unit)) plausible++;
  }
  return ascii === 0 ? 0 : (plausible + ascii / 10) / units;
}

/** Latin, Greek, Cyrillic, punctuation, CJK, kana, Hangul, surrogates, full-width forms. */
function isPlausible(unit: number): boolean {
  return (
    unit < 0x530 ||
    (unit >= 0x2000 && unit < 0x2600) ||
    (unit >= 0x3000 && unit < 0x3130) ||
    (unit >= 0x4e00 && unit < 0xa000) ||
    (unit >= 0xac00 && unit < 0xe000) ||
    (unit >= 0xff00 && unit < 0xfff0)
  );
}
