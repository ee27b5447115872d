import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, test } from 'vitest';
import { inputOf } from '../../../test/support/source.ts';
import { BatchBuilder, PathTable } from '../batch-builder.ts';
import { DEFAULT_LIMITS } from '../source.ts';
import { readFooter } from './footer.ts';
import type { Page } from './page-data.ts';
import { reusedRoom } from './page-room.ts';
import { type ChunkContext, columnRooms, InflateBudget, readPages, sharedRooms } from './pages.ts';
import type { Leaf } from './schema.ts';
import { readSlices } from './slices.ts';
import { printValue } from './text.ts';

/** Text of the entries of a page, null where there is no value. */
function textsOf(page: Page, leaf: Leaf): (string | null)[] {
  let k = 0;
  return Array.from({ length: page.entries }, (_, i) => {
    if (page.def !== null && page.def[i] !== leaf.maxDef) return null;
    const out = new BatchBuilder(0, 'f', 1 << 20);
    printValue(leaf, page.values, page.index === null ? k : page.index[k]!, out);
    k++;
    return Buffer.from(out.bytes.subarray(0, out.length)).toString();
  });
}

async function opened(bytes: Uint8Array) {
  const input = inputOf(bytes);
  const footer = await readFooter(input, new PathTable(100, 'f'), DEFAULT_LIMITS);
  const context = (limit: number): ChunkContext => ({
    input,
    limits: DEFAULT_LIMITS,
    budget: new InflateBudget(limit),
  });
  return { input, footer, context };
}

const text = fc.oneof(fc.constantFrom('', '北京', '上海'), fc.string({ maxLength: 30 }));
const data = fc.record({
  plain: fc.array(text, { minLength: 1, maxLength: 60 }),
  few: fc.array(text, { minLength: 1, maxLength: 5 }),
  nulls: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  rows: fc.integer({ min: 1, max: 300 }),
  pageSize: fc.constantFrom(64, 700, 1 << 20),
  most: fc.integer({ min: 1, max: 900 }),
});

test('slices of columns that are read by turns, into the same memory, are the pages in pieces of the size wanted', async () => {
  await fc.assert(
    fc.asyncProperty(data, async ({ plain, few, nulls, rows, pageSize, most }) => {
      const column = (name: string, type: 'STRING' | 'INT64', of: (i: number) => unknown, encoding?: 'PLAIN') => ({
        ...{ name, type, data: Array.from({ length: rows }, (_, i) => of(i)) },
        ...(encoding && { encoding }),
      });
      const bytes = new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            column('a', 'STRING', (i) => plain[i % plain.length], 'PLAIN'),
            column('b', 'STRING', (i) => (nulls[i % nulls.length] ? null : plain[i % plain.length]), 'PLAIN'),
            column('c', 'STRING', (i) => (nulls[i % nulls.length] ? null : few[i % few.length])),
            column('d', 'INT64', (i) => BigInt(i * i), 'PLAIN'),
            column('e', 'INT64', (i) => BigInt(i % 3)),
          ],
          ...{ pageSize, statistics: false },
        }),
      );
      const { input, footer, context } = await opened(bytes);
      const { leaves } = footer.schema;
      const { chunks } = footer.groups[0]!;
      const rooms = sharedRooms(input, leaves.length);
      const unpacked = parquetMetadata(bytes.slice().buffer).row_groups[0]!.total_byte_size;
      const once = context(Number(unpacked));
      const readers = leaves.map((leaf, i) => readSlices(chunks[i]!, leaf, once, rooms[i]!, reusedRoom(), most));
      const got = leaves.map((): (string | null)[] => []);
      for (const open = new Set(leaves.keys()); open.size > 0; )
        for (const i of open) {
          const { value: page, done } = await readers[i]!.next();
          if (done) open.delete(i);
          else {
            got[i]!.push(...textsOf(page, leaves[i]!));
            if (page.entries > 1) expect(page.values.bytes.length).toBeLessThanOrEqual(most);
          }
        }
      for (const [i, leaf] of leaves.entries()) {
        const expected: (string | null)[] = [];
        const pages = readPages(chunks[i]!, leaf, context(1 << 30), columnRooms(input, [false])[0]!);
        for await (const page of pages) expected.push(...textsOf(page, leaf));
        expect(got[i]).toEqual(expected);
      }
    }),
    { numRuns: 100 },
  );
});
