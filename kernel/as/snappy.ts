/**
 * Unpacks a block of snappy. AssemblyScript, compiled by `npm run build:kernel`; driven by
 * `src/source/parquet/snappy.ts`.
 *
 * Source: snappy, format_description.txt, §2 "The compressed stream".
 */

/**
 * Unpacks what lies in `[at, end)`, behind the length that begins the block, to exactly `[to, toEnd)`. Behind both
 * there must be 64 bytes of room, which are read and written. Gives false where the block is damaged.
 */
export function unpack(at: usize, end: usize, to: usize, toEnd: usize): bool {
  const start = to;
  while (at < end) {
    const tag = <usize>load<u8>(at++);
    const kind = tag & 3;
    let n = (tag >> 2) + 1;
    if (kind == 0) {
      if (n > 60) {
        const more = n - 60;
        if (end - at < more) return false;
        // Behind the block there is room, so that four bytes can be read wherever it ends.
        n = <usize>(load<u32>(at) & (0xffffffff >> <u32>(32 - 8 * more)));
        at += more;
        if (n == 0xffffffff) return false;
        n++;
      }
      if (n > end - at || n > toEnd - to) return false;
      if (n <= 64) {
        v128.store(to, v128.load(at));
        if (n > 16) {
          v128.store(to, v128.load(at, 16), 16);
          if (n > 32) {
            v128.store(to, v128.load(at, 32), 32);
            v128.store(to, v128.load(at, 48), 48);
          }
        }
      } else memory.copy(to, at, n);
      at += n;
      to += n;
      continue;
    }
    let offset: usize;
    if (kind == 1) {
      if (end - at < 1) return false;
      n = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | <usize>load<u8>(at++);
    } else if (kind == 2) {
      if (end - at < 2) return false;
      offset = <usize>load<u16>(at);
      at += 2;
    } else {
      if (end - at < 4) return false;
      offset = <usize>load<u32>(at);
      at += 4;
    }
    if (offset == 0 || offset > to - start || n > toEnd - to) return false;
    let from = to - offset;
    const last = to + n;
    // What is copied may overlap with where it goes, and then repeats: never more at once than lies between them.
    if (offset >= 16) {
      do {
        v128.store(to, v128.load(from));
        to += 16;
        from += 16;
      } while (to < last);
    } else if (offset >= 8) {
      do {
        store<u64>(to, load<u64>(from));
        to += 8;
        from += 8;
      } while (to < last);
    } else {
      do store<u8>(to++, load<u8>(from++));
      while (to < last);
    }
    to = last;
  }
  return to == toEnd;
}
