import { crc32 } from 'node:zlib';
import { DouaneError } from '../../model/errors.ts';
import type { Input, SourceLimits } from '../source.ts';
import { ChunkBytes, readAhead } from './chunk-bytes.ts';
import { CODEC, decompress } from './codec.ts';
import type { Chunk } from './footer.ts';
import { decodeHybrid, isOneRun } from './hybrid.ts';
import { freshRoom, type PageRoom, reusedRoom } from './page-room.ts';
import type { Leaf } from './schema.ts';
import { parseStruct, type Struct } from './thrift.ts';
import { decodePlain, decodeValues, ENCODING, type Values } from './values.ts';

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
  /** The bytes of the levels as they stand in the page, to be written back as they are. */
  readonly levels: Uint8Array;
}

/** Counts unpacked bytes over a whole reading of a file. */
export class InflateBudget {
  #left: number;
  constructor(limit: number) {
    this.#left = limit;
  }
  spend(bytes: number, file: string): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new DouaneError('LIMIT_INFLATE', { place: { file } });
  }
}

export interface ChunkContext {
  readonly input: Input;
  readonly limits: SourceLimits;
  readonly budget: InflateBudget;
}

/** Where the pages of one column are read to, from the first row group to the last. */
export interface ColumnRoom {
  readonly bytes: ChunkBytes;
  readonly page: PageRoom;
  readonly dictionary: PageRoom;
}

/** Memory for a column that is read beside `columns - 1` others; `keeps` where pages are kept beside others of it. */
export function columnRoom(input: Input, columns: number, keeps: boolean): ColumnRoom {
  const bytes = new ChunkBytes(input, readAhead(columns));
  return { bytes, page: keeps ? freshRoom : reusedRoom(), dictionary: reusedRoom() };
}

const PAGE = { DATA: 0, INDEX: 1, DICTIONARY: 2, DATA_V2: 3 } as const;
const MAX_HEADER = 1 << 20;
const MAX_ENTRIES = 1 << 24;

/**
 * Gives the data pages of a chunk in order; one page (and the dictionary) is in memory at a time, in `room`, and is
 * overwritten by the next one unless the room keeps it.
 */
export async function* readPages(
  chunk: Chunk,
  leaf: Leaf,
  context: ChunkContext,
  room: ColumnRoom,
): AsyncGenerator<Page, void, void> {
  const file = context.input.name;
  room.bytes.begin(chunk.start, chunk.start + chunk.length);
  const state: ChunkState = { at: chunk.start, dictionary: null };
  let seen = 0;
  while (seen < chunk.entries) {
    try {
      const page = await readPage(state, chunk, leaf, context, room);
      if (page === null) continue;
      seen += page.entries;
      yield page;
    } catch (error) {
      if (error instanceof DouaneError) throw error;
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file, byte: state.at, name: leaf.text },
        expected: 'a page as parquet.thrift describes it, in an encoding that is known',
        got: 'a damaged or unknown one',
        cause: error,
      });
    }
  }
  if (seen !== chunk.entries)
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file, byte: chunk.start, name: leaf.text },
      expected: `${chunk.entries} entries`,
      got: `${seen}`,
    });
}

/** Where the reading of a chunk is; {@link readPage} goes on from there. */
interface ChunkState {
  at: number;
  dictionary: Values | null;
}

/**
 * The next page of data, or null where it was another one. A function of its own, because a generator that waits would
 * hold the packed bytes: a third of the memory of a wide table.
 */
async function readPage(
  state: ChunkState,
  chunk: Chunk,
  leaf: Leaf,
  { input, limits, budget }: ChunkContext,
  room: ColumnRoom,
): Promise<Page | null> {
  const { at } = state;
  const chunkEnd = chunk.start + chunk.length;
  const maxPage = Math.max(limits.record * 2, 1 << 20);
  if (at >= chunkEnd) throw new RangeError('column ends early');
  const { value: header, end } = await readHeader(room.bytes, at, chunkEnd);
  const packed = size(header.number(3));
  const unpacked = size(header.number(2));
  if (Math.max(packed, unpacked) > maxPage)
    throw new DouaneError('LIMIT_RECORD', {
      place: { file: input.name, name: leaf.text, byte: at },
      expected: `pages of at most ${maxPage} bytes`,
    });
  if (packed > chunkEnd - at - end) throw new RangeError('page runs over its column');
  budget.spend(unpacked, input.name);
  const body = await room.bytes.at(at + end, packed);
  const crc = header.number(4);
  if (crc !== undefined && crc32(body) !== crc >>> 0) throw new RangeError('checksum of a page is wrong');
  state.at += end + packed;
  switch (header.number(1)) {
    case PAGE.DICTIONARY: {
      const part = header.struct(7);
      if (state.dictionary !== null || part === undefined) throw new RangeError('second dictionary');
      const section = decompress(chunk.codec, body, unpacked, room.dictionary.body);
      state.dictionary = decodePlain(section, leaf, entries(part.number(1)), room.dictionary);
      return null;
    }
    case PAGE.DATA:
    case PAGE.DATA_V2:
      return decodePage(header, body, unpacked, chunk.codec, leaf, state.dictionary, room.page);
    case PAGE.INDEX:
      return null;
    default:
      throw new RangeError('page type not known');
  }
}

async function readHeader(bytes: ChunkBytes, at: number, chunkEnd: number): Promise<{ value: Struct; end: number }> {
  for (let size = Math.min(4096, chunkEnd - at); ; size = Math.min(size * 8, chunkEnd - at)) {
    const head = await bytes.at(at, size);
    try {
      return parseStruct(head);
    } catch (error) {
      if (size >= Math.min(MAX_HEADER, chunkEnd - at)) throw error;
    }
  }
}

function decodePage(
  header: Struct,
  body: Uint8Array,
  unpacked: number,
  codec: number,
  leaf: Leaf,
  dictionary: Values | null,
  room: PageRoom,
): Page {
  const v2 = header.struct(8);
  const v1 = header.struct(5);
  const head = v2 ?? v1;
  if (head === undefined) throw new RangeError('page header lacks its part');
  const n = entries(head.number(1));
  const encoding = size(v2 ? v2.number(4) : v1!.number(2));
  let levels: Uint8Array;
  let section: Uint8Array<ArrayBuffer>;
  let rep: Uint8Array | null = null;
  let def: Uint8Array | null = null;
  if (v2) {
    const repLength = size(v2.number(6));
    const defLength = size(v2.number(5));
    levels = body.slice(0, repLength + defLength);
    if (levels.length !== repLength + defLength) throw new RangeError('levels run over their page');
    if (leaf.maxRep > 0) rep = decodeLevels(levels.subarray(0, repLength), leaf.maxRep, new Uint8Array(n));
    if (leaf.maxDef > 0) def = definitions(levels.subarray(repLength), leaf.maxDef, n, room);
    const rest = body.subarray(levels.length);
    if (levels.length > unpacked) throw new RangeError('levels run over their page');
    const by = v2.bool(7) === false ? CODEC.UNCOMPRESSED : codec;
    section = decompress(by, rest, by === CODEC.UNCOMPRESSED ? rest.length : unpacked - levels.length, room.body);
  } else {
    const whole = decompress(codec, body, unpacked, room.body);
    let at = 0;
    const read = (written: number | undefined): Uint8Array => {
      if (written !== ENCODING.RLE) throw new RangeError('encoding of levels not known');
      const length = new DataView(whole.buffer, whole.byteOffset).getUint32(at, true);
      if (length > whole.length - at - 4) throw new RangeError('levels run over their page');
      at += 4 + length;
      return whole.subarray(at - length, at);
    };
    if (leaf.maxRep > 0) rep = decodeLevels(read(v1!.number(4)), leaf.maxRep, new Uint8Array(n));
    if (leaf.maxDef > 0) def = definitions(read(v1!.number(3)), leaf.maxDef, n, room);
    levels = whole.subarray(0, at);
    section = whole.subarray(at);
  }
  let present = n;
  if (def !== null) {
    present = 0;
    for (let i = 0; i < n; i++) if (def[i] === leaf.maxDef) present++;
  }
  if (encoding !== ENCODING.PLAIN_DICTIONARY && encoding !== ENCODING.RLE_DICTIONARY) {
    const values = decodeValues(encoding, section, leaf, present, room);
    return { header, entries: n, def, rep, present, values, index: null, levels };
  }
  if (dictionary === null) throw new RangeError('dictionary missing');
  const index = room.index(present);
  if (present > 0) decodeHybrid(section.subarray(1), section[0] ?? 255, index);
  for (let i = 0; i < present; i++)
    if (index[i]! < 0 || index[i]! >= dictionary.count) throw new RangeError('position outside the dictionary');
  return { header, entries: n, def, rep, present, values: dictionary, index, levels };
}

/** Definition levels; null where all entries have a value. */
function definitions(section: Uint8Array, max: number, n: number, room: PageRoom): Uint8Array | null {
  if (isOneRun(section, widthOf(max), max, n)) return null;
  return decodeLevels(section, max, room.levels(n));
}

function decodeLevels(section: Uint8Array, max: number, out: Uint8Array): Uint8Array {
  decodeHybrid(section, widthOf(max), out);
  for (let i = 0; i < out.length; i++) if (out[i]! > max) throw new RangeError('level too high');
  return out;
}

const widthOf = (max: number): number => 32 - Math.clz32(max);

function size(n: number | undefined): number {
  if (n === undefined || n < 0) throw new RangeError('size missing');
  return n;
}

function entries(n: number | undefined): number {
  if (size(n) > MAX_ENTRIES) throw new RangeError('too many entries in a page');
  return n!;
}
