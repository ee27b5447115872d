/** Remembers what a close look found in short values, since most texts of a table come again and again. */
import type { CellFindings } from './cell-findings.ts';

const MOST_BYTES = 240;
const PLACES = 4096;
const MOST_FINDINGS = 8;

interface Seen {
  readonly bytes: Uint8Array;
  readonly words: boolean;
  /** From and to from the start of the value, and what was found, three by three. */
  readonly findings: readonly number[];
}

export class SeenValues {
  readonly #places = new Array<Seen | undefined>(PLACES);
  #place = -1;
  #to = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #words = false;

  /** What was found in the same value before, or null; then {@link keep} may be called for it. */
  find(bytes: Uint8Array, from: number, to: number, words: boolean): readonly number[] | null {
    this.#place = -1;
    if (to - from > MOST_BYTES) return null;
    const place = hash(bytes, from, to) & (PLACES - 1);
    const seen = this.#places[place];
    if (seen !== undefined && seen.words === words && same(seen.bytes, bytes, from, to - from)) return seen.findings;
    this.#place = place;
    this.#to = to;
    this.#bytes = bytes;
    this.#words = words;
    return null;
  }

  /** Remembers the findings from `first` on for the value that begins at `from`. */
  keep(first: number, from: number, out: CellFindings): void {
    if (this.#place < 0 || out.count - first > MOST_FINDINGS) return;
    const findings: number[] = [];
    for (let f = first; f < out.count; f++) findings.push(out.from[f]! - from, out.to[f]! - from, out.info[f]!);
    this.#places[this.#place] = { bytes: this.#bytes.slice(from, this.#to), words: this.#words, findings };
  }
}

function same(known: Uint8Array, bytes: Uint8Array, from: number, length: number): boolean {
  if (known.length !== length) return false;
  for (let i = 0; i < length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}

/** FNV-1a. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let h = 0x811c9dc5;
  for (let i = from; i < to; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return (h ^ (h >>> 13)) >>> 0;
}
