/** Rows left out: of the rest each stands as it stood, whatever the windows. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryText } from '../../test/support/memory-text.ts';
import { rowsOf } from '../../test/support/source.ts';
import { openCsv } from './csv/csv.ts';
import { openJsonl } from './json/jsonl.ts';
import { pulled } from './pulled.ts';
import { DEFAULT_LIMITS, type KeepRow, type Sink, type Source } from './source.ts';

const options = { file: 0, name: 'f', limits: DEFAULT_LIMITS };

async function written(source: Source, keep: KeepRow): Promise<string> {
  const parts: Uint8Array[] = [];
  await source.rewrite(() => [], new Set(), { write: async (b) => void parts.push(Uint8Array.from(b)) }, keep);
  return Buffer.concat(parts).toString();
}

async function rows(source: Source): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const batch of source.batches()) all.push(...rowsOf(batch, source));
  return all;
}

const asked = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });

test('of CSV', async () => {
  const cell = fc
    .array(fc.constantFrom('a', '7', '张', ',', '"', '\n', ' '), { maxLength: 5 })
    .map((c) => c.join(''))
    .map((text) => (/[,"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  const row = fc.tuple(cell, cell).map(([a, b]) => `${a},${b}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      asked,
      fc.constantFrom('\n', '\r\n', '\n\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 30 }),
      async (lines, keep, end, lastEnd, blockSize) => {
        const shape = { format: 'csv', encoding: 'utf-8', compression: 'none' } as const;
        const open = (text: string) =>
          openCsv(memoryText(text, 7), { ...options, shape, blockSize, header: true, preferred: 0x2c });
        const table = (of: readonly string[]) => `${['x,y', ...of].join(end)}${lastEnd ? end : ''}`;
        const source = await open(table(lines));
        const out = await written(source, (r) => keep[r]!);
        const kept = lines.filter((_, r) => keep[r]!);
        expect(await rows(await open(out))).toEqual(kept.length === 0 ? [] : await rows(await open(table(kept))));
        // Nothing but line ends stands between.
        expect(out.replaceAll(/[\r\n]/g, '')).toBe(['x,y', ...kept].join('').replaceAll(/[\r\n]/g, ''));
      },
    ),
    { numRuns: 300 },
  );
});

test('of JSON Lines, with fields taken away', async () => {
  const line = fc.oneof(
    fc.record({ a: fc.nat(99), b: fc.string({ maxLength: 4 }) }).map((v) => JSON.stringify(v)),
    fc.constantFrom('{"b":1}', '{}', '[{"b":2}]', '3', '""'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 12 }),
      asked,
      fc.constantFrom('\n', '\r\n', '\n \n'),
      fc.integer({ min: 1, max: 30 }),
      async (lines, keep, end, blockSize) => {
        const shape = { format: 'jsonl', encoding: 'utf-8', compression: 'none' } as const;
        const open = (text: string) => openJsonl(memoryText(text, 7), { ...options, shape, blockSize });
        const source = await open(lines.join(end));
        const out = await written(source, (r) => keep[r]!);
        expect(out.split(/[\r\n]+/).filter((l) => l.trim() !== '')).toEqual(lines.filter((_, r) => keep[r]!));
        // Treated, the same rows are left.
        const parts: Uint8Array[] = [];
        const sink = { write: async (b: Uint8Array) => void parts.push(Uint8Array.from(b)) };
        await source.rewrite(
          () => [],
          new Set(['/b']),
          sink,
          (r) => keep[r]!,
        );
        expect(
          Buffer.concat(parts)
            .toString()
            .split('\n')
            .filter((l) => l.trim() !== ''),
        ).toHaveLength(lines.filter((_, r) => keep[r]!).length);
      },
    ),
    { numRuns: 300 },
  );
});

test('what is written can be pulled; who stops pulling stops the writing, and its errors come through', async () => {
  const three = async (sink: Sink) => {
    for (const n of [1, 2, 3]) await sink.write(Uint8Array.of(n));
  };
  const got: number[] = [];
  for await (const block of pulled(three)) got.push(block[0]!);
  expect(got).toEqual([1, 2, 3]);
  let reached = 0;
  const counting = async (sink: Sink) => {
    for (const n of [1, 2, 3]) {
      await sink.write(Uint8Array.of(n));
      reached = n;
    }
  };
  for await (const _ of pulled(counting)) break;
  expect(reached).toBe(0);
  const failing = async (sink: Sink) => {
    await sink.write(Uint8Array.of(1));
    throw new Error('of the writer');
  };
  const drain = async () => {
    for await (const _ of pulled(failing));
  };
  await expect(drain()).rejects.toThrow('of the writer');
});
