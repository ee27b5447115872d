/**
 * Counts the slots of a chunk, as `PersonCounter` in `src/persons/counter.ts` does it one by one; why each step is right
 * stands there and in `docs/persons.md`. Identifiers and persons lie in one memory, that of `src/persons/memory.ts`,
 * which has the same numbers; what is done here and there can follow each other in any order.
 */

// A part of the index: words for entries in it, how many it takes before it grows, its last place.
const PARTS: usize = 4096;
const USED: usize = 0;
const LIMIT: usize = 4;
const MASK: usize = 8;
/** Single words: of all parts, of persons, of what happened since they were last read. */
const STATE: usize = 8192;
const IN_MEMORY: usize = STATE;
const SIZE: usize = STATE + 4;
const PERSONS: usize = STATE + 8;
const SHARED_COUNT: usize = STATE + 12;
const CAME_AGAIN: usize = STATE + 16;
const MERGED: usize = STATE + 20;
const UNDETERMINED_COUNT: usize = STATE + 24;
/** Places that each part's range has, and where persons lie, behind the ranges. */
const PLACES: usize = STATE + 28;
const PEOPLE: usize = STATE + 36;
/** Written only, so that no read is taken for useless. */
const TOUCHED: usize = STATE + 32;
/** By rank: slots whose best identifier it is, and doubts. */
const BEST_SEEN: usize = STATE + 64;
const DOUBTS: usize = STATE + 128;

// The chunk.
const MOST_IDS: usize = 32768;
const MOST_SLOTS: usize = 512;
const WORDS: usize = 16384;
const RANKS: usize = WORDS + MOST_IDS * 12;
const SLOT_END: usize = RANKS + MOST_IDS;
const SLOT_FIELDS: usize = SLOT_END + MOST_SLOTS * 4;
const SLOT_MINOR: usize = SLOT_FIELDS + MOST_SLOTS * 4;
const UNDETERMINED: usize = SLOT_MINOR + MOST_SLOTS;
const BEST: usize = UNDETERMINED + MOST_SLOTS * 4;
/** Unions: absorbed, into. */
const MERGES: usize = BEST + MOST_SLOTS * 4;

/** Here a part lies while it is laid out anew, half a range long; behind it are the ranges. */
const SCRATCH: usize = 1 << 20;
const COUNT: u32 = 256;
const ENTRY: usize = 16;
/** More than the places of a range: if all were a power of two apart they would want the same lines of the cache. */
const APART: usize = 4160;
/** Ranges are widened so many times. */
const TIMES: u32 = 8;
const PAGE: usize = 65536;
const PERSON: usize = 20;

// Flags of an entry, in the low byte of its third word with the rank.
const SHARED: u32 = 0x10;
const SEEN_ALONE: u32 = 0x20;
const DIRTY: u32 = 0x40;
const IN_USE: u32 = 0x80;
const FLAGS: u32 = SHARED | SEEN_ALONE | DIRTY;
const THIRD: u32 = 0xffffff00;
const NOBODY: u32 = 0xffffffff;

// Of a person: parent, fields, two words of the last slot, traits (flags, best rank, strong ranks by bit).
const FIELDS: usize = 4;
const LAST: usize = 8;
const TRAITS: usize = 16;
const MINOR: u32 = 1;
const IN_TRANSFER: u32 = 2;

const SUBJECT: u32 = 0;
const FIRST_WEAK: u32 = 5;

/** Of the entry that `locate` found, or of the place where it would be. */
let place: usize = 0;
let partAt: usize = 0;

// @ts-expect-error: decorator
@inline
function add(at: usize, more: u32): void {
  store<u32>(at, load<u32>(at) + more);
}

// @ts-expect-error: decorator
@inline
function baseOf(part: u32): usize {
  return baseWith(load<u32>(PLACES), part);
}

// @ts-expect-error: decorator
@inline
function baseWith(places: u32, part: u32): usize {
  return SCRATCH + <usize>places * (ENTRY / 2) + <usize>part * (<usize>places * ENTRY + APART);
}

// @ts-expect-error: decorator
@inline
function locate(a: u32, b: u32, c: u32): bool {
  const part = a & 255;
  partAt = PARTS + ((<usize>part) << 4);
  const mask = load<u32>(partAt, MASK);
  const base = baseOf(part);
  const third = c & THIRD;
  let n = b & mask;
  let at = base + <usize>n * ENTRY;
  let word = load<u32>(at, 8);
  while (word != 0 && (load<u32>(at) != a || load<u32>(at, 4) != b || (word & THIRD) != third)) {
    n = (n + 1) & mask;
    at = base + <usize>n * ENTRY;
    word = load<u32>(at, 8);
  }
  place = at;
  return word != 0;
}

/** Puts the pseudonym that `locate` just did not find. */
// @ts-expect-error: decorator
@inline
function insert(a: u32, b: u32, c: u32, person: u32, rank: u32, flags: u32): void {
  if (load<u32>(partAt, USED) >= load<u32>(partAt, LIMIT)) {
    grow(a & 255);
    locate(a, b, c);
  }
  store<u32>(place, a);
  store<u32>(place, b, 4);
  store<u32>(place, (c & THIRD) | IN_USE | flags | rank, 8);
  store<u32>(place, person, 12);
  add(partAt + USED, 1);
  add(IN_MEMORY, 1);
  add(SIZE, 1);
}

/** Lays a part out anew with twice the places. The memory may be another size then. */
export function grow(part: u32): void {
  const at = PARTS + ((<usize>part) << 4);
  const places = load<u32>(at, MASK) + 1;
  if (places * 2 > load<u32>(PLACES)) widen();
  const base = baseOf(part);
  const size = <usize>places * ENTRY;
  const mask = places * 2 - 1;
  memory.copy(SCRATCH, base, size);
  memory.fill(base, 0, size);
  for (let from = SCRATCH; from < SCRATCH + size; from += ENTRY) {
    if (load<u32>(from, 8) == 0) continue;
    let n = load<u32>(from, 4) & mask;
    while (load<u32>(base + <usize>n * ENTRY, 8) != 0) n = (n + 1) & mask;
    v128.store(base + <usize>n * ENTRY, v128.load(from));
  }
  store<u32>(at, mask, MASK);
  store<u32>(at, ((mask + 1) >> 2) * 3, LIMIT);
}

/** Widens all ranges: persons and parts move up, the last first. What is in no part is empty, as it was. */
function widen(): void {
  const places = load<u32>(PLACES);
  const wider = places * TIMES;
  const people = load<u32>(PEOPLE);
  const moved = (baseWith(wider, COUNT) + PAGE - 1) & ~(PAGE - 1);
  const size = <usize>load<u32>(PERSONS) * PERSON;
  // Without room nothing can be counted any more: a trap ends the transfer before anything is written.
  if (memory.grow(<i32>((moved - people) / PAGE)) < 0) unreachable();
  memory.copy(moved, people, size);
  for (let part = COUNT; part-- > 0; ) {
    const used = <usize>(load<u32>(PARTS + ((<usize>part) << 4), MASK) + 1) * ENTRY;
    memory.copy(baseWith(wider, part), baseWith(places, part), used);
  }
  const end = people + size;
  for (let part: u32 = 0; part < COUNT; part++) {
    const used = <usize>(load<u32>(PARTS + ((<usize>part) << 4), MASK) + 1) * ENTRY;
    const from = baseWith(wider, part) + used;
    const to = min(baseWith(wider, part + 1), end);
    if (from < to) memory.fill(from, 0, to - from);
  }
  store<u32>(PLACES, wider);
  store<u32>(PEOPLE, moved);
}

// @ts-expect-error: decorator
@inline
function personAt(p: u32): usize {
  return <usize>load<u32>(PEOPLE) + <usize>p * PERSON;
}

function find(p: u32): u32 {
  let root = p;
  for (let next = load<u32>(personAt(root)); next != root; next = load<u32>(personAt(root))) root = next;
  while (load<u32>(personAt(p)) != root) {
    const next = load<u32>(personAt(p));
    store<u32>(personAt(p), root);
    p = next;
  }
  return root;
}

// @ts-expect-error: decorator
@inline
function bestOf(p: u32): u32 {
  return (load<u32>(personAt(p), TRAITS) >> 8) & 0xff;
}

function note(p: u32, rank: u32): void {
  const at = personAt(p);
  let traits = load<u32>(at, TRAITS);
  if (rank < FIRST_WEAK) traits |= (<u32>1 << rank) << 16;
  if (rank < ((traits >> 8) & 0xff)) traits = (traits & ~0xff00) | (rank << 8);
  store<u32>(at, traits, TRAITS);
}

function newPerson(rank: u32): u32 {
  const p = load<u32>(PERSONS);
  store<u32>(PERSONS, p + 1);
  store<u32>(personAt(p), p);
  store<u32>(personAt(p), 0xff00 | IN_TRANSFER, TRAITS);
  note(p, rank);
  return p;
}

function unite(a: u32, b: u32): u32 {
  const keep = a < b ? a : b;
  const gone = a < b ? b : a;
  const k = personAt(keep);
  const g = personAt(gone);
  store<u32>(g, keep);
  store<u32>(k, load<u32>(k, FIELDS) | load<u32>(g, FIELDS), FIELDS);
  const traits = load<u32>(k, TRAITS);
  const others = load<u32>(g, TRAITS);
  // Flags and strong ranks of both, the better of the best.
  const best = min((traits >> 8) & 0xff, (others >> 8) & 0xff);
  store<u32>(k, ((traits | others) & ~0xff00) | (best << 8), TRAITS);
  const log = MERGES + ((<usize>load<u32>(MERGED)) << 3);
  store<u32>(log, gone);
  store<u32>(log, keep, 4);
  add(MERGED, 1);
  return keep;
}

function mayBeOne(p: u32, q: u32, rank: u32): bool {
  if (rank >= FIRST_WEAK) return bestOf(q) >= rank || bestOf(p) >= rank;
  const better = (<u32>1 << rank) - 1;
  return ((load<u32>(personAt(p), TRAITS) & load<u32>(personAt(q), TRAITS)) >> 16 & better) == 0;
}

/** As `PersonCounter.#isLast`. */
function isLast(from: u32, to: u32, mask: u32, minor: u32, given: u32): bool {
  let x = ((mask ^ (minor << 8)) * 0x2c1b3c6d) ^ load<u32>(SHARED_COUNT);
  let y = to - from;
  for (let at = WORDS + <usize>from * 12; at < WORDS + <usize>to * 12; at += 12) {
    x = (x ^ load<u32>(at)) * 0x297a2d39 + load<u32>(at, 8);
    y = y * 0x85ebca6b + load<u32>(at, 4);
  }
  const last = personAt(given);
  if (load<u32>(last, LAST) == x && load<u32>(last, LAST + 4) == y) return true;
  store<u32>(last, x, LAST);
  store<u32>(last, y, LAST + 4);
  return false;
}

// @ts-expect-error: decorator
@inline
function touch(id: u32): u32 {
  const at = WORDS + <usize>id * 12;
  const part = load<u32>(at) & 255;
  const mask = load<u32>(PARTS + ((<usize>part) << 4), MASK);
  return load<u32>(baseOf(part) + <usize>(load<u32>(at, 4) & mask) * ENTRY);
}

/** Slots whose lines are read ahead, so that the cache misses of their identifiers overlap. */
const AHEAD: i32 = 64;

/**
 * Counts the chunk's slots from `slot` on, whose first identifier is number `id`; gives the first slot that is not for
 * here, one with a declared identifier. With `onlyBest` only the best identifier of each slot is read ahead.
 */
export function count(slot: i32, id: u32, slots: i32, onlyBest: bool): i32 {
  let touched = slot;
  let touchedId = id;
  let sum: u32 = 0;
  for (; slot < slots; slot++) {
    if (slot == touched) {
      const until = min(touched + AHEAD, slots);
      for (; touched < until; touched++) {
        const end = load<u32>(SLOT_END + ((<usize>touched) << 2));
        let best = touchedId;
        for (let i = touchedId; i < end; i++) {
          if (load<u8>(RANKS + i) < load<u8>(RANKS + best)) best = i;
          if (!onlyBest) sum ^= touch(i);
        }
        if (onlyBest && touchedId < end) sum ^= touch(best);
        store<u32>(BEST + ((<usize>touched) << 2), best);
        touchedId = end;
      }
      store<u32>(TOUCHED, sum);
    }
    const end = load<u32>(SLOT_END + ((<usize>slot) << 2));
    if (end == id) {
      store<u32>(UNDETERMINED + ((<usize>load<u32>(UNDETERMINED_COUNT)) << 2), slot);
      add(UNDETERMINED_COUNT, 1);
      continue;
    }
    const best = load<u32>(BEST + ((<usize>slot) << 2));
    if (load<u8>(RANKS + best) == SUBJECT) return slot;
    const mask = load<u32>(SLOT_FIELDS + ((<usize>slot) << 2));
    addSlot(id, end, best, mask, load<u8>(SLOT_MINOR + slot) == 1 ? MINOR : 0);
    id = end;
  }
  return slot;
}

function addSlot(from: u32, to: u32, best: u32, mask: u32, minor: u32): void {
  const bestRank = <u32>load<u8>(RANKS + best);
  add(BEST_SEEN + ((<usize>bestRank) << 2), 1);
  let person: u32;
  let given: u32;
  let at = WORDS + <usize>best * 12;
  if (locate(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8))) {
    const third = load<u32>(place, 8);
    given = load<u32>(place, 12);
    if ((third & SHARED) != 0 && given == NOBODY) {
      person = newPerson(bestRank);
      given = person;
      add(DOUBTS + ((<usize>bestRank) << 2), 1);
      store<u32>(place, third | SEEN_ALONE | DIRTY, 8);
      store<u32>(place, person, 12);
    } else {
      person = find(given);
      if ((third & SEEN_ALONE) == 0) store<u32>(place, third | SEEN_ALONE | DIRTY, 8);
    }
    if (isLast(from, to, mask, minor, given)) {
      add(CAME_AGAIN, 1);
      return;
    }
  } else {
    person = newPerson(bestRank);
    given = person;
    isLast(from, to, mask, minor, given);
    insert(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8), person, bestRank, SEEN_ALONE | DIRTY);
  }
  for (let i = from; i < to; i++) {
    if (i == best) continue;
    const rank = <u32>load<u8>(RANKS + i);
    at = WORDS + <usize>i * 12;
    if (!locate(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8))) {
      insert(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8), person, rank, DIRTY);
      note(person, rank);
      continue;
    }
    const third = load<u32>(place, 8);
    const owner = load<u32>(place, 12);
    if ((third & SHARED) != 0 || owner == given) continue;
    const other = find(owner);
    if (other == person) continue;
    if (mayBeOne(person, other, rank)) {
      person = unite(person, other);
      note(person, rank);
      continue;
    }
    add(SHARED_COUNT, 1);
    let now = NOBODY;
    if ((third & SEEN_ALONE) != 0 && bestOf(other) < rank) {
      now = newPerson(rank);
      add(DOUBTS + ((<usize>rank) << 2), 1);
      const thirdPerson = personAt(now);
      store<u32>(thirdPerson, load<u32>(thirdPerson, FIELDS) | load<u32>(personAt(other), FIELDS) | mask, FIELDS);
      store<u32>(thirdPerson, load<u32>(thirdPerson, TRAITS) | (load<u32>(personAt(other), TRAITS) & MINOR), TRAITS);
    }
    store<u32>(place, third | SHARED | DIRTY, 8);
    store<u32>(place, now, 12);
  }
  const root = personAt(person);
  const fields = load<u32>(root, FIELDS);
  if ((~fields & mask) != 0) store<u32>(root, fields | mask, FIELDS);
  const traits = load<u32>(root, TRAITS);
  if ((~traits & (IN_TRANSFER | minor)) != 0) store<u32>(root, traits | IN_TRANSFER | minor, TRAITS);
}
