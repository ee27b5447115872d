import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Batch, Edit } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import type { PathTable } from '../batch-builder.ts';
import type { Sink } from '../source.ts';
import { CalcHint } from './calc-hint.ts';
import { emptyCell, formatCell, uncomputedCell } from './cells.ts';
import { binaryKind } from './extras.ts';
import { Links } from './links.ts';
import { type Mend, Mender, PartWriter, setAttribute } from './part-writer.ts';
import { isDate, type PartBatch, type Ref, type WorkbookReader } from './reader.ts';
import { stringItems } from './shared-strings.ts';
import { columnNumber, type RawCell } from './sheet.ts';
import type { Survivors } from './survivors.ts';
import type { Sheet } from './workbook.ts';
import { type Attributes, both, encodeXstring, escapeXml, XmlScanner } from './xml.ts';
import type { ZipPart } from './zip.ts';

type Plan = 'write' | 'drop' | 'refuse';

/**
 * What becomes of a part. Those that repeat cells in a form that cannot be mended, and signatures, are refused;
 * those that programs make anew (calculation order, preview picture) are dropped.
 */
function planOf(part: string): Plan {
  const name = part.toLowerCase();
  if (/^xl\/(pivotcache|pivottables|revisions|slicercaches)\/./.test(name) || /^_xmlsignatures\/./.test(name))
    return 'refuse';
  if (name === 'xl/calcchain.xml' || /^docprops\/thumbnail\./.test(name)) return 'drop';
  return 'write';
}

/**
 * Writes a workbook anew, part by part. Edited cells and those of removed columns are replaced in the sheet's
 * XML; results of formulas are left out and computed again when the workbook is opened; values that charts,
 * filters and links repeat are cut; shared strings that no untouched cell refers to are emptied. Every other
 * part has the same content.
 */
export class WorkbookWriter {
  readonly #reader: WorkbookReader;
  readonly #paths: PathTable;
  readonly #edits: (batch: Batch) => readonly Edit[];
  readonly #removed: ReadonlySet<string>;
  readonly #survivors: Survivors;
  /** Marks shared strings that an untouched cell refers to. */
  readonly #used: Uint8Array;
  readonly #removedColumns = new Map<Sheet, Set<number>>();
  /** Relationships of links that are gone, by sheet. */
  readonly #lostLinks = new Map<Sheet, Set<string>>();
  #uncomputed = false;

  constructor(
    reader: WorkbookReader,
    paths: PathTable,
    edits: (batch: Batch) => readonly Edit[],
    removed: ReadonlySet<string>,
    survivors: Survivors,
  ) {
    this.#reader = reader;
    this.#paths = paths;
    this.#edits = edits;
    this.#removed = removed;
    this.#survivors = survivors;
    this.#used = new Uint8Array(reader.book.strings.count);
  }

  /** With `unchanged` there are no edits and nothing is removed, so that parts that repeat cells may stay. */
  async write(sink: Sink, unchanged = false): Promise<void> {
    const { book, context } = this.#reader;
    for (const { name } of book.zip.parts)
      if (!unchanged && planOf(name) === 'refuse')
        throw new DouaneError('TREAT_FORMAT', {
          place: { file: context.file, name },
          expected: 'no part that repeats values of cells or signs them',
          got: 'this part: take it out (pivot tables, change history, signatures) or treat nothing',
        });
    const zip = new ZipFile();
    const out = zip.outputStream as Readable;
    zip.on('error', (error: Error) => out.destroy(error));
    const strings = book.stringsPart;
    const types = (p: ZipPart): boolean => p.name.toLowerCase() === '[content_types].xml';
    const all = this.#reader.parts();
    const ordered = [...all.filter(types), ...all.filter((p) => !types(p) && p !== strings)];
    for (const part of ordered) if (planOf(part.name) !== 'drop') this.#add(zip, part, () => this.#part(part));
    if (strings !== null) this.#add(zip, strings, () => this.#strings(strings));
    zip.end();
    for await (const chunk of out) await sink.write(chunk as Uint8Array);
    this.#survivors.check();
  }

  #add(zip: ZipFile, part: ZipPart, bytes: () => AsyncGenerator<Uint8Array, void, void>): void {
    const mtime = part.modified;
    if (part.name.endsWith('/')) {
      zip.addEmptyDirectory(part.name, { mtime });
      return;
    }
    const options = { mtime, compress: !part.stored, forceDosTimestamp: true, forceZip64Format: part.size > 2 ** 31 };
    zip.addReadStreamLazy(part.name, options, (give) => {
      // The zip does not listen for errors of what it reads; they end its output, so that the caller gets them.
      const stream = Readable.from(bytes()).on('error', (error) => (zip.outputStream as Readable).destroy(error));
      give(null, stream);
    });
  }

  async *#part(part: ZipPart): AsyncGenerator<Uint8Array, void, void> {
    const kind = binaryKind(part.name);
    if (kind !== null) {
      for await (const found of this.#reader.read(part)) this.#refuseLoose(found);
      yield* part.read();
      return;
    }
    const sheet = this.#reader.book.sheets.find((s) => s.part === part);
    const writer = new PartWriter();
    const links = new Links();
    const mender = new Mender(writer, (name, a) => this.#mend(part, name, a));
    const hint = part === this.#reader.book.part && this.#uncomputed ? new CalcHint() : undefined;
    const more = both(mender, sheet === undefined ? hint : links);
    const texts: { start: number; text: string }[] = [];
    const shared = new Set<string>();
    const changed = new Set<number>();
    for await (const found of this.#reader.read(part, more, writer.kept)) {
      const end = this.#apply(found, writer, sheet, { texts, shared, changed });
      const limit = Math.min(
        found.batch === null && found.headers.length === 0 ? found.settled : end,
        mender.pending,
        links.start,
      );
      if (hint === undefined) yield writer.advance(limit);
    }
    if (sheet !== undefined) this.#lostLinks.set(sheet, links.resolve(changed, writer, mender.cuts));
    for (const { start, text } of texts)
      if (!mender.cuts.some((c) => start >= c.start && start < c.end)) this.#survivors.written(part.name, text);
    hint?.resolve(writer);
    yield writer.end();
  }

  /** Turns edits and removals into splices; gives the end of the last thing spoken of. */
  #apply(
    { batch, refs, headers, silent }: PartBatch,
    writer: PartWriter,
    sheet: Sheet | undefined,
    seen: Seen,
  ): number {
    let end = 0;
    for (const { raw, path } of headers) {
      end = Math.max(end, raw.end);
      if (this.#removed.has(this.#paths.list[path]!)) this.#removeHeader(raw, writer, sheet!, seen);
      else this.#keepString(raw);
    }
    for (const raw of silent) this.#checkShared(raw, seen, raw.reference);
    if (batch === null) return end;
    const edits = new Map<number, Uint8Array>();
    for (const { cell, value } of this.#edits(batch)) edits.set(cell, value);
    const cells: CellOf[] = [];
    for (const [cell, ref] of refs.entries()) {
      const path = this.#paths.list[batch.path[cell]!]!;
      const text = utf8.decode(batch.bytes.subarray(batch.start[cell], batch.end[cell]));
      const edit = edits.get(cell);
      const entry: CellOf = { ref, path, text, edit: edit === undefined ? undefined : utf8.decode(edit) };
      if (ref.kind === 'value' || ref.kind === 'formula') cells.push(entry);
      else if (ref.kind === 'text') {
        end = Math.max(end, ref.extra.end);
        this.#applyText(entry, ref.extra, writer, seen);
      }
    }
    for (let i = 0; i < cells.length; i++) {
      const here = cells[i]!;
      const { raw } = here.ref as { raw: RawCell };
      const next = cells[i + 1];
      const pair = next !== undefined && (next.ref as { raw: RawCell }).raw === raw;
      const formula = here.ref.kind === 'formula' ? here : pair ? next : undefined;
      this.#applyCell(raw, here.ref.kind === 'value' ? here : undefined, formula, writer, seen);
      if (pair) i++;
      end = Math.max(end, raw.end);
    }
    return end;
  }

  #applyText(
    { path, text, edit }: CellOf,
    extra: { start: number; end: number; attribute: string | null },
    writer: PartWriter,
    seen: Seen,
  ): void {
    const value = this.#removed.has(path) ? '' : edit;
    if (value !== undefined) {
      const { start, end, attribute } = extra;
      const escaped = encodeXstring(value);
      if (attribute === null) writer.add({ start, end, make: () => escapeXml(escaped) });
      else writer.addToTag(start, end, (tag) => setAttribute(tag, attribute, escaped));
      if (value !== text) this.#survivors.gone(text);
    }
    seen.texts.push({ start: extra.start, text: value ?? text });
  }

  #applyCell(
    raw: RawCell,
    value: CellOf | undefined,
    formula: CellOf | undefined,
    writer: PartWriter,
    seen: Seen,
  ): void {
    const { book } = this.#reader;
    const column = value?.path ?? formula!.path.slice(0, -'/formula'.length);
    const replace = (make: (source: string) => string): void => {
      writer.add({ start: raw.start, end: raw.end, make });
    };
    if (this.#removed.has(column) || value?.edit !== undefined) {
      if (raw.formula?.shared !== undefined && raw.formula.master) seen.shared.add(raw.formula.shared);
      seen.changed.add(raw.column);
      const text = this.#removed.has(column) ? undefined : value!.edit!;
      if (value !== undefined && text !== value.text) this.#survivors.gone(value.text);
      replace((source) =>
        text === undefined ? emptyCell(raw, source) : formatCell(raw, source, text, isDate(raw, book), book.date1904),
      );
      return;
    }
    if (formula?.edit !== undefined)
      throw new DouaneError('TREAT_FORMAT', {
        place: { name: formula.path },
        expected: 'the formulas or their column to be removed',
        got: 'another treatment, which would break them',
      });
    if (formula !== undefined && this.#removed.has(formula.path)) {
      const { start, end, shared, master } = raw.formula!;
      if (shared !== undefined && master) seen.shared.add(shared);
      replace((source) => source.slice(0, start - raw.start) + source.slice(end - raw.start));
      this.#survivors.gone(formula.text);
    } else if (raw.formula !== null) {
      this.#checkShared(raw, seen, column);
      if (formula !== undefined) seen.texts.push({ start: raw.start, text: formula.text });
      if (raw.value !== null) {
        this.#uncomputed = true;
        replace((source) => uncomputedCell(raw, source));
      }
      return;
    }
    this.#keepString(raw);
  }

  /** A formula that shares the text of another one cannot stay without it. */
  #checkShared(raw: RawCell, seen: Seen, name: string): void {
    const formula = raw.formula;
    if (formula?.shared === undefined || formula.master || !seen.shared.has(formula.shared)) return;
    throw new DouaneError('TREAT_FORMAT', {
      place: { name },
      expected: 'formulas that do not share the text of a treated one',
      got: 'a shared formula: treat its whole column',
    });
  }

  #removeHeader(raw: RawCell, writer: PartWriter, sheet: Sheet, seen: Seen): void {
    seen.changed.add(raw.column);
    const columns = this.#removedColumns.get(sheet) ?? new Set();
    this.#removedColumns.set(sheet, columns.add(raw.column));
    // A table's columns must have names, the same as in their header cells.
    const named = [...sheet.relations.values()].some((r) => r.type === 'table');
    const { start, end } = raw;
    writer.add({
      start,
      end,
      make: (source) =>
        named ? formatCell({ ...raw, type: 's' }, source, `#${raw.column + 1}`, false, false) : emptyCell(raw, source),
    });
  }

  #keepString(raw: RawCell): void {
    if (raw.type === 's' && raw.value !== null) this.#used[Number(raw.value)] = 1;
  }

  #mend(part: ZipPart, name: string, a: Attributes): Mend {
    const file = part.name.toLowerCase();
    if (file === '[content_types].xml')
      return name === 'Override' && planOf((a.PartName ?? '').replace(/^\//, '')) === 'drop' ? 'cut' : null;
    if (file.endsWith('.rels')) {
      if (name !== 'Relationship') return null;
      if (/\/(calcChain|thumbnail)$/.test(a.Type ?? '')) return 'cut';
      const sheet = this.#reader.book.sheets.find((s) => relationsName(s.part.name) === file);
      return sheet !== undefined && this.#lostLinks.get(sheet)?.has(a.Id ?? '') ? 'cut' : null;
    }
    if (name === 'filterColumn') return 'cut';
    if (/^xl\/charts\//.test(file) && CACHES.has(name)) return 'cut';
    if (part === this.#reader.book.part && name === 'calcPr' && this.#uncomputed)
      return { attribute: 'fullCalcOnLoad', value: '1' };
    if (name === 'table') this.#table = { part, first: columnNumber(/^[A-Z]+/.exec(a.ref ?? '')?.[0] ?? ''), next: 0 };
    if (name === 'tableColumn' && this.#table?.part === part) {
      const column = this.#table.first + this.#table.next++;
      const sheet = this.#reader.book.sheets.find((s) =>
        [...s.relations.values()].some((r) => r.type === 'table' && r.target.toLowerCase() === file),
      );
      if (sheet !== undefined && this.#removedColumns.get(sheet)?.has(column))
        return { attribute: 'name', value: `#${column + 1}` };
    }
    return null;
  }
  #table: { readonly part: ZipPart; readonly first: number; next: number } | null = null;

  #refuseLoose({ batch, refs }: PartBatch): void {
    if (batch === null) return;
    const edits = this.#edits(batch);
    for (let cell = 0; cell < refs.length; cell++) {
      const path = this.#paths.list[batch.path[cell]!]!;
      if (edits.some((e) => e.cell === cell) || this.#removed.has(path))
        throw new DouaneError('TREAT_FORMAT', {
          place: { name: path },
          expected: 'a part that can be changed',
          got: 'printer settings: take them out',
        });
    }
  }

  async *#strings(part: ZipPart): AsyncGenerator<Uint8Array, void, void> {
    // Strings of no cell are emptied below, whatever is asked for them; they are told of for the record's sake.
    for await (const { batch } of this.#reader.readLoose()) if (batch !== null) this.#edits(batch);
    const writer = new PartWriter();
    let index = 0;
    const items = stringItems(({ start, end }) => {
      if (this.#used[index++] === 1) return;
      writer.add({
        start,
        end,
        make: (raw) => {
          const name = /^<([^\s/>]+)/.exec(raw)![1]!;
          return `<${name}><${name.slice(0, -2)}t/></${name}>`;
        },
      });
    });
    const mender = new Mender(writer, (name) => (name === 'rPh' || name === 'phoneticPr' ? 'cut' : null));
    const { file, limits } = this.#reader.context;
    const scanner = new XmlScanner(both(items, mender), { file, name: part.name }, limits);
    writer.kept.scanner = scanner;
    for await (const chunk of part.read()) {
      scanner.write(chunk);
      yield writer.advance(Math.min(scanner.settled, mender.pending, items.pending));
    }
    scanner.end();
    yield writer.end();
  }
}

interface CellOf {
  readonly ref: Ref;
  readonly path: string;
  readonly text: string;
  readonly edit: string | undefined;
}

/** What is remembered while one part is written. */
interface Seen {
  /** Texts outside of cells as they will be written. */
  readonly texts: { start: number; text: string }[];
  /** Shared formulas whose text is gone. */
  readonly shared: Set<string>;
  /** Columns with a changed cell. */
  readonly changed: Set<number>;
}

const CACHES = new Set(['strCache', 'numCache', 'multiLvlStrCache', 'dlblRangeCache']);
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function relationsName(part: string): string {
  const at = part.lastIndexOf('/') + 1;
  return `${part.slice(0, at)}_rels/${part.slice(at)}.rels`.toLowerCase();
}
