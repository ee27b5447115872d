/** What the thread that inspects and the one that reads and counts say to each other, and how arrays move between them. */
import type { Batch } from '../model/batch.ts';
import type { ErrorCode, Place } from '../model/errors.ts';
import type { Sightings } from '../model/sightings.ts';
import type { Inspection, InspectOptions } from './inspection.ts';

export type ToInspector =
  | { readonly say: 'begin'; readonly options: InspectOptions }
  | { readonly say: 'name'; readonly name: string; readonly place: Place }
  | { readonly say: 'open' }
  /** `paths` are those that are new; `spare` is memory of sightings that were counted. */
  | {
      readonly say: 'batch';
      readonly batch: PackedBatch;
      readonly paths: readonly string[];
      readonly spare: ArrayBuffer | undefined;
    }
  | { readonly say: 'finish' };

/** One answer to each message but `begin` and `open`, in order. */
export type FromInspector =
  | { readonly say: 'done' }
  /** `spare` is the memory that the batch came in. */
  | { readonly say: 'sightings'; readonly sightings: PackedSightings; readonly spare: ArrayBuffer }
  | { readonly say: 'finished'; readonly result: Awaited<ReturnType<Inspection['finish']>> }
  | {
      readonly say: 'failed';
      readonly code: ErrorCode;
      readonly place: Place;
      readonly expected: string | undefined;
      readonly got: string | undefined;
    };

/** A batch in one piece of memory, without the tokens that values stood in. */
export interface PackedBatch {
  readonly buffer: ArrayBuffer;
  readonly file: number;
  readonly index: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly cells: number;
  readonly bytes: number;
}

/** Sightings in one piece of memory. */
export interface PackedSightings {
  readonly buffer: ArrayBuffer;
  readonly ids: number;
  readonly slots: number;
  readonly bytes: number;
}

/** Memory of at least `size` bytes: `spare` if that is enough, else somewhat more than is needed now. */
function room(spare: ArrayBuffer | undefined, size: number): ArrayBuffer {
  return spare !== undefined && spare.byteLength >= size ? spare : new ArrayBuffer(size + (size >>> 2));
}

/** Copies a batch into `spare` where it has room there, else into fresh memory. */
export function packBatch(batch: Batch, spare: ArrayBuffer | undefined): PackedBatch {
  const { file, index, firstRow, rows, cells } = batch;
  const bytes = batch.bytes.length;
  const buffer = room(spare, rows * 4 + cells * 13 + bytes);
  const packed = { buffer, file, index, firstRow, rows, cells, bytes };
  const to = unpackBatch(packed);
  to.rowEnd.set(batch.rowEnd.subarray(0, rows));
  to.start.set(batch.start.subarray(0, cells));
  to.end.set(batch.end.subarray(0, cells));
  to.path.set(batch.path.subarray(0, cells));
  to.type.set(batch.type.subarray(0, cells));
  to.bytes.set(batch.bytes);
  return packed;
}

/** The batch where it lies; its tokens are its values. */
export function unpackBatch({ buffer, file, index, firstRow, rows, cells, bytes }: PackedBatch): Batch {
  const lay = layer(buffer);
  const [rowEnd, start, end, path] = [lay.words(rows), lay.words(cells), lay.words(cells), lay.words(cells)];
  const type = lay.bytes(cells);
  const ranges = { rows, rowEnd, cells, start, end, rawStart: start, rawEnd: end, path, type };
  return { file, index, firstRow, ...ranges, bytes: lay.bytes(bytes) };
}

/** Copies sightings into `spare` where they have room there, else into fresh memory. */
export function packSightings(s: Sightings, spare: ArrayBuffer | undefined): PackedSightings {
  const { ids, slots, length: bytes } = s;
  const buffer = room(spare, slots * 9 + ids * 9 + bytes);
  const to = unpackSightings({ buffer, ids, slots, bytes });
  to.slotFields.set(s.slotFields.subarray(0, slots));
  to.slotEnd.set(s.slotEnd.subarray(0, slots));
  to.idStart.set(s.idStart.subarray(0, ids));
  to.idEnd.set(s.idEnd.subarray(0, ids));
  to.idRank.set(s.idRank.subarray(0, ids));
  to.slotMinor.set(s.slotMinor.subarray(0, slots));
  to.bytes.set(s.bytes.subarray(0, bytes));
  return { buffer, ids, slots, bytes };
}

export function unpackSightings({ buffer, ids, slots, bytes }: PackedSightings): Sightings {
  const lay = layer(buffer);
  const [slotEnd, idStart, idEnd] = [lay.words(slots), lay.words(ids), lay.words(ids)];
  const fields = lay.words(slots);
  const slotFields = new Uint32Array(buffer, fields.byteOffset, slots);
  const [idRank, slotMinor] = [lay.bytes(ids), lay.bytes(slots)];
  return { ids, slots, slotFields, slotEnd, idStart, idEnd, idRank, slotMinor, length: bytes, bytes: lay.bytes(bytes) };
}

/** Lays arrays behind each other; those of words come first, so that they lie at multiples of four. */
function layer(buffer: ArrayBuffer) {
  let at = 0;
  const next = (size: number): number => {
    at += size;
    return at - size;
  };
  return {
    words: (count: number) => new Int32Array(buffer, next(count * 4), count),
    bytes: (count: number) => new Uint8Array(buffer, next(count), count),
  };
}
