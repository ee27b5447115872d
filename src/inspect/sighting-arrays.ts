import type { Sightings } from '../model/sightings.ts';
import { Messages } from './identifiers.ts';

/** The persons of a batch as they are put together; the arrays are used again for the next one. */
export class SightingArrays implements Sightings {
  readonly messages = new Messages();
  ids = 0;
  idStart = new Int32Array(4096);
  idEnd = new Int32Array(4096);
  idRank = new Uint8Array(4096);
  slots = 0;
  slotEnd = new Int32Array(1024);
  slotFields = new Uint32Array(1024);
  slotMinor = new Uint8Array(1024);
  /** Null unless somebody asks which rows the slots are of. */
  rowSlotEnd: Int32Array | null = null;
  #rows = 0;

  get bytes(): Uint8Array {
    return this.messages.bytes;
  }

  get length(): number {
    return this.messages.length;
  }

  clear(): void {
    this.messages.clear();
    this.ids = 0;
    this.slots = 0;
    this.#rows = 0;
  }

  /** What was added since belongs to the rows before `rows`, the last of them where there are several. */
  endRows(rows: number): void {
    if (this.rowSlotEnd === null) return;
    if (rows > this.rowSlotEnd.length)
      this.rowSlotEnd = larger(this.rowSlotEnd, new Int32Array(Math.max(rows, this.rowSlotEnd.length * 2)));
    if (this.#rows < rows) {
      const before = this.#rows === 0 ? 0 : this.rowSlotEnd[this.#rows - 1]!;
      this.rowSlotEnd.fill(before, this.#rows, rows - 1);
      this.rowSlotEnd[rows - 1] = this.slots;
      this.#rows = rows;
    }
  }

  pushId(start: number, end: number, rank: number): void {
    const n = this.ids;
    if (n === this.idStart.length) {
      this.idStart = larger(this.idStart, new Int32Array(n * 2));
      this.idEnd = larger(this.idEnd, new Int32Array(n * 2));
      this.idRank = larger(this.idRank, new Uint8Array(n * 2));
    }
    this.idStart[n] = start;
    this.idEnd[n] = end;
    this.idRank[n] = rank;
    this.ids = n + 1;
  }

  /** Adds identifiers whose messages were appended. */
  appendIds(start: Int32Array, end: Int32Array, rank: Uint8Array): void {
    const n = this.ids;
    const need = n + start.length;
    if (need > this.idStart.length) {
      this.idStart = larger(this.idStart, new Int32Array(need * 2));
      this.idEnd = larger(this.idEnd, new Int32Array(need * 2));
      this.idRank = larger(this.idRank, new Uint8Array(need * 2));
    }
    this.idStart.set(start, n);
    this.idEnd.set(end, n);
    this.idRank.set(rank, n);
    this.ids = need;
  }

  /** Adds slots, ended where `end` says, counted from the first identifier of all. */
  appendSlots(end: Int32Array, fields: Int32Array, minor: Uint8Array): void {
    const n = this.slots;
    const need = n + end.length;
    if (need > this.slotEnd.length) {
      this.slotEnd = larger(this.slotEnd, new Int32Array(need * 2));
      this.slotFields = larger(this.slotFields, new Uint32Array(need * 2));
      this.slotMinor = larger(this.slotMinor, new Uint8Array(need * 2));
    }
    this.slotEnd.set(end, n);
    this.slotFields.set(fields, n);
    this.slotMinor.set(minor, n);
    this.slots = need;
  }

  /** Ends a slot: what was pushed since the last one is its identifiers. */
  endSlot(fields: number, minor: number): void {
    const n = this.slots;
    if (n === this.slotEnd.length) {
      this.slotEnd = larger(this.slotEnd, new Int32Array(n * 2));
      this.slotFields = larger(this.slotFields, new Uint32Array(n * 2));
      this.slotMinor = larger(this.slotMinor, new Uint8Array(n * 2));
    }
    this.slotEnd[n] = this.ids;
    this.slotFields[n] = fields >>> 0;
    this.slotMinor[n] = minor;
    this.slots = n + 1;
  }
}

function larger<T extends Int32Array | Uint8Array | Uint32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
