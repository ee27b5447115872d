import type { Source } from '../source.ts';
import type { TextStream } from '../text-stream.ts';
import { type JsonOptions, JsonSource } from './json-source.ts';
import { LinesWalker } from './lines.ts';

/**
 * Opens JSON Lines (https://jsonlines.org): one value a line, blank lines between them allowed. One line is one
 * row; paths are JSON pointers (RFC 6901) with `*` for positions in arrays.
 *
 * @example
 * const source = await openJsonl(stream, { file: 0, name: 'customers.jsonl', limits: DEFAULT_LIMITS, shape });
 * for await (const batch of source.batches()) inspect(batch, source.paths);
 */
export async function openJsonl(stream: TextStream, options: JsonOptions): Promise<Source> {
  return new JsonSource(stream, options, true, (scanner, record) => new LinesWalker(scanner, record));
}
