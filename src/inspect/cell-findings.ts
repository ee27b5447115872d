/** Findings of a batch, cell by cell, in arrays that are used again. */
export class CellFindings {
  count = 0;
  cell = new Int32Array(4096);
  kind = new Uint8Array(4096);
  from = new Int32Array(4096);
  to = new Int32Array(4096);
  /** Own confidence of the value, in per cent. */
  percent = new Uint8Array(4096);
  /** 1 where the finding is all of the cell. */
  whole = new Uint8Array(4096);
  evidence = new Uint8Array(4096);

  clear(): void {
    this.count = 0;
  }

  push(cell: number, kind: number, from: number, to: number, percent: number, evidence: number, whole: number): void {
    const n = this.count;
    if (n === this.cell.length) this.#grow();
    this.cell[n] = cell;
    this.kind[n] = kind;
    this.from[n] = from;
    this.to[n] = to;
    this.percent[n] = percent;
    this.evidence[n] = evidence;
    this.whole[n] = whole;
    this.count = n + 1;
  }

  #grow(): void {
    const size = this.cell.length * 2;
    this.cell = larger(this.cell, new Int32Array(size));
    this.from = larger(this.from, new Int32Array(size));
    this.to = larger(this.to, new Int32Array(size));
    this.kind = larger(this.kind, new Uint8Array(size));
    this.percent = larger(this.percent, new Uint8Array(size));
    this.whole = larger(this.whole, new Uint8Array(size));
    this.evidence = larger(this.evidence, new Uint8Array(size));
  }
}

function larger<T extends Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
