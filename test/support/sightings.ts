import { IDENTIFIER_RANK, type IdentifierType, type Sightings } from '../../src/model/sightings.ts';

export type Slot = Partial<Record<IdentifierType, string | string[]>>;

/** Slots written as `{ 'resident-id': 'A', phone: 'p' }`. */
export function sightings(slots: readonly Slot[], mask = 1, minor = 0): Sightings {
  const messages: string[] = [];
  const ranks: number[] = [];
  const slotEnd: number[] = [];
  for (const slot of slots) {
    for (const [type, values] of Object.entries(slot)) {
      for (const value of [values].flat()) {
        messages.push(`${type}|${value}`);
        ranks.push(IDENTIFIER_RANK[type as IdentifierType]);
      }
    }
    slotEnd.push(messages.length);
  }
  const bytes = Buffer.from(messages.join(''));
  const idEnd: number[] = [];
  let at = 0;
  for (const m of messages) {
    at += Buffer.byteLength(m);
    idEnd.push(at);
  }
  return {
    bytes,
    length: bytes.length,
    ids: messages.length,
    idStart: Int32Array.from([0, ...idEnd.slice(0, -1)]),
    idEnd: Int32Array.from(idEnd),
    idRank: Uint8Array.from(ranks),
    slots: slots.length,
    slotEnd: Int32Array.from(slotEnd),
    slotFields: new Uint32Array(slots.length).fill(mask),
    slotMinor: new Uint8Array(slots.length).fill(minor),
  };
}

/** A slot by ranks and values of its identifiers, where what they are does not matter. */
export interface RankedSlot {
  readonly ids: readonly (readonly [rank: number, value: number])[];
  readonly fields: number;
  readonly minor: boolean;
}

/** The same of these; values below 2^24. Its arrays are longer than what is in them, as those of a batch mostly are. */
export function rankedSightings(slots: readonly RankedSlot[]): Sightings {
  const all = slots.flatMap((s) => s.ids);
  const bytes = Buffer.concat(all.map(([rank, value]) => Buffer.from([rank, value & 0xff, value >>> 8, value >>> 16])));
  const ends: number[] = [];
  for (const { ids } of slots) ends.push((ends.at(-1) ?? 0) + ids.length);
  return {
    ...{ bytes, length: bytes.length, ids: all.length },
    idStart: Int32Array.from([...all.map((_, i) => i * 4), 99]),
    idEnd: Int32Array.from([...all.map((_, i) => i * 4 + 4), 99]),
    idRank: Uint8Array.from([...all.map(([rank]) => rank), 99]),
    slots: slots.length,
    slotEnd: Int32Array.from([...ends, 99]),
    slotFields: Uint32Array.from([...slots.map(({ fields }) => fields), 99]),
    slotMinor: Uint8Array.from([...slots.map(({ minor }) => (minor ? 1 : 0)), 99]),
  };
}
