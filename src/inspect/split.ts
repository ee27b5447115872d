/**
 * One datum spread over neighbouring columns: a number cut into two to four columns of digits, an area code beside a
 * local number, a surname beside a given name. Neither part shows anything by itself, so the first rows of a file are
 * joined and looked at; columns are parts only where nearly all rows agree and no header says otherwise.
 */
import { type Batch, CELL_BOOLEAN, CELL_NULL } from '../model/batch.ts';
import { hanAt, isDigitByte } from './bytes.ts';
import type { Column } from './column.ts';
import type { Role } from './headers/roles.ts';
import { checkBankCard } from './kinds/bank-card.ts';
import { checkMobile, isAreaCode } from './kinds/phone.ts';
import { checkResidentId18 } from './kinds/resident-id.ts';
import { CHECKSUM, evidenceOf, percentOf } from './kinds/result.ts';
import { isHanGivenPart, isHanSurname, isLatinNameWord } from './names.ts';

/** Rows of a file that are looked at. */
const ROWS = 400;
const MOST_PARTS = 4;
const MOST_DIGITS = 19;
/** Rows that have to agree, and how many of those with values in all parts. */
const LEAST = { id: 3, card: 5, mobile: 8, landline: 4, name: 6, latin: 8 } as const;
const SHARE = 0.9;
/** Of names in Latin script many are on no list. */
const SHARE_LATIN = 0.6;

type What = keyof typeof LEAST;
const PART_ROLES: Record<What, readonly Role[]> = {
  id: ['id-part'],
  card: ['card-part'],
  mobile: ['phone-part'],
  landline: ['phone-part'],
  name: ['family-name', 'given-name'],
  latin: ['given-name', 'family-name'],
};

interface Tally {
  readonly what: What;
  readonly columns: readonly number[];
  agreed: number;
  /** Distinct joined values, as far as is needed. */
  readonly values: Set<string>;
}

/** Looks at the first rows of a file, over as many batches as it takes. */
export class SplitFinder {
  #rows = 0;
  readonly #seen = new Map<string, number>();
  readonly #tallies = new Map<string, Tally>();
  readonly #joined = new Uint8Array(MOST_DIGITS + 1);

  /** Gives the columns that turned out to be parts, with their roles taken; empty once nothing more is looked at. */
  look(batch: Batch, columns: readonly Column[]): boolean {
    if (this.#rows >= ROWS) return false;
    const { rowEnd, rows } = batch;
    const most = Math.min(rows, ROWS - this.#rows);
    for (let r = 0, from = 0; r < most; r++) {
      const to = rowEnd[r]!;
      for (let i = from; i < to; i++) this.#begin(batch, columns, i, to);
      from = to;
    }
    this.#rows += most;
    return this.#settle(columns);
  }

  #begin(batch: Batch, columns: readonly Column[], first: number, rowEnd: number): void {
    const { bytes, start, end, path, type } = batch;
    if (!isFree(columns[path[first]!]!)) return;
    const joined = this.#joined;
    let length = 0;
    let parts = 0;
    for (let i = first; i < rowEnd && parts < MOST_PARTS; i++) {
      const [from, to] = [start[i]!, end[i]!];
      const size = to - from;
      if (!isFree(columns[path[i]!]!) || type[i] === CELL_NULL || type[i] === CELL_BOOLEAN) break;
      if (size < 2 || length + size > MOST_DIGITS || !isDigits(bytes, from, to, length + size === 18)) break;
      for (let k = 0; k < size; k++) joined[length + k] = bytes[from + k]!;
      length += size;
      parts += 1;
      if (parts === 1) continue;
      const cells = Array.from({ length: parts }, (_, k) => path[first + k]!);
      this.#count(cells);
      const what = this.#whatIs(length, parts, end[first]! - start[first]!, size);
      if (what !== null) this.#agree(what, cells, Buffer.from(joined.subarray(0, length)).toString('latin1'));
    }
    if (parts === 0) this.#name(batch, columns, first, rowEnd);
  }

  #whatIs(length: number, parts: number, first: number, last: number): What | null {
    const joined = this.#joined;
    if (length === 18) {
      const check = checkResidentId18(joined, 0);
      if ((evidenceOf(check) & CHECKSUM) !== 0 && percentOf(check) >= 85) return 'id';
    }
    if (length >= 16 && percentOf(checkBankCard(joined, 0, length)) >= 80) return 'card';
    // 138 0013 8000, 138 00138000, 1380013 8000: as phones are cut.
    const cut = parts === 3 ? first === 3 && last === 4 : parts === 2 && (first === 3 || first === 7);
    if (
      length === 11 &&
      cut &&
      !(parts === 3 && isYear(joined, 3) && isYear(joined, 7)) &&
      percentOf(checkMobile(joined, 0)) >= 80
    )
      return 'mobile';
    const local = joined[first]!;
    if (
      parts === 2 &&
      (first === 3 || first === 4) &&
      (last === 7 || last === 8) &&
      joined[0] === 0x30 &&
      isAreaCode(joined, 0, first) &&
      local >= 0x32 &&
      local <= 0x38
    )
      return 'landline';
    return null;
  }

  /** A surname alone, and behind or before it what can be the rest of the name. */
  #name(batch: Batch, columns: readonly Column[], first: number, rowEnd: number): void {
    const { bytes, start, end, path } = batch;
    const next = first + 1;
    if (next >= rowEnd || !isFree(columns[path[next]!]!) || end[first] === start[first] || end[next] === start[next])
      return;
    const cells = [path[first]!, path[next]!];
    const [from, to, from2, to2] = [start[first]!, end[first]!, start[next]!, end[next]!];
    this.#count(cells);
    const han = hanAt(bytes, from, to) !== 0;
    const whole = han
      ? isHanSurname(bytes, from, to) && isHanGivenPart(bytes, from2, to2)
      : isLatinNameWord(bytes, from, to) && isLatinNameWord(bytes, from2, to2);
    if (whole) this.#agree(han ? 'name' : 'latin', cells, Buffer.from(bytes.subarray(from2, to2)).toString());
  }

  #count(cells: readonly number[]): void {
    const key = cells.join();
    this.#seen.set(key, (this.#seen.get(key) ?? 0) + 1);
  }

  #agree(what: What, columns: readonly number[], value: string): void {
    const key = `${what} ${columns.join()}`;
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = { what, columns, agreed: 0, values: new Set() };
      this.#tallies.set(key, tally);
    }
    tally.agreed += 1;
    tally.values.add(value);
  }

  #settle(columns: readonly Column[]): boolean {
    let changed = false;
    for (const { what, columns: parts, agreed, values } of this.#tallies.values()) {
      if (agreed < LEAST[what] || agreed < (what === 'latin' ? SHARE_LATIN : SHARE) * this.#seen.get(parts.join())!)
        continue;
      // What comes again and again is a category or a version, not somebody's number.
      if (values.size * 2 < Math.min(agreed, 40)) continue;
      if (!parts.every((c) => isFree(columns[c]!))) continue;
      const roles = PART_ROLES[what];
      for (const [k, c] of parts.entries()) {
        columns[c]!.take(roles[k] ?? roles[0]!, 0);
        columns[c]!.probed = true;
      }
      changed = true;
    }
    return changed;
  }
}

/** Neither header nor values have said what it is. */
const isFree = (column: Column): boolean => !column.hasRole && column.roleName === null;

function isDigits(bytes: Uint8Array, from: number, to: number, mayEndInX: boolean): boolean {
  const last = bytes[to - 1]!;
  const stop = mayEndInX && (last | 0x20) === 0x78 ? to - 1 : to;
  for (let i = from; i < stop; i++) if (!isDigitByte(bytes[i]!)) return false;
  return true;
}

/** 19xx or 20xx: two years beside a number are no phone. */
const isYear = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] === 0x31 && bytes[at + 1] === 0x39) || (bytes[at] === 0x32 && bytes[at + 1] === 0x30);
