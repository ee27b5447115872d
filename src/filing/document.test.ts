import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leafRanges, number, plain } from './document.ts';

test('ranges of leaves name every leaf and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), (leaves) => {
      leaves.sort((a, b) => a - b);
      const named = leafRanges(leaves, 100)
        .zh.split(', ')
        .filter((part) => part !== '')
        .flatMap((part) => {
          const [a, b] = part.split('–').map(Number) as [number, number?];
          return Array.from({ length: (b ?? a) - a + 1 }, (_, i) => a + i);
        });
      expect(named).toEqual(leaves);
    }),
  );
});

test('too many ranges are cut, and how many leaves there are is said', () => {
  expect(leafRanges([1, 3, 5, 7], 2).en).toBe('1, 3 and others, 4 in all');
});

test('text of others is in one line, visible, and no longer than a cell', () => {
  expect(plain('a\nb\tc')).toBe('a b c');
  expect(plain('x\u202ey\u0000z\ufeff')).toBe('x\ufffdy\ufffdz\ufffd');
  expect(plain('\ud83d')).toBe('\ufffd');
  expect(plain('名'.repeat(500))).toBe(`${'名'.repeat(400)}…`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (value) => {
      expect(plain(value).length).toBeLessThanOrEqual(401);
      expect(plain(value).isWellFormed()).toBe(true);
    }),
  );
});

test('thousands are apart', () => {
  expect([0, 999, 1000, 1_234_567].map(number)).toEqual(['0', '999', '1,000', '1,234,567']);
});
