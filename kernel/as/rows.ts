/**
 * Cuts CSV into rows and cells (RFC 4180, and what Excel makes of it): a quote inside an unquoted cell is a character
 * like any other, text behind a closing quote belongs to the cell, rows may be shorter or longer than the header.
 * AssemblyScript, compiled by `npm run build:kernel`; driven by `src/source/csv/splitter.ts`, which says what the
 * arrays mean.
 *
 * Unquoted cells are ended by the bits of a mask of 64 bytes; only quoted cells are looked at byte by byte.
 */

const LF: u8 = 0x0a;
const CR: u8 = 0x0d;
const QUOTE: u8 = 0x22;

export let rows: i32 = 0;
export let cells: i32 = 0;
/** Most cells of one row. */
export let widest: i32 = 0;
/** End of the last whole row, or blank line. */
export let to: i32 = 0;
/** Where the quote stands that was open when the text ended, or -1. */
export let openQuote: i32 = -1;
/** End of all values, copies included. */
export let used: i32 = 0;
/** Tokens have arrays of their own, for a cell was quoted. */
export let quoted: bool = false;
/** Rows were left because there was no room for more cells. */
export let full: bool = false;
/** A single row has more cells than there is room for. */
export let tooWide: bool = false;

/** Bytes that end an unquoted cell, in the block at `at`. */
// @ts-expect-error: decorator
@inline
function ends(at: usize, delimiter: v128, lineEnd: v128): u64 {
  const feed = i8x16.splat(LF);
  const v0 = v128.load(at);
  const v1 = v128.load(at, 16);
  const v2 = v128.load(at, 32);
  const v3 = v128.load(at, 48);
  return (
    u64(u32(i8x16.bitmask(v128.or(v128.or(i8x16.eq(v0, delimiter), i8x16.eq(v0, lineEnd)), i8x16.eq(v0, feed))))) |
    (u64(u32(i8x16.bitmask(v128.or(v128.or(i8x16.eq(v1, delimiter), i8x16.eq(v1, lineEnd)), i8x16.eq(v1, feed))))) << 16) |
    (u64(u32(i8x16.bitmask(v128.or(v128.or(i8x16.eq(v2, delimiter), i8x16.eq(v2, lineEnd)), i8x16.eq(v2, feed))))) << 32) |
    (u64(u32(i8x16.bitmask(v128.or(v128.or(i8x16.eq(v3, delimiter), i8x16.eq(v3, lineEnd)), i8x16.eq(v3, feed))))) << 48)
  );
}

/** First quote from `at` on; there is one behind the text. */
function nextQuote(at: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  let m = i8x16.bitmask(i8x16.eq(v128.load(at), quotes));
  while (m == 0) {
    at += 16;
    m = i8x16.bitmask(i8x16.eq(v128.load(at), quotes));
  }
  return at + <usize>ctz(m);
}

/**
 * Splits `[from, length)` of the text at `text`, which has room for more than twice `length` and 128 bytes. With
 * `final` its end ends the last row too. At most `mostRows`, and at most `room` cells.
 *
 * Positions in the arrays count from `text`. `lineEnd` is LF, which
 * may have a CR before it, or CR, and then LF ends rows as well.
 */
export function split(
  text: usize,
  from: i32,
  length: i32,
  final: bool,
  mostRows: i32,
  delimiter: u8,
  lineEnd: u8,
  room: i32,
  rowEnd: usize,
  start: usize,
  end: usize,
  path: usize,
  rawStart: usize,
  rawEnd: usize,
): void {
  const stop = text + <usize>length;
  store<u8>(stop, LF); // ends every unquoted cell
  store<u8>(stop + 1, QUOTE); // ends every quoted one
  rows = 0;
  cells = 0;
  widest = 0;
  to = from;
  openQuote = -1;
  used = length;
  quoted = false;
  full = false;
  tooWide = false;
  const delimiters = i8x16.splat(delimiter);
  const lineEnds = i8x16.splat(lineEnd);
  let n = 0; // cells
  let copyTo = stop + 2;
  let i = text + <usize>from;
  let block = i;
  let mask = ends(block, delimiters, lineEnds);
  while (i < stop && rows < mostRows) {
    const first = load<u8>(i);
    const feed = first == CR && load<u8>(i + 1) == LF;
    if (first == LF || first == lineEnd || feed) {
      // A blank line. Of CR and LF both must be there.
      const next = i + (feed ? 2 : 1);
      if (next > stop && !final) break;
      i = next > stop ? stop : next;
      to = <i32>(i - text);
      if (i - block >= 64) {
        block = i;
        mask = ends(block, delimiters, lineEnds);
      } else mask &= ~(<u64>0) << <u64>(i - block);
      continue;
    }
    const rowCells = n;
    let whole = false;
    for (;;) {
      if (n == room) {
        tooWide = rowCells == 0;
        full = true;
        break;
      }
      const s = i;
      let valueStart = s;
      let valueEnd: usize = 0;
      if (load<u8>(s) == QUOTE) {
        if (!quoted) {
          quoted = true;
          memory.copy(rawStart, start, <usize>n << 2);
          memory.copy(rawEnd, end, <usize>n << 2);
        }
        let escaped = false;
        i = nextQuote(i + 1);
        while (i < stop && load<u8>(i + 1) == QUOTE && i + 1 < stop) {
          escaped = true;
          i = nextQuote(i + 2);
        }
        if (i >= stop) {
          openQuote = <i32>(s - text);
          break;
        }
        const close = i++;
        valueStart = s + 1;
        valueEnd = close;
        let c = load<u8>(i);
        let atEnd = c == delimiter || c == LF || c == lineEnd;
        if (!atEnd && c == CR && load<u8>(i + 1) == LF && i + 1 <= stop) {
          i += 1;
          c = LF;
          atEnd = true;
        }
        if (!atEnd) {
          do {
            c = load<u8>(++i);
          } while (c != delimiter && c != LF && c != lineEnd);
          escaped = true;
        }
        if (escaped) {
          const tail = i < stop && c == LF && load<u8>(i - 1) == CR && i - 1 > close ? i - 1 : i;
          valueStart = copyTo;
          for (let j = s + 1; j < close; j++) {
            const b = load<u8>(j);
            if (b == QUOTE) j++;
            store<u8>(copyTo++, b);
          }
          for (let j = close + 1; j < tail; j++) store<u8>(copyTo++, load<u8>(j));
          valueEnd = copyTo;
          store<u8>(copyTo++, LF);
        }
        if (i - block >= 64) {
          block = i;
          mask = ends(block, delimiters, lineEnds);
        } else mask &= ~(<u64>0) << <u64>(i - block);
        mask &= ~((<u64>1) << <u64>(i - block));
      } else {
        while (mask == 0) {
          block += 64;
          mask = ends(block, delimiters, lineEnds);
        }
        i = block + <usize>ctz(mask);
        mask &= mask - 1;
      }
      const at = <usize>n << 2;
      store<i32>(start + at, <i32>(valueStart - text));
      store<i32>(path + at, n - rowCells);
      const c = load<u8>(i);
      if (c == delimiter && i < stop) {
        const e = <i32>(i - text);
        store<i32>(end + at, valueEnd == 0 ? e : <i32>(valueEnd - text));
        if (quoted) {
          store<i32>(rawStart + at, <i32>(s - text));
          store<i32>(rawEnd + at, e);
        }
        n++;
        i++;
        continue;
      }
      if (i >= stop && !final) break;
      let e = i < stop ? i : stop;
      if (c == LF && i > s && i < stop && load<u8>(i - 1) == CR) e = i - 1;
      store<i32>(end + at, <i32>((valueEnd == 0 ? e : valueEnd) - text));
      if (quoted) {
        store<i32>(rawStart + at, <i32>(s - text));
        store<i32>(rawEnd + at, <i32>(e - text));
      }
      n++;
      i++;
      whole = true;
      break;
    }
    if (!whole) {
      n = rowCells;
      break;
    }
    if (n - rowCells > widest) widest = n - rowCells;
    store<i32>(rowEnd + (<usize>rows << 2), n);
    rows++;
    to = i < stop ? <i32>(i - text) : length;
  }
  cells = n;
  if (copyTo > stop + 2) used = <i32>(copyTo - text);
}
