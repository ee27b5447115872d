/** A part chosen by persons and counted anew is within what was left, whatever the identifiers are. */
import { createSecretKey } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Slot, sightings } from '../../test/support/sightings.ts';
import type { FieldWeights } from './classes.ts';
import { PersonCounter } from './counter.ts';
import { PartChooser } from './part-chooser.ts';
import { Prf } from './prf.ts';
import { applyPersonPlan, loadHistory, PERSONS_SCHEMA, permitMembers, permitUse } from './store-sqlite.ts';

const prf = new Prf(createSecretKey(Buffer.alloc(32, 7)));
const WEIGHTS: FieldWeights = { personal: -1, sensitive: 0, removed: 0 };
const WINDOWS = { since: '2026-01-01', previousSince: '2025-01-01', asOf: '2026-11-23' };

const value = fc.constantFrom('a', 'b', 'c', 'd');
const slot: fc.Arbitrary<Slot> = fc.record(
  { subject: value, 'resident-id': value, passport: value, phone: value, email: value },
  { requiredKeys: [] },
);
const rows = fc.array(fc.array(slot, { maxLength: 2 }), { maxLength: 14 });

function count(db: Database.Database, table: readonly (readonly Slot[])[], digest: string): PersonCounter {
  const counter = new PersonCounter(prf, loadHistory(db, 'e', WINDOWS));
  counter.add(sightings(table.flat()));
  counter.settleUndetermined(Buffer.from(digest));
  return counter;
}

const used = (db: Database.Database, counter: PersonCounter) =>
  permitUse(db, 'e', 'P', { plan: counter.plan(), weights: WEIGHTS }).persons;

test('counted by itself the part uses no more than was left, but for identifiers shared all over', () => {
  let asked = 0;
  let unknown = 0;
  let exact = 0;
  let chosen = 0;
  fc.assert(
    fc.property(rows, rows, fc.nat(6), (before, table, left) => {
      const db = new Database(':memory:');
      for (const ddl of PERSONS_SCHEMA) db.exec(ddl);
      applyPersonPlan(db, count(db, before, 'before').plan(), {
        ...{ transfer: 't', exporter: 'e', day: '2026-11-01', weights: WEIGHTS, permit: 'P' },
        counted: { ordinary: true, sensitive: true },
      });
      const usedBefore = permitUse(db, 'e', 'P').persons;
      const whole = count(db, table, 'whole');
      const { people } = whole.plan();
      const chooser = new PartChooser(people, WEIGHTS, permitMembers(db, 'e', 'P', people));
      const who = whole.identify(sightings(table.flat()));
      let at = 0;
      const choices = table.map((slots) => {
        const of = Array.from(who.subarray(at, at + slots.length));
        at += slots.length;
        return { who: of, traits: of.map(() => ({ fields: 1, minor: false })) };
      });
      choices.forEach((choice, row) => void chooser.add(row, choice));
      asked += 1;
      if (chooser.unknown) unknown += 1;
      if (chooser.unknown) return;
      chooser.choose({ persons: left, sensitivePersons: null });
      const part = table.filter((_, row) => chooser.goes(row, choices[row]!.who));
      const use = used(db, count(db, part, 'part'));
      if (part.some((slots) => slots.length > 0)) {
        chosen += 1;
        if (use <= usedBefore + left) exact += 1;
      }
      db.close();
    }),
    { numRuns: 1_500 },
  );
  // What is counted otherwise is held: the register, not the choice, is what the budget is held against.
  expect(unknown / asked).toBeLessThan(0.35);
  expect(exact / chosen).toBeGreaterThan(0.9);
});
