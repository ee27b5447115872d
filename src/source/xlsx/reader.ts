import { type Batch, CELL_BOOLEAN, CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import { BatchBuilder, type PathTable } from '../batch-builder.ts';
import { binaryKind, type ExtraText, extraTexts, settingsTexts } from './extras.ts';
import { findHeader, HEADER_WINDOW, headerText } from './header.ts';
import { printSerial } from './number-format.ts';
import { type RawCell, type RawRow, sheetRows } from './sheet.ts';
import type { PartContext, Sheet, Workbook } from './workbook.ts';
import { both, type XmlHandler, XmlScanner } from './xml.ts';
import type { ZipPart } from './zip.ts';

/** What a cell of a batch is in its part. */
export type Ref =
  | { readonly kind: 'value' | 'formula'; readonly raw: RawCell }
  | { readonly kind: 'text'; readonly extra: ExtraText }
  | { readonly kind: 'loose' };

/** A cell of the header row, and the path it gives its column. */
export interface HeaderCell {
  readonly raw: RawCell;
  readonly path: number;
}

/** Some rows of one part; `batch` is null where the part was read on without any. */
export interface PartBatch {
  readonly batch: Batch | null;
  /** With `batch` null: nothing before this position will be spoken of again. */
  readonly settled: number;
  /** By cell of the batch. */
  readonly refs: readonly Ref[];
  readonly headers: readonly HeaderCell[];
  /** Cells with a formula of which no cell of the batch speaks: no result, no text in it. */
  readonly silent: readonly RawCell[];
}

/** Where a reader puts the scanner of the part that it reads, for a caller who wants the raw text. */
export interface Kept {
  scanner: XmlScanner | null;
}

interface Found {
  /** Moves what was found into the batch; true while more waits. */
  take(): boolean;
  end(): void;
  /** Where the first thing begins that waits to be told of. */
  pending(): number;
}

/** Names of parts as programs give them: words with a short number. */
const USUAL_NAME = /^(?:[a-z_[\]-]+\d{0,4}(?:\.[a-z]+)*\/)*[a-z_[\]-]*\d{0,4}(?:\.[a-z]+)*$/i;

const TARGET_BYTES = 1 << 19;
const TARGET_CELLS = 1 << 16;

/** Reads the parts of a workbook as batches. One reader is one pass. */
export class WorkbookReader {
  readonly book: Workbook;
  readonly context: PartContext;
  readonly #paths: PathTable;
  readonly #out: BatchBuilder;
  /** Marks shared strings that a cell refers to. */
  readonly referred: Uint8Array;
  #refs: Ref[] = [];
  #headers: HeaderCell[] = [];
  #silent: RawCell[] = [];
  #index = 0;
  #firstRow = 0;

  constructor(book: Workbook, paths: PathTable, file: number, context: PartContext) {
    this.book = book;
    this.context = context;
    this.#paths = paths;
    this.#out = new BatchBuilder(file, context.file, context.limits.record);
    this.referred = new Uint8Array(book.strings.count);
  }

  /** Parts in the order they are read: sheets first, then all others as they lie in the zip. */
  parts(): ZipPart[] {
    const sheets = this.book.sheets.map((s) => s.part);
    return [...sheets, ...this.book.zip.parts.filter((p) => !sheets.includes(p))];
  }

  /** All batches of one part. With a scanner of the caller's the raw text is kept until the caller lets go of it. */
  async *read(part: ZipPart, more?: XmlHandler, kept?: Kept): AsyncGenerator<PartBatch, void, void> {
    const kind = binaryKind(part.name);
    if (kind === 'unreadable') throw this.unreadable(part);
    if (kind === 'settings') {
      for (const text of await settingsTexts(part.read())) this.#loose(`#${part.name}`, text);
      yield* this.#flush();
    } else if (kind === null && !part.name.endsWith('/')) {
      const sheet = this.book.sheets.find((s) => s.part === part);
      yield* sheet === undefined ? this.#readTexts(part, more, kept) : this.#readSheet(sheet, more, kept);
    }
  }

  unreadable(part: ZipPart): DouaneError {
    return new DouaneError('INPUT_BINARY', {
      place: { file: this.context.file, name: part.name },
      expected: 'a workbook without pictures, embedded files and programs, which cannot be inspected',
      got: 'one with this part: take it out and try again',
    });
  }

  /** What stands in no part's cells: strings that no cell refers to, phonetic guides, the comment of the zip. */
  async *readLoose(): AsyncGenerator<PartBatch, void, void> {
    const { strings, stringsPart, phonetics, zip } = this.book;
    const path = `#${stringsPart?.name ?? ''}`;
    for (let i = 0; i < strings.count; i++) {
      if (this.referred[i] === 1 || strings.get(i)!.length === 0) continue;
      this.#loose(`${path}/t`, null, strings.get(i));
      if (this.#full) yield* this.#flush();
    }
    for (const text of phonetics) this.#loose(`${path}/rPh`, text);
    if (zip.comment !== '') this.#loose('#comment', zip.comment);
    for (const part of zip.parts) if (!USUAL_NAME.test(part.name)) this.#loose('#names', part.name);
    for (const { name } of this.book.sheets) if (/\d{6}|\S@\S/.test(name)) this.#loose('#sheets', name);
    yield* this.#flush();
  }

  async *#readTexts(part: ZipPart, more?: XmlHandler, kept?: Kept) {
    const queue: ExtraText[] = [];
    const handler = both(
      extraTexts(part.name, (text) => queue.push(text)),
      more,
    );
    const take = () => {
      for (const extra of queue.splice(0)) this.#extra(extra);
      return this.#full;
    };
    yield* this.#pump(part, handler, kept, { take, end() {}, pending: () => Infinity });
  }

  async *#readSheet(sheet: Sheet, more?: XmlHandler, kept?: Kept) {
    const queue: (RawRow | ExtraText)[] = [];
    const first: RawRow[] = [];
    let header: 'unknown' | 'known' = 'unknown';
    let ended = false;
    const columns: number[] = [];
    const place = { file: this.context.file, name: sheet.part.name };
    const rest = both(
      extraTexts(sheet.part.name, (text) => queue.push(text)),
      more,
    );
    const handler = sheetRows(place, (row) => queue.push(row), rest);
    const path = (column: number): number => {
      columns[column] ??= this.#paths.index(`${sheet.name}!#${column + 1}`);
      return columns[column];
    };
    const settle = (): void => {
      header = 'known';
      const at = findHeader(first, (cell) => this.#text(cell));
      for (const [i, row] of first.entries()) {
        if (i === at)
          for (const raw of row.cells) {
            const text = headerText(this.#text(raw));
            this.#refer(raw);
            if (text === '') continue;
            columns[raw.column] = this.#paths.index(`${sheet.name}!${text}`);
            this.#headers.push({ raw, path: columns[raw.column]! });
          }
        else this.#row(row, i < at ? (c) => this.#paths.index(`${sheet.name}!#${c + 1}`) : path);
      }
    };
    const take = () => {
      let taken = 0;
      for (const item of queue) {
        if (this.#full) break;
        taken++;
        if (!('cells' in item)) {
          // Text behind the rows; rows that wait for the header come before it.
          if (header === 'unknown' && first.length > 0) settle();
          this.#extra(item);
        } else if (header === 'known') this.#row(item, path);
        else if (first.push(item) === HEADER_WINDOW) settle();
      }
      queue.splice(0, taken);
      if (ended && queue.length === 0 && header === 'unknown') settle();
      return this.#full || queue.length > 0;
    };
    const end = () => {
      ended = true;
    };
    const pending = () => (header === 'unknown' && first.length > 0 ? 0 : handler.pending);
    yield* this.#pump(sheet.part, handler, kept, { take, end, pending });
  }

  async *#pump(
    part: ZipPart,
    handler: XmlHandler,
    kept: Kept | undefined,
    found: Found,
  ): AsyncGenerator<PartBatch, void, void> {
    const scanner = new XmlScanner(handler, { file: this.context.file, name: part.name }, this.context.limits);
    if (kept) kept.scanner = scanner;
    const drain = async function* (self: WorkbookReader) {
      while (found.take()) yield* self.#flush();
    };
    for await (const chunk of part.read()) {
      scanner.write(chunk);
      yield* drain(this);
      if (!kept) scanner.release(scanner.settled);
      else if (this.#out.rows === 0)
        yield { batch: null, settled: Math.min(scanner.settled, found.pending()), refs: [], headers: [], silent: [] };
    }
    scanner.end();
    found.end();
    yield* drain(this);
    yield* this.#flush();
  }

  get #full(): boolean {
    return this.#out.length >= TARGET_BYTES || this.#out.cells >= TARGET_CELLS;
  }

  *#flush(): Generator<PartBatch, void, void> {
    const refs = this.#refs;
    const headers = this.#headers;
    this.#refs = [];
    const silent = this.#silent;
    this.#headers = [];
    this.#silent = [];
    if (this.#out.rows === 0) {
      if (headers.length + silent.length > 0) yield { batch: null, settled: 0, refs, headers, silent };
      return;
    }
    const batch = this.#out.build(this.#index++, this.#firstRow);
    this.#firstRow += this.#out.rows;
    yield { batch, settled: 0, refs, headers, silent };
    this.#out.clear();
  }

  #row(row: RawRow, path: (column: number) => number): void {
    let filled = false;
    for (const raw of row.cells) {
      if (raw.value !== null && raw.value !== '') {
        const from = this.#out.length;
        const type = this.#append(raw);
        this.#refer(raw);
        this.#out.cell(path(raw.column), type, from);
        this.#refs.push({ kind: 'value', raw });
        filled = true;
      }
      if (raw.formula !== null && /"|\d{5}/.test(raw.formula.text)) {
        const from = this.#out.length;
        this.#out.appendText(raw.formula.text);
        const text = this.#paths.list[path(raw.column)]!;
        this.#out.cell(this.#paths.index(`${text}/formula`), CELL_TEXT, from);
        this.#refs.push({ kind: 'formula', raw });
        filled = true;
      } else if (raw.formula !== null && (raw.value === null || raw.value === '')) this.#silent.push(raw);
    }
    if (filled) this.#out.endRow();
  }

  #extra(extra: ExtraText): void {
    const from = this.#out.length;
    this.#out.appendText(extra.text);
    this.#out.cell(this.#paths.index(extra.path), CELL_TEXT, from);
    this.#refs.push(extra.start < 0 ? { kind: 'loose' } : { kind: 'text', extra });
    this.#out.endRow();
  }

  #loose(path: string, text: string | null, bytes?: Uint8Array): void {
    const from = this.#out.length;
    if (bytes) this.#out.append(bytes, 0, bytes.length);
    else this.#out.appendText(text ?? '');
    this.#out.cell(this.#paths.index(path), CELL_TEXT, from);
    this.#refs.push({ kind: 'loose' });
    this.#out.endRow();
  }

  #refer(raw: RawCell): void {
    if (raw.type === 's' && raw.value !== null) this.referred[Number(raw.value)] = 1;
  }

  /** The shared string of a cell; a number that is none is an error, never an empty cell. */
  #shared(raw: RawCell): Uint8Array {
    const bytes = /^\d+$/.test(raw.value ?? '') ? this.book.strings.get(Number(raw.value)) : undefined;
    if (bytes === undefined)
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file: this.context.file, name: raw.reference },
        expected: 'the number of a shared string',
        got: 'another one',
      });
    return bytes;
  }

  #text(raw: RawCell): string {
    if (raw.value === null) return '';
    return raw.type === 's' ? new TextDecoder().decode(this.#shared(raw)) : raw.value;
  }

  #append(raw: RawCell): number {
    const value = raw.value!;
    switch (raw.type) {
      case 's': {
        const bytes = this.#shared(raw);
        this.#out.append(bytes, 0, bytes.length);
        return CELL_TEXT;
      }
      case 'b':
        this.#out.appendAscii(value === '1' || value === 'true' ? 'true' : 'false');
        return CELL_BOOLEAN;
      case 'n': {
        const date = isDate(raw, this.book) ? printSerial(Number(value), this.book.date1904) : null;
        this.#out.appendText(date ?? plainNumber(value));
        return date === null ? CELL_NUMBER : CELL_TEXT;
      }
      default:
        this.#out.appendText(value);
        return CELL_TEXT;
    }
  }
}

export function isDate(raw: RawCell, book: Workbook): boolean {
  return raw.type === 'n' && raw.style !== undefined && (book.dateStyles[Number(raw.style)] ?? false);
}

/** A whole number written with an exponent (`1.38E+10`) digit by digit; any other as it is written. */
export function plainNumber(written: string): string {
  const m = /^(-?)(\d+)(?:\.(\d+))?[eE]\+?(\d{1,2})$/.exec(written);
  if (m === null) return written;
  const fraction = m[3] ?? '';
  const exponent = Number(m[4]);
  if (fraction.length > exponent || exponent > 30) return written;
  return m[1]! + (m[2]! + fraction.padEnd(exponent, '0')).replace(/^0+(?=\d)/, '');
}
