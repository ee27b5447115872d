import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { collect, inputOf, rewrite } from '../../test/support/source.ts';
import { DouaneError } from '../model/errors.ts';
import { type OpenOptions, openSource } from './open.ts';
import { DEFAULT_LIMITS } from './source.ts';

const TABLE = '姓名,手机\r\n张三,13800138000\r\n"李,四",13900139000\r\n';
const open = (bytes: Uint8Array | string, name: string, options: Partial<OpenOptions> = {}) =>
  openSource(inputOf(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, name), { file: 0, ...options });
const formatOf = async (text: string, name: string) => (await open(text, name)).shape.format;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('no error'),
    (error) => error,
  );

test.each<[string, string, string]>([
  ['csv', 'a.csv', 'a,b\n1,2\n'],
  ['csv', 'a.csv', 'phone\n13800138000\n'],
  ['csv', 'a.tsv', 'a\tb\n1\t2\n'],
  ['csv', 'stdin', 'a,b\n1,2\n'],
  ['csv', 'export.txt', '姓名\t手机\n张三\t13800138000\n'],
  ['csv', 'a.csv', '{"a": 1},x\n{"a": 2},y\n'],
  ['text', 'note.txt', 'Dear Ann, hello.\nBye, Bob\n'],
  ['text', 'stdin', '张三 13800138000\n李四 13900139000\n'],
  ['text', 'app.log', '[2024-01-01] started\n[2024-01-02] stopped\n'],
  ['text', 'a.ini', '[section]\nname=x\n'],
  ['text', 'stdin', '{{name}} writes\nto you\n'],
  ['json', 'a.json', '{"a":1}'],
  ['json', 'stdin', '[{"a":1},\n{"a":2}]'],
  ['json', 'stdin', '  {\n "a": 1\n}\n'],
  ['json', 'a.csv', '{"a":1}\n'],
  ['json', 'a.json', '{"a": [1, 2'],
  ['jsonl', 'stdin', '{"a":1}\n{"a":2}\n'],
  ['jsonl', 'a.json', '{"a":1}\n\n{"a":2}\n'],
  ['jsonl', 'a.jsonl', '{"a":1}\n'],
  ['jsonl', 'stdin', '[1,2]\n[3,4]\n'],
  ['jsonl', 'stdin', '{"a":"}{\\"\\n"}\r\n{"a":2}'],
])('%s: %s %j', async (format, name, text) => {
  expect(await formatOf(text, name)).toBe(format);
});

test('a first line longer than any sample, told by the line after it', async () => {
  const long = `{"a":"${'x'.repeat(600_000)}"}`;
  expect(await formatOf(`${long}\n{"a":1}\n`, 'stdin')).toBe('jsonl');
  expect(await formatOf(`[${long},${long}]`, 'stdin')).toBe('json');
});

const COMPRESSIONS = {
  none: [(b: Uint8Array) => b, (b: Uint8Array) => b],
  gzip: [gzipSync, gunzipSync],
  zstd: [zstdCompressSync, zstdDecompressSync],
} as const;

for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'])
  for (const [compression, [pack, undo]] of Object.entries(COMPRESSIONS))
    for (const addBOM of encoding.startsWith('utf') ? [false, true] : [false])
      test(`${encoding}, ${compression}, ${addBOM ? 'with' : 'without'} a byte order mark: found, read, written as it was`, async () => {
        const text = encoding === 'big5' ? TABLE.replace('张', '張').replace('手机', '手機') : TABLE;
        const packed = new Uint8Array(pack(iconv.encode(text, encoding, { addBOM })));
        const source = await open(packed, 'a.csv');
        expect(source.shape).toEqual({ format: 'csv', encoding, compression });
        const rows = await collect(source);
        expect(rows.map((row) => row.map((cell) => cell.text))).toEqual([
          [encoding === 'big5' ? '張三' : '张三', '13800138000'],
          ['李,四', '13900139000'],
        ]);
        expect(iconv.decode(Buffer.from(undo(await rewrite(source))), encoding, { stripBOM: false })).toBe(
          (addBOM ? '\ufeff' : '') + text,
        );
        const edited = await rewrite(source, (_path, value) => (value === '13800138000' ? '王*' : undefined));
        expect(iconv.decode(Buffer.from(undo(edited)), encoding, { stripBOM: false })).toBe(
          (addBOM ? '\ufeff' : '') + text.replace('13800138000', '王*'),
        );
      });

test('Chinese that comes late in a file of ASCII is found all the same', async () => {
  const head = `a,b\n${'1,2\n'.repeat(600_000)}`;
  const source = await open(Buffer.concat([Buffer.from(head), iconv.encode('北京,张三\n', 'gb18030')]), 'a.csv');
  expect(source.shape.encoding).toBe('gb18030');
  let rows = 0;
  for await (const batch of source.batches()) rows += batch.rows;
  expect(rows).toBe(600_001);
});

test('a named encoding is obeyed', async () => {
  const bytes = iconv.encode('Name;Ort\nMüller;Köln\n', 'windows-1252');
  expect((await failure(open(bytes, 'a.csv'))).code).toBe('INPUT_ENCODING');
  const source = await open(bytes, 'a.csv', { encoding: 'CP1252' });
  expect((await collect(source))[0]!.map((cell) => cell.text)).toEqual(['Müller', 'Köln']);
  expect(Buffer.from(await rewrite(source)).equals(bytes)).toBe(true);
  const wrong = async () => collect(await open(iconv.encode(TABLE, 'gbk'), 'a.csv', { encoding: 'utf-8' }));
  expect((await failure(wrong())).code).toBe('INPUT_ENCODING');
  expect((await failure(open(TABLE, 'a.csv', { encoding: 'klingon' }))).code).toBe('CALL_BAD_VALUE');
  const marked = iconv.encode(TABLE, 'utf-16be', { addBOM: true });
  expect((await open(marked, 'a.csv', { encoding: 'utf-16' })).shape.encoding).toBe('utf-16be');
});

test('a named format is obeyed', async () => {
  expect((await open('{"a":1}\n', 'a.csv', { format: 'text' })).shape.format).toBe('text');
  expect((await open('{"a":1},x\n', 'a.json', { format: 'csv' })).shape.format).toBe('csv');
  expect((await failure(open(TABLE, 'a.csv', { format: 'parquet' }))).exitCode).toBe(2);
  expect((await failure(open(TABLE, 'a.csv', { format: 'xlsx' }))).exitCode).toBe(2);
  const json = async () => collect(await open(TABLE, 'a.csv', { format: 'json' }));
  expect((await failure(json())).code).toBe('INPUT_SYNTAX');
});

test('nothing in it', async () => {
  expect((await failure(open('', 'a.csv'))).code).toBe('INPUT_EMPTY');
  expect((await failure(open(gzipSync(''), 'a.csv.gz'))).code).toBe('INPUT_EMPTY');
  expect((await failure(open(Buffer.of(0xef, 0xbb, 0xbf), 'a.csv'))).code).toBe('INPUT_EMPTY');
  expect((await failure(open(Buffer.of(0xef, 0xbb, 0xbf), 'a.txt', { format: 'text' }))).code).toBe('INPUT_EMPTY');
  expect((await failure(open('\n\n', 'a.csv'))).code).toBe('INPUT_NO_COLUMNS');
});

test('binary under another name', async () => {
  const noise = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197 + (i >> 3)) & 0xff));
  for (const bytes of [
    noise,
    gzipSync(noise),
    Buffer.from('PK\x03\x04 some other archive'),
    Buffer.from('%PDF-1.7 ...'),
  ])
    expect((await failure(open(bytes, 'a.csv'))).code).toBe('INPUT_BINARY');
  expect((await failure(open(gzipSync(gzipSync(TABLE)), 'a.csv.gz.gz'))).code).toMatch(/INPUT_(BINARY|ENCODING)/);
});

test('truncated, with the byte', async () => {
  const packed = gzipSync(TABLE.repeat(1000));
  const work = async () => collect(await open(packed.subarray(0, packed.length - 20), 'a.csv.gz'));
  expect(await failure(work())).toMatchObject({ code: 'INPUT_TRUNCATED', place: { byte: packed.length - 20 } });
});

test('a bomb', async () => {
  const bomb = gzipSync(Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(8 << 20, '1,2\n')]));
  const work = async () => collect(await open(bomb, 'a.csv.gz', { limits: { ...DEFAULT_LIMITS, inflated: 1 << 20 } }));
  expect((await failure(work())).code).toBe('LIMIT_INFLATE');
});

test('Parquet by its magic, whatever its name, also when it is packed once more', async () => {
  const bytes = readFileSync(new URL('parquet/pyarrow-26.parquet', import.meta.url));
  const plain = await open(bytes, 'a.csv');
  expect(plain.shape).toEqual({ format: 'parquet', encoding: 'binary', compression: 'none' });
  const rows = await collect(plain);
  const packed = await open(gzipSync(bytes), 'a.parquet.gz');
  expect(packed.shape).toEqual({ format: 'parquet', encoding: 'binary', compression: 'gzip' });
  expect(await collect(packed)).toEqual(rows);
  expect(gunzipSync(await rewrite(packed)).equals(Buffer.from(await rewrite(plain)))).toBe(true);
});

test('whatever the bytes: an error of ours, or they come out as they were', async () => {
  const pieces = fc.constantFrom(
    ...[
      'a',
      ',',
      ';',
      '"',
      '""',
      '\n',
      '\r\n',
      '\r',
      '\t',
      '{',
      '}',
      '[',
      ']',
      ':',
      '1',
      'null',
      '张三',
      '13800138000',
      ' ',
    ],
    ...['\ufeff', '\\', '\0', 'é', 'sep=;'],
  );
  const texts = fc.array(pieces, { maxLength: 30 }).map((parts) => Buffer.from(parts.join('')));
  const encoded = fc
    .tuple(fc.array(pieces, { maxLength: 30 }), fc.constantFrom('gb18030', 'big5', 'utf-16le', 'utf-16be'))
    .map(([parts, encoding]) => iconv.encode(parts.join(''), encoding));
  const bytes = fc.oneof(texts, encoded, fc.uint8Array({ maxLength: 60 }));
  const names = fc.constantFrom('a.csv', 'a.txt', 'stdin', 'a.tsv', 'a.json', 'a.jsonl');
  await fc.assert(
    fc.asyncProperty(bytes, names, async (input, name) => {
      try {
        const source = await open(input, name);
        const first = await collect(source);
        expect(await collect(source)).toEqual(first);
        expect(Buffer.from(await rewrite(source)).equals(Buffer.from(input))).toBe(true);
      } catch (error) {
        if (!(error instanceof DouaneError) || error.exitCode !== 2) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
