/** Which slots are of which row: asked for or not the slots are the same, and they are those of the row. */
import { expect, test } from 'vitest';
import { batchOf, type Cell, slotsOf } from '../../test/support/batches.ts';
import { Inspector } from './inspector.ts';

const options = { asOf: '2026-11-23', subject: [], mask: () => '***' };

function inspected(rows: readonly (readonly Cell[])[], asked: boolean) {
  const inspector = new Inspector({ ...options, rows: asked });
  const { paths, batch } = batchOf(rows);
  inspector.open(paths);
  const sightings = inspector.inspect(batch);
  const ends = sightings.rowSlotEnd == null ? null : Array.from(sightings.rowSlotEnd.subarray(0, rows.length));
  return { slots: slotsOf(sightings), ends };
}

/** Identifiers of the slots that rows end up with. */
function byRow(rows: readonly (readonly Cell[])[]): string[][] {
  const plain = inspected(rows, false);
  const { slots, ends } = inspected(rows, true);
  expect(plain.ends).toBeNull();
  expect(slots).toEqual(plain.slots);
  expect(ends!.at(-1)).toBe(slots.length);
  return ends!.map((end, row) =>
    slots.slice(row === 0 ? 0 : ends![row - 1]!, end).flatMap((s) => s.ids.map(([, value]) => value)),
  );
}

const phone = (n: number) => `138${String(n).padStart(8, '0')}`;

test('simple rows, rows of nobody, and rows that are not simple', () => {
  const table = Array.from({ length: 300 }, (_, n): Cell[] => [
    ['手机', n % 7 === 3 ? '' : phone(n)],
    ['备注', n % 50 === 9 ? `另一电话 ${phone(1000 + n)}` : n % 5 === 0 ? '' : '普通'],
  ]);
  const rows = byRow(table);
  for (const [n, ids] of rows.entries()) {
    const expected = [...(n % 7 === 3 ? [] : [phone(n).slice(0, 11)]), ...(n % 50 === 9 ? [phone(1000 + n)] : [])];
    expect(ids.map((id) => id.slice(-11)).sort()).toEqual(expected.sort());
  }
});

test('payer and payee are two slots of one row', () => {
  const rows = byRow(
    Array.from({ length: 20 }, (_, n): Cell[] => [
      ['付款人手机', phone(n)],
      ['收款人手机', n % 3 === 0 ? '' : phone(500 + n)],
    ]),
  );
  for (const [n, ids] of rows.entries()) expect(ids).toHaveLength(n % 3 === 0 ? 1 : 2);
});

test('lists of objects: each element a slot, all of one row', () => {
  const rows = byRow(
    Array.from({ length: 12 }, (_, n): Cell[] =>
      Array.from({ length: n % 4 }, (_, i): Cell => ['/contacts/*/phone', phone(n * 10 + i)]).concat([['/note', 'x']]),
    ),
  );
  for (const [n, ids] of rows.entries()) expect(ids).toHaveLength(n % 4);
});
