import { expect } from 'vitest';
import { DouaneError } from '../../src/model/errors.ts';
import { openJson } from '../../src/source/json/json.ts';
import { openJsonl } from '../../src/source/json/jsonl.ts';
import { DEFAULT_LIMITS, type Source, type SourceLimits } from '../../src/source/source.ts';
import { memoryText } from './memory-text.ts';

export type Row = [path: string, type: number, value: string, raw: string][];

export const openText = (
  what: 'json' | 'jsonl',
  text: string | Uint8Array,
  { blockSize = 1 << 20, limits = {} as Partial<SourceLimits>, streamBlock = 1 << 20 } = {},
) =>
  (what === 'json' ? openJson : openJsonl)(memoryText(text, streamBlock), {
    file: 0,
    name: 'memory',
    limits: { ...DEFAULT_LIMITS, ...limits },
    shape: { format: what, encoding: 'utf-8', compression: 'none' },
    blockSize,
  });

export async function rowsOf(source: Source): Promise<Row[]> {
  const rows: Row[] = [];
  let index = 0;
  for await (const b of source.batches()) {
    expect([b.file, b.index]).toEqual([0, index++]);
    expect(b.firstRow).toBe(rows.length);
    const text = (from: number, to: number) => Buffer.from(b.bytes.subarray(from, to)).toString();
    for (let r = 0, cell = 0; r < b.rows; r++) {
      const row: Row = [];
      for (; cell < b.rowEnd[r]!; cell++) {
        row.push([
          source.paths.list[b.path[cell]!]!,
          b.type[cell]!,
          text(b.start[cell]!, b.end[cell]!),
          text(b.rawStart[cell]!, b.rawEnd[cell]!),
        ]);
      }
      rows.push(row);
    }
    expect(b.rows === 0 ? 0 : b.rowEnd[b.rows - 1]).toBe(b.cells);
  }
  return rows;
}

export const values = async (source: Source) => (await rowsOf(source)).map((row) => row.map(([p, , v]) => [p, v]));

export async function faultOf(what: 'json' | 'jsonl', text: string | Uint8Array, options = {}): Promise<DouaneError> {
  try {
    await rowsOf(await openText(what, text, options));
  } catch (error) {
    if (error instanceof DouaneError) return error;
    throw error;
  }
  throw new Error('no fault');
}
