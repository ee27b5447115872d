import { crc32 } from 'node:zlib';
import { DouaneError } from '../../model/errors.ts';
import type { Input, SourceLimits } from '../source.ts';
import { ChunkBytes, readAhead } from './chunk-bytes.ts';
import { decompress } from './codec.ts';
import type { Chunk } from './footer.ts';
import { type ChunkFindings, decodePage, entryCount, type Page, sizeOf } from './page-data.ts';
import { freshRoom, type PageRoom, reusedRoom } from './page-room.ts';
import type { Leaf } from './schema.ts';
import { parseStruct, type Struct } from './thrift.ts';
import { decodePlain } from './values.ts';

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
  /**
   * Where given, chunks are put in that have bytes which are in no value: entries of a dictionary that no row has (a
   * library keeps all categories of a table that was filtered), or something behind the values of a page.
   */
  readonly spare?: Set<Chunk>;
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

/** Pages by their number in parquet.thrift (enum PageType). */
export const PAGE = { DATA: 0, INDEX: 1, DICTIONARY: 2, DATA_V2: 3 } as const;
const MAX_HEADER = 1 << 20;

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
  const state: ChunkState = { at: chunk.start, dictionary: null, used: null, spare: false };
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
  if (state.spare || state.used?.includes(0)) context.spare?.add(chunk);
}

/** Where the reading of a chunk is; {@link readPage} goes on from there. */
interface ChunkState extends ChunkFindings {
  at: number;
}

/**
 * The next page of data, or null where it was another one. A function of its own, because a generator that waits would
 * hold the packed bytes: a third of the memory of a wide table.
 */
async function readPage(
  state: ChunkState,
  chunk: Chunk,
  leaf: Leaf,
  { input, limits, budget, spare }: ChunkContext,
  room: ColumnRoom,
): Promise<Page | null> {
  const { at } = state;
  const chunkEnd = chunk.start + chunk.length;
  const maxPage = Math.max(limits.record * 2, 1 << 20);
  if (at >= chunkEnd) throw new RangeError('column ends early');
  const { value: header, end } = await readHeader(room.bytes, at, chunkEnd);
  const packed = sizeOf(header.number(3));
  const unpacked = sizeOf(header.number(2));
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
      state.dictionary = decodePlain(section, leaf, entryCount(part.number(1)), room.dictionary);
      state.spare ||= state.dictionary.used < section.length;
      if (spare !== undefined) state.used = new Uint8Array(state.dictionary.count);
      return null;
    }
    case PAGE.DATA:
    case PAGE.DATA_V2:
      return decodePage(header, body, unpacked, chunk.codec, leaf, state, room.page);
    case PAGE.INDEX:
      return null;
    default:
      throw new RangeError('page type not known');
  }
}

/** The header of the page at `at`, and its length. */
export async function readHeader(
  bytes: ChunkBytes,
  at: number,
  chunkEnd: number,
): Promise<{ value: Struct; end: number }> {
  for (let size = Math.min(4096, chunkEnd - at); ; size = Math.min(size * 8, chunkEnd - at)) {
    const head = await bytes.at(at, size);
    try {
      return parseStruct(head);
    } catch (error) {
      if (size >= Math.min(MAX_HEADER, chunkEnd - at)) throw error;
    }
  }
}
