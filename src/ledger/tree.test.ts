import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growTree, numbered } from '../../test/support/tree.ts';
import { consistencyProof, verifyConsistency } from './consistency.ts';
import { verifyInclusion } from './proof.ts';
import { appendNodes, EMPTY_ROOT, type Hash, inclusionProof, leafHash, nodeHash, rootOf } from './tree.ts';
import vectors from './vectors/rfc6962.json' with { type: 'json' };

/** MTH of RFC 6962 §2.1, word for word. */
function mth(leaves: readonly Uint8Array[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const { leaves: INPUTS, roots: ROOTS, inclusion, consistency } = vectors;
const PATHS = inclusion.map((v) => [v.leaf, v.size, v.path] as const);
const CONSISTENCY = consistency.map((v) => [v.first, v.second, v.path] as const);

describe('vectors of the reference implementation of RFC 6962', () => {
  const tree = growTree(INPUTS.map(hexToBytes));
  test.each(ROOTS.map((root, size) => [size, root] as const))('root of %i leaves', (size, root) => {
    expect(bytesToHex(rootOf(size, tree.read))).toBe(root);
  });
  test.each(PATHS)('audit path of leaf %i of %i', (leaf, size, path) => {
    expect(inclusionProof(leaf, size, tree.read).map(bytesToHex)).toEqual(path);
    const hashes = path.map(hexToBytes);
    expect(verifyInclusion(leaf, size, leafHash(hexToBytes(INPUTS[leaf]!)), hashes, hexToBytes(ROOTS[size]!))).toBe(
      true,
    );
  });
  test.each(CONSISTENCY)('consistency of %i with %i', (first, second, path) => {
    expect(consistencyProof(first, second, tree.read).map(bytesToHex)).toEqual(path);
    const roots = [hexToBytes(ROOTS[first]!), hexToBytes(ROOTS[second]!)] as const;
    expect(verifyConsistency(first, second, path.map(hexToBytes), ...roots)).toBe(true);
  });
});

describe('every tree up to 40 leaves', () => {
  const all = numbered(40);
  const { read } = growTree(all);
  test('grown leaf by leaf has the root of the recursive definition', () => {
    for (let size = 0; size <= 40; size++) expect(rootOf(size, read)).toEqual(mth(all.slice(0, size)));
  });
  test('proves each leaf at its place and at no other', () => {
    for (let size = 1; size <= 40; size++) {
      const root = rootOf(size, read);
      for (let index = 0; index < size; index++) {
        const path = inclusionProof(index, size, read);
        for (let other = 0; other < size; other++) {
          expect(verifyInclusion(other, size, leafHash(all[index]!), path, root)).toBe(other === index);
        }
      }
    }
  });
  test('proves each smaller tree a prefix, and no other root', () => {
    for (let second = 1; second <= 40; second++) {
      for (let first = 1; first <= second; first++) {
        const path = consistencyProof(first, second, read);
        const [a, b] = [rootOf(first, read), rootOf(second, read)];
        expect(verifyConsistency(first, second, path, a, b)).toBe(true);
        if (first > 1) expect(verifyConsistency(first, second, path, rootOf(first - 1, read), b)).toBe(false);
        expect(verifyConsistency(first, second, path, a, leafHash(b))).toBe(false);
      }
    }
  });
});

test('any change of a bit, a missing and an added hash break an inclusion proof', () => {
  const all = numbered(200);
  const { read } = growTree(all);
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 200 }), fc.nat(), fc.nat(), fc.nat(255), (size, at, where, bit) => {
      const index = at % size;
      const path = inclusionProof(index, size, read);
      const [leaf, root] = [leafHash(all[index]!), rootOf(size, read)];
      expect(verifyInclusion(index, size, leaf, path, root)).toBe(true);
      const flip = (hash: Hash) => {
        const changed = Uint8Array.from(hash);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        return changed;
      };
      expect(verifyInclusion(index, size, flip(leaf), path, root)).toBe(false);
      expect(verifyInclusion(index, size, leaf, path, flip(root))).toBe(false);
      const n = where % path.length;
      expect(verifyInclusion(index, size, leaf, path.with(n, flip(path[n]!)), root)).toBe(false);
      expect(verifyInclusion(index, size, leaf, path.toSpliced(n, 1), root)).toBe(false);
      expect(verifyInclusion(index, size, leaf, [...path, root], root)).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test('an append writes and reads few nodes, whatever the size', () => {
  // A tree of 2^40 leaves exists only as its right edge here.
  for (const size of [2 ** 40, 2 ** 40 - 1, 2 ** 40 + 12_345]) {
    let reads = 0;
    const added = appendNodes(size, EMPTY_ROOT, () => {
      reads += 1;
      return EMPTY_ROOT;
    });
    expect(reads).toBeLessThanOrEqual(40);
    expect(added.length).toBe(reads + 1);
    reads = 0;
    inclusionProof(size - 1, size, () => {
      reads += 1;
      return EMPTY_ROOT;
    });
    expect(reads).toBeLessThanOrEqual(41);
  }
});

test('a proof outside the tree is refused, not guessed', () => {
  const { read } = growTree(numbered(3));
  expect(() => inclusionProof(3, 3, read)).toThrow(RangeError);
  expect(() => inclusionProof(-1, 3, read)).toThrow(RangeError);
  expect(() => consistencyProof(0, 3, read)).toThrow(RangeError);
  expect(() => consistencyProof(4, 3, read)).toThrow(RangeError);
  expect(verifyInclusion(0, 0, EMPTY_ROOT, [], EMPTY_ROOT)).toBe(false);
  expect(verifyInclusion(0.5, 2, EMPTY_ROOT, [], EMPTY_ROOT)).toBe(false);
});
