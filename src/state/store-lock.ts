import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';

/**
 * The work lock of a state: one process at a time counts, decides and records. It is SQLite's exclusive lock on a file
 * of its own, which the operating system takes away when the process dies, however it dies; nothing is left to clean.
 *
 * Blocks for at most `waitMs`.
 * @throws DouaneError STATE_BUSY when another process keeps it longer; SQLite's error where the file cannot be opened.
 */
export function lockState(dir: string, waitMs: number): Disposable {
  const db = new Sqlite(join(dir, 'lock.db'), { timeout: Math.max(0, Math.trunc(waitMs)) });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new DouaneError('STATE_BUSY', { expected: `it to be done within ${Math.ceil(waitMs / 1000)} s` });
    }
    throw error;
  }
  return {
    [Symbol.dispose]() {
      if (db.open) db.close();
    },
  };
}
