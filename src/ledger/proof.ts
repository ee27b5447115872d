import { type Hash, MAX_SIZE, nodeHash } from './tree.ts';

/**
 * True exactly if `path` proves that the leaf with this hash stands at `index` in the tree of `size` leaves with
 * this root (RFC 9162 §2.1.3.2). Pure; runs in a browser.
 */
export function verifyInclusion(index: number, size: number, leaf: Hash, path: readonly Hash[], root: Hash): boolean {
  if (!isSize(index) || !isSize(size) || index >= size) return false;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const sibling of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalHashes(hash, root);
}

export function equalHashes(a: Uint8Array, b: Uint8Array): boolean {
  let same = a.length === b.length;
  for (let i = 0; same && i < a.length; i++) same = a[i] === b[i];
  return same;
}

export const isSize = (n: number) => Number.isSafeInteger(n) && n >= 0 && n <= MAX_SIZE;
export const isOdd = (n: number) => n % 2 === 1;
export const half = (n: number) => Math.floor(n / 2);
