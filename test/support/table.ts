import type { Batch, Paths } from '../../src/model/batch.ts';
import type { Sightings } from '../../src/model/sightings.ts';
import { IDENTIFIERS } from '../../src/model/sightings.ts';

/** A table as one batch, without a source: headers are the paths. */
export function tableBatch(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
): { batch: Batch; paths: Paths } {
  const parts: Uint8Array[] = [];
  const start: number[] = [];
  const end: number[] = [];
  const path: number[] = [];
  const rowEnd: number[] = [];
  let at = 0;
  for (const row of rows) {
    row.forEach((value, column) => {
      const bytes = Buffer.from(value);
      parts.push(bytes, Buffer.from(','));
      start.push(at);
      end.push(at + bytes.length);
      path.push(column);
      at += bytes.length + 1;
    });
    rowEnd.push(start.length);
  }
  const batch: Batch = {
    file: 0,
    index: 0,
    firstRow: 0,
    rows: rows.length,
    rowEnd: Int32Array.from(rowEnd),
    cells: start.length,
    start: Int32Array.from(start),
    end: Int32Array.from(end),
    rawStart: Int32Array.from(start),
    rawEnd: Int32Array.from(end),
    path: Int32Array.from(path),
    type: new Uint8Array(start.length),
    bytes: Uint8Array.from(Buffer.concat(parts)),
  };
  return { batch, paths: { list: headers } };
}

/** Slots as readable identifiers: `resident-id`, `phone` … by slot, in the order of trust. */
export function slotsOf(s: Sightings): string[][] {
  const slots: string[][] = [];
  let id = 0;
  for (let slot = 0; slot < s.slots; slot++) {
    const ranks: number[] = [];
    for (; id < s.slotEnd[slot]!; id++) ranks.push(s.idRank[id]!);
    slots.push(ranks.toSorted((a, b) => a - b).map((rank) => IDENTIFIERS[rank]!));
  }
  return slots;
}
