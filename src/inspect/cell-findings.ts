/** Findings of a batch, in the order of the cells, in arrays that are used again. */
export class CellFindings {
  count = 0;
  cell = new Int32Array(4096);
  from = new Int32Array(4096);
  to = new Int32Array(4096);
  /** Kind, own confidence, evidence and whether it is all of the cell, packed; see {@link pack}. */
  info = new Int32Array(4096);

  clear(): void {
    this.count = 0;
  }

  push(cell: number, from: number, to: number, info: number): void {
    const n = this.count;
    if (n === this.cell.length) this.#grow();
    this.cell[n] = cell;
    this.from[n] = from;
    this.to[n] = to;
    this.info[n] = info;
    this.count = n + 1;
  }

  /**
   * Puts the findings from `first` on, all of one cell, in the order in which they stand, and of two of one kind that
   * overlap leaves the surer.
   */
  order(first: number): void {
    const { from, to, info } = this;
    if (this.count - first > FEW) this.#sort(first);
    else this.#insert(first);
    let kept = first;
    for (let n = first; n < this.count; n++) {
      const last = kept - 1;
      // Of what hides in one word there may be many, one beside the other.
      const hidden = (info[n]! & HIDDEN) !== 0 && (info[last]! & HIDDEN) !== 0;
      if (kept > first && !hidden && kindOf(info[last]!) === kindOf(info[n]!) && from[n]! < to[last]!) {
        if (percentIn(info[n]!) <= percentIn(info[last]!)) continue;
        kept = last;
      }
      from[kept] = from[n]!;
      to[kept] = to[n]!;
      info[kept] = info[n]!;
      kept += 1;
    }
    this.count = kept;
  }

  #insert(first: number): void {
    const { from, to, info } = this;
    for (let n = first + 1; n < this.count; n++) {
      const [f, t, p] = [from[n]!, to[n]!, info[n]!];
      let at = n;
      for (; at > first && from[at - 1]! > f; at--) {
        from[at] = from[at - 1]!;
        to[at] = to[at - 1]!;
        info[at] = info[at - 1]!;
      }
      from[at] = f;
      to[at] = t;
      info[at] = p;
    }
  }

  /** For a text full of findings, which must not cost their square. */
  #sort(first: number): void {
    const n = this.count - first;
    const [from, to, info] = [this.from, this.to, this.info].map((a) => a.slice(first, this.count)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    // Position and number in one, so that equal positions keep their order.
    const order = Float64Array.from({ length: n }, (_, i) => from[i]! * 2 ** 23 + i).sort();
    for (let i = 0; i < n; i++) {
      const old = order[i]! % 2 ** 23;
      this.from[first + i] = from[old]!;
      this.to[first + i] = to[old]!;
      this.info[first + i] = info[old]!;
    }
  }

  #grow(): void {
    const size = this.cell.length * 2;
    this.cell = larger(this.cell, size);
    this.from = larger(this.from, size);
    this.to = larger(this.to, size);
    this.info = larger(this.info, size);
  }
}

/** Up to so many findings of a cell are put in order by insertion. */
const FEW = 48;
/** Set where a finding is all of its cell. */
export const WHOLE = 1 << 24;

/** Set where a finding was made in what the value hides, see `disguise/`: its bytes are not those of the datum. */
export const HIDDEN = 1 << 25;

export const pack = (kind: number, percent: number, evidence: number): number =>
  kind | (percent << 8) | (evidence << 16);
export const kindOf = (info: number): number => info & 0xff;
export const percentIn = (info: number): number => (info >>> 8) & 0xff;
export const evidenceIn = (info: number): number => (info >>> 16) & 0xff;

function larger(from: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(size);
  to.set(from);
  return to;
}
