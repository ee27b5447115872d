import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';
import type { Checkpoint } from '../checkpoint.ts';

/** What a witness has seen: of each ledger the largest head it cosigned. */

export interface Seen extends Pick<Checkpoint, 'size' | 'root'> {
  /** The head as it is given out: with the signatures of the ledger and of the witness. */
  readonly note: string;
}

export interface SeenStore extends Disposable {
  get(origin: string): Seen | null;
  /**
   * Reads what was seen, lets `work` decide, and keeps what it returns, in one step that no other process comes
   * between. Durable when it returns.
   */
  advance(origin: string, work: (seen: Seen | null) => Seen | null): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS seen (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL CHECK (size >= 0),
  root BLOB NOT NULL CHECK (length(root) = 32),
  note TEXT NOT NULL
) STRICT`;

/**
 * Opens what a witness has seen, making it on first use. Whoever puts an older copy of it back makes the witness
 * cosign a second history: keep it where backups do not reach.
 *
 * @throws DouaneError STATE_CORRUPT when it is not what a witness keeps.
 */
export function openSeen(dir: string): SeenStore {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const db = new Sqlite(join(dir, 'witness.db'), { timeout: 10_000 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('fullfsync = ON');
    db.exec(SCHEMA);
  } catch (error) {
    db.close();
    throw new DouaneError('STATE_CORRUPT', { place: { name: 'witness.db' }, cause: error });
  }
  const select = db.prepare('SELECT size, root, note FROM seen WHERE origin = ?');
  const upsert = db.prepare(
    `INSERT INTO seen (origin, size, root, note) VALUES (?, ?, ?, ?)
     ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note
     WHERE excluded.size >= seen.size`,
  );
  const get = (origin: string) => (select.get(origin) as Seen | undefined) ?? null;
  const advance = db.transaction((origin: string, work: (seen: Seen | null) => Seen | null) => {
    const next = work(get(origin));
    if (next === null) return;
    if (upsert.run(origin, next.size, next.root, next.note).changes !== 1) throw new DouaneError('INTERNAL');
  });
  return {
    get,
    advance: (origin, work) => void advance.immediate(origin, work),
    [Symbol.dispose]: () => void db.close(),
  };
}
