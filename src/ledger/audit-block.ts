import { hash as digest } from 'node:crypto';
import { HASH_BYTES } from './tree.ts';

/**
 * The tree above a block of leaves, recomputed with node:crypto into one buffer a level: an audit comes by here for
 * every leaf some dozen times, so nothing is allocated for a hash. (Strings of Latin-1 pass through `hash` in a third
 * of the time that buffers take.)
 */
export const BLOCK_LEVELS = 12;
export const BLOCK = 2 ** BLOCK_LEVELS;

export class Block {
  /** Hashes of complete subtrees in the block, by level, one after the other. */
  readonly levels: readonly Buffer[] = Array.from({ length: BLOCK_LEVELS + 1 }, (_, level) =>
    Buffer.alloc(HASH_BYTES * (BLOCK >> level)),
  );
  readonly #pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);
  #leaf = Buffer.alloc(4_096);
  #count = 0;

  /** Takes the leaves of a block, all or as many as there are. */
  fill(leaves: readonly string[]): void {
    this.#count = leaves.length;
    for (const [i, leaf] of leaves.entries()) {
      if (this.#leaf.length <= 3 * leaf.length) this.#leaf = Buffer.alloc(6 * leaf.length + 1);
      const length = 1 + this.#leaf.write(leaf, 1, 'utf8');
      const text = digest('sha256', this.#leaf.subarray(0, length), 'binary');
      this.levels[0]!.write(text, i * HASH_BYTES, 'latin1');
    }
    for (let level = 1; level <= BLOCK_LEVELS; level++) {
      for (let i = 0; i < this.countAt(level); i++) {
        this.#pair.set(this.#below(level, i), 1);
        this.levels[level]!.write(digest('sha256', this.#pair, 'binary'), i * HASH_BYTES, 'latin1');
      }
    }
  }

  /** Complete subtrees of a level. */
  countAt(level: number): number {
    return this.#count >> level;
  }

  #below(level: number, i: number): Uint8Array {
    return this.levels[level - 1]!.subarray(2 * i * HASH_BYTES, (2 * i + 2) * HASH_BYTES);
  }

  /**
   * Root, in base64, of the tree that ends with the first `count` leaves of the block; `outside` are the complete
   * subtrees before the block, the nearest first.
   */
  rootAt(count: number, outside: readonly Uint8Array[]): string {
    // What was joined so far always lies in the right half of the pair.
    const pair = this.#pair;
    let first = true;
    const join = (hashes: Uint8Array, at: number) => {
      const half = first ? RIGHT : LEFT;
      for (let i = 0; i < HASH_BYTES; i++) pair[half + i] = hashes[at + i]!;
      if (!first) pair.write(digest('sha256', pair, 'binary'), RIGHT, 'latin1');
      first = false;
    };
    for (let level = 0, end = count; end > 0; level++, end >>= 1) {
      if ((end & 1) === 1) join(this.levels[level]!, (end - 1) * HASH_BYTES);
    }
    for (const peak of outside) join(peak, 0);
    return pair.toString('base64', RIGHT);
  }
}

const LEFT = 1;
const RIGHT = 1 + HASH_BYTES;
