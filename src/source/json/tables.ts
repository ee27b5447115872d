/** Byte classes of RFC 8259 as lookup tables: one load and one compare a byte, measured faster than three compares. */

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const LINE_FEED = 0x0a;

/** 1 for bytes that stand for themselves inside a string: all but the quote, the backslash and controls. */
export const PLAIN = new Uint8Array(256).fill(1, 0x20);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** White space of RFC 8259 §2. */
export const SPACE = tableOf([0x20, 0x09, LINE_FEED, 0x0d]);
/** White space within a line of JSON Lines, so that every loop stops at the end of the line. */
export const SPACE_IN_LINE = tableOf([0x20, 0x09, 0x0d]);

/** Value of a hexadecimal digit, 255 for any other byte. */
export const HEX = new Uint8Array(256).fill(255);
for (let i = 0; i < 16; i++) {
  HEX['0123456789abcdef'.charCodeAt(i)] = i;
  HEX['0123456789ABCDEF'.charCodeAt(i)] = i;
}

function tableOf(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const b of bytes) table[b] = 1;
  return table;
}
