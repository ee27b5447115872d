/**
 * Run lengths and bit-packed runs mixed, into an array that must be filled exactly. Gives how many bytes they took.
 * Source: Apache Parquet, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */
export function decodeHybrid(section: Uint8Array, width: number, out: Uint8Array | Int32Array): number {
  if (width > 32) throw new RangeError('bit width too large');
  const wanted = out.length;
  let at = 0;
  let filled = 0;
  while (filled < wanted) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 28 || at >= section.length) throw new RangeError('run header ends early or is too long');
      const b = section[at++]!;
      header += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) break;
    }
    const run = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      if (at + ((width + 7) >> 3) > section.length) throw new RangeError('run ends early');
      for (let i = 0; i < width; i += 8) value |= section[at++]! << i;
      const to = Math.min(wanted, filled + run);
      out.fill(value, filled, to);
      filled = to;
      continue;
    }
    const last = Math.min(at + run * width, section.length);
    const count = Math.min(wanted - filled, run * 8);
    if (Math.ceil((count * width) / 8) > last - at) throw new RangeError('run ends early');
    unpackBits(section, at, width, out, filled, count);
    filled += count;
    // No further than what was wanted: groups behind it are bytes that are in no value.
    at = Math.min(last, at + Math.ceil(count / 8) * width);
  }
  return at;
}

/** Values of `width` bits, the lowest first, from bytes that are known to be there. */
function unpackBits(
  bytes: Uint8Array,
  from: number,
  width: number,
  out: Uint8Array | Int32Array,
  first: number,
  count: number,
): void {
  const end = first + count;
  if (width === 0) {
    out.fill(0, first, end);
    return;
  }
  let at = from;
  if (width === 8) {
    for (let i = first; i < end; i++) out[i] = bytes[at++]!;
    return;
  }
  let bits = 0;
  let have = 0;
  if (width <= 24) {
    // At most 23 old bits and 8 new ones: they fit 32.
    const mask = (1 << width) - 1;
    for (let i = first; i < end; i++) {
      while (have < width) {
        bits |= bytes[at++]! << have;
        have += 8;
      }
      out[i] = bits & mask;
      bits >>>= width;
      have -= width;
    }
    return;
  }
  // At most 7 old bits and 8 new ones wait beside a value of up to 32: a double holds them.
  const scale = 2 ** width;
  for (let i = first; i < end; i++) {
    while (have < width) {
      bits += bytes[at++]! * 2 ** have;
      have += 8;
    }
    out[i] = bits % scale;
    bits = Math.floor(bits / scale);
    have -= width;
  }
}

/** True where the section is one run of `count` times the value `value`, of `width` bits: most levels of most files. */
export function isOneRun(section: Uint8Array, width: number, value: number, count: number): boolean {
  let header = 0;
  let at = 0;
  for (let shift = 0; ; shift += 7) {
    if (shift > 28 || at >= section.length) return false;
    const b = section[at++]!;
    header += (b & 0x7f) * 2 ** shift;
    if (b < 0x80) break;
  }
  return width <= 8 && header % 2 === 0 && header / 2 >= count && section[at] === value && at + 1 === section.length;
}
