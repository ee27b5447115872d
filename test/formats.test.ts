/** Every format, encoding and compression through the whole program: same persons, and the same form comes out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { douane, emptyFolder } from './support/douane.ts';
import { person } from './support/people.ts';
import { excel, unzip, zipOf } from './support/xlsx.ts';

const people = Array.from({ length: 25 }, (_, i) => person(i + 1));
const to = ['--to', 'DE', '--recipient', 'munich', '--as-of', '2026-11-23', '--json'];
const csv = (delimiter: string) =>
  `${[['客户号', '姓名', '手机'], ...people.map((p) => [p.key, p.name, p.phone])].map((r) => r.join(delimiter)).join('\r\n')}\r\n`;
const jsonl = `${people.map((p) => `{"customer": {"key": "${p.key}", "name": "${p.name}", "phone": "${p.phone}"}, "big": 12345678901234567890, "one": 1.0}`).join('\n')}\n`;
const json = `{\n "customers": [\n${people.map((p) => `  {"key":"${p.key}", "name":"${p.name}" ,"phone":"${p.phone}", "one":1.0}`).join(',\n')}\n ]\n}\n`;

const cases: [what: string, name: string, bytes: Uint8Array, phone: string, text: (out: Uint8Array) => string][] = [
  ['CSV in UTF-8 with BOM', 'a.csv', Buffer.from(`\ufeff${csv(',')}`), '手机', (b) => Buffer.from(b).toString()],
  ['TSV', 'a.tsv', Buffer.from(csv('\t')), '手机', (b) => Buffer.from(b).toString()],
  ['semicolons', 'a.csv', Buffer.from(csv(';')), '手机', (b) => Buffer.from(b).toString()],
  ['GB18030', 'a.csv', iconv.encode(csv(','), 'gb18030'), '手机', (b) => iconv.decode(Buffer.from(b), 'gb18030')],
  [
    'UTF-16',
    'a.csv',
    iconv.encode(csv(','), 'utf-16le', { addBOM: true }),
    '手机',
    (b) => iconv.decode(Buffer.from(b), 'utf-16le', { stripBOM: false }),
  ],
  ['gzip', 'a.csv.gz', gzipSync(csv(',')), '手机', (b) => gunzipSync(b).toString()],
  ['zstd', 'a.jsonl.zst', zstdCompressSync(jsonl), '/customer/phone', (b) => zstdDecompressSync(b).toString()],
  ['JSON Lines', 'a.jsonl', Buffer.from(jsonl), '/customer/phone', (b) => Buffer.from(b).toString()],
  ['JSON', 'a.json', Buffer.from(json), '/customers/*/phone', (b) => Buffer.from(b).toString()],
];

test.each(cases)(
  '%s: untouched it comes out byte for byte, treated only the field changes',
  async (_what, name, bytes, phone, text) => {
    using folder = emptyFolder();
    writeFileSync(folder.file(name), bytes);
    const plain = await douane(['clear', name, ...to, '--out', 'plain'], { cwd: folder.path });
    expect(plain.stderr).toBe('');
    expect(plain.code).toBe(0);
    expect(plain.json.persons.thisTransfer.ordinary).toBe(25);
    expect(readFileSync(folder.file(`plain/${name}`)).equals(bytes)).toBe(true);

    const masked = await douane(['clear', name, ...to, '--out', 'masked', '--treat', `${phone}=mask`], {
      cwd: folder.path,
    });
    expect(masked.stderr).toBe('');
    expect(masked.code).toBe(3);
    expect(masked.json.persons.withHistory.ordinary).toBe(25);
    let expected = text(bytes);
    for (const p of people) expected = expected.replaceAll(p.phone, `${p.phone.slice(0, 3)}****${p.phone.slice(7)}`);
    expect(text(readFileSync(folder.file(`masked/${name}`)))).toBe(expected);
  },
);

test('Parquet', async () => {
  using folder = emptyFolder();
  const column = (name: string, data: unknown[], type: 'STRING' | 'INT64') => ({ name, data, type });
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        column(
          '客户号',
          people.map((p) => p.key),
          'STRING',
        ),
        column(
          '手机',
          people.map((p) => p.phone),
          'STRING',
        ),
        column(
          'points',
          people.map((_, i) => BigInt(i) * 10n ** 15n),
          'INT64',
        ),
      ],
    }),
  );
  writeFileSync(folder.file('a.parquet'), bytes);
  const ran = await douane(['clear', 'a.parquet', ...to, '--out', 'out', '--treat', '手机=mask'], { cwd: folder.path });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(3);
  expect(ran.json.persons.thisTransfer.ordinary).toBe(25);
  const out = readFileSync(folder.file('out/a.parquet'));
  const rows = await parquetReadObjects({
    file: out.buffer.slice(out.byteOffset, out.byteOffset + out.length) as ArrayBuffer,
  });
  expect(rows.map((r) => [r.客户号, r.手机, r.points])).toEqual(
    people.map((p, i) => [p.key, `${p.phone.slice(0, 3)}****${p.phone.slice(7)}`, BigInt(i) * 10n ** 15n]),
  );
});

test('a spreadsheet: the removed column leaves nothing behind', async () => {
  using folder = emptyFolder();
  const cell = (ref: string, value: string) => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const rows = [['客户号', '姓名', '手机'], ...people.map((p) => [p.key, p.name, p.phone])]
    .map((row, r) => `<row r="${r + 1}">${row.map((v, c) => cell(`${'ABC'[c]}${r + 1}`, v)).join('')}</row>`)
    .join('');
  const book = excel({ sheets: { Sheet1: `<sheetData>${rows}</sheetData>` } });
  writeFileSync(folder.file('a.xlsx'), await zipOf(book));
  const ran = await douane(['clear', 'a.xlsx', ...to, '--out', 'out', '--treat', 'Sheet1!手机=remove'], {
    cwd: folder.path,
  });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(3);
  const parts = await unzip(readFileSync(folder.file('out/a.xlsx')));
  const all = Object.values(parts).join('');
  for (const p of people) {
    expect(all).not.toContain(p.phone);
    expect(all).toContain(p.key);
  }
});
