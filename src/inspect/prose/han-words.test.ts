import { brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mix } from './han-points.ts';
import { COUNT_BASE, LEVEL_BASE, PREFIX_BASE, readHanWords, SHARE_BASE, SHARE_PARTS } from './han-words.ts';

const hashOf = (word: string): number => [...word].reduce((hash, c) => mix(hash, c.charCodeAt(0)), 0);

interface Entry {
  readonly word: string;
  readonly size: number;
  readonly parts: number;
}

/** As the tool writes it: one table in which 王 has 1/2 and all others 1/4, then the words. */
function packed(entries: readonly Entry[]): string {
  const level = (p: number) => String.fromCharCode(LEVEL_BASE - 8 * Math.log2(p));
  let before = '';
  const lines = entries.map(({ word, size, parts }) => {
    let same = 0;
    while (same < before.length && same < word.length && before[same] === word[same]) same += 1;
    before = word;
    const share = parts === 0 ? '' : String.fromCharCode(SHARE_BASE + parts);
    return String.fromCharCode(PREFIX_BASE + same) + word.slice(same) + String.fromCharCode(COUNT_BASE + size) + share;
  });
  return brotliCompressSync([`${level(0.25)}王${level(0.5)}`, ...lines].join('\n')).toString('base64');
}

test('words come with their hashes, counts and shares, whatever they share with the one before', () => {
  const word = fc.array(fc.constantFrom(...'王张小明天'), { minLength: 1, maxLength: 6 }).map((c) => c.join(''));
  const entry = fc.record({ word, size: fc.nat(40), parts: fc.nat(SHARE_PARTS) });
  fc.assert(
    fc.property(fc.uniqueArray(entry, { selector: (e) => e.word, minLength: 1, maxLength: 30 }), (entries) => {
      const sorted = entries.toSorted((a, b) => (a.word < b.word ? -1 : 1));
      const table = new Float64Array(0x10000);
      const told: unknown[] = [];
      readHanWords(packed(sorted), [table], (...args) => told.push(args));
      expect([table['王'.charCodeAt(0)], table['张'.charCodeAt(0)]]).toEqual([0.5, 0.25]);
      expect(told).toEqual(
        sorted.map(({ word, size, parts }) => [
          word.charCodeAt(0),
          word.length,
          hashOf(word),
          2 ** (size / 4),
          parts / SHARE_PARTS,
        ]),
      );
    }),
  );
});
