import { sha256 } from '@noble/hashes/sha2.js';

/** Merkle tree of RFC 6962 §2.1 (the same in RFC 9162 §2.1), over any store of its complete subtrees. Pure. */

export type Hash = Uint8Array;
export const HASH_BYTES = 32;
/** The root of no leaves: SHA-256 of the empty string (RFC 6962 §2.1). */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0));
/** Sizes above this are refused; index arithmetic stays exact in a double. */
export const MAX_SIZE = 2 ** 48;

/** SHA-256(0x00 ‖ leaf). */
export function leafHash(leaf: Uint8Array): Hash {
  return sha256.create().update(Uint8Array.of(0)).update(leaf).digest();
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256.create().update(Uint8Array.of(1)).update(left).update(right).digest();
}

export type NodeHash = typeof nodeHash;

/** A complete subtree: the `position`-th from the left of those with 2^level leaves. */
export interface NodeId {
  readonly level: number;
  readonly position: number;
}

/** Gives the hash of a complete subtree that lies within the tree. */
export type ReadNode = (id: NodeId) => Hash;

/** Root of the tree of the first `size` leaves; reads O(log size) nodes. `join` is {@link nodeHash} or its like. */
export function rootOf(size: number, read: ReadNode, join: NodeHash = nodeHash): Hash {
  return size === 0 ? EMPTY_ROOT : hashRange(0, size, read, join);
}

/**
 * The complete subtrees that come to be when a leaf is appended to a tree of `size`, the leaf itself first. At most
 * log2(size) + 1, on average two.
 */
export function appendNodes(
  size: number,
  leaf: Hash,
  read: ReadNode,
  join: NodeHash = nodeHash,
): { id: NodeId; hash: Hash }[] {
  const out = [{ id: { level: 0, position: size }, hash: leaf }];
  for (let level = 0, position = size; position % 2 === 1; level++) {
    const hash = join(read({ level, position: position - 1 }), out.at(-1)!.hash);
    position = (position - 1) / 2;
    out.push({ id: { level: level + 1, position }, hash });
  }
  return out;
}

/** Audit path of the leaf `index` in the tree of the first `size` leaves (RFC 9162 §2.1.3.1). */
export function inclusionProof(index: number, size: number, read: ReadNode): Hash[] {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size && size <= MAX_SIZE)) {
    throw new RangeError('a leaf outside the tree');
  }
  const path: Hash[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      path.push(hashRange(middle, end, read));
      end = middle;
    } else {
      path.push(hashRange(start, middle, read));
      start = middle;
    }
  }
  return path.reverse();
}

/** Largest power of two below `n` (RFC 6962 §2.1: k). */
export function splitOf(n: number): number {
  let k = 2 ** Math.floor(Math.log2(n));
  if (k >= n) k /= 2;
  return k;
}

/** Hash of the leaves [start, end), a range that the recursion of RFC 6962 reaches. */
export function hashRange(start: number, end: number, read: ReadNode, join: NodeHash = nodeHash): Hash {
  const count = end - start;
  const level = Math.round(Math.log2(count));
  if (2 ** level === count) return read({ level, position: start / count });
  const middle = start + splitOf(count);
  return join(hashRange(start, middle, read, join), hashRange(middle, end, read, join));
}
