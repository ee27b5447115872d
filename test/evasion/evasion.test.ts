import { createHash } from 'node:crypto';
import { encode } from 'iconv-lite';
import { expect, test } from 'vitest';
import { ValueFinder } from '../../src/inspect/value-finder.ts';
import { DISGUISES } from './disguises.ts';
import { evade, FORMATS, kindsIn } from './evade.ts';

/** What is known to pass unseen. Nothing may be added without a reason. */
const KNOWN_MISSES: readonly string[] = [];

test.each(Object.keys(FORMATS))(
  'no disguise hides a value in %s',
  async (format) => {
    const { missed, total } = await evade(1, [format]);
    expect(total).toBeGreaterThan(300);
    expect([...new Set(missed.map((m) => `${m.kind}, ${m.disguise}`))]).toEqual(KNOWN_MISSES);
  },
  120_000,
);

const finder = new ValueFinder(new Map());
function found(text: string): string[] {
  const bytes = Buffer.from(text);
  return finder
    .find(bytes, 0, bytes.length, 'note')
    .filter((f) => f.confidence >= 0.5)
    .map((f) => `${f.kind}=${bytes.subarray(f.start, f.end)}`);
}

test('a finding is of the place where the value hides, for it is treated there', () => {
  const hidden = Buffer.from('13800138000').toString('base64');
  expect(found(`ref ${hidden} end`)).toEqual([`phone=${hidden}`]);
  expect(found('回电１３８００１３８０００谢谢')).toEqual(['phone=１３８００１３８０００']);
  expect(found('回电138\u200b0013\u200b8000谢谢')).toEqual(['phone=138\u200b0013\u200b8000']);
  expect(found('id 110105.19491231.002X.')).toEqual(['cn.resident-id=110105.19491231.002X']);
});

test.each([
  ['13800138000.0', 'phone'],
  ['1.3800138E+10', 'phone'],
  ['1.3800138e10', 'phone'],
])('a phone that a spreadsheet made a float: %s', (text, kind) => {
  expect(found(text).map((f) => f.split('=')[0])).toEqual([kind]);
});

test('names and addresses hide no better', () => {
  for (const name of ['\\u escapes', 'percent escapes', 'HTML entities', 'base64', 'gzip in base64', 'JSON in JSON']) {
    const text = DISGUISES[name]!.make('客户王小明来电，请寄到浙江省杭州市西湖区文三路212号');
    expect([name, ...new Set(found(text).map((f) => f.split('=')[0]))]).toEqual([name, 'person.name', 'address']);
  }
});

/** As random as a digest, and the same in every run: once in some runs random text holds what looks like a key. */
const digested = (bytes: number, of: string) => createHash('shake256', { outputLength: bytes }).update(of).digest();
const uuid = (of: string) =>
  digested(16, of)
    .toString('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-4$3-a$4-');

test('what business data is made of is no disguise', () => {
  const values = Array.from({ length: 2000 }, (_, i) => [
    digested(24, `a${i}`).toString('base64'),
    digested(300, `b${i}`).toString('base64url'),
    createHash('sha256').update(String(i)).digest('hex'),
    uuid(`c${i}`),
    // As a version 4 UUID by chance is: three groups of digits that pass for a card's.
    '55616093-1938-4614-bc39-b165631da13c',
    'bc391655-b165-4614-8123-1234567890ab',
    `SO2026${String(i).padStart(12, '0')}`,
    `2026.02.${String(1 + (i % 28)).padStart(2, '0')} 01:01:${String(i % 60).padStart(2, '0')}`,
    `${(i * 7919) % 1000},${String((i * 104_729) % 1000).padStart(3, '0')},000,000.00`,
    `color: #${createHash('md5').update(String(i)).digest('hex').slice(0, 6)}; width: ${i % 100}%`,
    `/api/v1/items/${i}?page=${i % 9}&size=50`,
    `${i % 20}.${i % 10}.${i % 30}`,
  ]).flat();
  expect(values.flatMap((v) => found(v).map((f) => `${v}: ${f}`))).toEqual([]);
});

const mixed = (...parts: [string, string][]) => Buffer.concat(parts.map(([text, encoding]) => encode(text, encoding)));
const LONG = '客户说这个产品的质量没有问题，我们可以在下个月发货给他们。'.repeat(8);

test.each([
  [
    'UTF-8 within GB 18030',
    mixed([`序号,说明\n1,${LONG}\n2,`, 'gb18030'], ['请联系王小明，很急', 'utf8'], ['\n', 'utf8']),
  ],
  ['GB 18030 within UTF-8', mixed([`序号,说明\n1,${LONG}\n2,`, 'utf8'], ['请联系王小明', 'gb18030'], ['\n', 'utf8'])],
])('%s does not pass for nonsense', async (_, bytes) => {
  await expect(kindsIn(bytes, 'a.csv')).rejects.toThrow('INPUT_ENCODING');
});

test('a number that a value hides in the first row of a table without a header is no header', async () => {
  const packed = Buffer.from('13800138000').toString('base64');
  expect([...(await kindsIn(Buffer.from(`1,${packed},17\n2,ok,18\n`), 'a.csv'))]).toEqual(['phone']);
});

test('layers are taken off to a depth, and what is packed is opened to a size', async () => {
  let deep = '13800138000';
  for (let n = 0; n < 9; n++) deep = Buffer.from(deep).toString('base64');
  expect(() => found(deep)).toThrow('LIMIT_LAYERS');
  const { gzipSync } = await import('node:zlib');
  const text = `${'x '.repeat(90_000)}13800138000`;
  for (const make of [(t: string) => t.replace(/1/g, '１'), (t: string) => Buffer.from(t).toString('base64')])
    expect(found(make(text)).map((f) => f.split('=')[0])).toEqual(['phone']);
  expect(found(gzipSync(text).toString('base64')).map((f) => f.split('=')[0])).toEqual(['phone']);
  const bomb = gzipSync(Buffer.alloc(50_000_000)).toString('base64');
  expect(() => found(`x ${bomb}`)).toThrow('LIMIT_LAYERS');
  const small = gzipSync(Buffer.alloc(15_000_000, ' ')).toString('base64');
  expect(found(`x ${small}`)).toEqual([]);
  expect(() => found([small, small, small, small, small].join(' '))).toThrow('LIMIT_LAYERS');
});
