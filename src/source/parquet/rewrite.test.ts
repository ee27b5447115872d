import { readFileSync } from 'node:fs';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { withPagesOfVersion1 } from '../../../test/support/parquet-version-1.ts';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { DEFAULT_LIMITS } from '../source.ts';
import { openParquet } from './parquet.ts';
import { BINARY, formatStruct, I32, I64, LIST, parseStruct, STRUCT, Struct } from './thrift.ts';

const shape = { format: 'parquet', encoding: 'binary', compression: 'none' } as const;
const open = (bytes: Uint8Array) =>
  openParquet(inputOf(bytes), { file: 0, name: 'f.parquet', limits: DEFAULT_LIMITS, shape });
const HIDDEN = '13800000000';

const plain = (codec: 'UNCOMPRESSED' | 'SNAPPY' = 'UNCOMPRESSED') =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'few',
          type: 'STRING',
          data: Array.from({ length: 200 }, (_, i) => (i < 104 ? 'abcdefghijk' : 'other value')),
        },
        {
          name: 'many',
          type: 'STRING',
          data: Array.from({ length: 200 }, (_, i) => (i % 5 === 0 ? null : `v${i}`)),
          encoding: 'PLAIN',
        },
        {
          name: 'n',
          type: 'INT32',
          data: Array.from({ length: 200 }, (_, i) => i * 3),
          encoding: 'DELTA_BINARY_PACKED',
        },
      ],
      ...{ codec, statistics: false },
    }),
  );

/** The pages of each chunk changed: given as header and body, to be given back with as many others as one likes. */
function withPages(
  bytes: Uint8Array,
  change: (
    page: { header: Struct; body: Uint8Array },
    column: number,
    last: boolean,
  ) => { header: Struct; body: Uint8Array }[],
): Uint8Array {
  const length = Buffer.from(bytes).readUInt32LE(bytes.length - 8);
  const footer = parseStruct(bytes.subarray(bytes.length - 8 - length)).value;
  const out: Uint8Array[] = [Buffer.from('PAR1')];
  let offset = 4;
  for (const group of footer.structs(4))
    for (const [column, chunk] of group.structs(1).entries()) {
      const meta = chunk.struct(3)!;
      const from = meta.number(11) ?? meta.number(9)!;
      const to = from + meta.number(7)!;
      const start = offset;
      let data = -1;
      for (let at = from; at < to; ) {
        const { value: header, end } = parseStruct(bytes.subarray(at));
        const body = bytes.slice(at + end, at + end + header.number(3)!);
        at += end + body.length;
        for (const page of change({ header, body }, column, at === to)) {
          if (data < 0 && page.header.number(1) !== 2) data = offset;
          const grown = page.body.length - page.header.number(3)!;
          page.header.set(2, I32, page.header.number(2)! + grown).set(3, I32, page.body.length);
          const head = formatStruct(page.header);
          out.push(head, page.body);
          offset += head.length + page.body.length;
        }
      }
      if (meta.number(11) !== undefined) meta.set(11, I64, BigInt(start));
      meta.set(9, I64, BigInt(data)).set(7, I64, BigInt(offset - start));
    }
  const end = formatStruct(footer);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(end.length);
  return new Uint8Array(Buffer.concat([...out, end, tail, Buffer.from('PAR1')]));
}

const hidden = new Uint8Array(Buffer.from(HIDDEN));
const behind = (body: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([body, hidden]));

describe('what is in no value does not leave', () => {
  test.each<[string, Parameters<typeof withPages>[1]]>([
    [
      'an entry of a dictionary that no row has',
      (page, column) => {
        if (column !== 0) return [page];
        const body = Buffer.from(page.body);
        // The second entry, and the run of rows that had it.
        const [entry, run] = [body.indexOf('other value'), body.indexOf(Buffer.of(0xc0, 1, 1))];
        if (entry >= 0) body.set(hidden, entry);
        if (run >= 0) body[run + 2] = 0;
        return [{ ...page, body: new Uint8Array(body) }];
      },
    ],
    ['bytes behind the values of a page', ({ header, body }, c) => [{ header, body: c === 1 ? behind(body) : body }]],
    ['bytes behind deltas', ({ header, body }, c) => [{ header, body: c === 2 ? behind(body) : body }]],
    [
      'bytes behind the positions in a dictionary',
      ({ header, body }, c) => [{ header, body: c === 0 && header.number(1) !== 2 ? behind(body) : body }],
    ],
    [
      'bytes behind a dictionary',
      ({ header, body }, c) => [{ header, body: c === 0 && header.number(1) === 2 ? behind(body) : body }],
    ],
    [
      'levels of lists that there are not',
      ({ header, body }, c) => {
        const v2 = header.struct(8);
        if (v2 === undefined || c !== 1) return [{ header, body }];
        v2.set(6, I32, hidden.length);
        return [{ header, body: new Uint8Array(Buffer.concat([hidden, body])) }];
      },
    ],
    [
      'bytes behind the levels',
      ({ header, body }, c) => {
        const v2 = header.struct(8);
        if (v2 === undefined || c !== 1) return [{ header, body }];
        const def = v2.number(5)!;
        v2.set(5, I32, def + hidden.length);
        return [{ header, body: new Uint8Array(Buffer.concat([body.subarray(0, def), hidden, body.subarray(def)])) }];
      },
    ],
    [
      'a page of an index',
      (page) => [page, { header: new Struct().set(1, I32, 1).set(2, I32, 0).set(3, I32, 0), body: hidden }],
    ],
    [
      'a page behind the last',
      (page, _, last) => (last ? [page, { header: copyOf(page.header), body: behind(page.body) }] : [page]),
    ],
    [
      'the statistics of a page',
      (page) => {
        const of = page.header.struct(8);
        of?.set(8, STRUCT, new Struct().set(5, BINARY, hidden).set(6, BINARY, hidden));
        return [page];
      },
    ],
    [
      'a field of a page that is not known',
      (page) => {
        page.header.set(40, LIST, { elem: BINARY, items: [hidden] });
        return [page];
      },
    ],
  ])('%s', async (_, change) => {
    const bytes = withPages(plain(), change);
    expect(Buffer.from(bytes).includes(HIDDEN)).toBe(true);
    const rows = await collect(await open(bytes));
    expect(rows.flat().some((c) => c.text === HIDDEN)).toBe(false);
    for (const removed of [[], ['n']]) {
      const out = await rewrite(await open(bytes), undefined, removed);
      if (removed.length === 0) expect(await collect(await open(out))).toEqual(rows);
      expect(Buffer.from(out).includes(HIDDEN)).toBe(false);
      // Others read it too, and a second writing finds nothing more to leave out.
      const read = await parquetReadObjects({ file: out.slice().buffer });
      expect(read.map((r) => r.many)).toEqual(rows.map((r) => r[1]!.text));
      expect(read.map((r) => r.few)).toEqual(rows.map((r) => r[0]!.text));
      expect(Buffer.from(await rewrite(await open(out))).equals(out)).toBe(true);
    }
  });
});

const copyOf = (header: Struct): Struct => parseStruct(formatStruct(header)).value;

test.each([
  ['pages of version 2', plain('SNAPPY')],
  ['pages of version 1', withPagesOfVersion1(plain())],
])('%s that hold nothing else are copied byte for byte', async (_, bytes) => {
  const out = await rewrite(await open(bytes));
  const [was, is] = [parquetMetadata(bytes.slice().buffer), parquetMetadata(out.slice().buffer)];
  for (const [i, { meta_data: m }] of was.row_groups[0]!.columns.entries()) {
    const n = is.row_groups[0]!.columns[i]!.meta_data!;
    expect({ ...n, statistics: undefined, size_statistics: undefined, encoding_stats: undefined }).toMatchObject({
      codec: m!.codec,
      encodings: m!.encodings,
      total_compressed_size: m!.total_compressed_size,
      total_uncompressed_size: m!.total_uncompressed_size,
    });
    const chunk = (file: Uint8Array, meta: typeof m): Uint8Array => {
      const start = Number(meta!.dictionary_page_offset ?? meta!.data_page_offset);
      return file.subarray(start, start + Number(meta!.total_compressed_size));
    };
    expect(Buffer.from(chunk(out, n)).equals(chunk(bytes, m))).toBe(true);
  }
});

test('a file of another writer keeps its encodings when its pages lose their statistics', async () => {
  const bytes = new Uint8Array(readFileSync(new URL('./pyarrow-26.parquet', import.meta.url)));
  const out = await rewrite(await open(bytes));
  const encodings = (file: Uint8Array) =>
    parquetMetadata(file.slice().buffer).row_groups.map((g) => g.columns.map((c) => c.meta_data!.encodings));
  expect(encodings(out)).toEqual(encodings(bytes));
  expect(await collect(await open(out))).toEqual(await collect(await open(bytes)));
  const read = (file: Uint8Array) => parquetReadObjects({ file: file.slice().buffer, compressors });
  expect(await read(out)).toEqual(await read(bytes));
});
