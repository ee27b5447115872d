import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forEachPerson, formatPersonSet } from './person-set.ts';

const formatted = (numbers: number[]) => formatPersonSet((visit) => numbers.forEach((n) => void visit(n)));
const parsed = (bytes: Uint8Array) => {
  const out: number[] = [];
  forEachPerson(bytes, (p) => out.push(p));
  return out;
};

test('what was written is read again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(2 ** 31 - 1)), (numbers) => {
      numbers.sort((a, b) => a - b);
      expect(parsed(formatted(numbers))).toEqual(numbers);
    }),
  );
});

test('neighbours take a byte each', () => {
  expect(formatted(Array.from({ length: 1000 }, (_, i) => i + 5))).toHaveLength(1000);
});

test('numbers out of order, and sets cut short, are refused', () => {
  expect(() => formatted([3, 3])).toThrow(RangeError);
  expect(() => formatted([3, 2])).toThrow(RangeError);
  expect(() => parsed(formatted([5, 100_000]).subarray(0, -1))).toThrow(RangeError);
});
