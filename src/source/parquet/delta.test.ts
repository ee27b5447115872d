import fc from 'fast-check';
import { ByteWriter } from 'hyparquet-writer';
import { deltaBinaryPack } from 'hyparquet-writer/src/delta.js';
import { expect, test } from 'vitest';
import { decodeDelta } from './delta.ts';

function packed(values: readonly (number | bigint)[], type: 'INT32' | 'INT64'): Uint8Array {
  const writer = new ByteWriter();
  deltaBinaryPack(writer, values as number[], type);
  return new Uint8Array(writer.getBuffer());
}

const small = fc.array(fc.oneof(fc.integer(), fc.integer({ min: 0, max: 50 })), { minLength: 1, maxLength: 400 });
const large = fc.array(
  fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: 0n, max: 1000n }),
    fc.bigInt({ min: 2n ** 40n, max: 2n ** 41n }),
  ),
  { minLength: 1, maxLength: 400 },
);

test('integers of 32 and 64 bits read as they were written, and what follows begins where it does', () => {
  fc.assert(
    fc.property(small, (values) => {
      const bytes = packed(values, 'INT32');
      const out = new Int32Array(values.length);
      expect(decodeDelta(Uint8Array.from([9, ...bytes, 9]), 1, 4, out, values.length)).toBe(bytes.length + 1);
      expect([...out]).toEqual(values);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(large, (values) => {
      const out = new Int32Array(values.length * 2);
      decodeDelta(packed(values, 'INT64'), 0, 8, out, values.length);
      expect([...new BigInt64Array(out.buffer)]).toEqual(values);
    }),
    { numRuns: 300 },
  );
});

test('damaged: an error or other numbers, quickly, and never more than there are', () => {
  const bytes = packed(
    Array.from({ length: 300 }, (_, i) => (i * 7919) % 1000),
    'INT32',
  );
  const out = new Int32Array(300);
  expect(() => decodeDelta(bytes, 0, 4, new Int32Array(301), 301)).toThrow(RangeError);
  for (let n = 0; n < bytes.length - 40; n++)
    expect(() => decodeDelta(bytes.subarray(0, n), 0, 4, out, 300)).toThrow(RangeError);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (any) => {
      try {
        decodeDelta(any, 0, 8, new Int32Array(600), 300);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
    { numRuns: 1000 },
  );
});
