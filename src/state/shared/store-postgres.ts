/**
 * The PostgreSQL side of a shared state: connections with their limits, the order of transactions, and rows to and from
 * it. Who writes locks the one row of `sequencer` first; so transactions of all processes have one order, and each sees
 * all before it.
 */
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DouaneError } from '../../model/errors.ts';
import { STATE_VERSION } from '../store-sqlite.ts';
import { formatArray } from './binary-array.ts';
import type { TableChanges } from './changes.ts';
import { Places } from './places.ts';
import { refusalOf, remedyOfConnection, remedyOfState, type Server } from './postgres-errors.ts';
import { backoffMs } from './retry.ts';
import { addColumns, columnList, createTable, qualified, quote, SCHEMA, SEQUENCER, type Table } from './tables.ts';

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

/** Rows that are sent at once, and the most that are asked for at once. */
const PAGE = 2_000;
/** Rows that are asked for at first: of some tables each has a megabyte. */
const FIRST_PAGE = 64;
/** About so many bytes are asked for at once, by what the rows before had. */
const PAGE_BYTES = 8 << 20;
/** A row with more bytes than this goes as it is; the others of a table go together, as text. */
const LARGE = 4_096;
const CONNECT_MS = 10_000;

const INT8 = 20;
const types = {
  // Sums and sizes of ours stay exact in a double.
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text')) as never,
};

/** An error after which the same again may succeed. */
class PassingError extends DouaneError {}

/**
 * One connection, kept until it is released. Whatever its queries throw is the house's own error: nothing of what a
 * server or a library says is passed on but its code, since it may quote a row, a name or a host.
 */
export class Client {
  readonly #client: pg.PoolClient;
  readonly #leave: () => void;
  #released = false;

  constructor(client: pg.PoolClient, leave: () => void) {
    this.#client = client;
    this.#leave = leave;
  }

  async query(query: string | pg.QueryConfig | pg.QueryArrayConfig, values?: unknown[]): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(query as string, values as never);
    } catch (error) {
      throw toldOf(error);
    }
  }

  /** Gives the connection back, or ends it where it is not known what it still holds. Once is enough. */
  release(broken = false): void {
    if (this.#released) return;
    this.#released = true;
    this.#client.release(broken);
    this.#leave();
  }
}

interface Pool {
  readonly pool: pg.Pool;
  readonly places: Places;
}

export class Remote implements Disposable {
  readonly #works: Pool;
  /** Apart, so that those who wait for a turn never keep one who has it from recording. */
  readonly #turns: Pool;
  readonly #options: RemoteOptions;
  readonly #sockets = new Set<Socket>();
  readonly #closed = new AbortController();

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#works = this.#newPool(2);
    this.#turns = this.#newPool(Math.max(1, options.connections - 2));
  }

  #newPool(max: number): Pool {
    const { url, statementMs, awayMs } = this.#options;
    // To PostgreSQL 0 is no limit.
    const waitMs = Math.max(1, this.#options.waitMs);
    const pool = new pg.Pool({
      connectionString: url,
      max,
      application_name: 'douane',
      connectionTimeoutMillis: Math.min(CONNECT_MS, awayMs),
      lock_timeout: waitMs,
      statement_timeout: waitMs + statementMs,
      // Of a machine that went away the server takes back what it had locked.
      idle_in_transaction_session_timeout: waitMs + statementMs,
      // Where the server does not answer any more at all.
      query_timeout: waitMs + 2 * statementMs,
      keepAlive: true,
      allowExitOnIdle: true,
      types,
      stream: () => this.#newSocket(),
      onConnect: (client: pg.ClientBase) => this.#greet(client),
    } as pg.PoolConfig);
    // Of connections that idle; those at work tell by their queries.
    pool.on('error', () => {});
    return { pool, places: new Places(max) };
  }

  #newSocket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }

  /** Once a connection: what we rely on, whatever the database, the role or the environment say otherwise. */
  async #greet(client: pg.ClientBase): Promise<void> {
    client.on('error', () => {});
    const { rows } = await client.query({
      // A turn's connection idles for as long as the turn.
      text: `SELECT current_setting('fsync') AS fsync, current_setting('server_version_num')::int AS server,
         pg_is_in_recovery() AS standby, current_setting('server_encoding') AS encoding,
         set_config('idle_session_timeout', '0', false),
         set_config('synchronous_commit',
           CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)`,
      query_timeout: Math.min(CONNECT_MS, this.#options.awayMs),
    } as pg.QueryConfig);
    const refusal = refusalOf(rows[0] as Server);
    if (refusal !== undefined) throw refusal;
  }

  /**
   * Runs work with a connection, again where chance or a lost connection ended it: work must bear to be run again. What
   * work itself throws is passed on as it is.
   *
   * @throws DouaneError STATE_AWAY, STATE_BUSY, STATE_FULL, STATE_READ_ONLY, STATE_CORRUPT
   */
  async run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const { client, result } = await this.#again(this.#works, async (client) => ({
      client,
      result: await work(client),
    }));
    client.release();
    return result;
  }

  /** A connection on which `first` was done, kept until it is released. @throws as {@link run} */
  keep(first: (client: Client) => Promise<unknown>): Promise<Client> {
    return this.#again(this.#turns, async (client) => {
      await first(client);
      return client;
    });
  }

  async #again<T>(from: Pool, work: (client: Client) => Promise<T>): Promise<T> {
    let since: number | undefined;
    for (let attempt = 0; ; attempt++) {
      let client: Client | undefined;
      try {
        client = await this.#connect(from);
        return await work(client);
      } catch (error) {
        // A connection on which something failed is not used again: what it still holds is not known.
        client?.release(true);
        if (this.#closed.signal.aborted) throw closed();
        if (!(error instanceof PassingError)) throw error;
        since ??= performance.now();
        if (performance.now() - since > this.#options.awayMs) throw error;
        const { signal } = this.#closed;
        await sleep(backoffMs(attempt, this.#options.random), undefined, { signal }).catch(() => {
          throw closed();
        });
      }
    }
  }

  async #connect({ pool, places }: Pool): Promise<Client> {
    if (this.#closed.signal.aborted) throw closed();
    // The pool's own time-out is for the way to the server, not for those before us.
    await places.enter(Math.max(1, this.#options.waitMs));
    try {
      return new Client(await pool.connect(), () => places.leave());
    } catch (error) {
      places.leave();
      throw toldOf(error);
    }
  }

  /**
   * Makes what is not there yet, once, whoever comes first. Of a database without any state `ifEmpty` says whether one is
   * to be made, or throws. False where none is there.
   *
   * @throws DouaneError STATE_NEWER
   */
  migrate(tables: readonly Table[], house: string, ifEmpty: () => boolean): Promise<boolean> {
    return this.run(async (client) => {
      // Each statement sees what was committed while we waited for the lock, whatever the database has as its default.
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      await client.query('SELECT pg_advisory_xact_lock($1, $2)', lockKey('migration'));
      const made = await client.query('SELECT to_regclass($1) IS NOT NULL AS made', [`${SCHEMA}.schema_version`]);
      if (!made.rows[0].made) {
        if (!ifEmpty()) {
          await client.query('ROLLBACK');
          return false;
        }
        // Where it is there already it takes no right to make schemas.
        const schema = await client.query('SELECT to_regnamespace($1) IS NOT NULL AS made', [SCHEMA]);
        if (!schema.rows[0].made) await client.query(`CREATE SCHEMA ${SCHEMA}`);
        for (const ddl of SEQUENCER) await client.query(ddl);
        await client.query(`INSERT INTO ${SCHEMA}.schema_version (version) VALUES ($1)`, [STATE_VERSION]);
        await client.query(`INSERT INTO ${SCHEMA}.sequencer (house, version) VALUES ($1, 0)`, [house]);
      }
      const there = (await client.query(`SELECT version FROM ${SCHEMA}.schema_version`)).rows[0].version as number;
      expectSchema(there);
      const present = await client.query(
        'SELECT table_name AS name, column_name AS col FROM information_schema.columns WHERE table_schema = $1',
        [SCHEMA],
      );
      for (const table of tables) {
        const columns = new Set(present.rows.filter((r) => r.name === table.name).map((r) => r.col as string));
        for (const ddl of columns.size === 0 ? createTable(table) : addColumns(table, columns)) await client.query(ddl);
      }
      if (there < STATE_VERSION)
        await client.query(`UPDATE ${SCHEMA}.schema_version SET version = $1`, [STATE_VERSION]);
      await commit(client);
      return true;
    });
  }

  /** Takes out what was deleted or replaced and nobody reads any more. */
  async vacuum(tables: readonly Table[]): Promise<void> {
    await this.run((client) => client.query(`VACUUM ${tables.map(qualified).join(', ')}`));
  }

  /** Ends all connections at once; what is under way on them fails. */
  [Symbol.dispose](): void {
    this.#closed.abort();
    for (const { pool, places } of [this.#works, this.#turns]) {
      places.end(closed());
      if (!pool.ending) void pool.end().catch(() => {});
    }
    // A server that does not answer would keep the process alive.
    for (const socket of this.#sockets) socket.destroy();
  }
}

const closed = () => new DouaneError('INTERNAL', { expected: 'a state that is open' });

/** What an error of node-postgres means. It came from there: nothing is guessed from its words. */
function toldOf(error: unknown): DouaneError {
  if (error instanceof DouaneError) return error;
  const code = (error as { code?: unknown }).code;
  const named = typeof code === 'string' ? code : undefined;
  const isOfServer = error instanceof pg.DatabaseError && named !== undefined;
  const remedy = isOfServer ? remedyOfState(named) : remedyOfConnection(named);
  const got = named ?? 'a connection that ended or did not answer';
  if (remedy === 'again') return new PassingError('STATE_BUSY', { got });
  if (remedy === 'reconnect') return new PassingError('STATE_AWAY', { got });
  if (remedy === 'CALL_BAD_VALUE')
    return new DouaneError(remedy, { place: { name: '--store' }, expected: 'postgres://USER@HOST:PORT/DATABASE' });
  return new DouaneError(remedy, { got });
}

/** Begins a transaction that writes: nobody else's comes between. `known` is the version that a copy follows. */
export function lockSequencer(client: Client, known: number): Promise<Position> {
  return begin(client, 'READ COMMITTED', ' FOR UPDATE OF s', known);
}

/** Begins a transaction that reads one snapshot. */
export function beginSnapshot(client: Client, known: number): Promise<Position> {
  return begin(client, 'REPEATABLE READ, READ ONLY', '', known);
}

async function begin(client: Client, how: string, lock: string, known: number): Promise<Position> {
  // In one message; the last statement sees what was committed while the one before it waited.
  const [, first, second] = (await client.query(
    `BEGIN ISOLATION LEVEL ${how};
     SELECT s.house, s.version, v.version AS schema FROM ${SCHEMA}.sequencer s, ${SCHEMA}.schema_version v${lock};
     SELECT version, token FROM ${SCHEMA}.batch WHERE version IN ((SELECT version FROM ${SCHEMA}.sequencer), ${known})`,
  )) as unknown as [unknown, pg.QueryResult, pg.QueryResult];
  const row = first.rows[0] as { house: string; version: number; schema: number } | undefined;
  if (row === undefined) throw new DouaneError('STATE_CORRUPT', { place: { name: 'sequencer' }, expected: 'one row' });
  // A newer process may come while an older one works.
  expectSchema(row.schema);
  const tokens = new Map((second.rows as { version: number; token: string }[]).map((r) => [r.version, r.token]));
  return {
    house: row.house,
    version: row.version,
    token: tokens.get(row.version) ?? null,
    known: tokens.get(known) ?? null,
  };
}

function expectSchema(version: number): void {
  if (version > STATE_VERSION)
    throw new DouaneError('STATE_NEWER', { expected: `version ${STATE_VERSION} at most`, got: `version ${version}` });
}

/** Ends a transaction that wrote. @throws DouaneError where it was not kept, or that cannot be told. */
export async function commit(client: Client): Promise<void> {
  const { command } = await client.query('COMMIT');
  // So PostgreSQL answers where a statement failed before.
  if (command !== 'COMMIT') throw new DouaneError('INTERNAL', { expected: 'COMMIT', got: command });
}

/**
 * That we may write, found before anything is read for it. Locks nothing.
 *
 * @throws DouaneError STATE_READ_ONLY where we may not.
 */
export async function expectWritable(client: Client): Promise<void> {
  await client.query(`UPDATE ${SCHEMA}.sequencer SET version = version WHERE false`);
}

/** Token of the transaction of this version, null where there is none. */
export async function tokenOf(client: Client, version: number): Promise<string | null> {
  const { rows } = await client.query(`SELECT token FROM ${SCHEMA}.batch WHERE version = $1`, [version]);
  return rows.length === 0 ? null : (rows[0].token as string);
}

/** Version of the transaction with this token, null where it did not become durable. */
export async function versionOf(client: Client, token: string): Promise<number | null> {
  const { rows } = await client.query(`SELECT version FROM ${SCHEMA}.batch WHERE token = $1`, [token]);
  return rows.length === 0 ? null : Number(rows[0].version);
}

/** SQL of these columns of every row of a table. */
export const selectAll = (name: string, columns: readonly string[]): string =>
  `SELECT ${columns.map(quote).join(', ')} FROM ${qualified({ name })}`;

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
  if (from > 0) {
    const deleted = await client.query(
      `SELECT name, key FROM ${SCHEMA}.gone WHERE version > $1 AND version <= $2 ORDER BY version`,
      [from, to],
    );
    for (const { name, key } of deleted.rows) gone(name, key);
  }
  for (const [i, table] of tables.entries()) {
    if (!touched.has(table.name)) continue;
    // What is referred to by others of its table comes first, as it did when it was written.
    const order = table.key.map(quote).join(', ');
    const select = `SELECT ${columnList(table)} FROM ${qualified(table)} WHERE version > ${from} AND version <= ${to} ORDER BY version, ${order}`;
    // Cursors end with the transaction.
    let declare = `DECLARE pulled_${i} NO SCROLL CURSOR FOR ${select}; `;
    let page = FIRST_PAGE;
    for (;;) {
      const text = `${declare}FETCH ${page} FROM pulled_${i}`;
      const results = (await client.query({ text, rowMode: 'array' })) as pg.QueryResult | pg.QueryResult[];
      const { rows } = Array.isArray(results) ? results.at(-1)! : results;
      declare = '';
      if (rows.length > 0) take(table, rows);
      if (rows.length < page) break;
      page = Math.max(1, Math.min(PAGE, Math.floor(PAGE_BYTES / meanSize(rows))));
    }
  }
}

/** Bytes of a row, roughly. */
function meanSize(rows: readonly unknown[][]): number {
  let bytes = 1;
  for (const row of rows)
    for (const value of row) bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
  return bytes / rows.length;
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
      await client.query(`${into} VALUES (${places.join(', ')}, ${version})${onConflict(table)}`, row);
    }
    for (let at = 0; at < small.length; at += PAGE) {
      const page = small.slice(at, at + PAGE);
      const arrays = table.columns.map(
        (c, i) =>
          `${param(
            formatArray(
              page.map((row) => row[i]),
              c.type,
            ),
          )}::${c.type}[]`,
      );
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
