/** A state in a directory moves into a database: all of it, once, whatever ends whoever moves it. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
import { startWire } from '../../../test/support/wire.ts';
import { openState } from '../store-sqlite.ts';
import { moveToPostgres } from './store-move.ts';
import { remoteOptions } from './store-shared.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster[Symbol.asyncDispose]());

let at: Folder;
let url: string;
let file: string;
beforeEach(async () => {
  at = folder();
  url = await cluster.database();
  file = join(at.dir, 'douane.db');
  using state = openState(at.dir, { schemas: COUNTED, openKeys: () => ({ ids: new Map([['k', 'id']]) }) });
  await state.transaction((db) => {
    const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
    for (let n = 0; n < 4_500; n++) insert.run(n, n % 3 === 0 ? null : `x"\\ ${n}`, Buffer.alloc(n % 50, n));
    for (let n = 4_500; n < 4_520; n++) insert.run(n, 'large', Buffer.alloc(1 << 20, n));
  });
  await increment(state);
  await state.flush();
  return () => at[Symbol.dispose]();
});

const move = (to = url, awayMs = 5_000) => moveToPostgres(file, remoteOptions({ url: to, random, awayMs }), random);
const sums = (db: Sqlite.Database) => db.prepare('SELECT count(*), count(x), sum(length(b)) FROM t').raw().get();

test('every row, and whoever opens it goes on from there', async () => {
  const before = new Sqlite(file, { readonly: true });
  const expected = sums(before);
  before.close();
  expect((await move()).rows).toBe(4_520 + 1 + 1);
  expect([existsSync(file), existsSync(`${file}.moved`)]).toEqual([false, true]);
  using state = await openShared(at.dir, url);
  expect(state.read(sums)).toEqual(expected);
  expect(await increment(state)).toBe(2);
  using there = folder();
  using other = await openShared(there.dir, url);
  expect(other.read(sums)).toEqual(expected);
  expect(await codeOf(() => openShared(there.dir, url, { openKeys: () => ({ ids: new Map([['k', 'x']]) }) }))).toBe(
    'STATE_KEY',
  );
});

test('not into a database that has a state, and then all stays as it is', async () => {
  using there = folder();
  {
    using state = await openShared(there.dir, url);
    await increment(state);
  }
  expect(await codeOf(() => move())).toBe('CALL_BAD_VALUE');
  expect(existsSync(file)).toBe(true);
  using state = await openShared(there.dir, url);
  expect(await counter(state)).toBe(1);
});

test.each(['before', 'after'] as const)('the connection is lost at COMMIT (%s): once all the same', async (fault) => {
  await using wire = await startWire(cluster.port);
  // One for the tables, one for the rows.
  wire.faults.push('before', fault);
  await move(wire.url(url));
  expect(wire.faults).toEqual([]);
  using state = await openShared(at.dir, url);
  expect(await counter(state)).toBe(1);
  expect((await cluster.query('SELECT version FROM douane.batch WHERE version = 1', url)).rows).toHaveLength(1);
});

test('who died after the commit and before it could say so is not in the way', async () => {
  await move();
  renameSync(`${file}.moved`, file);
  await move();
  using state = await openShared(at.dir, url);
  expect(await increment(state)).toBe(2);
});

test.each([
  "INSERT INTO t VALUES (-1, 'a' || char(0) || 'b', NULL)",
  'INSERT INTO t VALUES (9007199254740993, NULL, NULL)',
])('what a shared state cannot hold is not changed on the way, but refused: %s', async (sql) => {
  const db = new Sqlite(file);
  db.exec(sql);
  db.close();
  expect(await codeOf(() => move())).toBe('INTERNAL');
  expect(existsSync(file)).toBe(true);
  expect((await cluster.query('SELECT version FROM douane.sequencer', url)).rows).toEqual([{ version: '0' }]);
});
