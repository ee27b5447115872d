import type { Batch, Edit } from '../../model/batch.ts';
import { PathTable } from '../batch-builder.ts';
import type { FileShape, Input, Sink, Source, SourceLimits } from '../source.ts';
import { binaryKind } from './extras.ts';
import { WorkbookReader } from './reader.ts';
import { WorkbookWriter } from './rewrite.ts';
import { Survivors } from './survivors.ts';
import { openWorkbook } from './workbook.ts';

/**
 * Opens an XLSX workbook. Rows are those of all sheets, hidden ones too, behind their headers; a cell's path is
 * `Sheet1!手机`, or `Sheet1!#3` where its column has no header. Numbers keep their written form, a number shown
 * as a date is its ISO 8601 date, formulas give their results. Behind the sheets comes a row for every text that
 * stands elsewhere: comments, document properties, links, charts, headers of pages (`#xl/comments1.xml/t`), for
 * all of it crosses. Parts that cannot be inspected (pictures, embedded files, macros) are INPUT_BINARY.
 */
export async function openXlsx(
  input: Input,
  options: { file: number; name: string; limits: SourceLimits; shape: FileShape },
): Promise<Source> {
  const { file, limits, shape, name } = options;
  const named: Input = {
    name,
    size: input.size,
    blocks: (from, blockSize) => input.blocks(from, blockSize),
    readAt: (offset, length) => input.readAt(offset, length),
  };
  const paths = new PathTable(limits.paths, name);
  const context = { file: name, limits };
  const book = await openWorkbook(named, limits);
  const newReader = () => new WorkbookReader(book, paths, file, context);
  refuseUnreadable(newReader());
  // What stands outside of cells, kept from the first reading for the search in rewrite.
  let others: { part: string; text: string }[] | null = null;

  async function* batches(): AsyncGenerator<Batch, void, void> {
    const reader = newReader();
    const found: { part: string; text: string }[] = [];
    let size = 0;
    for (const part of reader.parts())
      for await (const { batch, refs } of reader.read(part)) {
        for (const ref of refs) {
          const text = ref.kind === 'text' ? ref.extra.text : ref.kind === 'formula' ? ref.raw.formula!.text : null;
          if (text === null || size > MAX_OTHERS) continue;
          size += text.length;
          found.push({ part: part.name, text });
        }
        if (batch !== null) yield batch;
      }
    for await (const { batch } of reader.readLoose()) if (batch !== null) yield batch;
    others = found;
  }

  return {
    shape,
    paths,
    batches,
    async rewrite(edits: (batch: Batch) => readonly Edit[], removed: ReadonlySet<string>, sink: Sink): Promise<void> {
      if (others === null) for await (const _ of batches());
      const survivors = new Survivors(name);
      for (const { part, text } of others!) survivors.other(part, text);
      await new WorkbookWriter(newReader(), paths, edits, removed, survivors).write(sink);
    },
    async copy(sink: Sink): Promise<void> {
      await new WorkbookWriter(newReader(), paths, () => [], new Set(), new Survivors(name)).write(sink, true);
    },
    async [Symbol.asyncDispose](): Promise<void> {},
  };
}

/** One character more than {@link Survivors} takes is enough to have it refuse. */
const MAX_OTHERS = 16 * 1024 * 1024;

/** Before the first row, so that nothing is counted of a workbook that cannot be inspected. */
function refuseUnreadable(reader: WorkbookReader): void {
  for (const part of reader.parts()) if (binaryKind(part.name) === 'unreadable') throw reader.unreadable(part);
}
