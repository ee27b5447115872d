/**
 * The costly look at Chinese text: cuts a value into stretches of Han characters and weighs the names in each. The model is unpacked when the first text is met.
 */
import { KIND_INDEX } from '../../model/kinds.ts';
import { hanAt } from '../bytes.ts';
import { type CellFindings, kindOf, pack } from '../cell-findings.ts';
import { EVIDENCE_BIT } from '../kinds/result.ts';
import { weighCues } from './han-cues.ts';
import { DOT } from './han-model.ts';
import { HanNames, LONGEST_STRETCH } from './han-names.ts';
import { HanTables } from './han-tables.ts';
import { PACKED } from './han-tables-packed.ts';

const NAME = KIND_INDEX['person.name'];
const ADDRESS = KIND_INDEX.address;
/** Up to four characters are a value, not a text: what a column of them is, its other values and its header say. */
const SHORT = 12;
const EVIDENCE = EVIDENCE_BIT.dictionary | EVIDENCE_BIT.context;
let names: HanNames | undefined;

export class ChineseProse {
  readonly #points = new Uint16Array(LONGEST_STRETCH + 1);
  readonly #at = new Int32Array(LONGEST_STRETCH + 1);
  readonly #cues = {
    before: new Float64Array(LONGEST_STRETCH + 1),
    behind: new Float64Array(LONGEST_STRETCH + 1),
    title: new Uint8Array(LONGEST_STRETCH + 1),
  };

  /** Adds the names in `bytes[start, end)` to `out` under the number `cell`. */
  find(bytes: Uint8Array, start: number, end: number, cell: number, out: CellFindings): void {
    if (end - start <= SHORT) return;
    const before = out.count;
    this.#weigh(bytes, start, end, cell, out);
    dropInAddresses(bytes, out, before, cell);
  }

  #weigh(bytes: Uint8Array, start: number, end: number, cell: number, out: CellFindings): void {
    names ??= new HanNames(new HanTables(PACKED));
    const points = this.#points;
    const at = this.#at;
    for (let i = start; i < end; ) {
      if (hanAt(bytes, i, end) === 0) {
        i += 1;
        continue;
      }
      const from = i;
      let n = 0;
      while (n < LONGEST_STRETCH && i < end) {
        const point = hanAt(bytes, i, end);
        const dot = point === 0 ? dotAt(bytes, i, end) : 0;
        if (point === 0 && dot === 0) break;
        points[n] = point === 0 ? DOT : point;
        at[n] = i;
        n += 1;
        i += point === 0 ? dot : 3;
      }
      at[n] = i;
      if (n < 2) continue;
      weighCues(points, n, { before: pointBefore(bytes, start, from), ...pointsBehind(bytes, i, end) }, this.#cues);
      const found = names.find(points, n, this.#cues);
      for (let f = 0; f < found; f++) {
        if (isNumber(points, names.from[f]!, names.to[f]!)) continue;

        out.push(cell, at[names.from[f]!]!, at[names.to[f]!]!, pack(NAME, percent(names.share[f]!), EVIDENCE));
      }
    }
  }
}

/** Some numerals of receipts are surnames: 伍, 陆. */
const NUMERALS: ReadonlySet<number> = new Set(
  [...'零壹贰叁肆伍陆柒捌玖〇一二三四五六七八九十'].map((c) => c.charCodeAt(0)),
);

function isNumber(points: Uint16Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!NUMERALS.has(points[i]!)) return false;
  return true;
}

/** Roads and houses are named like people: what begins in an address, or not far behind one, is part of it. */
function dropInAddresses(bytes: Uint8Array, out: CellFindings, first: number, cell: number): void {
  let address = first;
  while (address > 0 && out.cell[address - 1] === cell) address -= 1;
  let kept = first;
  // Both stand in the order of the text.
  for (let f = first; f < out.count; f++) {
    const from = out.from[f]!;
    let inside = false;
    for (; address < first && !inside; address++) {
      if (kindOf(out.info[address]!) !== ADDRESS) continue;
      if (out.from[address]! >= out.to[f]!) break;
      inside = isNear(bytes, out.to[address]!, from);
    }
    if (inside) {
      address -= 1;
      continue;
    }
    out.from[kept] = from;
    out.to[kept] = out.to[f]!;
    out.info[kept] = out.info[f]!;
    kept += 1;
  }
  out.count = kept;
}

/** At most three Han characters lie between. */
function isNear(bytes: Uint8Array, to: number, from: number): boolean {
  if (from - to > 9) return false;
  for (let i = to; i < from; i += 3) if (hanAt(bytes, i, from) === 0) return false;
  return true;
}

/** Of the names with an even chance among all readings about half are right, of those without a rival four in five. */
const percent = (share: number): number => Math.round(100 * (0.2 + 0.65 * share));

/** Bytes of a point between the syllables of a foreign name, with a Han character behind it; 0 for none. */
function dotAt(bytes: Uint8Array, at: number, end: number): number {
  const b = bytes[at]!;
  const n =
    b === 0xc2 && bytes[at + 1] === 0xb7
      ? 2
      : b === 0xe2 && bytes[at + 1] === 0x80 && (bytes[at + 2] === 0xa2 || bytes[at + 2] === 0xa7)
        ? 3
        : (b === 0xe3 && bytes[at + 1] === 0x83 && bytes[at + 2] === 0xbb) ||
            (b === 0xef && bytes[at + 1] === 0xbc && bytes[at + 2] === 0x8e)
          ? 3
          : b === 0x2e
            ? 1
            : 0;
  return n > 0 && hanAt(bytes, at + n, end) !== 0 ? n : 0;
}

function pointAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  const b = bytes[at]!;
  if (b < 0x80) return b;
  if (b >= 0xe0 && b < 0xf0 && at + 2 < end)
    return ((b & 0x0f) << 12) | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
  return 0xfffd;
}

/** The two characters behind a stretch, 0 for none. */
function pointsBehind(bytes: Uint8Array, at: number, end: number): { behind: number; next: number } {
  const behind = pointAt(bytes, at, end);
  return { behind, next: behind === 0 ? 0 : pointAt(bytes, at + (behind < 0x80 ? 1 : 3), end) };
}

function pointBefore(bytes: Uint8Array, start: number, at: number): number {
  if (at === start) return 0;
  if (bytes[at - 1]! < 0x80) return bytes[at - 1]!;
  return at - 3 >= start ? pointAt(bytes, at - 3, at) : 0xfffd;
}
