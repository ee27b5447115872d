import type { Source } from '../source.ts';
import type { TextStream } from '../text-stream.ts';
import { DocumentWalker } from './document.ts';
import { type JsonOptions, JsonSource } from './json-source.ts';

/**
 * Opens one JSON document (RFC 8259) of any size. Rows are the elements of its outermost arrays of objects; what
 * scalars stand outside them form rows of their own (see {@link DocumentWalker}).
 *
 * @example
 * // {"exported":"2026-11-23","customers":[{"phone":"…"},{"phone":"…"}]} has three rows.
 * const source = await openJson(stream, { file: 0, name: 'customers.json', limits: DEFAULT_LIMITS, shape });
 */
export async function openJson(stream: TextStream, options: JsonOptions): Promise<Source> {
  return new JsonSource(stream, options, false, (scanner, record) => new DocumentWalker(scanner, record));
}
