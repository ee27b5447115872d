import { createSecretKey } from 'node:crypto';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IDENTIFIER_RANK, type Sightings } from '../model/sightings.ts';
import { PersonCounter } from './counter.ts';
import { Prf } from './prf.ts';
import { applyPersonPlan, loadHistory, PERSONS_SCHEMA } from './store-sqlite.ts';
import { readTally, TALLIES_SCHEMA, writeTallies } from './store-tallies.ts';
import { countTally } from './tally.ts';

const prf = new Prf(createSecretKey(Buffer.alloc(32, 7)));
const HEALTH = 1;
const ACCOUNT = 2;

interface Sent {
  readonly day: string;
  readonly recipient: string;
  /** Person by number, and the fields of each. */
  readonly rows: readonly { readonly person: number; readonly fields: number }[];
}

function sightings(rows: Sent['rows']): Sightings {
  const bytes = Buffer.from(rows.map((r) => String.fromCharCode(65 + r.person)).join(''));
  const n = rows.length;
  return {
    bytes,
    length: n,
    ids: n,
    idStart: Int32Array.from(rows.keys()),
    idEnd: Int32Array.from(rows, (_, i) => i + 1),
    idRank: new Uint8Array(n).fill(IDENTIFIER_RANK['resident-id']),
    slots: n,
    slotEnd: Int32Array.from(rows, (_, i) => i + 1),
    slotFields: Uint32Array.from(rows, (r) => r.fields),
    slotMinor: new Uint8Array(n),
  };
}

const sent = fc.record({
  day: fc.constantFrom('2025-01-15', '2025-11-22', '2025-11-23', '2026-05-01', '2026-11-23'),
  recipient: fc.constantFrom('A', 'B'),
  rows: fc.array(fc.record({ person: fc.nat(9), fields: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 12,
  }),
});

test('who left to a recipient within the window is counted once, with the transfer, under any treatment', () => {
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 5 }), sent, fc.constantFrom(0, HEALTH, ACCOUNT), (before, now, removed) => {
      const db = new Database(':memory:');
      for (const sql of [...PERSONS_SCHEMA, ...TALLIES_SCHEMA]) db.exec(sql);
      const windows = { since: '2020-01-01', previousSince: '2020-01-01', asOf: '2026-11-23' };
      const arrive = (rows: Sent['rows']) => {
        const counter = new PersonCounter(prf, loadHistory(db, 'x', windows));
        counter.add(sightings(rows));
        return counter.plan();
      };
      const all = { personal: -1, sensitive: 0, removed: 0 };
      for (const [i, { day, recipient, rows }] of before.entries()) {
        const plan = arrive(rows);
        const use = { transfer: `t${i}`, exporter: 'x', day, weights: all };
        applyPersonPlan(db, plan, { ...use, counted: { ordinary: true, sensitive: true }, permit: null });
        writeTallies(db, plan, use, [{ name: 'health', recipient, bits: HEALTH }]);
      }
      const of = { name: 'health', exporter: 'x', recipient: now.recipient, since: '2025-11-23', asOf: '2026-11-23' };
      const tally = readTally(db, arrive(now.rows), of);
      const counted = countTally(tally, HEALTH, { ...all, removed });

      const persons = new Set<number>();
      for (const { day, recipient, rows } of before) {
        if (recipient !== now.recipient || day < of.since) continue;
        for (const r of rows) if ((r.fields & HEALTH) !== 0) persons.add(r.person);
      }
      for (const r of now.rows) if ((r.fields & HEALTH & ~removed) !== 0) persons.add(r.person);
      expect(counted).toBe(persons.size);
      db.close();
    }),
    { numRuns: 150 },
  );
});
