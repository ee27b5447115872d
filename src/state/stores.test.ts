/** What every store of the state promises, held to by each of them. */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, startPostgres } from '../../test/support/postgres.ts';
import { codeOf, type Folder, folder, textOf } from '../../test/support/shared.ts';
import { openSharedState } from './shared/store-shared.ts';
import type { Identified, State, StateOptions } from './state.ts';
import { openState } from './store-sqlite.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster[Symbol.asyncDispose]());

type Options = StateOptions<Identified>;
interface Kind {
  readonly name: string;
  readonly file: string;
  readonly open: (dir: string, url: string, options: Options) => Promise<State<Identified>>;
}

const KINDS: readonly Kind[] = [
  { name: 'embedded', file: 'douane.db', open: async (dir, _url, options) => openState(dir, options) },
  {
    name: 'shared',
    file: 'copy.db',
    open: (dir, url, options) => openSharedState(dir, { ...options, url, random: randomBytes, waitMs: 20_000 }),
  },
];

const SCHEMAS = [
  'CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT UNIQUE, b BLOB) STRICT',
  'CREATE TABLE free (n INTEGER PRIMARY KEY) STRICT',
];
const withIds = (ids: Record<string, string>, change: Partial<Options> = {}): Options => ({
  schemas: SCHEMAS,
  openKeys: () => ({ ids: new Map(Object.entries(ids)) }),
  ...change,
});

describe.each(KINDS)('$name', (kind) => {
  let at: Folder;
  let url: string;
  beforeEach(async () => {
    at = folder();
    if (kind.name === 'shared') url = await cluster.database();
    return () => at[Symbol.dispose]();
  });
  const open = (options: Options = withIds({ k: 'id' }), dir = at.dir) => kind.open(dir, url, options);
  const all = (state: State<Identified>, sql = 'SELECT n FROM t ORDER BY n') =>
    state.read((db) => db.prepare(sql).pluck().all());
  const put = (state: State<Identified>, n: number, x: string | null = null) =>
    state.transaction((db) => db.prepare('INSERT INTO t (n, x) VALUES (?, ?)').run(n, x));

  test('the database is for nobody else to read, also where the directory was made by somebody else', async () => {
    chmodSync(at.dir, 0o755);
    using state = await open();
    await put(state, 1);
    const names = readdirSync(at.dir).filter((name) => name.startsWith(kind.file));
    expect(names).toContain(`${kind.file}-wal`);
    for (const name of names) expect([name, statSync(join(at.dir, name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('what was told durable is there when it is opened again, and for who reads at once', async () => {
    const b = randomBytes(1_000_000);
    {
      using state = await open();
      expect(
        await state.transaction((db) => db.prepare('INSERT INTO t VALUES (?, ?, ?)').run(1, 'é "\\', b).changes),
      ).toBe(1);
      expect(all(state)).toEqual([1]);
    }
    using state = await open();
    expect(state.read((db) => db.prepare('SELECT * FROM t').get())).toEqual({ n: 1, x: 'é "\\', b });
  });

  test('a work that throws is undone alone, and its error is told as it is', async () => {
    using state = await open();
    const thrown = new RangeError('connection closed'); // words are no evidence of anything
    const told = await Promise.allSettled([
      put(state, 1),
      state.transaction((db) => {
        db.exec('INSERT INTO t (n) VALUES (2), (3)');
        throw thrown;
      }),
      put(state, 1), // there already
      put(state, 4),
    ]);
    expect(told.map((t) => t.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((told[1] as PromiseRejectedResult).reason).toBe(thrown);
    expect((told[2] as PromiseRejectedResult).reason).toMatchObject({ code: 'INTERNAL' });
    expect(all(state)).toEqual([1, 4]);
  });

  test('what the database says of a work carries no data', async () => {
    using state = await open();
    await put(state, 1, 'somebody@example.com');
    const text = await textOf(() => put(state, 2, 'somebody@example.com'));
    expect(text).not.toBe('');
    expect(text).not.toContain('somebody');
  });

  test('works that wait together share transactions, in the order in which they were asked for', async () => {
    let transactions = 0;
    using state = await open(withIds({ k: 'id' }, { finish: () => void transactions++ }));
    transactions = 0;
    const told = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        state.transaction((db) => {
          const next = (db.prepare('SELECT count(*) FROM t').pluck().get() as number) + 1;
          db.prepare('INSERT INTO t (n, x) VALUES (?, ?)').run(next, `asked ${i}`);
          return [next, i];
        }),
      ),
    );
    expect(told).toEqual(Array.from({ length: 300 }, (_, i) => [i + 1, i]));
    expect(transactions).toBeLessThan(10);
    expect(all(state)).toHaveLength(300);
  });

  test('more works than one transaction takes', async () => {
    using state = await open();
    await Promise.all(Array.from({ length: 5_000 }, (_, n) => put(state, n)));
    expect(all(state, 'SELECT count(*) FROM t')).toEqual([5_000]);
  });

  test('a work may not go on after it returned', async () => {
    using state = await open();
    await expect(state.transaction(async (db) => db.exec('INSERT INTO t (n) VALUES (1)'))).rejects.toThrow(TypeError);
    expect(all(state)).toEqual([]);
  });

  test('who reads sees one snapshot', async () => {
    using state = await open();
    await put(state, 1);
    const other = new Sqlite(state.file);
    state.read((db) => {
      const count = () => db.prepare('SELECT count(*) FROM free').pluck().get();
      expect(count()).toBe(0);
      other.exec('INSERT INTO free VALUES (1)');
      expect(count()).toBe(0);
    });
    expect(all(state, 'SELECT count(*) FROM free')).toEqual([1]);
    other.close();
  });

  test('finish is part of every transaction: what it throws undoes all of it', async () => {
    let fails = false;
    const finish: Options['finish'] = (db) => {
      db.exec('INSERT OR REPLACE INTO free SELECT count(*) FROM t');
      if (fails) throw new RangeError('not now');
    };
    using state = await open(withIds({ k: 'id' }, { finish }));
    await Promise.all([put(state, 7), put(state, 8)]);
    expect(all(state, 'SELECT max(n) FROM free')).toEqual([2]);
    fails = true;
    const told = await Promise.allSettled([put(state, 9), put(state, 10)]);
    expect(told.map((t) => String((t as PromiseRejectedResult).reason))).toEqual(Array(2).fill('RangeError: not now'));
    fails = false;
    expect(all(state)).toEqual([7, 8]);
    await put(state, 11);
    expect(all(state, 'SELECT max(n) FROM free')).toEqual([3]);
  });

  test('ids of keys are remembered, handed to custody, and held against what it gives', async () => {
    const seen: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      using _state = await open({
        ...withIds({}),
        openKeys: (dir, known) => {
          seen.push([dir, ...known]);
          return { ids: new Map([['a', '1']]) };
        },
      });
    }
    expect(seen).toEqual([[join(at.dir, 'keys')], [join(at.dir, 'keys'), ['a', '1']]]);
    expect(await codeOf(() => open(withIds({ a: '2' })))).toBe('STATE_KEY');
    expect(await codeOf(() => open(withIds({})))).toBe('STATE_KEY');
    (await open(withIds({ a: '1', b: '3' })))[Symbol.dispose]();
    expect(await codeOf(() => open(withIds({ a: '1', b: '4' })))).toBe('STATE_KEY');
    (await open(withIds({ a: '1', b: '3' })))[Symbol.dispose]();
  });

  test('what custody cannot do is told as it is, at once', async () => {
    const begin = performance.now();
    for (const [code, expected] of [
      ['EACCES', 'STATE_READ_ONLY'],
      ['ENOSPC', 'STATE_FULL'],
      ['ETIMEDOUT', 'INTERNAL'],
    ] as const) {
      const openKeys = () => {
        throw Object.assign(new Error('no connection to a key'), { code });
      };
      expect(await codeOf(() => open({ ...withIds({}), openKeys }))).toBe(expected);
    }
    expect(performance.now() - begin).toBeLessThan(5_000);
    (await open())[Symbol.dispose]();
  });

  describe('sealed tables', () => {
    const key = createSecretKey(Buffer.alloc(32, 3));
    /** What is not sealed and only grows, as the ledger does. */
    const grown = (db: Database) => String(db.prepare('SELECT max(n) FROM free').pluck().get() ?? '');
    const sealed = (k: KeyObject = key) =>
      withIds({ k: 'id' }, { sealed: { tables: ['t'], key: () => k, beside: grown, random: randomBytes } });
    const change = (sql: string) => {
      const db = new Sqlite(join(at.dir, kind.file));
      db.exec(sql);
      db.close();
    };
    const fill = async () => {
      using state = await open(sealed());
      await state.transaction((db) =>
        db.exec("INSERT INTO t VALUES (1, 'a', x'01'), (2, 'b', x'02'), (3, 'c', NULL); INSERT INTO free VALUES (1)"),
      );
      await state.transaction((db) => db.exec("UPDATE t SET b = x'03' WHERE n = 2; DELETE FROM t WHERE n = 3"));
      // Takes the row with this text away, of another key.
      await state.transaction((db) => db.exec("INSERT OR REPLACE INTO t VALUES (5, 'a', NULL)"));
      await codeOf(() =>
        state.transaction((db) => {
          db.exec('DELETE FROM t');
          throw new Error('undone');
        }),
      );
    };

    test('are as they were left, and what is neither sealed nor beside it may change', async () => {
      await fill();
      change('INSERT INTO free VALUES (-9)');
      using state = await open(sealed());
      expect(all(state)).toEqual([2, 5]);
    });

    test.each([
      'DELETE FROM t',
      "UPDATE t SET b = x'04' WHERE n = 2",
      "INSERT INTO t VALUES (3, 'd', x'00')",
      "DELETE FROM meta WHERE key = 'seal'",
      // As if the keys had never been bound: what is there would be sealed as it is.
      "UPDATE t SET b = x'04' WHERE n = 2; DELETE FROM meta",
      'DELETE FROM t; DELETE FROM meta',
    ])('a change from outside is noticed: %s', async (sql) => {
      await fill();
      change(sql);
      expect(await codeOf(() => open(sealed()))).toBe('STATE_CORRUPT');
    });

    test('another key does not fit', async () => {
      await fill();
      expect(await codeOf(() => open(sealed(createSecretKey(Buffer.alloc(32, 4)))))).toBe('STATE_CORRUPT');
    });

    test('as they once were, with the seal of then, they do not belong to what grew since', async () => {
      await fill();
      const rows = (db: Database) => db.prepare('SELECT * FROM t').raw().all() as unknown[][];
      const sealOf = (db: Database) => db.prepare("SELECT value FROM meta WHERE key = 'seal'").pluck().get();
      let then: { rows: unknown[][]; seal: unknown };
      {
        using state = await open(sealed());
        then = state.read((db) => ({ rows: rows(db), seal: sealOf(db) }));
        await state.transaction((db) => db.exec('INSERT INTO free VALUES (2)')); // nothing of what is sealed
        expect(state.read(sealOf)).not.toBe(then.seal);
        await state.transaction((db) => db.exec('INSERT INTO t VALUES (7, NULL, NULL); INSERT INTO free VALUES (3)'));
      }
      (await open(sealed()))[Symbol.dispose]();
      const db = new Sqlite(join(at.dir, kind.file));
      db.exec('DELETE FROM t');
      for (const row of then.rows) db.prepare('INSERT INTO t VALUES (?, ?, ?)').run(...row);
      db.prepare("UPDATE meta SET value = ? WHERE key = 'seal'").run(then.seal);
      db.close();
      expect(await codeOf(() => open(sealed()))).toBe('STATE_CORRUPT');
    });

    /** What can be changed in a database only where there is one. */
    const ofDatabase = <T>(cases: T[]): T[] => (kind.name === 'shared' ? cases : []);
    test.each(
      ofDatabase([
        ['a row', "UPDATE douane.t SET b = '\\x04' WHERE n = 2"],
        ['a row less', 'DELETE FROM douane.t WHERE n = 2'],
        ['a row more', "INSERT INTO douane.t VALUES (3, 'd', NULL, 2)"],
        ['the seal', "DELETE FROM douane.meta WHERE key = 'seal'"],
        ['all', "DELETE FROM douane.t; DELETE FROM douane.meta WHERE key = 'seal'"],
        ['a row, as if keys had never been bound', "UPDATE douane.t SET b = '\\x04'; DELETE FROM douane.meta"],
        ['all, as if keys had never been bound', 'DELETE FROM douane.t; DELETE FROM douane.meta'],
      ]),
    )('a change in the database is noticed by a machine that comes anew: %s', async (_, sql) => {
      await fill();
      await cluster.query(sql, url);
      using b = folder();
      expect(await codeOf(() => open(sealed(), b.dir))).toBe('STATE_CORRUPT');
    });

    test.each(
      ofDatabase([
        ['a machine that follows', true],
        ['a machine that comes anew', false],
      ] as const),
    )('what the database does not keep of a transaction is noticed by %s', async (_, follows) => {
      await fill();
      using b = folder();
      if (follows) (await open(sealed(), b.dir))[Symbol.dispose]();
      using state = await open(sealed());
      // The rows and their seal are left out, and what grows is kept.
      await cluster.query(
        `CREATE FUNCTION public.skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER x BEFORE INSERT OR UPDATE ON douane.t FOR EACH ROW EXECUTE FUNCTION public.skip();
         CREATE TRIGGER x BEFORE INSERT OR UPDATE ON douane.meta FOR EACH ROW EXECUTE FUNCTION public.skip()`,
        url,
      );
      await state.transaction((db) => db.exec('INSERT INTO t VALUES (7, NULL, NULL); INSERT INTO free VALUES (3)'));
      expect(await codeOf(() => open(sealed(), b.dir))).toBe('STATE_CORRUPT');
    });

    const FORGED = `UPDATE douane.sequencer SET version = version + 1;
      INSERT INTO douane.batch SELECT version, 'forged', '{t,meta,free}' FROM douane.sequencer;`;
    test.each(
      ofDatabase([
        ['a row', `UPDATE douane.t SET b = '\\x04', version = (SELECT version FROM douane.sequencer) WHERE n = 2`],
        ['a row that no table takes', `INSERT INTO douane.t SELECT 9, 'b', NULL, version FROM douane.sequencer`],
        [
          'a row less',
          `DELETE FROM douane.t WHERE n = 2; INSERT INTO douane.gone SELECT version, 't', '[2]' FROM douane.sequencer`,
        ],
        ['a key of another form', `INSERT INTO douane.gone SELECT version, 't', '[2, 3]' FROM douane.sequencer`],
        ['a key that is none', `INSERT INTO douane.gone SELECT version, 't', '{"a": 2}' FROM douane.sequencer`],
        ['a table that there is not', `INSERT INTO douane.gone SELECT version, 'u', '[2]' FROM douane.sequencer`],
        ['the seal less', `INSERT INTO douane.gone SELECT version, 'meta', '["seal"]' FROM douane.sequencer`],
      ]),
    )(
      'a change in the database that looks like a transaction is noticed where it is taken over: %s',
      async (_, sql) => {
        await fill();
        using state = await open(sealed());
        await cluster.query(FORGED + sql, url);
        for (let i = 0; i < 2; i++) expect(await codeOf(() => put(state, 20))).toBe('STATE_CORRUPT');
        expect(await codeOf(() => state.turn('x'))).toBe('STATE_CORRUPT');
        expect(all(state)).toEqual([2, 5]);
      },
    );
  });

  test('turns of one name exclude each other, in order; others do not wait', async () => {
    using state = await open();
    const seen: string[] = [];
    const first = await state.turn('a');
    const second = state.turn('a').then((turn) => {
      seen.push('second');
      return turn;
    });
    const third = state.turn('a').then((turn) => {
      seen.push('third');
      return turn;
    });
    await using _other = await state.turn('b');
    await put(state, 1); // who waits keeps nobody from recording
    expect(seen).toEqual([]);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose](); // once is enough
    await (await second)[Symbol.asyncDispose]();
    await (await third)[Symbol.asyncDispose]();
    expect(seen).toEqual(['second', 'third']);
  });

  test('many turns at once: as many as there are names', async () => {
    using state = await open();
    const done = await Promise.all(
      Array.from({ length: 24 }, async (_, i) => {
        await using _turn = await state.turn(`name ${i % 12}`);
        await put(state, i);
        return i;
      }),
    );
    expect(done).toHaveLength(24);
    expect(all(state)).toHaveLength(24);
  });

  test('who disposes of it gets no more; what waited is told and not done', async () => {
    const state = await open();
    await put(state, 1);
    const waiting = Promise.allSettled([put(state, 2), put(state, 3)]);
    state[Symbol.dispose]();
    state[Symbol.dispose]();
    for (const told of await waiting) expect(told).toMatchObject({ status: 'rejected', reason: { code: 'INTERNAL' } });
    expect(await codeOf(() => put(state, 4))).toBe('INTERNAL');
    using again = await open();
    expect(all(again)).toEqual([1]);
  });

  test('the log is emptied beside works, and what was deleted is not in the files any more', async () => {
    using state = await open();
    const secret = 'a wrapped key that nobody may find again';
    const files = () =>
      readdirSync(at.dir, { recursive: true, withFileTypes: true })
        .filter((f) => f.isFile())
        .map((f) => readFileSync(join(f.parentPath, f.name), 'latin1'))
        .join('');
    await put(state, 1, secret);
    expect(files()).toContain(secret);
    await state.transaction((db) => db.exec('DELETE FROM t'));
    const working = Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await new Promise((done) => setTimeout(done, 10 * i));
        await put(state, i);
      }),
    );
    const flushed = await Promise.all(Array.from({ length: 10 }, () => state.flush()));
    await working;
    expect(flushed).toEqual(Array(10).fill(true));
    await state.flush();
    expect(files()).not.toContain(secret);
    expect(all(state)).toHaveLength(20);
  });
});
