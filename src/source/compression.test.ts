import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputOf } from '../../test/support/source.ts';
import { findCompression, packInto, unpack } from './compression.ts';

const text = Buffer.from(Array.from({ length: 30_000 }, (_, i) => `row ${i} 张三 ${(i * 7919) % 10_007}\n`).join(''));

async function inflate(bytes: Uint8Array, blockSize: number, limit = 1e9): Promise<Buffer> {
  const compression = findCompression(bytes);
  if (compression === 'none') throw new Error('not compressed');
  const parts: Uint8Array[] = [];
  for await (const block of unpack(inputOf(bytes).blocks(0, blockSize), compression, 'a.gz', limit))
    parts.push(block.slice());
  return Buffer.concat(parts);
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('no error'),
    (error) => error,
  );

const packers = { gzip: (b: Uint8Array) => gzipSync(b), zstd: (b: Uint8Array) => zstdCompressSync(b) } as const;

for (const [compression, pack] of Object.entries(packers)) {
  test(`${compression}: unpacked whatever the blocks`, async () => {
    const packed = pack(text);
    expect(findCompression(packed)).toBe(compression);
    for (const size of [1 << 20, 4096, 997]) expect((await inflate(packed, size)).equals(text)).toBe(true);
    expect(await inflate(pack(text.subarray(0, 50)), 1)).toEqual(text.subarray(0, 50));
    expect(await inflate(pack(Buffer.alloc(0)), 7)).toEqual(Buffer.alloc(0));
  });

  test(`${compression}: several members, cut anywhere`, async () => {
    const [a, b, c] = [text.subarray(0, 300), text.subarray(300, 301), text.subarray(301, 5000)];
    const packed = Buffer.concat([pack(a), pack(b), pack(Buffer.alloc(0)), pack(c)]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: packed.length }), async (size) => {
        expect((await inflate(packed, size)).equals(text.subarray(0, 5000))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test(`${compression}: ended early`, async () => {
    const packed = Buffer.concat([pack(text), pack(text)]);
    for (const end of [pack(text).length - 1, pack(text).length + 3, packed.length - 5, 20]) {
      const error = await failure(inflate(packed.subarray(0, end), 4096));
      expect(error).toMatchObject({ code: 'INPUT_TRUNCATED', place: { file: 'a.gz', byte: end } });
    }
  });

  test(`${compression}: anything behind the end`, async () => {
    const packed = pack(text.subarray(0, 10_000));
    for (const tail of ['garbage behind', '\0\0\0\0\0\0', 'x'])
      for (const size of [1 << 20, packed.length, 1]) {
        const error = await failure(inflate(Buffer.concat([packed, Buffer.from(tail)]), size));
        expect(error.code).toMatch(/^INPUT_(SYNTAX|TRUNCATED)$/);
      }
    const error = await failure(inflate(Buffer.concat([packed, Buffer.from('garbage behind')]), 1 << 20));
    expect(error.code).toBe('INPUT_SYNTAX');
  });

  test(`${compression}: broken inside`, async () => {
    const packed = Buffer.from(pack(text));
    packed.fill(0x55, 40, 80);
    expect(await failure(inflate(packed, 4096))).toMatchObject({ code: 'INPUT_SYNTAX' });
  });

  test(`${compression}: a bomb stops at the limit`, async () => {
    const packed = pack(Buffer.alloc(64 << 20));
    expect(packed.length).toBeLessThan(1 << 20);
    expect(await failure(inflate(packed, 4096, 5 << 20))).toMatchObject({ code: 'LIMIT_INFLATE' });
  });

  test(`${compression}: left before the end`, async () => {
    const blocks = unpack(inputOf(pack(text)).blocks(0, 100), compression as 'gzip', 'a', 1e9);
    expect((await blocks.next()).done).toBe(false);
    await blocks.return();
  });

  test(`${compression}: packed again`, async () => {
    const parts: Uint8Array[] = [];
    const sink = packInto({ write: async (bytes) => void parts.push(bytes.slice()) }, compression as 'gzip');
    for (let i = 0; i < text.length; i += 10_000) await sink.write(text.subarray(i, i + 10_000));
    await sink.end();
    const undo = compression === 'gzip' ? gunzipSync : zstdDecompressSync;
    expect(undo(Buffer.concat(parts)).equals(text)).toBe(true);
  });

  test(`${compression}: what fails behind the packer is seen`, async () => {
    const full = new Error('full');
    const sink = packInto({ write: () => Promise.reject(full) }, compression as 'gzip');
    const all = (async () => {
      for (let i = 0; i < 200; i++)
        await sink.write(Buffer.from(Array.from({ length: 50_000 }, () => Math.random() * 256)));
      await sink.end();
    })();
    expect(await failure(all)).toBe(full);
  });
}

test('zstd: skippable frames are passed over (RFC 8878 §3.1.2)', async () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const part = text.subarray(0, 20_000);
  const packed = Buffer.concat([skippable, zstdCompressSync(part), skippable, zstdCompressSync('x')]);
  expect(findCompression(packed)).toBe('zstd');
  for (const size of [1 << 20, 5])
    expect((await inflate(packed, size)).equals(Buffer.concat([part, Buffer.from('x')]))).toBe(true);
});

test('what is not packed', () => {
  for (const head of ['', 'a', 'a,b', 'a,b\n', 'PK\x03\x04', '\x1f\x8b'])
    expect(findCompression(Buffer.from(head, 'latin1'))).toBe('none');
});
