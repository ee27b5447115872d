import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { type CompressionCodec, parquetMetadata, parquetReadObjects, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ByteWriter, ParquetWriter, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';
import { DEFAULT_LIMITS, type SourceLimits } from '../source.ts';
import { openParquet } from './parquet.ts';

const shape = { format: 'parquet', encoding: 'binary', compression: 'none' } as const;
const pack = {
  GZIP: (b: Uint8Array) => new Uint8Array(gzipSync(b)),
  ZSTD: (b: Uint8Array) => new Uint8Array(zstdCompressSync(b)),
  BROTLI: (b: Uint8Array) => new Uint8Array(brotliCompressSync(b)),
};

function open(bytes: Uint8Array, limits: Partial<SourceLimits> = {}) {
  return openParquet(inputOf(bytes), { file: 0, name: 'f.parquet', limits: { ...DEFAULT_LIMITS, ...limits }, shape });
}

const read = (bytes: Uint8Array) =>
  parquetReadObjects({ file: bytes.slice().buffer, compressors, parsers: { timestampFromMicroseconds: (v) => v } });

const people = (n: number) => Array.from({ length: n }, (_, i) => `人${i}`);

function sample(codec: CompressionCodec = 'SNAPPY', rows = 50): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: '姓名', data: people(rows), type: 'STRING' },
        { name: '手机', data: Array.from({ length: rows }, (_, i) => 13800000000n + BigInt(i)), type: 'INT64' },
        {
          name: 'vip',
          data: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : i % 2 === 0)),
          type: 'BOOLEAN',
        },
        { name: 'city', data: Array.from({ length: rows }, (_, i) => ['北京', '上海', null][i % 3]), type: 'STRING' },
        { name: 'score', data: Array.from({ length: rows }, (_, i) => i / 4), type: 'DOUBLE' },
      ],
      codec,
      compressors: pack,
      rowGroupSize: 20,
      pageSize: 100,
      kvMetadata: [
        { key: 'pandas', value: '{"columns":[{"name":"手机"},{"name":"city"}]}' },
        { key: 'writer.model.name', value: 'example' },
      ],
    }),
  );
}

async function failure(bytes: Uint8Array, limits?: Partial<SourceLimits>): Promise<string> {
  try {
    await collect(await open(bytes, limits));
    return 'no error';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

test('every value is a cell with its text, in rows, and a second pass gives the same', async () => {
  const source = await open(sample());
  const rows = await collect(source);
  expect(rows).toHaveLength(50);
  expect(rows[1]).toEqual([
    { path: '姓名', type: CELL_TEXT, text: '人1' },
    { path: '手机', type: CELL_NUMBER, text: '13800000001' },
    { path: 'vip', type: 2, text: 'false' },
    { path: 'city', type: CELL_TEXT, text: '上海' },
    { path: 'score', type: CELL_NUMBER, text: '0.25' },
  ]);
  expect(rows[2]![3]).toEqual({ path: 'city', type: 3, text: null });
  expect(await collect(source)).toEqual(rows);
});

test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'ZSTD', 'BROTLI'] as const)(
  '%s: an edited column keeps type and codec, the rest its bytes, a removed one leaves the schema',
  async (codec) => {
    const bytes = sample(codec);
    const before = await read(bytes);
    const out = await rewrite(
      await open(bytes),
      (path, text) =>
        path === '姓名' ? `*${text.slice(1)}` : path === '手机' ? text.replace(/0{4}/, '9999') : undefined,
      ['city'],
    );
    const after = await read(out);
    expect(after).toEqual(
      before.map(({ city: _, ...r }) => ({
        ...r,
        姓名: `*${r.姓名.slice(1)}`,
        手机: BigInt(String(r.手机).replace(/0{4}/, '9999')),
      })),
    );
    const [was, is] = [parquetMetadata(bytes.slice().buffer), parquetMetadata(out.slice().buffer)];
    expect(is.row_groups.map((g) => g.num_rows)).toEqual(was.row_groups.map((g) => g.num_rows));
    expect(is.schema.map((e) => [e.name, e.type])).toEqual(
      was.schema.filter((e) => e.name !== 'city').map((e) => [e.name, e.type]),
    );
    expect(is.schema[0]!.num_children).toBe(4);
    expect(is.row_groups[0]!.columns.map((c) => c.meta_data!.codec)).toEqual([codec, codec, codec, codec]);
    expect(is.key_value_metadata).toEqual([
      { key: 'pandas', value: '{"columns":[{"name":"手机"}]}' },
      { key: 'writer.model.name', value: 'example' },
    ]);
    // What was there is nowhere any more: not in dictionaries, statistics or indexes.
    const gone = ['人17', '北京', '上海'];
    for (const text of gone) expect(Buffer.from(out).includes(text)).toBe(false);
    expect(is.row_groups[0]!.columns[0]!.meta_data!.statistics).toBeUndefined();
    expect(is.row_groups[0]!.columns[3]!.meta_data!.statistics).toBeUndefined();
    // And our own reader agrees.
    expect((await collect(await open(out))).map((r) => r[0]!.text)).toEqual(after.map((r) => r.姓名));
  },
);

test('values in = values out, for any values, when some are edited', async () => {
  const cell = fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: null });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ s: cell, n: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), d: fc.double() }), {
        minLength: 1,
        maxLength: 40,
      }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      async (data, rowGroupSize, every) => {
        const bytes = new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: 's', data: data.map((r) => r.s), type: 'STRING' },
              { name: 'n', data: data.map((r) => r.n), type: 'INT64' },
              { name: 'd', data: data.map((r) => r.d), type: 'DOUBLE' },
            ],
            rowGroupSize,
            pageSize: 64,
          }),
        );
        let at = 0;
        const out = await rewrite(await open(bytes), (path, text) =>
          at++ % every === 0 ? (path === 's' ? `${text}✓` : text) : undefined,
        );
        at = 0;
        const edited = data.map(({ s, n, d }) => {
          const mark = s !== null && at++ % every === 0;
          at += 2;
          return { s: mark ? `${s}✓` : s, n, d };
        });
        expect(await read(out)).toEqual(edited);
      },
    ),
    { numRuns: 60 },
  );
});

describe('types', () => {
  const leaf = (name: string, e: Partial<SchemaElement>): SchemaElement => ({
    name,
    repetition_type: 'OPTIONAL',
    ...e,
  });
  // The writer takes values of these types as their physical bytes or numbers.
  const typed: [SchemaElement, unknown, string, string | null][] = [
    [leaf('u8', { type: 'INT32', converted_type: 'UINT_8' }), 255, '255', '256'],
    [leaf('u32', { type: 'INT32', converted_type: 'UINT_32' }), -1, '4294967295', '4294967296'],
    [leaf('u64', { type: 'INT64', converted_type: 'UINT_64' }), -1n, '18446744073709551615', '-1'],
    [leaf('i64', { type: 'INT64' }), -9007199254740993n, '-9007199254740993', '1.5'],
    [leaf('f', { type: 'FLOAT' }), Math.fround(0.1), '0.1', 'x'],
    [leaf('d', { type: 'DOUBLE' }), -0, '-0', ''],
    [leaf('date', { type: 'INT32', logical_type: { type: 'DATE' } }), -1, '1969-12-31', '1990'],
    [
      leaf('ts', { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } }),
      1700000000123456n,
      '2023-11-14T22:13:20.123456Z',
      '2023-11-14',
    ],
    [
      leaf('local', { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } }),
      -1n,
      '1969-12-31T23:59:59.999999999',
      '1969-12-31T23:59:59Z',
    ],
    [
      leaf('time', { type: 'INT32', logical_type: { type: 'TIME', isAdjustedToUTC: true, unit: 'MILLIS' } }),
      3723004,
      '01:02:03.004',
      '25:00:00',
    ],
    [leaf('dec', { type: 'INT64', logical_type: { type: 'DECIMAL', precision: 18, scale: 2 } }), -5n, '-0.05', '0.123'],
    [
      leaf('big', {
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: 16,
        logical_type: { type: 'DECIMAL', precision: 38, scale: 4 },
      }),
      Uint8Array.from([...new Array(15).fill(255), 254]),
      '-0.0002',
      '1e3',
    ],
    [
      leaf('uuid', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } }),
      Uint8Array.from({ length: 16 }, (_, i) => i),
      '00010203-0405-0607-0809-0a0b0c0d0e0f',
      'no uuid',
    ],
    [leaf('fix', { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 3 }), Uint8Array.of(1, 2, 255), '0102ff', '0102'],
    [leaf('json', { type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } }), Buffer.from('{"a":1.0}'), '{"a":1.0}', null],
    [leaf('bin', { type: 'BYTE_ARRAY' }), Buffer.from('纯文本'), '纯文本', null],
  ];
  // Written with the physical type alone, then the logical type is put into the footer's schema.
  const file = (): Uint8Array => {
    const writer = new ByteWriter();
    const plain = typed.map(([{ name, type, type_length }]) => ({
      name,
      type: type!,
      ...(type_length && { type_length }),
      repetition_type: 'OPTIONAL' as const,
    }));
    const w = new ParquetWriter({
      writer,
      schema: [{ name: 'root', num_children: typed.length }, ...plain],
      statistics: false,
    });
    w.write({ columnData: typed.map(([e, v]) => ({ name: e.name, data: [v, null, v] })) });
    w.schema = [{ name: 'root', num_children: typed.length }, ...typed.map(([e]) => e)];
    w.finish();
    return new Uint8Array(writer.getBuffer());
  };

  test.each(typed.map(([e, _, text], i) => [e.name, text, i] as const))(
    '%s reads as %s and back',
    async (name, text, i) => {
      const rows = await collect(await open(file()));
      expect(rows.map((r) => r[i]!.text)).toEqual([text, null, text]);
      // An edit to the same text, so that the value is written anew, gives the same bytes of values.
      let first = true;
      const out = await rewrite(await open(file()), (path, t) => {
        if (path !== name || !first) return undefined;
        first = false;
        return t;
      });
      expect(await collect(await open(out))).toEqual(rows);
    },
  );

  test.each(typed.filter((t) => t[3] !== null).map(([e, , , bad]) => [e.name, bad!] as const))(
    '%s cannot take "%s"',
    async (name, bad) => {
      await expect(rewrite(await open(file()), (path) => (path === name ? bad : undefined))).rejects.toMatchObject({
        code: 'TREAT_FORMAT',
        place: { name },
      });
    },
  );

  test('bytes that are no text are refused, for they cannot be inspected', async () => {
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [{ name: 'photo', data: [Uint8Array.of(0xff, 0xd8, 0xff)], type: 'BYTE_ARRAY' }],
      }),
    );
    expect(await failure(bytes)).toBe('INPUT_BINARY');
  });
});

describe('nested columns', () => {
  const schema: SchemaElement[] = [
    { name: 'root', num_children: 3 },
    { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
    { name: 'contacts', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'phones', converted_type: 'LIST', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    { name: 'tags', converted_type: 'MAP', repetition_type: 'OPTIONAL', num_children: 1 },
    { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
    { name: 'key', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    { name: 'value', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  ];
  const data = [
    {
      contacts: [
        { name: '张三', phones: ['1', '2'] },
        { name: '李四', phones: ['3'] },
      ],
      tags: { a: 'x', b: 'y' },
    },
    { contacts: [], tags: { c: null } },
    {
      contacts: [
        { name: null, phones: [] },
        { name: '王五', phones: ['4', null, '5'] },
      ],
      tags: {},
    },
    { contacts: null, tags: null },
  ];
  const file = (rows = data): Uint8Array => {
    const writer = new ByteWriter();
    const w = new ParquetWriter({ writer, schema });
    w.write({
      columnData: [
        { name: 'id', data: rows.map((_, i) => i) },
        { name: 'contacts', data: rows.map((r) => r.contacts) },
        { name: 'tags', data: rows.map((r) => r.tags) },
      ],
      rowGroupSize: 3,
      pageSize: 16,
    });
    w.finish();
    return new Uint8Array(writer.getBuffer());
  };

  test('cells stand in the order of the record, lists and structs interleaved', async () => {
    const rows = await collect(await open(file()));
    expect(rows[0]!.map((c) => `${c.path}=${c.text}`)).toEqual([
      'id=0',
      '/contacts/*/name=张三',
      '/contacts/*/phones/*=1',
      '/contacts/*/phones/*=2',
      '/contacts/*/name=李四',
      '/contacts/*/phones/*=3',
      '/tags/*/key=a',
      '/tags/*/value=x',
      '/tags/*/key=b',
      '/tags/*/value=y',
    ]);
    expect(rows[3]!.filter((c) => c.text !== null).map((c) => c.path)).toEqual(['id']);
  });

  test('an edit inside a list leaves the lists as they are; a leaf leaves its struct', async () => {
    const before = await collect(await open(file()));
    const out = await rewrite(
      await open(file()),
      (path, t) => (path === '/contacts/*/phones/*' ? `p${t}` : undefined),
      ['/contacts/*/name'],
    );
    const after = await collect(await open(out));
    expect(after.map((r) => r.map((c) => [c.path, c.text]))).toEqual(
      before.map((r) =>
        r
          .filter((c) => c.path !== '/contacts/*/name')
          .map((c) => [c.path, c.path === '/contacts/*/phones/*' && c.text !== null ? `p${c.text}` : c.text]),
      ),
    );
    expect((await read(out))[0]).toEqual({
      id: 0,
      contacts: [{ phones: ['p1', 'p2'] }, { phones: ['p3'] }],
      tags: { a: 'x', b: 'y' },
    });
    expect(Buffer.from(out).includes('张三')).toBe(false);
  });

  test('half a map cannot be removed', async () => {
    await expect(rewrite(await open(file()), undefined, ['/tags/*/key'])).rejects.toMatchObject({
      code: 'TREAT_FORMAT',
      place: { name: 'tags' },
    });
    const out = await rewrite(await open(file()), undefined, ['/tags/*/key', '/tags/*/value']);
    expect(Object.keys((await read(out))[0]!)).toEqual(['id', 'contacts']);
  });

  test('any nested records read as they were written', async () => {
    const text = fc.option(fc.string({ maxLength: 3 }), { nil: null });
    const contact = fc.record({ name: text, phones: fc.array(text, { maxLength: 3 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ contacts: fc.array(contact, { maxLength: 4 }), tags: fc.constant(null) }), {
          minLength: 1,
          maxLength: 30,
        }),
        async (rows) => {
          const got = await collect(await open(file(rows as never)));
          expect(got.map((r) => r.filter((c) => c.text !== null && c.path !== 'id').map((c) => c.text))).toEqual(
            rows.map((r) => r.contacts.flatMap((c) => [c.name, ...c.phones]).filter((t) => t !== null)),
          );
          const again = await rewrite(await open(file(rows as never)), (_, t) => t);
          expect(await collect(await open(again))).toEqual(got);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('a file of another writer: delta and split encodings, page checksums and indexes, pages of version 2', async () => {
  // Written by pyarrow 26 with ZSTD, row groups of 25 rows, pages of 64 bytes.
  const bytes = new Uint8Array(readFileSync(new URL('./pyarrow-26.parquet', import.meta.url)));
  const rows = await collect(await open(bytes));
  const row = (i: number) => rows[i]!.map((c) => c.text);
  expect(rows).toHaveLength(40);
  expect(row(0)).toEqual([null, '北京', '13800000000', '0.00', '2020-01-01T00:00:00Z', '0', null]);
  expect(row(39)).toEqual([
    '张三39',
    '北京',
    '13800000039',
    '0.39',
    '2020-01-01T00:00:39.000039Z',
    '13',
    'a0',
    'a1',
    'a2',
  ]);
  const out = await rewrite(await open(bytes), (p, t) => (p === 'name' || p === '/tags/*' ? `${t}!` : undefined), [
    'city',
  ]);
  const expected = rows.map((r) =>
    r
      .filter((c) => c.path !== 'city')
      .map((c) => (c.text !== null && (c.path === 'name' || c.path === '/tags/*') ? { ...c, text: `${c.text}!` } : c)),
  );
  expect(await collect(await open(out))).toEqual(expected);
  expect((await read(out)).map((r) => r.name)).toEqual(expected.map((r) => r[0]!.text));
  // A damaged page is found by its checksum.
  const damaged = bytes.slice();
  damaged[40]! ^= 1;
  expect(await failure(damaged)).toBe('INPUT_SYNTAX');
});

test('what a file says about itself is inspected, and can be edited and removed', async () => {
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'a', data: ['x'], type: 'STRING' }],
      kvMetadata: [
        { key: 'owner', value: '张三 13800000000' },
        { key: 'note', value: 'n' },
      ],
    }),
  );
  expect((await collect(await open(bytes))).map((r) => r.map((c) => `${c.path}=${c.text}`))).toEqual([
    ['a=x'],
    ['#metadata/owner=张三 13800000000'],
    ['#metadata/note=n'],
  ]);
  const out = await rewrite(await open(bytes), (p) => (p === '#metadata/note' ? 'm' : undefined), ['#metadata/owner']);
  expect(parquetMetadata(out.slice().buffer).key_value_metadata).toEqual([{ key: 'note', value: 'm' }]);
});

describe('bad input', () => {
  test('cut off anywhere: an error, never rows that are wrong', async () => {
    const bytes = sample('UNCOMPRESSED', 10);
    for (let n = 0; n < bytes.length; n += 7)
      expect(['INPUT_TRUNCATED', 'INPUT_SYNTAX', 'INPUT_EMPTY']).toContain(await failure(bytes.subarray(0, n)));
  });

  test('not Parquet, or encrypted', async () => {
    expect(await failure(Buffer.from('a,b\n1,2\n3,4\n5,6'))).toBe('INPUT_SYNTAX');
    expect(await failure(Buffer.from('PARE00000000000000PARE'))).toBe('INPUT_SYNTAX');
    expect(await failure(new Uint8Array())).toBe('INPUT_EMPTY');
  });

  test('a damaged byte never ends in anything but rows or an error of ours, quickly', async () => {
    const bytes = sample('SNAPPY', 20);
    const started = performance.now();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const damaged = bytes.slice();
        damaged[at]! ^= by;
        expect(await failure(damaged)).toMatch(/^(no error|INPUT_|LIMIT_)/);
      }),
      { numRuns: 400 },
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('limits', async () => {
    const bytes = sample();
    expect(await failure(bytes, { paths: 3 })).toBe('LIMIT_COLUMNS');
    expect(await failure(bytes, { inflated: 100 })).toBe('LIMIT_INFLATE');
    expect(await failure(bytes, { record: 10 })).toBe('LIMIT_RECORD');
  });
});
