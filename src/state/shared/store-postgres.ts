/**
 * The PostgreSQL side of a shared state: connections with their limits, the order of transactions, and rows to and from
 * it. Who writes locks the one row of `sequencer` first; so transactions of all processes have one order, and each sees
 * all before it.
 */
import pg from 'pg';
import { DouaneError } from '../../model/errors.ts';
import type { TableChanges } from './changes.ts';
import { remedyOf } from './postgres-errors.ts';
import { backoffMs } from './retry.ts';
import { addColumns, columnList, createTable, qualified, quote, SCHEMA, SEQUENCER, type Table } from './tables.ts';

export type Client = pg.PoolClient;

export interface RemoteOptions {
  /** `postgres://…`; what it does not say comes from the environment as for any client (PGPASSWORD, PGSSLMODE, …). */
  readonly url: string;
  /** Most connections of this process. */
  readonly connections: number;
  /** How long to wait for others, in milliseconds: for the order of transactions, and for a turn. */
  readonly waitMs: number;
  /** How long a statement may take, in milliseconds. */
  readonly statementMs: number;
  /** For how long to try to reach the database, in milliseconds. */
  readonly awayMs: number;
  readonly random: () => number;
}

/** Where the order of transactions has come to. */
export interface Position {
  /** Which database it is: two that were made anew are never the same. */
  readonly house: string;
  readonly version: number;
  /** Of the transaction of that version, null before the first. */
  readonly token: string | null;
  /** Of the transaction of the version that was asked for, null where there is none. */
  readonly known: string | null;
}

/** Rows of one table, some at a time, in the order of the columns. */
export type TakeRows = (table: Table, rows: readonly unknown[][]) => void;
export type TakeGone = (table: string, key: readonly unknown[]) => void;

/** Rows that are asked for and sent at once. */
const PAGE = 2_000;
/** A row with more bytes than this goes as it is; the others of a table go together, as text. */
const LARGE = 4_096;
/** Versions that are read without a cursor. */
const FEW = 64;

const INT8 = 20;
const types = {
  // Sums and sizes of ours stay exact in a double.
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text')) as never,
};

export class Remote implements Disposable {
  readonly #pool: pg.Pool;
  /** Apart, so that those who wait for a turn never keep one who has it from recording. */
  readonly #turns: pg.Pool;
  readonly #options: RemoteOptions;

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#pool = this.#newPool(2);
    this.#turns = this.#newPool(Math.max(1, options.connections - 2));
  }

  #newPool(max: number): pg.Pool {
    const { url, waitMs, statementMs, awayMs } = this.#options;
    const pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'douane',
      connectionTimeoutMillis: Math.min(10_000, awayMs),
      lock_timeout: waitMs,
      statement_timeout: waitMs + statementMs,
      // Of a machine that went away the server takes back what it had locked.
      idle_in_transaction_session_timeout: waitMs + statementMs,
      // Where the server does not answer any more at all.
      query_timeout: waitMs + 2 * statementMs,
      keepAlive: true,
      allowExitOnIdle: true,
      types,
      onConnect: (client: pg.ClientBase) => this.#greet(client),
    } as pg.PoolConfig);
    // Of connections that idle; those at work tell by their queries.
    pool.on('error', () => {});
    return pool;
  }

  /** Once a connection: what we rely on. */
  async #greet(client: pg.ClientBase): Promise<void> {
    client.on('error', () => {});
    const { rows } = await client.query(
      `SELECT current_setting('fsync') AS fsync, current_setting('server_version_num')::int AS server,
         pg_is_in_recovery() AS standby, set_config('synchronous_commit',
           CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)`,
    );
    const { fsync, server, standby } = rows[0] as { fsync: string; server: number; standby: boolean };
    if (server < 150_000)
      throw new DouaneError('STATE_AWAY', { expected: 'PostgreSQL 15 or later', got: String(server) });
    if (standby) throw new DouaneError('STATE_READ_ONLY', { expected: 'the primary', got: 'a standby' });
    if (fsync !== 'on')
      throw new DouaneError('STATE_AWAY', { expected: 'a database that keeps what it commits', got: 'fsync = off' });
  }

  /**
   * Runs work with a connection, again where chance or a lost connection ended it: work must bear to be run again.
   *
   * @throws DouaneError STATE_AWAY, STATE_BUSY, STATE_FULL, STATE_READ_ONLY, STATE_CORRUPT
   */
  async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await this.#again(this.#pool, async (client) => ({ client, result: await work(client) }));
    client.client.release();
    return client.result;
  }

  /** A connection on which `first` was done, kept until it is released. @throws as {@link run} */
  keep(first: (client: Client) => Promise<unknown>): Promise<Client> {
    return this.#again(this.#turns, async (client) => {
      await first(client);
      return client;
    });
  }

  async #again<T>(pool: pg.Pool, work: (client: Client) => Promise<T>): Promise<T> {
    const until = performance.now() + this.#options.awayMs;
    for (let attempt = 0; ; attempt++) {
      let client: Client | undefined;
      try {
        client = await pool.connect();
        return await work(client);
      } catch (error) {
        // A connection on which something failed is not used again: what it still holds is not known.
        client?.release(true);
        const told = toldOf(error);
        if (!(told instanceof Passing)) throw told;
        if (performance.now() > until) throw told.error;
        await new Promise((done) => setTimeout(done, backoffMs(attempt, this.#options.random)));
      }
    }
  }

  /** Makes what is not there yet, once, whoever comes first. @throws DouaneError STATE_NEWER */
  async migrate(tables: readonly Table[], version: number, house: string): Promise<void> {
    await this.run(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT pg_advisory_xact_lock($1, $2)', lockKey('migration'));
      const made = await client.query('SELECT to_regclass($1) IS NOT NULL AS made', [`${SCHEMA}.schema_version`]);
      if (!made.rows[0].made) {
        await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
        for (const ddl of SEQUENCER) await client.query(ddl);
        await client.query(`INSERT INTO ${SCHEMA}.schema_version (version) VALUES ($1)`, [version]);
        await client.query(`INSERT INTO ${SCHEMA}.sequencer (house, version) VALUES ($1, 0)`, [house]);
      }
      const there = (await client.query(`SELECT version FROM ${SCHEMA}.schema_version`)).rows[0].version as number;
      if (there > version)
        throw new DouaneError('STATE_NEWER', { expected: `version ${version} at most`, got: `version ${there}` });
      const present = await client.query(
        'SELECT table_name AS name, column_name AS col FROM information_schema.columns WHERE table_schema = $1',
        [SCHEMA],
      );
      for (const table of tables) {
        const columns = new Set(present.rows.filter((r) => r.name === table.name).map((r) => r.col as string));
        for (const ddl of columns.size === 0 ? createTable(table) : addColumns(table, columns)) await client.query(ddl);
      }
      if (there < version) await client.query(`UPDATE ${SCHEMA}.schema_version SET version = $1`, [version]);
      await client.query('COMMIT');
    });
  }

  /** Takes out what was deleted or replaced and nobody reads any more. */
  async vacuum(tables: readonly Table[]): Promise<void> {
    await this.run((client) => client.query(`VACUUM ${tables.map(qualified).join(', ')}`));
  }

  /** Ends all connections; what is under way on them fails. */
  [Symbol.dispose](): void {
    for (const pool of [this.#pool, this.#turns]) void pool.end().catch(() => {});
  }
}

/** An error after which the same again may succeed. */
class Passing {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}

/** What an error means: one of ours, or {@link Passing}. */
function toldOf(error: unknown): unknown {
  if (error instanceof DouaneError) return error;
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: string };
  // What SQLite says of our copy is for whoever opened it.
  if (code?.startsWith('SQLITE_')) return error;
  const isOfDatabase = error instanceof pg.DatabaseError || code !== undefined || isOfConnection(error);
  const remedy = isOfDatabase ? remedyOf(code) : undefined;
  if (remedy === undefined) return error;
  const detail = { ...(code === undefined ? {} : { got: code }), cause: error };
  if (remedy === 'again') return new Passing(new DouaneError('STATE_BUSY', detail));
  if (remedy === 'reconnect') return new Passing(new DouaneError('STATE_AWAY', detail));
  return new DouaneError(remedy, detail);
}

/** node-postgres tells of lost connections and its own time-outs in words. */
const isOfConnection = (error: Error): boolean =>
  /connection|terminat|timeout|not queryable|ended|closed|SSL|SASL|password/i.test(error.message);

/** Begins a transaction that writes: nobody else's comes between. `known` is the version that a copy follows. */
export function lockSequencer(client: Client, known: number): Promise<Position> {
  return begin(client, 'READ COMMITTED', ' FOR UPDATE', known);
}

/** Begins a transaction that reads one snapshot. */
export function beginSnapshot(client: Client, known: number): Promise<Position> {
  return begin(client, 'REPEATABLE READ, READ ONLY', '', known);
}

async function begin(client: Client, how: string, lock: string, known: number): Promise<Position> {
  // In one message; the last statement sees what was committed while the one before it waited.
  const [, first, second] = (await client.query(
    `BEGIN ISOLATION LEVEL ${how};
     SELECT house, version FROM ${SCHEMA}.sequencer${lock};
     SELECT version, token FROM ${SCHEMA}.batch WHERE version IN ((SELECT version FROM ${SCHEMA}.sequencer), ${known})`,
  )) as unknown as [unknown, pg.QueryResult, pg.QueryResult];
  const row = first.rows[0] as { house: string; version: number } | undefined;
  if (row === undefined) throw new DouaneError('STATE_CORRUPT', { place: { name: 'sequencer' }, expected: 'one row' });
  const tokens = new Map((second.rows as { version: number; token: string }[]).map((r) => [r.version, r.token]));
  return {
    house: row.house,
    version: row.version,
    token: tokens.get(row.version) ?? null,
    known: tokens.get(known) ?? null,
  };
}

/** Version of the transaction with this token, null where it did not become durable. */
export async function versionOf(client: Client, token: string): Promise<number | null> {
  const { rows } = await client.query(`SELECT version FROM ${SCHEMA}.batch WHERE token = $1`, [token]);
  return rows.length === 0 ? null : Number(rows[0].version);
}

/** Gives what was written after a version, up to `to`: first what was deleted, then the rows as they are. */
export async function pull(
  client: Client,
  tables: readonly Table[],
  from: number,
  to: number,
  gone: TakeGone,
  take: TakeRows,
): Promise<void> {
  const touched = new Set(
    (
      await client.query(
        `SELECT DISTINCT unnest(tables) AS name FROM ${SCHEMA}.batch WHERE version > $1 AND version <= $2`,
        [from, to],
      )
    ).rows.map((r) => r.name as string),
  );
  const deleted = await client.query(
    `SELECT name, key FROM ${SCHEMA}.gone WHERE version > $1 AND version <= $2 ORDER BY version`,
    [from, to],
  );
  for (const { name, key } of deleted.rows) gone(name, key);
  for (const table of tables) {
    if (!touched.has(table.name)) continue;
    // What is referred to by others of its table comes first, as it did when it was written.
    const order = table.key.map(quote).join(', ');
    const select = `SELECT ${columnList(table)} FROM ${qualified(table)} WHERE version > ${from} AND version <= ${to} ORDER BY version, ${order}`;
    if (to - from <= FEW) {
      take(table, (await client.query({ text: select, rowMode: 'array' })).rows);
      continue;
    }
    await client.query(`DECLARE pulled NO SCROLL CURSOR FOR ${select}`);
    for (;;) {
      const { rows } = await client.query({ text: `FETCH ${PAGE} FROM pulled`, rowMode: 'array' });
      if (rows.length === 0) break;
      take(table, rows);
    }
    await client.query('CLOSE pulled');
  }
}

/**
 * Writes changes as the next version, and with a token that this is a transaction of that version; without one that is
 * said by {@link record}. To be followed by COMMIT.
 */
export async function push(
  client: Client,
  changes: readonly TableChanges[],
  version: number,
  token?: string,
): Promise<void> {
  const parts: string[] = [];
  const values: unknown[] = [];
  const param = (value: unknown): string => {
    values.push(value);
    return `$${values.length}`;
  };
  for (const change of changes) {
    const { table } = change;
    const into = `INSERT INTO ${qualified(table)} (${columnList(table)}, version)`;
    const [large, small] = sortBySize(change.rows);
    for (const row of large) {
      const places = row.map((_, i) => `$${i + 1}`);
      await client.query(`${into} VALUES (${places.join(', ')}, ${version})${onConflict(table)}`, row as unknown[]);
    }
    for (let at = 0; at < small.length; at += PAGE) {
      const page = small.slice(at, at + PAGE);
      const arrays = table.columns.map((c, i) => `${param(page.map((row) => row[i]))}::${c.type}[]`);
      parts.push(`${into} SELECT *, ${version} FROM unnest(${arrays.join(', ')})${onConflict(table)}`);
    }
    if (change.gone.length > 0) {
      // By a key that cannot be null; keys are texts and numbers.
      const arrays = table.key.map((k, i) => {
        const { type } = table.columns.find((c) => c.name === k)!;
        return `${param(change.gone.map((key) => key[i]))}::${type}[]`;
      });
      const keys = table.key.map(quote).join(', ');
      parts.push(`DELETE FROM ${qualified(table)} WHERE (${keys}) IN (SELECT * FROM unnest(${arrays.join(', ')}))`);
      const json = param(change.gone.map((key) => JSON.stringify(key)));
      parts.push(
        `INSERT INTO ${SCHEMA}.gone (version, name, key) SELECT ${version}, ${param(table.name)}, k FROM unnest(${json}::jsonb[]) AS k`,
      );
    }
  }
  let last = 'SELECT';
  if (token !== undefined) {
    const tables = changes.map((c) => c.table.name);
    parts.push(
      `INSERT INTO ${SCHEMA}.batch (version, token, tables) VALUES (${version}, ${param(token)}, ${param(tables)}::text[])`,
    );
    last = `UPDATE ${SCHEMA}.sequencer SET version = ${version}`;
  }
  if (parts.length === 0) return;
  // In one statement, so that it is one way there and back while everybody waits.
  const named = parts.map((sql, i) => `p${i} AS (${sql})`);
  await client.query({ text: `WITH ${named.join(', ')} ${last}`, values });
}

/** Says that there was a transaction, and which tables it wrote. */
export async function record(client: Client, version: number, token: string, tables: readonly string[]): Promise<void> {
  await client.query(`INSERT INTO ${SCHEMA}.batch (version, token, tables) VALUES ($1, $2, $3)`, [
    version,
    token,
    tables,
  ]);
  await client.query(`UPDATE ${SCHEMA}.sequencer SET version = $1`, [version]);
}

function onConflict(table: Table): string {
  if (table.appendOnly) return '';
  const set = [...table.columns.filter((c) => !table.key.includes(c.name)).map((c) => c.name), 'version'];
  const keys = table.key.map(quote).join(', ');
  return ` ON CONFLICT (${keys}) DO UPDATE SET ${set.map((c) => `${quote(c)} = excluded.${quote(c)}`).join(', ')}`;
}

function sortBySize(rows: readonly unknown[][]): [large: unknown[][], small: unknown[][]] {
  const large: unknown[][] = [];
  const small: unknown[][] = [];
  for (const row of rows) (row.some((v) => v instanceof Uint8Array && v.length > LARGE) ? large : small).push(row);
  return [large, small];
}

/** Two numbers for an advisory lock: ours, and of the name. */
export function lockKey(name: string): [number, number] {
  // FNV-1a; two names that meet only wait for each other.
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return [0x444f5541, hash | 0];
}
