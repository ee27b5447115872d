import type { Batch, Edit } from '../../model/batch.ts';
import { PathTable } from '../batch-builder.ts';
import type { FileShape, Input, Sink, Source, SourceLimits } from '../source.ts';
import { readFooter } from './footer.ts';
import { InflateBudget } from './pages.ts';
import { readBatches } from './reader.ts';
import { rewriteParquet } from './rewrite.ts';

/**
 * Opens a Parquet file. Every leaf value is a cell with its text: integers and decimals digit by digit, dates,
 * times and timestamps in ISO 8601, UUIDs and fixed-length bytes in hexadecimal, geometries as GeoJSON. Types
 * whose content cannot be read as text (BSON, VARIANT, bytes that are no UTF-8) are INPUT_BINARY: nothing passes
 * that was not seen.
 */
export async function openParquet(
  input: Input,
  options: { file: number; name: string; limits: SourceLimits; shape: FileShape },
): Promise<Source> {
  const { file, limits, shape } = options;
  const named: Input = {
    name: options.name,
    size: input.size,
    blocks: (from, blockSize) => input.blocks(from, blockSize),
    readAt: (offset, length, into) => input.readAt(offset, length, into),
  };
  const paths = new PathTable(limits.paths, options.name);
  const footer = await readFooter(named, paths, limits);
  const context = () => ({ input: named, limits, budget: new InflateBudget(limits.inflated) });
  return {
    shape,
    paths,
    async *batches(): AsyncGenerator<Batch, void, void> {
      for await (const { batch } of readBatches(footer, paths, file, context())) yield batch;
    },
    async rewrite(edits: (batch: Batch) => readonly Edit[], removed: ReadonlySet<string>, sink: Sink): Promise<void> {
      await rewriteParquet(footer, paths, file, context(), edits, removed, sink);
    },
    async copy(sink: Sink): Promise<void> {
      await rewriteParquet(footer, paths, file, context(), () => [], new Set(), sink);
    },
    async [Symbol.asyncDispose](): Promise<void> {},
  };
}
