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
import type { Identified, State, StateOptions, StateView } from './state.ts';
import { lockState } from './store-lock.ts';
import { Seal } from './store-seal.ts';
import { Turns } from './turns.ts';

/** The database of an embedded state, and this machine's copy of a shared one. */
export const EMBEDDED_FILE = 'douane.db';
export const COPY_FILE = 'copy.db';
/** The former embedded one, once the state is in a database that many share. */
export const MOVED_SUFFIX = '.moved';
export const MOVED_FILE = EMBEDDED_FILE + MOVED_SUFFIX;

/** Version of all tables together. A state with a higher one was written by a newer Douane. */
export const STATE_VERSION = 1;
/** `DOUA`, in the header of the database. */
const APPLICATION_ID = 0x444f5541;
const DEFAULT_WAIT_MS = 120_000;

export const META = 'CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID';

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
    const file = join(dir, EMBEDDED_FILE);
    // Before there is one, which would keep out whoever comes with the database that was meant.
    if (!existsSync(file)) expectNoKeys(dir);
    makePrivate(file);
    const db = new Sqlite(file, { timeout: 10_000 });
    opened.push({ [Symbol.dispose]: () => void db.close() });
    prepare(db, dir, [META, ...options.schemas]);
    const { sealed } = options;
    let seal: Seal | undefined;
    const keys = bindKeys(db, join(dir, 'keys'), options.openKeys, (bound, first) => {
      if (sealed === undefined) return;
      seal = new Seal(db, { ...sealed, key: sealed.key(bound) });
      if (first) seal.first();
      else seal.check();
    });
    const writes = new WriteQueue(db, {
      begin: () => {
        seal?.begin();
        options.begin?.(db);
      },
      end: () => {
        options.finish?.(db, keys);
        seal?.renew();
      },
      after: () => options.committed?.(db),
      errorOf: (error) => (error instanceof Sqlite.SqliteError ? stateError(error, dir) : error),
    });
    opened.push(writes);
    const turns = new Turns();
    return {
      dir,
      file: join(dir, EMBEDDED_FILE),
      keys,
      shared: false,
      process: 'alone',
      hasEnded: () => true,
      isAlone: () => true,
      turn: async (name) => {
        const turn = await turns.take(name);
        return { [Symbol.asyncDispose]: async () => turn[Symbol.dispose]() };
      },
      transaction: (work) => writes.run(work),
      read: (work) => guarded(dir, () => db.transaction(work).deferred(db)),
      flush: async () =>
        guarded(dir, () => (db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }])[0].busy === 0),
      [Symbol.dispose]: () => closeAll(opened),
    };
  } catch (error) {
    closeAll(opened);
    throw stateError(error, dir);
  }
}

/**
 * Opens a state to read it, without the work lock and without its keys; undefined where none was made yet. With
 * `COPY_FILE` it is this machine's copy of a shared one, as it lies there.
 *
 * @throws DouaneError STATE_READ_ONLY, STATE_CORRUPT, STATE_NEWER
 */
export function viewState(path: string, name: string = EMBEDDED_FILE): StateView | undefined {
  const dir = resolve(path);
  const file = join(dir, name);
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

/** Makes a database that is not there yet, for its owner alone; its log and what else SQLite puts beside it follow it. */
export function makePrivate(file: string): void {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
}

function prepare(db: Database, dir: string, schemas: readonly string[]): void {
  openTables(db, schemas, 'FULL', () => expectNoKeys(dir));
}

/** Tables are durable before the first key is: keys without them are all that is left of a state that counted. */
function expectNoKeys(dir: string): void {
  const keys = join(dir, 'keys');
  if (existsSync(keys) && readdirSync(keys).length > 0)
    throw new DouaneError('STATE_CORRUPT', {
      place: { name: 'douane.db' },
      expected: 'the database that these keys belong to',
      got: 'none',
    });
}

/**
 * Opens a database of tables of ours, making them in an empty one.
 *
 * @throws DouaneError STATE_CORRUPT for the database of somebody else, STATE_NEWER; SQLite's errors.
 */
export function openTables(
  db: Database,
  schemas: readonly string[],
  synchronous: 'FULL' | 'NORMAL',
  ifEmpty: () => void = () => {},
): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  const empty = expectOurs(db);
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${synchronous}`);
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma('foreign_keys = ON');
  // What is deleted is overwritten: the wrapped key of a denied hold must not stay behind.
  db.pragma('secure_delete = ON');
  if (!empty) {
    expectSchema(db, schemas);
    return;
  }
  ifEmpty();
  db.transaction(() => {
    // Whoever came at the same time may have made them.
    if (!expectOurs(db)) return;
    for (const ddl of schemas) db.exec(ddl);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${STATE_VERSION}`);
  }).immediate();
}

/**
 * That there is nothing in the database that we did not put there: a trigger of somebody else's would work in every
 * transaction of ours, and be sealed.
 */
function expectSchema(db: Database, schemas: readonly string[]): void {
  const ours = new Sqlite(':memory:');
  try {
    for (const ddl of schemas) ours.exec(ddl);
    const list = `SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'
      ORDER BY type, name`;
    const [there, expected] = [db, ours].map((d) => JSON.stringify(d.prepare(list).raw().all()));
    if (there === expected) return;
  } finally {
    ours.close();
  }
  throw new DouaneError('STATE_CORRUPT', {
    expected: 'the tables, indexes and triggers that Douane made',
    got: 'others',
  });
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
  const { keys, fresh, first } = openBound(db, dir, openKeys);
  db.transaction(() => {
    noteKeys(db, fresh);
    bound(keys, first);
  }).immediate();
  return keys;
}

export interface BoundKeys<K> {
  readonly keys: K;
  /** Ids of those that are not remembered yet. */
  readonly fresh: readonly (readonly [name: string, id: string])[];
  readonly first: boolean;
}

/** Opens the keys by the ids that are remembered. @throws DouaneError STATE_KEY */
export function openBound<K extends Identified>(
  db: Database,
  dir: string,
  openKeys: StateOptions<K>['openKeys'],
): BoundKeys<K> {
  const rows = db.prepare(`SELECT key, value FROM meta WHERE key LIKE 'key/%'`).all() as {
    key: string;
    value: string;
  }[];
  const known = new Map(rows.map(({ key, value }) => [key.slice('key/'.length), value]));
  const keys = openKeys(dir, known);
  for (const [name, id] of known) {
    if (keys.ids.get(name) !== id) {
      throw new DouaneError('STATE_KEY', { place: { name }, expected: `the key with id ${id}` });
    }
  }
  return { keys, fresh: [...keys.ids].filter(([name]) => !known.has(name)), first: known.size === 0 };
}

export function noteKeys(db: Database, fresh: BoundKeys<unknown>['fresh']): void {
  const insert = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  for (const [name, id] of fresh) insert.run(`key/${name}`, id);
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
