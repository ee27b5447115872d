/** The persons themselves, as numbers: a union-find forest with what is known of each root, about 19 bytes a person. */

export const MINOR = 1;
export const IN_TRANSFER = 2;
/** Counted since the window of the day began, as ordinary or as sensitive. */
export const CURRENT_ORDINARY = 4;
export const CURRENT_SENSITIVE = 8;
/** Exported at all since the longer window began, and with sensitive data. */
export const PREVIOUS_ANY = 16;
export const PREVIOUS_SENSITIVE = 32;

export class People {
  #parent = new Uint32Array(1024);
  /** Fields seen, by bit; owned by the counter, kept at the root. */
  mask = new Uint32Array(1024);
  flags = new Uint8Array(1024);
  /** Rank of the best identifier; kept at the root. */
  best = new Uint8Array(1024);
  /** Strong types this person has a value of, by bit; kept at the root. */
  strong = new Uint8Array(1024);
  /** What the counter remembers of the last slot of a person, two words; nothing is kept of it. */
  last = new Int32Array(2048);
  count = 0;
  /** Unions made since loading: absorbed, into. */
  readonly merges: [number, number][] = [];

  add(): number {
    if (this.count === this.#parent.length) this.#grow(this.count * 2);
    const p = this.count++;
    this.#parent[p] = p;
    this.best[p] = 255;
    return p;
  }

  /** Makes room for and numbers persons up to `count`, each its own root. */
  load(count: number): void {
    if (count > this.#parent.length) this.#grow(Math.max(count, this.#parent.length * 2));
    while (this.count < count) this.add();
  }

  find(p: number): number {
    const parent = this.#parent;
    let root = p;
    while (parent[root] !== root) root = parent[root]!;
    while (parent[p] !== root) {
      const next = parent[p]!;
      parent[p] = root;
      p = next;
    }
    return root;
  }

  /** Makes one person of two roots; the older number stays, so that history keeps its names. */
  unite(a: number, b: number, log = true): number {
    if (a === b) return a;
    const keep = a < b ? a : b;
    const gone = a < b ? b : a;
    this.#parent[gone] = keep;
    this.mask[keep]! |= this.mask[gone];
    this.flags[keep]! |= this.flags[gone];
    this.strong[keep]! |= this.strong[gone];
    if (this.best[gone]! < this.best[keep]!) this.best[keep] = this.best[gone]!;
    if (log) this.merges.push([gone, keep]);
    return keep;
  }

  isRoot(p: number): boolean {
    return this.#parent[p] === p;
  }

  #grow(size: number): void {
    const copy = <T extends Uint32Array | Int32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#parent = copy(this.#parent, new Uint32Array(size));
    this.mask = copy(this.mask, new Uint32Array(size));
    this.flags = copy(this.flags, new Uint8Array(size));
    this.best = copy(this.best, new Uint8Array(size));
    this.strong = copy(this.strong, new Uint8Array(size));
    this.last = copy(this.last, new Int32Array(size * 2));
  }
}
