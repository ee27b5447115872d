/**
 * What is known of every identifier, by its 96-bit pseudonym: the person it belongs to and how it was met. Open
 * addressing over typed arrays in 256 parts that grow each by itself, so that growing never needs twice the memory.
 * About 17 bytes a place, 25 to 35 an identifier.
 */

/** Two people were seen with it: it tells nobody apart any more. */
export const SHARED = 0x10;
/** It was the best identifier of some slot. */
export const SEEN_ALONE = 0x20;
/** New or changed since it was loaded: has to be written. */
export const DIRTY = 0x40;
const USED = 0x80;
const RANK = 0x0f;

/** `person` of a shared identifier that never was the best of a slot. */
export const NOBODY = 0xffff_ffff;

const PARTS = 256;
const FIRST_SIZE = 64;
const FULL = 0.75;

interface Part {
  keys: Uint32Array;
  person: Uint32Array;
  meta: Uint8Array;
  used: number;
  limit: number;
  mask: number;
}

/** Where an identifier lies; valid until the next `locate`. */
export class IdentifierIndex {
  readonly #parts: Part[] = Array.from({ length: PARTS }, () => emptyPart(FIRST_SIZE));
  #part: Part = this.#parts[0]!;
  #at = 0;
  size = 0;

  /** Finds the place of a pseudonym and says whether it was known; if not, `insert` puts it there. */
  locate(a: number, b: number, c: number): boolean {
    const part = this.#parts[a & (PARTS - 1)]!;
    this.#part = part;
    const { keys, meta, mask } = part;
    let at = b & mask;
    while (meta[at] !== 0) {
      const k = at * 3;
      if (keys[k] === a && keys[k + 1] === b && keys[k + 2] === c) {
        this.#at = at;
        return true;
      }
      at = (at + 1) & mask;
    }
    this.#at = at;
    return false;
  }

  /** Puts the pseudonym that `locate` just did not find. Rank below 16. */
  insert(a: number, b: number, c: number, person: number, rank: number, flags: number): void {
    let part = this.#part;
    if (part.used >= part.limit) {
      part = grow(part);
      this.#parts[a & (PARTS - 1)] = part;
      this.#part = part;
      let at = b & part.mask;
      while (part.meta[at] !== 0) at = (at + 1) & part.mask;
      this.#at = at;
    }
    const k = this.#at * 3;
    part.keys[k] = a;
    part.keys[k + 1] = b;
    part.keys[k + 2] = c;
    part.person[this.#at] = person;
    part.meta[this.#at] = USED | flags | rank;
    part.used += 1;
    this.size += 1;
  }

  get person(): number {
    return this.#part.person[this.#at]!;
  }
  get flags(): number {
    return this.#part.meta[this.#at]! & ~(USED | RANK);
  }
  get rank(): number {
    return this.#part.meta[this.#at]! & RANK;
  }
  /** Changes what the located identifier says and marks it as changed. */
  update(person: number, flags: number): void {
    this.#part.person[this.#at] = person;
    this.#part.meta[this.#at] = (this.#part.meta[this.#at]! & (USED | RANK)) | flags | DIRTY;
  }

  /** Takes flags from all identifiers. */
  clear(flags: number): void {
    for (const part of this.#parts) for (let at = 0; at < part.meta.length; at++) part.meta[at]! &= ~flags;
  }

  /** Calls `visit` for every identifier that has all of `flags`. */
  forEach(flags: number, visit: (a: number, b: number, c: number, person: number, meta: number) => void): void {
    for (const part of this.#parts) {
      for (let at = 0; at < part.meta.length; at++) {
        const meta = part.meta[at]!;
        if ((meta & USED) === 0 || (meta & flags) !== flags) continue;
        visit(part.keys[at * 3]!, part.keys[at * 3 + 1]!, part.keys[at * 3 + 2]!, part.person[at]!, meta & ~USED);
      }
    }
  }
}

function emptyPart(size: number): Part {
  return {
    keys: new Uint32Array(size * 3),
    person: new Uint32Array(size),
    meta: new Uint8Array(size),
    used: 0,
    limit: Math.floor(size * FULL),
    mask: size - 1,
  };
}

function grow(old: Part): Part {
  const part = emptyPart(old.meta.length * 2);
  for (let from = 0; from < old.meta.length; from++) {
    const meta = old.meta[from]!;
    if (meta === 0) continue;
    const b = old.keys[from * 3 + 1]!;
    let at = b & part.mask;
    while (part.meta[at] !== 0) at = (at + 1) & part.mask;
    part.keys[at * 3] = old.keys[from * 3]!;
    part.keys[at * 3 + 1] = b;
    part.keys[at * 3 + 2] = old.keys[from * 3 + 2]!;
    part.person[at] = old.person[from]!;
    part.meta[at] = meta;
  }
  part.used = old.used;
  return part;
}
