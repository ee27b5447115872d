import {
  FIRST_WEAK_RANK,
  IDENTIFIER_RANK,
  IDENTIFIERS,
  type IdentifierType,
  type PersonHistogram,
  type PersonHistogramEntry,
  type Sightings,
  type Slots,
} from '../model/sightings.ts';
import { DIRTY, IdentifierIndex, NOBODY, type Runs, SEEN_ALONE, SHARED } from './identifier-index.ts';
import {
  BEST_SEEN,
  CAME_AGAIN,
  CHUNK_RANKS,
  CHUNK_SLOT_END,
  CHUNK_SLOT_FIELDS,
  CHUNK_SLOT_MINOR,
  CHUNK_WORDS,
  DOUBTS,
  MERGED,
  MERGES,
  MOST_IDS,
  MOST_SLOTS,
  PersonsMemory,
  SHARED_COUNT,
  UNDETERMINED,
  UNDETERMINED_COUNT,
} from './memory.ts';
import {
  CURRENT_ORDINARY,
  CURRENT_SENSITIVE,
  IN_TRANSFER,
  MINOR,
  People,
  PREVIOUS_ANY,
  PREVIOUS_SENSITIVE,
} from './people.ts';
import type { Prf } from './prf.ts';

const SUBJECT = IDENTIFIER_RANK.subject;
const RESIDENT_ID = IDENTIFIER_RANK['resident-id'];

/** A slot whose person cannot be named any more. */
export const UNKNOWN = -2;

/** What counting starts from: the identifiers and persons of earlier transfers. */
export interface History {
  readonly memory: PersonsMemory;
  readonly index: IdentifierIndex;
  readonly people: People;
}

export function emptyHistory(runs: Runs | null = null): History {
  const memory = new PersonsMemory();
  return { memory, index: new IdentifierIndex(runs, memory), people: new People(memory) };
}

/** Doubt that counted a person more: identifiers that several people share, met where nothing better was there. */
export interface Doubt {
  readonly type: IdentifierType;
  readonly count: number;
}

/**
 * Counts distinct persons, exactly, one batch of sightings after another. `docs/persons.md` tells who is one person;
 * in short: the best identifier of a slot names its person; the others of the slot then name the same one, unless two
 * people turn out to share them, and from then on they name nobody. Persons whose better identifiers differ are never
 * made one. What is in doubt counts as one person more.
 *
 * Owner of `history`: it is changed as the counting goes on, and `plan` says what of it has to be made durable.
 */
export class PersonCounter {
  readonly #prf: Prf;
  readonly #memory: PersonsMemory;
  readonly #kernel: boolean;
  readonly #index: IdentifierIndex;
  readonly #people: People;
  /** Persons that nothing tells apart: how many by fields and minority. */
  readonly #undetermined = new Map<string, { mask: number; minor: boolean; count: number }>();
  readonly firstNew: number;
  /** Slots of the last batch. */
  #looked = 0;
  #who = new Int32Array(1024);

  /** Without `kernel` each slot is counted here: what the kernel does is held against that. */
  constructor(prf: Prf, history: History, kernel = true) {
    this.#prf = prf;
    this.#kernel = kernel;
    this.#memory = history.memory;
    this.#index = history.index;
    this.#people = history.people;
    this.firstNew = history.people.count;
  }

  add(s: Sightings): void {
    if (s.slots === 0) return;
    this.count(this.#prf.compute(s.bytes, s.idStart, s.idEnd, s.ids), s);
  }

  /** Counts a batch whose identifiers are pseudonyms already: three words each, in order. They are only read. */
  count(words: Int32Array, s: Slots): void {
    if (s.slots === 0) return;
    const memory = this.#memory;
    // Of slots that came before only the best identifier is looked up, so the others' lines would be read for nothing.
    const onlyBest = memory.words[CAME_AGAIN]! * 2 > this.#looked;
    memory.words[CAME_AGAIN] = 0;
    this.#looked = s.slots;
    for (let slot = 0, id = 0; slot < s.slots; ) {
      const until = this.#chunk(s, slot, id);
      const ids = s.slotEnd[until - 1]! - id;
      if (this.#kernel && ids <= MOST_IDS && this.#index.hasRoom(ids))
        this.#countChunk(s, words, slot, until, id, onlyBest);
      else this.#countHere(s, words, slot, until, id);
      slot = until;
      id += ids;
    }
  }

  /** End of the slots from `slot` on that are counted together. */
  #chunk(s: Slots, slot: number, id: number): number {
    let until = Math.min(slot + MOST_SLOTS, s.slots);
    while (until > slot + 1 && s.slotEnd[until - 1]! - id > MOST_IDS) until -= 1;
    return until;
  }

  /** Slots `[slot, until)`, one by one. */
  #countHere(s: Slots, words: Int32Array, slot: number, until: number, id: number): void {
    for (; slot < until; slot++) {
      const end = s.slotEnd[slot]!;
      const minor = s.slotMinor[slot] === 1;
      if (end === id) this.#addUndetermined(s.slotFields[slot]!, minor);
      else this.#addSlot(words, s.idRank, id, end, s.slotFields[slot]!, minor ? MINOR : 0);
      id = end;
    }
  }

  /** The same in the kernel, but for slots with a declared identifier. */
  #countChunk(s: Slots, words: Int32Array, first: number, until: number, firstId: number, onlyBest: boolean): void {
    const memory = this.#memory;
    const slots = until - first;
    const lastId = s.slotEnd[until - 1]!;
    const ids = lastId - firstId;
    // At most one person a slot, and one for each identifier that turns out to be shared.
    memory.reservePersons(this.#people.count + slots + ids);
    const { words: at, bytes } = memory;
    at.set(words.subarray(firstId * 3, lastId * 3), CHUNK_WORDS);
    bytes.set(s.idRank.subarray(firstId, lastId), CHUNK_RANKS);
    for (let k = 0; k < slots; k++) at[CHUNK_SLOT_END + k] = s.slotEnd[first + k]! - firstId;
    at.set(s.slotFields.subarray(first, until), CHUNK_SLOT_FIELDS);
    bytes.set(s.slotMinor.subarray(first, until), CHUNK_SLOT_MINOR);
    for (let slot = 0; slot < slots; ) {
      const id = slot === 0 ? 0 : s.slotEnd[first + slot - 1]! - firstId;
      slot = memory.kernel.count(slot, id, slots, onlyBest ? 1 : 0);
      memory.refresh();
      this.#takeMerges();
      if (slot === slots) break;
      const from = first + slot === 0 ? 0 : s.slotEnd[first + slot - 1]!;
      this.#countHere(s, words, first + slot, first + slot + 1, from);
      slot += 1;
    }
    const now = memory.words;
    for (let k = 0; k < now[UNDETERMINED_COUNT]!; k++) {
      const slot = first + now[UNDETERMINED + k]!;
      this.#addUndetermined(s.slotFields[slot]!, s.slotMinor[slot] === 1);
    }
    now[UNDETERMINED_COUNT] = 0;
  }

  #takeMerges(): void {
    const { words } = this.#memory;
    for (let k = 0; k < words[MERGED]!; k++)
      this.#people.merges.push([words[MERGES + 2 * k]!, words[MERGES + 2 * k + 1]!]);
    words[MERGED] = 0;
  }

  #addUndetermined(mask: number, minor: boolean): void {
    const key = `${mask}/${minor}`;
    const entry = this.#undetermined.get(key);
    if (entry === undefined) this.#undetermined.set(key, { mask, minor, count: 1 });
    else entry.count += 1;
  }

  #addSlot(words: Int32Array, ranks: Uint8Array, from: number, to: number, mask: number, minor: number): void {
    const index = this.#index;
    const people = this.#people;
    // The first of several.
    let best = from;
    for (let id = from + 1; id < to; id++) if (ranks[id]! < ranks[best]!) best = id;
    if (ranks[best] === SUBJECT) best = this.#unlessContradicted(words, ranks, from, to, best);
    const bestRank = ranks[best]!;
    this.#memory.words[BEST_SEEN + bestRank]! += 1;
    let person: number;
    // The number that the best identifier was given, root or not: the others mostly have the same one.
    let given: number;
    let a = words[best * 3]!;
    let b = words[best * 3 + 1]!;
    let c = words[best * 3 + 2]!;
    if (index.locate(a, b, c)) {
      const flags = index.flags;
      if ((flags & SHARED) !== 0 && index.person === NOBODY) {
        // Who this is cannot be known: somebody more, once for this identifier.
        given = person = this.#newPerson(bestRank);
        this.#memory.words[DOUBTS + bestRank]! += 1;
        index.update(person, flags | SEEN_ALONE);
      } else {
        given = index.person;
        person = people.find(given);
        if ((flags & SEEN_ALONE) === 0) index.update(given, flags | SEEN_ALONE);
      }
      if (this.#isLast(words, from, to, mask, minor, given)) {
        this.#memory.words[CAME_AGAIN]! += 1;
        return;
      }
    } else {
      given = person = this.#newPerson(bestRank);
      this.#isLast(words, from, to, mask, minor, given);
      index.insert(a, b, c, person, bestRank, SEEN_ALONE | DIRTY);
    }

    for (let i = from; i < to; i++) {
      if (i === best) continue;
      const rank = ranks[i]!;
      a = words[i * 3]!;
      b = words[i * 3 + 1]!;
      c = words[i * 3 + 2]!;
      if (!index.locate(a, b, c)) {
        index.insert(a, b, c, person, rank, DIRTY);
        this.#note(person, rank);
        continue;
      }
      const flags = index.flags;
      if ((flags & SHARED) !== 0 || index.person === given) continue;
      const other = people.find(index.person);
      if (other === person) continue;
      if (this.#mayBeOne(person, other, rank)) {
        person = people.unite(person, other);
        this.#note(person, rank);
        continue;
      }
      this.#memory.words[SHARED_COUNT]! += 1;
      // Two people with one identifier: from now on it names nobody. If a slot was taken for its owner by it alone,
      // that slot may have been a third person.
      if ((flags & SEEN_ALONE) !== 0 && people.best(other) < rank) {
        const third = this.#newPerson(rank);
        this.#memory.words[DOUBTS + rank]! += 1;
        // Seen in an earlier transfer, its fields are not known any more: take what is at hand.
        people.addFields(third, people.fields(other) | mask);
        people.addFlags(third, people.flags(other) & MINOR);
        index.update(third, flags | SHARED);
      } else {
        index.update(NOBODY, flags | SHARED);
      }
    }
    people.addFields(person, mask);
    people.addFlags(person, IN_TRANSFER | minor);
  }

  /**
   * The declared identifier `best`, unless the slot's resident ID is another than that of the person it names: then what
   * was declared tells nobody apart, and the resident ID does. Gives the number of the one to go by.
   */
  #unlessContradicted(words: Int32Array, ranks: Uint8Array, from: number, to: number, best: number): number {
    let id = from;
    while (id < to && ranks[id] !== RESIDENT_ID) id += 1;
    const index = this.#index;
    if (id === to || !index.locate(words[best * 3]!, words[best * 3 + 1]!, words[best * 3 + 2]!)) return best;
    const { flags, person } = index;
    if ((flags & SHARED) !== 0) return id;
    const root = this.#people.find(person);
    if ((this.#people.strong(root) & (1 << RESIDENT_ID)) === 0) return best;
    const known = index.locate(words[id * 3]!, words[id * 3 + 1]!, words[id * 3 + 2]!);
    if (known && (index.person === NOBODY || this.#people.find(index.person) === root)) return best;
    this.#memory.words[SHARED_COUNT]! += 1;
    this.#memory.words[DOUBTS + SUBJECT]! += 1;
    index.locate(words[best * 3]!, words[best * 3 + 1]!, words[best * 3 + 2]!);
    index.update(NOBODY, flags | SHARED);
    return id;
  }

  /**
   * Whether the slot is exactly the last one that was counted for the person number `given`, with nothing shared since:
   * then counting it again would change nothing. If not it is taken for the last one from now on. In tables of orders
   * most slots are. Told by 64 bits of the pseudonyms, which nobody can choose.
   */
  #isLast(words: Int32Array, from: number, to: number, mask: number, minor: number, given: number): boolean {
    let x = Math.imul(mask ^ (minor << 8), 0x2c1b3c6d) ^ this.#memory.words[SHARED_COUNT]!;
    let y = to - from;
    for (let i = from * 3; i < to * 3; i += 3) {
      x = Math.imul(x ^ words[i]!, 0x297a2d39) + words[i + 2]!;
      y = (Math.imul(y, 0x85ebca6b) + words[i + 1]!) | 0;
    }
    return this.#people.isLast(given, x | 0, y);
  }

  #newPerson(rank: number): number {
    const person = this.#people.add();
    this.#note(person, rank);
    this.#people.addFlags(person, IN_TRANSFER);
    return person;
  }

  #note(person: number, rank: number): void {
    if (rank < FIRST_WEAK_RANK) this.#people.addStrong(person, rank);
    this.#people.noteRank(person, rank);
  }

  /** Whether two persons met through one identifier of this rank can be the same. */
  #mayBeOne(p: number, q: number, rank: number): boolean {
    const people = this.#people;
    if (rank >= FIRST_WEAK_RANK) return people.best(q) >= rank || people.best(p) >= rank;
    // Of a better type both have a value; if it were the same they would be one already.
    const better = (1 << rank) - 1;
    return (people.strong(p) & people.strong(q) & better) === 0;
  }

  /**
   * Who the slots of a batch turned out to be, once all of the transfer was counted: the number of each one's person,
   * {@link NOBODY} where nothing tells them apart, {@link UNKNOWN} where the slot's identifiers name nobody any more.
   * The array is valid until the next call.
   */
  identify(s: Sightings): Int32Array {
    const words = this.#prf.compute(s.bytes, s.idStart, s.idEnd, s.ids);
    if (this.#who.length < s.slots) this.#who = new Int32Array(s.slots * 2);
    for (let slot = 0, id = 0; slot < s.slots; slot++) {
      const end = s.slotEnd[slot]!;
      this.#who[slot] = end === id ? NOBODY : this.#personOf(words, s.idRank, id, end);
      id = end;
    }
    return this.#who;
  }

  /**
   * Adds to `to` every person whom an identifier of these sightings names, of whatever rank. Shared ones name nobody.
   * Nothing is counted.
   */
  addNamed(s: Sightings, to: Set<number>): void {
    const words = this.#prf.compute(s.bytes, s.idStart, s.idEnd, s.ids);
    for (let id = 0; id < s.ids; id++) {
      if (!this.#index.locate(words[id * 3]!, words[id * 3 + 1]!, words[id * 3 + 2]!)) continue;
      const { flags, person } = this.#index;
      if ((flags & SHARED) === 0 && person !== NOBODY) to.add(this.#people.find(person));
    }
  }

  /**
   * By the best identifier that is not shared: each of those names the person that the slot was counted as. Where all are
   * shared the best may name somebody who was counted for doubt.
   */
  #personOf(words: Int32Array, ranks: Uint8Array, from: number, to: number): number {
    let shared: { rank: number; person: number } | undefined;
    let own: { rank: number; person: number } | undefined;
    for (let id = from; id < to; id++) {
      if (!this.#index.locate(words[id * 3]!, words[id * 3 + 1]!, words[id * 3 + 2]!)) return UNKNOWN;
      const { flags, person } = this.#index;
      const found = { rank: ranks[id]!, person };
      if ((flags & SHARED) !== 0) {
        if (shared === undefined || found.rank < shared.rank) shared = found;
      } else if (own === undefined || found.rank < own.rank) own = found;
    }
    const person = own?.person ?? shared!.person;
    return person === NOBODY ? UNKNOWN : this.#people.find(person);
  }

  /** How many rows nothing told apart, of those with any of the fields in `mask`. */
  undetermined(mask = -1): number {
    let sum = 0;
    for (const u of this.#undetermined.values()) if ((u.mask & mask) !== 0) sum += u.count;
    return sum;
  }

  /** Types that told persons apart in this transfer, most often used first. */
  get toldApartBy(): readonly IdentifierType[] {
    const seen = (type: IdentifierType) => this.#memory.words[BEST_SEEN + IDENTIFIERS.indexOf(type)]! >>> 0;
    return IDENTIFIERS.filter((type) => seen(type) > 0).toSorted((x, y) => seen(y) - seen(x));
  }

  get doubts(): readonly Doubt[] {
    return IDENTIFIERS.flatMap((type, rank) => {
      const count = this.#memory.words[DOUBTS + rank]! >>> 0;
      return count > 0 ? [{ type, count }] : [];
    });
  }

  /**
   * Gives the undetermined their numbers, once all of the transfer was seen. `digest` is the digest of its content:
   * the same content cleared again finds the same persons. To be called before `histogram` and `plan`.
   */
  settleUndetermined(digest: Uint8Array): void {
    if (this.#undetermined.size === 0) return;
    const message = new Uint8Array(1 + digest.length);
    message.set(digest, 1);
    const words = this.#prf.compute(message, Int32Array.of(0), Int32Array.of(message.length), 1);
    const [a, b, c] = [words[0]!, words[1]!, words[2]!];
    let next: number;
    if (this.#index.locate(a, b, c)) {
      next = this.#index.person;
    } else {
      next = this.#people.count;
      this.#index.insert(a, b, c, next, IDENTIFIERS.length, DIRTY);
      this.#people.load(next + this.undetermined());
    }
    const sorted = [...this.#undetermined.values()].toSorted(
      (x, y) => x.mask - y.mask || Number(x.minor) - Number(y.minor),
    );
    for (const { mask, minor, count } of sorted) {
      for (let i = 0; i < count; i++, next++) {
        this.#people.addFields(next, mask);
        this.#people.addFlags(next, IN_TRANSFER | (minor ? MINOR : 0));
      }
    }
  }

  histogram(): PersonHistogram {
    const people = this.#people;
    const entries = new Map<number, { mask: number; flags: number; count: number }>();
    const history = { ordinary: 0, sensitive: 0, previousAny: 0, previousSensitive: 0 };
    for (let p = 0; p < people.count; p++) {
      if (!people.isRoot(p)) continue;
      const flags = people.flags(p);
      if ((flags & CURRENT_ORDINARY) !== 0) history.ordinary += 1;
      if ((flags & CURRENT_SENSITIVE) !== 0) history.sensitive += 1;
      if ((flags & PREVIOUS_ANY) !== 0) history.previousAny += 1;
      if ((flags & PREVIOUS_SENSITIVE) !== 0) history.previousSensitive += 1;
      if ((flags & IN_TRANSFER) === 0) continue;
      const mask = people.fields(p) >>> 0;
      const key = mask * 64 + flags;
      const entry = entries.get(key);
      if (entry === undefined) entries.set(key, { mask, flags, count: 1 });
      else entry.count += 1;
    }
    const list: PersonHistogramEntry[] = [...entries.values()]
      .toSorted((x, y) => x.mask - y.mask || x.flags - y.flags)
      .map(({ mask, flags, count }) => ({
        mask,
        minor: (flags & MINOR) !== 0,
        inOrdinary: (flags & CURRENT_ORDINARY) !== 0,
        inSensitive: (flags & CURRENT_SENSITIVE) !== 0,
        inPreviousAny: (flags & PREVIOUS_ANY) !== 0,
        inPreviousSensitive: (flags & PREVIOUS_SENSITIVE) !== 0,
        count,
      }));
    return { entries: list, history };
  }

  /** What has to become durable if this transfer is released. A value; `applyPersonPlan` writes it. */
  plan(): PersonPlan {
    return { index: this.#index, people: this.#people, firstNew: this.firstNew };
  }
}

export interface PersonPlan {
  readonly index: IdentifierIndex;
  readonly people: People;
  readonly firstNew: number;
}
