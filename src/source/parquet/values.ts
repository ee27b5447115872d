import { decodeDelta } from './delta.ts';
import { decodeHybrid } from './hybrid.ts';
import type { PageRoom } from './page-room.ts';
import type { Leaf } from './schema.ts';

/** Encodings by their number in parquet.thrift (enum Encoding). */
export const ENCODING = {
  PLAIN: 0,
  PLAIN_DICTIONARY: 2,
  RLE: 3,
  DELTA_BINARY_PACKED: 5,
  DELTA_LENGTH_BYTE_ARRAY: 6,
  DELTA_BYTE_ARRAY: 7,
  RLE_DICTIONARY: 8,
  BYTE_STREAM_SPLIT: 9,
} as const;

/**
 * Values as bytes, none made into a JavaScript value: value `k` is `bytes[k * stride, (k + 1) * stride)`,
 * little-endian, or `bytes[start[k], start[k + 1] - gap)` where the stride is 0; then `gap` line feeds stand between two
 * values, at least one, so that many can be copied at once. Booleans have a byte each.
 */
export interface Values {
  readonly count: number;
  readonly stride: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: Int32Array;
  readonly gap: number;
  /** Length of the longest. */
  readonly longest: number;
  /** Bytes of the page's section that they were in; what is behind them is in no value. */
  readonly used: number;
}

const NONE = new Int32Array(0);

function fixed(bytes: Uint8Array, stride: number, count: number, used = stride * count): Values {
  if (bytes.length < stride * count) throw new RangeError('page ends early');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { count, stride, bytes, view, start: NONE, gap: 0, longest: stride, used };
}

/** Decodes the values of a page in another encoding than that of a dictionary. The section may be written over. */
export function decodeValues(
  encoding: number,
  section: Uint8Array<ArrayBuffer>,
  leaf: Leaf,
  count: number,
  room: PageRoom,
): Values {
  switch (encoding) {
    case ENCODING.PLAIN:
      return decodePlain(section, leaf, count, room);
    case ENCODING.RLE: {
      if (leaf.physical !== 'BOOLEAN') throw new RangeError('RLE of a type that has none');
      const size = new DataView(section.buffer, section.byteOffset, section.length).getUint32(0, true);
      const bytes = room.decoded(count);
      const used = decodeHybrid(section.subarray(4, 4 + size), 1, bytes);
      return fixed(bytes, 1, count, 4 + used);
    }
    case ENCODING.DELTA_BINARY_PACKED: {
      const { stride } = leaf;
      if ((leaf.physical !== 'INT32' && leaf.physical !== 'INT64') || (stride !== 4 && stride !== 8))
        throw new RangeError('delta of a type that has none');
      const out = room.start((count * stride) / 4);
      const used = decodeDelta(section, 0, stride, out, count);
      return fixed(new Uint8Array(out.buffer, out.byteOffset, out.byteLength), stride, count, used);
    }
    case ENCODING.DELTA_LENGTH_BYTE_ARRAY:
    case ENCODING.DELTA_BYTE_ARRAY:
      if (leaf.physical !== 'BYTE_ARRAY' && leaf.physical !== 'FIXED_LEN_BYTE_ARRAY')
        throw new RangeError('delta of a type that has none');
      return decodeDeltaBytes(section, leaf, count, room, encoding === ENCODING.DELTA_BYTE_ARRAY);
    case ENCODING.BYTE_STREAM_SPLIT: {
      const { stride } = leaf;
      if (stride < 2 || section.length < stride * count) throw new RangeError('page ends early');
      const bytes = room.decoded(stride * count);
      for (let b = 0, at = 0; b < stride; b++) for (let i = 0; i < count; i++) bytes[i * stride + b] = section[at++]!;
      return fixed(bytes, stride, count);
    }
    default:
      throw new RangeError('encoding not known');
  }
}

/** Encodings.md, "Plain". The section may be written over. */
export function decodePlain(section: Uint8Array<ArrayBuffer>, leaf: Leaf, count: number, room: PageRoom): Values {
  if (leaf.physical === 'BOOLEAN') {
    if (section.length * 8 < count) throw new RangeError('page ends early');
    const bytes = room.decoded(count);
    for (let i = 0; i < count; i++) bytes[i] = (section[i >> 3]! >> (i & 7)) & 1;
    return fixed(bytes, 1, count, Math.ceil(count / 8));
  }
  if (leaf.stride > 0) return fixed(section, leaf.stride, count);
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  if (count * 4 > section.length) throw new RangeError('page ends early');
  const start = room.start(count + 1);
  let at = 0;
  let longest = 0;
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(at, true);
    // Line feeds in place of the length, which is not needed any more: see Values.
    view.setUint32(at, LINE_FEEDS, true);
    at += PREFIX;
    start[i] = at;
    at += length;
    if (at > section.length) throw new RangeError('value runs over its page');
    if (length > longest) longest = length;
  }
  start[count] = at + PREFIX;
  return { count, stride: 0, bytes: section, view, start, gap: PREFIX, longest, used: at };
}

/** Bytes of the length before each value. */
const PREFIX = 4;
const LINE_FEEDS = 0x0a0a0a0a;

/** Lengths (and, with `prefixes`, how much of the value before is repeated), then the bytes of all values. */
function decodeDeltaBytes(
  section: Uint8Array<ArrayBuffer>,
  leaf: Leaf,
  count: number,
  room: PageRoom,
  prefixes: boolean,
): Values {
  const start = room.start(count + 1);
  const suffixes = room.index(count);
  let from = 0;
  if (prefixes) from = decodeDelta(section, from, 4, start, count);
  else start.fill(0);
  from = decodeDelta(section, from, 4, suffixes, count);
  let total = count;
  let before = 0;
  for (let i = 0; i < count; i++) {
    const [prefix, suffix] = [start[i]!, suffixes[i]!];
    if (prefix < 0 || suffix < 0 || prefix > before) throw new RangeError('length below zero or prefix too long');
    before = prefix + suffix;
    if (leaf.stride > 0 && before !== leaf.stride) throw new RangeError('value of another length');
    total += before;
    if (total > MAX_JOINED) throw new RangeError('page grows beyond the limit');
  }
  const gap = leaf.stride > 0 ? 0 : 1;
  const bytes = room.decoded(gap === 0 ? leaf.stride * count : total);
  let at = 0;
  let longest = 0;
  for (let i = 0, last = 0; i < count; i++) {
    const [prefix, suffix] = [start[i]!, suffixes[i]!];
    if (suffix > section.length - from) throw new RangeError('page ends early');
    start[i] = at;
    for (let k = 0; k < prefix; k++) bytes[at++] = bytes[last + k]!;
    if (suffix > 48) bytes.set(section.subarray(from, from + suffix), at);
    else for (let k = 0; k < suffix; k++) bytes[at + k] = section[from + k]!;
    at += suffix;
    from += suffix;
    last = start[i]!;
    longest = Math.max(longest, at - last);
    if (gap > 0) bytes[at++] = 0x0a;
  }
  start[count] = at;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { count, stride: leaf.stride, bytes, view, start, gap, longest, used: from };
}

const MAX_JOINED = 1 << 28;
