/**
 * Who works in a directory: each process keeps a lock of the operating system on a file of its own, which goes with the
 * process, however it ends.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';

const SUFFIX = '.lock';

export class Processes implements Disposable {
  /** Tells the process and the directory from all others, on whatever machine. */
  readonly id: string;
  readonly #dir: string;
  readonly #place: string;
  readonly #name: string;
  readonly #lock: Database;

  /** `random` gives ids that nobody else has. */
  constructor(dir: string, random: () => string) {
    this.#dir = join(dir, 'processes');
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    this.#place = placeOf(join(this.#dir, 'place'), random);
    this.#name = random();
    this.id = `${this.#place}/${this.#name}`;
    this.#lock = this.#take();
  }

  /** Whoever looks for the dead may lock and remove the file before it is ours: then once more. */
  #take(): Database {
    const path = join(this.#dir, this.#name + SUFFIX);
    for (let attempt = 0; attempt < 100; attempt++) {
      const held = lock(path);
      if (typeof held !== 'string') return held;
    }
    throw new DouaneError('STATE_BUSY', { expected: 'a lock of this process' });
  }

  /** Whether the process with this id, which worked in this directory, ended; of others that cannot be told: false. */
  hasEnded(id: string): boolean {
    const [place, name] = id.split('/');
    if (id === this.id || place !== this.#place || name === undefined) return false;
    return !this.#live().includes(name);
  }

  /** Whether no other process works here. Takes away what those that ended left. */
  isAlone(): boolean {
    return this.#live().length === 0;
  }

  #live(): string[] {
    const live: string[] = [];
    for (const name of readdirSync(this.#dir)) {
      if (!name.endsWith(SUFFIX) || name === this.#name + SUFFIX) continue;
      const path = join(this.#dir, name);
      const held = lock(path);
      if (held === 'held') live.push(name.slice(0, -SUFFIX.length));
      else if (held !== 'gone') {
        // Removed while it is ours: nobody takes a lock on a name that was given once.
        rmSync(path, { force: true });
        held.close();
      }
    }
    return live;
  }

  [Symbol.dispose](): void {
    rmSync(join(this.#dir, this.#name + SUFFIX), { force: true });
    this.#lock.close();
  }
}

/**
 * Id of the directory, made by whoever comes first: it appears whole or not at all, whatever ends its maker. A directory
 * that was copied has another one: which file it stands in, and when that was made, is part of it.
 */
function placeOf(path: string, random: () => string): string {
  const mine = random();
  const made = `${path}.${mine}`;
  if (!existsSync(path)) {
    const file = openSync(made, 'wx', 0o600);
    try {
      writeSync(file, mine);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    try {
      linkSync(made, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(made, { force: true });
    }
  }
  const place = readFileSync(path, 'utf8');
  if (place.length !== mine.length) throw new DouaneError('STATE_CORRUPT', { place: { name: 'processes/place' } });
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return createHash('sha256').update(`${place}/${ino}/${birthtimeNs}`).digest('hex').slice(0, mine.length);
}

/**
 * The lock; `held` while another process has it, `gone` where its file went meanwhile: whoever looks for the dead takes it
 * away, and in the moment before it is locked a new one looks dead.
 */
function lock(path: string): Database | 'held' | 'gone' {
  let db: Database | undefined;
  try {
    db = new Sqlite(path, { timeout: 0 });
    // Without a journal beside it, of which somebody would have to clear away what is left.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    if (existsSync(path)) return db;
    db.close();
    return 'gone';
  } catch (error) {
    db?.close();
    if (!(error instanceof Sqlite.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) return 'held';
    if (!existsSync(path)) return 'gone';
    throw error;
  }
}
