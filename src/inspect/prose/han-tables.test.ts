import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layOut } from '../tools/lay-out-han-model.ts';
import { HanModel } from './han-model.ts';
import { DASH, DOT, mix } from './han-points.ts';
import { FIRST_HAN, HAN, HanTables, IN_NAMES, PRIORS } from './han-tables.ts';
import { PACKED } from './han-tables-packed.ts';
import { readHanWords } from './han-words.ts';
import { PACKED as WORDS } from './han-words-packed.ts';

const learnt = new HanModel(WORDS);
const loaded = new HanTables(PACKED);

test('the packed tables are those of the list of words as it is now', () => {
  const packed = brotliDecompressSync(Buffer.from(PACKED, 'base64'));
  expect(Buffer.compare(packed, layOut(learnt))).toBe(0);
});

test('every word is as likely as a word and as a name as it was learnt', () => {
  const worst = { sum: 0, share: 0 };
  let words = 0;
  const tables = [...learnt.of.learned, ...learnt.words.learned].map(() => new Float64Array(0x10000));
  readHanWords(WORDS, tables, (_, length, hash) => {
    if (length === 1) return;
    words += 1;
    const [a, b] = [learnt.slot(hash), loaded.slot(hash)];
    if (a < 0 || b < 0) throw new Error(`the hash ${hash}`);
    const [was, is] = [learnt.wordAt(a) + learnt.nameAt(a), loaded.wordAt(b) + loaded.nameAt(b)];
    worst.sum = Math.max(worst.sum, Math.abs(is / was - 1));
    worst.share = Math.max(worst.share, Math.abs(loaded.nameAt(b) / is - learnt.nameAt(a) / was));
  });
  expect(words).toBeGreaterThan(150_000);
  expect(worst.sum).toBeLessThan(1e-6);
  expect(worst.share).toBeLessThan(1e-6);
});

test('what is no word is none', () => {
  let hash = 1;
  for (let i = 0; i < 200_000; i++) {
    hash = mix(hash, i);
    if (learnt.slot(hash) < 0 !== loaded.slot(hash) < 0) throw new Error(`the hash ${hash}`);
  }
  expect(loaded.slot(0)).toBe(-1);
});

test('characters, compound surnames and priors are as they were learnt', () => {
  const same = (was: ArrayLike<number>, is: ArrayLike<number>, what: string) => {
    let worst = 0;
    for (let c = FIRST_HAN; c < FIRST_HAN + HAN; c++)
      if (was[c] !== is[c]) worst = Math.max(worst, Math.abs(is[c]! / was[c]! - 1));
    expect(worst, what).toBeLessThan(1e-7);
    // The point and the dash in a foreign name are read like characters, which they are not.
    for (const c of [DOT, DASH]) expect(is[c], what).toBe(0);
  };
  same(learnt.single, loaded.single, 'single');
  same(learnt.syllable, loaded.syllable, 'syllable');
  for (const name of [...IN_NAMES, 'surname'] as const) same(learnt.of[name], loaded.of[name], name);
  for (const [pair, probability] of learnt.of.compounds())
    expect(loaded.of.compound(pair >>> 16, pair & 0xffff)).toBeCloseTo(probability, 9);
  for (const [a, b] of [
    [0x738b, 0x738b],
    [0x6b27, 0x738b],
  ] as const)
    expect(loaded.of.compound(a, b)).toBe(0);
  for (const name of PRIORS) expect(loaded[name]).toBe(learnt[name]);
});

test('words of two and three characters that are on no list are as likely as was learnt', () => {
  const han = fc.integer({ min: FIRST_HAN, max: FIRST_HAN + HAN - 1 });
  const near = (is: number, was: number) => expect(Math.abs(is / was - 1)).toBeLessThan(1e-6);
  fc.assert(
    fc.property(han, han, han, (a, b, c) => {
      near(loaded.words.two(a, b), learnt.words.two(a, b));
      near(loaded.words.three(a, b, c), learnt.words.three(a, b, c));
    }),
    { numRuns: 2000 },
  );
});

test('other bytes are no model', () => {
  expect(() => new HanTables('')).toThrow();
  const packed = (bytes: Uint8Array) => brotliCompressSync(bytes).toString('base64');
  const laid = layOut(learnt);
  expect(() => new HanTables(packed(laid.subarray(0, 7)))).toThrow(RangeError);
  expect(() => new HanTables(packed(laid.subarray(0, -1)))).toThrow(RangeError);
  expect(() => new HanTables(packed(new Uint8Array(laid.length)))).toThrow(RangeError);
});
