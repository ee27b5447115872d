/**
 * Finds through disguises: takes a value apart as often as it is wrapped, up to a depth, has each layer looked at, and
 * gives what was found for the place in the value where it is hidden.
 */
import { DouaneError } from '../../model/errors.ts';
import { CellFindings, evidenceIn, HIDDEN, kindOf, pack, percentIn, WHOLE } from '../cell-findings.ts';
import { EVIDENCE_BIT } from '../kinds/result.ts';
import { fold, MOST_FOLDED, mayFold, newView, type View } from './fold.ts';
import { joinNumbers, wholeNumber } from './numbers.ts';
import { MOST_UNPACKED, mayBePacked, packedIn } from './packed.ts';

/** Layers that are taken off. */
const MOST_LAYERS = 4;
/** Text that comes out of all packed words of one value. */
const MOST_OPENED = 4 * MOST_UNPACKED;
/** Of a long value so much is taken apart at once; nothing that hides is longer than what two windows share. */
const WINDOW = MOST_FOLDED;
const OVERLAP = 512;
/** Of numbers that were written apart only what is certain of itself counts. */
const CERTAIN = 85;
/** What was hidden is as much what it is; the form is a little less sure. */
const WORTH = 0.96;

/** Looks at a plain text; `words` for names and the like too. */
export type Look = (bytes: Uint8Array, from: number, to: number, words: boolean, into: CellFindings) => void;

interface Layer {
  readonly folded: View;
  readonly joined: View;
  readonly found: CellFindings;
}

export class Unveiler {
  readonly #look: Look;
  readonly #layers: Layer[] = [];
  #opened = 0;
  /** While something is revealed: of what kind, how many of it come first, and what it is. */
  #wanted = -1;
  #before = 0;
  #plain: Uint8Array | null = null;

  constructor(look: Look) {
    this.#look = look;
  }

  /**
   * Adds what hides in `bytes[from, to)` to `out`, behind what is there.
   *
   * @throws DouaneError LIMIT_LAYERS where more hides than is looked into.
   */
  find(bytes: Uint8Array, from: number, to: number, cell: number, words: boolean, out: CellFindings): void {
    if (to - from < LEAST) return;
    this.#opened = 0;
    this.#peel(bytes, from, to, words, 0, (start, end, info) => out.push(cell, start, end, info));
  }

  /**
   * The plain text of the finding of `kind` that hides in `bytes[from, to)`, `before` others of it left out; null where
   * it cannot be told from there alone.
   */
  reveal(bytes: Uint8Array, from: number, to: number, kind: number, before: number): Uint8Array | null {
    this.#wanted = kind;
    this.#before = before;
    this.#plain = null;
    this.#opened = 0;
    this.#peel(bytes, from, to, false, 0, () => {});
    this.#wanted = -1;
    return this.#plain;
  }

  /** Keeps a copy of what was found when it is what is wanted. */
  #note(bytes: Uint8Array, found: CellFindings, f: number): void {
    if (this.#wanted !== kindOf(found.info[f]!) || this.#plain !== null) return;
    if (this.#before === 0) this.#plain = bytes.slice(found.from[f]!, found.to[f]!);
    else this.#before -= 1;
  }

  /** A long value in windows that overlap; what is packed in it, as a whole. */
  #peel(bytes: Uint8Array, from: number, to: number, words: boolean, depth: number, tell: Tell): void {
    if (depth === MOST_LAYERS) {
      if (mayFold(bytes, from, to)) throw tooDeep();
      if (mayBePacked(bytes, from, to)) for (const _ of packedIn(bytes, from, to)) throw tooDeep();
      return;
    }
    let changed = false;
    for (let at = from; at < to; at += WINDOW - OVERLAP) {
      const end = Math.min(to, at + WINDOW);
      if (this.#window(bytes, at, end, words, depth, tell)) changed = true;
      if (end === to) break;
    }
    if (!changed) this.#open(bytes, from, to, words, depth, (at) => at, tell);
  }

  /** Gives whether the characters were disguised; then what is packed in them was opened too. */
  #window(bytes: Uint8Array, from: number, to: number, words: boolean, depth: number, tell: Tell): boolean {
    const { folded, joined, found } = this.#layer(depth);
    let text = bytes;
    let start = from;
    let end = to;
    let map: Int32Array | null = null;
    for (let round = 0; round < MOST_LAYERS && mayFold(text, start, end); round++) {
      // An escape of an escape: what came out goes in again.
      const source = map === null ? text : text.slice(start, end);
      const old = map === null ? null : map.slice(0, end + 1);
      if (!fold(source, map === null ? start : 0, map === null ? end : source.length, folded)) break;
      if (old !== null) for (let i = 0; i <= folded.length; i++) folded.at[i] = old[folded.at[i]!]!;
      text = folded.bytes;
      start = 0;
      end = folded.length;
      map = folded.at;
    }
    if (map !== null && mayFold(text, start, end)) throw tooDeep();
    const place = (at: number) => (map === null ? at : map[at]!);
    if (map !== null) {
      found.clear();
      this.#look(text, start, end, words, found);
      for (let f = 0; f < found.count; f++) {
        this.#note(text, found, f);
        tell(place(found.from[f]!), place(found.to[f]!), worth(found.info[f]!));
      }
    }
    if (wholeNumber(text, start, end, joined) || joinNumbers(text, start, end, joined)) {
      found.clear();
      this.#look(joined.bytes, 0, joined.length, false, found);
      for (let f = 0; f < found.count; f++) {
        if (percentIn(found.info[f]!) < CERTAIN) continue;
        this.#note(joined.bytes, found, f);
        tell(place(joined.at[found.from[f]!]!), place(endOf(joined, found.to[f]!)), worth(found.info[f]!));
      }
    }
    if (map !== null) this.#open(text, start, end, words, depth, place, tell);
    return map !== null;
  }

  #open(
    bytes: Uint8Array,
    from: number,
    to: number,
    words: boolean,
    depth: number,
    place: (at: number) => number,
    tell: Tell,
  ): void {
    if (!mayBePacked(bytes, from, to)) return;
    const { found } = this.#layer(depth);
    for (const packed of packedIn(bytes, from, to)) {
      this.#opened += packed.bytes.length;
      if (this.#opened > MOST_OPENED)
        throw new DouaneError('LIMIT_LAYERS', { expected: `at most ${MOST_OPENED} packed bytes in one value` });
      const all = (info: number) => tell(place(packed.from), place(packed.to), info);
      found.clear();
      this.#look(packed.bytes, 0, packed.bytes.length, words, found);
      for (let f = 0; f < found.count; f++) {
        this.#note(packed.bytes, found, f);
        all(worth(found.info[f]!));
      }
      this.#peel(packed.bytes, 0, packed.bytes.length, words, depth + 1, (_start, _end, info) => all(info));
    }
  }

  #layer(depth: number): Layer {
    this.#layers[depth] ??= { folded: newView(), joined: newView(), found: new CellFindings() };
    return this.#layers[depth];
  }
}

const tooDeep = () => new DouaneError('LIMIT_LAYERS', { expected: `text in at most ${MOST_LAYERS} layers` });

type Tell = (start: number, end: number, info: number) => void;

/** The shortest that can hide is a number of eleven digits, or an escape of two letters. */
const LEAST = 6;

/** Right behind the last byte that the view's text up to `to` is made of. */
const endOf = (view: View, to: number): number =>
  to === view.length
    ? view.at[to]!
    : Math.max(view.at[to - 1]! + 1, to > 0 && view.at[to] === view.at[to - 1]! + 1 ? view.at[to]! : 0);

/** All bits of evidence, and none of the flags above them. */
const MOST_EVIDENCE = (WHOLE >>> 16) - 1;

function worth(info: number): number {
  const percent = Math.floor(percentIn(info) * WORTH);
  return pack(kindOf(info), percent, (evidenceIn(info) & MOST_EVIDENCE) | EVIDENCE_BIT.context) | HIDDEN;
}
