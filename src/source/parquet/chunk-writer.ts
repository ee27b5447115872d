import { crc32 } from 'node:zlib';
import { CODEC, compressor } from './codec.ts';
import type { Chunk } from './footer.ts';
import type { Page } from './page-data.ts';
import { type ChunkContext, columnRooms, readPages } from './pages.ts';
import type { Leaf } from './schema.ts';
import { formatStruct, I32, LIST, STRUCT, Struct } from './thrift.ts';
import { ENCODING } from './values.ts';

/** New values of one chunk, by entry in rising order, packed: bounded by what was edited in one row group. */
export class ChunkEdits {
  count = 0;
  #entry = new Int32Array(256);
  #end = new Int32Array(256);
  #bytes = new Uint8Array(4096);
  #length = 0;

  get size(): number {
    return this.#length + this.count * 8;
  }

  add(entry: number, value: Uint8Array): void {
    if (this.count === this.#entry.length) {
      this.#entry = doubled(this.#entry);
      this.#end = doubled(this.#end);
    }
    if (this.#length + value.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + value.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    this.#entry[this.count] = entry;
    this.#end[this.count++] = this.#length;
  }

  entry(i: number): number {
    return i < this.count ? this.#entry[i]! : -1;
  }

  value(i: number): Uint8Array {
    return this.#bytes.subarray(i === 0 ? 0 : this.#end[i - 1]!, this.#end[i]!);
  }
}

function doubled(a: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(a.length * 2);
  grown.set(a);
  return grown;
}

export interface Written {
  readonly codec: number;
  readonly packed: number;
  readonly unpacked: number;
}

/**
 * Writes a chunk anew with edited values: the same pages with the same levels and row boundaries, values in
 * PLAIN encoding, the same codec (none where it is LZ4 or LZO). Dictionary, statistics and Bloom filter are left
 * out, for they hold values as they were.
 */
export async function writeChunk(
  chunk: Chunk,
  leaf: Leaf,
  edits: ChunkEdits,
  context: ChunkContext,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<Written> {
  const pack = compressor(chunk.codec);
  const codec = pack === null ? CODEC.UNCOMPRESSED : chunk.codec;
  const compress = pack ?? ((bytes: Uint8Array) => bytes);
  let packed = 0;
  let unpacked = 0;
  let entry = 0;
  let next = 0;
  for await (const page of readPages(chunk, leaf, context, columnRooms(context.input, [false])[0]!)) {
    const plain = new PlainWriter(leaf.physical === 'BOOLEAN', leaf.stride);
    let k = 0;
    for (let i = 0; i < page.entries; i++, entry++) {
      if (page.def !== null && page.def[i] !== leaf.maxDef) continue;
      if (edits.entry(next) === entry) plain.add(edits.value(next++));
      else plain.add(original(page, k));
      k++;
    }
    const { header, body, size } = formatPage(page, leaf, plain.finish(), compress);
    await write(header);
    await write(body);
    packed += header.length + body.length;
    unpacked += header.length + size;
  }
  return { codec, packed, unpacked };
}

function original({ values, index }: Page, k: number): Uint8Array {
  const at = index === null ? k : index[k]!;
  const { bytes, stride, start, gap } = values;
  return stride > 0 ? bytes.subarray(at * stride, (at + 1) * stride) : bytes.subarray(start[at]!, start[at + 1]! - gap);
}

function formatPage(page: Page, leaf: Leaf, section: Uint8Array, compress: (bytes: Uint8Array) => Uint8Array) {
  const v2 = page.header.struct(8);
  const { repBytes, defBytes } = page;
  const levels = v2
    ? concat(repBytes, defBytes)
    : concat(leaf.maxRep > 0 ? withLength(repBytes) : repBytes, leaf.maxDef > 0 ? withLength(defBytes) : defBytes);
  const size = levels.length + section.length;
  const body = v2 ? concat(levels, compress(section)) : compress(concat(levels, section));
  const header = new Struct().set(1, I32, page.header.number(1)!).set(2, I32, size).set(3, I32, body.length);
  if (page.header.get(4) !== undefined) header.set(4, I32, crc32(body) | 0);
  if (v2) {
    const part = new Struct();
    for (const f of v2.fields) if (f.id <= 6) part.set(f.id, f.type, f.id === 4 ? ENCODING.PLAIN : f.value);
    part.set(5, I32, defBytes.length).set(6, I32, repBytes.length);
    header.set(8, STRUCT, part);
  } else {
    const part = new Struct();
    for (const f of page.header.struct(5)!.fields)
      if (f.id <= 4) part.set(f.id, f.type, f.id === 2 ? ENCODING.PLAIN : f.value);
    header.set(5, STRUCT, part);
  }
  return { header: formatStruct(header), body, size };
}

/** Levels of version 1 stand behind their length, where a column has them. */
function withLength(levels: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, levels.length, true);
  return concat(length, levels);
}

/** Encodings.md, "Plain". */
class PlainWriter {
  length = 0;
  #bytes = new Uint8Array(1 << 14);
  #bit = 0;
  readonly #boolean: boolean;
  readonly #stride: number;

  constructor(boolean: boolean, stride: number) {
    this.#boolean = boolean;
    this.#stride = stride;
  }

  add(value: Uint8Array): void {
    if (this.#boolean) {
      if (this.#bit === 0) this.#room(1)[this.length++] = 0;
      this.#bytes[this.length - 1]! |= value[0]! << this.#bit;
      this.#bit = (this.#bit + 1) & 7;
      return;
    }
    const bytes = this.#room(4 + value.length);
    if (this.#stride === 0) {
      const n = value.length;
      for (let shift = 0; shift < 32; shift += 8) bytes[this.length++] = (n >>> shift) & 255;
    } else if (value.length !== this.#stride) throw new RangeError('value of another length');
    bytes.set(value, this.length);
    this.length += value.length;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  #room(more: number): Uint8Array {
    if (this.length + more > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + more));
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    return this.#bytes;
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** The footer's words on a chunk that {@link writeChunk} wrote at `start`. */
export function editedMetadata(meta: Struct, start: number, { codec, packed, unpacked }: Written): Struct {
  const out = new Struct();
  out.fields.push(...meta.fields);
  // Statistics, dictionary, Bloom filter and size statistics speak of values that are gone.
  return out
    .delete(8, 10, 11, 12, 13, 14, 15, 16, 17)
    .set(2, LIST, { elem: I32, items: [ENCODING.PLAIN, ENCODING.RLE] })
    .set(4, I32, codec)
    .set(6, 6, BigInt(unpacked))
    .set(7, 6, BigInt(packed))
    .set(9, 6, BigInt(start));
}
