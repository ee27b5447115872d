import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHUNK_BYTES, ChunkSealer, chunksOf, openChunk, sealChunk, sealedSize, TAG_BYTES } from './stream-cipher.ts';

const stream = { key: createSecretKey(randomBytes(32)), context: 'h1' };
const sealAll = (content: Uint8Array, cuts: readonly number[] = [], file = 0) => {
  const sealer = new ChunkSealer(stream, file);
  const chunks: Buffer[] = [];
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), content.length]) {
    chunks.push(...sealer.push(content.subarray(from, cut)));
    from = Math.max(from, cut);
  }
  return [...chunks, sealer.end()];
};
const openAll = (chunks: readonly Uint8Array[], file = 0, of = stream) =>
  Buffer.concat(chunks.map((chunk, n) => openChunk(of, file, n, n === chunks.length - 1, chunk)));

test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])(
  '%i bytes, in whatever pieces they come',
  (size) => {
    const content = randomBytes(size);
    const whole = sealAll(content);
    expect(whole).toHaveLength(chunksOf(size));
    expect(whole.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(sealedSize(size));
    expect(openAll(whole).equals(content)).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.nat(size), { maxLength: 5 }), (cuts) => {
        return Buffer.concat(sealAll(content, cuts)).equals(Buffer.concat(whole));
      }),
      { numRuns: 5 },
    );
  },
);

test('left out, moved, doubled, cut off, of another file, hold or key: does not open', () => {
  const content = randomBytes(3 * CHUNK_BYTES + 5);
  const chunks = sealAll(content);
  const [a, b, c, d] = chunks as [Buffer, Buffer, Buffer, Buffer];
  for (const wrong of [
    [b, a, c, d],
    [a, c, d],
    [a, b, c],
    [a, b, c, d, d],
    [a, a, b, c, d],
    [a, b, c, d.subarray(0, -1)],
    [a, b, d],
    [d],
  ]) {
    expect(() => openAll(wrong)).toThrow(/HOLD_DIGEST/);
  }
  expect(() => openAll(chunks, 1)).toThrow(/HOLD_DIGEST/);
  expect(() => openAll(chunks, 0, { ...stream, context: 'h2' })).toThrow(/HOLD_DIGEST/);
  expect(() => openAll(chunks, 0, { ...stream, key: createSecretKey(randomBytes(32)) })).toThrow(/HOLD_DIGEST/);
  expect(() => openAll([a, b, c, Buffer.alloc(0)])).toThrow(/HOLD_DIGEST/);
});

test('no bit of a chunk can be changed', () => {
  const chunk = sealChunk(stream, 0, 0, true, Buffer.from('持有的内容'));
  expect(chunk.length).toBe(Buffer.byteLength('持有的内容') + TAG_BYTES);
  for (let bit = 0; bit < chunk.length * 8; bit++) {
    const changed = Buffer.from(chunk);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => openChunk(stream, 0, 0, true, changed)).toThrow(/HOLD_DIGEST/);
  }
});

test('equal content is sealed differently at each place', () => {
  const content = Buffer.alloc(2 * CHUNK_BYTES);
  const [a, b] = sealAll(content) as [Buffer, Buffer];
  const [c] = sealAll(content, [], 1) as [Buffer];
  expect(new Set([a, b, c].map((x) => x.toString('base64'))).size).toBe(3);
});

test('a chunk that is none is refused before it is sealed', () => {
  expect(() => sealChunk(stream, 0, 0, false, Buffer.alloc(5))).toThrow(RangeError);
  expect(() => sealChunk(stream, 0, 0, true, Buffer.alloc(CHUNK_BYTES + 1))).toThrow(RangeError);
  expect(() => sealChunk(stream, 0, 2 ** 32, true, Buffer.alloc(5))).toThrow(RangeError);
});
