import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { countClasses } from './classes.ts';
import { emptyHistory, PersonCounter } from './counter.ts';
import { DIRTY, flagsOf, IdentifierIndex, rankOf, SEEN_ALONE, SHARED, THIRD } from './identifier-index.ts';
import { People } from './people.ts';
import { Prf } from './prf.ts';
import { RunFiles } from './store-runs.ts';
import { applyPersonPlan, loadHistory, PERSONS_SCHEMA } from './store-sqlite.ts';

const dir = mkdtempSync(join(tmpdir(), 'douane-runs-'));
mkdirSync(join(dir, 'state'));
afterAll(() => rmSync(dir, { recursive: true }));
const runsOf = (most: number) => new RunFiles(join(dir, 'state'), randomBytes, most);

/** Pseudonyms of few values, so that words are equal in all combinations; third words carry no flags. */
const word = fc.constantFrom(0, 1, -1, 255, 256, 2 ** 31 - 1, -(2 ** 31), 0x1234_5678);
const pseudonym = fc.tuple(word, word, fc.constantFrom(0, 0x100, -0x100, 0x7fff_ff00));
type Pseudonym = readonly [number, number, number];

describe('an index with runs says the same as a map', () => {
  const step = fc.record({ id: pseudonym, person: fc.nat(1000), rank: fc.nat(9), flags: fc.constantFrom(0, SHARED) });

  test('whatever is put in, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (steps, most) => {
        using runs = runsOf(most);
        const index = new IdentifierIndex(runs);
        const model = new Map<string, { person: number; rank: number; flags: number }>();
        for (const { id, person, rank, flags } of steps) {
          const [a, b, c] = id;
          const known = model.get(id.join());
          expect(index.locate(a, b, c)).toBe(known !== undefined);
          if (known === undefined) {
            index.insert(a, b, c, person, rank, flags);
            model.set(id.join(), { person, rank, flags });
          } else {
            expect([index.person, index.rank, index.flags]).toEqual([known.person, known.rank, known.flags]);
            index.update(person, flags | SEEN_ALONE);
            model.set(id.join(), { person, rank: known.rank, flags: flags | SEEN_ALONE | DIRTY });
            expect([index.person, index.flags]).toEqual([person, flags | SEEN_ALONE | DIRTY]);
          }
        }
        expect(index.size).toBe(model.size);
        const seen = new Map<string, unknown>();
        index.forEach(0, (a, b, third, person) => {
          const id: Pseudonym = [a, b, third & THIRD];
          expect(seen.has(id.join())).toBe(false);
          seen.set(id.join(), { person, rank: rankOf(third), flags: flagsOf(third) });
        });
        expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(model));
        let dirty = 0;
        index.forEach(DIRTY, () => dirty++);
        expect(dirty).toBe([...model.values()].filter((e) => (e.flags & DIRTY) !== 0).length);
      }),
      { numRuns: 300 },
    );
  });

  test('with many runs that were merged, and blocks that one word fills', () => {
    using runs = runsOf(1000);
    const index = new IdentifierIndex(runs);
    // Every second word the same in part 3: look-ups go on over the end of blocks.
    const id = (n: number): Pseudonym =>
      n % 20 === 0 ? [(n << 8) | 3, 7, n << 8] : [Math.imul(n, 0x9e3779b1), Math.imul(n, 0x85ebca6b), n << 8];
    const count = 70_000;
    for (let n = 0; n < count; n++) {
      const [a, b, c] = id(n);
      expect(index.locate(a, b, c)).toBe(false);
      index.insert(a, b, c, n, n % 9, 0);
    }
    for (let n = 0; n < count; n += 7) {
      const [a, b, c] = id(n);
      expect(index.locate(a, b, c)).toBe(true);
      index.update(count + n, 0);
    }
    for (let n = 0; n < count; n++) {
      const [a, b, c] = id(n);
      expect(index.locate(a, b, c)).toBe(true);
      expect(index.person).toBe(n % 7 === 0 ? count + n : n);
      expect(index.locate(a, b + 1, c)).toBe(false);
    }
    expect(index.size).toBe(count);
  });
});

test('the files have no name, and are gone with their owner', () => {
  const runs = runsOf(10);
  const index = new IdentifierIndex(runs);
  for (let n = 0; n < 100; n++) {
    index.locate(n, n, n << 8);
    index.insert(n, n, n << 8, n, 0, 0);
  }
  expect(readdirSync(join(dir, 'state'))).toEqual([]);
  runs[Symbol.dispose]();
  expect(() => index.locate(-5, 5, 0x500)).not.toThrow();
  expect(index.locate(0, 0, 0)).toBe(false);
});

test('a directory that cannot be written to ends the counting', () => {
  using runs = new RunFiles(join(dir, 'not', 'there'), randomBytes, 1);
  const index = new IdentifierIndex(runs);
  index.locate(1, 1, 0x100);
  index.insert(1, 1, 0x100, 1, 0, 0);
  index.locate(2, 2, 0x200);
  expect(() => index.insert(2, 2, 0x200, 2, 0, 0)).toThrow(/ENOENT/);
});

describe('counting with runs', () => {
  const prf = new Prf(createSecretKey(Buffer.alloc(32, 9)));
  const slot = fc.array(fc.tuple(fc.nat(8), fc.nat(12)), { maxLength: 4 });
  const sightingsOf = (slots: [number, number][][]) => {
    const messages = slots.flat().map(([rank, value]) => `${rank}|${value}`);
    const ends: number[] = [];
    for (const m of messages) ends.push((ends.at(-1) ?? 0) + m.length);
    const slotEnds: number[] = [];
    for (const s of slots) slotEnds.push((slotEnds.at(-1) ?? 0) + s.length);
    return {
      bytes: Buffer.from(messages.join('')),
      length: ends.at(-1) ?? 0,
      ids: messages.length,
      idStart: Int32Array.from([0, ...ends.slice(0, -1)]),
      idEnd: Int32Array.from(ends),
      idRank: Uint8Array.from(slots.flat(), ([rank]) => rank),
      slots: slots.length,
      slotEnd: Int32Array.from(slotEnds),
      slotFields: new Uint32Array(slots.length).fill(1),
      slotMinor: new Uint8Array(slots.length),
    };
  };
  const windows = { since: '2026-01-01', previousSince: '2025-01-01', asOf: '2026-11-23' };

  test('is the same as without, in one transfer and with history', () => {
    fc.assert(
      fc.property(fc.array(fc.array(slot, { maxLength: 12 }), { maxLength: 4 }), (transfers) => {
        const counts = [1, 1_000_000].map((most) => {
          const db = new Database(':memory:');
          for (const sql of PERSONS_SCHEMA) db.exec(sql);
          const out = transfers.map((slots, t) => {
            using runs = runsOf(most);
            const counter = new PersonCounter(prf, loadHistory(db, 'x', windows, runs));
            counter.add(sightingsOf(slots));
            counter.settleUndetermined(Buffer.from(`digest ${t}`));
            const weights = { personal: -1, sensitive: 0, removed: 0 };
            const result = [countClasses(counter.histogram(), weights), counter.doubts, counter.toldApartBy];
            db.transaction(() =>
              applyPersonPlan(db, counter.plan(), {
                ...{ transfer: String(t), exporter: 'x', day: '2026-03-01', weights, permit: null },
                counted: { ordinary: true, sensitive: true },
              }),
            )();
            return result;
          });
          const sets = db.prepare('SELECT transfer, class, members FROM person_set ORDER BY transfer, class').all();
          db.close();
          return { out, sets };
        });
        expect(counts[0]).toEqual(counts[1]);
      }),
      { numRuns: 60 },
    );
  });

  test('an empty register needs no files', () => {
    using runs = new RunFiles(join(dir, 'not', 'there'), randomBytes);
    const counter = new PersonCounter(prf, emptyHistory(runs));
    counter.add(sightingsOf([[[0, 1]], [[0, 2]]]));
    expect(countClasses(counter.histogram(), { personal: -1, sensitive: 0, removed: 0 }).ordinary).toBe(2);
  });
});

test('more persons than can be numbered are LIMIT_PERSONS, and nothing is taken for them', () => {
  const people = new People();
  people.load(10);
  expect(() => people.load(2 ** 31)).toThrow(expect.objectContaining({ code: 'LIMIT_PERSONS' }));
  expect(people.count).toBe(10);
  expect(people.add()).toBe(10);
});
