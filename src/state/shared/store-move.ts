/** An embedded state becomes a shared one: all of it, in one transaction, into an empty database. */
import { createHash } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';
import { MOVED_SUFFIX } from '../store-sqlite.ts';
import { type Client, commit, lockSequencer, push, Remote, type RemoteOptions, record } from './store-postgres.ts';
import { columnList, quote, type Table, tablesOf } from './tables.ts';

/** Rows that are in memory at once, and bytes: of some tables a row has a megabyte. */
const PAGE = 2_000;
const PAGE_BYTES = 8 << 20;

export interface Moved {
  readonly rows: number;
  readonly tables: number;
}

/**
 * Moves the database in `file` into an empty PostgreSQL. The caller has the work lock of the state, has moved its log into
 * the file, and keeps the lock until this returns; if it is called again after a crash it ends what was begun.
 *
 * @throws DouaneError CALL_BAD_VALUE where the database has a state already, STATE_*
 */
export async function moveToPostgres(
  file: string,
  options: RemoteOptions,
  random: (bytes: number) => Uint8Array,
): Promise<Moved> {
  using remote = new Remote(options);
  const db = new Sqlite(file, { readonly: true });
  try {
    const tables = tablesOf(db, []);
    const token = tokenOf(db, tables);
    await remote.migrate(tables, Buffer.from(random(16)).toString('hex'), () => true);
    let rows = 0;
    await remote.run(async (client) => {
      rows = 0;
      const at = await lockSequencer(client, 1);
      // The same state, moved by a process that died before it could say so.
      if (at.version >= 1 && at.known === token) {
        await client.query('ROLLBACK');
        return;
      }
      if (at.version > 0)
        throw new DouaneError('CALL_BAD_VALUE', { place: { name: '--store' }, expected: 'a database without a state' });
      for (const table of tables) rows += await moveTable(client, db, table);
      await record(
        client,
        1,
        token,
        tables.map((t) => t.name),
      );
      await commit(client);
    });
    renameSync(file, file + MOVED_SUFFIX);
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    return { rows, tables: tables.length };
  } finally {
    db.close();
  }
}

async function moveTable(client: Client, db: Database, table: Table): Promise<number> {
  const order = table.key.map(quote).join(', ');
  const rows = db
    .prepare(`SELECT ${columnList(table)} FROM ${quote(table.name)} ORDER BY ${order}`)
    .raw()
    .iterate();
  let moved = 0;
  let page: unknown[][] = [];
  let bytes = 0;
  const send = async () => {
    if (page.length > 0) await push(client, [{ table, rows: page, gone: [] }], 1);
    moved += page.length;
    page = [];
    bytes = 0;
  };
  for (const row of rows as IterableIterator<unknown[]>) {
    page.push(row);
    for (const value of row) {
      // Beyond 2^53 it is not the number that is there.
      if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw new DouaneError('INTERNAL', { place: { name: table.name }, expected: 'numbers below 2^53' });
      if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length;
    }
    if (page.length === PAGE || bytes > PAGE_BYTES) await send();
  }
  await send();
  return moved;
}

/** The same for the same state, whoever moves it: what is said of a transaction that may have been committed. */
function tokenOf(db: Database, tables: readonly Table[]): string {
  const hash = createHash('sha256');
  for (const { name, key } of tables) {
    const text = db
      .prepare(`SELECT count(*) || ':' || coalesce(max(${quote(key[0]!)}), '') FROM ${quote(name)}`)
      .pluck()
      .get() as string;
    hash.update(`${name}\0${text}\0`);
  }
  const keys = db.prepare(`SELECT value FROM meta ORDER BY key`).pluck().all() as string[];
  for (const value of keys) hash.update(`${value}\0`);
  return hash.digest('hex');
}
