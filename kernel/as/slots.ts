/**
 * Forms the slots of rows in which nothing was found but closed cells, as `src/inspect/slots.ts` does it for all rows:
 * each row shows one person, each identifier at most once. Rows that are not so simple are left to it.
 */
import { Job, job } from './job';

// What a closed value is for its person; `src/inspect/lane.ts` has the same numbers.
/** Nothing: its kind is nobody's here. */
const NOTHING: u8 = 0;
/** The row is not simple. */
const NOT_SIMPLE: u8 = 1;
/** A field, and only a person's. */
const FIELD: u8 = 2;
/** Shows where something is and not who. */
const PLACE: u8 = 3;
const NAME: u8 = 4;
const BIRTH: u8 = 5;
/** Identifiers: as they stand, letters in upper case, letters in lower case, behind the name of the key. */
const PHONE: u8 = 6;
const CODE: u8 = 7;
const EMAIL: u8 = 8;
const KEY: u8 = 9;

const SEPARATOR: u8 = 0x1f;
const NAME_PHONE_TAG: u8 = 40;
const NAME_PHONE_RANK: u8 = 5;
const NO_RANK: u32 = 255;
/** Rank of a resident ID, whose birth date tells who is under 14. */
const RESIDENT_ID_RANK: u8 = 1;

// Of the last call.
/** First closed cell of the row it stopped at. */
export let nextClosed: i32 = 0;
export let idCount: i32 = 0;
export let slotCount: i32 = 0;
export let messageLength: i32 = 0;

// @ts-expect-error: decorator
@inline
function word(array: usize, at: i32): u32 {
  return load<u32>(array + (<usize>at << 2));
}

/** The message of an identifier, at `to`; gives its end. */
function message(at: Job, use: u8, c: u32, from: usize, size: u32, to: usize): usize {
  store<u8>(to, load<u8>(at.tag + c));
  to++;
  if (use == KEY) {
    const length = word(at.keyNameLength, c);
    memory.copy(to, at.keyName + word(at.keyNameAt, c), length);
    to += length;
    store<u8>(to, SEPARATOR);
    to++;
  }
  if (use == EMAIL || use == CODE) {
    for (let i: u32 = 0; i < size; i++) {
      const byte = load<u8>(from + i);
      const isLetter = (byte | 0x20) - 0x61 < 26;
      store<u8>(to + i, isLetter ? (use == EMAIL ? byte | 0x20 : byte & 0xdf) : byte);
    }
  } else memory.copy(to, from, size);
  return to + size;
}

/**
 * Slots of the rows from `row` on, up to `stop` or the first that is not simple; gives which. `next` is the first of
 * the closed `count` cells that is not in an earlier row. Positions of messages begin at `base`, numbers of
 * identifiers at `baseId`: what comes is put behind others.
 */
export function formSlots(row: i32, stop: i32, next: i32, count: i32, base: i32, baseId: i32): i32 {
  const at = job();
  const text = at.text;
  const minorSince = at.minorSince;
  let ids = 0;
  let slots = 0;
  let to = at.messages;
  const shift = base - <i32>at.messages;
  for (; row < stop; row++) {
    const end = <i32>word(at.rowEnd, row);
    const first = next;
    const firstId = ids;
    const firstByte = to;
    let fields: u32 = 0;
    let places: u32 = 0;
    let bound = false;
    let minor = false;
    let ranks: u32 = 0;
    let best: u32 = NO_RANK;
    let bestColumn: u32 = 0;
    let nameFrom: usize = 0;
    let nameSize: u32 = 0;
    let phoneStart: usize = 0;
    let phoneEnd: usize = 0;
    let phoneColumn: u32 = 0;
    let simple = true;
    for (; next < count && <i32>word(at.closedCell, next) < end; next++) {
      const c = word(at.column, word(at.closedCell, next));
      const use = load<u8>(at.use + c);
      if (use == NOTHING) continue;
      if (use == NOT_SIMPLE) {
        simple = false;
        break;
      }
      const info = word(at.closedInfo, next);
      if (((info >> 8) & 0xff) < <u32>load<u8>(at.limit + c)) continue;
      const mask = word(at.mask, c);
      if (use == PLACE) {
        places |= mask;
        continue;
      }
      fields |= mask;
      bound = true;
      if (use == FIELD) continue;
      const birth = word(at.closedBirth, next);
      if (use == BIRTH) {
        if (birth >= minorSince) minor = true;
        continue;
      }
      const from = text + word(at.closedFrom, next);
      const size = <u32>(word(at.closedTo, next) - word(at.closedFrom, next));
      if (use == NAME) {
        if (nameSize != 0) {
          simple = false;
          break;
        }
        nameFrom = from;
        nameSize = size;
        continue;
      }
      const rank = load<u8>(at.rank + c);
      if (((ranks >> rank) & 1) != 0) {
        simple = false;
        break;
      }
      ranks |= 1 << rank;
      const start = to;
      to = message(at, use, c, from, size, to);
      const offset = <usize>ids << 2;
      store<i32>(at.idStart + offset, <i32>start + shift);
      store<i32>(at.idEnd + offset, <i32>to + shift);
      store<u8>(at.idRank + ids, rank);
      ids++;
      if (<u32>rank < best) {
        best = rank;
        bestColumn = c;
      }
      if (rank == RESIDENT_ID_RANK && birth >= minorSince) minor = true;
      if (use == PHONE) {
        phoneStart = start;
        phoneEnd = to;
        phoneColumn = c;
      }
    }
    if (!simple) {
      next = first;
      ids = firstId;
      to = firstByte;
      break;
    }
    if ((fields | places) == 0) continue;
    if (nameSize != 0 && phoneEnd != 0) {
      const start = to;
      store<u8>(to, NAME_PHONE_TAG);
      to++;
      memory.copy(to, nameFrom, nameSize);
      to += nameSize;
      store<u8>(to, SEPARATOR);
      to++;
      memory.copy(to, phoneStart + 1, phoneEnd - phoneStart - 1);
      to += phoneEnd - phoneStart - 1;
      const offset = <usize>ids << 2;
      store<i32>(at.idStart + offset, <i32>start + shift);
      store<i32>(at.idEnd + offset, <i32>to + shift);
      store<u8>(at.idRank + ids, NAME_PHONE_RANK);
      ids++;
      if (<u32>NAME_PHONE_RANK < best) {
        best = NAME_PHONE_RANK;
        bestColumn = phoneColumn;
      }
    }
    const offset = <usize>slots << 2;
    store<i32>(at.slotEnd + offset, ids + baseId);
    store<u32>(at.slotFields + offset, fields | places);
    store<u8>(at.slotMinor + slots, minor ? 1 : 0);
    slots++;
    if (best != NO_RANK) {
      const tells = at.tellsApart + (<usize>bestColumn << 2);
      store<u32>(tells, load<u32>(tells) + 1);
    }
  }
  nextClosed = next;
  idCount = ids;
  slotCount = slots;
  messageLength = <i32>(to - at.messages);
  return row;
}
