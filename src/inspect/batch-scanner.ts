/** Looks at every value of a batch: what the scanner finds in it, and whether it is what its column is by its role. */
import { type Batch, CELL_BOOLEAN, CELL_NULL } from '../model/batch.ts';
import { DouaneError } from '../model/errors.ts';
import { KIND_INDEX } from '../model/kinds.ts';
import { isDigitByte, isLetterByte } from './bytes.ts';
import { CLOSED_TOO, LOOK_ALWAYS, LOOK_FOR_WORDS, LOOK_OPEN, MARKED, survey } from './candidates.ts';
import { type CellFindings, evidenceIn, HIDDEN, kindOf, pack, percentIn, WHOLE } from './cell-findings.ts';
import { closerOf } from './closers.ts';
import { type ColumnTable, KINDS_COUNT, NO_ROLE } from './column-table.ts';
import { Unveiler } from './disguise/unveiler.ts';
import { canClose, closedFit, fitRole, isLoose, isNoValue } from './fits.ts';
import { ChineseProse } from './prose/chinese-prose.ts';
import { LatinProse } from './prose/latin-prose.ts';
import { MAX_FINDINGS, Scanner } from './scanner.ts';
import { SeenValues } from './seen-values.ts';
import { HAN_TEXT, LATIN_TEXT, nameBeside, TextWords } from './text-words.ts';

/** Stands in findings as the kind of a value of a declared field. */
export const SUBJECT_KIND = 255;

// Bits of a column's plan, above role (8 bits) and least fit (8 bits).
const HAS_ROLE = 1 << 16;
const ALONGSIDE = 1 << 17;
const SUBJECT = 1 << 18;
const CLOSABLE = 1 << 19;
const WORDS = 1 << 20;
const LOOSE = 1 << 21;
const HEALTH = KIND_INDEX.health;
/** Two Han characters are the shortest text that says something. */
const LEAST_TEXT = 6;
/** One value in so many is looked at for {@link ColumnTable.codes} once there are enough of them. */
const CODES_STEP = 8;
const FEW_CELLS = 4096;
/** As in the kernel: shorter numbers say nothing of whether a phone or a card is one by chance. */
const LONG_CODE = 9;

/** Kinds beside which a name may stand without a word that announces it. */
const BESIDE_NAMES = new Uint8Array(256);
for (const kind of ['phone', 'phone.landline', 'cn.resident-id', 'passport'] as const)
  BESIDE_NAMES[KIND_INDEX[kind]] = 1;

export class BatchScanner {
  /** Values in which a form could begin, values read closely, and values not read again for they were the same. */
  readonly looks = { forms: 0, closely: 0, remembered: 0 };
  readonly #scanner = new Scanner();
  readonly #words = new TextWords();
  readonly #chinese = new ChineseProse();
  readonly #latin = new LatinProse();
  readonly #seen = new SeenValues();
  readonly #unveiler = new Unveiler((bytes, from, to, words, into) => this.#plain(bytes, from, to, words, into));
  /** By column: role, least fit and what else the loop over cells has to know, in one number. */
  #plan = new Int32Array(16);
  /** By column: which of its cells the loop has to see. */
  #look = new Uint8Array(16);
  /** By column: what closes its plain values; see {@link closerOf}. */
  closers = new Uint8Array(16);
  /** Owned by `scan`, for the length of a call. */
  #batch: Batch | null = null;
  readonly #closing: boolean;
  readonly #lastCell = new Int32Array(256);

  /** Without `closing` the kernel leaves each value to the code here: what it does is held against that. */
  constructor(closing = true) {
    this.#closing = closing;
  }

  /**
   * Adds all findings of the batch to `out`, but those of the cells that the kernel closes, and counts values and findings in `table`.
   *
   * @throws DouaneError LIMIT_LAYERS with the record, where more hides in a value than is looked into.
   */
  scan(batch: Batch, table: ColumnTable, out: CellFindings): void {
    this.#makePlan(table);
    this.#batch = batch;
    out.clear();
    this.#cells(batch, table, out);
    this.#count(batch, table, out);
  }

  /** See {@link Unveiler.reveal}. */
  reveal(bytes: Uint8Array, from: number, to: number, kind: number, before: number): Uint8Array | null {
    return this.#unveiler.reveal(bytes, from, to, kind, before);
  }

  #makePlan(table: ColumnTable): void {
    const { columns, role, leastFit, alongside, subject } = table;
    if (this.#plan.length < columns) {
      this.#plan = new Int32Array(columns * 2);
      this.#look = new Uint8Array(columns * 2);
      this.closers = new Uint8Array(columns * 2);
    }
    for (let c = 0; c < columns; c++) {
      const hasRole = role[c] !== NO_ROLE;
      this.closers[c] = hasRole && this.#closing ? closerOf(role[c]!, leastFit[c]!) : 0;
      this.#plan[c] =
        (hasRole ? role[c]! | HAS_ROLE : 0) |
        (leastFit[c]! << 8) |
        (alongside[c] === 1 ? ALONGSIDE : 0) |
        (subject[c] === 1 ? SUBJECT : 0) |
        (hasRole && canClose(role[c]!) ? CLOSABLE : 0) |
        (hasRole && isLoose(role[c]!) ? LOOSE : 0) |
        (table.words[c] === 1 ? WORDS : 0);
      this.#look[c] = (this.#plan[c]! & ~WORDS) !== 0 ? LOOK_ALWAYS : table.words[c] === 1 ? LOOK_FOR_WORDS : 0;
      // Who a declared field is of has to be written down for each of its values.
      if (subject[c] === 1) this.#look[c]! |= LOOK_OPEN;
    }
  }

  #cells(batch: Batch, table: ColumnTable, out: CellFindings): void {
    const { bytes, start, end, path, type, cells } = batch;
    const { values, codes, ofRole } = table;
    const plan = this.#plan;
    const codesStep = cells < FEW_CELLS ? 1 : CODES_STEP;
    const scanner = this.#scanner;
    const { kind, confidence, evidence, from: foundFrom, to: foundTo } = scanner;
    const list = survey(batch, this.#look, this.closers, table, codesStep);
    for (let k = 0; k < list.length; k++) {
      const i = list[k]! >>> 2;
      let from = start[i]!;
      let to = end[i]!;
      while (bytes[from]! <= 0x20) from += 1;
      while (bytes[to - 1]! <= 0x20) to -= 1;
      if ((list[k]! & CLOSED_TOO) !== 0) {
        this.#beside(bytes, from, to, i, out);
        continue;
      }
      const c = path[i]!;
      const todo = plan[c]!;
      if ((todo & CLOSABLE) !== 0) {
        const fit = closedFit(todo & 0xff, bytes, from, to);
        if (fit !== 0 && percentIn(fit) >= ((todo >>> 8) & 0xff)) {
          values[c]! += 1;
          out.push(i, from, to, fit | WHOLE);
          if ((todo & SUBJECT) !== 0) out.push(i, from, to, pack(SUBJECT_KIND, 100, 0) | WHOLE);
          continue;
        }
      }
      let n = 0;
      if ((list[k]! & MARKED) !== 0) {
        this.looks.forms += 1;
        n = scanner.scan(bytes, from, to);
      }
      if (n === 0 && isNoValue(bytes, from, to)) continue;
      values[c]! += 1;
      if (
        i % codesStep === 0 &&
        to - from >= LONG_CODE &&
        isDigitByte(bytes[to - 1]!) &&
        isDigitByte(bytes[(from + to) >>> 1]!)
      )
        codes[c]! += codesStep;
      const before = out.count;
      let isOfRole = 0;
      let filled = false;
      while (n > 0) {
        for (let f = 0; f < n; f++) {
          const k = kind[f]!;
          let info = pack(k, confidence[f]!, evidence[f]!);
          if (foundFrom[f] === from && foundTo[f] === to) {
            info |= WHOLE;
            filled = true;
          }
          isOfRole |= ofRole[c * KINDS_COUNT + k]!;
          out.push(i, foundFrom[f]!, foundTo[f]!, info);
        }
        // More than the scanner keeps at once: on from behind the last.
        n = n < MAX_FINDINGS || !scanner.overflow ? 0 : scanner.scan(bytes, foundTo[n - 1]!, to);
      }
      if (todo !== 0) {
        if ((todo & HAS_ROLE) !== 0 && isOfRole === 0 && (!filled || (todo & ALONGSIDE) !== 0) && isText(type[i]!)) {
          const wasFilled = filled;
          const fit = fitRole(todo & 0xff, bytes, from, to, (todo >>> 8) & 0xff);
          if (fit !== 0) {
            const inside =
              (todo & LOOSE) !== 0 && !wasFilled && ((list[k]! & MARKED) !== 0 || hasWords(bytes, from, to));
            if (inside) this.#within(bytes, from, to, i, out);
            out.push(i, from, to, fit | WHOLE);
            filled = true;
          }
        }
      }
      if (!filled && to - from >= LEAST_TEXT) this.#closer(bytes, from, to, i, before, (todo & WORDS) !== 0, out);
      if ((todo & SUBJECT) !== 0) out.push(i, from, to, pack(SUBJECT_KIND, 100, 0) | WHOLE);
    }
  }

  /** Forms in a value that is closed already. */
  #beside(bytes: Uint8Array, from: number, to: number, cell: number, out: CellFindings): void {
    const { kind, confidence, evidence, from: foundFrom, to: foundTo } = this.#scanner;
    this.looks.forms += 1;
    const n = this.#scanner.scan(bytes, from, to);
    let filled = false;
    for (let f = 0; f < n; f++) {
      const whole = foundFrom[f] === from && foundTo[f] === to ? WHOLE : 0;
      if (whole !== 0) filled = true;
      out.push(cell, foundFrom[f]!, foundTo[f]!, pack(kind[f]!, confidence[f]!, evidence[f]!) | whole);
    }
    if (!filled) this.#within(bytes, from, to, cell, out);
  }

  /**
   * What hides in a value that its column takes as it is, and words of health in it. A name or an address within an
   * address is part of it.
   */
  #within(bytes: Uint8Array, from: number, to: number, cell: number, out: CellFindings): void {
    if (to - from < LEAST_TEXT) return;
    const first = out.count;
    this.#closer(bytes, from, to, cell, first, true, out);
    let kept = first;
    for (let f = first; f < out.count; f++) {
      const info = out.info[f]!;
      if ((info & HIDDEN) === 0 && kindOf(info) !== HEALTH) continue;
      out.from[kept] = out.from[f]!;
      out.to[kept] = out.to[f]!;
      out.info[kept] = info;
      kept += 1;
    }
    out.count = kept;
  }

  /** All that is found in a text that came out of another, without regard to a column. */
  #plain(bytes: Uint8Array, from: number, to: number, words: boolean, out: CellFindings): void {
    const scanner = this.#scanner;
    const n = scanner.scan(bytes, from, to);
    for (let f = 0; f < n; f++)
      out.push(
        0,
        scanner.from[f]!,
        scanner.to[f]!,
        pack(scanner.kind[f]!, scanner.confidence[f]!, scanner.evidence[f]!),
      );
    if (words && to - from >= LEAST_TEXT) this.#text(bytes, from, to, 0, 0, out);
  }

  /**
   * Looks for words and for what hides; a value that was looked at before is not looked at again. Leaves the cell's
   * findings in order.
   */
  #closer(
    bytes: Uint8Array,
    from: number,
    to: number,
    cell: number,
    before: number,
    words: boolean,
    out: CellFindings,
  ): void {
    const scanned = out.count;
    const known = this.#seen.find(bytes, from, to, words);
    if (known !== null) this.looks.remembered += 1;
    else this.looks.closely += 1;
    if (known !== null)
      for (let k = 0; k < known.length; k += 3) out.push(cell, from + known[k]!, from + known[k + 1]!, known[k + 2]!);
    else {
      if (words) this.#text(bytes, from, to, cell, before, out);
      const plain = out.count;
      this.#unveil(bytes, from, to, cell, words, out);
      for (let f = plain; f < out.count; f++) if (out.from[f] === from && out.to[f] === to) out.info[f]! |= WHOLE;
      this.#seen.keep(scanned, from, out);
    }
    if (out.count > scanned) out.order(before);
  }

  /** Says in which record it is that too much hides. */
  #unveil(bytes: Uint8Array, from: number, to: number, cell: number, words: boolean, out: CellFindings): void {
    try {
      this.#unveiler.find(bytes, from, to, cell, words, out);
    } catch (error) {
      if (!(error instanceof DouaneError)) throw error;
      const { code, expected } = error;
      const detail = expected === undefined ? {} : { expected };
      throw new DouaneError(code, { ...detail, place: { record: this.#recordOf(cell) }, cause: error });
    }
  }

  #recordOf(cell: number): number {
    const { rowEnd, rows, firstRow } = this.#batch!;
    let row = 0;
    while (row < rows && rowEnd[row]! <= cell) row += 1;
    return firstRow + row;
  }

  /** Looks for words in a value, and for names beside what the scanner found. */
  #text(bytes: Uint8Array, from: number, to: number, cell: number, before: number, out: CellFindings): void {
    const scanned = out.count;
    const scripts = this.#words.find(bytes, from, to, cell, out);
    if ((scripts & HAN_TEXT) !== 0) this.#chinese.find(bytes, from, to, cell, out);
    if ((scripts & LATIN_TEXT) !== 0) this.#latin.find(bytes, from, to, cell, before, out);
    for (let f = before; f < scanned; f++)
      if (BESIDE_NAMES[kindOf(out.info[f]!)] === 1) nameBeside(bytes, from, to, out.from[f]!, out.to[f]!, cell, out);
  }

  /** Counts the findings by column and kind, a value once for each kind. */
  #count(batch: Batch, table: ColumnTable, out: CellFindings): void {
    const { cell, info, count, from, to } = out;
    const { hits, whole, percents, best, bestInText, evidence, ofRole, roleHits } = table;
    const { path } = batch;
    const lastCell = this.#lastCell;
    lastCell.fill(-1);
    let lastOfRole = -1;
    for (let f = 0; f < count; f++) {
      const packed = info[f]!;
      const k = kindOf(packed);
      if (k === SUBJECT_KIND) continue;
      const i = cell[f]!;
      const c = path[i]!;
      const at = c * KINDS_COUNT + k;
      const percent = percentIn(packed);
      const isWhole = (packed & WHOLE) !== 0;
      if (lastCell[k] !== i) {
        lastCell[k] = i;
        hits[at]! += 1;
        percents[at]! += percent;
        if (isWhole) whole[at]! += 1;
        if (ofRole[at] === 1 && lastOfRole !== i) {
          lastOfRole = i;
          roleHits[c]! += 1;
        }
      }
      const bests = isWhole ? best : bestInText;
      if (percent > bests[at]!) {
        bests[at] = percent;
        table.better(c, k, from[f]!, to[f]!);
      }
      evidence[at]! |= evidenceIn(packed);
    }
  }
}

/** As the kernel marks them: a character that is not ASCII, or a letter before a space. */
function hasWords(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++)
    if (bytes[i]! >= 0x80 || (bytes[i] === 0x20 && i > from && isLetterByte(bytes[i - 1]!))) return true;
  return false;
}

/** What `null`, `true` and `false` are said of is not a value of the column's role. */
function isText(type: number): boolean {
  return type !== CELL_NULL && type !== CELL_BOOLEAN;
}
