import { expect, test } from 'vitest';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { fileText } from '../file-text.ts';
import { DEFAULT_LIMITS, type SourceLimits } from '../source.ts';
import { type CsvOptions, openCsv } from './csv.ts';

const shape = { format: 'csv', encoding: 'utf-8', compression: 'none' } as const;

function open(text: string | Uint8Array, options: Partial<CsvOptions> & { limits?: SourceLimits } = {}) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const stream = fileText(inputOf(bytes, 'a.csv'), { compression: 'none', encoding: 'utf-8', bom: 0, inflated: 1e9 });
  return openCsv(stream, { file: 0, name: 'a.csv', limits: DEFAULT_LIMITS, shape, ...options });
}

async function read(text: string, options: Partial<CsvOptions> = {}) {
  const source = await open(text, options);
  const rows = (await collect(source)).map((row) => row.map((cell) => cell.text));
  expect(Buffer.from(await rewrite(source)).toString()).toBe(text);
  return { paths: source.paths.list, rows };
}

const failure = (work: () => Promise<unknown>) =>
  work().then(
    () => expect.fail('no error'),
    (error) => error,
  );

test.each<[string, string, string[][]]>([
  [
    'RFC 4180 §2.1: CRLF after each record',
    'aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n',
    [
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ],
  ],
  [
    'RFC 4180 §2.2: no line end after the last',
    'aaa,bbb,ccc\r\nzzz,yyy,xxx',
    [
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ],
  ],
  ['RFC 4180 §2.4: spaces belong to a field', 'aaa, bbb ,ccc\r\n', [['aaa', ' bbb ', 'ccc']]],
  [
    'RFC 4180 §2.5: fields in quotes',
    '"aaa","bbb","ccc"\r\nzzz,yyy,xxx',
    [
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ],
  ],
  [
    'RFC 4180 §2.6: line ends in quotes',
    '"aaa","b\r\nbb","ccc"\r\nzzz,yyy,xxx',
    [
      ['aaa', 'b\r\nbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ],
  ],
  ['RFC 4180 §2.7: quotes doubled', '"aaa","b""bb","ccc"', [['aaa', 'b"bb', 'ccc']]],
  ['a cell of one quote, and an empty quoted one', '"""","",x', [['"', '', 'x']]],
  [
    'Excel: a quote inside an unquoted cell is kept',
    '5" disk,a"b"c\nx,y',
    [
      ['5" disk', 'a"b"c'],
      ['x', 'y'],
    ],
  ],
  [
    'Excel: text behind a closing quote belongs to the cell',
    '"a"b"c,d\nx,y',
    [
      ['ab"c', 'd'],
      ['x', 'y'],
    ],
  ],
  [
    'a space before a quote makes the cell unquoted',
    'a, "b"\nx,y',
    [
      ['a', ' "b"'],
      ['x', 'y'],
    ],
  ],
  ['short and long rows', 'a,b\n1\n1,2,3\n', [['a', 'b'], ['1'], ['1', '2', '3']]],
  [
    'blank lines are no rows',
    '\n\na,b\r\n\r\n\nc,d\n\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'empty cells',
    ',\n,,\nx,y',
    [
      ['', ''],
      ['', '', ''],
      ['x', 'y'],
    ],
  ],
  [
    'CR alone ends rows',
    'a,b\rc,d\r\re,f',
    [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ],
  ],
  [
    'CR alone ends rows, LF inside quotes',
    '"a\nz",b\rc,d\r',
    [
      ['a\nz', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a lone CR between LF is content',
    'a\rb,c\nd,e\n',
    [
      ['a\rb', 'c'],
      ['d', 'e'],
    ],
  ],
  [
    'tabs',
    'a\tb,c\nd\te,f\n',
    [
      ['a', 'b,c'],
      ['d', 'e,f'],
    ],
  ],
  [
    'semicolons with decimal commas',
    '1,5;2,5\n3,5;4,5\n',
    [
      ['1,5', '2,5'],
      ['3,5', '4,5'],
    ],
  ],
  [
    'bars',
    'a|b|c\nd|e|f\n',
    [
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
    ],
  ],
  ['one column', 'a\nb\n', [['a'], ['b']]],
])('%s', async (_name, text, rows) => {
  const source = await read(text, { header: false });
  expect(source.rows).toEqual(rows);
  const widest = Math.max(...rows.map((row) => row.length));
  expect(source.paths).toEqual(Array.from({ length: widest }, (_, i) => `#${i + 1}`));
});

test('Excel’s first line sep=; names the delimiter and is no row', async () => {
  const { paths, rows } = await read('sep=;\r\n姓名;年龄\r\n张三;30\r\n');
  expect(paths).toEqual(['姓名', '年龄']);
  expect(rows).toEqual([['张三', '30']]);
  expect((await read('"sep=^"\n姓名^年龄\n张三^30\n')).rows).toEqual([['张三', '30']]);
});

test('headers seen twice or empty get paths of their own, extra cells go on by number', async () => {
  const { paths, rows } = await read('name,,id,name,#2\na,b,c,d,e,f,g\n');
  expect(paths).toEqual(['name', '#2', 'id', 'name#4', '#2#5', '#6', '#7']);
  expect(rows).toEqual([['a', 'b', 'c', 'd', 'e', 'f', 'g']]);
});

test.each<[string, string, boolean]>([
  ['Chinese words', '姓名,手机\n张三,13800138000\n', true],
  ['English words', 'Name,E-Mail\nAnn,ann@example.com\n', true],
  ['names programs use', 'a,b\n1,2\n', true],
  ['years among words', '省份,2019,2020\n广东,1,2\n', true],
  ['a header alone', '姓名,手机\n', true],
  ['a phone', '13800138000,张三\n13900139000,李四\n', false],
  ['an e-mail in a first row with a word', 'name,ann@example.com\nname,bob@example.com\n', false],
  ['a single value', '13800138000\n', false],
  ['numbers', '1,2\n3,4\n', false],
  ['names and places only: read as data, so that nobody is missed', '张三,北京\n李四,上海\n', false],
  ['places with their endings', '张三,北京市,朝阳区\n李四,上海市,徐汇区\n', false],
  ['banks and firms', '张三,中国工商银行,普通客户\n李四,建设银行,北京某某有限公司\n', false],
  ['an address with its number', '张三,建国路88号\n李四,人民路5号\n', false],
  ['English names and streets', 'Ann,Main Street,Boston\nBob,High Street,Leeds\n', false],
  ['firms', 'Bank of China,Ann\nState Farm,Bob\n', false],
  ['words apart and together', 'Order Date,GivenName,zip_code\nx,y,z\n', true],
  ['unit in brackets', '金额（元）,客户\n1,x\n', true],
  ['words unknown over numbers', 'Kundennr,Anmerkung\nK-1,gut\nK-2,schlecht\nK-3,egal\n', true],
  ['English words unknown over Chinese', 'Foo Bar,Baz\n张三,北京\n李四,上海\n王五,广州\n', true],
])('header or not: %s', async (_name, text, expected) => {
  const { paths } = await read(text);
  expect(!paths[0]!.startsWith('#')).toBe(expected);
});

test('a header alone is a table without records', async () => {
  expect((await read('姓名,手机\r\n')).rows).toEqual([]);
});

test('values lie inside their tokens; unescaped copies lie behind', async () => {
  const source = await open('a,b\n"x","y""z"\n');
  for await (const batch of source.batches()) {
    const token = (i: number) => Buffer.from(batch.bytes.subarray(batch.rawStart[i], batch.rawEnd[i])).toString();
    expect([token(0), token(1)]).toEqual(['"x"', '"y""z"']);
    expect([batch.start[0], batch.end[0]]).toEqual([batch.rawStart[0]! + 1, batch.rawEnd[0]! - 1]);
    expect(batch.start[1]).toBeGreaterThanOrEqual(batch.rawEnd[1]!);
  }
});

test('edits: quoted stays quoted, and what needs quotes gets them', async () => {
  const source = await open('k,v\r\n"a",b\r\nc,"d,e"\r\n');
  const out = await rewrite(source, (_path, text) => ({ a: 'A', b: 'x"y', c: '', 'd,e': 'f' })[text]);
  expect(Buffer.from(out).toString()).toBe('k,v\r\n"A","x""y"\r\n,"f"\r\n');
});

test('removal takes one delimiter along, header and short rows too', async () => {
  const text = 'a,b,c\n1,2,3\n1\n1,2,3,4\n';
  const without = async (...paths: string[]) =>
    Buffer.from(await rewrite(await open(text), undefined, paths)).toString();
  expect(await without('a')).toBe('b,c\n2,3\n\n2,3,4\n');
  expect(await without('b')).toBe('a,c\n1,3\n1\n1,3,4\n');
  expect(await without('c')).toBe('a,b\n1,2\n1\n1,2,4\n');
  expect(await without('a', 'c')).toBe('b\n2\n\n2,4\n');
});

test('what is left of a row does not become a blank line', async () => {
  expect(Buffer.from(await rewrite(await open('a,b\n1,\n'), undefined, ['a'])).toString()).toBe('b\n""\n');
});

test('no bytes, no columns', async () => {
  expect((await failure(() => open(''))).code).toBe('INPUT_EMPTY');
  for (const text of ['\n\n\n', '\r\n', ',,\n', '  \n\n'])
    expect((await failure(() => open(text))).code).toBe('INPUT_NO_COLUMNS');
});

test('a quote never closed: the line where it was opened', async () => {
  const text = `a,b\n1,2\n3,"open\n${'4,5\n'.repeat(500_000)}`;
  const error = await failure(async () => collect(await open(text)));
  expect(error.code).toBe('INPUT_QUOTE');
  expect(error.place).toEqual({ file: 'a.csv', line: 3, byte: 10 });
  expect((await failure(() => open('"a,b\n1,2\n'))).place).toMatchObject({ line: 1 });
});

test('a record over the limit, and the quote that made it so', async () => {
  const limits = { ...DEFAULT_LIMITS, record: 1000 };
  const long = await failure(async () => collect(await open(`a,b\n1,${'x'.repeat(5000)}`, { limits })));
  expect(long).toMatchObject({ code: 'LIMIT_RECORD', place: { line: 2 } });
  expect(long.message).not.toMatch(/quote/);
  const quote = await failure(async () => collect(await open(`a,b\n1,2\n1,"${'x\n'.repeat(5000)}`, { limits })));
  expect(quote).toMatchObject({ code: 'LIMIT_RECORD', place: { line: 3 } });
  expect(quote.message).toMatch(/quote/);
  const header = await failure(() => open('x'.repeat(300_000), { limits }));
  expect(header).toMatchObject({ code: 'LIMIT_RECORD', place: { line: 1 } });
});

test('a record longer than a window is whole', async () => {
  const cell = `"${'字,\n'.repeat(600_000)}"`;
  const source = await open(`a,b\n1,2\n1,${cell}\n3,4\n`, { blockSize: 4096 });
  const rows = await collect(source);
  expect(rows.map((row) => row.map((c) => c.text!.length))).toEqual([
    [1, 1],
    [1, 1_800_000],
    [1, 1],
  ]);
});

test('columns are capped, in the header and in rows', async () => {
  const limits = { ...DEFAULT_LIMITS, paths: 10 };
  const header = Array.from({ length: 11 }, (_, i) => `c${i}`).join(',');
  expect((await failure(() => open(`${header}\n`, { limits }))).code).toBe('LIMIT_COLUMNS');
  const row = await failure(async () => collect(await open(`a,b\n${','.repeat(100_000)}\n`, { limits })));
  expect(row.code).toBe('LIMIT_COLUMNS');
});

test('broken UTF-8 and NUL have their byte', async () => {
  const bad = Buffer.concat([Buffer.from('a,b\n张三,1\n'), Buffer.of(0x43, 0xff), Buffer.from(',1\n')]);
  const error = await failure(async () => collect(await open(bad)));
  expect(error).toMatchObject({ code: 'INPUT_ENCODING', place: { byte: 14 } });
  const nul = await failure(async () => collect(await open('a,b\n1,\0\n')));
  expect(nul).toMatchObject({ code: 'INPUT_NUL', place: { byte: 6 } });
});

test('two million delimiters in a row take no more time than their bytes', async () => {
  const started = performance.now();
  await failure(async () => collect(await open(`a,b\n${','.repeat(2_000_000)}`)));
  expect(performance.now() - started).toBeLessThan(3000);
});

test('more cells than one batch has room for: none is lost, in batches of whole rows', async () => {
  // Nothing but delimiters: a window of a megabyte holds a million cells.
  const rows = 40_000;
  const text = `${'a,'.repeat(29)}a\n${`${','.repeat(28)}"x""y",z\n`.repeat(rows)}`;
  const source = await open(text);
  let seen = 0;
  for await (const batch of source.batches()) {
    expect(batch.cells).toBe(batch.rows * 30);
    expect(batch.rowEnd[batch.rows - 1]).toBe(batch.cells);
    const last = batch.cells - 1;
    expect(Buffer.from(batch.bytes.subarray(batch.start[last], batch.end[last])).toString()).toBe('z');
    expect(Buffer.from(batch.bytes.subarray(batch.start[last - 1], batch.end[last - 1])).toString()).toBe('x"y');
    seen += batch.rows;
  }
  expect(seen).toBe(rows);
  expect(Buffer.from(await rewrite(source)).equals(Buffer.from(text))).toBe(true);
});

test.each([300, 400_000])('a row of more columns than %i allowed is LIMIT_COLUMNS', async (paths) => {
  const limits = { ...DEFAULT_LIMITS, paths };
  const row = (cells: number) => `${','.repeat(cells - 1)}\n`;
  const narrow = await open(`a,b\n${row(paths)}`, { limits });
  expect(await collect(narrow)).toHaveLength(1);
  const wide = await failure(async () => collect(await open(`a,b\n${row(paths + 1)}`, { limits })));
  expect(wide).toMatchObject({ code: 'LIMIT_COLUMNS' });
});

test.each([';', '|', '\t'])(
  '%j at the end of each row or behind a number is no delimiter where the header has none',
  async (sign) => {
    const rows = Array.from({ length: 300 }, (_, i) => `2021${i}${sign},Name ${i},${8000 + i}`);
    const { paths } = await read(`no,name,salary\n${rows.join('\n')}\n`);
    expect(paths).toEqual(['no', 'name', 'salary']);
    const ends = Array.from({ length: 300 }, (_, i) => `${i},Name ${i},${8000 + i}${sign}`);
    expect((await read(`no,name,salary\n${ends.join('\n')}\n`)).paths).toEqual(['no', 'name', 'salary']);
  },
);
