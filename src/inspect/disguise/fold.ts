/**
 * Takes off what hides characters one by one: full-width forms, invisible characters, odd spaces and hyphens, Chinese
 * numerals in long numbers, and the escapes of JSON, URLs, HTML and quoted-printable.
 */

/** Longest value that is taken apart, in bytes of what comes out; the rest of a longer one is read as it is. */
export const MOST_FOLDED = 1 << 16;

export interface View {
  bytes: Uint8Array;
  length: number;
  /** Position in the original of each byte; one more for the end. */
  at: Int32Array;
}

export const newView = (): View => ({
  bytes: new Uint8Array(MOST_FOLDED + 8),
  length: 0,
  at: new Int32Array(MOST_FOLDED + 9),
});

const BACKSLASH = 0x5c;
/** Bytes that can begin a disguise, by a bit of what. */
const begins = new Uint8Array(256);
for (const c of '\\%&=') begins[c.charCodeAt(0)] = 1;
for (const b of [0xc2, 0xe2, 0xe3, 0xef]) begins[b] = 2;
begins[0xc3] = 3;
/** 〇零一二三四五六七八九, 两, 幺 and the capital forms of receipts, all of three bytes. */
export const NUMERALS = new Map<number, number>();
for (const [list, base] of [
  ['〇一二三四五六七八九', 0],
  ['零壹贰叁肆伍陆柒捌玖', 0],
  ['零壹貳參肆伍陸柒捌玖', 0],
] as const)
  for (const [digit, c] of [...list].entries()) NUMERALS.set(c.codePointAt(0)!, digit + base);
NUMERALS.set(0x5e7a, 1); // 幺
NUMERALS.set(0x4e24, 2); // 两
/** So many numerals and digits in a row are a number that was written out. */
const LEAST_NUMERALS = 7;

const ENTITIES: Readonly<Record<string, number>> = {
  ...{ amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27, nbsp: 0x20, commat: 0x40, period: 0x2e, lowbar: 0x5f },
  ...{
    hyphen: 0x2d,
    dash: 0x2d,
    colon: 0x3a,
    comma: 0x2c,
    num: 0x23,
    plus: 0x2b,
    sol: 0x2f,
    shy: -1,
    zwj: -1,
    zwnj: -1,
  },
  ...{ ZeroWidthSpace: -1, ensp: 0x20, emsp: 0x20, thinsp: 0x20, Tab: 0x20, NewLine: 0x0a, equals: 0x3d, percnt: 0x25 },
};

/** Whether `bytes[from, to)` can have anything in it that {@link fold} changes; a quick look. */
export function mayFold(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const b = bytes[i]!;
    const kind = begins[b]!;
    if (kind === 1) {
      if (isEscape(bytes, i, to)) return true;
    } else if (kind === 2) {
      if (foldedPoint(bytes, i, to) !== AS_IT_IS) return true;
    } else if (kind === 3 && garbledAt(bytes, i, to).length > 0) return true;
    if (b >= 0xe3 && numeralAt(bytes, i, to) >= 0 && isWrittenOut(bytes, i, to)) return true;
  }
  return false;
}

/** Writes the folded form of `bytes[from, to)` to `out`; gives whether anything changed. */
export function fold(bytes: Uint8Array, from: number, to: number, out: View): boolean {
  let n = 0;
  let changed = false;
  let numeralsTo = -1;
  for (let i = from; i < to && n < MOST_FOLDED; ) {
    const b = bytes[i]!;
    const kind = begins[b]!;
    if (kind === 1) {
      const { point, length } = escapeAt(bytes, i, to);
      if (length > 0) {
        n = put(out, n, point, i);
        i += length;
        changed = true;
        continue;
      }
    } else if (kind === 2) {
      const point = foldedPoint(bytes, i, to);
      if (point !== AS_IT_IS) {
        n = put(out, n, point, i);
        i += b === 0xc2 ? 2 : 3;
        changed = true;
        continue;
      }
    } else if (kind === 3) {
      const { point, length } = garbledAt(bytes, i, to);
      if (length > 0) {
        n = put(out, n, plain(point), i);
        i += length;
        changed = true;
        continue;
      }
    }
    if (b >= 0xe3) {
      const digit = numeralAt(bytes, i, to);
      if (digit >= 0 && (i < numeralsTo || isWrittenOut(bytes, i, to))) {
        if (i >= numeralsTo) numeralsTo = writtenOutEnd(bytes, i, to);
        n = put(out, n, 0x30 + digit, i);
        i += 3;
        changed = true;
        continue;
      }
    }
    out.bytes[n] = b;
    out.at[n] = i;
    n += 1;
    i += 1;
  }
  out.at[n] = to;
  out.length = n;
  return changed;
}

const AS_IT_IS = -2;
/** Nothing is left of it. */
const GONE = -1;

/** What a full-width, invisible or odd character stands for: an ASCII character, {@link GONE}, or {@link AS_IT_IS}. */
function foldedPoint(bytes: Uint8Array, at: number, to: number): number {
  const b = bytes[at]!;
  if (b === 0xc2) {
    if (bytes[at + 1] === 0xad) return GONE;
    return bytes[at + 1] === 0xa0 ? 0x20 : AS_IT_IS;
  }
  if (at + 2 >= to) return AS_IT_IS;
  const point = ((b & 0x0f) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
  // Full-width digits, letters, and the signs that identifiers are made of; ，、：；（） stay what they are.
  if (point >= 0xff10 && point <= 0xff19) return point - 0xfee0;
  if ((point >= 0xff21 && point <= 0xff3a) || (point >= 0xff41 && point <= 0xff5a)) return point - 0xfee0;
  if (
    point === 0xff20 ||
    point === 0xff0e ||
    point === 0xff0d ||
    point === 0xff3f ||
    point === 0xff0b ||
    point === 0xff0f
  )
    return point - 0xfee0;
  // A colon and a comma that are full-width are Chinese punctuation, but not between full-width letters and digits.
  if ((point === 0xff1a || point === 0xff0c) && bytes[at - 3] === 0xef && at + 5 < to && bytes[at + 3] === 0xef)
    return point - 0xfee0;
  if ((point >= 0x200b && point <= 0x200f) || (point >= 0x2060 && point <= 0x2064) || point === 0xfeff) return GONE;
  if (point >= 0x202a && point <= 0x202e) return GONE;
  if ((point >= 0x2000 && point <= 0x200a) || point === 0x202f || point === 0x205f || point === 0x3000) return 0x20;
  if ((point >= 0x2010 && point <= 0x2015) || point === 0x2212 || point === 0xfe63) return 0x2d;
  if (point === 0x2024 || point === 0xff61) return 0x2e;
  return AS_IT_IS;
}

function numeralAt(bytes: Uint8Array, at: number, to: number): number {
  const b = bytes[at]!;
  if (b < 0xe3 || b > 0xe9 || at + 2 >= to) return -1;
  return NUMERALS.get(((b & 0x0f) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f)) ?? -1;
}

/** End of the run of numerals, digits and hyphens that begins at `at`. */
function writtenOutEnd(bytes: Uint8Array, at: number, to: number): number {
  let i = at;
  while (i < to) {
    if (numeralAt(bytes, i, to) >= 0) i += 3;
    else if (isDigit(bytes[i]!) || bytes[i] === 0x2d || bytes[i] === 0x20) i += 1;
    else break;
  }
  return i;
}

function isWrittenOut(bytes: Uint8Array, at: number, to: number): boolean {
  let n = 0;
  for (let i = at; i < to && n < LEAST_NUMERALS; ) {
    if (numeralAt(bytes, i, to) >= 0) i += 3;
    else if (isDigit(bytes[i]!)) i += 1;
    else if (bytes[i] === 0x2d || bytes[i] === 0x20) {
      i += 1;
      continue;
    } else break;
    n += 1;
  }
  // The run may have begun with digits.
  for (let i = at - 1; i >= 0 && n < LEAST_NUMERALS && isDigit(bytes[i]!); i--) n += 1;
  return n >= LEAST_NUMERALS;
}

const isEscape = (bytes: Uint8Array, at: number, to: number): boolean => escapeAt(bytes, at, to).length > 0;

const found = { point: 0, length: 0 };

/** Code point and length of the escape at `at`; length 0 for none. The result is overwritten by the next call. */
function escapeAt(bytes: Uint8Array, at: number, to: number): { readonly point: number; readonly length: number } {
  found.length = 0;
  const b = bytes[at]!;
  if (b === BACKSLASH) slashEscape(bytes, at, to);
  else if (b === 0x25) percentEscape(bytes, at, to, 1);
  else if (b === 0x26) entity(bytes, at, to);
  else if (bytes[at + 3] === 0x3d || bytes[at - 3] === 0x3d) percentEscape(bytes, at, to, 1);
  return found;
}

/** What Windows-1252 has where Latin-1 has control characters, from 0x80 on. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const windows = new Map([...WINDOWS].map((c, i) => [c.codePointAt(0)!, 0x80 + i]));

/**
 * A character of three bytes in UTF-8 that was read as Windows-1252 or Latin-1 and written again: `å¼ ` is 张. Its
 * first byte is then a letter with an accent and the others are signs, which no word has.
 */
function garbledAt(bytes: Uint8Array, at: number, to: number): { readonly point: number; readonly length: number } {
  found.length = 0;
  const first = (bytes[at + 1]! & 0x3f) | 0xc0;
  if (first < 0xe3 || first > 0xef) return found;
  let i = at + 2;
  let point = first & 0x0f;
  for (let k = 0; k < 2; k++) {
    const b = bytes[i]!;
    const size = b >= 0xe0 ? 3 : 2;
    if (b < 0xc2 || b > 0xe2 || i + size > to) return found;
    const code =
      size === 2
        ? ((b & 0x1f) << 6) | (bytes[i + 1]! & 0x3f)
        : ((b & 0x0f) << 12) | ((bytes[i + 1]! & 0x3f) << 6) | (bytes[i + 2]! & 0x3f);
    const byte = code < 0x100 ? code : (windows.get(code) ?? 0);
    if (byte < 0x80 || byte > 0xbf) return found;
    point = (point << 6) | (byte & 0x3f);
    i += size;
  }
  found.point = point;
  found.length = i - at;
  return found;
}

/** `\uXXXX` with surrogates, `\u{X}`, `\xXX`. */
function slashEscape(bytes: Uint8Array, at: number, to: number): void {
  const sign = bytes[at + 1];
  if (at + 3 >= to) return;
  if (sign === 0x78) {
    const value = hex(bytes, at + 2, 2, to);
    if (value >= 0) take(value, 4);
  } else if (sign === 0x75) {
    const value = hex(bytes, at + 2, 4, to);
    if (value < 0) return;
    if (value >= 0xd800 && value < 0xdc00 && bytes[at + 6] === BACKSLASH && bytes[at + 7] === 0x75) {
      const low = hex(bytes, at + 8, 4, to);
      if (low >= 0xdc00 && low < 0xe000) take(0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00), 12);
      return;
    }
    take(value, 6);
  }
}

/** One byte or, of UTF-8, as many as a character has: `%E5%BC%A0`, `=E5=BC=A0`. */
function percentEscape(bytes: Uint8Array, at: number, to: number, step: number): void {
  const sign = bytes[at]!;
  const first = hex(bytes, at + step, 2, to);
  if (first < 0) return;
  const count = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (count === 0) return;
  let point = count === 1 ? first : first & (0xff >> (count + 1));
  for (let k = 1; k < count; k++) {
    if (bytes[at + 3 * k] !== sign) return;
    const next = hex(bytes, at + 3 * k + 1, 2, to);
    if (next < 0x80 || next > 0xbf) return;
    point = (point << 6) | (next & 0x3f);
  }
  take(point, 3 * count);
}

const LONGEST_ENTITY = 16;

function entity(bytes: Uint8Array, at: number, to: number): void {
  let end = at + 1;
  const most = Math.min(to, at + LONGEST_ENTITY);
  while (end < most && bytes[end] !== 0x3b) end += 1;
  if (end >= most || end === at + 1) return;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, end - at - 1).toString('latin1');
  if (text.startsWith('#')) {
    const value = /^#[xX][0-9a-fA-F]{1,6}$/.test(text)
      ? Number.parseInt(text.slice(2), 16)
      : /^#[0-9]{1,7}$/.test(text)
        ? Number(text.slice(1))
        : -1;
    if (value > 0 && value <= 0x10ffff) take(value, end + 1 - at);
    return;
  }
  const value = ENTITIES[text];
  if (value !== undefined) take(value, end + 1 - at);
}

function take(point: number, length: number): void {
  // What an escape stands for may itself be a form that hides: &#65297; is a full-width digit.
  found.point = point >= 0x80 ? plain(point) : point;
  found.length = length;
}

function plain(point: number): number {
  if (point > 0xffff) return point;
  const bytes = encoder.encode(String.fromCharCode(point));
  const folded = foldedPoint(bytes, 0, bytes.length + 1);
  return folded === AS_IT_IS ? point : folded;
}
const encoder = new TextEncoder();

function hex(bytes: Uint8Array, at: number, count: number, to: number): number {
  if (at + count > to) return -1;
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const b = bytes[i]!;
    const digit = isDigit(b) ? b - 0x30 : (b | 0x20) >= 0x61 && (b | 0x20) <= 0x66 ? (b | 0x20) - 0x57 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const isDigit = (b: number): boolean => b >= 0x30 && b <= 0x39;

/** Writes a code point as UTF-8; {@link GONE} and lone surrogates leave nothing. */
function put(out: View, n: number, point: number, at: number): number {
  const { bytes, at: map } = out;
  if (point < 0 || (point >= 0xd800 && point < 0xe000)) return n;
  const length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  for (let k = 0; k < length; k++) map[n + k] = at;
  if (length === 1) bytes[n] = point;
  else {
    let rest = point;
    for (let k = length - 1; k > 0; k--) {
      bytes[n + k] = 0x80 | (rest & 0x3f);
      rest >>= 6;
    }
    bytes[n] = ((0xff00 >> length) & 0xff) | rest;
  }
  return n + length;
}
