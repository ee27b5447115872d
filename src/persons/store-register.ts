/** What the register says, for whoever looks at it: numbers alone. Everything here only reads. */
import type { Database } from 'better-sqlite3';
import type { People } from './people.ts';
import { forEachPerson } from './person-set.ts';
import { loadPeople } from './store-sqlite.ts';

/** Persons whom a transfer added to those of a permit. */
export interface PermitStep {
  readonly transfer: string;
  readonly day: string;
  readonly persons: number;
  readonly sensitivePersons: number;
}

/** All transfers under a permit, oldest first, with the persons who were new with each. */
export function permitSteps(db: Database, exporter: string, permit: string): PermitStep[] {
  const people = loadPeople(db, exporter);
  const seen = { ordinary: new Uint8Array(people.count), sensitive: new Uint8Array(people.count) };
  const steps = new Map<string, { transfer: string; day: string; persons: number; sensitivePersons: number }>();
  const rows = db
    .prepare('SELECT transfer, day, class, members FROM person_set WHERE exporter = ? AND permit = ? ORDER BY rowid')
    .iterate(exporter, permit) as IterableIterator<{
    transfer: string;
    day: string;
    class: 'ordinary' | 'sensitive';
    members: Buffer;
  }>;
  for (const { transfer, day, class: cls, members } of rows) {
    const step = steps.get(transfer) ?? { transfer, day, persons: 0, sensitivePersons: 0 };
    steps.set(transfer, step);
    step[cls === 'ordinary' ? 'persons' : 'sensitivePersons'] += addMembers(people, members, seen[cls]);
  }
  return [...steps.values()];
}

/** Distinct persons who left since a day, by class, by whether the law counts them, and by the permit they left under. */
export interface RegisterCount {
  readonly class: 'ordinary' | 'sensitive';
  readonly counted: boolean;
  readonly permit: string | null;
  readonly persons: number;
}

/** Both days belong to the window. A person who left in several ways is in each of their lines. */
export function registerCounts(db: Database, exporter: string, since: string, until: string): RegisterCount[] {
  const people = loadPeople(db, exporter);
  const keys = db
    .prepare(
      `SELECT DISTINCT class, counted, permit FROM person_set
       WHERE exporter = ? AND day >= ? AND day <= ? ORDER BY class, counted DESC, permit`,
    )
    .all(exporter, since, until) as { class: 'ordinary' | 'sensitive'; counted: number; permit: string | null }[];
  const select = db
    .prepare(
      `SELECT members FROM person_set
       WHERE exporter = ? AND day >= ? AND day <= ? AND class = ? AND counted = ? AND permit IS ?`,
    )
    .pluck();
  return keys.map(({ class: cls, counted, permit }) => {
    const seen = new Uint8Array(people.count);
    let persons = 0;
    const rows = select.iterate(exporter, since, until, cls, counted, permit) as IterableIterator<Buffer>;
    for (const members of rows) persons += addMembers(people, members, seen);
    return { class: cls, counted: counted === 1, permit, persons };
  });
}

/** Distinct persons of a class since a day: those the law counts, or those it does not, under whatever permit. */
export function registerTotal(
  db: Database,
  exporter: string,
  window: { readonly since: string; readonly until: string },
  of: { readonly class: 'ordinary' | 'sensitive'; readonly counted: boolean },
): number {
  const people = loadPeople(db, exporter);
  const seen = new Uint8Array(people.count);
  let persons = 0;
  const rows = db
    .prepare(
      'SELECT members FROM person_set WHERE exporter = ? AND day >= ? AND day <= ? AND class = ? AND counted = ?',
    )
    .pluck()
    .iterate(exporter, window.since, window.until, of.class, of.counted ? 1 : 0) as IterableIterator<Buffer>;
  for (const members of rows) persons += addMembers(people, members, seen);
  return persons;
}

/** Adds the persons of a set; gives how many were new. */
function addMembers(people: People, members: Buffer, seen: Uint8Array): number {
  let added = 0;
  forEachPerson(members, (person) => {
    const root = people.find(person);
    if (seen[root] === 1) return;
    seen[root] = 1;
    added += 1;
  });
  return added;
}
