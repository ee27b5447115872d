import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startPostgres } from '../../../test/support/postgres.ts';
import { openSharedState } from './store-shared.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster[Symbol.asyncDispose]());

const T = ['CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT, b BLOB) STRICT'];
const random = (n: number) => randomBytes(n);

function folder(): { dir: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'douane-shared-'));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

const open = (dir: string, url: string) =>
  openSharedState(dir, { url, schemas: T, random, openKeys: () => ({ ids: new Map([['k', 'id']]) }) });

test('what one process records another one reads', async () => {
  using a = folder();
  using b = folder();
  const url = await cluster.database();
  using one = await open(a.dir, url);
  using two = await open(b.dir, url);
  await one.transaction((db) => db.prepare("INSERT INTO t VALUES (1, 'x', X'00ff')").run());
  await two.transaction((db) => {
    expect(db.prepare('SELECT n, x, b FROM t').all()).toEqual([{ n: 1, x: 'x', b: Buffer.from([0, 255]) }]);
    db.exec("UPDATE t SET x = NULL; INSERT INTO t VALUES (2, 'é\\中 \"''', NULL)");
  });
  await one.transaction((db) => {
    expect(db.prepare('SELECT n, x, b FROM t').all()).toEqual([
      { n: 1, x: null, b: Buffer.from([0, 255]) },
      { n: 2, x: 'é\\中 "\'', b: null },
    ]);
    db.exec('DELETE FROM t WHERE n = 1');
  });
  await using _turn = await two.turn('t');
  expect(two.read((db) => db.prepare('SELECT n FROM t').pluck().all())).toEqual([2]);
});
