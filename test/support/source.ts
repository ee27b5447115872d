import { type Batch, CELL_NULL, type Edit } from '../../src/model/batch.ts';
import type { Input, Source } from '../../src/source/source.ts';

/** An input over bytes in memory; counts what is read at once. */
export function inputOf(bytes: Uint8Array, name = 'file'): Input & { largestRead: number } {
  const input = {
    name,
    size: bytes.length,
    largestRead: 0,
    async *blocks(from = 0, blockSize = 65536) {
      for (let at = from; at < bytes.length; at += blockSize) yield bytes.slice(at, at + blockSize);
    },
    async readAt(offset: number, length: number) {
      input.largestRead = Math.max(input.largestRead, length);
      return bytes.slice(offset, offset + length);
    },
  };
  return input;
}

export interface ReadCell {
  readonly path: string;
  readonly type: number;
  /** null for a cell of type null. */
  readonly text: string | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function rowsOf(batch: Batch, source: Source): ReadCell[][] {
  const rows: ReadCell[][] = [];
  for (let r = 0, c = 0; r < batch.rows; r++) {
    const row: ReadCell[] = [];
    for (; c < batch.rowEnd[r]!; c++)
      row.push({
        path: source.paths.list[batch.path[c]!]!,
        type: batch.type[c]!,
        text: batch.type[c] === CELL_NULL ? null : utf8.decode(batch.bytes.subarray(batch.start[c], batch.end[c])),
      });
    rows.push(row);
  }
  return rows;
}

/** All rows of a source. */
export async function collect(source: Source): Promise<ReadCell[][]> {
  const rows: ReadCell[][] = [];
  let next = 0;
  for await (const batch of source.batches()) {
    if (batch.firstRow !== next) throw new Error(`batch begins at ${batch.firstRow}, expected ${next}`);
    next += batch.rows;
    rows.push(...rowsOf(batch, source));
  }
  return rows;
}

/** Rewrites with `edit(path, text)`, which gives the new text of a cell or undefined to leave it. */
export async function rewrite(
  source: Source,
  edit: (path: string, text: string) => string | undefined = () => undefined,
  removed: readonly string[] = [],
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const edits = (batch: Batch): Edit[] => {
    const out: Edit[] = [];
    rowsOf(batch, source)
      .flat()
      .forEach(({ path, text }, cell) => {
        const value = text === null ? undefined : edit(path, text);
        if (value !== undefined) out.push({ cell, value: new TextEncoder().encode(value) });
      });
    return out;
  };
  await source.rewrite(edits, new Set(removed), { write: async (bytes) => void parts.push(bytes.slice()) });
  return new Uint8Array(Buffer.concat(parts));
}
