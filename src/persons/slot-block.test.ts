import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Slots } from '../model/sightings.ts';
import { bytesOfBatch, forEachBatch, idsOf, writeBatch } from './slot-block.ts';

interface Batch {
  readonly words: Int32Array;
  readonly slots: Slots;
}

const batchArb: fc.Arbitrary<Batch> = fc
  .array(fc.record({ ids: fc.nat({ max: 4 }), fields: fc.nat(), minor: fc.boolean() }), { minLength: 1, maxLength: 9 })
  .chain((slots) => {
    const ends: number[] = [];
    for (const { ids } of slots) ends.push((ends.at(-1) ?? 0) + ids);
    const n = ends.at(-1)!;
    return fc.record({
      words: fc.array(fc.integer(), { minLength: 3 * n, maxLength: 3 * n }).map((w) => Int32Array.from(w)),
      slots: fc.array(fc.nat({ max: 8 }), { minLength: n, maxLength: n }).map((ranks) => ({
        idRank: Uint8Array.from(ranks),
        slots: slots.length,
        slotEnd: Int32Array.from(ends),
        slotFields: Uint32Array.from(slots, ({ fields }) => fields),
        slotMinor: Uint8Array.from(slots, ({ minor }) => (minor ? 1 : 0)),
      })),
    });
  });

function blockOf(batches: readonly Batch[]): Uint8Array {
  const size = batches.reduce((sum, { slots }) => sum + bytesOfBatch(idsOf(slots), slots.slots), 0);
  const block = new Uint8Array(size).fill(0x55);
  let at = 0;
  for (const { words, slots } of batches) at += writeBatch(block, at, words, slots);
  expect(at).toBe(size);
  return block;
}

function batchesOf(block: Uint8Array): Batch[] {
  const all: Batch[] = [];
  forEachBatch(block, (words, { idRank, slots, slotEnd, slotFields, slotMinor }) => {
    all.push({ words, slots: { idRank, slots, slotEnd, slotFields, slotMinor } });
  });
  return all;
}

test('what was written is read, batch by batch', () => {
  fc.assert(
    fc.property(fc.array(batchArb, { maxLength: 6 }), (batches) => {
      expect(batchesOf(blockOf(batches))).toEqual(batches);
    }),
  );
});

test('a block that is cut off is STATE_CORRUPT, unless it is between two batches', () => {
  fc.assert(
    fc.property(fc.array(batchArb, { minLength: 1, maxLength: 4 }), fc.nat(), (batches, n) => {
      const block = blockOf(batches);
      const length = n % block.length;
      const ends = batches.map((_, i) => blockOf(batches.slice(0, i)).length);
      const read = () => batchesOf(block.slice(0, length));
      if (ends.includes(length)) expect(read()).toEqual(batches.slice(0, ends.indexOf(length)));
      else expect(read).toThrow(/^STATE_CORRUPT/);
    }),
  );
});

test.each([
  ['fewer identifiers than none', -1, 1, 100],
  ['no slots', 0, 0, 8],
  ['fewer slots than none', 3, -1, 100],
  ['more identifiers than there is room for', 2 ** 31 - 1, 1, 100],
  ['more slots than there is room for', 0, 2 ** 31 - 1, 100],
  ['identifiers of no slot', 2, 1, bytesOfBatch(2, 1)],
])('%s: STATE_CORRUPT', (_what, ids, slots, size) => {
  const block = new Uint8Array(size);
  new Int32Array(block.buffer).set([ids, slots]);
  expect(() => batchesOf(block)).toThrow(/^STATE_CORRUPT/);
});
