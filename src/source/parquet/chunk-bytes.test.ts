import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inputOf } from '../../../test/support/source.ts';
import { ChunkBytes, readAhead } from './chunk-bytes.ts';
import { reusedBytes } from './page-room.ts';

test('any reading forwards gives the bytes that are there, through any window, chunk after chunk', async () => {
  const all = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) & 255);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 120 }),
      fc.array(fc.array(fc.tuple(fc.nat(40), fc.nat(90)), { maxLength: 8 }), { maxLength: 3 }),
      async (ahead, chunks) => {
        const bytes = new ChunkBytes(inputOf(all), ahead, reusedBytes());
        for (const reads of chunks) {
          bytes.begin(0, 400);
          let at = 0;
          for (const [skip, length] of reads) {
            at = Math.min(at + skip, 400);
            const n = Math.min(length, 400 - at);
            expect([...(await bytes.at(at, n))]).toEqual([...all.subarray(at, at + n)]);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a window is shared out among the columns', () => {
  expect(readAhead(1)).toBe(1 << 20);
  expect(readAhead(64)).toBe(1 << 18);
  expect(readAhead(100_000)).toBe(1 << 14);
});

test('a file that has fewer bytes is an error', async () => {
  const bytes = new ChunkBytes(inputOf(new Uint8Array(10)), 64, reusedBytes());
  bytes.begin(0, 20);
  await expect(bytes.at(0, 20)).rejects.toThrow(RangeError);
});
