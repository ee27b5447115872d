/** Tables that are made, changed by versions, put back to what they were, or are another's. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, startPostgres } from '../../../test/support/postgres.ts';
import {
  COUNTED,
  codeOf,
  counter,
  type Folder,
  folder,
  increment,
  openShared,
  random,
} from '../../../test/support/shared.ts';
import { SCHEMAS } from '../../crossing/house.ts';
import type { Identified, State } from '../state.ts';
import { viewSharedState } from './store-shared.ts';
import { tablesOf } from './tables.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster[Symbol.asyncDispose]());

let a: Folder;
let b: Folder;
let url: string;
let name: string;
beforeEach(async () => {
  a = folder();
  b = folder();
  url = await cluster.database();
  name = new URL(url).pathname.slice(1);
  return () => {
    a[Symbol.dispose]();
    b[Symbol.dispose]();
  };
});

/** Keeps the database as it is now; what it gives puts it back. */
async function keep(): Promise<() => Promise<void>> {
  const alone = () =>
    cluster.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`).then(() => {});
  await alone();
  await cluster.query(`CREATE DATABASE ${name}_kept TEMPLATE ${name}`);
  return async () => {
    await cluster.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await cluster.query(`CREATE DATABASE ${name} TEMPLATE ${name}_kept`);
  };
}

describe('a database that is made', () => {
  test('once, whoever comes at the same moment', async () => {
    const folders = [a, b, folder(), folder()];
    const states = await Promise.all([...folders, a].map(({ dir }) => openShared(dir, url)));
    try {
      const told = await Promise.all(states.map(increment));
      expect(told.sort()).toEqual([1, 2, 3, 4, 5]);
      for (const table of ['schema_version', 'sequencer'])
        expect((await cluster.query(`SELECT count(*)::int AS n FROM douane.${table}`, url)).rows).toEqual([{ n: 1 }]);
    } finally {
      for (const part of [...states, ...folders]) part[Symbol.dispose]();
    }
  });

  test('again by the next one, where the first died before it was done', async () => {
    await cluster.query('CREATE SCHEMA douane', url);
    using state = await openShared(a.dir, url);
    expect(await increment(state)).toBe(1);
  });

  test('has the columns of every table of the house, and keeps what may only grow', async () => {
    using _state = await openShared(a.dir, url, { schemas: SCHEMAS });
    const { rows } = await cluster.query(
      `SELECT table_name AS table, column_name AS col, data_type AS type, is_nullable AS nullable
       FROM information_schema.columns WHERE table_schema = 'douane' ORDER BY ordinal_position`,
      url,
    );
    const db = new Sqlite(':memory:');
    for (const ddl of SCHEMAS) db.exec(ddl);
    const tables = tablesOf(db, []);
    expect(tables.length).toBeGreaterThan(10);
    const types = { TEXT: 'text', INTEGER: 'bigint', BLOB: 'bytea' } as Record<string, string>;
    for (const table of tables) {
      const info = db.prepare(`SELECT name, type, "notnull", pk FROM pragma_table_info('${table.name}')`).all() as {
        name: string;
        type: string;
        notnull: number;
        pk: number;
      }[];
      expect(rows.filter((r) => r.table === table.name)).toEqual(
        [
          ...info.map((c) => [c.name, types[c.type], c.notnull || c.pk ? 'NO' : 'YES']),
          ['version', 'bigint', 'NO'],
        ].map(([col, type, nullable]) => ({ table: table.name, col, type, nullable })),
      );
      const key = await cluster.query(
        `SELECT a.attname AS col FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (n, at), pg_attribute a
         WHERE i.indrelid = 'douane.${table.name}'::regclass AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.n ORDER BY k.at`,
        url,
      );
      expect(key.rows.map((r) => r.col)).toEqual(table.key);
    }
    const grow = tables.filter((t) => t.appendOnly).map((t) => t.name);
    expect(grow).toEqual(['checkpoint', 'cosignature', 'leaf', 'loss', 'node']);
    for (const table of grow)
      for (const sql of [
        `UPDATE douane.${table} SET version = 0`,
        `DELETE FROM douane.${table}`,
        `TRUNCATE douane.${table}`,
      ])
        await expect(cluster.query(sql, url)).rejects.toThrow('the ledger is append-only');
  });

  test('by a newer version: refused, also where an older one is at work or looks', async () => {
    using state = await openShared(a.dir, url);
    await cluster.query('UPDATE douane.schema_version SET version = 99', url);
    expect(await codeOf(() => increment(state))).toBe('STATE_NEWER');
    expect(await codeOf(() => openShared(b.dir, url))).toBe('STATE_NEWER');
    expect(await codeOf(() => viewSharedState(a.dir, { url, schemas: COUNTED, random }))).toBe('STATE_NEWER');
  });

  test('by an older version: what is missing is added, a column that rows cannot be without is not', async () => {
    {
      using state = await openShared(a.dir, url);
      await state.transaction((db) => db.exec("INSERT INTO t VALUES (1, 'x', X'01')"));
    }
    await cluster.query(
      'ALTER TABLE douane.t DROP COLUMN b; DROP TABLE douane.work; UPDATE douane.schema_version SET version = 0',
      url,
    );
    {
      using state = await openShared(b.dir, url);
      expect(state.read((db) => db.prepare('SELECT * FROM t').get())).toEqual({ n: 1, x: 'x', b: null });
      await state.transaction((db) => db.exec("UPDATE t SET b = X'02'; INSERT INTO work VALUES ('w', 'p')"));
    }
    expect((await cluster.query('SELECT version FROM douane.schema_version', url)).rows).toEqual([{ version: 1 }]);
    await cluster.query('ALTER TABLE douane.work DROP COLUMN by', url);
    expect(await codeOf(() => openShared(b.dir, url))).toBe('INTERNAL');
  });

  test('and whose tables somebody took away', async () => {
    using state = await openShared(a.dir, url);
    await increment(state);
    await cluster.query('DROP TABLE douane.counter', url);
    expect(await codeOf(() => increment(state))).toBe('STATE_CORRUPT');
    await cluster.query('DROP SCHEMA douane CASCADE', url);
    expect(await codeOf(() => increment(state))).toBe('STATE_CORRUPT');
    // Made anew it is another one.
    expect(await codeOf(() => openShared(a.dir, url))).toBe('STATE_CORRUPT');
  });
});

describe('a database that was put back', () => {
  const isBehind = async (state: State<Identified>) => {
    for (let i = 0; i < 2; i++) {
      expect(await codeOf(() => increment(state))).toBe('STATE_BEHIND');
      expect(await codeOf(() => state.turn('x'))).toBe('STATE_BEHIND');
      expect(await codeOf(() => openShared(a.dir, url))).toBe('STATE_BEHIND');
      expect(await codeOf(() => viewSharedState(a.dir, { url, schemas: COUNTED, random }))).toBe('STATE_BEHIND');
    }
  };

  test('is noticed by a machine that saw more, also when it has grown again; who saw no more goes on', async () => {
    using state = await openShared(a.dir, url);
    await increment(state);
    const putBack = await keep();
    expect(await increment(state)).toBe(2);
    await putBack();
    await isBehind(state);
    using other = await openShared(b.dir, url);
    expect(await increment(other)).toBe(2); // the same version as the one that was lost
    await isBehind(state);
    for (let n = 3; n < 6; n++) expect(await increment(other)).toBe(n);
    await isBehind(state);
    expect(state.read((db) => db.prepare('SELECT n FROM counter').pluck().get())).toBe(2);
  });

  test('between two transactions of a machine that had not seen more goes unnoticed by it alone', async () => {
    using state = await openShared(a.dir, url);
    await increment(state);
    const putBack = await keep();
    await putBack();
    expect(await increment(state)).toBe(2);
  });

  test('from a dump, as it is: it goes on, in a database of another name too', async () => {
    {
      using state = await openShared(a.dir, url);
      await increment(state);
    }
    const file = join(cluster.dir, `${name}.dump`);
    cluster.run('pg_dump', ['-Fc', '-f', file, '-d', name]);
    const to = await cluster.database();
    cluster.run('pg_restore', ['--exit-on-error', '-d', new URL(to).pathname.slice(1), file]);
    {
      using state = await openShared(a.dir, to);
      expect(await increment(state)).toBe(2);
    }
    // The one it was taken from is behind now.
    expect(await codeOf(() => openShared(a.dir, url))).toBe('STATE_BEHIND');
  });

  test('another database than this directory has followed is refused, and left as it is', async () => {
    (await openShared(a.dir, url))[Symbol.dispose]();
    const other = await cluster.database();
    expect(await codeOf(() => openShared(a.dir, other))).toBe('STATE_CORRUPT');
    using state = await openShared(b.dir, other);
    expect(await increment(state)).toBe(1);
    expect(await codeOf(() => openShared(a.dir, other))).toBe('STATE_CORRUPT');
    (await openShared(a.dir, url))[Symbol.dispose]();
  });

  test('whose order of transactions is gone', async () => {
    using state = await openShared(a.dir, url);
    await increment(state);
    await cluster.query('DELETE FROM douane.sequencer', url);
    expect(await codeOf(() => increment(state))).toBe('STATE_CORRUPT');
    expect(await codeOf(() => openShared(a.dir, url))).toBe('STATE_CORRUPT');
  });
});

const SCHEMA_THERE = "SELECT to_regnamespace('douane') IS NOT NULL AS there";

test('keys, or a copy, without the database that they belong to: no second state is begun', async () => {
  mkdirSync(join(a.dir, 'keys'));
  writeFileSync(join(a.dir, 'keys/state.key'), 'k');
  expect(await codeOf(() => openShared(a.dir, url))).toBe('STATE_CORRUPT');
  expect((await cluster.query(SCHEMA_THERE, url)).rows).toEqual([{ there: false }]);
  const other = await cluster.database();
  (await openShared(b.dir, other))[Symbol.dispose]();
  expect(await codeOf(() => viewSharedState(b.dir, { url, schemas: COUNTED, random }))).toBe('STATE_CORRUPT');
  expect(await codeOf(() => openShared(b.dir, url))).toBe('STATE_CORRUPT');
  // Keys that were made before the process died, in a database that it had made, are taken on.
  (await openShared(folder().dir, url, { openKeys: () => ({ ids: new Map() }) }))[Symbol.dispose]();
  (await openShared(a.dir, url))[Symbol.dispose]();
});

describe('who only looks', () => {
  const view = (dir: string) => viewSharedState(dir, { url, schemas: COUNTED, random });

  test('sees nothing where nothing was recorded, then what was, without keys, and cannot write', async () => {
    expect(await view(b.dir)).toBeUndefined();
    expect((await cluster.query(SCHEMA_THERE, url)).rows).toEqual([{ there: false }]); // nor makes anything
    using state = await openShared(a.dir, url);
    await increment(state);
    using seen = (await view(b.dir))!;
    expect(seen.read((db) => db.prepare('SELECT n FROM counter').pluck().get())).toBe(1);
    expect(await codeOf(() => seen.read((db) => db.prepare('DELETE FROM counter').run()))).toBe('STATE_READ_ONLY');
    // Whoever opens it later there is held to the keys like everybody.
    expect(await codeOf(() => openShared(b.dir, url, { openKeys: () => ({ ids: new Map([['k', 'other']]) }) }))).toBe(
      'STATE_KEY',
    );
    using later = await openShared(b.dir, url);
    expect(await counter(later)).toBe(1);
  });

  test('beside somebody who works in the same directory', async () => {
    using state = await openShared(a.dir, url);
    for (let n = 1; n < 10; n++) {
      const [told] = await Promise.all([increment(state), view(a.dir).then((v) => v?.[Symbol.dispose]())]);
      expect(told).toBe(n);
    }
  });
});

test('what others wrote is verified where it is taken over, from where it was verified before', async () => {
  const seen: number[] = [];
  const grown = (db: { prepare(sql: string): { pluck(): { get(): unknown } } }, _keys: Identified, from: number) => {
    seen.push(from);
    const n = (db.prepare('SELECT n FROM counter').pluck().get() as number | undefined) ?? 0;
    if (n > 3) throw new RangeError('not what the house would have written');
    return n;
  };
  using one = await openShared(a.dir, url, { grown });
  using two = await openShared(b.dir, url);
  seen.length = 0;
  for (let n = 0; n < 3; n++) {
    await increment(two);
    await (await one.turn('x'))[Symbol.asyncDispose]();
  }
  expect(seen).toEqual([0, 1, 2]);
  await increment(two);
  for (let i = 0; i < 2; i++) expect(await codeOf(() => increment(one))).toContain('RangeError');
  expect(one.read((db) => db.prepare('SELECT n FROM counter').pluck().get())).toBe(3);
});
