/** The costly look at text in Latin script: its tokens, the addresses in them, then people and places. */
import { KIND_INDEX } from '../../model/kinds.ts';
import { type CellFindings, kindOf, pack } from '../cell-findings.ts';
import { EVIDENCE_BIT } from '../kinds/result.ts';
import { findLatinAddresses } from './latin-addresses.ts';
import { findCuedPhones, urlEnd } from './latin-forms.ts';
import { findLatinNames } from './latin-names.ts';
import { LatinTokens, MOST_TOKENS, NEWLINE, NUMBER } from './latin-tokens.ts';

const NAME = KIND_INDEX['person.name'];
const ADDRESS = KIND_INDEX.address;
const PLACE = KIND_INDEX.place;
const EVIDENCE = EVIDENCE_BIT.dictionary | EVIDENCE_BIT.context;
const PHONE = KIND_INDEX.phone;
const WEB = KIND_INDEX.url;
/** Per cent of what is found in a label: shown, and not counted. */
const LABEL = 45;
/** A word of two letters is the least. */
const LEAST = 2;
/** So many findings of the value are looked at to see whether a token is of one already. */
const MOST_KNOWN = 256;

export class LatinProse {
  readonly #tokens = new LatinTokens();
  readonly #taken = new Uint8Array(MOST_TOKENS + 1);

  /**
   * Adds names, places, addresses, web addresses and announced phones in `bytes[start, end)` to `out` under the number
   * `cell`; what the findings from `first` on lie over is left alone.
   */
  find(bytes: Uint8Array, start: number, end: number, cell: number, first: number, out: CellFindings): void {
    const tokens = this.#tokens;
    // Without a sentence around it a name is as likely a film's or a firm's: what a column of such is, all of it tells.
    let most = 100;
    const tell = (kind: number) => (from: number, last: number, percent: number) =>
      out.push(
        cell,
        tokens.from[from]!,
        tokens.to[last]!,
        pack(kind, kind === NAME && !this.#headsAddress(from, last) ? Math.min(most, percent) : percent, EVIDENCE),
      );
    const known = Math.min(out.count, first + MOST_KNOWN);
    for (let at = start; end - at >= LEAST; ) {
      const to = tokens.read(bytes, at, end);
      this.#taken.fill(0, 0, tokens.count);
      this.#takeUrls(bytes, end, cell, out);
      this.#takeKnown(first, known, out);
      most = tokens.isSentence ? 100 : LABEL;
      findCuedPhones(tokens, this.#taken, tell(PHONE));
      findLatinAddresses(tokens, this.#taken, tell(ADDRESS));
      findLatinNames(tokens, this.#taken, tell(NAME), tell(PLACE));
      at = to;
    }
  }

  /** All of a line above one that begins with a number. */
  #headsAddress(first: number, last: number): boolean {
    const { gap, bits, count } = this.#tokens;
    return (
      (first === 0 || gap[first] === NEWLINE) &&
      last > first &&
      last + 1 < count &&
      gap[last + 1] === NEWLINE &&
      (bits[last + 1]! & NUMBER) !== 0
    );
  }

  #takeUrls(bytes: Uint8Array, end: number, cell: number, out: CellFindings): void {
    const { from, to, count } = this.#tokens;
    for (let t = 0; t < count; t++) {
      const stop = urlEnd(bytes, from[t]!, to[t]!, end);
      if (stop === 0) continue;
      out.push(cell, from[t]!, stop, pack(WEB, 90, EVIDENCE_BIT.format));
      for (; t < count && from[t]! < stop; t++) this.#taken[t] = 1;
      t -= 1;
    }
  }

  /** Marks the tokens of what was found before: a number that is a card is no phone. */
  #takeKnown(first: number, known: number, out: CellFindings): void {
    const { from, to, count } = this.#tokens;
    for (let f = first; f < known; f++) {
      const kind = kindOf(out.info[f]!);
      if (kind === NAME || kind === ADDRESS) continue;
      for (let t = firstFrom(to, count, out.from[f]! + 1); t < count && from[t]! < out.to[f]!; t++) this.#taken[t] = 1;
    }
  }
}

/** First of the ascending `ends` that is at least `position`. */
function firstFrom(ends: Int32Array, count: number, position: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
