import type { Batch, Edit } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import { PathTable } from '../batch-builder.ts';
import type { FileShape, KeepRow, Sink, Source, SourceLimits } from '../source.ts';
import type { TextStream } from '../text-stream.ts';
import { Window } from '../window.ts';
import { type Dialect, findDialect } from './dialect.ts';
import { columnPaths, isHeader, uniquePath } from './header.ts';
import { lineOf } from './line.ts';
import { type Rows, rewriteRows } from './rewrite.ts';
import { Splitter } from './splitter.ts';

const BLOCK = 1 << 19;
const SAMPLE = 1 << 17;
const SAMPLE_ROWS = 50;

export interface CsvOptions {
  readonly file: number;
  readonly name: string;
  readonly limits: SourceLimits;
  readonly shape: FileShape;
  /** Delimiter to try first, from the file's name. */
  readonly preferred?: number;
  /** Whether the first row is a header; found out when not given. */
  readonly header?: boolean;
  /** Bytes of one window; batches are cut by it. */
  readonly blockSize?: number;
}

/** What stands before the first row of data. */
interface Prologue extends Rows {
  /** End in the text; the line end behind it reads as a blank line. */
  readonly to: number;
}

/**
 * Opens a table of delimited text. Each column is a path: its header's text, or `#3` where there is none; a row
 * longer than the header goes on with `#n`, a shorter one ends early. Blank lines are not rows. Values are what
 * stands between the delimiters, nothing trimmed.
 */
export async function openCsv(stream: TextStream, options: CsvOptions): Promise<Source> {
  const { file, name, limits, shape, blockSize = BLOCK } = options;
  const { dialect, prologue, header } = await begin(stream, options);
  const paths = new PathTable(limits.paths, name);
  const used = new Set<string>();
  for (const path of header === undefined ? [] : columnPaths(header)) {
    used.add(path);
    paths.index(path);
  }

  /** All that follows the prologue, window by window; windows without a row only when `all`. */
  async function* read(reversible: boolean, all: boolean): AsyncGenerator<Rows & { batch: Batch }, void, void> {
    const window = new Window(stream, Math.min(blockSize, limits.record), limits.record, reversible);
    const splitter = new Splitter(dialect, name, limits.paths);
    let firstRow = 0;
    let index = 0;
    try {
      await window.skip(prologue.to);
      for (let taken = 0; ; ) {
        await window.advance(taken);
        splitter.split(window.bytes, 0, window.length, window.final);
        taken = splitter.to;
        if (!splitter.full && (window.final ? taken < window.length : window.length - taken > limits.record))
          throw await unfinished(stream, name, limits.record, window, splitter);
        while (paths.list.length < splitter.widest)
          paths.index(uniquePath(`#${paths.list.length + 1}`, paths.list.length, used));
        if (splitter.rows > 0 || (all && taken > 0)) {
          const { bytes, rows, rowEnd, cells, start, end, rawStart, rawEnd, path, type } = splitter;
          const ranges = { rows, rowEnd, cells, start, end, rawStart, rawEnd, path, type, bytes };
          yield { from: 0, to: taken, batch: { file, index, firstRow, ...ranges } };
          if (rows > 0) index++;
          firstRow += rows;
        }
        if (window.final && taken === window.length) return;
      }
    } finally {
      await window.close();
    }
  }

  return {
    shape,
    paths,
    async *batches() {
      for await (const { batch } of read(false, false)) yield batch;
    },
    rowwise: true,
    async rewrite(edits: (batch: Batch) => readonly Edit[], removed: ReadonlySet<string>, sink: Sink, keep?: KeepRow) {
      const out = await stream.sink(sink);
      const gone = (path: number) => removed.has(paths.list[path]!);
      const columns = removed.size > 0 ? gone : undefined;
      if (prologue.to > 0) await rewriteRows(prologue, [], columns, dialect.delimiter, out);
      for await (const rows of read(true, true))
        await rewriteRows(rows, edits(rows.batch), columns, dialect.delimiter, out, keep);
      await out.end();
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Reads as much as it takes to know the dialect and, if there is one, the header. */
async function begin(
  stream: TextStream,
  options: CsvOptions,
): Promise<{ dialect: Dialect; prologue: Prologue; header: readonly string[] | undefined }> {
  const { file, name, limits } = options;
  const window = new Window(stream, SAMPLE, limits.record, false);
  try {
    for (;;) {
      await window.advance(0);
      const sample = window.bytes.subarray(0, window.length);
      if (window.length === 0) throw new DouaneError('INPUT_EMPTY', { place: { file: name } });
      const dialect = findDialect(sample, window.final, options.preferred);
      const splitter = new Splitter(dialect, name, limits.paths);
      splitter.split(window.bytes, dialect.separatorLine, window.length, window.final, SAMPLE_ROWS + 1);
      if (splitter.rows === 0) {
        if (window.final && splitter.openQuote < 0)
          throw new DouaneError('INPUT_NO_COLUMNS', { place: { file: name } });
        if (window.final || window.length - splitter.to > limits.record)
          throw await unfinished(stream, name, limits.record, window, splitter);
        // Nothing but blank lines, or a first row that is longer than this.
        if (window.length > limits.record) throw new DouaneError('INPUT_NO_COLUMNS', { place: { file: name } });
        continue;
      }
      const { rowEnd, start, end, rawStart, rawEnd, path, type } = splitter;
      const rows: string[][] = [];
      for (let r = 0, c = 0; r < splitter.rows; r++) {
        const row: string[] = [];
        for (; c < rowEnd[r]!; c++) row.push(Buffer.from(window.bytes.subarray(start[c], end[c])).toString());
        rows.push(row);
      }
      const first = rows[0]!;
      const blank = rows.every((row) => row.every((cell) => cell.trim() === ''));
      if (blank && window.final && rows.length <= SAMPLE_ROWS)
        throw new DouaneError('INPUT_NO_COLUMNS', { place: { file: name } });
      const named = options.header ?? isHeader(first, rows.slice(1));
      const cells = named ? rowEnd[0]! : 0;
      const to = named ? rawEnd[cells - 1]! : dialect.separatorLine;
      const bytes = window.bytes.slice(0, to);
      const ranges = { rows: named ? 1 : 0, cells, rowEnd: rowEnd.slice(0, 1), path: path.slice(0, cells) };
      const tokens = { rawStart: rawStart.slice(0, cells), rawEnd: rawEnd.slice(0, cells), type: type.slice(0, cells) };
      const batch: Batch = {
        ...{ file, index: 0, firstRow: 0, bytes },
        ...ranges,
        ...tokens,
        start: tokens.rawStart,
        end: tokens.rawEnd,
      };
      return { dialect, prologue: { from: 0, to, batch }, header: named ? first : undefined };
    }
  } finally {
    await window.close();
  }
}

/** The error for a row that does not end, at the end of the file or at the limit. */
async function unfinished(
  stream: TextStream,
  name: string,
  limit: number,
  window: Window,
  splitter: Splitter,
): Promise<DouaneError> {
  const quote = splitter.openQuote;
  const offset = window.offset + (quote >= 0 ? quote : splitter.to);
  const byte = stream.byteAt(offset);
  const place = { file: name, line: await lineOf(stream, offset), ...(byte === undefined ? {} : { byte }) };
  if (window.final)
    return new DouaneError('INPUT_QUOTE', { place, expected: 'a closing quote', got: 'the end of the file' });
  return new DouaneError('LIMIT_RECORD', {
    place,
    expected: `a record of at most ${limit} bytes`,
    ...(quote >= 0 ? { got: 'a quote that is opened here and not closed within it' } : {}),
  });
}
