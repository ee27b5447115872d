/** What a disk and a database take of bytes with nothing around them. Each gives how many a second, durable. */
import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** As many of so many bytes each become durable together, over and over. */
export interface Load {
  readonly batch: number;
  readonly bytes: number;
  readonly seconds: number;
}

const CONNECTIONS = 4;

/** Appended to a file, with `fdatasync`. */
export function appendAndSync(folder: string, { batch, bytes, seconds }: Load): number {
  const path = join(folder, 'appended');
  const fd = openSync(path, 'w');
  const block = randomBytes(batch * bytes);
  let count = 0;
  const begin = performance.now();
  while (performance.now() - begin < seconds * 1_000) {
    writeSync(fd, block);
    fdatasyncSync(fd);
    count += batch;
  }
  const rate = perSecond(count, begin);
  closeSync(fd);
  rmSync(path);
  return rate;
}

/** Keys into one table of SQLite, one transaction a batch. */
export async function insertIntoSqlite(folder: string, { batch, bytes, seconds }: Load): Promise<number> {
  const path = join(folder, 'keys.db');
  const db = new Sqlite(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec('CREATE TABLE k (k BLOB PRIMARY KEY) WITHOUT ROWID');
    const insert = db.prepare('INSERT INTO k VALUES (?) ON CONFLICT DO NOTHING');
    const all = db.transaction((keys: Buffer) => {
      for (let at = 0; at < keys.length; at += bytes) insert.run(keys.subarray(at, at + bytes));
    });
    let count = 0;
    const begin = performance.now();
    while (performance.now() - begin < seconds * 1_000) {
      all(randomBytes(batch * bytes));
      count += batch;
    }
    return perSecond(count, begin);
  } finally {
    db.close();
    for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  }
}

/** The same over some connections at once, a batch in one parameter. */
export async function insertIntoPostgres(url: string, { batch, bytes, seconds }: Load): Promise<number> {
  const clients = Array.from({ length: CONNECTIONS }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await clients[0]!.query('CREATE TABLE k (k bytea PRIMARY KEY)');
    let count = 0;
    const begin = performance.now();
    const work = async (client: pg.Client) => {
      while (performance.now() - begin < seconds * 1_000) {
        await client.query({
          name: 'insert',
          text: `INSERT INTO k SELECT substring($1::bytea FROM i * $2::int + 1 FOR $2) FROM generate_series(0, $3::int - 1) i
                 ON CONFLICT DO NOTHING`,
          values: [randomBytes(batch * bytes), bytes, batch],
        });
        count += batch;
      }
    };
    await Promise.all(clients.map(work));
    return perSecond(count, begin);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

const perSecond = (count: number, begin: number): number => (count * 1_000) / (performance.now() - begin);
