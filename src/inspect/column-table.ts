import { KIND_IDS } from '../model/kinds.ts';

export const KINDS_COUNT = KIND_IDS.length;
export const NO_ROLE = -1;

/**
 * What is counted of each column of a file, in arrays by number of column, or by number of column times
 * {@link KINDS_COUNT} plus kind: the loops over cells and findings touch nothing else.
 */
export class ColumnTable {
  columns = 0;
  /** Values seen; cells without one (empty, NULL, a dash) are none. */
  values = new Float64Array(16);
  /** Values that fit the column's role. */
  roleHits = new Float64Array(16);
  /** Values that are a long number or end in one: what forms by chance are measured against. */
  codes = new Float64Array(16);
  /** Number of the role, or {@link NO_ROLE}. */
  role = new Int8Array(16);
  /** Least per cent that a value must fit the role with. */
  leastFit = new Uint8Array(16);
  /** 1 where a value is held against the role also when the scanner found something that fills it. */
  alongside = new Uint8Array(16);
  /** 1 where words are looked for in values that are not otherwise understood. */
  words = new Uint8Array(16);
  /** 1 for columns of declared fields. */
  subject = new Uint8Array(16);
  /** Number of the person in a row that the column belongs to. */
  group = new Uint16Array(16);
  /** Set where something was seen that calls for a new decision. */
  stale = new Uint8Array(16);

  ofRole = new Uint8Array(16 * KINDS_COUNT);
  hits = new Float64Array(16 * KINDS_COUNT);
  whole = new Float64Array(16 * KINDS_COUNT);
  percents = new Float64Array(16 * KINDS_COUNT);
  /** Best own confidence of findings that are the whole value, of those inside longer text, and all evidence. */
  best = new Uint8Array(16 * KINDS_COUNT);
  bestInText = new Uint8Array(16 * KINDS_COUNT);
  evidence = new Uint8Array(16 * KINDS_COUNT);
  /** Least own confidence with which a whole value counts, and above it (8 bits) one inside text. */
  least = new Uint16Array(16 * KINDS_COUNT);
  /** Mask with the bit of the field; 0 where none was given. */
  mask = new Uint32Array(16 * KINDS_COUNT);

  /** Columns and kinds of which something better than before was seen, with where it lies: three numbers each. */
  readonly betters: number[] = [];

  better(column: number, kind: number, from: number, to: number): void {
    this.stale[column] = 1;
    this.betters.push(column * KINDS_COUNT + kind, from, to);
  }

  add(): number {
    const c = this.columns++;
    if (c === this.values.length) this.#grow(c * 2);
    this.role[c] = NO_ROLE;
    return c;
  }

  #grow(size: number): void {
    this.values = larger(this.values, new Float64Array(size));
    this.roleHits = larger(this.roleHits, new Float64Array(size));
    this.codes = larger(this.codes, new Float64Array(size));
    this.role = larger(this.role, new Int8Array(size));
    this.leastFit = larger(this.leastFit, new Uint8Array(size));
    this.alongside = larger(this.alongside, new Uint8Array(size));
    this.words = larger(this.words, new Uint8Array(size));
    this.subject = larger(this.subject, new Uint8Array(size));
    this.group = larger(this.group, new Uint16Array(size));
    this.stale = larger(this.stale, new Uint8Array(size));
    const all = size * KINDS_COUNT;
    this.ofRole = larger(this.ofRole, new Uint8Array(all));
    this.hits = larger(this.hits, new Float64Array(all));
    this.whole = larger(this.whole, new Float64Array(all));
    this.percents = larger(this.percents, new Float64Array(all));
    this.best = larger(this.best, new Uint8Array(all));
    this.bestInText = larger(this.bestInText, new Uint8Array(all));
    this.evidence = larger(this.evidence, new Uint8Array(all));
    this.least = larger(this.least, new Uint16Array(all));
    this.mask = larger(this.mask, new Uint32Array(all));
  }
}

function larger<T extends Int8Array | Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
