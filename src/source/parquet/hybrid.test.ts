import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeHybrid, isOneRun } from './hybrid.ts';

/** Runs as Encodings.md writes them: `[value, times]`, or a list of values whose count is a multiple of eight. */
type Run = readonly [number, number] | { readonly packed: readonly number[] };

function encode(runs: readonly Run[], width: number): Uint8Array {
  const out: number[] = [];
  const varint = (n: number): void => {
    for (let v = n; ; v = Math.floor(v / 128)) {
      out.push((v % 128) + (v < 128 ? 0 : 128));
      if (v < 128) return;
    }
  };
  for (const run of runs) {
    if ('packed' in run) {
      varint((run.packed.length / 8) * 2 + 1);
      const bits = run.packed.reduce((sum, v, i) => sum | (BigInt(v) << BigInt(i * width)), 0n);
      for (let i = 0; i < (run.packed.length * width) / 8; i++) out.push(Number((bits >> BigInt(i * 8)) & 255n));
    } else {
      varint(run[1] * 2);
      for (let i = 0; i < width; i += 8) out.push(Math.floor(run[0] / 2 ** i) % 256);
    }
  }
  return Uint8Array.from(out);
}

const cases = fc.integer({ min: 0, max: 31 }).chain((width) => {
  const value = fc.integer({ min: 0, max: 2 ** width - 1 });
  const run: fc.Arbitrary<Run> = fc.oneof(
    fc.tuple(value, fc.integer({ min: 1, max: 300 })),
    fc
      .integer({ min: 1, max: 4 })
      .chain((n) => fc.array(value, { minLength: n * 8, maxLength: n * 8 }))
      .map((packed) => ({ packed })),
  );
  return fc.tuple(fc.constant(width), fc.array(run, { maxLength: 6 }));
});
const valuesOf = (runs: readonly Run[]): number[] =>
  runs.flatMap((r) => ('packed' in r ? r.packed : new Array<number>(r[1]).fill(r[0])));

test('runs of either kind, of any width, read as they were written; fewer where fewer are wanted', () => {
  fc.assert(
    fc.property(cases, fc.nat(), ([width, runs], fewer) => {
      const values = valuesOf(runs);
      const out = new Int32Array(values.length === 0 ? 0 : values.length - (fewer % values.length));
      decodeHybrid(encode(runs, width), width, out);
      expect([...out]).toEqual(values.slice(0, out.length));
    }),
    { numRuns: 500 },
  );
});

test('cut off or with more wanted: an error', () => {
  fc.assert(
    fc.property(cases, fc.nat(), ([width, runs], at) => {
      const bytes = encode(runs, width);
      const out = new Int32Array(valuesOf(runs).length);
      expect(() => decodeHybrid(bytes, width, new Int32Array(out.length + 1))).toThrow(RangeError);
      if (bytes.length > 0)
        expect(() => decodeHybrid(bytes.subarray(0, at % bytes.length), width, out)).toThrow(RangeError);
    }),
  );
  expect(() => decodeHybrid(Uint8Array.of(3, 1), 33, new Int32Array(1))).toThrow(RangeError);
});

test('one run is told from others', () => {
  expect(isOneRun(encode([[1, 500]], 1), 1, 1, 500)).toBe(true);
  expect(
    isOneRun(
      encode(
        [
          [1, 499],
          [1, 1],
        ],
        1,
      ),
      1,
      1,
      500,
    ),
  ).toBe(false);
  expect(isOneRun(encode([[0, 500]], 1), 1, 1, 500)).toBe(false);
  expect(isOneRun(encode([{ packed: new Array(8).fill(1) }], 1), 1, 1, 8)).toBe(false);
  expect(isOneRun(Uint8Array.of(255, 255), 1, 1, 8)).toBe(false);
  expect(isOneRun(new Uint8Array(), 1, 1, 0)).toBe(false);
});
