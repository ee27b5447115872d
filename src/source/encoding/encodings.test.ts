import fc from 'fast-check';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { codecOf, encodingNamed } from './encodings.ts';
import { legacyTable, NOT_REVERSIBLE } from './legacy-table.ts';

async function* cut(bytes: Uint8Array, size: number) {
  // Blocks of a pooled buffer, overwritten each time, as files give them.
  const pool = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const block = pool.subarray(0, Math.min(size, bytes.length - at));
    block.set(bytes.subarray(at, at + block.length));
    yield block;
  }
}

async function decode(bytes: Uint8Array, encoding: string, size: number, reversible = false): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const block of codecOf(encoding).decode(cut(bytes, size), { name: 'a', base: 0, reversible }))
    parts.push(Uint8Array.from(block));
  return Buffer.concat(parts);
}

async function encode(text: string, encoding: string, size: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const sink = codecOf(encoding).encoder({ write: async (bytes) => void parts.push(Uint8Array.from(bytes)) }, 'a');
  for await (const block of cut(Buffer.from(text), size)) await sink.write(block);
  await sink.end();
  return Buffer.concat(parts);
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('no error'),
    (error) => error,
  );

const TEXT: Record<string, fc.Arbitrary<string>> = {
  'utf-8': fc.string({ unit: 'binary' }),
  'utf-16le': fc.string({ unit: 'binary' }),
  'utf-16be': fc.string({ unit: 'binary' }),
  gb18030: fc.string({ unit: 'binary' }),
  big5: fc.string({ unit: fc.constantFrom(...'a,\n中文資料庫臺灣香港姓名，。「」') }),
  'windows-1252': fc.string({ unit: fc.constantFrom(...'aé,ß€œ\n') }),
  'iso-8859-15': fc.string({ unit: fc.constantFrom(...'aé,ß€œ\n') }),
};
/** Characters outside the encoding's tables. */
const NOT_IN: Record<string, RegExp> = { gb18030: /[\u{e5e5}]/u };

for (const [encoding, texts] of Object.entries(TEXT))
  test(`${encoding}: there and back, as iconv-lite has it, whatever the blocks`, async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (raw, size) => {
        const text = raw
          .replaceAll('\0', '')
          .replace(NOT_IN[encoding] ?? /$^/, '')
          .toWellFormed();
        const bytes = iconv.encode(text, encoding);
        expect((await decode(bytes, encoding, size, true)).toString()).toBe(text);
        expect(await encode(text, encoding, size)).toEqual(bytes);
      }),
      { numRuns: 150 },
    );
  });

test('UTF-8: the byte of what is wrong (Unicode 16, table 3-7)', async () => {
  const bad: [number[], number][] = [
    [[0x61, 0xff], 1],
    [[0x61, 0xc0, 0x80], 1], // overlong
    [[0xe4, 0xb8, 0xad, 0x80], 3], // a trail byte alone
    [[0xed, 0xa0, 0x80], 0], // a surrogate
    [[0xf4, 0x90, 0x80, 0x80], 0], // beyond U+10FFFF
    [[0x61, 0xe4, 0xb8], 1], // cut by the end
    [[0x61, 0xe4, 0x62, 0x63], 1],
  ];
  for (const [bytes, byte] of bad)
    for (const size of [1, 2, 3, 100])
      expect(await failure(decode(Uint8Array.from(bytes), 'utf-8', size))).toMatchObject({
        code: 'INPUT_ENCODING',
        place: { byte },
      });
});

test('UTF-8 is handed on as it is, nothing copied', async () => {
  const block = Buffer.from('张三,a\n');
  const blocks = (async function* () {
    yield block;
  })();
  for await (const out of codecOf('utf-8').decode(blocks, { name: 'a', base: 0, reversible: false }))
    expect(out).toBe(block);
});

test.each(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5'])('%s: NUL has its byte', async (encoding) => {
  const bytes = iconv.encode('ab\0c', encoding);
  const byte = iconv.encode('ab', encoding).length;
  for (const size of [1, 3, 100])
    expect(await failure(decode(bytes, encoding, size))).toMatchObject({ code: 'INPUT_NUL', place: { byte } });
});

test.each<[string, number[], number]>([
  ['utf-16le', [0x61, 0, 0x00, 0xdc, 0x61, 0], 2],
  ['utf-16le', [0x61, 0, 0x00, 0xd8, 0x61, 0], 2],
  ['utf-16be', [0, 0x61, 0xd8, 0x00], 2],
  ['utf-16be', [0, 0x61, 0x00], 2],
  ['gb18030', [0x61, 0xff, 0xa1], 1],
  ['gb18030', [0x61, 0xd6, 0x20], 1],
  ['gb18030', [0x61, 0xd6], 1],
  ['gb18030', [0x81, 0x30, 0x81, 0x20], 0],
  ['gb18030', [0x84, 0x31, 0xa5, 0x30], 0], // between the two ranges of four bytes
  ['big5', [0x61, 0xa4, 0x20], 1],
  ['big5', [0x80, 0xa4], 0],
  ['windows-1252', [0x61, 0x81, 0x61], 1],
])('%s: what is wrong in %j', async (encoding, bytes, byte) => {
  for (const size of [1, 2, 100])
    expect(await failure(decode(Uint8Array.from(bytes), encoding, size))).toMatchObject({
      code: 'INPUT_ENCODING',
      place: { byte },
    });
});

test('what would come out otherwise is refused where it is written back', async () => {
  const twice: [string, number[]][] = [
    ['big5', [0xa2, 0xcc]], // 十 a second time
    ['gb18030', [0x80]], // the euro sign of code page 936
  ];
  for (const [encoding, bytes] of twice) {
    expect((await decode(Uint8Array.from(bytes), encoding, 10)).length).toBeGreaterThan(0);
    expect(await failure(decode(Uint8Array.from(bytes), encoding, 10, true))).toMatchObject({
      code: 'INPUT_ENCODING_NOT_REVERSIBLE',
      place: { byte: 0 },
    });
  }
});

test('all characters of Big5’s two planes and of GBK go there and back', () => {
  const big5 = legacyTable('big5').double;
  const planes: [number, number][] = [
    [0xa440, 0xc67e],
    [0xc940, 0xf9d5],
  ];
  for (const [from, to] of planes)
    for (let pair = from; pair <= to; pair++) {
      const trail = pair & 0xff;
      if (trail < 0x40 || (trail > 0x7e && trail < 0xa1) || trail === 0xff) continue;
      expect(big5[pair], pair.toString(16)).toBeGreaterThan(0);
      expect(big5[pair], pair.toString(16)).toBeLessThan(NOT_REVERSIBLE);
    }
  const lossy = legacyTable('gb18030').double.filter((entry) => entry >= NOT_REVERSIBLE);
  expect(lossy.length).toBe(1);
});

test('a character the encoding lacks', async () => {
  for (const encoding of ['big5', 'windows-1252'])
    expect(await failure(encode('龘𠮷㊙', encoding, 100))).toMatchObject({ code: 'TREAT_FORMAT' });
});

test('labels', () => {
  expect(['GBK', 'gb2312', 'CP936', 'GB18030'].map(encodingNamed)).toEqual(Array(4).fill('gb18030'));
  expect(['UTF8', 'Big5-HKSCS', 'latin1', 'UTF-16'].map(encodingNamed)).toEqual([
    'utf-8',
    'big5',
    'iso-8859-1',
    'utf-16le',
  ]);
  expect(() => encodingNamed('ebcdic')).toThrow(/CALL_BAD_VALUE/);
});
