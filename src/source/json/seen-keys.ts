/** Keys remembered at most, over all objects open at once. */
const MAX_SEEN = 1 << 18;

/**
 * Keys of the maps open now, to find one given twice. Keys with a path of their own are marked on the path; keys
 * that are data are remembered here by a hash of 52 bits. Beyond a quarter of a million keys in open maps new ones
 * are not remembered: every value is inspected either way.
 */
export class SeenKeys {
  readonly #byDepth: { object: number; keys: Set<number> }[] = [];
  #count = 0;

  /** Remembers the key in the object numbered `object` at `depth`; returns its hash, or -1 where it was there. */
  add(depth: number, object: number, bytes: Uint8Array, start: number, end: number): number {
    let at = this.#byDepth[depth];
    if (at === undefined) {
      at = { object, keys: new Set() };
      this.#byDepth[depth] = at;
    }
    if (at.object !== object) {
      this.#count -= at.keys.size;
      at.keys.clear();
      at.object = object;
    }
    const hash = hash52(bytes, start, end);
    if (at.keys.has(hash)) return -1;
    if (this.#count < MAX_SEEN) {
      at.keys.add(hash);
      this.#count += 1;
    }
    return hash;
  }

  /** Forgets a key again, because its member will be read once more. */
  forget(depth: number, hash: number): void {
    if (this.#byDepth[depth]!.keys.delete(hash)) this.#count -= 1;
  }
}

/** Two multiplicative hashes of 32 bits, mixed into each other, 26 bits of each. */
function hash52(bytes: Uint8Array, start: number, end: number): number {
  let a = 0x243f6a88;
  let b = 0x13198a2e;
  for (let i = start; i < end; i++) {
    a = Math.imul(a ^ bytes[i]!, 0x9e3779b1);
    b = Math.imul(b ^ bytes[i]!, 0x85ebca77);
    a = (a << 13) | (a >>> 19);
  }
  a = Math.imul(a ^ (a >>> 16), 0xc2b2ae3d) ^ Math.imul(b ^ (b >>> 15), 0x27d4eb2f);
  b = Math.imul(b ^ (b >>> 16), 0x165667b1) ^ Math.imul(a ^ (a >>> 15), 0x9e3779b1);
  return (a >>> 6) * 0x4000000 + (b >>> 6);
}
