/**
 * What is in a transfer, and whose: every value of every file is inspected, never a sample. A batch is inspected
 * first and understood then: what its columns are is decided by all values so far, and only after that its rows'
 * persons are formed.
 */
import type { Batch, Paths } from '../model/batch.ts';
import { KIND_IDS, type Kind } from '../model/kinds.ts';
import type { FieldFinding, Looks } from '../model/manifest.ts';
import type { FieldBit, Sightings } from '../model/sightings.ts';
import { BatchScanner } from './batch-scanner.ts';
import { CellFindings } from './cell-findings.ts';
import { Column, type ColumnSummary } from './column.ts';
import { ColumnTable, KINDS_COUNT } from './column-table.ts';
import { FieldBits, IS_PERSONAL } from './field-bits.ts';
import { FieldFindings } from './field-findings.ts';
import { columnOf } from './headers.ts';
import { KeyCheck } from './key-check.ts';
import { layOut } from './layout.ts';
import { probe } from './probe.ts';
import { minorSince, SlotBuilder } from './slots.ts';
import { SplitFinder } from './split.ts';

export interface InspectorOptions {
  /** YYYY-MM-DD; who is under 14 is told by it. */
  readonly asOf: string;
  /** Declared paths that together tell persons apart; a spreadsheet's may be given without the sheet. */
  readonly subject: readonly string[];
  /** Hides a value so that it can be shown. */
  readonly mask: (kind: Kind, value: string) => string;
  /** False: nothing is closed by the kernel and all rows are formed here, which gives the same. */
  readonly closing?: boolean;
  /** Whether sightings say which slots are of which row. */
  readonly rows?: boolean;
}

export interface Inspected {
  /** By path in the order met, then by kind; those below 0.5 are shown and do not count as personal data. */
  readonly fields: readonly FieldFinding[];
  readonly otherPaths: readonly string[];
  /** Paths whose identifiers told persons apart, the most used first. */
  readonly toldApartBy: readonly string[];
  readonly looks: Looks;
  /** Paths whose header names a kind that their values do not fit. */
  readonly undeterminedFields: readonly { readonly path: string; readonly kinds: readonly Kind[] }[];
}

/** Examples are cut at this many bytes. */
const EXAMPLE_BYTES = 120;

/**
 * Inspects all files of a transfer, one after the other: `open` a file, `inspect` its batches, and `finish` when
 * all are read. What `inspect` gives is valid until the next call.
 *
 * @example
 * const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask });
 * inspector.open(source.paths);
 * for await (const batch of source.batches()) counter.add(inspector.inspect(batch));
 * const { fields } = inspector.finish();
 */
export class Inspector {
  readonly #options: InspectorOptions;
  readonly #bits = new FieldBits();
  readonly #slots: SlotBuilder;
  readonly #findings = new CellFindings();
  readonly #scanner: BatchScanner;
  readonly #results = new FieldFindings();
  readonly #subjectName: Uint8Array;
  #values = 0;
  #paths: Paths = { list: [] };
  #columns: Column[] = [];
  #table = new ColumnTable();
  #keys = new KeyCheck();
  #split = new SplitFinder();
  #layoutStale = true;

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#scanner = new BatchScanner(options.closing);
    this.#subjectName = new TextEncoder().encode(
      options.subject.map((s) => columnOf(s).trim().toLowerCase()).join('\x1f'),
    );
    this.#slots = new SlotBuilder({
      rows: options.rows === true,
      minorSince: minorSince(options.asOf),
      maskOf: (c, kind) => this.#maskOf(c, kind),
      reveal: (bytes, from, to, kind, before) => this.#scanner.reveal(bytes, from, to, kind, before),
    });
  }

  /** What each column was understood as, once all was read; for {@link ValueFinder}. */
  get columns(): ReadonlyMap<string, ColumnSummary> {
    return this.#results.columns();
  }

  get fieldBits(): readonly FieldBit[] {
    return this.#bits.list;
  }

  /** A new file begins. */
  open(paths: Paths): void {
    this.#close();
    this.#paths = paths;
  }

  inspect(batch: Batch): Sightings {
    this.#addColumns();
    probe(batch, this.#columns);
    if (this.#split.look(batch, this.#columns)) this.#layoutStale = true;
    this.#scanner.scan(batch, this.#table, this.#findings);
    this.#takeExamples(batch.bytes);
    for (const column of this.#columns) if (column.isDue && column.decide()) this.#layoutStale = true;
    this.#layOut();
    for (const column of this.#keys.look(batch, this.#columns)) {
      column.isNoKey();
      this.#layoutStale = true;
    }
    this.#layOut();
    return this.#slots.build(batch, this.#findings, this.#scanner.closers);
  }

  #layOut(): void {
    if (!this.#layoutStale) return;
    const { subject } = this.#options;
    this.#slots.begin(layOut(this.#columns), this.#columns, this.#table, this.#subjectName, subject.length);
    this.#layoutStale = false;
  }

  finish(): Inspected {
    this.#close();
    const looks = { values: this.#values, ...this.#scanner.looks };
    return { ...this.#results.result((path, kind) => this.#bits.bitOf(path, kind)), looks };
  }

  #close(): void {
    for (const column of this.#columns) {
      column.decide();
      this.#results.add(column);
      this.#values += column.values;
    }
    this.#columns = [];
    this.#table = new ColumnTable();
    this.#keys = new KeyCheck();
    this.#split = new SplitFinder();
    this.#layoutStale = true;
  }

  #addColumns(): void {
    const { list } = this.#paths;
    for (let c = this.#columns.length; c < list.length; c++) {
      const column = new Column(list[c]!, this.#table);
      column.subject = this.#options.subject.findIndex((s) => s === column.path || s === columnOf(column.path));
      if (column.subject >= 0 && !column.hasRole) column.take('customer-key', 0);
      if (column.subject >= 0) this.#table.subject[c] = 1;
      this.#columns.push(column);
      this.#layoutStale = true;
    }
  }

  #takeExamples(bytes: Uint8Array): void {
    const { betters } = this.#table;
    for (let b = 0; b < betters.length; b += 3) {
      const column = this.#columns[Math.floor(betters[b]! / KINDS_COUNT)]!;
      this.#example(column, betters[b]! % KINDS_COUNT, bytes, betters[b + 1]!, betters[b + 2]!);
    }
    betters.length = 0;
  }

  #example(column: Column, kind: number, bytes: Uint8Array, from: number, to: number): void {
    let end = Math.min(to, from + EXAMPLE_BYTES);
    while (end < to && end > from && (bytes[end]! & 0xc0) === 0x80) end -= 1;
    const value = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString();
    const masked = this.#options.mask(KIND_IDS[kind]!, value);
    column.examples[kind] = masked.includes(value) ? '***' : masked;
  }

  #maskOf(c: number, kind: number): number {
    if (IS_PERSONAL[kind] === 0) return 0;
    const mask = (1 << this.#bits.bitOf(this.#columns[c]!.path, kind)) >>> 0;
    this.#table.mask[c * KINDS_COUNT + kind] = mask;
    return mask;
  }
}
