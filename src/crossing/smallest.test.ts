import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldTreatment } from '../model/result.ts';
import { type Candidate, smallest } from './smallest.ts';

const remove = (path: string, hits = 1): Candidate => ({ treatment: { path, do: 'remove' }, hits, loss: 2 });
const coarsen = (path: string, hits = 1): Candidate => ({ treatment: { path, do: 'generalise' }, hits, loss: 1 });
const paths = (set: readonly FieldTreatment[] | null) => set?.map((t) => `${t.path}=${t.do}`).toSorted() ?? null;

test('one field that does it alone is preferred to two', () => {
  const good = (set: readonly FieldTreatment[]) =>
    set.some((t) => t.path === 'c') || (set.some((t) => t.path === 'a') && set.some((t) => t.path === 'b'));
  expect(paths(smallest([remove('a'), remove('b'), remove('c')], good))).toEqual(['c=remove']);
});

test('coarser is preferred to gone when both do it', () => {
  expect(paths(smallest([remove('geo'), coarsen('geo')], (set) => set.length > 0))).toEqual(['geo=generalise']);
});

test('null when not even all of it does it', () => {
  expect(smallest([remove('a'), remove('b')], () => false)).toBeNull();
  expect(smallest([], () => true)).toBeNull();
});

test('a set larger than can be tried exhaustively is minimal: nothing in it can be left out', () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 5, max: 24 })
        .chain((n) => fc.tuple(fc.constant(n), fc.uniqueArray(fc.nat(n - 1), { minLength: 1, maxLength: n }))),
      ([n, needed]) => {
        const all = Array.from({ length: n }, (_, i) => remove(`f${i}`, i));
        const good = (set: readonly FieldTreatment[]) => needed.every((i) => set.some((t) => t.path === `f${i}`));
        expect(paths(smallest(all, good))).toEqual(needed.map((i) => `f${i}=remove`).toSorted());
      },
    ),
    { numRuns: 60 },
  );
});
