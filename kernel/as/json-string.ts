/** Strings of RFC 8259 §7. */
import { HEX } from './json-memory';

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;

/** End of the copy that {@link unescape} made. */
export let copyEnd: usize = 0;

/** Bits of the bytes at `at` that do not stand for themselves: quotes, backslashes and controls. */
// @ts-expect-error: decorator
@inline
export function special(at: usize): i32 {
  return specialOf(v128.load(at));
}

// @ts-expect-error: decorator
@inline
function specialOf(v: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      v128.or(i8x16.eq(v, i8x16.splat(QUOTE)), i8x16.eq(v, i8x16.splat(BACKSLASH))),
      i8x16.lt_u(v, i8x16.splat(0x20)),
    ),
  );
}

/**
 * Copies the string from `from`, behind its opening quote, to `to`, unescaped; a lone surrogate, which no UTF-8 can
 * hold, becomes U+FFFD. Returns the position behind its closing quote, or 0 where it does not belong into JSON. Writes
 * up to 16 bytes too far.
 */
export function unescape(from: usize, to: usize): usize {
  let b: u8 = 0;
  do {
    const v = v128.load(from);
    v128.store(to, v);
    const mask = specialOf(v);
    const plain = <usize>(mask == 0 ? 16 : ctz(mask));
    from += plain;
    to += plain;
    b = 0x20;
    if (mask == 0) continue;
    // Escapes often come many together, as where all but ASCII is written with them.
    b = load<u8>(from);
    while (b == BACKSLASH) {
      const letter = load<u8>(from + 1);
      if (letter != 0x75) {
        const simple = simpleOf(letter);
        if (simple == 0) return 0;
        store<u8>(to++, simple);
        from += 2;
      } else {
        let c = hex4(from + 2);
        if (c < 0) return 0;
        from += 6;
        if ((c & 0xf800) == 0xd800) {
          const low = c < 0xdc00 && load<u16>(from) == 0x755c ? hex4(from + 2) : 0;
          if (low < 0) return 0;
          if ((low & 0xfc00) == 0xdc00) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            from += 6;
          } else c = 0xfffd;
        }
        to = storeCodePoint(to, c);
      }
      b = load<u8>(from);
    }
  } while (b != QUOTE && b >= 0x20);
  copyEnd = to;
  return b == QUOTE ? from + 1 : 0;
}

/** What a backslash and this letter stand for, or 0. */
function simpleOf(letter: u8): u8 {
  if (letter == QUOTE || letter == BACKSLASH || letter == 0x2f) return letter;
  if (letter == 0x6e) return 0x0a;
  if (letter == 0x74) return 0x09;
  if (letter == 0x72) return 0x0d;
  if (letter == 0x62) return 0x08;
  return letter == 0x66 ? 0x0c : 0;
}

/** Fills the values of hexadecimal digits by their byte, 255 for any other; before the first string is read. */
export function fillHex(): void {
  if (load<u8>(HEX) != 0) return;
  memory.fill(HEX, 255, 256);
  for (let i = 0; i < 10; i++) store<u8>(HEX + 0x30 + i, <u8>i);
  for (let i = 10; i < 16; i++) {
    store<u8>(HEX + 0x61 - 10 + i, <u8>i);
    store<u8>(HEX + 0x41 - 10 + i, <u8>i);
  }
}

/** Four hexadecimal digits as a number; less than 0 where one of them is none. */
// @ts-expect-error: decorator
@inline
function hex4(at: usize): i32 {
  const a: i32 = load<u8>(HEX + load<u8>(at));
  const b: i32 = load<u8>(HEX + load<u8>(at, 1));
  const c: i32 = load<u8>(HEX + load<u8>(at, 2));
  const d: i32 = load<u8>(HEX + load<u8>(at, 3));
  return (a | b | c | d) > 15 ? -1 : (a << 12) | (b << 8) | (c << 4) | d;
}

function storeCodePoint(to: usize, c: i32): usize {
  if (c < 0x80) {
    store<u8>(to, <u8>c);
    return to + 1;
  }
  if (c < 0x800) {
    store<u8>(to, <u8>(0xc0 | (c >> 6)));
    store<u8>(to, <u8>(0x80 | (c & 0x3f)), 1);
    return to + 2;
  }
  if (c < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (c >> 12)));
    store<u8>(to, <u8>(0x80 | ((c >> 6) & 0x3f)), 1);
    store<u8>(to, <u8>(0x80 | (c & 0x3f)), 2);
    return to + 3;
  }
  store<u8>(to, <u8>(0xf0 | (c >> 18)));
  store<u8>(to, <u8>(0x80 | ((c >> 12) & 0x3f)), 1);
  store<u8>(to, <u8>(0x80 | ((c >> 6) & 0x3f)), 2);
  store<u8>(to, <u8>(0x80 | (c & 0x3f)), 3);
  return to + 4;
}
