/** For random tables in random dialects, whatever the size of blocks and windows: what went in comes out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect, inputOf, rewrite } from '../../../test/support/source.ts';
import { fileText } from '../file-text.ts';
import { DEFAULT_LIMITS } from '../source.ts';
import { openCsv } from './csv.ts';

interface Table {
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly bom: boolean;
  readonly lastEnd: boolean;
  readonly header: boolean;
  /** Cells as they are written, and their values. */
  readonly rows: readonly (readonly { readonly token: string; readonly value: string }[])[];
  readonly blockSize: number;
  readonly window: number;
}

const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
const needsQuotes = (value: string, delimiter: string) =>
  [delimiter, '"', '\n', '\r'].some((special) => value.includes(special));

const tables: fc.Arbitrary<Table> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    bom: fc.boolean(),
    lastEnd: fc.boolean(),
    header: fc.boolean(),
    blockSize: fc.integer({ min: 1, max: 40 }),
    window: fc.integer({ min: 1, max: 64 }),
  })
  .chain((dialect) => {
    const value = fc
      .array(fc.constantFrom('a', '1', '张', '𠮷', 'é', ',', ';', '\t', '|', '"', '\n', '\r', ' '), { maxLength: 6 })
      .map((characters) => characters.join(''));
    const cell = fc.tuple(value, fc.boolean(), fc.boolean()).map(([text, always, sloppy]) => {
      if (always || needsQuotes(text, dialect.delimiter)) {
        const tail = sloppy ? 'x"y' : '';
        return { token: quote(text) + tail, value: text + tail };
      }
      // A quote inside an unquoted cell is a character.
      return sloppy && text !== '' ? { token: `${text}"b"`, value: `${text}"b"` } : { token: text, value: text };
    });
    const row = fc
      .array(cell, { minLength: 1, maxLength: 5 })
      .map((cells) => (cells.length === 1 && cells[0]!.token === '' ? [{ token: '""', value: '' }] : cells));
    return fc
      .array(row, { minLength: 1, maxLength: 12 })
      .filter((rows) => rows.some((cells) => cells.some((c) => c.value.trim() !== ''))) // all blank is an error
      .map((rows) => ({ ...dialect, rows }));
  });

const BOM = '\ufeff';

/** The file; its first line names the delimiter, as Excel does, so that nothing is left to chance. */
function bytesOf(table: Table, rows: readonly (readonly string[])[]): Uint8Array {
  const lines = [`sep=${table.delimiter}`, ...rows.map((row) => row.join(table.delimiter))];
  return Buffer.from((table.bom ? BOM : '') + lines.join(table.lineEnd) + (table.lastEnd ? table.lineEnd : ''));
}

const tokensOf = (table: Table) => table.rows.map((row) => row.map((cell) => cell.token));

function open(table: Table) {
  const input = inputOf(bytesOf(table, tokensOf(table)), 'a.csv');
  const bom = table.bom ? 3 : 0;
  const stream = fileText(input, {
    compression: 'none',
    encoding: 'utf-8',
    bom,
    inflated: 1e9,
    blockSize: table.blockSize,
  });
  const shape = { format: 'csv', encoding: 'utf-8', compression: 'none' } as const;
  const { header, window } = table;
  return openCsv(stream, { file: 0, name: 'a.csv', limits: DEFAULT_LIMITS, shape, header, blockSize: window });
}

/** Values by row, numbered by column. */
const valuesOf = (table: Table) => table.rows.slice(table.header ? 1 : 0).map((row) => row.map((cell) => cell.value));

test('batches give back exactly the cells', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (table) => {
      const source = await open(table);
      const rows = await collect(source);
      expect(rows.map((row) => row.map((cell) => cell.text))).toEqual(valuesOf(table));
      for (const row of rows) for (const [i, cell] of row.entries()) expect(cell.path).toBe(source.paths.list[i]);
      expect(new Set(source.paths.list).size).toBe(source.paths.list.length);
      expect(await collect(source)).toEqual(rows);
    }),
    { numRuns: 400 },
  );
});

test('rewrite without edits is byte-identical', async () => {
  await fc.assert(
    fc.asyncProperty(tables, async (table) => {
      expect(Buffer.from(await rewrite(await open(table)))).toEqual(Buffer.from(bytesOf(table, tokensOf(table))));
    }),
    { numRuns: 300 },
  );
});

test('with edits only the edited cells differ, with a field removed only it is gone', async () => {
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom('new', '', 'say "x"', '新,;\t|\r\n值'),
      async (table, column, text) => {
        const source = await open(table);
        await collect(source); // so that all paths are known
        const removed = source.paths.list[column];
        const edited = (value: string) => value.length % 2 === 1;
        const expected = table.rows.map((row, r) => {
          const cells = row.map(({ token, value }) => {
            if ((table.header && r === 0) || !edited(value)) return token;
            return token.startsWith('"') || needsQuotes(text, table.delimiter) ? quote(text) : text;
          });
          if (removed !== undefined && column < cells.length) cells.splice(column, 1);
          return cells.length === 1 && cells[0] === '' && row.map((c) => c.token).join('') + row.length !== '1'
            ? ['""']
            : cells;
        });
        const out = await rewrite(
          source,
          (_path, value) => (edited(value) ? text : undefined),
          removed === undefined ? [] : [removed],
        );
        expect(Buffer.from(out).toString()).toBe(Buffer.from(bytesOf(table, expected)).toString());
      },
    ),
    { numRuns: 400 },
  );
});
