import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growTree, numbered } from '../../test/support/tree.ts';
import { checkConsistency, consistencyProof, verifyConsistency } from './consistency.ts';
import { EMPTY_ROOT, type Hash, leafHash, rootOf } from './tree.ts';

const MOST = 300;
const { read } = growTree(numbered(MOST));
const roots = Array.from({ length: MOST + 1 }, (_, size) => rootOf(size, read));

const flip = (hash: Hash, bit: number): Hash => hash.with(bit >> 3, hash[bit >> 3]! ^ (1 << (bit & 7)));

test(`every pair of sizes up to ${MOST}: the proof holds, and not once a bit of it or of a root is changed`, () => {
  for (let second = 1; second <= MOST; second++) {
    for (let first = 1; first <= second; first++) {
      const [older, newer] = [roots[first]!, roots[second]!];
      const path = consistencyProof(first, second, read);
      expect(verifyConsistency(first, second, path, older, newer)).toBe(true);
      // One change a pair, each of the four in turn, and each time another bit.
      const bit = (first * 31 + second * 17) % 256;
      const at = (first * 7 + second) % Math.max(1, path.length);
      const changed = [
        [path, flip(older, bit), newer],
        [path, older, flip(newer, bit)],
        [path.length === 0 ? [newer] : path.with(at, flip(path[at]!, bit)), older, newer],
        [path.length === 0 ? [older] : path.toSpliced(at, 1), older, newer],
      ] as const;
      expect(verifyConsistency(first, second, ...changed[(first + second) % 4]!)).toBe(false);
    }
  }
});

test('every bit of every hash of a proof matters', () => {
  for (const [first, second] of [
    [1, 2],
    [3, 7],
    [6, 8],
    [64, 100],
    [129, 300],
  ] as const) {
    const path = consistencyProof(first, second, read);
    path.forEach((hash, at) => {
      for (let bit = 0; bit < 256; bit++) {
        const changed = path.with(at, flip(hash, bit));
        expect(verifyConsistency(first, second, changed, roots[first]!, roots[second]!)).toBe(false);
      }
    });
  }
});

test('a proof is for its sizes alone, and nothing may follow it', () => {
  const size = fc.integer({ min: 1, max: MOST });
  fc.assert(
    fc.property(size, size, size, (a, b, c) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const path = consistencyProof(first, second, read);
      expect(verifyConsistency(first, second, [...path, EMPTY_ROOT], roots[first]!, roots[second]!)).toBe(false);
      if (c === first || c === second) return;
      expect(verifyConsistency(c, second, path, roots[c]!, roots[second]!)).toBe(
        c < second && samePath(consistencyProof(c, second, read), path),
      );
    }),
  );
});

const samePath = (a: readonly Hash[], b: readonly Hash[]) => Buffer.concat(a).equals(Buffer.concat(b));

test('two histories of one length have no proof', () => {
  const other = growTree(numbered(MOST).with(5, new Uint8Array(0))).read;
  const head = (size: number, from = read) => ({ size, root: rootOf(size, from) });
  expect(checkConsistency(head(100), head(200), read)).toHaveLength(consistencyProof(100, 200, read).length);
  expect(checkConsistency(head(5, other), head(200), read)).not.toBeNull();
  for (const size of [6, 100, 200]) {
    expect(checkConsistency(head(size), head(200, other), read)).toBeNull();
    expect(checkConsistency(head(size), head(200, other), other)).toBeNull();
  }
});

test('the empty ledger is a prefix of every other, by the root it must have', () => {
  const newer = { size: 7, root: roots[7]! };
  expect(checkConsistency({ size: 0, root: EMPTY_ROOT }, newer, read)).toEqual([]);
  expect(checkConsistency({ size: 0, root: leafHash(EMPTY_ROOT) }, newer, read)).toBeNull();
  expect(() => checkConsistency(newer, { size: 6, root: roots[6]! }, read)).toThrow(RangeError);
  expect(() => consistencyProof(0, 3, read)).toThrow(RangeError);
  expect(verifyConsistency(0, 3, [], EMPTY_ROOT, roots[3]!)).toBe(false);
});
