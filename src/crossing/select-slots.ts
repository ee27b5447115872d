import type { Batch } from '../model/batch.ts';
import { DouaneError } from '../model/errors.ts';
import type { Sightings } from '../model/sightings.ts';

/** Where the slots of each row begin; of the row behind the last one, where they end. Pure. */
export function rowRanges(s: Sightings, rows: number): { readonly slot: (row: number) => number } {
  const ends = s.rowSlotEnd;
  if (ends == null || (rows > 0 && ends[rows - 1] !== s.slots))
    throw new DouaneError('INTERNAL', { expected: 'sightings that say which row they are of' });
  return { slot: (row) => (row === 0 ? 0 : ends[row - 1]!) };
}

/** The sightings of some rows of a batch, as if there were no others. Pure; the messages stay where they are. */
export function selectSlots(s: Sightings, batch: Batch, keep: (row: number) => boolean): Sightings {
  const { slot } = rowRanges(s, batch.rows);
  const [slotEnd, slotFields, slotMinor] = [new Int32Array(s.slots), new Uint32Array(s.slots), new Uint8Array(s.slots)];
  const [idStart, idEnd, idRank] = [new Int32Array(s.ids), new Int32Array(s.ids), new Uint8Array(s.ids)];
  let slots = 0;
  let ids = 0;
  for (let row = 0; row < batch.rows; row++) {
    const to = slot(row + 1);
    if (slot(row) === to || !keep(row)) continue;
    for (let n = slot(row); n < to; n++) {
      for (let id = n === 0 ? 0 : s.slotEnd[n - 1]!; id < s.slotEnd[n]!; id++, ids++) {
        idStart[ids] = s.idStart[id]!;
        idEnd[ids] = s.idEnd[id]!;
        idRank[ids] = s.idRank[id]!;
      }
      slotEnd[slots] = ids;
      slotFields[slots] = s.slotFields[n]!;
      slotMinor[slots] = s.slotMinor[n]!;
      slots += 1;
    }
  }
  return { bytes: s.bytes, length: s.length, ids, idStart, idEnd, idRank, slots, slotEnd, slotFields, slotMinor };
}
