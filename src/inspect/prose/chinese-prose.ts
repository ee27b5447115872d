/**
 * The costly look at Chinese text: cuts a value into stretches of Han characters and weighs the names in each. The model is unpacked when the first text is met.
 */
import { KIND_INDEX } from '../../model/kinds.ts';
import { hanAt, isDigitByte, isLetterByte } from '../bytes.ts';
import { type CellFindings, kindOf, pack, percentIn } from '../cell-findings.ts';
import { EVIDENCE_BIT } from '../kinds/result.ts';
import { weighCues } from './han-cues.ts';
import { type LatinRun, readLatinName, weighLatinName } from './han-latin.ts';
import { HanNames, LONGEST_STRETCH } from './han-names.ts';
import { DASH, DOT } from './han-points.ts';
import { HanTables } from './han-tables.ts';
import { PACKED } from './han-tables-packed.ts';

const NAME = KIND_INDEX['person.name'];
const ADDRESS = KIND_INDEX.address;
/** Up to four characters are a value, not a text: what a column of them is, its other values and its header say. */
const SHORT = 12;
/** An address that is less sure than this is shown only. */
const COUNTS = 50;
/** Two characters, of names so sure; so many findings of a text at most, and per cent of what is found by them. */
const LEAST_MENTIONED = 6;
const SURE = 75;
const MOST_MENTIONED = 32;
const MENTIONED = 70;
const LIST_COMMA = 0x3001;
const EVIDENCE = EVIDENCE_BIT.dictionary | EVIDENCE_BIT.context;
let names: HanNames | undefined;

export class ChineseProse {
  readonly #points = new Uint16Array(LONGEST_STRETCH + 1);
  readonly #at = new Int32Array(LONGEST_STRETCH + 1);
  readonly #run: LatinRun = { to: 0, known: false, word: false };
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
    if (out.count > before) addMentions(bytes, start, end, before, out);
    dropInAddresses(bytes, out, before, cell);
  }

  #weigh(bytes: Uint8Array, start: number, end: number, cell: number, out: CellFindings): void {
    names ??= new HanNames(new HanTables(PACKED));
    const points = this.#points;
    const at = this.#at;
    let lastTo = -1;
    for (let i = start; i < end; ) {
      if (hanAt(bytes, i, end) === 0) {
        i = isCapital(bytes[i]!) ? this.#latin(bytes, start, i, end, cell, out) : i + 1;
        continue;
      }
      const from = i;
      let n = 0;
      while (n < LONGEST_STRETCH && i < end) {
        const point = hanAt(bytes, i, end);
        const dot = point === 0 ? dotAt(bytes, i, end) : 0;
        if (point === 0 && dot === 0) break;
        points[n] = point === 0 ? (bytes[i]! < 0x80 ? DASH : DOT) : point;
        at[n] = i;
        n += 1;
        i += point === 0 ? dot : 3;
      }
      at[n] = i;
      if (n < 2) continue;
      const before = pointBefore(bytes, start, from);
      const listed = before === LIST_COMMA && lastTo === from - 3;
      weighCues(points, n, { before, listed, ...pointsBehind(bytes, i, end) }, this.#cues);
      const found = names.find(points, n, this.#cues);
      for (let f = 0; f < found; f++) {
        if (isNumber(points, names.from[f]!, names.to[f]!)) continue;
        lastTo = at[names.to[f]!]!;
        out.push(cell, at[names.from[f]!]!, at[names.to[f]!]!, pack(NAME, percent(names.share[f]!), EVIDENCE));
      }
    }
  }

  /** A name in Latin letters that begins at `at`; gives where to go on. */
  #latin(bytes: Uint8Array, start: number, at: number, end: number, cell: number, out: CellFindings): number {
    let next = at + 1;
    while (next < end && isLetterByte(bytes[next]!)) next += 1;
    if (at > start && (isLetterByte(bytes[at - 1]!) || isDigitByte(bytes[at - 1]!))) return next;
    const run = this.#run;
    if (!readLatinName(bytes, at, end, run)) return next;
    const before = pointBefore(bytes, start, at);
    const { behind, next: second } = pointsBehind(bytes, run.to, end);
    const first = before < FIRST_HAN ? 0 : pointBefore(bytes, start, at - 3);
    const percent = weighLatinName(run, run.to - at, [first, before], [behind, second]);
    if (percent > 0) out.push(cell, at, run.to, pack(NAME, percent, EVIDENCE));
    return run.to;
  }
}

const FIRST_HAN = 0x3400;
const isCapital = (b: number): boolean => b >= 0x41 && b <= 0x5a;

/** Some numerals of receipts are surnames: 伍, 陆. */
const NUMERALS: ReadonlySet<number> = new Set(
  [...'零壹贰叁肆伍陆柒捌玖〇一二三四五六七八九十'].map((c) => c.charCodeAt(0)),
);

function isNumber(points: Uint16Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!NUMERALS.has(points[i]!)) return false;
  return true;
}

/** What was found surely once in a text is somebody's name wherever it stands again. */
function addMentions(bytes: Uint8Array, start: number, end: number, first: number, out: CellFindings): void {
  const found = out.count;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const seen = new Set<string>();
  let tries = 0;
  for (let f = first; f < found && tries < MOST_MENTIONED; f++) {
    const [from, to] = [out.from[f]!, out.to[f]!];
    if (percentIn(out.info[f]!) < SURE || to - from < LEAST_MENTIONED) continue;
    // Each may cost as much as the text is long.
    tries += 1;
    const name = text.subarray(from - start, to - start);
    // Most stand there once.
    if (text.indexOf(name, to - start) < 0 && text.indexOf(name) === from - start) continue;
    const key = name.toString('latin1');
    if (seen.has(key)) continue;
    seen.add(key);
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
      if (!isFound(out, first, found, start + at))
        out.push(out.cell[f]!, start + at, start + at + name.length, pack(NAME, MENTIONED, EVIDENCE));
  }
  if (out.count > found) out.order(first);
}

/** Whether one of the findings from `first` to `end`, in the order of the text, lies over `at`. */
function isFound(out: CellFindings, first: number, end: number, at: number): boolean {
  let low = first;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (out.to[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low < end && out.from[low]! <= at;
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
      if (kindOf(out.info[address]!) !== ADDRESS || percentIn(out.info[address]!) < COUNTS) continue;
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
          : b === 0x2e || b === 0x2d
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
