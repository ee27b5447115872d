/**
 * Forms the persons of each row out of the findings in its cells. A group of columns is one person; what does not
 * fit one person makes another:
 *
 * - two different strong identifiers of one sort (two resident IDs) are two people; two phones are not;
 * - an identifier in free text of a type that the person has with another value is somebody else's;
 * - in a list of objects the next object is the next person;
 * - columns that are about nobody by themselves (an address, a point, an IP) belong to the people of the row.
 */
import type { Batch } from '../model/batch.ts';
import { KIND_IDS, KIND_INDEX, type Kind } from '../model/kinds.ts';
import { SUBJECT_KIND } from './batch-scanner.ts';
import { latestBirth } from './birth-day.ts';
import { CellFindings, HIDDEN, kindOf, percentIn, WHOLE } from './cell-findings.ts';
import type { Column } from './column.ts';
import { ColumnTable, KINDS_COUNT } from './column-table.ts';
import { IS_PERSONAL } from './field-bits.ts';
import { birthInMessage, NAME_PHONE_RANK, NO_RANK, PHONE_RANK, RANK_OF_KIND, SUBJECT_RANK } from './identifiers.ts';
import { Lane } from './lane.ts';
import type { Layout } from './layout.ts';
import { DIFFERENT, isStrong, KNOWN, NEW, Person } from './person.ts';
import { SightingArrays } from './sighting-arrays.ts';

/** What a value of each kind is used for: a rank of identifiers below {@link NO_RANK}, or one of these. */
const USE = new Uint8Array(256).fill(200);
const NAME = 201;
const BIRTH = 202;
/** Shows where something is and not who. */
const PLACE = 203;
for (const kind of KIND_IDS)
  if (RANK_OF_KIND[KIND_INDEX[kind]] !== NO_RANK) USE[KIND_INDEX[kind]] = RANK_OF_KIND[KIND_INDEX[kind]]!;
USE[KIND_INDEX['person.name']] = NAME;
USE[KIND_INDEX['birth-date']] = BIRTH;
for (const kind of ['address', 'geo.point', 'ip'] as const satisfies Kind[]) USE[KIND_INDEX[kind]] = PLACE;

export interface SlotOptions {
  /** First birth date, as yyyymmdd, of those under 14 on the day; see {@link minorSince}. */
  readonly minorSince: number;
  /** Gives a field its mask, in the table too; 0 where the kind is nobody's. */
  readonly maskOf: (column: number, kind: number) => number;
  /** The plain text of what hides in a range, `before` others of the kind left out; null where it cannot be told. */
  readonly reveal: (bytes: Uint8Array, from: number, to: number, kind: number, before: number) => Uint8Array | null;
  /** Whether it has to be known which slots are of which row. */
  readonly rows?: boolean;
}

/**
 * First birth date of those under 14 on the day. Full years are counted from the day after the birthday (so the
 * Supreme People's Court reads 周岁, Fa Shi [2006] No. 1 art. 2): on the birthday itself one is still under 14.
 */
export function minorSince(asOf: string): number {
  const [year, month, day] = asOf.split('-').map(Number) as [number, number, number];
  return (year - 14) * 10_000 + month * 100 + day;
}

export class SlotBuilder {
  readonly #out = new SightingArrays();
  readonly #lane = new Lane();
  /** Findings of the rows at hand, with the closed cells. */
  readonly #mixed = new CellFindings();
  /** A field got its mask in the row at hand. */
  #masked = false;
  readonly #options: SlotOptions;
  readonly #persons: Person[] = [];
  /** Persons that the row has something of, in order. */
  readonly #touched: Person[] = [];
  #touchedCount = 0;
  #columns: readonly Column[] = [];
  #table = new ColumnTable();
  #lists = false;
  #subjectName: Uint8Array = new Uint8Array(0);
  #subjectFrom = new Int32Array(0);
  #subjectTo = new Int32Array(0);
  #subjectPerson = 0;
  #subjectColumn: Column | null = null;
  #hasSubject = false;
  /** First slot of the row, and fields that go to all of its slots. */
  #rowSlots = 0;
  #shared = 0;
  // Owned by `build`, for the length of a call.
  #bytes: Uint8Array = new Uint8Array(0);
  #path: Int32Array = new Int32Array(0);
  #findings: CellFindings = this.#mixed;

  constructor(options: SlotOptions) {
    this.#options = options;
    if (options.rows === true) this.#out.rowSlotEnd = new Int32Array(1024);
  }

  /** Another file, or columns that are understood otherwise now. */
  begin(
    layout: Layout,
    columns: readonly Column[],
    table: ColumnTable,
    subjectName: Uint8Array,
    subjects: number,
  ): void {
    this.#columns = columns;
    this.#table = table;
    this.#lists = layout.lists;
    while (this.#persons.length < layout.groups) this.#persons.push(new Person());
    this.#subjectName = subjectName;
    this.#subjectFrom = new Int32Array(subjects);
    this.#subjectTo = new Int32Array(subjects);
    this.#subjectColumn = columns.find((c) => c.subject >= 0) ?? null;
    this.#subjectPerson = this.#subjectColumn?.group ?? 0;
  }

  /** Slots of a batch's rows, from what was found in them and what of their cells the kernel closed. */
  build(batch: Batch, findings: CellFindings, closers: Uint8Array): SightingArrays {
    const out = this.#out;
    const lane = this.#lane;
    const { rows, rowEnd, cells } = batch;
    out.clear();
    this.#bytes = batch.bytes;
    this.#path = batch.path;
    lane.begin(rows, this.#columns, this.#table, closers, this.#options.minorSince);
    const mixed = this.#mixed;
    if (this.#lists) {
      mixed.clear();
      lane.mix(findings, 0, cells, mixed);
      this.#findings = mixed;
      this.#rows(batch);
      return out;
    }
    this.#findings = mixed;
    const { cell, count } = findings;
    let next = 0; // row of the next finding
    for (let row = 0, f = 0; row < rows; row++) {
      while (f < count && !this.#matters(findings, f)) f += 1;
      if (next < row) next = row;
      while (next < rows && (f === count || rowEnd[next]! <= cell[f]!)) next += 1;
      if (next > row) row = this.#form(row, next);
      if (row === rows) break;
      mixed.clear();
      f = lane.mix(findings, f, rowEnd[row]!, mixed);
      this.#rowSlots = out.slots;
      this.#shared = 0;
      this.#masked = false;
      this.#takeRow(0, rowEnd[row]!);
      if (this.#masked) lane.useMasks(this.#table, closers);
      if (this.#touchedCount > 0 || this.#shared !== 0) this.#endRow();
      out.endRows(row + 1);
    }
    out.endRows(rows);
    lane.end();
    return out;
  }

  /** Simple rows from `row` up to `stop` in the lane; one by one where it has to be known which slots are of which. */
  #form(row: number, stop: number): number {
    const out = this.#out;
    if (out.rowSlotEnd === null) return this.#lane.form(row, stop, out);
    while (row < stop) {
      const next = this.#lane.form(row, row + 1, out);
      if (next === row) break;
      row = next;
      out.endRows(row);
    }
    return row;
  }

  /** Rows with lists of objects in them. */
  #rows({ rows, rowEnd, path }: Batch): void {
    const { cell, count } = this.#findings;
    for (let f = 0, row = 0; f < count; row++) {
      // Rows without a finding show nobody.
      while (rowEnd[row]! <= cell[f]!) row += 1;
      this.#out.endRows(row);
      const end = rowEnd[row]!;
      this.#rowSlots = this.#out.slots;
      this.#shared = 0;
      for (let i = row === 0 ? 0 : rowEnd[row - 1]!; i < end; i++) {
        const column = this.#columns[path[i]!]!;
        if (column.element) this.#nextElement(column);
        f = this.#takeRow(f, i + 1);
      }
      if (this.#touchedCount > 0 || this.#shared !== 0) this.#endRow();
      this.#out.endRows(row + 1);
    }
    this.#out.endRows(rows);
  }

  /** Whether a finding counts in its column: if none does a row is formed of its closed cells alone. */
  #matters({ cell, info }: CellFindings, f: number): boolean {
    const packed = info[f]!;
    const kind = kindOf(packed);
    if (kind === SUBJECT_KIND) return true;
    const limit = this.#table.least[this.#path[cell[f]!]! * KINDS_COUNT + kind]!;
    return percentIn(packed) >= ((packed & WHOLE) !== 0 ? limit & 0xff : limit >>> 8) && IS_PERSONAL[kind] === 1;
  }

  #newMask(c: number, kind: number): number {
    const mask = this.#options.maskOf(c, kind);
    if (mask !== 0) this.#masked = true;
    return mask;
  }

  #touch(person: Person): void {
    if (person.touched) return;
    person.touched = true;
    this.#touched[this.#touchedCount++] = person;
  }

  /** Takes the findings from `f` on in the cells before `end`; gives the first behind them. */
  #takeRow(f: number, end: number): number {
    const { cell, info, from, to, count } = this.#findings;
    const { least, mask: masks, group } = this.#table;
    const path = this.#path;
    const persons = this.#persons;
    for (; f < count && cell[f]! < end; f++) {
      const c = path[cell[f]!]!;
      const packed = info[f]!;
      const kind = kindOf(packed);
      if (kind === SUBJECT_KIND) {
        this.#takeSubject(this.#columns[c]!.subject, from[f]!, to[f]!);
        continue;
      }
      const at = c * KINDS_COUNT + kind;
      const limit = least[at]!;
      const whole = (packed & WHOLE) !== 0;
      if (percentIn(packed) < (whole ? limit & 0xff : limit >>> 8)) continue;
      const mask = masks[at]! || this.#newMask(c, kind);
      if (mask === 0) continue;
      const person = persons[group[c]!]!;
      if (!person.touched) this.#touch(person);
      if (!whole) {
        person.deferred[person.deferredCount++] = f;
        continue;
      }
      person.fields |= mask;
      const use = USE[kind]!;
      if (use === PLACE) continue;
      person.bound = true;
      if (use < NO_RANK) this.#identify(person, c, kind, use, f);
      else if (use === NAME) takeName(person, this.#columns[c]!.roleName, from[f]!, to[f]!);
      else if (use === BIRTH && latestBirth(this.#bytes, from[f]!, to[f]!) >= this.#options.minorSince)
        person.minor = 1;
    }
    return f;
  }

  #takeSubject(subject: number, from: number, to: number): void {
    this.#subjectFrom[subject] = from;
    this.#subjectTo[subject] = to;
    this.#hasSubject = true;
    this.#touch(this.#persons[this.#subjectPerson]!);
  }

  /** Writes the message for a finding; false when nothing is left of the value or it cannot be told. */
  #message(f: number, kind: number, column: Column): boolean {
    const { from, to, info, cell } = this.#findings;
    const { messages } = this.#out;
    if ((info[f]! & HIDDEN) === 0) return messages.identifier(kind, this.#bytes, from[f]!, to[f]!, column.keyName);
    let before = 0;
    for (let k = f - 1; k >= 0 && cell[k] === cell[f] && from[k] === from[f]; k--)
      if (kindOf(info[k]!) === kind && (info[k]! & HIDDEN) !== 0) before += 1;
    const plain = this.#options.reveal(this.#bytes, from[f]!, to[f]!, kind, before);
    return plain !== null && messages.identifier(kind, plain, 0, plain.length, column.keyName);
  }

  #identify(person: Person, c: number, kind: number, rank: number, f: number): void {
    const column = this.#columns[c]!;
    if (column.isPart) return;
    const messages = this.#out.messages;
    const start = messages.length;
    if (!this.#message(f, kind, column)) {
      messages.length = start;
      return;
    }
    const relation = person.compare(messages.bytes, start, messages.length, rank, true);
    if (relation === KNOWN) {
      messages.length = start;
      return;
    }
    const other = relation === DIFFERENT && isStrong(rank);
    if (!person.addId(start, messages.length, rank, other, column)) this.#writeAlone(start, rank, person.fields);
    if (!other && rank === 1) this.#noteBirth(person, start);
  }

  #noteBirth(person: Person, start: number): void {
    const { bytes, length } = this.#out.messages;
    if (birthInMessage(bytes, start, length) >= this.#options.minorSince) person.minor = 1;
  }

  /** A person of whom only the last message is known. */
  #writeAlone(start: number, rank: number, fields: number): void {
    const out = this.#out;
    const end = out.messages.length;
    out.pushId(start, end, rank);
    out.endSlot(fields, birthInMessage(out.bytes, start, end) >= this.#options.minorSince ? 1 : 0);
  }

  /** Takes what stands in free text, now that the person's columns are known. */
  #takeDeferred(person: Person): void {
    const findings = this.#findings;
    const messages = this.#out.messages;
    let nameFrom = 0;
    let nameTo = 0;
    let nameMask = 0;
    let nameCell = -1;
    for (let d = 0; d < person.deferredCount; d++) {
      const f = person.deferred[d]!;
      const cell = findings.cell[f]!;
      const c = this.#path[cell]!;
      const column = this.#columns[c]!;
      const kind = kindOf(findings.info[f]!);
      const mask = this.#table.mask[c * KINDS_COUNT + kind]!;
      const from = findings.from[f]!;
      const to = findings.to[f]!;
      const use = USE[kind]!;
      if (use === NAME) {
        const known = person.hasName(this.#bytes, from, to);
        if (known || !person.named) {
          if (!known) person.addName(from, to);
          person.fields |= mask;
          person.bound = true;
          continue;
        }
        // Somebody else's name; a phone behind it in the same text is that one's.
        if (nameMask !== 0) this.#out.endSlot(nameMask, 0);
        nameFrom = from;
        nameTo = to;
        nameMask = mask;
        nameCell = cell;
        continue;
      }
      if (use >= NO_RANK) {
        person.fields |= mask;
        if (use !== PLACE) person.bound = true;
        continue;
      }
      const rank = use;
      const start = messages.length;
      if (!this.#message(f, kind, column)) {
        messages.length = start;
        continue;
      }
      const relation = person.compare(messages.bytes, start, messages.length, rank, false);
      if (relation === KNOWN) {
        person.fields |= mask;
        messages.length = start;
      } else if (relation === NEW && person.addId(start, messages.length, rank, false, column)) {
        person.fields |= mask;
        person.bound = true;
        this.#noteBirth(person, start);
      } else if (nameMask !== 0 && nameCell === cell && rank === PHONE_RANK) {
        this.#writeNamed(start, nameFrom, nameTo, mask | nameMask);
        nameMask = 0;
      } else this.#writeAlone(start, rank, mask);
    }
    if (nameMask !== 0) this.#out.endSlot(nameMask, 0);
    person.deferredCount = 0;
  }

  #writeNamed(start: number, nameFrom: number, nameTo: number, fields: number): void {
    const out = this.#out;
    const end = out.messages.length;
    if (out.messages.namePhone(this.#bytes, Int32Array.of(nameFrom, nameTo), 0, 1, start, end))
      out.pushId(end, out.messages.length, NAME_PHONE_RANK);
    out.pushId(start, end, PHONE_RANK);
    out.endSlot(fields, 0);
  }

  #settle(person: Person): void {
    if (person.deferredCount > 0) this.#takeDeferred(person);
    person.pairNames(this.#out.messages, this.#bytes);
    if (this.#hasSubject && person === this.#persons[this.#subjectPerson]) this.#addSubject(person);
  }

  #addSubject(person: Person): void {
    const messages = this.#out.messages;
    const start = messages.length;
    messages.beginSubject(this.#subjectName);
    for (let i = 0; i < this.#subjectFrom.length; i++)
      messages.subjectPart(this.#bytes, this.#subjectFrom[i]!, this.#subjectTo[i]!);
    person.addId(start, messages.length, SUBJECT_RANK, false, this.#subjectColumn);
    this.#subjectFrom.fill(0);
    this.#subjectTo.fill(0);
    this.#hasSubject = false;
  }

  #nextElement(column: Column): void {
    const person = this.#persons[column.group]!;
    if (column.seenIn === person.epoch && person.touched) {
      this.#settle(person);
      if (person.bound || person.ids > 0) person.write(this.#out, this.#options.minorSince);
      else this.#shared |= person.fields;
      person.reset();
      // It stays among the touched: nothing of it is written again unless something comes.
      person.touched = true;
    } else if (column.seenIn === person.epoch) person.epoch += 1;
    column.seenIn = person.epoch;
  }

  /** Writes the row's persons. What is about nobody by itself goes to all of them, or makes one whom nothing tells apart. */
  #endRow(): void {
    const out = this.#out;
    const touched = this.#touched;
    const count = this.#touchedCount;
    const row = this.#persons[0]!;
    let shared = this.#shared;
    for (let i = 0; i < count; i++) this.#settle(touched[i]!);
    let others = out.slots > this.#rowSlots;
    for (let i = 0; i < count && !others; i++) {
      const person = touched[i]!;
      others = person !== row && (person.bound || person.ids > 0) && person.fields !== 0;
    }
    // The row's own person needs an identifier or a name to stand beside others.
    if (row.touched && (row.ids > 0 || row.named || (!others && row.bound))) {
      if (row.fields !== 0 || row.ids > 0) row.write(out, this.#options.minorSince);
    } else shared |= row.fields;
    for (let i = 0; i < count; i++) {
      const person = touched[i]!;
      if (person === row) continue;
      if (person.fields !== 0 && (person.bound || person.ids > 0)) person.write(out, this.#options.minorSince);
      else shared |= person.fields;
    }
    if (shared !== 0) {
      if (out.slots === this.#rowSlots) out.endSlot(shared, row.minor);
      else for (let s = this.#rowSlots; s < out.slots; s++) out.slotFields[s]! |= shared;
    }
    for (let i = 0; i < count; i++) touched[i]!.reset();
    this.#touchedCount = 0;
  }
}

function takeName(person: Person, role: Column['roleName'], from: number, to: number): void {
  if (role === 'given-name') person.addNamePart(false, from, to);
  else if (role === 'family-name') person.addNamePart(true, from, to);
  else person.addName(from, to);
}
