import type { Checkpoint } from './checkpoint.ts';
import { equalHashes, half, isOdd, isSize } from './proof.ts';
import { EMPTY_ROOT, type Hash, hashRange, MAX_SIZE, nodeHash, type ReadNode, splitOf } from './tree.ts';

/** Consistency of two heads of one ledger: that nothing was changed or taken away between them. Pure; runs in a browser. */

/** Proof that the tree of `first` leaves is a prefix of the tree of `second` (RFC 9162 §2.1.4.1). */
export function consistencyProof(first: number, second: number, read: ReadNode): Hash[] {
  if (!(Number.isSafeInteger(first) && first > 0 && first <= second && second <= MAX_SIZE)) {
    throw new RangeError('sizes that no tree grew through');
  }
  const path: Hash[] = [];
  let [start, end] = [0, second];
  // While the old tree's end lies inside, go towards it; `whole` says that the old root itself is still known.
  let whole = true;
  while (first < end) {
    const middle = start + splitOf(end - start);
    if (first <= middle) {
      path.push(hashRange(middle, end, read));
      end = middle;
    } else {
      path.push(hashRange(start, middle, read));
      start = middle;
      whole = false;
    }
  }
  if (!whole) path.push(hashRange(start, end, read));
  return path.reverse();
}

/**
 * True exactly if `path` proves that the tree of `first` leaves with its root is a prefix of the tree of `second`
 * leaves with its (RFC 9162 §2.1.4.2).
 */
export function verifyConsistency(
  first: number,
  second: number,
  path: readonly Hash[],
  firstRoot: Hash,
  secondRoot: Hash,
): boolean {
  if (!isSize(first) || !isSize(second) || first === 0 || first > second) return false;
  if (first === second) return path.length === 0 && equalHashes(firstRoot, secondRoot);
  const steps = 2 ** Math.round(Math.log2(first)) === first ? [firstRoot, ...path] : [...path];
  if (steps.length === 0) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [fr, sr] = [steps[0]!, steps[0]!];
  for (const step of steps.slice(1)) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(step, fr);
      sr = nodeHash(step, sr);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = nodeHash(sr, step);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalHashes(fr, firstRoot) && equalHashes(sr, secondRoot);
}

/**
 * Whether the older of two heads is a prefix of the newer. The proof is made from `read`, whatever that is, and holds
 * against both roots: where the nodes come from need not be trusted.
 *
 * @returns the proof; null where there is none, so that one key vouches for two histories (or `read` is damaged).
 * @throws RangeError when the older head is the larger.
 * @example
 * if (checkConsistency(older, newer, tileReader(newer.size, tile)) === null) throw new Error('a second history');
 */
export function checkConsistency(
  older: Pick<Checkpoint, 'size' | 'root'>,
  newer: Pick<Checkpoint, 'size' | 'root'>,
  read: ReadNode,
): readonly Hash[] | null {
  if (older.size > newer.size) throw new RangeError('the older head is the larger');
  // RFC 9162 gives no proof from the empty tree: it is a prefix of every tree.
  if (older.size === 0) return equalHashes(older.root, EMPTY_ROOT) ? [] : null;
  const proof = consistencyProof(older.size, newer.size, read);
  return verifyConsistency(older.size, newer.size, proof, older.root, newer.root) ? proof : null;
}
