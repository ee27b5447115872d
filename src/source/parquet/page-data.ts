import { CODEC, decompress } from './codec.ts';
import { decodeHybrid, isOneRun } from './hybrid.ts';
import type { PageRoom } from './page-room.ts';
import type { Leaf } from './schema.ts';
import type { Struct } from './thrift.ts';
import { decodeValues, ENCODING, type Values } from './values.ts';

/** A data page with its levels and values decoded. */
export interface Page {
  readonly header: Struct;
  readonly entries: number;
  /** Definition level by entry; null where all are defined. */
  readonly def: Uint8Array | null;
  /** Repetition level by entry; null where the column does not repeat. */
  readonly rep: Uint8Array | null;
  /** Entries that have a value. */
  readonly present: number;
  /** Values, or the dictionary where `index` is not null. */
  readonly values: Values;
  /** By value: its position in the dictionary. */
  readonly index: Int32Array | null;
  /** The bytes of the levels, to be written back: as they stand in the page, without anything behind them. */
  readonly repBytes: Uint8Array;
  readonly defBytes: Uint8Array;
}

/** What is known of a chunk while its pages are read; {@link decodePage} adds to it. */
export interface ChunkFindings {
  dictionary: Values | null;
  /** By value of the dictionary: 1 where a row has it; null where nobody asks. */
  used: Uint8Array | null;
  /** Whether there are bytes that are in no value, besides the dictionary's. */
  spare: boolean;
}

const MAX_ENTRIES = 1 << 24;

/** Decodes a page of either version into `room`. Throws RangeError where it is not what its header and leaf say. */
export function decodePage(
  header: Struct,
  body: Uint8Array,
  unpacked: number,
  codec: number,
  leaf: Leaf,
  chunk: ChunkFindings,
  room: PageRoom,
): Page {
  const part = header.struct(8) ?? header.struct(5);
  if (part === undefined) throw new RangeError('page header lacks its part');
  const n = entryCount(part.number(1));
  const { encoding, rep, def, section } = header.struct(8)
    ? partsOfVersion2(part, body, unpacked, codec, room)
    : partsOfVersion1(part, body, unpacked, codec, leaf, room);
  const repLevels = decodeLevels(rep, leaf.maxRep, n, null, chunk);
  const defLevels = decodeLevels(def, leaf.maxDef, n, room, chunk);
  let present = n;
  if (defLevels.values !== null) {
    present = 0;
    for (let i = 0; i < n; i++) if (defLevels.values[i] === leaf.maxDef) present++;
  }
  const levels = {
    ...{ def: defLevels.values, rep: repLevels.values, repBytes: repLevels.bytes, defBytes: defLevels.bytes },
    ...{ header, entries: n, present },
  };
  if (encoding !== ENCODING.PLAIN_DICTIONARY && encoding !== ENCODING.RLE_DICTIONARY) {
    const values = decodeValues(encoding, section, leaf, present, room);
    chunk.spare ||= values.used < section.length;
    return { ...levels, values, index: null };
  }
  if (chunk.dictionary === null) throw new RangeError('dictionary missing');
  return {
    ...levels,
    values: chunk.dictionary,
    index: decodeIndex(section, chunk.dictionary.count, present, room, chunk),
  };
}

interface Parts {
  readonly encoding: number;
  readonly rep: Uint8Array;
  readonly def: Uint8Array;
  readonly section: Uint8Array<ArrayBuffer>;
}

/** parquet.thrift, DataPageHeaderV2: levels are not packed, their lengths stand in the header. */
function partsOfVersion2(part: Struct, body: Uint8Array, unpacked: number, codec: number, room: PageRoom): Parts {
  const repLength = sizeOf(part.number(6));
  const length = repLength + sizeOf(part.number(5));
  if (length > body.length || length > unpacked) throw new RangeError('levels run over their page');
  const levels = body.slice(0, length);
  const rest = body.subarray(length);
  const by = part.bool(7) === false ? CODEC.UNCOMPRESSED : codec;
  const section = decompress(by, rest, by === CODEC.UNCOMPRESSED ? rest.length : unpacked - length, room.body);
  const [rep, def] = [levels.subarray(0, repLength), levels.subarray(repLength)];
  return { encoding: sizeOf(part.number(4)), rep, def, section };
}

/** parquet.thrift, DataPageHeader: levels are packed with the values, each behind its length. */
function partsOfVersion1(
  part: Struct,
  body: Uint8Array,
  unpacked: number,
  codec: number,
  leaf: Leaf,
  room: PageRoom,
): Parts {
  const whole = decompress(codec, body, unpacked, room.body);
  let at = 0;
  const levels = (max: number, encoding: number | undefined): Uint8Array => {
    if (max === 0) return whole.subarray(0, 0);
    if (encoding !== ENCODING.RLE) throw new RangeError('encoding of levels not known');
    if (whole.length - at < 4) throw new RangeError('levels run over their page');
    const length = new DataView(whole.buffer, whole.byteOffset + at, 4).getUint32(0, true);
    if (length > whole.length - at - 4) throw new RangeError('levels run over their page');
    at += 4 + length;
    return whole.subarray(at - length, at);
  };
  const rep = levels(leaf.maxRep, part.number(4));
  const def = levels(leaf.maxDef, part.number(3));
  return { encoding: sizeOf(part.number(2)), rep, def, section: whole.subarray(at) };
}

/**
 * Levels up to `max`, and the bytes that they were in. With `room` none are given where all are `max`, which is what
 * most columns have: every entry a value.
 */
function decodeLevels(
  section: Uint8Array,
  max: number,
  n: number,
  room: PageRoom | null,
  chunk: ChunkFindings,
): { readonly values: Uint8Array | null; readonly bytes: Uint8Array } {
  if (max === 0) {
    chunk.spare ||= section.length > 0;
    return { values: null, bytes: section.subarray(0, 0) };
  }
  const width = 32 - Math.clz32(max);
  if (room !== null && isOneRun(section, width, max, n)) return { values: null, bytes: section };
  const values = room === null ? new Uint8Array(n) : room.levels(n);
  const taken = decodeHybrid(section, width, values);
  chunk.spare ||= taken < section.length;
  for (let i = 0; i < n; i++) if (values[i]! > max) throw new RangeError('level too high');
  return { values, bytes: section.subarray(0, taken) };
}

/** Encodings.md, "Dictionary Encoding": a byte for the width, then positions. */
function decodeIndex(
  section: Uint8Array,
  count: number,
  present: number,
  room: PageRoom,
  chunk: ChunkFindings,
): Int32Array {
  const index = room.index(present);
  const taken = present > 0 ? decodeHybrid(section.subarray(1), section[0] ?? 255, index) : 0;
  chunk.spare ||= taken + 1 < section.length;
  for (let i = 0; i < present; i++)
    if (index[i]! < 0 || index[i]! >= count) throw new RangeError('position outside the dictionary');
  const { used } = chunk;
  if (used !== null) for (let i = 0; i < present; i++) used[index[i]!] = 1;
  return index;
}

/** A size in a header, which must be there. */
export function sizeOf(n: number | undefined): number {
  if (n === undefined || n < 0) throw new RangeError('size missing');
  return n;
}

export function entryCount(n: number | undefined): number {
  if (sizeOf(n) > MAX_ENTRIES) throw new RangeError('too many entries in a page');
  return n!;
}
