import { DouaneError } from '../../model/errors.ts';
import { ChunkBytes, readAhead } from './chunk-bytes.ts';
import type { Chunk } from './footer.ts';
import { reusedBytes } from './page-room.ts';
import { type ChunkContext, PAGE, readHeader } from './pages.ts';
import { BINARY, formatStruct, LIST, STRUCT, Struct } from './thrift.ts';

/** What became of a chunk that was copied. */
export interface Copied {
  /** Bytes that were left out. */
  readonly saved: number;
  readonly dictionary: number | null;
  readonly data: number;
}

/**
 * Copies the pages of a chunk that was read before, packed as they lie. What nobody read stays behind: statistics in
 * the pages' headers, pages of indexes, and what lies behind the last page. `offset` is where the chunk begins.
 */
export async function copyChunk(
  chunk: Chunk,
  { input }: ChunkContext,
  offset: number,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Copied> {
  const end = chunk.start + chunk.length;
  const bytes = new ChunkBytes(input, readAhead(1), reusedBytes());
  bytes.begin(chunk.start, end);
  let at = chunk.start;
  let to = offset;
  let dictionary: number | null = null;
  let data = offset;
  try {
    for (let seen = 0; seen < chunk.entries; ) {
      const { value: header, end: length } = await readHeader(bytes, at, end);
      const packed = header.number(3)!;
      const type = header.number(1);
      if (!(packed >= 0 && packed <= end - at - length)) throw new RangeError('page runs over its column');
      const body = await bytes.at(at + length, packed);
      at += length + packed;
      if (type === PAGE.INDEX) continue;
      if (type === PAGE.DICTIONARY) dictionary = to;
      else {
        if (seen === 0) data = to;
        seen += (header.struct(8) ?? header.struct(5))!.number(1)!;
      }
      const head = formatStruct(bare(header, HEADER));
      await write(head);
      await write(body.slice());
      to += head.length + packed;
    }
  } catch (cause) {
    if (cause instanceof DouaneError || !(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw new DouaneError('INPUT_CHANGED', { place: { file: input.name }, got: 'other pages than before', cause });
  }
  return { saved: chunk.length - (to - offset), dictionary, data };
}

/** Fields of a PageHeader, and of the parts that are structs: those that a page is read by. */
const HEADER: Readonly<Record<number, readonly number[]>> = {
  1: [],
  2: [],
  3: [],
  4: [],
  5: [1, 2, 3, 4],
  7: [1, 2, 3],
  8: [1, 2, 3, 4, 5, 6, 7],
};

/** The numbers and truth values among these fields, each once. */
function bare(s: Struct, ids: Readonly<Record<number, readonly number[]>>): Struct {
  const out = new Struct();
  for (const [key, parts] of Object.entries(ids)) {
    const field = s.fields.find((f) => f.id === Number(key));
    if (field === undefined || field.type === BINARY || field.type === LIST) continue;
    if (!(field.value instanceof Struct)) out.fields.push(field);
    else if (parts.length > 0)
      out.fields.push({
        ...field,
        type: STRUCT,
        value: bare(field.value, Object.fromEntries(parts.map((p) => [p, []]))),
      });
  }
  return out;
}
