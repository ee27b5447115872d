/**
 * Inspection: what is in every value of every batch, and whose. Pure: bytes in, findings and sightings of persons
 * out. One inspector serves all files of a transfer; fields of one path and kind are one field in all of them.
 */
import type { Batch, Paths } from '../model/batch.ts';
import { CELL_BOOLEAN, CELL_NULL } from '../model/batch.ts';
import { EVIDENCE, type Finding, KIND_IDS, KIND_INDEX, KINDS, type Kind } from '../model/kinds.ts';
import type { FieldFinding } from '../model/manifest.ts';
import { IDENTIFIER_RANK, type Sightings } from '../model/sightings.ts';
import { Column } from './column.ts';
import { headerOf, normaliseHeader } from './headers.ts';
import { dateOf } from './kinds/date.ts';
import { birthOf } from './kinds/resident-id.ts';
import { email, name, phone, plain, residentId, TAG, upperAlnum } from './normalise.ts';
import { Scanner } from './scanner.ts';
import { SlotBuilder } from './slots.ts';
import { TextWords } from './text-words.ts';

export interface InspectorOptions {
  /** YYYY-MM-DD, for telling who is under 14. */
  readonly asOf: string;
  /** Declared field paths that together tell persons apart; empty to find out. */
  readonly subject: readonly string[];
  /** Masks a value for the one example a field shows. */
  readonly mask: (kind: Kind, value: string) => string;
}

export interface Inspected {
  readonly fields: readonly FieldFinding[];
  readonly otherPaths: readonly string[];
  /** Paths whose identifiers told persons apart, the most used first. */
  readonly toldApartBy: readonly string[];
}

/** From here on a finding counts as personal data; below it is shown and does not count. */
export const PERSONAL_FROM = 50;
const HEADER_EVIDENCE = 1 << EVIDENCE.indexOf('header');
const DICTIONARY = 1 << EVIDENCE.indexOf('dictionary');
const LAST_BIT = 31;
/** Longest value that an identifier is taken from whole. */
const MAX_KEY_BYTES = 512;
const MAX_EXAMPLE_BYTES = 200;

const PERSONAL = Uint8Array.from(KIND_IDS, (k) => (KINDS[k].personal ? 1 : 0));
const K = KIND_INDEX;
/** Roles whose values are documents, cards, devices: the scanner says better which one it is. */
const STRUCTURAL = new Uint8Array(KIND_IDS.length);
for (const k of [
  'cn.resident-id',
  'cn.hmt-residence',
  'passport',
  'cn.hk-macau-permit',
  'cn.taiwan-permit',
  'cn.foreign-permanent-resident-id',
  'cn.social-security',
  'bank-card',
  'cn.plate',
  'vin',
  'device.imei',
  'device.imsi',
  'device.mac',
  'ip',
  'email',
  'cn.uscc',
  'phone.landline',
  'alipay-id',
] as const) {
  STRUCTURAL[K[k]] = 1;
}
/** Roles whose fitting values hold nothing else that needs a look. */
const CLOSED = new Uint8Array(KIND_IDS.length);
for (const k of ['sex', 'ethnicity', 'birth-date', 'person.name'] as const) CLOSED[K[k]] = 1;

export class Inspector {
  readonly #options: InspectorOptions;
  readonly #columns = new Map<string, Column>();
  #byPath: Column[] = [];
  #paths: Paths = { list: [] };
  readonly #scanner = new Scanner();
  readonly #words = new TextWords();
  readonly #slots = new SlotBuilder();
  readonly #elements = new Map<string, number>();
  #bits = 0;
  /** Born after this (yyyymmdd) is under 14. */
  readonly #minorAfter: number;
  // Findings in running text, kept until the row's own fields are known: kind, from, to, column.
  readonly #pending: { kind: number; from: number; to: number; column: Column }[] = [];
  #pendings = 0;
  readonly #subjectStart: Int32Array;
  readonly #subjectEnd: Int32Array;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#minorAfter = Number(options.asOf.replaceAll('-', '')) - 140_000;
    this.#subjectStart = new Int32Array(options.subject.length);
    this.#subjectEnd = new Int32Array(options.subject.length);
  }

  /** A new file begins, with its paths. */
  open(paths: Paths): void {
    this.#paths = paths;
    this.#byPath = [];
    this.#elements.clear();
  }

  #column(path: number): Column {
    const known: Column | undefined = this.#byPath[path];
    if (known !== undefined) return known;
    const text = this.#paths.list[path]!;
    let column = this.#columns.get(text);
    if (column === undefined) {
      column = new Column(text);
      column.subject = this.#options.subject.indexOf(text);
      this.#columns.set(text, column);
    }
    this.#byPath[path] = column;
    return column;
  }

  /** Inspects every value of a batch. What it gives is overwritten by the next call. */
  inspect(batch: Batch): Sightings {
    this.#preview(batch);
    const { bytes, start, end, path, type, rowEnd } = batch;
    const slots = this.#slots;
    slots.begin();
    let cell = 0;
    for (let row = 0; row < batch.rows; row++) {
      const last = rowEnd[row]!;
      this.#subjectEnd.fill(0);
      for (; cell < last; cell++) {
        let from = start[cell]!;
        let to = end[cell]!;
        if (from === to || type[cell]! >= CELL_BOOLEAN) {
          if (from === to || type[cell] === CELL_NULL) continue;
        }
        while (from < to && bytes[from]! <= 0x20) from += 1;
        while (to > from && bytes[to - 1]! <= 0x20) to -= 1;
        if (from === to) continue;
        const column = this.#byPath[path[cell]!]!;
        column.values += 1;
        if (column.subject >= 0) {
          this.#subjectStart[column.subject] = from;
          this.#subjectEnd[column.subject] = to;
        }
        this.#value(bytes, from, to, column);
      }
      if (this.#subjectStart.length > 0) this.#addSubject(bytes);
      if (this.#pendings > 0) this.#addPending(bytes);
      slots.endRow();
    }
    return slots.sightings;
  }

  /** Looks at values of columns that are not settled, so that the batch's rows are taken apart by what they are. */
  #preview(batch: Batch): void {
    const { path, start, end, bytes } = batch;
    let open = 0;
    for (let i = 0; i < this.#paths.list.length; i++) if (this.#column(i).needsPreview) open += 1;
    if (open === 0) return;
    for (let cell = 0; cell < batch.cells && open > 0; cell++) {
      const column = this.#byPath[path[cell]!]!;
      if (!column.needsPreview || start[cell] === end[cell]) continue;
      let from = start[cell]!;
      let to = end[cell]!;
      while (from < to && bytes[from]! <= 0x20) from += 1;
      while (to > from && bytes[to - 1]! <= 0x20) to -= 1;
      if (from === to) continue;
      column.preview(bytes, from, to, this.#scanner);
      if (!column.needsPreview) open -= 1;
    }
    for (const column of this.#byPath) column?.settle();
  }

  /** One value, trimmed and not empty. */
  #value(bytes: Uint8Array, from: number, to: number, column: Column): void {
    const role = column.role;
    if (role >= 0) {
      const fits = column.headerKind === role ? column.fits : null;
      if (STRUCTURAL[role] === 1) {
        if (this.#structural(bytes, from, to, column, role)) return;
      } else if (role === K.phone) {
        if (fits === null ? isElevenDigits(bytes, from, to) : fits(bytes, from, to)) {
          this.#found(bytes, role, from, to, 95, column, true);
          return;
        }
      } else if (fits === null || fits(bytes, from, to)) {
        this.#found(bytes, role, from, to, Math.round(column.roleConfidence * 100), column, true);
        if (CLOSED[role] === 1) return;
        this.#text(bytes, from, to, column, role);
        return;
      }
    }
    this.#text(bytes, from, to, column, -1);
  }

  #structural(bytes: Uint8Array, from: number, to: number, column: Column, role: number): boolean {
    const scanner = this.#scanner;
    const n = scanner.scan(bytes, from, to);
    if (n === 1 && scanner.from[0]! <= from + 1 && scanner.to[0]! >= to - 1) {
      const kind = scanner.kind[0]!;
      const percent = scanner.confidence[0]!;
      if (kind === role) {
        this.#found(
          bytes,
          kind,
          from,
          to,
          Math.max(percent, Math.min(99, percent + 25)),
          column,
          true,
          scanner.evidence[0]! | (column.headerKind === role ? HEADER_EVIDENCE : 0),
        );
        return true;
      }
      if (percent >= 85) {
        this.#found(bytes, kind, from, to, percent, column, true, scanner.evidence[0]!);
        return true;
      }
    }
    if (n <= 1 && column.headerKind === role && column.fits?.(bytes, from, to)) {
      const percent = role === K['cn.resident-id'] ? 60 : Math.round(column.roleConfidence * 100);
      this.#found(bytes, role, from, to, percent, column, true, HEADER_EVIDENCE);
      return true;
    }
    return false;
  }

  /** Everything that stands inside a value. `covered` is the kind that the whole value was found to be already. */
  #text(bytes: Uint8Array, from: number, to: number, column: Column, covered: number): void {
    const scanner = this.#scanner;
    const n = scanner.scan(bytes, from, to);
    for (let i = 0; i < n; i++) {
      const kind = scanner.kind[i]!;
      const whole = scanner.from[i]! <= from + 1 && scanner.to[i]! >= to - 1;
      let percent = scanner.confidence[i]!;
      if (covered >= 0 && (kind === covered || percent < 85)) continue;
      if (kind === column.headerKind) percent = Math.min(99, percent + 25);
      this.#found(bytes, kind, scanner.from[i]!, scanner.to[i]!, percent, column, whole, scanner.evidence[i]!);
    }
    if (
      to - from < 6 ||
      (!column.prose && bytes[from]! < 0x80 && bytes[to - 1]! < 0x80) ||
      covered === K.address ||
      covered === K['person.name']
    )
      return;
    const words = this.#words;
    const w = words.find(bytes, from, to, column.prose);
    for (let i = 0; i < w; i++) {
      if (words.kind[i] === covered) continue;
      this.#found(bytes, words.kind[i]!, words.from[i]!, words.to[i]!, words.confidence[i]!, column, false, DICTIONARY);
    }
  }

  /** Takes a finding into the column's count and, where it identifies or belongs to somebody, into the row's slots. */
  #found(
    bytes: Uint8Array,
    kind: number,
    from: number,
    to: number,
    percent: number,
    column: Column,
    whole: boolean,
    evidence = HEADER_EVIDENCE,
  ): void {
    column.hit(
      kind,
      percent,
      column.headerKind === kind ? evidence | HEADER_EVIDENCE : evidence & ~HEADER_EVIDENCE,
      whole,
    );
    if (percent < PERSONAL_FROM) return;
    if (column.examples[kind] === undefined) column.examples[kind] = this.#example(bytes, kind, from, to);
    if (PERSONAL[kind] === 0) return;
    let bit = column.bit[kind]!;
    if (bit < 0) {
      bit = this.#bits < LAST_BIT ? this.#bits++ : LAST_BIT;
      column.bit[kind] = bit;
    }
    if (!whole && column.role !== kind) {
      this.#keepPending(kind, from, to, column);
      return;
    }
    const slot = this.#slotOf(column);
    this.#slots.mark(slot, bit);
    this.#identify(bytes, kind, from, to, column, slot);
  }

  #slotOf(column: Column): number {
    if (column.arrayKey === null) return this.#slots.slot(column.group, 0);
    let element = this.#elements.get(column.arrayKey) ?? 1;
    // The same path again: the next element of its array has begun.
    if (column.lastElement === element) {
      element += 1;
      this.#elements.set(column.arrayKey, element);
    }
    column.lastElement = element;
    return this.#slots.slot(column.group, element);
  }

  /** Adds what identifies the slot's person. */
  #identify(bytes: Uint8Array, kind: number, from: number, to: number, column: Column, slot: number): void {
    const slots = this.#slots;
    if (kind === K['person.name']) {
      const at = slots.room(to - from);
      slots.name(slot, at, name(bytes, from, to, slots.bytes, at), column.header.partOfName, column);
      return;
    }
    if (kind === K['birth-date']) {
      if (dateOf(bytes, from, to) > this.#minorAfter) slots.minor(slot);
      return;
    }
    const rank = RANK[kind]!;
    if (rank < 0) return;
    const start = slots.room(MAX_KEY_BYTES + (to - from) + 64);
    const at = this.#write(bytes, kind, from, to, column, start);
    if (at - start < 5) return;
    const taken = slots.identify(slot, rank, start, at, column);
    if (kind === K['cn.resident-id'] && at - start === 19 && birthOf(slots.bytes, start + 1, 18) > this.#minorAfter)
      slots.minor(taken);
    if (taken !== slot) slots.mark(taken, column.bit[kind]!);
  }

  #write(bytes: Uint8Array, kind: number, from: number, to: number, column: Column, start: number): number {
    const out = this.#slots.bytes;
    let at = start;
    if (to - from > MAX_KEY_BYTES) to = from + MAX_KEY_BYTES;
    switch (kind) {
      case K['cn.resident-id']:
      case K['cn.hmt-residence']:
      case K['cn.foreign-permanent-resident-id']:
        out[at++] = TAG.residentId;
        return residentId(bytes, from, to, out, at);
      case K.phone:
      case K['phone.landline']:
        out[at++] = TAG.phone;
        return phone(bytes, from, to, out, at);
      case K.email:
        out[at++] = TAG.email;
        return email(bytes, from, to, out, at);
      case K['customer-key']: {
        // Two key columns count from 1 both: a key is only the same under the same name.
        out[at++] = TAG.customerKey;
        at = plain(keySpace(column), 0, keySpace(column).length, out, at);
        out[at++] = 0;
        return plain(bytes, from, to, out, at);
      }
      default:
        out[at++] = RANK_TAG[kind]!;
        out[at++] = kind;
        return upperAlnum(bytes, from, to, out, at);
    }
  }

  #addSubject(bytes: Uint8Array): void {
    const slots = this.#slots;
    let size = 2;
    for (let i = 0; i < this.#subjectEnd.length; i++) {
      if (this.#subjectEnd[i] === 0) return;
      size += this.#subjectEnd[i]! - this.#subjectStart[i]! + 1;
    }
    const start = slots.room(size);
    let at = start;
    slots.bytes[at++] = TAG.subject;
    for (let i = 0; i < this.#subjectEnd.length; i++) {
      at = plain(bytes, this.#subjectStart[i]!, this.#subjectEnd[i]!, slots.bytes, at);
      slots.bytes[at++] = 0x1f;
    }
    const column = this.#columns.get(this.#options.subject[0]!)!;
    slots.identify(slots.slot(0, 0), IDENTIFIER_RANK.subject, start, at, column);
  }

  #keepPending(kind: number, from: number, to: number, column: Column): void {
    const p = this.#pending[this.#pendings];
    if (p === undefined) this.#pending.push({ kind, from, to, column });
    else Object.assign(p, { kind, from, to, column });
    this.#pendings += 1;
  }

  /** What stood inside texts: of the row's main person, unless it says of them what they have with another value. */
  #addPending(bytes: Uint8Array): void {
    const slots = this.#slots;
    let other = -1;
    for (let i = 0; i < this.#pendings; i++) {
      const { kind, from, to, column } = this.#pending[i]!;
      const bit = column.bit[kind]!;
      const main = slots.slot(column.group, 0);
      const rank = RANK[kind]!;
      if (kind === K['person.name']) {
        const at = slots.room(to - from);
        const stop = name(bytes, from, to, slots.bytes, at);
        if (slots.hasOtherName(main, at, stop)) {
          other = slots.another();
          slots.name(other, at, stop, false, column);
          slots.mark(other, bit);
        } else {
          slots.name(main, at, stop, false, column);
          slots.mark(main, bit);
        }
        continue;
      }
      if (rank < 0) {
        slots.mark(main, bit);
        continue;
      }
      const start = slots.room(MAX_KEY_BYTES + (to - from) + 64);
      const at = this.#write(bytes, kind, from, to, column, start);
      let slot = main;
      if (slots.hasOther(main, rank, start, at)) {
        // Somebody else; the name just before is theirs, if they have no such identifier yet.
        if (other < 0 || slots.hasOther(other, rank, start, at)) other = slots.another();
        slot = other;
      }
      slots.mark(slot, bit);
      slots.identify(slot, rank, start, at, column);
    }
    this.#pendings = 0;
  }

  #example(bytes: Uint8Array, kind: number, from: number, to: number): string {
    const stop = Math.min(to, from + MAX_EXAMPLE_BYTES);
    return this.#options.mask(
      KIND_IDS[kind]!,
      Buffer.from(bytes.buffer, bytes.byteOffset + from, stop - from).toString(),
    );
  }

  /** All findings in one value, for treatments inside running text. */
  findIn(bytes: Uint8Array, from: number, to: number, prose: boolean): Finding[] {
    const out: Finding[] = [];
    const scanner = this.#scanner;
    const n = scanner.scan(bytes, from, to);
    for (let i = 0; i < n; i++) {
      out.push({
        kind: KIND_IDS[scanner.kind[i]!]!,
        start: scanner.from[i]!,
        end: scanner.to[i]!,
        confidence: scanner.confidence[i]! / 100,
        evidence: [],
      });
    }
    const w = this.#words.find(bytes, from, to, prose);
    for (let i = 0; i < w; i++) {
      const [start, end] = [this.#words.from[i]!, this.#words.to[i]!];
      if (out.some((f) => f.start < end && start < f.end)) continue;
      out.push({
        kind: KIND_IDS[this.#words.kind[i]!]!,
        start,
        end,
        confidence: this.#words.confidence[i]! / 100,
        evidence: ['dictionary'],
      });
    }
    return out.toSorted((a, b) => a.start - b.start);
  }

  /** Whether a path was met in any file so far. */
  knows(path: string): boolean {
    return this.#columns.has(path);
  }

  finish(): Inspected {
    const fields: FieldFinding[] = [];
    const otherPaths: string[] = [];
    for (const column of this.#columns.values()) {
      let any = false;
      for (let k = 0; k < KIND_IDS.length; k++) {
        const hits = column.hits[k]!;
        if (hits === 0) continue;
        // Doubtful hits in a vanishing share of the values are numbers that happen to fit.
        if (column.lowHits[k] === hits && hits < column.values * 0.02) continue;
        any = true;
        fields.push({
          path: column.path,
          kind: KIND_IDS[k]!,
          values: column.values,
          hits: Math.min(hits, column.values),
          confidence: column.confidenceOf(k),
          evidence: column.evidenceOf(k),
          example: column.examples[k] ?? '***',
          freeText: column.role !== k && column.wholeHits[k]! * 2 < hits,
          bit: column.bit[k]!,
        });
      }
      if (!any) otherPaths.push(column.path);
    }
    const toldApartBy = [...this.#columns.values()]
      .filter((c) => c.best > 0)
      .toSorted((a, b) => b.best - a.best)
      .map((c) => c.path);
    return { fields, otherPaths, toldApartBy };
  }
}

const RANK = new Int8Array(KIND_IDS.length).fill(-1);
const RANK_TAG = new Uint8Array(KIND_IDS.length);
const ranked = (rank: keyof typeof IDENTIFIER_RANK, tag: number, ...kinds: Kind[]) => {
  for (const kind of kinds) {
    RANK[K[kind]] = IDENTIFIER_RANK[rank];
    RANK_TAG[K[kind]] = tag;
  }
};
ranked('resident-id', TAG.residentId, 'cn.resident-id', 'cn.hmt-residence', 'cn.foreign-permanent-resident-id');
ranked('passport', TAG.passport, 'passport');
ranked('passport', TAG.permit, 'cn.hk-macau-permit', 'cn.taiwan-permit');
ranked('social-security', TAG.socialSecurity, 'cn.social-security');
ranked('customer-key', TAG.customerKey, 'customer-key');
ranked('phone', TAG.phone, 'phone', 'phone.landline');
ranked('email', TAG.email, 'email');
ranked('device', TAG.device, 'device.imei', 'device.imsi', 'device.mac', 'wechat-id', 'alipay-id');

const keySpaces = new WeakMap<Column, Uint8Array>();
/** The name that a key column's values live under. */
function keySpace(column: Column): Uint8Array {
  let space = keySpaces.get(column);
  if (space === undefined) {
    space = Buffer.from(normaliseHeader(headerOf(column.path)).slice(0, 40));
    keySpaces.set(column, space);
  }
  return space;
}

function isElevenDigits(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from !== 11 || bytes[from] !== 0x31) return false;
  for (let i = from; i < to; i++) if (bytes[i]! < 0x30 || bytes[i]! > 0x39) return false;
  return true;
}
