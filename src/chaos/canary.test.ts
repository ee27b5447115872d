import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CANARIES, canaryCsv, findCanaries, residentId } from './canary.ts';

const number = fc.nat(CANARIES - 1);

test('every number is another person', () => {
  const step = 997;
  const ids = new Set(Array.from({ length: CANARIES / 1_000 }, (_, n) => residentId(n * step)));
  expect(ids.size).toBe(CANARIES / 1_000);
  fc.assert(fc.property(number, number, (a, b) => (a === b) === (residentId(a) === residentId(b))));
});

test('in a file exactly those who were put there are found, as GB 11643 writes them', () => {
  // The example that is printed for the check digit: 11010519491231002X; it is no canary, for it is of 1949.
  expect(findCanaries(Buffer.from('11010519491231002X')).size).toBe(0);
  fc.assert(
    fc.property(
      fc.uniqueArray(number, { maxLength: 40 }),
      fc.constantFrom('', '高血压', '.'.repeat(90)),
      (who, note) => {
        expect([...findCanaries(Buffer.from(canaryCsv(who, note)))].sort()).toEqual(who.map(residentId).sort());
      },
    ),
  );
});

test('one digit more, less or other is nobody', () => {
  fc.assert(
    fc.property(number, fc.nat(17), fc.integer({ min: 1, max: 9 }), (n, at, by) => {
      const id = residentId(n);
      expect(findCanaries(Buffer.from(`1${id}`)).size).toBe(0);
      expect(findCanaries(Buffer.from(id.slice(0, -1))).size).toBe(0);
      if (id[at] === 'X') return;
      const other = id.slice(0, at) + ((Number(id[at]) + by) % 10) + id.slice(at + 1);
      expect(findCanaries(Buffer.from(other)).size).toBe(0);
    }),
  );
});
