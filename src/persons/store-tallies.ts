/**
 * Persons by kinds of data, for laws that count by category and recipient and not by class. Everything here runs inside
 * the caller's transaction.
 */
import type { Database } from 'better-sqlite3';
import type { FieldWeights } from './classes.ts';
import type { PersonPlan } from './counter.ts';
import { IN_TRANSFER } from './people.ts';
import { forEachPerson, formatPersonSet } from './person-set.ts';
import type { Tally } from './tally.ts';

export const TALLIES_SCHEMA: readonly string[] = [
  // Who left with data of some kinds, by transfer and the name of the count.
  `CREATE TABLE person_tally (
     transfer TEXT NOT NULL, exporter TEXT NOT NULL, recipient TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL,
     members BLOB NOT NULL, PRIMARY KEY (transfer, name)) STRICT`,
  `CREATE INDEX person_tally_by_recipient ON person_tally (exporter, recipient, name, day)`,
];

/** Whose persons are counted together, and since when. Both days belong to the window. */
export interface TallyOf {
  readonly name: string;
  readonly exporter: string;
  readonly recipient: string;
  readonly since: string;
  readonly asOf: string;
}

/** Reads who left within the window and sorts those of the transfer by whether they are among them. */
export function readTally(db: Database, { people }: PersonPlan, of: TallyOf): Tally {
  const seen = new Uint8Array(people.count);
  let past = 0;
  const rows = db
    .prepare(
      'SELECT members FROM person_tally WHERE exporter = ? AND recipient = ? AND name = ? AND day >= ? AND day <= ?',
    )
    .pluck()
    .iterate(of.exporter, of.recipient, of.name, of.since, of.asOf) as IterableIterator<Buffer>;
  for (const members of rows) {
    forEachPerson(members, (person) => {
      const root = people.find(person);
      if (seen[root] === 1) return;
      seen[root] = 1;
      past += 1;
    });
  }
  const fresh = new Map<number, number>();
  for (let p = 0; p < people.count; p++) {
    if (!people.isRoot(p) || (people.flags(p) & IN_TRANSFER) === 0 || seen[p] === 1) continue;
    const mask = people.fields(p);
    fresh.set(mask, (fresh.get(mask) ?? 0) + 1);
  }
  return { past, fresh };
}

/** A count that the persons of a transfer go into: the fields that make it up. */
export interface TallyUse {
  readonly name: string;
  readonly recipient: string;
  readonly bits: number;
}

/** Writes who leaves with data of these kinds; if the transaction fails nothing of it is there. */
export function writeTallies(
  db: Database,
  { people }: PersonPlan,
  use: { readonly transfer: string; readonly exporter: string; readonly day: string; readonly weights: FieldWeights },
  tallies: readonly TallyUse[],
): void {
  const insert = db.prepare(
    'INSERT INTO person_tally (transfer, exporter, recipient, day, name, members) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const { name, recipient, bits } of tallies) {
    const left = bits & use.weights.personal & ~use.weights.removed;
    const members = formatPersonSet((visit) => {
      for (let p = 0; p < people.count; p++) {
        if (people.isRoot(p) && (people.flags(p) & IN_TRANSFER) !== 0 && (people.fields(p) & left) !== 0) visit(p);
      }
    });
    if (members.length > 0) insert.run(use.transfer, use.exporter, recipient, use.day, name, members);
  }
}
