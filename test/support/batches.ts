/** Batches out of plain tables and objects, for tests and benchmarks of this folder. */
import type { Batch, Paths } from '../../src/model/batch.ts';
import { KIND_INDEX, type Kind } from '../../src/model/kinds.ts';
import { IDENTIFIERS, type IdentifierType, type Sightings } from '../../src/model/sightings.ts';

export type Cell = readonly [path: string, value: string];

/** One file: its paths as they are met, and one batch of rows. */
export function batchOf(
  rows: readonly (readonly Cell[])[],
  paths: { list: string[] } = { list: [] },
): { paths: Paths; batch: Batch } {
  const encoder = new TextEncoder();
  const cells = rows.flat();
  const values = cells.map(([, value]) => encoder.encode(value));
  const bytes = new Uint8Array(values.reduce((sum, v) => sum + v.length + 1, 0));
  const start = new Int32Array(cells.length);
  const end = new Int32Array(cells.length);
  const path = new Int32Array(cells.length);
  let at = 0;
  for (const [i, value] of values.entries()) {
    bytes.set(value, at);
    start[i] = at;
    end[i] = at + value.length;
    at = end[i]! + 1;
    bytes[at - 1] = 0x0a;
    const name = cells[i]![0];
    if (!paths.list.includes(name)) paths.list.push(name);
    path[i] = paths.list.indexOf(name);
  }
  const rowEnd = new Int32Array(rows.length);
  for (const [r, row] of rows.entries()) rowEnd[r] = (r === 0 ? 0 : rowEnd[r - 1]!) + row.length;
  const batch: Batch = {
    ...{ file: 0, index: 0, firstRow: 0, rows: rows.length, rowEnd, cells: cells.length },
    ...{ start, end, rawStart: start, rawEnd: end, path, type: new Uint8Array(cells.length), bytes },
  };
  return { paths, batch };
}

/** Rows of a table given as lines with `|` between the cells, the header first. */
export function table(text: string): Cell[][] {
  const [header, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((c) => c.trim()));
  return rows.map((row) => row.map((value, i): Cell => [header![i] ?? `#${i + 1}`, value]));
}

export interface Slot {
  readonly ids: readonly (readonly [IdentifierType, string])[];
  /** Fields by bit. */
  readonly bits: readonly number[];
  readonly minor: boolean;
}

/** Sightings as values: identifiers as text, without their tag byte, separators as `/`. */
export function slotsOf(s: Sightings): Slot[] {
  const slots: Slot[] = [];
  for (let slot = 0, i = 0; slot < s.slots; slot++) {
    const ids: [IdentifierType, string][] = [];
    for (; i < s.slotEnd[slot]!; i++) {
      const text = Buffer.from(s.bytes.subarray(s.idStart[i]! + 1, s.idEnd[i]!)).toString();
      ids.push([IDENTIFIERS[s.idRank[i]!]!, text.replaceAll('\x1f', '/')]);
    }
    const bits = Array.from({ length: 32 }, (_, b) => b).filter((b) => ((s.slotFields[slot]! >>> b) & 1) === 1);
    slots.push({
      ids: ids.sort((a, b) => IDENTIFIERS.indexOf(a[0]) - IDENTIFIERS.indexOf(b[0])),
      bits,
      minor: s.slotMinor[slot] === 1,
    });
  }
  return slots;
}

export const kindNumber = (kind: Kind): number => KIND_INDEX[kind];
