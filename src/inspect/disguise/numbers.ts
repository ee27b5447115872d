/** Numbers that are written apart: with dots, underscores or slashes between groups, as floats, in scientific notation. */
import { MOST_FOLDED, type View } from './fold.ts';

const isDigit = (b: number): boolean => b >= 0x30 && b <= 0x39;
/** Signs that may stand between the groups of one number; the scanner knows single spaces and hyphens by itself. */
const apart = new Uint8Array(256);
for (const c of ' .-_/,*|:·') if (c.charCodeAt(0) < 0x80) apart[c.charCodeAt(0)] = 1;
const LEAST_DIGITS = 11;
const MOST_DIGITS = 19;
const MOST_GROUPS = 19;
const MOST_GAP = 3;

/**
 * Writes to `out` each long number of `bytes[from, to)` that is written apart, joined, with a space behind; gives
 * whether there is one. A date, a time and an amount are not long enough, and what is found in a joined number has to
 * be certain of itself.
 */
export function joinNumbers(bytes: Uint8Array, from: number, to: number, out: View): boolean {
  let n = 0;
  for (let i = from; i < to && n < MOST_FOLDED - 64; ) {
    if (bytes[i + 8] === 0x2d && isUuid(bytes, i, to)) {
      i += UUID_LENGTH;
      continue;
    }
    if (!isDigit(bytes[i]!) || (i > from && isWord(bytes[i - 1]!))) {
      i += 1;
      continue;
    }
    const begin = n;
    let groups = 1;
    let digits = 0;
    let end = i;
    // Thousands are set apart by threes: an amount, not a number of somebody.
    let thousands = true;
    let group = 0;
    for (let k = i; k < to; ) {
      const b = bytes[k]!;
      if (isDigit(b)) {
        if (digits < MOST_DIGITS + 1) {
          out.bytes[n] = b;
          out.at[n] = k;
          n += 1;
        }
        digits += 1;
        group += 1;
        k += 1;
        end = k;
        continue;
      }
      let gap = k;
      while (gap < to && gap - k < MOST_GAP && apart[bytes[gap]!] === 1) gap += 1;
      if (gap === k || gap >= to || groups === MOST_GROUPS) break;
      const isX = digits === 17 && (bytes[gap]! | 0x20) === 0x78 && !(gap + 1 < to && isWord(bytes[gap + 1]!));
      if (!isDigit(bytes[gap]!) && !isX) break;
      if (groups > 1 ? group !== 3 : group > 3) thousands = false;
      group = 0;
      groups += 1;
      k = gap;
      if (isX) break;
    }
    if (group !== 3) thousands = false;
    // The X of an ID, behind a gap or right there.
    let x = end;
    while (x < to && x - end < MOST_GAP && apart[bytes[x]!] === 1) x += 1;
    if (digits === 17 && x < to && (bytes[x]! | 0x20) === 0x78 && !(x + 1 < to && isWord(bytes[x + 1]!))) {
      out.bytes[n] = 0x58;
      out.at[n] = x;
      n += 1;
      digits += 1;
      end = x + 1;
    }
    if (
      groups > 1 &&
      digits >= LEAST_DIGITS &&
      digits <= MOST_DIGITS &&
      !thousands &&
      !(end < to && isWord(bytes[end]!))
    ) {
      out.bytes[n] = 0x20;
      out.at[n] = end;
      n += 1;
    } else n = begin;
    i = Math.max(end, i + 1);
  }
  out.at[n] = to;
  out.length = n;
  return n > 0;
}

const UUID_LENGTH = 36;

/** A UUID (RFC 9562 section 4) with a letter in it: its groups of digits are no groups of one number. */
function isUuid(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < UUID_LENGTH) return false;
  let letters = 0;
  for (let k = 0; k < UUID_LENGTH; k++) {
    const b = bytes[from + k]!;
    if (k === 8 || k === 13 || k === 18 || k === 23) {
      if (b !== 0x2d) return false;
    } else if (!isDigit(b)) {
      if ((b | 0x20) < 0x61 || (b | 0x20) > 0x66) return false;
      letters += 1;
    }
  }
  return letters > 0;
}

const isWord = (b: number): boolean => isDigit(b) || ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a) || b >= 0x80;

/**
 * The whole number that `bytes[from, to)` is when it is a float without a fraction (`13800138000.0`) or has all its
 * digits in scientific notation (`1.38001380E+10`); otherwise nothing.
 */
export function wholeNumber(bytes: Uint8Array, from: number, to: number, out: View): boolean {
  out.length = 0;
  if (to - from < LEAST_DIGITS || to - from > 32) return false;
  let n = 0;
  let point = -1;
  let i = from;
  for (; i < to; i++) {
    const b = bytes[i]!;
    if (isDigit(b)) {
      out.bytes[n] = b;
      n += 1;
    } else if (b === 0x2e && point < 0 && n > 0) point = n;
    else break;
  }
  if (point < 0) return false;
  let length = n;
  if (i < to) {
    if ((bytes[i]! | 0x20) !== 0x65) return false;
    i += 1;
    if (bytes[i] === 0x2b) i += 1;
    let exponent = 0;
    if (i >= to || to - i > 2) return false;
    for (; i < to; i++) {
      if (!isDigit(bytes[i]!)) return false;
      exponent = exponent * 10 + bytes[i]! - 0x30;
    }
    length = point + exponent;
    if (length > MOST_DIGITS || length < LEAST_DIGITS) return false;
    while (n < length) {
      out.bytes[n] = 0x30;
      n += 1;
    }
  } else length = point;
  for (let k = length; k < n; k++) if (out.bytes[k] !== 0x30) return false;
  if (length < LEAST_DIGITS || length > MOST_DIGITS) return false;
  for (let k = 0; k < length; k++) out.at[k] = from;
  out.at[length] = to;
  out.length = length;
  return true;
}
