import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallDisk } from '../../test/support/disk.ts';
import { DouaneError } from '../model/errors.ts';
import { WriteQueue } from './queue-writes.ts';
import type { StateOptions } from './state.ts';
import { openState, viewState } from './store-sqlite.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-queue-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const key = createSecretKey(Buffer.alloc(32, 3));
/** Each transaction leaves a row in `ended`. */
const options = (change: Partial<StateOptions<{ ids: ReadonlyMap<string, string> }>> = {}) => ({
  schemas: [
    'CREATE TABLE t (n INTEGER PRIMARY KEY, b TEXT NOT NULL) STRICT',
    'CREATE TABLE child (n INTEGER REFERENCES t (n) DEFERRABLE INITIALLY DEFERRED) STRICT',
    'CREATE TABLE ended (n INTEGER PRIMARY KEY) STRICT',
  ],
  openKeys: () => ({ ids: new Map([['state', 'id']]) }),
  finish: (db: Database) => void db.exec('INSERT INTO ended DEFAULT VALUES'),
  sealed: { tables: ['t'], key: () => key, beside: () => '', random: randomBytes },
  waitMs: 0,
  ...change,
});
const put =
  (n: number, b = 'x') =>
  (db: Database) =>
    db.prepare('INSERT INTO t VALUES (?, ?)').run(n, b).changes;
const orphan = (db: Database) => void db.exec('INSERT INTO child VALUES (999)');
const stop = (db: Database) => {
  put(500)(db);
  throw new RangeError('stop');
};
type Read = <T>(work: (db: Database) => T) => T;
const rows = (read: Read) => read((db) => db.prepare('SELECT n FROM t ORDER BY rowid').pluck().all());
const transactions = (read: Read) => read((db) => db.prepare('SELECT count(*) FROM ended').pluck().get());
const told = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((s) => {
    if (s.status === 'fulfilled') return 'done';
    return s.reason instanceof DouaneError ? s.reason.code : String(s.reason);
  });

test('what is asked for together becomes durable in one transaction, in its order', async () => {
  using state = openState(dir, options());
  using view = viewState(dir)!;
  const wanted = Array.from({ length: 50 }, (_, i) => (i * 7) % 50);
  const order: number[] = [];
  const asked = wanted.map((n, i) =>
    state
      .transaction((db) => {
        order.push(n);
        put(n)(db);
        return i;
      })
      .then((result) => {
        // Whoever is told sees it from outside, with all of the others.
        expect(rows(view.read)).toHaveLength(50);
        return result;
      }),
  );
  expect(rows(view.read)).toEqual([]);
  expect(await Promise.all(asked)).toEqual([...wanted.keys()]);
  expect(order).toEqual(wanted);
  expect(transactions(view.read)).toBe(1);
});

test('what is asked for once the first is told is in the next transaction; so is what a work itself asks for', async () => {
  using state = openState(dir, options());
  await state.transaction(put(1));
  let inner: Promise<number> | undefined;
  await state.transaction((db) => {
    inner = state.transaction(put(3));
    put(2)(db);
    expect(db.prepare('SELECT count(*) FROM t').pluck().get()).toBe(2);
  });
  await inner;
  expect(rows(state.read)).toEqual([1, 2, 3]);
  expect(transactions(state.read)).toBe(3);
});

test('more than one transaction takes are in several, all of them', async () => {
  using state = openState(dir, options());
  await Promise.all(Array.from({ length: 5_000 }, (_, n) => state.transaction(put(n))));
  expect(rows(state.read)).toHaveLength(5_000);
  expect(transactions(state.read)).toBe(2);
});

test('one that throws is undone alone, and the others stand', async () => {
  using state = openState(dir, options());
  const settled = await Promise.allSettled([
    state.transaction(put(1)),
    state.transaction(stop),
    state.transaction(put(2)),
    // Of the database: told by code alone.
    state.transaction((db) => {
      put(3)(db);
      put(1, 'somebody@example.com')(db);
    }),
    // A work that would wait is none: it could go on after the commit.
    state.transaction(async (db) => void put(4)(db)),
    state.transaction(put(5)),
  ]);
  expect(told(settled)).toEqual([
    'done',
    'RangeError: stop',
    'done',
    'INTERNAL',
    expect.stringMatching(/^TypeError/),
    'done',
  ]);
  expect(String((settled[3] as PromiseRejectedResult).reason)).not.toContain('example');
  expect(rows(state.read)).toEqual([1, 2, 5]);
  expect(transactions(state.read)).toBe(1);
});

describe('a transaction that fails rejects all that was in it, and leaves nothing', () => {
  const failing: [
    string,
    Partial<StateOptions<{ ids: ReadonlyMap<string, string> }>>,
    ((db: Database) => void)[],
    string,
  ][] = [
    ['its commit', {}, [orphan], 'INTERNAL'],
    [
      'its end',
      {
        finish: (db) => {
          if (db.prepare('SELECT 1 FROM t WHERE n = 2').get() !== undefined) throw new RangeError('end');
          db.exec('INSERT INTO ended DEFAULT VALUES');
        },
      },
      [],
      'RangeError: end',
    ],
  ];
  test.each(failing)('%s', async (_what, change, more, code) => {
    {
      using state = openState(dir, options(change));
      await state.transaction(put(1));
      const works = [put(2), ...more, put(3), stop];
      const settled = await Promise.allSettled(works.map((work) => state.transaction(work)));
      expect(told(settled)).toEqual(works.map(() => code));
      expect([rows(state.read), transactions(state.read)]).toEqual([[1], 1]);
      // It goes on.
      await state.transaction(put(4));
      expect([rows(state.read), transactions(state.read)]).toEqual([[1, 4], 2]);
    }
    using state = openState(dir, options());
    expect(rows(state.read)).toEqual([1, 4]);
  });

  test('the database undoes all of it by itself, as it may where the disk is full', async () => {
    using state = openState(dir, options());
    await state.transaction(put(1));
    const undoAll = (db: Database) => void db.exec("INSERT OR ROLLBACK INTO t VALUES (1, 'x')");
    const works = [put(2), undoAll, put(3), put(4)];
    const settled = await Promise.allSettled(works.map((work) => state.transaction(work)));
    expect(told(settled)).toEqual(works.map(() => 'INTERNAL'));
    // What came behind it must not have become durable by itself, without an end.
    expect([rows(state.read), transactions(state.read)]).toEqual([[1], 1]);
    await state.transaction(put(5));
    expect([rows(state.read), transactions(state.read)]).toEqual([[1, 5], 2]);
  });

  test('its begin: not one work is run', async () => {
    let refuse = true;
    let ran = 0;
    using state = openState(
      dir,
      options({
        begin: () => {
          if (refuse) throw new DouaneError('STATE_CORRUPT');
        },
      }),
    );
    const count = () => {
      ran += 1;
    };
    const settled = await Promise.allSettled([state.transaction(count), state.transaction(put(1))]);
    expect([told(settled), ran]).toEqual([['STATE_CORRUPT', 'STATE_CORRUPT'], 0]);
    refuse = false;
    await Promise.all([state.transaction(count), state.transaction(put(2))]);
    expect([rows(state.read), ran]).toEqual([[2], 1]);
  });

  test('a full disk: who was told that it is done has it, who was told that it failed has nothing', async () => {
    const path = join(dir, 'disk');
    using _disk = smallDisk(path, '1m');
    {
      using state = openState(path, options());
      await state.transaction(put(0));
      writeFileSync(join(path, 'filler'), Buffer.alloc(500_000));
      const large = (from: number) => (db: Database) => {
        for (let n = 0; n < 1_000; n++) put(from + n, 'x'.repeat(1_000))(db);
      };
      const works = [put(1), put(2), large(1_000), put(3), large(50_000), put(4)];
      const settled = told(await Promise.allSettled(works.map((work) => state.transaction(work))));
      expect([settled[2], settled[4]]).toEqual(['STATE_FULL', 'STATE_FULL']);
      const there = [1, 2, null, 3, null, 4].filter((n, i) => n !== null && settled[i] === 'done');
      expect(rows(state.read)).toEqual([0, ...there]);
      rmSync(join(path, 'filler'));
      await state.transaction(put(5));
      expect(rows(state.read)).toEqual([0, ...there, 5]);
    }
    openState(path, options())[Symbol.dispose]();
  });
});

test('the seal fits what stands after some were undone, and still only that', async () => {
  {
    using state = openState(dir, options());
    await Promise.allSettled([stop, put(1), stop, put(2), stop].map((work) => state.transaction(work)));
    await Promise.allSettled([stop].map((work) => state.transaction(work)));
    await Promise.allSettled([put(3), orphan].map((work) => state.transaction(work)));
    await Promise.allSettled([
      state.transaction((db) => void db.exec("UPDATE t SET b = 'y' WHERE n = 1")),
      state.transaction((db) => {
        db.exec('DELETE FROM t');
        throw new RangeError('stop');
      }),
    ]);
  }
  {
    using state = openState(dir, options());
    expect(rows(state.read)).toEqual([1, 2]);
  }
  const db = new Sqlite(join(dir, 'douane.db'));
  db.exec("UPDATE t SET b = 'x' WHERE n = 1");
  db.close();
  expect(() => openState(dir, options())).toThrow('STATE_CORRUPT');
});

test('what waits when the state is disposed of is not done, nor is what comes after', async () => {
  const state = openState(dir, options());
  await state.transaction(put(1));
  const waiting = [state.transaction(put(2)), state.transaction(put(3))];
  state[Symbol.dispose]();
  expect(told(await Promise.allSettled([...waiting, state.transaction(put(4))]))).toEqual(Array(3).fill('INTERNAL'));
  using again = openState(dir, options());
  expect([rows(again.read), transactions(again.read)]).toEqual([[1], 1]);
});

/** What a work does: puts or removes numbers, and then fails in one way or another, or does not. */
interface Step {
  readonly put: readonly number[];
  readonly remove: number;
  readonly end: 'stands' | 'throws' | 'breaks a rule' | 'fails the commit';
}
const step: fc.Arbitrary<Step> = fc.record({
  put: fc.array(fc.nat(12), { maxLength: 3 }),
  remove: fc.nat(12),
  end: fc.oneof(
    { weight: 12, arbitrary: fc.constant('stands' as const) },
    { weight: 4, arbitrary: fc.constant('throws' as const) },
    { weight: 4, arbitrary: fc.constant('breaks a rule' as const) },
    { weight: 1, arbitrary: fc.constant('fails the commit' as const) },
  ),
});
/** Turns, each with what is asked for in it, and whether its end fails. */
const turns = fc.array(
  fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 6 }), endFails: fc.nat(5).map((n) => n === 0) }),
  { maxLength: 5 },
);

function work({ put: numbers, remove, end }: Step) {
  return (db: Database) => {
    for (const n of numbers) db.prepare("INSERT OR IGNORE INTO t VALUES (?, 'x')").run(n);
    db.prepare('DELETE FROM t WHERE n = ?').run(remove);
    if (end === 'throws') throw new RangeError('stop');
    if (end === 'breaks a rule') db.exec('INSERT INTO t VALUES (1, NULL)');
    if (end === 'fails the commit') orphan(db);
    return numbers.length;
  };
}

/** What is there after a turn, and what each is told; of sets alone. */
function model(there: ReadonlySet<number>, steps: readonly Step[], endFails: boolean) {
  const fails = endFails || steps.some((s) => s.end === 'fails the commit');
  const ends = steps.map(({ end }) => !fails && end === 'stands');
  const after = new Set(there);
  for (const [i, { put: numbers, remove }] of steps.entries()) {
    if (!ends[i]) continue;
    for (const n of numbers) after.add(n);
    after.delete(remove);
  }
  return { ends, after, committed: !fails };
}

test('any works with any failures: each is told what is so, and what stands is what a model says', async () => {
  let [undone, rejected] = [0, 0];
  await fc.assert(
    fc.asyncProperty(turns, async (asked) => {
      const db = new Sqlite(':memory:');
      db.pragma('foreign_keys = ON');
      for (const ddl of options().schemas) db.exec(ddl);
      let failEnd = false;
      using queue = new WriteQueue(db, {
        begin: () => {},
        end: () => {
          db.exec('INSERT INTO ended DEFAULT VALUES');
          if (failEnd) throw new RangeError('end');
        },
        errorOf: (error) => error,
      });
      let there: ReadonlySet<number> = new Set();
      let commits = 0;
      for (const { steps, endFails } of asked) {
        failEnd = endFails;
        const settled = await Promise.allSettled(steps.map((s) => queue.run(work(s))));
        const { ends, after, committed } = model(there, steps, endFails);
        expect(settled.map((s) => s.status === 'fulfilled')).toEqual(ends);
        for (const [i, s] of settled.entries())
          if (s.status === 'fulfilled') expect(s.value).toBe(steps[i]!.put.length);
        there = after;
        if (committed) commits += 1;
        else rejected += 1;
        undone += committed ? ends.filter((end) => !end).length : 0;
        expect(db.prepare('SELECT n FROM t ORDER BY n').pluck().all()).toEqual([...there].sort((a, b) => a - b));
        expect(db.prepare('SELECT count(*) FROM ended').pluck().get()).toBe(commits);
        expect(db.prepare('SELECT count(*) FROM child').pluck().get()).toBe(0);
      }
      db.close();
    }),
    { numRuns: 300 },
  );
  expect(undone).toBeGreaterThan(10);
  expect(rejected).toBeGreaterThan(10);
});

test('any works with any failures: the state opens again under its seal, with what stood', async () => {
  await fc.assert(
    fc.asyncProperty(turns, async (asked) => {
      const path = mkdtempSync(join(dir, 'any-'));
      let there: ReadonlySet<number> = new Set();
      for (const { steps } of asked) {
        using state = openState(path, options());
        await Promise.allSettled(steps.map((s) => state.transaction(work(s))));
        there = model(there, steps, false).after;
      }
      using state = openState(path, options());
      expect(state.read((db) => db.prepare('SELECT n FROM t ORDER BY n').pluck().all())).toEqual(
        [...there].sort((a, b) => a - b),
      );
    }),
    { numRuns: 25 },
  );
});
