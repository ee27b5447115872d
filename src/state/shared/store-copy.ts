/**
 * This machine's copy of a shared state: a SQLite database that follows the PostgreSQL one transaction by transaction,
 * and in which all work is done. It is never the truth: whatever is in it either came from there or goes there before it
 * stays here.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite, { type Database, type Statement } from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';
import { COPY_FILE, makePrivate, openTables } from '../store-sqlite.ts';
import { Changes, type TableChanges } from './changes.ts';
import { columnList, quote, type Table, tablesOf } from './tables.ts';

const LOCAL_TABLE = 'followed';
const FOLLOWED = `CREATE TABLE ${LOCAL_TABLE} (one INTEGER PRIMARY KEY CHECK (one = 1), house TEXT NOT NULL,
  version INTEGER NOT NULL, token TEXT NOT NULL, verified INTEGER NOT NULL) STRICT`;
/** For another process of this machine, which may be taking on much. */
const WAIT_MS = 120_000;
const EMPTY_MS = 10_000;

/** Up to where the copy follows. */
export interface Followed {
  readonly house: string;
  readonly version: number;
  /** Of the transaction of that version. */
  readonly token: string;
  /** Up to where the house has verified what others wrote, by its own measure. */
  readonly verified: number;
}

export class Copy implements Disposable {
  readonly file: string;
  readonly tables: readonly Table[];
  /** For the transactions; between them nothing is open on it. */
  readonly writer: Database;
  readonly changes: Changes;
  readonly #reader: Database;
  /** Statements that put a row, by table. */
  readonly #put = new Map<string, Statement>();

  constructor(dir: string, schemas: readonly string[]) {
    this.file = join(dir, COPY_FILE);
    makePrivate(this.file);
    this.writer = new Sqlite(this.file, { timeout: WAIT_MS });
    try {
      openTables(this.writer, [...schemas, FOLLOWED], 'NORMAL');
      this.tables = tablesOf(this.writer, [LOCAL_TABLE]);
      this.changes = new Changes(this.writer, this.tables);
      this.#reader = new Sqlite(this.file, { readonly: true, timeout: WAIT_MS });
    } catch (error) {
      this.writer.close();
      throw error;
    }
  }

  /**
   * Begins a transaction that writes, when no other process of this directory has one: it may have it across what it
   * waits for, and so may another part of this process. So we wait without keeping the process from going on.
   *
   * @throws DouaneError STATE_BUSY
   */
  async begin(): Promise<void> {
    const begun = await this.#within(WAIT_MS, () => {
      try {
        this.writer.exec('BEGIN IMMEDIATE');
        return true;
      } catch (error) {
        if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
        throw error;
      }
    });
    if (!begun) throw new DouaneError('STATE_BUSY', { place: { name: COPY_FILE } });
  }

  /** Runs work in a transaction of the copy alone: of what is not in the database. */
  async write(work: () => void): Promise<void> {
    await this.begin();
    try {
      work();
      this.writer.exec('COMMIT');
    } catch (error) {
      if (this.writer.inTransaction) this.writer.exec('ROLLBACK');
      throw error;
    }
  }

  /** Tries until it succeeds, without SQLite's own waiting, which blocks. */
  async #within(ms: number, attempt: () => boolean): Promise<boolean> {
    const until = performance.now() + ms;
    for (let pause = 1; ; pause = Math.min(50, 2 * pause)) {
      this.writer.pragma('busy_timeout = 0');
      try {
        if (attempt()) return true;
      } finally {
        this.writer.pragma(`busy_timeout = ${WAIT_MS}`);
      }
      if (performance.now() > until) return false;
      await sleep(pause);
    }
  }

  read<T>(work: (db: Database) => T): T {
    return this.#reader.transaction(work).deferred(this.#reader);
  }

  /** Null for a copy that has followed nothing yet. */
  followed(): Followed | null {
    const row = this.writer.prepare(`SELECT house, version, token, verified FROM ${LOCAL_TABLE}`).get();
    return (row as Followed | undefined) ?? null;
  }

  follow({ house, version, token, verified }: Followed): void {
    this.writer
      .prepare(
        `INSERT INTO ${LOCAL_TABLE} VALUES (1, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET house = excluded.house, version = excluded.version, token = excluded.token,
           verified = excluded.verified`,
      )
      .run(house, version, token, verified);
  }

  /** Takes rows away by their keys. */
  remove(name: string, key: readonly unknown[]): void {
    const table = this.tables.find((t) => t.name === name);
    if (table === undefined || table.appendOnly || key.length !== table.key.length) throw foreign(name);
    const where = table.key.map((k) => `${quote(k)} = ?`).join(' AND ');
    this.writer.prepare(`DELETE FROM ${quote(name)} WHERE ${where}`).run(...key);
  }

  /**
   * Puts rows as they are now; of a table that is only added to none may be there already. Where another column is
   * unique a row that still has the value is taken away: it has another by now and is put too, or is gone.
   */
  put(table: Table, rows: readonly unknown[][]): void {
    const insert = this.#put.get(table.name) ?? this.#prepare(table);
    this.#put.set(table.name, insert);
    for (const row of rows) insert.run(...row);
  }

  #prepare(table: Table): Statement {
    const places = table.columns.map(() => '?').join(', ');
    const rest = table.columns.filter((c) => !table.key.includes(c.name));
    const update =
      rest.length === 0
        ? 'DO NOTHING'
        : `DO UPDATE SET ${rest.map((c) => `${quote(c.name)} = excluded.${quote(c.name)}`).join(', ')}`;
    const upserts = !table.appendOnly && !table.unique;
    const conflict = !upserts ? '' : ` ON CONFLICT (${table.key.map(quote).join(', ')}) ${update}`;
    return this.writer.prepare(
      `INSERT ${table.unique && !table.appendOnly ? 'OR REPLACE ' : ''}INTO ${quote(table.name)} (${columnList(table)}) VALUES (${places})${conflict}`,
    );
  }

  /** What the transaction changed since `changes` was cleared. */
  taken(): readonly TableChanges[] {
    return this.changes.take();
  }

  /** Not to be called in a transaction. */
  flush(): Promise<boolean> {
    return this.#within(
      EMPTY_MS,
      () => (this.writer.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }])[0].busy === 0,
    );
  }

  [Symbol.dispose](): void {
    this.#reader.close();
    this.writer.close();
  }
}

const foreign = (name: string) =>
  new DouaneError('STATE_CORRUPT', { place: { name }, expected: 'tables of this version of the state' });
