import fc from 'fast-check';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { describe, expect, test } from 'vitest';
import { unpackSnappy } from './snappy.ts';

function unpack(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  unpackSnappy(bytes, out);
  return out;
}

/** A block of these elements, which unpacks to `size` bytes. */
const block = (size: number, ...elements: number[]): Uint8Array =>
  Uint8Array.of((size & 127) | 128, size >> 7, ...elements);
const text = (s: string): number[] => [...Buffer.from(s)];

test('what was packed is unpacked', () => {
  const part = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 90 }), fc.integer({ min: 1, max: 60 }));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const bytes = Uint8Array.from(parts.flatMap(([p, times]) => new Array<number[]>(times).fill([...p]).flat()));
      expect(Buffer.from(unpack(snappyCompress(bytes), bytes.length)).equals(bytes)).toBe(true);
    }),
    { numRuns: 200 },
  );
  const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) >> 7);
  expect(Buffer.from(unpack(snappyCompress(large), large.length)).equals(large)).toBe(true);
});

describe('elements', () => {
  test.each([1, 2, 3, 4])('a literal whose length has %i bytes', (more) => {
    const long = text('x'.repeat(70));
    const length = [69, 0, 0, 0].slice(0, more);
    expect(unpack(block(70, (59 + more) << 2, ...length, ...long), 70)).toEqual(Uint8Array.from(long));
  });

  test.each(Array.from({ length: 20 }, (_, i) => i + 1))('a copy from %i bytes before repeats them', (offset) => {
    const head = text('abcdefghijklmnopqrst');
    const expected = [...head];
    for (let i = 0; i < 64; i++) expected.push(expected[expected.length - offset]!);
    const literal = [19 << 2, ...head];
    for (const copy of [
      [(63 << 2) | 2, offset, 0],
      [(63 << 2) | 3, offset, 0, 0, 0],
    ])
      expect([...unpack(block(84, ...literal, ...copy), 84)]).toEqual(expected);
    expect([...unpack(block(31, ...literal, (7 << 2) | 1, offset), 31)]).toEqual(expected.slice(0, 31));
  });

  test.each([
    ['no length', [128]],
    ['another length', [...block(3, 3 << 2, 1, 2, 3, 4)]],
    ['fewer bytes than told', [...block(4, 1 << 2, 1, 2)]],
    ['a literal longer than the block', [...block(4, 3 << 2, 1, 2)]],
    ['a literal longer than what is left', [...block(4, 5 << 2, 1, 2, 3, 4, 5, 6)]],
    ['a literal of 4 GB', [...block(4, 63 << 2, 255, 255, 255, 255, 1)]],
    ['a literal without its length', [...block(4, 63 << 2, 255)]],
    ['a copy from before the beginning', [...block(4, 0, 1, (2 << 2) | 2, 2, 0)]],
    ['a copy from nowhere', [...block(4, 0, 1, (2 << 2) | 2, 0, 0)]],
    ['a copy longer than what is left', [...block(4, 0, 1, (63 << 2) | 2, 1, 0)]],
    ['a copy of 1 byte that ends early', [...block(4, 0, 1, 1)]],
    ['a copy of 2 bytes that ends early', [...block(4, 0, 1, 2, 1)]],
    ['a copy of 4 bytes that ends early', [...block(4, 0, 1, 3, 1, 0, 0)]],
  ])('%s: an error', (_, bytes) => {
    expect(() => unpack(Uint8Array.from(bytes), 4)).toThrow(RangeError);
  });
});

test('any bytes: an error or the bytes that were wanted, and the next block is read as it is', () => {
  const good = snappyCompress(Buffer.from('abc'.repeat(100)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(200), (bytes, size) => {
      try {
        unpack(Uint8Array.of((size & 127) | 128, size >> 7, ...bytes), size);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      expect(Buffer.from(unpack(good, 300)).toString()).toBe('abc'.repeat(100));
    }),
    { numRuns: 2000 },
  );
});
