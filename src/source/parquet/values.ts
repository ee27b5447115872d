import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
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
 * little-endian, or `bytes[start[k], end[k])` where the stride is 0. Booleans have a byte each.
 */
export interface Values {
  readonly count: number;
  readonly stride: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly start: Int32Array;
  readonly end: Int32Array;
}

const NONE = new Int32Array(0);

function fixed(bytes: Uint8Array, stride: number, count: number): Values {
  if (bytes.length < stride * count) throw new RangeError('page ends early');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { count, stride, bytes, view, start: NONE, end: NONE };
}

/** Decodes the values of a page; `indexes` instead where the page refers to a dictionary. */
export function decodeValues(encoding: number, section: Uint8Array, leaf: Leaf, count: number): Values {
  switch (encoding) {
    case ENCODING.PLAIN:
      return decodePlain(section, leaf, count);
    case ENCODING.RLE: {
      if (leaf.physical !== 'BOOLEAN') throw new RangeError('RLE of a type that has none');
      const size = new DataView(section.buffer, section.byteOffset).getUint32(0, true);
      const bytes = new Uint8Array(count);
      decodeHybrid(section.subarray(4, 4 + size), 1, bytes);
      return fixed(bytes, 1, count);
    }
    case ENCODING.DELTA_BINARY_PACKED: {
      if (leaf.physical !== 'INT32' && leaf.physical !== 'INT64') throw new RangeError('delta of a type that has none');
      const out = leaf.physical === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      if (count > 0) deltaBinaryUnpack(readerOf(section), count, out);
      return fixed(new Uint8Array(out.buffer), leaf.stride, count);
    }
    case ENCODING.DELTA_LENGTH_BYTE_ARRAY:
    case ENCODING.DELTA_BYTE_ARRAY: {
      if (leaf.physical !== 'BYTE_ARRAY' && leaf.physical !== 'FIXED_LEN_BYTE_ARRAY')
        throw new RangeError('delta of a type that has none');
      const parts: Uint8Array[] = new Array(count);
      const decode = encoding === ENCODING.DELTA_BYTE_ARRAY ? deltaByteArray : deltaLengthByteArray;
      if (count > 0) decode(readerOf(section), count, parts);
      return joined(parts, leaf);
    }
    case ENCODING.BYTE_STREAM_SPLIT: {
      const { stride } = leaf;
      if (stride < 2 || section.length < stride * count) throw new RangeError('page ends early');
      const bytes = new Uint8Array(stride * count);
      for (let b = 0, at = 0; b < stride; b++) for (let i = 0; i < count; i++) bytes[i * stride + b] = section[at++]!;
      return fixed(bytes, stride, count);
    }
    default:
      throw new RangeError('encoding not known');
  }
}

/** Encodings.md, "Plain". */
export function decodePlain(section: Uint8Array, leaf: Leaf, count: number): Values {
  if (leaf.physical === 'BOOLEAN') {
    if (section.length * 8 < count) throw new RangeError('page ends early');
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = (section[i >> 3]! >> (i & 7)) & 1;
    return fixed(bytes, 1, count);
  }
  if (leaf.stride > 0) return fixed(section, leaf.stride, count);
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  if (count * 4 > section.length) throw new RangeError('page ends early');
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(at, true);
    at += 4;
    start[i] = at;
    at += length;
    if (at > section.length) throw new RangeError('value runs over its page');
    end[i] = at;
  }
  return { count, stride: 0, bytes: section, view, start, end };
}

function readerOf(section: Uint8Array) {
  return { view: new DataView(section.buffer, section.byteOffset, section.byteLength), offset: 0 };
}

function joined(parts: readonly Uint8Array[], leaf: Leaf): Values {
  let total = 0;
  for (const p of parts) total += p.length;
  if (total > MAX_JOINED) throw new RangeError('page grows beyond the limit');
  const bytes = new Uint8Array(total);
  const start = new Int32Array(parts.length);
  const end = new Int32Array(parts.length);
  let at = 0;
  for (const [i, p] of parts.entries()) {
    if (leaf.stride > 0 && p.length !== leaf.stride) throw new RangeError('value of another length');
    bytes.set(p, at);
    start[i] = at;
    at += p.length;
    end[i] = at;
  }
  const view = new DataView(bytes.buffer);
  return { count: parts.length, stride: leaf.stride, bytes, view, start, end };
}

const MAX_JOINED = 1 << 28;

/**
 * Run lengths and bit-packed runs mixed, into an array that must be filled exactly.
 * Source: Apache Parquet, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */
export function decodeHybrid(section: Uint8Array, width: number, out: Uint8Array | Int32Array): void {
  if (width > 32) throw new RangeError('bit width too large');
  let at = 0;
  let filled = 0;
  const wanted = out.length;
  const byte = (): number => {
    if (at >= section.length) throw new RangeError('run ends early');
    return section[at++]!;
  };
  while (filled < wanted) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 28) throw new RangeError('run header too long');
      const b = byte();
      header += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) break;
    }
    const run = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < width; i += 8) value |= byte() << i;
      const to = Math.min(wanted, filled + run);
      out.fill(value, filled, to);
      filled = to;
      continue;
    }
    // 64-bit arithmetic is not needed: at most 7 old bits and 8 new ones wait beside a value of up to 32.
    let bits = 0;
    let have = 0;
    const last = Math.min(at + run * width, section.length);
    const scale = 2 ** width;
    for (let n = run * 8; n > 0 && filled < wanted; n--) {
      while (have < width) {
        if (at >= last) throw new RangeError('run ends early');
        bits += section[at++]! * 2 ** have;
        have += 8;
      }
      out[filled++] = bits % scale;
      bits = Math.floor(bits / scale);
      have -= width;
    }
    at = last;
  }
}
