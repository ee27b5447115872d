import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growTree, numbered } from '../../test/support/tree.ts';
import { growthOf } from './growth.ts';

test('what comes to be at once is what comes to be leaf by leaf, and nothing else is read than what was there', () => {
  fc.assert(
    fc.property(fc.nat(70), fc.nat(70), (size, more) => {
      const leaves = numbered(size + more);
      const before = growTree(leaves.slice(0, size));
      const after = growTree(leaves);
      const grown = new Map<string, string>();
      for (const { level, first, count, hashes } of growthOf(size, leaves.slice(size), before.read)) {
        expect(hashes).toHaveLength(32 * count);
        for (let i = 0; i < count; i++)
          grown.set(`${level}/${first + i}`, hashes.toString('hex', 32 * i, 32 * (i + 1)));
      }
      const expected = [...after.nodes].filter(([id]) => !before.nodes.has(id));
      expect(grown).toEqual(new Map(expected.map(([id, hash]) => [id, Buffer.from(hash).toString('hex')])));
    }),
    { numRuns: 300 },
  );
});
