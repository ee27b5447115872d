import { latin1LeafHash, latin1NodeHash } from './native-hash.ts';
import { HASH_BYTES, type ReadNode } from './tree.ts';

/** Hashes of complete subtrees of one level, side by side, the first at position `first`. */
export interface Row {
  readonly level: number;
  readonly first: number;
  readonly count: number;
  readonly hashes: Buffer;
}

/**
 * The complete subtrees that come to be when leaves are appended to a tree of `size`, as `appendNodes` gives them one
 * leaf at a time: by level, that of the leaves first. Nothing is allocated for a hash.
 */
export function growthOf(size: number, leaves: readonly (Uint8Array | string)[], read: ReadNode): Row[] {
  const rows: Row[] = [];
  // One hash has room in front: where the first that came to be is a right child, its sibling.
  let [level, first, count] = [0, size, leaves.length];
  let hashes = Buffer.allocUnsafe((1 + count) * HASH_BYTES);
  for (let i = 0; i < count; i++) hashes.write(latin1LeafHash(leaves[i]!), (1 + i) * HASH_BYTES, 'latin1');
  while (count > 0) {
    rows.push({ level, first, count, hashes: hashes.subarray(HASH_BYTES) });
    const isRight = first % 2 === 1;
    const pairs = Math.floor((count + (isRight ? 1 : 0)) / 2);
    if (isRight) hashes.set(read({ level, position: first - 1 }));
    const above = Buffer.allocUnsafe((1 + pairs) * HASH_BYTES);
    let from = isRight ? 0 : HASH_BYTES;
    for (let i = 1; i <= pairs; i++, from += 2 * HASH_BYTES) {
      above.write(latin1NodeHash(hashes, from), i * HASH_BYTES, 'latin1');
    }
    [level, first, count, hashes] = [level + 1, Math.floor(first / 2), pairs, above];
  }
  return rows;
}
