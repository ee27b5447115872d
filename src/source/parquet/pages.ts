import { crc32 } from 'node:zlib';
import { DouaneError } from '../../model/errors.ts';
import type { Input, SourceLimits } from '../source.ts';
import { ChunkBytes, readAhead } from './chunk-bytes.ts';
import { decompress } from './codec.ts';
import type { Chunk } from './footer.ts';
import { type ChunkFindings, decodePage, entryCount, type Page, sizeOf } from './page-data.ts';
import { freshRoom, type PageRoom, reusedBytes, reusedRoom } from './page-room.ts';
import type { Leaf } from './schema.ts';
import { parseStruct, type Struct } from './thrift.ts';
import { decodePlain, type Values } from './values.ts';

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

/**
 * Memory for columns that are read beside each other: of its own for the page of each, fresh for every page where
 * `keeps` says that pages of it are kept beside others.
 */
export function columnRooms(input: Input, keeps: readonly boolean[]): ColumnRoom[] {
  const large = reusedBytes();
  return keeps.map((kept) => ({
    bytes: new ChunkBytes(input, readAhead(keeps.length), large),
    page: kept ? freshRoom : reusedRoom(),
    dictionary: reusedRoom(),
  }));
}

/** Memory for columns that decode one after the other, into the same. */
export function sharedRooms(input: Input, columns: number): ColumnRoom[] {
  const [large, page, dictionary] = [reusedBytes(), reusedRoom(), reusedRoom()];
  const room = () => ({ bytes: new ChunkBytes(input, readAhead(columns), large), page, dictionary });
  return Array.from({ length: columns }, room);
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
  const reader = new ChunkReader(chunk, leaf, context, room);
  for (;;) {
    const page = await reader.next();
    if (page === null) return;
    yield page;
  }
}

/** Reads the data pages of a chunk, the last of them more than once where its memory was used by others. */
export class ChunkReader {
  readonly #chunk: Chunk;
  readonly #leaf: Leaf;
  readonly #context: ChunkContext;
  readonly #room: ColumnRoom;
  readonly #state: ChunkState;
  #seen = 0;
  #pageAt = 0;
  #dictionaryAt = -1;

  constructor(chunk: Chunk, leaf: Leaf, context: ChunkContext, room: ColumnRoom) {
    this.#chunk = chunk;
    this.#leaf = leaf;
    this.#context = context;
    this.#room = room;
    this.#state = { at: chunk.start, dictionary: null, used: null, spare: false };
    room.bytes.begin(chunk.start, chunk.start + chunk.length);
  }

  /** The next page, or null behind the last. */
  async next(): Promise<Page | null> {
    const state = this.#state;
    const { entries, start } = this.#chunk;
    while (this.#seen < entries) {
      const { at } = state;
      const page = await this.#read(state, this.#context);
      if (page === null) {
        if (state.dictionary !== null && this.#dictionaryAt < 0) this.#dictionaryAt = at;
        continue;
      }
      this.#pageAt = at;
      this.#seen += page.entries;
      return page;
    }
    if (this.#seen !== entries)
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file: this.#context.input.name, byte: start, name: this.#leaf.text },
        expected: `${entries} entries`,
        got: `${this.#seen}`,
      });
    if (state.spare || state.used?.includes(0)) this.#context.spare?.add(this.#chunk);
    return null;
  }

  /** Whether there are entries that no page had yet. */
  get hasMore(): boolean {
    return this.#seen < this.#chunk.entries;
  }

  /** Decodes the dictionary again. */
  async renewDictionary(): Promise<void> {
    if (this.#dictionaryAt >= 0) this.#state.dictionary = (await this.#again(this.#dictionaryAt, null)).dictionary;
  }

  /** Decodes the last page again, and the dictionary. */
  async renewPage(): Promise<Page> {
    await this.renewDictionary();
    return (await this.#again(this.#pageAt, this.#state.dictionary)).page!;
  }

  /** What was found at the first reading is not found again, and not counted twice. */
  async #again(at: number, dictionary: Values | null): Promise<{ dictionary: Values | null; page: Page | null }> {
    const state: ChunkState = { at, dictionary, used: null, spare: false };
    const { input, limits } = this.#context;
    const page = await this.#read(state, { input, limits, budget: new InflateBudget(Number.POSITIVE_INFINITY) });
    return { dictionary: state.dictionary, page };
  }

  async #read(state: ChunkState, context: ChunkContext): Promise<Page | null> {
    try {
      return await readPage(state, this.#chunk, this.#leaf, context, this.#room);
    } catch (error) {
      if (error instanceof DouaneError) throw error;
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file: context.input.name, byte: state.at, name: this.#leaf.text },
        expected: 'a page as parquet.thrift describes it, in an encoding that is known',
        got: 'a damaged or unknown one',
        cause: error,
      });
    }
  }
}

/** Where the reading of a chunk is; `readPage` goes on from there. */
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
