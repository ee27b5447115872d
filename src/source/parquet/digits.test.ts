import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BatchBuilder } from '../batch-builder.ts';
import {
  appendDate,
  appendDecimal,
  appendHex,
  appendInteger,
  appendScaled,
  appendTime,
  appendTimestamp,
  appendWords,
} from './digits.ts';
import { printDecimal, printDouble, printFloat32 } from './text.ts';
import { printDate, printTime, printTimestamp } from './time.ts';

/** What was printed, or null where nothing was. */
function printed(append: (out: BatchBuilder) => boolean): string | null {
  const out = new BatchBuilder(0, 'f', 1 << 20);
  out.appendAscii('|');
  const done = append(out);
  const text = Buffer.from(out.bytes.subarray(1, out.length)).toString('latin1');
  if (!done) expect(text).toBe('');
  return done ? text : null;
}

const always =
  (append: (out: BatchBuilder) => void) =>
  (out: BatchBuilder): boolean => {
    append(out);
    return true;
  };
const units = fc.constantFrom('MILLIS', 'MICROS', 'NANOS' as const);
const edges = [0n, 1n, -1n, 9n, 10n, 999_999_999n, 10n ** 9n, 2n ** 32n, 2n ** 53n - 1n, -(2n ** 53n), 2n ** 63n - 1n];
const long = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 54n), max: 2n ** 54n }),
  fc.constantFrom(...edges),
);
const words = (v: bigint) => [Number(BigInt.asUintN(32, v)), Number(BigInt.asIntN(32, v >> 32n))] as const;
const isSafe = (v: bigint) => v >= -(2n ** 53n) && v < 2n ** 53n;

test('integers', () => {
  fc.assert(
    fc.property(long, (v) => {
      expect(printed((out) => appendWords(out, ...words(v)))).toBe(isSafe(v) ? String(v) : null);
      if (isSafe(v)) expect(printed(always((out) => appendInteger(out, Number(v))))).toBe(String(v));
    }),
    { numRuns: 2000 },
  );
});

test('decimals by scale', () => {
  fc.assert(
    fc.property(long, fc.integer({ min: 1, max: 15 }), (v, scale) => {
      if (isSafe(v)) expect(printed((out) => appendScaled(out, Number(v), scale))).toBe(printDecimal(v, scale));
    }),
    { numRuns: 2000 },
  );
  expect(printed((out) => appendScaled(out, 5, 0))).toBeNull();
  expect(printed((out) => appendScaled(out, 5, 16))).toBeNull();
});

test('doubles and floats: what is printed is the shortest text, and money always is', () => {
  const any = fc.oneof(
    fc.double(),
    fc.integer().map((n) => n / 100),
    fc.tuple(fc.maxSafeInteger(), fc.nat(8)).map(([n, e]) => n / 10 ** e),
  );
  fc.assert(
    fc.property(any, (v) => {
      const text = printed((out) => appendDecimal(out, v, false));
      if (text !== null) expect(text).toBe(printDouble(v));
      const single = Math.fround(v);
      const short = printed((out) => appendDecimal(out, single, true));
      if (short !== null) expect(short).toBe(printFloat32(single));
    }),
    { numRuns: 5000 },
  );
  for (const v of [0, 0.01, 12.3, -199.99, 7, 99999999999.5])
    expect(printed((o) => appendDecimal(o, v, false))).toBe(String(v));
  for (const v of [-0, NaN, Infinity, 1e-7, 1e300, 1 / 3])
    expect(printed((o) => appendDecimal(o, v, false))).toBeNull();
});

test('dates, times and timestamps', () => {
  fc.assert(
    fc.property(fc.integer({ min: -800_000, max: 3_000_000 }), (days) => {
      const expected = printDate(days);
      expect(printed((out) => appendDate(out, days))).toBe(expected.length === 10 ? expected : null);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.nat(86_399_999_999), fc.nat(999), units, (t, nanos, unit) => {
      const v = unit === 'MILLIS' ? Math.floor(t / 1000) : unit === 'MICROS' ? t : t * 1000 + nanos;
      expect(printed((out) => appendTime(out, v, unit))).toBe(printTime(BigInt(v), unit));
    }),
  );
  fc.assert(
    fc.property(long, units, fc.boolean(), (v, unit, utc) => {
      const text = printed((out) => appendTimestamp(out, ...words(v), unit, utc));
      const expected = printTimestamp(v, unit, utc);
      const plain = /^\d{4}-/.test(expected) && (unit === 'NANOS' || isSafe(v));
      expect(text).toBe(plain ? expected : null);
    }),
    { numRuns: 5000 },
  );
  for (const [v, unit] of [
    [1700000000123456789n, 'NANOS'],
    [-1n, 'MICROS'],
    [253402300799999n, 'MILLIS'],
  ] as const)
    expect(printed((out) => appendTimestamp(out, ...words(v), unit, true))).toBe(printTimestamp(v, unit, true));
});

test('hexadecimal', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(printed(always((out) => appendHex(out, bytes, 0, bytes.length)))).toBe(Buffer.from(bytes).toString('hex'));
    }),
  );
});
