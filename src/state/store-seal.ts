/**
 * A seal over tables that are not in the ledger itself but decide what may leave: the register of persons, permits and
 * holds. Whoever changes them without the key of the state is noticed when it is next opened. (Who puts back the whole
 * of an older state is not: that takes a witness outside.)
 */
import { createHmac, createSecretKey, type Hmac, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';

const SEAL = 'seal';

export class Seal {
  readonly #db: Database;
  readonly #key: KeyObject;
  readonly #selects: readonly (readonly [table: string, select: string])[];

  constructor(db: Database, tables: readonly string[], key: KeyObject) {
    this.#db = db;
    this.#key = createSecretKey(new Uint8Array(hkdfSync('sha256', key.export(), '', 'douane.seal/1', 32)));
    this.#selects = tables.map((table) => [table, `SELECT * FROM ${table} ORDER BY ${orderOf(db, table)}`]);
    // Noted by the database itself, so that no way of writing is forgotten.
    db.exec('CREATE TEMP TABLE touched (yes INTEGER NOT NULL); INSERT INTO temp.touched VALUES (0)');
    for (const table of tables)
      for (const what of ['INSERT', 'UPDATE', 'DELETE'])
        db.exec(
          `CREATE TEMP TRIGGER touched_${table}_${what} AFTER ${what} ON main.${table}
           BEGIN UPDATE touched SET yes = 1; END`,
        );
  }

  /** @throws DouaneError STATE_CORRUPT when the tables are not as they were sealed. */
  check(): void {
    const kept = this.#db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(SEAL) as string | undefined;
    if (kept !== undefined && isSame(kept, this.#mac())) return;
    throw new DouaneError('STATE_CORRUPT', {
      place: { name: this.#selects.map(([table]) => table).join(', ') },
      expected: 'tables as they were recorded',
      got: 'a change from outside',
    });
  }

  /** To be called at the end of each write transaction, in it. */
  renew(): void {
    const touched = this.#db.prepare('SELECT yes FROM temp.touched').pluck();
    if (touched.get() === 0) return;
    this.write();
    this.#db.exec('UPDATE temp.touched SET yes = 0');
  }

  /** Seals the tables as they are. The first time in the transaction that binds the keys: from then on there is a seal. */
  write(): void {
    this.#db
      .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(SEAL, this.#mac().toString('hex'));
  }

  #mac(): Buffer {
    const mac = createHmac('sha256', this.#key);
    for (const [table, select] of this.#selects) {
      add(mac, table);
      for (const row of this.#db.prepare(select).raw().iterate() as IterableIterator<unknown[]>)
        for (const value of row) add(mac, value);
    }
    return mac.digest();
  }
}

/** A value with its type and length in front, so that no two rows of values read alike. */
function add(mac: Hmac, value: unknown): void {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(String(value));
  mac.update(`${value === null ? 'null' : Buffer.isBuffer(value) ? 'blob' : typeof value}:${bytes.length}:`);
  mac.update(bytes);
}

function isSame(kept: string, mac: Buffer): boolean {
  const bytes = Buffer.from(kept, 'hex');
  return bytes.length === mac.length && timingSafeEqual(bytes, mac);
}

/** By primary key, which stays when the file is rebuilt; row numbers may not. */
function orderOf(db: Database, table: string): string {
  const columns = db.pragma(`table_info(${table})`) as { name: string; pk: number }[];
  return columns
    .filter((c) => c.pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map((c) => c.name)
    .join(', ');
}
