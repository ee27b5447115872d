import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { layOut } from '../tools/lay-out-han-model.ts';
import { HanModel, mix } from './han-model.ts';
import { BY_CHARACTER, HanTables, PRIORS, STEPS_OF_SHARE } from './han-tables.ts';
import { PACKED } from './han-tables-packed.ts';
import { hanWords } from './han-words.ts';
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
  for (const { word } of hanWords(WORDS)) {
    if (word.length === 1) continue;
    const hash = [...word].reduce((h, c) => mix(h, c.charCodeAt(0)), 0);
    const [a, b] = [learnt.slot(hash), loaded.slot(hash)];
    expect(a < 0).toBe(b < 0);
    if (a < 0) continue;
    words += 1;
    const [was, is] = [learnt.wordAt(a) + learnt.nameAt(a), loaded.wordAt(b) + loaded.nameAt(b)];
    worst.sum = Math.max(worst.sum, Math.abs(is / was - 1));
    worst.share = Math.max(worst.share, Math.abs(loaded.nameAt(b) / is - learnt.nameAt(a) / was));
  }
  expect(words).toBeGreaterThan(150_000);
  expect(worst.sum).toBeLessThan(1e-6);
  expect(worst.share).toBeLessThan(0.5 / STEPS_OF_SHARE + 1e-6);
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
  for (const name of BY_CHARACTER) {
    let worst = 0;
    for (let c = 0; c < 0x10000; c++) {
      const [was, is] = [learnt[name][c]!, loaded[name][c]!];
      if (was !== is) worst = Math.max(worst, Math.abs(is / was - 1));
    }
    expect(worst, name).toBeLessThan(1e-7);
  }
  for (const [pair, probability] of learnt.compounds())
    expect(loaded.compound(pair >>> 16, pair & 0xffff)).toBeCloseTo(probability, 9);
  expect(loaded.compound(0x738b, 0x738b)).toBe(0);
  for (const name of PRIORS) expect(loaded[name]).toBe(learnt[name]);
});

test('other bytes are no model', () => {
  expect(() => new HanTables('')).toThrow();
  const packed = (bytes: Uint8Array) => brotliCompressSync(bytes).toString('base64');
  const laid = layOut(learnt);
  expect(() => new HanTables(packed(laid.subarray(0, 7)))).toThrow(RangeError);
  expect(() => new HanTables(packed(laid.subarray(0, -1)))).toThrow(RangeError);
  expect(() => new HanTables(packed(new Uint8Array(laid.length)))).toThrow(RangeError);
});
