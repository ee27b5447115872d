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
