import { FIRST_WEAK_RANK, IDENTIFIER_RANK, type Sightings } from '../model/sightings.ts';
import type { Column } from './column.ts';
import { TAG } from './normalise.ts';

const NAME_PHONE = IDENTIFIER_RANK['name-phone'];
const PHONE = IDENTIFIER_RANK.phone;
const MAX_NAME_PARTS = 4;

/** One person as a row shows them, while the row is being read. */
class Slot {
  group = 0;
  element = 0;
  mask = 0;
  minor = false;
  ids = 0;
  readonly start: number[] = [];
  readonly end: number[] = [];
  readonly rank: number[] = [];
  readonly column: (Column | null)[] = [];
  fullName = false;
  names = 0;
  readonly nameStart: number[] = [];
  readonly nameEnd: number[] = [];
  nameColumn: Column | null = null;

  reset(group: number, element: number): void {
    this.group = group;
    this.element = element;
    this.mask = 0;
    this.minor = false;
    this.ids = 0;
    this.fullName = false;
    this.names = 0;
    this.nameColumn = null;
  }

  get isSomebody(): boolean {
    return this.ids > 0 || this.names > 0;
  }
}

/**
 * Collects the persons of a batch, row by row. Messages are written into `bytes` by the caller through `room` and
 * then added; everything is reused from batch to batch.
 */
export class SlotBuilder {
  bytes = new Uint8Array(1 << 16);
  #used = 0;
  readonly #pool: Slot[] = [];
  #slots = 0;

  #idStart = new Int32Array(1024);
  #idEnd = new Int32Array(1024);
  #idRank = new Uint8Array(1024);
  #ids = 0;
  #slotEnd = new Int32Array(1024);
  #slotFields = new Uint32Array(1024);
  #slotMinor = new Uint8Array(1024);
  #done = 0;

  begin(): void {
    this.#used = 0;
    this.#ids = 0;
    this.#done = 0;
    this.#slots = 0;
  }

  /** Where the next message may be written; there is room for `size` bytes more. */
  room(size: number): number {
    if (this.#used + size > this.bytes.length) {
      const bigger = new Uint8Array(Math.max(this.bytes.length * 2, this.#used + size));
      bigger.set(this.bytes.subarray(0, this.#used));
      this.bytes = bigger;
    }
    return this.#used;
  }

  /** The slot of a group (and array element) in this row; made when it is not there. */
  slot(group: number, element: number): number {
    for (let i = 0; i < this.#slots; i++) {
      const s = this.#pool[i]!;
      if (s.group === group && s.element === element) return i;
    }
    return this.#make(group, element);
  }

  /** A slot of its own, for somebody else than anyone in the row so far. */
  another(): number {
    return this.#make(-1, this.#slots);
  }

  #make(group: number, element: number): number {
    if (this.#slots === this.#pool.length) this.#pool.push(new Slot());
    this.#pool[this.#slots]!.reset(group, element);
    return this.#slots++;
  }

  mark(slot: number, bit: number): void {
    this.#pool[slot]!.mask |= 1 << bit;
  }

  minor(slot: number): void {
    this.#pool[slot]!.minor = true;
  }

  /**
   * Adds the message `bytes[start, end)`. A strong identifier that differs from one the slot has is somebody else.
   * Gives the slot that took it.
   */
  identify(slot: number, rank: number, start: number, end: number, column: Column | null): number {
    let s = this.#pool[slot]!;
    for (let i = 0; i < s.ids; i++) {
      if (s.rank[i] !== rank) continue;
      if (this.#same(s.start[i]!, s.end[i]!, start, end)) return slot;
      // Passports and permits of one person may stand side by side; two resident IDs may not.
      if (rank < FIRST_WEAK_RANK && this.bytes[s.start[i]!] === this.bytes[start]) {
        slot = this.another();
        s = this.#pool[slot]!;
        break;
      }
    }
    s.start[s.ids] = start;
    s.end[s.ids] = end;
    s.rank[s.ids] = rank;
    s.column[s.ids] = column;
    s.ids += 1;
    this.#used = end;
    return slot;
  }

  /** Whether the slot has an identifier of this rank with another value. */
  hasOther(slot: number, rank: number, start: number, end: number): boolean {
    const s = this.#pool[slot]!;
    let other = false;
    for (let i = 0; i < s.ids; i++) {
      if (s.rank[i] !== rank) continue;
      if (this.#same(s.start[i]!, s.end[i]!, start, end)) return false;
      other = true;
    }
    return other;
  }

  /** Adds a name, or a part of one, written at `bytes[start, end)`. */
  name(slot: number, start: number, end: number, part: boolean, column: Column): void {
    const s = this.#pool[slot]!;
    this.#used = end;
    s.nameColumn ??= column;
    if (s.fullName) return;
    if (!part) {
      s.fullName = true;
      s.names = 0;
    }
    if (s.names === MAX_NAME_PARTS) return;
    s.nameStart[s.names] = start;
    s.nameEnd[s.names] = end;
    s.names += 1;
  }

  hasOtherName(slot: number, start: number, end: number): boolean {
    const s = this.#pool[slot]!;
    return s.names > 0 && !(s.names === 1 && this.#same(s.nameStart[0]!, s.nameEnd[0]!, start, end));
  }

  #same(a: number, aEnd: number, b: number, bEnd: number): boolean {
    if (aEnd - a !== bEnd - b) return false;
    for (let i = 0; i < aEnd - a; i++) if (this.bytes[a + i] !== this.bytes[b + i]) return false;
    return true;
  }

  /** Ends the row: slots that are nobody by themselves give their fields to those who are. */
  endRow(): void {
    const n = this.#slots;
    if (n === 0) return;
    let somebodies = 0;
    for (let i = 0; i < n; i++) if (this.#pool[i]!.isSomebody) somebodies += 1;
    if (somebodies > 0 && somebodies < n) {
      const main = this.#pool.findIndex((s, i) => i < n && s.group === 0 && s.isSomebody);
      for (let i = 0; i < n; i++) {
        const nobody = this.#pool[i]!;
        if (nobody.isSomebody) continue;
        for (let j = 0; j < n; j++) {
          const s = this.#pool[j]!;
          if (!s.isSomebody || (main >= 0 && nobody.group > 0 && j !== main)) continue;
          s.mask |= nobody.mask;
          s.minor ||= nobody.minor;
        }
      }
    }
    for (let i = 0; i < n; i++) {
      const s = this.#pool[i]!;
      if (s.mask === 0 || (somebodies > 0 && !s.isSomebody)) continue;
      this.#finish(s);
    }
    this.#slots = 0;
  }

  #finish(s: Slot): void {
    if (s.names > 0) {
      for (let i = 0, n = s.ids; i < n; i++) {
        if (s.rank[i] !== PHONE) continue;
        let size = 2 + s.end[i]! - s.start[i]!;
        for (let k = 0; k < s.names; k++) size += s.nameEnd[k]! - s.nameStart[k]!;
        const start = this.room(size);
        const { bytes } = this;
        let at = start;
        bytes[at++] = TAG.namePhone;
        for (let k = 0; k < s.names; k++) {
          bytes.copyWithin(at, s.nameStart[k]!, s.nameEnd[k]!);
          at += s.nameEnd[k]! - s.nameStart[k]!;
        }
        bytes[at++] = 0;
        bytes.copyWithin(at, s.start[i]! + 1, s.end[i]!);
        at += s.end[i]! - s.start[i]! - 1;
        s.start[s.ids] = start;
        s.end[s.ids] = at;
        s.rank[s.ids] = NAME_PHONE;
        s.column[s.ids] = s.nameColumn;
        s.ids += 1;
        this.#used = at;
      }
    }
    if (this.#ids + s.ids > this.#idStart.length) this.#growIds(this.#ids + s.ids);
    let best = -1;
    for (let i = 0; i < s.ids; i++) {
      this.#idStart[this.#ids] = s.start[i]!;
      this.#idEnd[this.#ids] = s.end[i]!;
      this.#idRank[this.#ids] = s.rank[i]!;
      this.#ids += 1;
      if (best < 0 || s.rank[i]! < s.rank[best]!) best = i;
    }
    if (best >= 0) {
      const column = s.column[best];
      if (column != null) column.best += 1;
    }
    if (this.#done === this.#slotEnd.length) this.#growSlots();
    this.#slotEnd[this.#done] = this.#ids;
    this.#slotFields[this.#done] = s.mask;
    this.#slotMinor[this.#done] = s.minor ? 1 : 0;
    this.#done += 1;
  }

  get sightings(): Sightings {
    return {
      bytes: this.bytes,
      ids: this.#ids,
      idStart: this.#idStart,
      idEnd: this.#idEnd,
      idRank: this.#idRank,
      slots: this.#done,
      slotEnd: this.#slotEnd,
      slotFields: this.#slotFields,
      slotMinor: this.#slotMinor,
    };
  }

  #growIds(least: number): void {
    const size = Math.max(least, this.#idStart.length * 2);
    this.#idStart = grown(this.#idStart, new Int32Array(size));
    this.#idEnd = grown(this.#idEnd, new Int32Array(size));
    this.#idRank = grown(this.#idRank, new Uint8Array(size));
  }

  #growSlots(): void {
    const size = this.#slotEnd.length * 2;
    this.#slotEnd = grown(this.#slotEnd, new Int32Array(size));
    this.#slotFields = grown(this.#slotFields, new Uint32Array(size));
    this.#slotMinor = grown(this.#slotMinor, new Uint8Array(size));
  }
}

function grown<T extends Int32Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
