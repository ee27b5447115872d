import fc from 'fast-check';
import type { Encoding, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { withPagesOfVersion1 } from '../../../test/support/parquet-version-1.ts';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { DEFAULT_LIMITS, type SourceLimits } from '../source.ts';
import { openParquet } from './parquet.ts';
import { formatStruct, I64, parseStruct } from './thrift.ts';

const shape = { format: 'parquet', encoding: 'binary', compression: 'none' } as const;
const open = (bytes: Uint8Array, limits: Partial<SourceLimits> = {}) =>
  openParquet(inputOf(bytes), { file: 0, name: 'f.parquet', limits: { ...DEFAULT_LIMITS, ...limits }, shape });
const texts = async (bytes: Uint8Array, limits?: Partial<SourceLimits>) =>
  (await collect(await open(bytes, limits))).map((row) => row.map((c) => c.text));

type Kind = readonly [type: 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN', encodings: readonly Encoding[]];
const KINDS: readonly Kind[] = [
  ['STRING', ['PLAIN', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY', 'RLE_DICTIONARY']],
  ['INT32', ['PLAIN', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT', 'RLE_DICTIONARY']],
  ['INT64', ['PLAIN', 'DELTA_BINARY_PACKED', 'BYTE_STREAM_SPLIT', 'RLE_DICTIONARY']],
  ['DOUBLE', ['PLAIN', 'BYTE_STREAM_SPLIT', 'RLE_DICTIONARY']],
  ['BOOLEAN', ['PLAIN', 'RLE']],
];
const VALUES = {
  STRING: fc.oneof(fc.constantFrom('', '张三', '13800000000', 'x'.repeat(70)), fc.string({ unit: 'grapheme' })),
  INT32: fc.oneof(fc.integer(), fc.integer({ min: 0, max: 9 })),
  INT64: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: 0n, max: 9n })),
  DOUBLE: fc.oneof(
    fc.double({ noNaN: true }),
    fc.integer().map((n) => n / 100),
  ),
  BOOLEAN: fc.boolean(),
} as const;
const printed = (v: unknown): string | null => (v === null ? null : Object.is(v, -0) ? '-0' : String(v));

const column = fc.constantFrom(...KINDS).chain(([type, encodings]) =>
  fc.record({
    type: fc.constant(type),
    encoding: fc.constantFrom(...encodings),
    nullable: fc.boolean(),
    // Few distinct values, so that dictionaries are worth their page.
    pool: fc.array(VALUES[type] as fc.Arbitrary<unknown>, { minLength: 1, maxLength: 6 }),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 40 }),
    nulls: fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
  }),
);
const files = fc.record({
  columns: fc.array(column, { minLength: 1, maxLength: 5 }),
  rows: fc.integer({ min: 1, max: 700 }),
  rowGroupSize: fc.integer({ min: 50, max: 800 }),
  pageSize: fc.constantFrom(16, 200, 3000, 1 << 20),
  codec: fc.constantFrom('SNAPPY' as const, 'UNCOMPRESSED' as const),
  record: fc.constantFrom(DEFAULT_LIMITS.record, 1500),
});

function build({
  columns,
  rows,
  rowGroupSize,
  pageSize,
  codec,
}: Omit<typeof files extends fc.Arbitrary<infer T> ? T : never, 'record'>) {
  const data = columns.map(({ pool, picks, nulls, nullable }) =>
    Array.from({ length: rows }, (_, i) =>
      nullable && nulls[i % nulls.length] ? null : pool[(picks[i % picks.length]! + (i >> 4)) % pool.length],
    ),
  );
  const columnData = columns.map(({ type, encoding, nullable }, c) => ({
    ...{ name: `c${c}`, data: data[c]!, type, nullable },
    ...(encoding !== 'RLE_DICTIONARY' && { encoding }),
  }));
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize, pageSize, codec, statistics: false }));
  const expected = Array.from({ length: rows }, (_, r) => data.map((d) => printed(d[r])));
  return { bytes, expected };
}

test('columns of every encoding, with nulls, in pages of both versions and any size, read as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(files, fc.boolean(), async ({ record, ...file }, snappy) => {
      const { bytes, expected } = build(file);
      expect(await texts(bytes, { record })).toEqual(expected);
      expect(await texts(withPagesOfVersion1(bytes, snappy), { record })).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});

test('and are written anew with one column edited, the rest as it was', async () => {
  await fc.assert(
    fc.asyncProperty(files, async ({ record: _, ...file }) => {
      const { bytes, expected } = build(file);
      for (const version of [bytes, withPagesOfVersion1(bytes)]) {
        const out = await rewrite(await open(version), (path, t) => (path === 'c0' ? t : undefined));
        expect(await texts(out)).toEqual(expected);
      }
    }),
    { numRuns: 60 },
  );
});

test('a file with pages of any damage: rows, or an error of ours', async () => {
  const { bytes } = build({
    columns: KINDS.flatMap(([type, encodings]) =>
      encodings.map((encoding) => ({
        ...{ type, encoding, nullable: true, picks: [0, 1, 2], nulls: [false, true, false, false] },
        pool: { STRING: ['a', 'ab', 'b'], INT32: [1, 7, 9], INT64: [1n, 7n], DOUBLE: [0.5, 2], BOOLEAN: [true, false] }[
          type
        ],
      })),
    ),
    ...{ rows: 60, rowGroupSize: 40, pageSize: 100, codec: 'UNCOMPRESSED' },
  });
  for (const file of [bytes, withPagesOfVersion1(bytes, false), withPagesOfVersion1(bytes)])
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const damaged = file.slice();
        damaged[at]! ^= by;
        const code = await texts(damaged).then(
          () => 'none',
          (error: { code?: string }) => error.code ?? String(error),
        );
        expect(code).toMatch(/^(none|INPUT_|LIMIT_)/);
      }),
      { numRuns: 400 },
    );
});

/** The same file, whose footer says that its columns are too large to be held. */
function saidToBeLarge(bytes: Uint8Array): Uint8Array {
  const length = Buffer.from(bytes).readUInt32LE(bytes.length - 8);
  const footer = parseStruct(bytes.subarray(bytes.length - 8 - length)).value;
  for (const group of footer.structs(4))
    for (const chunk of group.structs(1)) chunk.struct(3)!.set(6, I64, 1_000_000_000n);
  const end = formatStruct(footer);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(end.length);
  const data = bytes.subarray(0, bytes.length - 8 - length);
  return new Uint8Array(Buffer.concat([data, end, tail, Buffer.from('PAR1')]));
}

test('row groups that are read in slices give the same, and are written anew as others are', async () => {
  await fc.assert(
    fc.asyncProperty(files, async ({ record, ...file }) => {
      const { bytes, expected } = build(file);
      const large = saidToBeLarge(bytes);
      expect(await texts(large, { record })).toEqual(expected);
      const edit = (path: string, t: string) => (path === 'c0' ? t : undefined);
      expect(await texts(await rewrite(await open(large), edit))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

describe('columns in structs, not repeated', () => {
  const schema: SchemaElement[] = [
    { name: 'root', num_children: 2 },
    { name: 'id', type: 'INT32', repetition_type: 'REQUIRED' },
    { name: 'person', repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'name', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    { name: 'phone', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
  ];

  test('are read as others are, null where the struct is or the value', async () => {
    const writer = new ByteWriter();
    const w = new ParquetWriter({ writer, schema });
    const person = [{ name: '张三', phone: '1' }, null, { name: '李四', phone: null }];
    w.write({
      columnData: [
        { name: 'id', data: [1, 2, 3] },
        { name: 'person', data: person },
      ],
    });
    w.finish();
    const rows = await collect(await open(new Uint8Array(writer.getBuffer())));
    expect(rows.map((r) => r.map((c) => `${c.path}=${c.text}`))).toEqual([
      ['id=1', '/person/name=张三', '/person/phone=1'],
      ['id=2', '/person/name=null', '/person/phone=null'],
      ['id=3', '/person/name=李四', '/person/phone=null'],
    ]);
  });
});

describe('limits', () => {
  const wide = (length: number, rows = 20) =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [0, 1, 2].map((c) => ({
          ...{ name: `c${c}`, type: 'STRING' as const, encoding: 'PLAIN' as const },
          data: Array.from({ length: rows }, (_, i) => String(i).padEnd(length, 'x')),
        })),
      }),
    );

  test('a record may have as many bytes as the limit, and others before it do not count', async () => {
    expect(await texts(wide(300), { record: 1000 })).toHaveLength(20);
    expect(await texts(wide(300), { record: 950 })).toHaveLength(20);
    await expect(texts(wide(300), { record: 800 })).rejects.toMatchObject({ code: 'LIMIT_RECORD' });
    // More than a batch would hold, rows of half the limit.
    expect(await texts(wide(100_000, 30), { record: 600_000 })).toHaveLength(30);
  });

  test('batches have about a megabyte, however long the row group', async () => {
    const source = await open(wide(90, 20_000));
    let batches = 0;
    for await (const batch of source.batches()) {
      expect(batch.bytes.length).toBeLessThan(1.2 * 2 ** 20);
      expect(batch.cells).toBeLessThanOrEqual(1 << 17);
      batches++;
    }
    expect(batches).toBeGreaterThan(5);
  });

  test('what a reader is asked for at once does not grow with the file', async () => {
    const input = inputOf(wide(90, 60_000));
    const source = await openParquet(input, { file: 0, name: 'f', limits: DEFAULT_LIMITS, shape });
    for await (const _ of source.batches());
    expect(input.largestRead).toBeLessThanOrEqual(1 << 21);
  });
});
