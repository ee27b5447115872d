/**
 * What is in a transfer, and whose: every value of every file is inspected, never a sample. A batch is inspected
 * first and understood then: what its columns are is decided by all values so far, and only after that its rows'
 * persons are formed.
 */
import { type Batch, CELL_BOOLEAN, CELL_NULL, type Paths } from '../model/batch.ts';
import { type Finding, KIND_IDS, type Kind } from '../model/kinds.ts';
import type { FieldFinding } from '../model/manifest.ts';
import type { FieldBit, Sightings } from '../model/sightings.ts';
import { isDigitByte } from './bytes.ts';
import { CellFindings } from './cell-findings.ts';
import { CellInspector, EMPTY, OF_ROLE } from './cell-inspector.ts';
import { Column } from './column.ts';
import { FieldBits, IS_PERSONAL } from './field-bits.ts';
import { FieldFindings } from './field-findings.ts';
import { columnOf } from './headers.ts';
import { evidenceList } from './kinds/result.ts';
import { layOut } from './layout.ts';
import { probe } from './probe.ts';
import { minorSince, SlotBuilder, SUBJECT_KIND } from './slots.ts';

export interface InspectorOptions {
  /** YYYY-MM-DD; who is under 14 is told by it. */
  readonly asOf: string;
  /** Declared paths that together tell persons apart; a spreadsheet's may be given without the sheet. */
  readonly subject: readonly string[];
  /** Hides a value so that it can be shown. */
  readonly mask: (kind: Kind, value: string) => string;
}

export interface Inspected {
  /** By path in the order met, then by kind; those below 0.5 are shown and do not count as personal data. */
  readonly fields: readonly FieldFinding[];
  readonly otherPaths: readonly string[];
  /** Paths whose identifiers told persons apart, the most used first. */
  readonly toldApartBy: readonly string[];
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
  readonly #cells = new CellInspector();
  readonly #results = new FieldFindings();
  readonly #subjectName: Uint8Array;
  #paths: Paths = { list: [] };
  #columns: Column[] = [];
  #layoutStale = true;
  /** Number of the last cell with a finding of each kind, so that a value counts once. */
  readonly #lastCell = new Int32Array(256);

  constructor(options: InspectorOptions) {
    this.#options = options;
    this.#subjectName = new TextEncoder().encode(
      options.subject.map((s) => columnOf(s).trim().toLowerCase()).join('\x1f'),
    );
    this.#slots = new SlotBuilder({
      minorSince: minorSince(options.asOf),
      maskOf: (column, kind) => this.#maskOf(column, kind),
    });
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
    this.#scan(batch);
    for (const column of this.#columns)
      if (column.values >= column.nextDecision && column.decide()) this.#layoutStale = true;
    if (this.#layoutStale) {
      this.#slots.begin(layOut(this.#columns), this.#columns, this.#subjectName, this.#options.subject.length);
      this.#layoutStale = false;
    }
    return this.#slots.build(batch, this.#findings);
  }

  finish(): Inspected {
    this.#close();
    return this.#results.result((path, kind) => this.#bits.bitOf(path, kind));
  }

  /**
   * All findings in one value of a path, in order, with the confidence that they have in the path: for the treatment
   * of free text, once all was inspected.
   */
  findIn(bytes: Uint8Array, start: number, end: number, path: string): Finding[] {
    const out = new CellFindings();
    const column = this.#results.columnOf(path) ?? this.#columns.find((c) => c.path === path) ?? new Column(path);
    this.#cells.inspect(out, 0, column, bytes, start, end);
    const findings: Finding[] = [];
    for (let f = 0; f < out.count; f++) {
      const kind = out.kind[f]!;
      findings.push({
        kind: KIND_IDS[kind]!,
        start: out.from[f]!,
        end: out.to[f]!,
        confidence: column.worth(kind, out.percent[f]!, out.whole[f]!) / 100,
        evidence: evidenceList(out.evidence[f]!),
      });
    }
    return findings.sort((a, b) => a.start - b.start || b.end - a.end);
  }

  #close(): void {
    for (const column of this.#columns) {
      column.decide();
      this.#results.add(column);
    }
    this.#columns = [];
    this.#layoutStale = true;
  }

  #addColumns(): void {
    const { list } = this.#paths;
    for (let c = this.#columns.length; c < list.length; c++) {
      const column = new Column(list[c]!);
      column.subject = this.#options.subject.findIndex((s) => s === column.path || s === columnOf(column.path));
      if (column.subject >= 0 && (column.roleName === null || column.roleName === 'thing'))
        column.take('customer-key', 0);
      this.#columns.push(column);
      this.#layoutStale = true;
    }
  }

  #scan(batch: Batch): void {
    const { bytes, start, end, path, type, cells } = batch;
    const findings = this.#findings;
    const inspector = this.#cells;
    const columns = this.#columns;
    findings.clear();
    this.#lastCell.fill(-1);
    for (let i = 0; i < cells; i++) {
      let from = start[i]!;
      let to = end[i]!;
      if (from >= to) continue;
      const t = type[i]!;
      if (t === CELL_NULL || t === CELL_BOOLEAN) continue;
      while (from < to && bytes[from]! <= 0x20) from += 1;
      while (to > from && bytes[to - 1]! <= 0x20) to -= 1;
      if (from === to) continue;
      const column = columns[path[i]!]!;
      const before = findings.count;
      const seen = inspector.inspect(findings, i, column, bytes, from, to);
      if (seen === EMPTY) continue;
      column.values += 1;
      if (seen === OF_ROLE) column.roleHits += 1;
      if (isDigitByte(bytes[to - 1]!) && isDigitByte(bytes[(from + to) >>> 1]!)) column.codes += 1;
      if (findings.count > before) this.#note(column, i, before, bytes);
      if (column.subject >= 0) findings.push(i, SUBJECT_KIND, from, to, 100, 0, 1);
    }
  }

  #note(column: Column, cell: number, before: number, bytes: Uint8Array): void {
    const { kind, percent, whole, evidence, count } = this.#findings;
    for (let f = before; f < count; f++) {
      const k = kind[f]!;
      const p = percent[f]!;
      if (this.#lastCell[k] !== cell) {
        this.#lastCell[k] = cell;
        column.hits[k]! += 1;
        column.percents[k]! += p;
        column.whole[k]! += whole[f];
      }
      column.evidence[k]! |= evidence[f];
      const best = whole[f] === 1 ? column.best : column.bestInText;
      if (p > best[k]!) {
        best[k] = p;
        this.#example(column, k, bytes, this.#findings.from[f]!, this.#findings.to[f]!);
      }
    }
  }

  #example(column: Column, kind: number, bytes: Uint8Array, from: number, to: number): void {
    let end = Math.min(to, from + EXAMPLE_BYTES);
    while (end < to && end > from && (bytes[end]! & 0xc0) === 0x80) end -= 1;
    const value = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString();
    const masked = this.#options.mask(KIND_IDS[kind]!, value);
    column.examples[kind] = masked.includes(value) ? '***' : masked;
  }

  #maskOf(column: Column, kind: number): number {
    if (IS_PERSONAL[kind] === 0) return 0;
    let bit = column.bit[kind]!;
    if (bit < 0) {
      bit = this.#bits.bitOf(column.path, kind);
      column.bit[kind] = bit;
    }
    return 1 << bit;
  }
}
