/**
 * The state of many processes: a PostgreSQL database that holds it, and on each machine a copy in which the work is done.
 *
 * A transaction takes the lock on the order, brings the copy up to date, runs its works there, sends what they changed and
 * commits first in the database, then in the copy. If we die between the two the copy is behind by one transaction and
 * takes it from the database like any other; if the commit was sent and no answer came, the database is asked whether it
 * stands before anything else is said of it.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Sqlite, { type Database } from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';
import type { Identified, State, StateOptions, StateView } from '../state.ts';
import { Seal } from '../store-seal.ts';
import { type BoundKeys, META, noteKeys, openBound, stateError } from '../store-sqlite.ts';
import { Turns } from '../turns.ts';
import { Copy, type Followed } from './store-copy.ts';
import {
  beginSnapshot,
  type Client,
  commit,
  expectWritable,
  lockKey,
  lockSequencer,
  type Position,
  pull,
  push,
  Remote,
  type RemoteOptions,
  selectAll,
  tokenOf,
  versionOf,
} from './store-postgres.ts';
import { Processes } from './store-processes.ts';

/** Where the database is and how long to wait for it. */
export interface SharedPlace {
  /** `postgres://…`; what it does not say comes from the environment, as for any client. */
  readonly url: string;
  /** Most connections of this process, three or more. */
  readonly connections?: number;
  /** Milliseconds that a statement may take, beside waiting for others. */
  readonly statementMs?: number;
  /** Milliseconds for which a database that is away is tried again. */
  readonly awayMs?: number;
}

export interface SharedOptions<K extends Identified> extends StateOptions<K>, SharedPlace {
  readonly random: (bytes: number) => Uint8Array;
  /**
   * Called once what others wrote is in the copy, in that transaction: verifies what came after `verified`, gives up to
   * where all is verified now, and throws where it is not what the house would have written.
   */
  readonly grown?: (db: Database, keys: K, verified: number) => number;
  /**
   * Where a person says that what copies have beyond the database is lost: a table of the state, and whether a row of it
   * is of what this copy has. Such a copy is dropped and taken anew; any other is STATE_BEHIND.
   */
  readonly lost?: Lost;
  /** Up to where all is verified once a transaction of ours, on what was verified, is done. */
  readonly measure?: (db: Database) => number;
}

export interface Lost {
  readonly table: string;
  readonly columns: readonly string[];
  readonly isOf: (copy: Database, row: unknown) => boolean;
}

const DEFAULTS = { waitMs: 120_000, statementMs: 30_000, awayMs: 15_000, connections: 6 };
/** Works in one transaction. */
const MOST = 4_096;
/** Between looks at what others wrote, while their lock is waited for, in milliseconds. */
const FOLLOW_MS = 20;

/**
 * Opens a shared state from a directory of this machine: its keys, its copy, what it holds. Made on first use, here and
 * in the database.
 *
 * @throws DouaneError STATE_AWAY, STATE_BUSY, STATE_BEHIND, STATE_READ_ONLY, STATE_FULL, STATE_CORRUPT, STATE_NEWER, STATE_KEY
 * @example
 * using state = await openSharedState('.douane', { url: 'postgres://db/douane', schemas, openKeys, random: randomBytes });
 */
export async function openSharedState<K extends Identified>(
  path: string,
  options: SharedOptions<K>,
): Promise<State<K>> {
  return openCopy(path, options, (shared) => shared.open());
}

/**
 * Opens the copy to read it, brought up to date; undefined where nothing was recorded yet. It needs no keys.
 *
 * @throws DouaneError as {@link openSharedState}
 */
export async function viewSharedState(
  path: string,
  options: SharedPlace & Pick<SharedOptions<Identified>, 'schemas' | 'random' | 'waitMs' | 'lost'>,
): Promise<StateView | undefined> {
  const openKeys = () => {
    throw new DouaneError('INTERNAL', { expected: 'nothing to be written by who only looks' });
  };
  let isThere = false;
  const view = await openCopy<Identified>(path, { ...options, openKeys }, async (shared) => {
    // Who only looks makes nothing.
    isThere = await shared.follow(() => false);
  });
  if (isThere && view.read((db) => db.prepare('SELECT count(*) FROM meta').pluck().get()) !== 0) return view;
  view[Symbol.dispose]();
  return undefined;
}

async function openCopy<K extends Identified>(
  path: string,
  options: SharedOptions<K>,
  open: (shared: Shared<K>) => Promise<void>,
): Promise<State<K>> {
  try {
    return await openCopyAsItIs(path, options, open);
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
    return openCopyAsItIs(path, options, open);
  }
}

/** The copy had what a person accepted as lost; it is there no more. */
class Dropped extends Error {}

async function openCopyAsItIs<K extends Identified>(
  path: string,
  options: SharedOptions<K>,
  open: (shared: Shared<K>) => Promise<void>,
): Promise<State<K>> {
  const dir = resolve(path);
  const opened: Disposable[] = [];
  const own = <T extends Disposable>(part: T): T => {
    opened.push(part);
    return part;
  };
  const close = () => {
    for (const part of opened.splice(0).reverse()) part[Symbol.dispose]();
  };
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const remote = own(new Remote(remoteOptions(options)));
    const processes = own(new Processes(dir, () => hex(options.random(16))));
    const copy = own(new Copy(dir, [META, ...options.schemas]));
    const shared = own(new Shared<K>(dir, copy, remote, processes, options));
    try {
      await open(shared);
    } catch (error) {
      const isBehind = error instanceof DouaneError && error.code === 'STATE_BEHIND';
      if (!isBehind || options.lost === undefined || !(await isLost(remote, copy, options.lost))) throw error;
      // Whoever works on it would go on with what is lost, or take away the log of what comes in its place.
      if (!processes.isAlone())
        throw new DouaneError('STATE_BUSY', {
          expected: 'no other process of this machine, so that its copy is taken anew',
        });
      for (const part of [shared, copy]) part[Symbol.dispose]();
      for (const end of ['', '-wal', '-shm']) rmSync(copy.file + end, { force: true });
      throw new Dropped();
    }
    return shared.as(close);
  } catch (error) {
    close();
    throw stateError(error, dir);
  }
}

/** Whether what the copy has beyond the database was accepted as lost. */
async function isLost(remote: Remote, copy: Copy, { table, columns, isOf }: Lost): Promise<boolean> {
  const rows = await remote.run(async (client) => (await client.query(selectAll(table, columns))).rows);
  return copy.read((db) => rows.some((row) => isOf(db, row)));
}

/** The place with what it does not say. */
export function remoteOptions(
  place: SharedPlace & { readonly waitMs?: number; readonly random: (bytes: number) => Uint8Array },
): RemoteOptions {
  return {
    url: place.url,
    connections: place.connections ?? DEFAULTS.connections,
    waitMs: place.waitMs ?? DEFAULTS.waitMs,
    statementMs: place.statementMs ?? DEFAULTS.statementMs,
    awayMs: place.awayMs ?? DEFAULTS.awayMs,
    random: () => place.random(1)[0]! / 256,
  };
}

interface Waiting {
  readonly work: (db: Database) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

type Done = { readonly result: unknown } | { readonly error: unknown };

class Shared<K extends Identified> implements Disposable {
  readonly #dir: string;
  readonly #copy: Copy;
  readonly #remote: Remote;
  readonly #processes: Processes;
  readonly #options: SharedOptions<K>;
  readonly #waiting: Waiting[] = [];
  readonly #turns = new Turns();
  #keys: K | undefined;
  #seal: Seal | undefined;
  #writing = false;
  #closed = false;
  /** Why the copy lacks what we were told is durable, until it has it: who reads must not take it for not recorded. */
  #lacking: unknown;
  /** One at a time has the copy's writer, across all that it waits for meanwhile. */
  #last: Promise<unknown> = Promise.resolve();
  /** What brings the copy on, which has the writer until it ends. */
  #following: Promise<unknown> = Promise.resolve();

  constructor(dir: string, copy: Copy, remote: Remote, processes: Processes, options: SharedOptions<K>) {
    this.#dir = dir;
    this.#copy = copy;
    this.#remote = remote;
    this.#processes = processes;
    this.#options = options;
  }

  as(close: () => void): State<K> {
    const shared = this;
    return {
      dir: this.#dir,
      file: this.#copy.file,
      get keys() {
        return shared.#keys!;
      },
      shared: true,
      process: this.#processes.id,
      hasEnded: (process) => this.#processes.hasEnded(process),
      isAlone: () => this.#processes.isAlone(),
      transaction: (work) => this.#ask(work),
      read: (work) =>
        this.#guarded(() => {
          if (this.#lacking !== undefined) throw this.#lacking;
          return this.#copy.read(work);
        }),
      turn: (name) => this.#turn(name),
      flush: () => this.#flush(),
      [Symbol.dispose]: close,
    };
  }

  /** Follows the database, where a state is in it or `ifEmpty` says that one is to be made. False where there is none. */
  async follow(ifEmpty: () => boolean): Promise<boolean> {
    const there = await this.#remote.migrate(this.#copy.tables, hex(this.#options.random(16)), ifEmpty);
    if (there) await this.#catchUp();
    else if (this.#copy.followed() !== null) throw notThis('one without a state');
    return there;
  }

  /**
   * Where there is no state nothing may be left of one. Tables are durable before the first key is: keys without them are
   * all that is left of a state that counted, or this is the wrong database.
   */
  #expectNoKeys(): boolean {
    if (this.#copy.followed() !== null) throw notThis('one without a state');
    const keys = join(this.#dir, 'keys');
    if (!existsSync(keys) || readdirSync(keys).length === 0) return true;
    throw new DouaneError('STATE_CORRUPT', {
      place: { name: '--store' },
      expected: 'the database that these keys belong to',
      got: 'one without a state',
    });
  }

  /** Follows, opens the keys, and holds what is in the copy to them. */
  async open(): Promise<void> {
    await this.follow(() => this.#expectNoKeys());
    const { writer } = this.#copy;
    const bound = () => openBound(writer, join(this.#dir, 'keys'), this.#options.openKeys);
    const isBound = writer.prepare(`SELECT count(*) FROM meta WHERE key LIKE 'key/%'`).pluck().get() !== 0;
    if (isBound) {
      await this.#remote.run(expectWritable);
      const { keys, fresh } = bound();
      this.#take(keys);
      // Reads the whole register: others go on meanwhile.
      writer.transaction(() => this.#seal?.check()).deferred();
      await this.#alone(() => this.#copy.write(() => this.#verify()));
      const note = ({ fresh }: BoundKeys<K>) => {
        this.#seal?.begin();
        noteKeys(writer, fresh);
      };
      if (fresh.length > 0) await this.#alone(() => this.#transact(bound, note));
      return;
    }
    // Who binds keys first does it alone, whatever machine comes first.
    await this.#alone(() =>
      this.#transact(
        () => {
          const opened = bound();
          this.#take(opened.keys);
          return opened;
        },
        ({ fresh, first }) => {
          noteKeys(writer, fresh);
          if (first) return this.#seal?.first();
          this.#seal?.check();
          return this.#verify();
        },
      ),
    );
  }

  #take(keys: K): void {
    const { sealed } = this.#options;
    this.#keys = keys;
    if (sealed !== undefined) this.#seal ??= new Seal(this.#copy.writer, { ...sealed, key: sealed.key(keys) });
  }

  /** What those took over who only looked was not verified. */
  #verify(): void {
    const { grown } = this.#options;
    const followed = this.#copy.followed();
    if (grown === undefined || followed === null) return;
    const verified = grown(this.#copy.writer, this.#keys!, followed.verified);
    if (verified !== followed.verified) this.#copy.follow({ ...followed, verified });
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told = (error: unknown): unknown => {
    if (error instanceof Sqlite.SqliteError) return stateError(error, this.#dir);
    // Whoever closes the state closes the copy under what is going on.
    return this.#closed && !(error instanceof DouaneError) ? notOpen() : error;
  };

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  #catchUp(): Promise<void> {
    return this.#alone(() =>
      this.#remote.run(async (client) => {
        while (!(await this.#followSnapshot(client)));
      }),
    );
  }

  /** False where another process of this machine brought the copy on meanwhile, perhaps further than was seen here. */
  async #followSnapshot(client: Client, isOver = () => false): Promise<boolean> {
    // Read first: what the copy follows was committed, so whatever begins now sees as much, or the database went back.
    const followed = this.#copy.followed();
    const at = await beginSnapshot(client, followed?.version ?? 0);
    const done = isAt(at, followed) || (!isOver() && (await this.#follow(client, at, followed)));
    await client.query('ROLLBACK');
    if (done) this.#lacking = undefined;
    return done;
  }

  /** Begins the next transaction in the database and brings the copy to where it is. */
  async #lock(client: Client): Promise<Position> {
    const known = this.#copy.followed()?.version ?? 0;
    let isOver = false;
    const locked = lockSequencer(client, known).finally(() => {
      isOver = true;
    });
    void this.#followWhileWaiting(() => isOver);
    let at = await locked;
    // It has the writer. What it failed at fails here too, if it still does.
    await this.#following.catch(() => {});
    for (let asked = known; ; ) {
      // Nobody brings it further than our lock lets them, but to there another process of this machine may.
      const followed = this.#copy.followed();
      const version = followed?.version ?? 0;
      if (version !== asked) at = { ...at, known: await tokenOf(client, version) };
      asked = version;
      if (isAt(at, followed) || (await this.#follow(client, at, followed))) {
        this.#lacking = undefined;
        return at;
      }
    }
  }

  /** While others have the lock: so that little is left to be read once it is ours, when everybody waits for us. */
  async #followWhileWaiting(isOver: () => boolean): Promise<void> {
    await setTimeout(FOLLOW_MS);
    if (isOver()) return;
    try {
      await this.#remote.run(async (client) => {
        while (!isOver()) {
          await this.#followSnapshot(client, isOver);
          if (!isOver()) await setTimeout(FOLLOW_MS);
        }
      });
    } catch {
      // Whoever waits for the lock finds the same, or has no need of us.
    }
  }

  #follow(client: Client, at: Position, followed: Followed | null): Promise<boolean> {
    const following = this.#followTo(client, at, followed);
    this.#following = following;
    return following;
  }

  /** False where the copy is not any more where it was; nothing was done then. */
  async #followTo(client: Client, at: Position, followed: Followed | null): Promise<boolean> {
    const { writer } = this.#copy;
    await this.#copy.begin();
    try {
      const now = this.#copy.followed();
      const isSame = now?.version === followed?.version && now?.token === followed?.token;
      if (isSame) {
        expectSame(at, followed);
        writer.pragma('defer_foreign_keys = ON');
        this.#seal?.begin();
        this.#copy.changes.pause();
        await pull(
          client,
          this.#copy.tables,
          followed?.version ?? 0,
          at.version,
          (name, key) => asForeign(() => this.#copy.remove(name, key)),
          (table, rows) => asForeign(() => this.#copy.put(table, rows)),
        );
        if (this.#keys !== undefined) this.#seal?.verify();
        const { grown } = this.#options;
        const before = followed?.verified ?? 0;
        const verified = this.#keys === undefined || grown === undefined ? before : grown(writer, this.#keys, before);
        this.#copy.follow({ house: at.house, version: at.version, token: at.token ?? '', verified });
      }
      asForeign(() => writer.exec('COMMIT'));
      return isSame;
    } catch (error) {
      if (writer.inTransaction) writer.exec('ROLLBACK');
      throw error;
    }
  }

  /** Asks for a work; those that wait together are written together. */
  #ask<T>(work: (db: Database) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(notOpen());
      this.#waiting.push({ work, resolve, reject });
      if (!this.#writing) setImmediate(() => void this.#writeAll());
      this.#writing = true;
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // More come while the lock is waited for.
      const works = this.#waiting.splice(0, MOST);
      try {
        const done = await this.#alone(() =>
          this.#transact(
            () => {},
            () => {
              this.#seal?.begin();
              works.push(...this.#waiting.splice(0, MOST - works.length));
              return this.#runAll(works);
            },
          ),
        );
        for (const [i, { resolve, reject }] of works.entries()) {
          const end = done[i]!;
          if ('error' in end) reject(this.#told(end.error));
          else resolve(end.result as never);
        }
      } catch (error) {
        const told = this.#told(error);
        for (const { reject } of works) reject(told);
      }
    }
    this.#writing = false;
  }

  /** Each in a savepoint: one that throws is undone alone. */
  #runAll(works: readonly Waiting[]): Done[] {
    const { writer } = this.#copy;
    const guarded = writer.transaction((work: Waiting['work']) => work(writer));
    return works.map(({ work }): Done => {
      try {
        return { result: guarded(work) };
      } catch (error) {
        if (!writer.inTransaction) throw error;
        return { error };
      }
    });
  }

  /**
   * One transaction here and there. `prepare` comes before it and sees what everybody wrote; it and `work` are called
   * again where the transaction has to be.
   */
  async #transact<P, T>(prepare: () => P, work: (prepared: P) => T): Promise<T> {
    const { writer, changes } = this.#copy;
    const { begin, finish } = this.#options;
    const token = hex(this.#options.random(16));
    /** What became of a commit that was sent and not answered is not known. */
    let sent: { readonly result: T } | null = null;
    const attempt = async (client: Client): Promise<T> => {
      const at = await this.#lock(client);
      // Having the lock, whatever that commit was is over.
      if (sent !== null && (await versionOf(client, token)) === null) sent = null;
      if (sent !== null) {
        await client.query('ROLLBACK');
        return sent.result;
      }
      const prepared = prepare();
      await this.#copy.begin();
      try {
        changes.clear();
        begin?.(writer);
        const result = work(prepared);
        finish?.(writer, this.#keys!);
        this.#seal?.renew();
        const changed = changes.take();
        if (changed.length === 0) {
          writer.exec('COMMIT');
          await client.query('ROLLBACK');
          return result;
        }
        const version = at.version + 1;
        await push(client, changed, version, token);
        const verified = this.#options.measure?.(writer) ?? 0;
        this.#copy.follow({ house: at.house, version, token, verified });
        sent = { result };
        await commit(client);
        sent = null;
        // It stands. Where the copy cannot keep it, the next transaction takes it from the database.
        try {
          writer.exec('COMMIT');
        } catch (error) {
          if (writer.inTransaction) writer.exec('ROLLBACK');
          this.#lacking = error;
        }
        return result;
      } catch (error) {
        if (writer.inTransaction) writer.exec('ROLLBACK');
        throw error;
      }
    };
    try {
      return await this.#remote.run(attempt);
    } catch (error) {
      // Whatever kept us from finding out: who asked must not take it for undone.
      if (sent === null || (error instanceof DouaneError && error.code === 'STATE_AWAY')) throw error;
      throw new DouaneError('STATE_AWAY', {
        expected: 'to know whether the last transaction stands',
        got: error instanceof DouaneError ? error.code : 'a fault',
      });
    }
  }

  async #turn(name: string): Promise<AsyncDisposable> {
    const here = await this.#turns.take(name);
    let client: Client | undefined;
    try {
      const key = lockKey(`turn/${name}`);
      client = await this.#remote.keep((c) => c.query('SELECT pg_advisory_lock($1, $2)', key));
      await this.#catchUp();
      const held = client;
      let given = false;
      return {
        [Symbol.asyncDispose]: async () => {
          if (given) return;
          given = true;
          // With the connection goes the lock: there is nothing to be undone where it fails.
          const unlocked = await held.query('SELECT pg_advisory_unlock($1, $2)', key).then(
            () => true,
            () => false,
          );
          held.release(!unlocked);
          here[Symbol.dispose]();
        },
      };
    } catch (error) {
      client?.release(true);
      here[Symbol.dispose]();
      throw this.#told(error);
    }
  }

  async #flush(): Promise<boolean> {
    try {
      // Between transactions: in one of ours the log cannot be emptied.
      const emptied = await this.#alone(() => this.#copy.flush());
      await this.#remote.vacuum(this.#copy.tables.filter((t) => !t.appendOnly));
      return emptied;
    } catch (error) {
      throw this.#told(error);
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0)) reject(notOpen());
  }
}

/** Whether the copy is where the database is, and that is where it followed it to. */
function isAt(at: Position, followed: Followed | null): boolean {
  if (followed === null) return false;
  return followed.house === at.house && followed.version === at.version && followed.token === (at.token ?? '');
}

/**
 * That the database went on from where the copy followed it to.
 *
 * @throws DouaneError STATE_CORRUPT for another database, STATE_BEHIND for this one as it once was.
 */
function expectSame(at: Position, followed: Followed | null): void {
  if (followed === null) return;
  if (followed.house !== at.house) throw notThis('another');
  if (followed.version > at.version || (followed.version > 0 && at.known !== followed.token))
    throw new DouaneError('STATE_BEHIND', {
      place: { name: '--store' },
      expected: `transaction ${followed.version} as this machine has it`,
      got: followed.version > at.version ? `${at.version} transactions` : 'another',
    });
}

const notThis = (got: string) =>
  new DouaneError('STATE_CORRUPT', {
    place: { name: '--store' },
    expected: 'the database that this directory has followed',
    got,
  });

const notOpen = () => new DouaneError('INTERNAL', { expected: 'a state that is open' });

/** What the tables do not take did not come from tables like them. */
function asForeign(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT'))) throw error;
    throw new DouaneError('STATE_CORRUPT', { expected: 'rows that the tables take', got: error.code });
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
