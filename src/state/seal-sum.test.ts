import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSum, hashRow, parseSum, SUM_BYTES, sealKeys, shift } from './seal-sum.ts';

const sum = fc.oneof(
  fc.uint8Array({ minLength: SUM_BYTES, maxLength: SUM_BYTES }),
  fc.constantFrom(0x00, 0x01, 0xff).map((byte) => new Uint8Array(SUM_BYTES).fill(byte)),
);
const bigOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const keys = sealKeys(createSecretKey(Buffer.alloc(32, 1)));

test('sums are those of whole numbers modulo 2^256', () => {
  fc.assert(
    fc.property(sum, sum, (a, b) => {
      const c = a.slice();
      shift(c, b, 1);
      expect(bigOf(c)).toBe(BigInt.asUintN(256, bigOf(a) + bigOf(b)));
      shift(c, b, -1);
      expect(c).toEqual(a);
      shift(c, b, -1);
      expect(bigOf(c)).toBe(BigInt.asUintN(256, bigOf(a) - bigOf(b)));
    }),
  );
});

test('what is kept gives the sum back, with no other key and beside nothing else', () => {
  const other = sealKeys(createSecretKey(Buffer.alloc(32, 2)));
  fc.assert(
    fc.property(sum, fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.string(), (a, nonce, beside) => {
      const kept = formatSum(keys.sum, a, beside, () => nonce);
      expect(new Uint8Array(parseSum(keys.sum, kept, beside)!)).toEqual(a);
      expect(parseSum(other.sum, kept, beside)).toBeUndefined();
      expect(parseSum(keys.row, kept, beside)).toBeUndefined();
      expect(parseSum(keys.sum, kept, `${beside}.`)).toBeUndefined();
    }),
  );
});

test('rows read alike only when they are', () => {
  const row = (table: string, head: string, ...blobs: (string | null)[]) =>
    hashRow(
      keys.row,
      table,
      Buffer.from(head),
      blobs.map((b) => (b === null ? null : Buffer.from(b))),
    ).toString();
  const rows = [
    row('t', 'a', 'b'),
    row('t', 'ab'),
    row('t', '', 'ab'),
    row('ta', '', 'b'),
    row('t', 'b', 'a'),
    row('u', 'a', 'b'),
    row('t1:', 'a'),
    row('t', ':1:a'),
  ];
  expect(new Set(rows).size).toBe(rows.length);
});
