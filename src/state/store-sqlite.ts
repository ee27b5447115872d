import type { KeyObject } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  statfsSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { WriteQueue } from './queue-writes.ts';
import { stateErrorOf } from './sqlite-errors.ts';
import { lockState } from './store-lock.ts';
import { Seal } from './store-seal.ts';

/** What custody hands out: the keys, with an id for each by which it is told from any other. */
export interface Identified {
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * The opened state directory: `douane.db`, `keys/`, `holds/`. Whoever has it is alone on it until it is disposed of or
 * the process ends.
 */
export interface State<K extends Identified> extends Disposable {
  readonly dir: string;
  readonly keys: K;
  /**
   * Runs work in a write transaction: durable (WAL, synchronous=FULL) when it resolves, undone when it rejects. Works
   * that are asked for at the same time become durable together, each undone by itself where it throws.
   */
  transaction<T>(work: (db: Database) => T): Promise<T>;
  /** Runs work that only reads, on one snapshot. */
  read<T>(work: (db: Database) => T): T;
  /**
   * Moves all into the database file and empties its log, where what was deleted could still be read. False where
   * somebody who reads beside keeps it from being emptied.
   */
  flush(): boolean;
}

export interface StateOptions<K extends Identified> {
  /** DDL of the parts of the house that keep tables here, in order. Run once, when the state is made. */
  readonly schemas: readonly string[];
  /** Opens the keys, making those that `known` does not name; those it names must be there and have that id. */
  readonly openKeys: (dir: string, known: ReadonlyMap<string, string>) => K;
  /** Run at the start of every write transaction, in it; where it throws, nothing of the transaction is done. */
  readonly begin?: (db: Database) => void;
  /** Run at the end of every write transaction, in it; as `begin`. */
  readonly finish?: (db: Database, keys: K) => void;
  /** Tables that nobody may change but by transactions here, and the key that this is held to with. */
  readonly sealed?: { readonly tables: readonly string[]; readonly key: (keys: K) => KeyObject };
  /** How long to wait for another process, in milliseconds. */
  readonly waitMs?: number;
}

/** Version of all tables together. A state with a higher one was written by a newer Douane. */
export const STATE_VERSION = 1;
/** `DOUA`, in the header of the database. */
const APPLICATION_ID = 0x444f5541;
const DEFAULT_WAIT_MS = 120_000;

const META = 'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID';

/**
 * Opens a state directory, making it on first use.
 *
 * @throws DouaneError STATE_BUSY, STATE_READ_ONLY, STATE_FULL, STATE_CORRUPT, STATE_NEWER, STATE_KEY
 * @example
 * using state = openState('.douane', { schemas: [...LEDGER_SCHEMA], openKeys: (dir, known) => openKeys(dir, { known, random }) });
 */
export function openState<K extends Identified>(path: string, options: StateOptions<K>): State<K> {
  const dir = resolve(path);
  const opened: Disposable[] = [];
  try {
    makeDirectory(dir);
    opened.push(lockState(dir, options.waitMs ?? DEFAULT_WAIT_MS));
    const db = new Sqlite(join(dir, 'douane.db'), { timeout: 10_000 });
    opened.push({ [Symbol.dispose]: () => void db.close() });
    prepare(db, dir, [META, ...options.schemas]);
    const { sealed } = options;
    let seal: Seal | undefined;
    const keys = bindKeys(db, join(dir, 'keys'), options.openKeys, (bound, first) => {
      if (sealed === undefined) return;
      seal = new Seal(db, sealed.tables, sealed.key(bound));
      if (first) seal.write();
      else seal.check();
    });
    const writes = new WriteQueue(db, {
      begin: () => options.begin?.(db),
      end: () => {
        options.finish?.(db, keys);
        seal?.renew();
      },
      errorOf: (error) => (error instanceof Sqlite.SqliteError ? stateError(error, dir) : error),
    });
    opened.push(writes);
    return {
      dir,
      keys,
      transaction: (work) => writes.run(work),
      read: (work) => guarded(dir, () => db.transaction(work).deferred(db)),
      flush: () => guarded(dir, () => (db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }])[0].busy === 0),
      [Symbol.dispose]: () => closeAll(opened),
    };
  } catch (error) {
    closeAll(opened);
    throw stateError(error, dir);
  }
}

/** The state for whoever only looks: beside one that works on it, on a snapshot of what is recorded. */
export type StateView = Pick<State<Identified>, 'dir' | 'read'> & Disposable;

/**
 * Opens a state to read it, without the work lock and without its keys; undefined where none was made yet.
 *
 * @throws DouaneError STATE_READ_ONLY, STATE_CORRUPT, STATE_NEWER
 */
export function viewState(path: string): StateView | undefined {
  const dir = resolve(path);
  const file = join(dir, 'douane.db');
  if (!existsSync(file)) return undefined;
  let db: Database | undefined;
  try {
    db = new Sqlite(file, { readonly: true, timeout: 10_000 });
    if (expectOurs(db)) {
      db.close();
      return undefined; // its maker died before the first table
    }
    const opened = db;
    return {
      dir,
      read: (work) => guarded(dir, () => opened.transaction(work).deferred(opened)),
      [Symbol.dispose]: () => void opened.close(),
    };
  } catch (error) {
    db?.close();
    throw stateError(error, dir);
  }
}

function guarded<T>(dir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    // What the work itself throws is its own affair.
    throw error instanceof Sqlite.SqliteError ? stateError(error, dir) : error;
  }
}

/** The database first, then the lock: nobody may come in while the database is still being closed. */
function closeAll(opened: Disposable[]): void {
  for (const part of opened.splice(0).reverse()) part[Symbol.dispose]();
}

function makeDirectory(dir: string): void {
  if (mkdirSync(dir, { recursive: true, mode: 0o700 }) === undefined) return;
  const parent = openSync(dirname(dir), 'r');
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
}

function prepare(db: Database, dir: string, schemas: readonly string[]): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  const empty = expectOurs(db);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma('foreign_keys = ON');
  // What is deleted is overwritten: the wrapped key of a denied hold must not stay behind.
  db.pragma('secure_delete = ON');
  if (!empty) return;
  // Tables are durable before the first key is: keys without them are all that is left of a state that counted.
  const keys = join(dir, 'keys');
  if (existsSync(keys) && readdirSync(keys).length > 0)
    throw new DouaneError('STATE_CORRUPT', {
      place: { name: 'douane.db' },
      expected: 'the database that these keys belong to',
      got: 'none',
    });
  db.transaction(() => {
    for (const ddl of schemas) db.exec(ddl);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${STATE_VERSION}`);
  }).immediate();
}

/** True when there is nothing in it yet. */
function expectOurs(db: Database): boolean {
  const version = db.pragma('user_version', { simple: true }) as number;
  const application = db.pragma('application_id', { simple: true }) as number;
  if (version > STATE_VERSION) {
    throw new DouaneError('STATE_NEWER', { expected: `version ${STATE_VERSION} at most`, got: `version ${version}` });
  }
  const empty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (!empty && application !== APPLICATION_ID) {
    throw new DouaneError('STATE_CORRUPT', { expected: 'a database that Douane made', got: 'another' });
  }
  return empty;
}

/**
 * Opens the keys and remembers their ids. The keys are durable before their ids are, so that a crash between the two
 * leaves keys that the next start takes on, never an id without its key.
 */
function bindKeys<K extends Identified>(
  db: Database,
  dir: string,
  openKeys: StateOptions<K>['openKeys'],
  bound: (keys: K, first: boolean) => void,
): K {
  const rows = db.prepare(`SELECT key, value FROM meta WHERE key LIKE 'key/%'`).all() as {
    key: string;
    value: string;
  }[];
  const known = new Map(rows.map(({ key, value }) => [key.slice('key/'.length), value]));
  const keys = openKeys(dir, known);
  const fresh = [...keys.ids].filter(([name]) => !known.has(name));
  for (const [name, id] of known) {
    if (keys.ids.get(name) !== id) {
      throw new DouaneError('STATE_KEY', { place: { name }, expected: `the key with id ${id}` });
    }
  }
  db.transaction(() => {
    const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    for (const [name, id] of fresh) insert.run(`key/${name}`, id);
    bound(keys, known.size === 0);
  }).immediate();
  return keys;
}

/** What an error of SQLite or of the file system means for the state; errors of the house as they are. */
export function stateError(error: unknown, dir: string): unknown {
  if (error instanceof DouaneError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return error;
  // Only SQLite's or the system's code is told on: it never carries data.
  const told = stateErrorOf(code) ?? (/^SQLITE_(IOERR|CANTOPEN)/.test(code) ? diagnose(dir) : undefined);
  return told === undefined
    ? new DouaneError('INTERNAL', { got: code, cause: error })
    : new DouaneError(told, { got: code, cause: error });
}

/** SQLite says only that it could not open or write; the file system knows why. */
function diagnose(dir: string): 'STATE_FULL' | 'STATE_READ_ONLY' | undefined {
  try {
    accessSync(dir, constants.W_OK);
    const { bavail, ffree, files } = statfsSync(dir);
    return bavail === 0 || (files > 0 && ffree === 0) ? 'STATE_FULL' : undefined;
  } catch {
    return 'STATE_READ_ONLY';
  }
}
