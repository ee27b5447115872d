import type { Batch, Edit } from '../../src/model/batch.ts';
import type { Source } from '../../src/source/source.ts';
import type { TextStream } from '../../src/source/text-stream.ts';

/** Text in memory as a stream of UTF-8, in blocks of `block` bytes. */
export function memoryText(text: string | Uint8Array, block = 1 << 20): TextStream {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return {
    name: 'memory',
    encoding: 'utf-8',
    compression: 'none',
    bom: false,
    async *blocks() {
      for (let at = 0; at < bytes.length; at += block) yield bytes.slice(at, at + block);
    },
    async sink(out) {
      return { write: (b) => out.write(b), end: async () => {} };
    },
    byteAt: (offset) => offset,
  };
}

/** What {@link Source.rewrite} writes, as text. */
export async function rewritten(
  source: Source,
  edits: (batch: Batch) => readonly Edit[] = () => [],
  removed: readonly string[] = [],
): Promise<string> {
  const parts: Buffer[] = [];
  await source.rewrite(edits, new Set(removed), {
    async write(bytes) {
      parts.push(Buffer.from(bytes));
    },
  });
  return Buffer.concat(parts).toString();
}
