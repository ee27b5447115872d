/** Every format, encoding and compression through the whole program: same persons, and the same form comes out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { crc32, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
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
    const copied = readFileSync(folder.file(`plain/${name}`));
    // What is packed is packed anew.
    if (/\.(gz|zst)$/.test(name)) expect(text(copied)).toBe(text(bytes));
    else expect(copied.equals(bytes)).toBe(true);

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

/** A resident ID that nobody has, in places of files that are in no value. */
const HIDDEN = '110105197001010003';

function zstdSkippable(content: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a53, 0);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, Buffer.from(content)]);
}

async function bookWith(hide: (parts: Record<string, string | Uint8Array>) => void): Promise<Buffer> {
  const parts = excel({ sheets: { Sheet1: '<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>' } });
  hide(parts);
  return Buffer.from(await zipOf(parts));
}

/** The same zip with `HIDDEN` between the last part and the directory. */
function withGap(zip: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\x05\x06');
  const directory = zip.readUInt32LE(end + 16);
  const out = Buffer.concat([zip.subarray(0, directory), Buffer.from(HIDDEN), zip.subarray(directory)]);
  out.writeUInt32LE(directory + HIDDEN.length, end + HIDDEN.length + 16);
  return out;
}

test.each<[string, string, () => Promise<Buffer> | Buffer]>([
  [
    'the name and the comment of gzip',
    'a.csv.gz',
    () => {
      const text = `${HIDDEN}\0${HIDDEN}\0`;
      return Buffer.concat([
        Buffer.from([0x1f, 0x8b, 8, 0x18, 0, 0, 0, 0, 0, 255]),
        Buffer.from(text),
        gzipSync('a,b\n1,2\n').subarray(10),
      ]);
    },
  ],
  [
    'a skippable frame of zstd',
    'a.csv.zst',
    () => Buffer.concat([zstdSkippable(HIDDEN), zstdCompressSync('a,b\n1,2\n'), zstdSkippable(HIDDEN)]),
  ],
  ['the gap of a zip', 'a.xlsx', async () => withGap(await bookWith(() => {}))],
  [
    'the gap of a Parquet file',
    'a.parquet',
    () => {
      const plain = Buffer.from(
        parquetWriteBuffer({ columnData: [{ name: 'n', data: [1, 2], type: 'INT32' }], statistics: false }),
      );
      const footer = plain.length - 8 - plain.readUInt32LE(plain.length - 8);
      return Buffer.concat([plain.subarray(0, footer), Buffer.from(HIDDEN), plain.subarray(footer)]);
    },
  ],
])('what hides in %s does not leave', async (_what, name, make) => {
  using folder = emptyFolder();
  const bytes = await make();
  expect(bytes.includes(HIDDEN)).toBe(true);
  writeFileSync(folder.file(name), bytes);
  const ran = await douane(['clear', name, ...to, '--out', 'out'], { cwd: folder.path });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  const out = readFileSync(folder.file(`out/${name}`));
  expect(out.includes(HIDDEN)).toBe(false);
  // And a second `clear` finds its own output.
  expect((await douane(['clear', name, ...to, '--out', 'out'], { cwd: folder.path })).code).toBe(0);
  expect(crc32(readFileSync(folder.file(`out/${name}`)))).toBe(crc32(out));
});

const ROW = '<row r="1"><c r="A1"><v>5</v></c></row>';
test.each<[string, (parts: Record<string, string | Uint8Array>) => void]>([
  [
    'an attribute of a row',
    (parts) => {
      parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
        '<row r="1">',
        `<row r="1" foo="${HIDDEN}">`,
      );
    },
  ],
  [
    'the style of a cell',
    (parts) => {
      parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
        '<c r="A1">',
        `<c r="A1" s="${HIDDEN}">`,
      );
    },
  ],
  [
    'the span of a formula',
    (parts) => {
      parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
        '<v>',
        `<f t="shared" si="0" ref="${HIDDEN}">1</f><v>`,
      );
    },
  ],
  [
    'a comment in the XML',
    (parts) => {
      parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
        ROW,
        `<!-- ${HIDDEN} -->${ROW}`,
      );
    },
  ],
  [
    'a processing instruction of the styles',
    (parts) => {
      parts['xl/styles.xml'] = String(parts['xl/styles.xml']).replace(/(?<=\?>)/, `<?x ${HIDDEN}?>`);
    },
  ],
  [
    'the name of a sheet',
    (parts) => {
      parts['xl/workbook.xml'] = String(parts['xl/workbook.xml']).replace('name="Sheet1"', `name="${HIDDEN}"`);
    },
  ],
  [
    'the name of a part',
    (parts) => {
      parts[`xl/${HIDDEN}.xml`] = '<a/>';
    },
  ],
])('a workbook with a resident ID in %s: it is seen', async (_what, hide) => {
  using folder = emptyFolder();
  const book = await bookWith(hide);
  writeFileSync(folder.file('a.xlsx'), book);
  const ran = await douane(['check', 'a.xlsx', ...to], { cwd: folder.path });
  if (ran.code === 2) expect(ran.json.code).toBe('INPUT_NAME');
  else expect(ran.json.fields.map((f: { kind: string }) => f.kind)).toEqual(['cn.resident-id']);
});
