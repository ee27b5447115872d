/**
 * Batches of slots with the pseudonyms of their identifiers, one after another in one piece of memory: so they are kept
 * until they are counted. A batch is two words (identifiers, slots), three words an identifier, two a slot (end, fields),
 * then a byte an identifier (rank) and one a slot (minor), filled up to a whole word. Pure.
 */
import { DouaneError } from '../model/errors.ts';
import type { Slots } from '../model/sightings.ts';

const HEADER = 8;

/** Bytes that a batch takes: a multiple of four. */
export const bytesOfBatch = (ids: number, slots: number): number => Math.ceil((HEADER + ids * 13 + slots * 9) / 4) * 4;

/** Identifiers of a batch that has slots. */
export const idsOf = (s: Slots): number => s.slotEnd[s.slots - 1]!;

/**
 * Writes a batch at `at`, a multiple of four, and gives its bytes. `block` begins at a whole word and has room for it;
 * `words` are three an identifier.
 */
export function writeBatch(block: Uint8Array, at: number, words: Int32Array, s: Slots): number {
  const ids = idsOf(s);
  const { slots } = s;
  const to = viewsOf(block, at, ids, slots);
  to.header[0] = ids;
  to.header[1] = slots;
  to.words.set(words.subarray(0, ids * 3));
  to.slotEnd.set(s.slotEnd.subarray(0, slots));
  to.slotFields.set(s.slotFields.subarray(0, slots));
  to.idRank.set(s.idRank.subarray(0, ids));
  to.slotMinor.set(s.slotMinor.subarray(0, slots));
  return bytesOfBatch(ids, slots);
}

/**
 * Calls `visit` for every batch of a block, in order. What it is given lies in the block.
 *
 * @throws DouaneError STATE_CORRUPT where a batch is not whole; those before it were visited.
 */
export function forEachBatch(block: Uint8Array, visit: (words: Int32Array, slots: Slots) => void): void {
  for (let at = 0; at < block.length; ) {
    if (at + HEADER > block.length) throw cutOff();
    const header = new Int32Array(block.buffer, block.byteOffset + at, 2);
    const [ids, slots] = [header[0]!, header[1]!];
    const end = at + bytesOfBatch(ids, slots);
    if (ids < 0 || slots < 1 || end > block.length) throw cutOff();
    const batch = viewsOf(block, at, ids, slots);
    if (idsOf(batch) !== ids) throw cutOff();
    visit(batch.words, batch);
    at = end;
  }
}

function viewsOf(block: Uint8Array, at: number, ids: number, slots: number) {
  const { buffer } = block;
  const header = block.byteOffset + at;
  const words = header + HEADER;
  const slotEnd = words + ids * 12;
  const slotFields = slotEnd + slots * 4;
  const idRank = slotFields + slots * 4;
  return {
    slots,
    header: new Int32Array(buffer, header, 2),
    words: new Int32Array(buffer, words, ids * 3),
    slotEnd: new Int32Array(buffer, slotEnd, slots),
    slotFields: new Uint32Array(buffer, slotFields, slots),
    idRank: new Uint8Array(buffer, idRank, ids),
    slotMinor: new Uint8Array(buffer, idRank + ids, slots),
  };
}

const cutOff = () =>
  new DouaneError('STATE_CORRUPT', { place: { name: 'pseudonyms' }, expected: 'batches that are whole' });
