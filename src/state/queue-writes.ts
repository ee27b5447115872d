/**
 * Group commit: works that are asked for while the database is busy, or in the same turn of the event loop, share one
 * transaction, and so one fsync and one signed head. Each has a savepoint of its own.
 */
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';

/** Works in one transaction; the next ones wait for the next. */
const MOST = 4_096;

export interface QueueOptions {
  /** Run at the start of each transaction, in it. Where it throws, nothing of the transaction is done. */
  readonly begin: () => void;
  /** Run at the end of each transaction, in it; as `begin`. */
  readonly end: () => void;
  /** Run after each transaction that became durable. Must not throw. */
  readonly after?: () => void;
  /** What an error of the database means. */
  readonly errorOf: (error: unknown) => unknown;
}

interface Waiting {
  readonly work: (db: Database) => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

type Done = { readonly result: unknown } | { readonly error: unknown };

export class WriteQueue implements Disposable {
  readonly #db: Database;
  readonly #options: QueueOptions;
  readonly #waiting: Waiting[] = [];
  #scheduled = false;
  #closed = false;

  constructor(db: Database, options: QueueOptions) {
    this.#db = db;
    this.#options = options;
  }

  /** Resolves once the work is durable; rejects, with the work undone, where it is not. */
  run<T>(work: (db: Database) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new DouaneError('INTERNAL', { expected: 'a state that is open' }));
      this.#waiting.push({ work, resolve, reject });
      if (!this.#scheduled) setImmediate(() => this.#write());
      this.#scheduled = true;
    });
  }

  #write(): void {
    this.#scheduled = false;
    const works = this.#waiting.splice(0, MOST);
    if (works.length === 0) return; // disposed of meanwhile
    if (this.#waiting.length > 0) {
      this.#scheduled = true;
      setImmediate(() => this.#write());
    }
    let done: Done[];
    try {
      done = this.#commit(works);
    } catch (error) {
      const told = this.#options.errorOf(error);
      for (const { reject } of works) reject(told);
      return;
    }
    this.#options.after?.();
    for (const [i, { resolve, reject }] of works.entries()) {
      const end = done[i]!;
      if ('error' in end) reject(this.#options.errorOf(end.error));
      else resolve(end.result as never);
    }
  }

  #commit(works: readonly Waiting[]): Done[] {
    const db = this.#db;
    // With a savepoint inside a transaction.
    const guarded = db.transaction((work: Waiting['work']) => work(db));
    return db
      .transaction(() => {
        this.#options.begin();
        const done = works.map(({ work }): Done => {
          try {
            return { result: guarded(work) };
          } catch (error) {
            // Of a full disk and its like SQLite undoes all of the transaction.
            if (!db.inTransaction) throw error;
            return { error };
          }
        });
        this.#options.end();
        return done;
      })
      .immediate();
  }

  /** What still waits is not done. */
  [Symbol.dispose](): void {
    this.#closed = true;
    for (const { reject } of this.#waiting.splice(0))
      reject(new DouaneError('INTERNAL', { expected: 'a state that is open' }));
  }
}
