/** Which cells of a batch have to be looked at, which are closed here, and how many values are neither. */
import { birth, close, forget, KEY } from './close';
import { HAN, job, NONE } from './job';

/** Among the marks of Han characters. */
const BEGINS_NO_VALUE: u8 = 64;

/** Whether `map` has a bit in `[from, to)`, which is not empty. */
// @ts-expect-error: decorator
@inline
function any(map: usize, from: u32, to: u32): bool {
  const last = to - 1;
  let word = from >> 6;
  const lastWord = last >> 6;
  const first = load<u64>(map + <usize>(word << 3)) >> <u64>(from & 63);
  if (word == lastWord) return (first & (~(<u64>0) >> <u64>(63 - (last - from)))) != 0;
  if (first != 0) return true;
  while (++word < lastWord) if (load<u64>(map + <usize>(word << 3)) != 0) return true;
  return (load<u64>(map + <usize>(lastWord << 3)) & (~(<u64>0) >> <u64>(63 - (last & 63)))) != 0;
}

/** Shorter numbers say nothing of whether a phone or a card is one by chance. */
const LONG_CODE: u32 = 9;
/** The shortest value in which a form can begin. */
const SHORTEST: u32 = 6;

/** Whether a word that says "no value" begins as the value does. */
// @ts-expect-error: decorator
@inline
function mayBeNoValue(from: usize, size: u32): bool {
  const first = <u32>load<u8>(from);
  const second: u32 = size > 1 ? <u32>load<u8>(from + 1) : 0;
  if (load<u8>(NONE + ((first | 0x20) << 8) + (size > 1 ? second | 0x20 : 0)) == 0) return false;
  // Two bytes of a Han character say little.
  if (first - 0xe4 > 5 || size < 3) return true;
  const point = ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (<u32>load<u8>(from + 2) & 0x3f);
  return (load<u8>(HAN + point) & BEGINS_NO_VALUE) != 0;
}

// What a column's values are looked at for; 0 for forms alone.
/** Each of them. */
const ALWAYS: u8 = 1;
/** Those with words. */
const WORDS: u8 = 2;
/** Set beside a closer: JavaScript needs each value of the column, closed or not. */
const OPEN: u8 = 4;

// Beside the number of a listed cell.
const MARKED: i32 = 1;
const CLOSED: i32 = 2;

/** Cells that the last survey closed. */
export let closedCells: i32 = 0;

// @ts-expect-error: decorator
@inline
function isDigit(byte: u8): bool {
  return byte - 0x30 < 10;
}

// @ts-expect-error: decorator
@inline
function add(to: usize, column: u32, more: u32): void {
  const at = to + (<usize>column << 2);
  store<u32>(at, load<u32>(at) + more);
}

/**
 * Writes to the job's `list` the numbers of the cells that have to be looked at, times four, plus one where a form can
 * begin in the cell and two where it is closed all the same; gives how many. Cells of columns with a closer that can be
 * closed go to the closed ones, in order. All that are closed or not listed are counted by column as values, those of
 * every `step`-th that are or end in a long number as codes, `step` each.
 */
export function survey(): i32 {
  const at = job();
  const text = at.text;
  const map = at.map;
  const words = at.words;
  const count = at.cells;
  const longestNone = at.longestNone;
  const step = at.step;
  let listed = at.list;
  let closed = 0;
  for (let i = 0; i < count; i++) {
    const offset = <usize>i << 2;
    let from = load<u32>(at.start + offset);
    let to = load<u32>(at.end + offset);
    while (from < to && load<u8>(text + from) <= 0x20) from++;
    while (from < to && load<u8>(text + to - 1) <= 0x20) to--;
    if (from >= to) continue;
    const c = load<u32>(at.column + offset);
    const plan = load<u8>(at.plan + c);
    const size = to - from;
    const marked = size >= SHORTEST && any(map, from, to);
    const closer = load<u8>(at.closer + c);
    let mayBeNone = false;
    if (size <= longestNone) mayBeNone = mayBeNoValue(text + from, size);
    let info: u32 = 0;
    if (closer != 0 && (plan & OPEN) == 0 && !mayBeNone) {
      forget();
      const worded = closer == KEY && size >= SHORTEST && any(words, from, to);
      info = close(closer, text + from, size, marked, worded, load<u8>(at.type + i));
      if (((info >> 8) & 0xff) < <u32>load<u8>(at.leastFit + c)) info = 0;
    }
    if (info != 0) {
      const n = <usize>closed << 2;
      store<i32>(at.closedCell + n, i);
      store<u32>(at.closedFrom + n, from);
      store<u32>(at.closedTo + n, to);
      store<u32>(at.closedInfo + n, info);
      store<u32>(at.closedBirth + n, birth);
      const percent = (info >> 8) & 0xff;
      add(at.closedCount, c, 1);
      add(at.percents, c, percent);
      const best = at.best + (<usize>c << 2);
      if (percent > load<u32>(best)) {
        store<u32>(best, percent);
        store<i32>(at.bestAt + (<usize>c << 2), closed);
      }
      const evidence = at.evidence + (<usize>c << 2);
      store<u32>(evidence, load<u32>(evidence) | ((info >> 16) & 0xff));
      closed++;
      // A key may be something else beside.
      if (closer == KEY && marked) {
        store<i32>(listed, (i << 2) | CLOSED | MARKED);
        listed += 4;
      }
    } else {
      let look = marked || (plan & ALWAYS) != 0 || mayBeNone;
      if (!look && (plan & WORDS) != 0) look = size >= SHORTEST && any(words, from, to);
      if (look) {
        store<i32>(listed, (i << 2) | (marked ? MARKED : 0));
        listed += 4;
        continue;
      }
    }
    add(at.values, c, 1);
    if (i % step != 0 || size < LONG_CODE) continue;
    // What its column closes elsewhere too is no number by chance; cards of 16 digits are closed only here.
    if (info != 0 && closer < KEY && size != 16) continue;
    if (isDigit(load<u8>(text + to - 1)) && isDigit(load<u8>(text + ((from + to) >> 1)))) add(at.codes, c, <u32>step);
  }
  closedCells = closed;
  return <i32>((listed - at.list) >> 2);
}
