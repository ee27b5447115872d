import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyConsistency, verifyInclusion } from './proof.ts';
import {
  appendNodes,
  consistencyProof,
  EMPTY_ROOT,
  type Hash,
  inclusionProof,
  leafHash,
  type NodeId,
  nodeHash,
  rootOf,
} from './tree.ts';

/** A tree in memory, grown leaf by leaf as the store grows it. */
function grow(leaves: readonly Uint8Array[]) {
  const nodes = new Map<string, Hash>();
  const read = ({ level, position }: NodeId) => {
    const hash = nodes.get(`${level}/${position}`);
    if (hash === undefined) throw new Error(`no node ${level}/${position}`);
    return hash;
  };
  leaves.forEach((leaf, size) => {
    for (const { id, hash } of appendNodes(size, leafHash(leaf), read)) nodes.set(`${id.level}/${id.position}`, hash);
  });
  return { read, nodes, size: leaves.length };
}

/** MTH of RFC 6962 §2.1, word for word. */
function mth(leaves: readonly Uint8Array[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0]!);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const number = (n: number) => new TextEncoder().encode(`leaf ${n}`);
const leaves = (n: number) => Array.from({ length: n }, (_, i) => number(i));

/**
 * Vectors of the reference implementation of RFC 6962 (certificate-transparency, cpp/merkletree/merkle_tree_test.cc),
 * also in transparency-dev/merkle, testonly/constants.go.
 */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATHS: [leaf: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const CONSISTENCY: [first: number, second: number, path: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

describe('vectors of the reference implementation of RFC 6962', () => {
  const tree = grow(INPUTS.map(hexToBytes));
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
  const all = leaves(40);
  const { read } = grow(all);
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
  const all = leaves(200);
  const { read } = grow(all);
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
  const { read } = grow(leaves(3));
  expect(() => inclusionProof(3, 3, read)).toThrow(RangeError);
  expect(() => inclusionProof(-1, 3, read)).toThrow(RangeError);
  expect(() => consistencyProof(0, 3, read)).toThrow(RangeError);
  expect(() => consistencyProof(4, 3, read)).toThrow(RangeError);
  expect(verifyInclusion(0, 0, EMPTY_ROOT, [], EMPTY_ROOT)).toBe(false);
  expect(verifyInclusion(0.5, 2, EMPTY_ROOT, [], EMPTY_ROOT)).toBe(false);
});
