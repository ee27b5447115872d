/** How far back from the end a good place to cut is looked for. */
const REACH = 1 << 16;

const HAN_PUNCTUATION = new Set([0x3001, 0x3002, 0xff0c, 0xff1b, 0xff1a, 0xff01, 0xff1f, 0x3000, 0xff09, 0x300b]);
const ASCII_PUNCTUATION = new Set([...',;|"<>{}[]()&'].map((c) => c.charCodeAt(0)));

/**
 * Where to cut the first `length` bytes of UTF-8 that have no line end, so that what belongs together stays
 * together: behind the last white space, else the last Chinese punctuation, else ASCII punctuation; at least
 * between two characters.
 */
export function cutBefore(bytes: Uint8Array, length: number): number {
  const least = Math.max(1, length - REACH);
  let punctuation = -1;
  for (let i = length; i > least; i--) {
    const byte = bytes[i - 1]!;
    if (byte === 0x20 || byte === 0x09) return i;
    if (punctuation >= 0 || i < 3 || byte < 0x80) continue;
    const lead = bytes[i - 3]!;
    if ((lead & 0xf0) !== 0xe0) continue;
    const code = ((lead & 0xf) << 12) | ((bytes[i - 2]! & 0x3f) << 6) | (byte & 0x3f);
    if (HAN_PUNCTUATION.has(code)) punctuation = i;
  }
  if (punctuation >= 0) return punctuation;
  for (let i = length; i > least; i--) if (ASCII_PUNCTUATION.has(bytes[i - 1]!)) return i;
  let end = length;
  for (let back = 1; back <= 4 && back < length; back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (size > back) end = length - back;
    break;
  }
  return end;
}
