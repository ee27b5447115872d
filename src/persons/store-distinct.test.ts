import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPersonSet } from './person-set.ts';
import { DistinctCounter } from './store-distinct.ts';
import { PERSONS_SCHEMA } from './store-sqlite.ts';

const PERSONS = 40;
const DAYS = ['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01', '2026-11-23'] as const;

interface Made {
  readonly day: string;
  readonly ordinary: readonly number[];
  readonly sensitive: readonly number[];
  readonly counted: boolean;
}

function register(transfers: readonly Made[], merges: readonly (readonly [number, number])[]): Database.Database {
  const db = new Database(':memory:');
  for (const sql of PERSONS_SCHEMA) db.exec(sql);
  db.prepare("INSERT INTO person_next VALUES ('us', ?), ('them', 3)").run(PERSONS);
  const merge = db.prepare("INSERT OR REPLACE INTO person_merge VALUES ('us', ?, ?)");
  for (const [gone, keep] of merges) merge.run(gone, keep);
  const set = db.prepare('INSERT INTO person_set VALUES (?, ?, ?, ?, ?, NULL, ?)');
  const bytes = (numbers: readonly number[]) =>
    formatPersonSet((visit) => {
      for (const n of numbers) visit(n);
    });
  for (const [i, t] of transfers.entries()) {
    for (const cls of ['ordinary', 'sensitive'] as const)
      set.run(`t${i}`, 'us', t.day, cls, t.counted ? 1 : 0, bytes(t[cls]));
  }
  set.run('other', 'them', DAYS[1], 'ordinary', 1, bytes([0, 1, 2]));
  set.run('other', 'them', DAYS[1], 'sensitive', 1, bytes([]));
  return db;
}

const sorted = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);
const transfer: fc.Arbitrary<Made> = fc
  .record({
    day: fc.constantFrom(...DAYS),
    ordinary: fc.array(fc.nat(PERSONS - 1), { maxLength: 20 }),
    share: fc.nat(100),
    counted: fc.boolean(),
  })
  .map(({ day, ordinary, share, counted }) => {
    const all = sorted(ordinary);
    return { day, counted, ordinary: all, sensitive: all.filter((n) => (n * 37) % 101 < share) };
  });

/** Who is one person, by following the merges until nothing changes. */
function rootsOf(merges: readonly (readonly [number, number])[]): number[] {
  const root = Array.from({ length: PERSONS }, (_, i) => i);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [a, b] of merges) {
      const least = Math.min(root[a]!, root[b]!);
      for (const x of [a, b]) {
        if (root[x] !== least) {
          root[x] = least;
          changed = true;
        }
      }
    }
  }
  return root;
}

test('distinct persons of any transfers are what brute force says, merges and all', () => {
  const merges = fc.uniqueArray(
    fc.tuple(fc.integer({ min: 1, max: PERSONS - 1 }), fc.nat(PERSONS - 2)).map(([a, b]) => [a, b % a] as const),
    { maxLength: 10, selector: ([gone]) => gone },
  );
  fc.assert(
    fc.property(fc.array(transfer, { maxLength: 8 }), merges, fc.nat(255), (transfers, united, pick) => {
      using db = closing(register(transfers, united));
      const counter = new DistinctCounter(db.db, 'us');
      const root = rootsOf(united);
      const union = (list: readonly Made[]) => ({
        persons: sorted(list.flatMap((t) => t.ordinary.map((n) => root[n]!))).length,
        sensitive: sorted(list.flatMap((t) => t.sensitive.map((n) => root[n]!))).length,
      });
      const chosen = transfers.flatMap((t, i) => ((pick >> i) & 1 ? [{ t, id: `t${i}` }] : []));
      expect(counter.distinct(chosen.map((c) => c.id))).toEqual(union(chosen.map((c) => c.t)));
      for (const month of ['2026-01', '2026-02']) {
        const inMonth = transfers.flatMap((t, i) => (t.day.startsWith(month) ? [{ t, id: `t${i}` }] : []));
        expect(counter.distinct(inMonth.map((c) => c.id))).toEqual(union(inMonth.map((c) => c.t)));
      }
      const window = transfers.filter((t) => t.counted && t.day >= '2026-01-01' && t.day <= '2026-02-01');
      expect(counter.counted('2026-01-01', '2026-02-01')).toEqual(union(window));
    }),
    { numRuns: 200 },
  );
});

test('a transfer without its persons, of another exporter, or with a damaged set, is no zero', () => {
  using held = closing(register([{ day: DAYS[1], ordinary: [1, 2, PERSONS - 1], sensitive: [2], counted: true }], []));
  const counter = new DistinctCounter(held.db, 'us');
  expect(counter.recorded('t0')).toEqual({ persons: 3, sensitive: 1 });
  for (const id of ['nobody', 'other']) {
    expect(() => counter.distinct([id])).toThrow(expect.objectContaining({ code: 'STATE_CORRUPT' }));
  }
  held.db.prepare("UPDATE person_set SET members = X'80' WHERE class = 'ordinary'").run();
  expect(() => counter.distinct(['t0'])).toThrow(expect.objectContaining({ code: 'STATE_CORRUPT' }));
  held.db.prepare("UPDATE person_set SET members = X'7F' WHERE class = 'ordinary'").run();
  expect(() => counter.distinct(['t0'])).toThrow(expect.objectContaining({ code: 'STATE_CORRUPT' }));
});

function closing(db: Database.Database): { readonly db: Database.Database } & Disposable {
  return { db, [Symbol.dispose]: () => void db.close() };
}
