/**
 * The register of persons in the state's database. Everything here runs inside the caller's transaction, so that the
 * persons become durable together with the ledger leaf that speaks of them.
 */
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import type { PermitUse } from '../model/permit.ts';
import { FIRST_WEAK_RANK } from '../model/sightings.ts';
import { type FieldWeights, isOrdinary, isSensitive } from './classes.ts';
import { emptyHistory, type History, type PersonPlan } from './counter.ts';
import { DIRTY, flagsOf, type IdentifierIndex, NOBODY, type Runs, rankOf } from './identifier-index.ts';
import type { Members } from './part-chooser.ts';
import {
  CURRENT_ORDINARY,
  CURRENT_SENSITIVE,
  IN_TRANSFER,
  MINOR,
  People,
  PREVIOUS_ANY,
  PREVIOUS_SENSITIVE,
} from './people.ts';
import { forEachPerson, formatPersonSet } from './person-set.ts';

export const PERSONS_SCHEMA: readonly string[] = [
  // Identifiers as written, newest last; a later entry of the same pseudonym replaces an earlier one.
  `CREATE TABLE person_identifiers (
     exporter TEXT NOT NULL, seq INTEGER NOT NULL, entries INTEGER NOT NULL, data BLOB NOT NULL,
     PRIMARY KEY (exporter, seq)) STRICT`,
  `CREATE TABLE person_merge (
     exporter TEXT NOT NULL, gone INTEGER NOT NULL, keep INTEGER NOT NULL, PRIMARY KEY (exporter, gone)) STRICT`,
  `CREATE TABLE person_next (exporter TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT`,
  // How often the register of an exporter changed: what was counted before is counted against another one.
  `CREATE TABLE person_turn (exporter TEXT PRIMARY KEY, turn INTEGER NOT NULL) STRICT`,
  // Who left, by transfer and class: differences of sorted person numbers, LEB128.
  `CREATE TABLE person_set (
     transfer TEXT NOT NULL, exporter TEXT NOT NULL, day TEXT NOT NULL,
     class TEXT NOT NULL CHECK (class IN ('ordinary', 'sensitive')), counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
     permit TEXT, members BLOB NOT NULL, PRIMARY KEY (transfer, class)) STRICT`,
  `CREATE INDEX person_set_by_day ON person_set (exporter, day)`,
  `CREATE INDEX person_set_by_permit ON person_set (permit) WHERE permit IS NOT NULL`,
];

/** Two words of the pseudonym, its third with rank and flags in the low byte, the person: little-endian. */
export const ENTRY = 16;
const ENTRY_WORDS = ENTRY / 4;
const ENTRIES_A_BLOB = 65_536;

/** First days of the windows that the law of the day counts; both end with `asOf`. */
export interface Windows {
  readonly since: string;
  readonly previousSince: string;
  readonly asOf: string;
}

interface SetRow {
  readonly day: string;
  readonly class: 'ordinary' | 'sensitive';
  readonly counted: number;
  readonly members: Buffer;
}

/** How often the register of an exporter changed. */
export function registerTurn(db: Database, exporter: string): number {
  const turn = db.prepare('SELECT turn FROM person_turn WHERE exporter = ?').pluck().get(exporter);
  return (turn as number | undefined) ?? 0;
}

/** To be called wherever the register of an exporter changes. */
export function turnRegister(db: Database, exporter: string): void {
  db.prepare(
    'INSERT INTO person_turn (exporter, turn) VALUES (?, 1) ON CONFLICT (exporter) DO UPDATE SET turn = turn + 1',
  ).run(exporter);
}

/** Reads all that is known of an exporter's persons, marked for the windows. What has no room in memory goes to `runs`. */
export function loadHistory(db: Database, exporter: string, windows: Windows, runs: Runs | null = null): History {
  const { memory, index, people } = emptyHistory(runs);
  const next = db.prepare('SELECT next FROM person_next WHERE exporter = ?').pluck().get(exporter) as
    | number
    | undefined;
  if (next === undefined) return { memory, index, people };
  people.load(next);
  loadMerges(db, exporter, people);
  const identifiers = db
    .prepare('SELECT entries, data FROM person_identifiers WHERE exporter = ? ORDER BY seq')
    .iterate(exporter) as IterableIterator<{ entries: number; data: Buffer }>;
  for (const { entries, data } of identifiers) {
    if (data.length !== entries * ENTRY)
      throw new DouaneError('STATE_CORRUPT', { place: { name: 'person_identifiers' } });
    const words = wordsOf(data);
    for (let at = 0; at < words.length; at += ENTRY_WORDS) {
      const a = words[at]!;
      const b = words[at + 1]!;
      const c = words[at + 2]!;
      const person = words[at + 3]!;
      if (person !== NOBODY && (person < 0 || person >= next))
        throw new DouaneError('STATE_CORRUPT', { place: { name: 'person_identifiers' } });
      if (index.locate(a, b, c)) index.replace(person, flagsOf(c));
      else index.insert(a, b, c, person, rankOf(c), flagsOf(c));
      if (person !== NOBODY) noteRank(people, people.find(person), rankOf(c));
    }
  }
  const sets = db
    .prepare('SELECT day, class, counted, members FROM person_set WHERE exporter = ? AND day >= ? AND day <= ?')
    .iterate(
      exporter,
      windows.previousSince < windows.since ? windows.previousSince : windows.since,
      windows.asOf,
    ) as IterableIterator<SetRow>;
  for (const row of sets) {
    if (row.counted === 0) continue;
    const ordinary = row.class === 'ordinary';
    const flags =
      (row.day >= windows.since ? (ordinary ? CURRENT_ORDINARY : CURRENT_SENSITIVE) : 0) |
      (row.day >= windows.previousSince ? (ordinary ? PREVIOUS_ANY : PREVIOUS_ANY | PREVIOUS_SENSITIVE) : 0);
    forEachPerson(row.members, (person) => {
      people.addFlags(people.find(person), flags);
    });
  }
  return { memory, index, people };
}

/** Little-endian as the machine is, which WebAssembly asks of it in any case; a buffer may begin between two words. */
function wordsOf(data: Buffer): Int32Array {
  const words = new Int32Array(data.length / 4);
  new Uint8Array(words.buffer).set(data);
  return words;
}

export function loadMerges(db: Database, exporter: string, people: People): void {
  const rows = db
    .prepare('SELECT gone, keep FROM person_merge WHERE exporter = ? ORDER BY gone')
    .raw()
    .iterate(exporter) as IterableIterator<[number, number]>;
  for (const [gone, keep] of rows) people.unite(people.find(gone), people.find(keep), false);
}

/** The persons of an exporter by their numbers, with those made one that turned out to be. */
export function loadPeople(db: Database, exporter: string): People {
  const next = db.prepare('SELECT next FROM person_next WHERE exporter = ?').pluck().get(exporter) as
    | number
    | undefined;
  const people = new People();
  people.load(next ?? 0);
  loadMerges(db, exporter, people);
  return people;
}

function noteRank(people: People, person: number, rank: number): void {
  people.noteRank(person, rank);
  if (rank < FIRST_WEAK_RANK) people.addStrong(person, rank);
}

/** Which transfer the persons leave with, and how the law counts them. */
export interface Use {
  readonly transfer: string;
  readonly exporter: string;
  /** Day that the transfer counts for. */
  readonly day: string;
  readonly weights: FieldWeights;
  readonly counted: { readonly ordinary: boolean; readonly sensitive: boolean };
  readonly permit: string | null;
}

/** Writes the plan. If the transaction fails nothing of it is there; applying it again after a crash adds nobody. */
export function applyPersonPlan(db: Database, plan: PersonPlan, use: Use): void {
  const { index, people } = plan;
  turnRegister(db, use.exporter);
  const stored =
    (db.prepare('SELECT sum(entries) FROM person_identifiers WHERE exporter = ?').pluck().get(use.exporter) as
      | number
      | null) ?? 0;
  // Half of what is stored replaced by later entries: write what holds anew, in the same transaction.
  const rewrite = stored > 200_000 && stored > index.size * 2;
  if (rewrite) {
    db.prepare('DELETE FROM person_identifiers WHERE exporter = ?').run(use.exporter);
    db.prepare('DELETE FROM person_merge WHERE exporter = ?').run(use.exporter);
  }
  writeIdentifiers(db, index, people, use.exporter, rewrite);
  const merge = db.prepare('INSERT OR REPLACE INTO person_merge (exporter, gone, keep) VALUES (?, ?, ?)');
  // Numbers given in this transfer stand nowhere yet; only those of history must be redirected for good.
  for (const [gone, keep] of people.merges) if (gone < plan.firstNew) merge.run(use.exporter, gone, keep);
  if (rewrite) for (const [gone, keep] of oldMerges(people, plan.firstNew)) merge.run(use.exporter, gone, keep);

  const each = (cls: 'ordinary' | 'sensitive') => (visit: (person: number) => void) => {
    for (let p = 0; p < people.count; p++) {
      if (!people.isRoot(p) || (people.flags(p) & IN_TRANSFER) === 0) continue;
      const fields = people.fields(p);
      if (!isOrdinary(fields, use.weights)) continue;
      if (cls === 'ordinary' || isSensitive(fields, (people.flags(p) & MINOR) !== 0, use.weights)) visit(p);
    }
  };
  const set = db.prepare(
    'INSERT INTO person_set (transfer, exporter, day, class, counted, permit, members) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const cls of ['ordinary', 'sensitive'] as const)
    set.run(use.transfer, use.exporter, use.day, cls, use.counted[cls] ? 1 : 0, use.permit, formatPersonSet(each(cls)));
  db.prepare(
    'INSERT INTO person_next (exporter, next) VALUES (?, ?) ON CONFLICT (exporter) DO UPDATE SET next = excluded.next',
  ).run(use.exporter, people.count);
}

function* oldMerges(people: People, firstNew: number): Generator<[number, number]> {
  for (let p = 0; p < firstNew; p++) if (!people.isRoot(p)) yield [p, people.find(p)];
}

function writeIdentifiers(db: Database, index: IdentifierIndex, people: People, exporter: string, all: boolean): void {
  const insert = db.prepare('INSERT INTO person_identifiers (exporter, seq, entries, data) VALUES (?, ?, ?, ?)');
  let seq =
    ((db.prepare('SELECT max(seq) FROM person_identifiers WHERE exporter = ?').pluck().get(exporter) as
      | number
      | null) ?? 0) + 1;
  const words = new Int32Array(ENTRIES_A_BLOB * ENTRY_WORDS);
  let entries = 0;
  const flush = () => {
    if (entries === 0) return;
    insert.run(exporter, seq++, entries, Buffer.from(words.buffer, 0, entries * ENTRY));
    entries = 0;
  };
  index.forEach(all ? 0 : DIRTY, (a, b, third, person) => {
    const at = entries * ENTRY_WORDS;
    words[at] = a;
    words[at + 1] = b;
    words[at + 2] = third & ~DIRTY;
    words[at + 3] = person === NOBODY ? NOBODY : people.find(person);
    entries += 1;
    if (entries === ENTRIES_A_BLOB) flush();
  });
  flush();
}

/**
 * Distinct persons that left under a permit; with a planned transfer, what its use would come to: those of the
 * transfer are counted with it, once.
 */
export function permitUse(
  db: Database,
  exporter: string,
  permit: string,
  planned?: { readonly plan: PersonPlan; readonly weights: FieldWeights },
): PermitUse {
  const people = planned?.plan.people ?? loadPeople(db, exporter);
  const seen = permitMembers(db, exporter, permit, people);
  if (planned !== undefined) {
    for (let p = 0; p < people.count; p++) {
      if (!people.isRoot(p) || (people.flags(p) & IN_TRANSFER) === 0) continue;
      const mask = people.fields(p);
      if (!isOrdinary(mask, planned.weights)) continue;
      seen.ordinary[p] = 1;
      if (isSensitive(mask, (people.flags(p) & MINOR) !== 0, planned.weights)) seen.sensitive[p] = 1;
    }
  }
  return sizeOf(seen);
}

/** Distinct persons that left under each permit; the register's persons are read once for all. */
export function permitUses(db: Database, exporter: string, permits: readonly string[]): Map<string, PermitUse> {
  if (permits.length === 0) return new Map();
  const people = loadPeople(db, exporter);
  return new Map(permits.map((id) => [id, sizeOf(permitMembers(db, exporter, id, people))]));
}

function sizeOf({ ordinary, sensitive }: Members): PermitUse {
  const count = (set: Uint8Array) => set.reduce((sum, x) => sum + x, 0);
  return { persons: count(ordinary), sensitivePersons: count(sensitive) };
}

/** Whether another exporter's persons left under a permit: persons are told apart within one exporter's register only. */
export function isUsedByOthers(db: Database, exporter: string, permit: string): boolean {
  const other = db.prepare('SELECT 1 FROM person_set WHERE permit = ? AND exporter <> ? LIMIT 1').get(permit, exporter);
  return other !== undefined;
}

/** Who left under a permit, by the number of the root that `people` has for them. */
export function permitMembers(db: Database, exporter: string, permit: string, people: People): Members {
  const seen = { ordinary: new Uint8Array(people.count), sensitive: new Uint8Array(people.count) };
  const rows = db
    .prepare('SELECT class, members FROM person_set WHERE exporter = ? AND permit = ?')
    .iterate(exporter, permit) as IterableIterator<SetRow>;
  for (const row of rows) {
    forEachPerson(row.members, (person) => {
      seen[row.class][people.find(person)] = 1;
    });
  }
  return seen;
}
