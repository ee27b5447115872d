/**
 * Lays out blocks for the cipher and takes its results apart, for {@link Prf} in `src/persons/prf.ts`, which says what
 * they mean. Addresses are of arrays over messages; 32 bytes behind the messages may be read.
 */

/** By number of bytes, up to 16, a mask of so many. */
const masks = memory.data(17 * 16, 16);
for (let n: usize = 0; n <= 16; n++)
  for (let i: usize = 0; i < 16; i++) store<u8>(masks + n * 16 + i, i < n ? 0xff : 0);

/** The first block holds the length, in two bytes, and this many of the message. */
const FIRST: u32 = 14;
const BLOCK: u32 = 16;

/** First blocks of all messages. */
export function first(messages: usize, start: usize, end: usize, count: i32, blocks: usize, running: usize): void {
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 2;
    const from = load<u32>(start + at);
    const size = load<u32>(end + at) - from;
    const taken = v128.and(v128.load(messages + from), v128.load(masks + (<usize>min(size, FIRST) << 4)));
    const moved = i8x16.shuffle(taken, i8x16.splat(0), 16, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    const length = (size >> 8) | ((size & 0xff) << 8);
    v128.store(blocks + (<usize>i << 4), i16x8.replace_lane(moved, 0, <i16>length));
    store<i32>(running + at, i);
  }
}

/**
 * Of the `active` messages in `running`, whose bytes before `done` are in `sealed`: those that end there get their
 * words, of the others the next blocks go to `blocks`. Gives how many others there are.
 */
export function next(
  messages: usize,
  start: usize,
  end: usize,
  done: u32,
  active: i32,
  sealed: usize,
  blocks: usize,
  running: usize,
  words: usize,
): i32 {
  let others = 0;
  for (let k = 0; k < active; k++) {
    const i = load<u32>(running + (<usize>k << 2));
    const from = load<u32>(start + (<usize>i << 2)) + done;
    const stop = load<u32>(end + (<usize>i << 2));
    const out = v128.load(sealed + (<usize>k << 4));
    if (from >= stop) {
      const to = words + <usize>i * 12;
      store<u64>(to, v128.extract_lane<u64>(out, 0));
      store<u32>(to, i32x4.extract_lane(out, 2), 8);
      continue;
    }
    const mask = v128.load(masks + (<usize>min(stop - from, BLOCK) << 4));
    v128.store(blocks + (<usize>others << 4), v128.xor(out, v128.and(v128.load(messages + from), mask)));
    store<u32>(running + (<usize>others << 2), i);
    others++;
  }
  return others;
}
