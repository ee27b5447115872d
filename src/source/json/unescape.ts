import type { ByteBuffer } from './byte-buffer.ts';
import { BACKSLASH, HEX, PLAIN, QUOTE } from './tables.ts';

/**
 * Copies the string from `at` (after its opening quote) up to its closing quote into `copy`, unescaped
 * (RFC 8259 §7). A lone surrogate, which no UTF-8 can hold, becomes U+FFFD in the copy only. Returns the position
 * after the closing quote, or `-1 - position` of the byte that does not belong.
 */
export function unescapeString(buf: Uint8Array, at: number, copy: ByteBuffer): number {
  let p = at;
  for (;;) {
    const from = p;
    while (PLAIN[buf[p]!] === 1) p++;
    copy.range(buf, from, p);
    const b = buf[p]!;
    if (b === QUOTE) return p + 1;
    if (b !== BACKSLASH) return -1 - p;
    const simple = SIMPLE[buf[p + 1]!]!;
    if (simple !== 0) {
      copy.byte(simple);
      p += 2;
      continue;
    }
    if (buf[p + 1] !== 0x75) return -1 - (p + 1);
    const unit = hex4(buf, p + 2);
    if (unit < 0) return unit;
    p += 6;
    if (unit >= 0xd800 && unit < 0xdc00 && buf[p] === BACKSLASH && buf[p + 1] === 0x75) {
      const low = hex4(buf, p + 2);
      if (low < 0) return low;
      if (low >= 0xdc00 && low < 0xe000) {
        copyCodePoint(copy, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
        p += 6;
        continue;
      }
    }
    copyCodePoint(copy, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
  }
}

const SIMPLE = new Uint8Array(256);
for (const [letter, byte] of Object.entries({
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
})) {
  SIMPLE[letter.charCodeAt(0)] = byte.charCodeAt(0);
}

/** Four hexadecimal digits as a number, or `-1 - position` of the byte that is none. */
function hex4(buf: Uint8Array, at: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const digit = HEX[buf[at + i]!]!;
    if (digit === 255) return -1 - (at + i);
    value = (value << 4) | digit;
  }
  return value;
}

function copyCodePoint(copy: ByteBuffer, c: number): void {
  if (c < 0x80) {
    copy.byte(c);
  } else if (c < 0x800) {
    copy.byte(0xc0 | (c >> 6));
    copy.byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    copy.byte(0xe0 | (c >> 12));
    copy.byte(0x80 | ((c >> 6) & 0x3f));
    copy.byte(0x80 | (c & 0x3f));
  } else {
    copy.byte(0xf0 | (c >> 18));
    copy.byte(0x80 | ((c >> 12) & 0x3f));
    copy.byte(0x80 | ((c >> 6) & 0x3f));
    copy.byte(0x80 | (c & 0x3f));
  }
}
