/** The kernel counts as `PersonCounter` counts slot by slot, and both can go on where the other stopped. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type RankedSlot, rankedSightings } from '../../test/support/sightings.ts';
import { IDENTIFIERS } from '../model/sightings.ts';
import { emptyHistory, type History, PersonCounter } from './counter.ts';
import { MOST_IDS, MOST_SLOTS } from './memory.ts';
import { Prf } from './prf.ts';
import { RunFiles } from './store-runs.ts';

const prf = new Prf(createSecretKey(Buffer.alloc(32, 7)));
const dir = mkdtempSync(join(tmpdir(), 'douane-kernel-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** All that is known when the batches were counted. */
function known(counter: PersonCounter, { index, people }: History) {
  const entries: number[][] = [];
  index.forEach(0, (a, b, third, person) => entries.push([a, b, third, person]));
  entries.sort((x, y) => x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!);
  const persons = Array.from({ length: people.count }, (_, p) => [
    ...[people.find(p), people.fields(p), people.flags(p), people.best(p), people.strong(p)],
  ]);
  const { doubts, toldApartBy } = counter;
  counter.settleUndetermined(Buffer.from('digest'));
  return {
    entries,
    persons,
    merges: people.merges,
    size: index.size,
    doubts,
    toldApartBy,
    histogram: counter.histogram(),
  };
}

/** Counts the batches; `kernel` says for each whether the kernel may. */
function counted(batches: readonly (readonly RankedSlot[])[], kernel: (batch: number) => boolean, most?: number) {
  using runs = most === undefined ? null : new RunFiles(dir, randomBytes, most);
  const history = emptyHistory(runs);
  const both = [true, false].map((k) => new PersonCounter(prf, history, k));
  for (const [n, batch] of batches.entries()) both[kernel(n) ? 0 : 1]!.add(rankedSightings(batch));
  // What tells nobody apart is known to the counter that met it; the first is asked, so it has to be the only one then.
  return known(both[kernel(0) ? 0 : 1]!, history);
}

// Few values, so that they meet: declared, strong and weak identifiers.
const slotOf = (values: number, subjects: boolean): fc.Arbitrary<RankedSlot> =>
  fc.record({
    ids: fc.uniqueArray(
      fc.tuple(fc.integer({ min: subjects ? 0 : 1, max: IDENTIFIERS.length - 1 }), fc.nat({ max: values })),
      { maxLength: 6, selector: ([rank, value]) => rank * 100_000 + value },
    ),
    fields: fc.constantFrom(1, 2, 3, 0x80000000),
    minor: fc.boolean(),
  });
const batches = (values: number, subjects: boolean) =>
  fc.array(fc.array(slotOf(values, subjects), { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 6 });

describe('the kernel', () => {
  test.each([2, 6, 30, 3000])('counts as slots are counted one by one: %i values of each sort', (values) => {
    fc.assert(
      fc.property(batches(values, true), (b) => {
        expect(counted(b, () => true)).toEqual(counted(b, () => false));
      }),
      { numRuns: 100 },
    );
  });

  test('goes on where the other stopped', () => {
    const told = batches(12, false).map((b) => b.map((slots) => slots.filter((s) => s.ids.length > 0)));
    fc.assert(
      fc.property(told, (b) => {
        const { toldApartBy: _, ...mixed } = counted(b, (n) => n % 2 === 0);
        const { toldApartBy: __, ...alone } = counted(b, () => false);
        expect(mixed).toEqual(alone);
      }),
      { numRuns: 100 },
    );
  });

  test('leaves what has no room in memory to the other', () => {
    fc.assert(
      fc.property(batches(40, true), fc.integer({ min: 1, max: 60 }), (b, most) => {
        expect(counted(b, () => true, most)).toEqual(counted(b, () => false));
      }),
      { numRuns: 100 },
    );
  });

  test('takes batches larger than a chunk, and parts that grow', () => {
    const many = (first: number): RankedSlot[] =>
      Array.from({ length: 20 * MOST_SLOTS + 7 }, (_, n) => ({
        ids: [
          [4, first + n],
          [6, (first + n) * 2],
          [7, first + (n >>> 3)],
        ] as const,
        fields: 1,
        minor: false,
      }));
    // A slot is never so large, but nothing depends on it.
    const huge: RankedSlot = {
      ids: Array.from({ length: MOST_IDS + 5 }, (_, n) => [6, 1_000_000 + n] as const),
      fields: 2,
      minor: true,
    };
    const tables = [
      many(0),
      [...many(5000), huge, ...many(9000)],
      many(40_000),
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => many(n * 100_000)),
    ];
    const a = counted(tables, () => true);
    expect(a.size).toBeGreaterThan(200_000);
    const b = counted(tables, () => false);
    expect(a.entries.length).toBe(b.entries.length);
    const differ = (x: readonly unknown[], y: readonly unknown[]) => x.findIndex((e, i) => String(e) !== String(y[i]));
    expect(differ(a.entries, b.entries)).toBe(-1);
    expect(differ(a.persons, b.persons)).toBe(-1);
    expect(a.histogram).toEqual(b.histogram);
  });
});
