/**
 * A seal over tables that are not in the ledger itself but decide what may leave: the register of persons, permits and
 * holds. Whoever changes them without the key of the state is noticed when it is next opened. It is bound to what the
 * tables belong to, the newest head of the ledger: as they once were, with the seal of then, they fit only the ledger of
 * then. (Who puts back the whole of an older state is not noticed: that takes a witness outside.)
 *
 * What is sealed is the sum of a keyed hash of each row, so that a transaction costs what it changes, not what is there.
 * Nothing is remembered between transactions: another process may write in between. A transaction takes the rows that
 * it finds for those that were sealed; when they were not, the sum no longer fits, and `check` tells so.
 */
import type { KeyObject } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import {
  formatSum,
  hashRow,
  isSame,
  parseSum,
  type SealKeys,
  SUM_BYTES,
  type Sum,
  sealKeys,
  shift,
} from './seal-sum.ts';

const SEAL = 'seal';
const NOTHING: Sum = Buffer.alloc(SUM_BYTES);

/** A row as `hashRow` takes it. */
type Row = [table: string, head: Buffer, ...blobs: (Buffer | null)[]];

/** What a seal is kept as, what it is bound to, and what it says. */
interface Kept {
  readonly kept: string;
  readonly beside: string;
  readonly sum: Sum;
}

export interface SealOptions {
  readonly tables: readonly string[];
  readonly key: KeyObject;
  /** What the tables belong to, as it is now: not sealed itself, and empty where there is nothing yet. */
  readonly beside: (db: Database) => string;
  readonly random: (bytes: number) => Uint8Array;
}

export class Seal {
  readonly #tables: readonly string[];
  readonly #keys: SealKeys;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #besides: () => string;
  readonly #rows: readonly Statement<[], Row>[];
  readonly #kept: Statement<[], string>;
  readonly #keep: Statement<[string]>;
  readonly #delta: Statement<[], Buffer>;
  readonly #setDelta: Statement<[Sum]>;
  /** What the last text that was read or written means. Not what is in the file: that is read each time. */
  #known: Kept | undefined;
  /** What was kept when the transaction began: what it seals is found from there, whatever grew beside it meanwhile. */
  #base: Kept | undefined;

  /** @throws DouaneError STATE_CORRUPT when one of the tables is not there. */
  constructor(db: Database, { tables, key, beside, random }: SealOptions) {
    this.#tables = tables;
    this.#keys = sealKeys(key);
    this.#random = random;
    this.#besides = () => beside(db);
    // Rows that REPLACE takes away are told of only with this.
    db.pragma('recursive_triggers = ON');
    // `directOnly`: triggers, views and defaults that stand in the file may not call them; temporary triggers may.
    const functions = { varargs: true, directOnly: true } as const;
    db.function('douane_seal_add', functions, (sum, ...row) => this.#shifted(sum, row, 1));
    db.function('douane_seal_subtract', functions, (sum, ...row) => this.#shifted(sum, row, -1));
    // The difference is kept in the database, so that what a savepoint or a statement that fails midway undoes is undone
    // in it too. A temporary table is this connection's own; one row of it never leaves the memory.
    db.exec('CREATE TEMP TABLE seal_delta (sum BLOB NOT NULL)');
    db.prepare('INSERT INTO temp.seal_delta VALUES (?)').run(NOTHING);
    this.#rows = tables.map((table) => {
      const valuesOf = rowOf(db, table);
      if (valuesOf === undefined) throw this.#corrupt();
      const subtract = (sum: string) => `douane_seal_subtract(${sum}, ${valuesOf('OLD')})`;
      const add = (sum: string) => `douane_seal_add(${sum}, ${valuesOf('NEW')})`;
      const changes = { INSERT: add('sum'), UPDATE: add(subtract('sum')), DELETE: subtract('sum') };
      for (const [what, sum] of Object.entries(changes))
        db.exec(
          `CREATE TEMP TRIGGER seal_${table}_${what} AFTER ${what} ON main.${table}
           BEGIN UPDATE seal_delta SET sum = ${sum}; END`,
        );
      return db.prepare<[], Row>(`SELECT ${valuesOf(table)} FROM main.${table}`).raw();
    });
    this.#kept = db.prepare<[], string>(`SELECT value FROM main.meta WHERE key = '${SEAL}'`).pluck();
    this.#keep = db.prepare(
      `INSERT INTO main.meta (key, value) VALUES ('${SEAL}', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    );
    this.#delta = db.prepare<[], Buffer>('SELECT sum FROM temp.seal_delta').pluck();
    this.#setDelta = db.prepare('UPDATE temp.seal_delta SET sum = ?');
  }

  /**
   * To be called at the start of each write transaction, in it.
   *
   * @throws DouaneError STATE_CORRUPT when there is no seal, or one of another key.
   */
  begin(): void {
    this.#base = this.#read();
  }

  /**
   * To be called at the end of each write transaction, in it: seals what it changed, to what is beside it now.
   *
   * @throws DouaneError STATE_CORRUPT when neither `begin` nor `check` nor `first` was called before.
   */
  renew(): void {
    if (this.#base === undefined) throw this.#corrupt();
    const delta = this.#delta.get()!;
    if (isSame(delta, NOTHING) && this.#base.beside === this.#besides()) return;
    this.#write(plus(this.#base.sum, delta));
  }

  /**
   * In place of `renew` where the transaction wrote the rows of others and their seal: it is the one that these rows,
   * and no others, lead to.
   *
   * @throws DouaneError STATE_CORRUPT when it is not, or `begin` was not called.
   */
  verify(): void {
    if (this.#base === undefined) throw this.#corrupt();
    const kept = this.#read();
    if (!isSame(kept.sum, plus(this.#base.sum, this.#delta.get()!))) throw this.#corrupt();
    this.#base = kept;
    this.#setDelta.run(NOTHING);
  }

  /**
   * Reads every row.
   *
   * @throws DouaneError STATE_CORRUPT when the tables are not as they were sealed.
   */
  check(): void {
    this.#base = this.#read();
    if (!isSame(plus(this.#base.sum, this.#delta.get()!), this.#sum())) throw this.#corrupt();
  }

  /**
   * Seals tables that have nothing yet, in the transaction that binds the keys: from then on there is a seal.
   *
   * @throws DouaneError STATE_CORRUPT when something is there: whoever took the seal and the keys' ids away would have it
   * sealed as he left it.
   */
  first(): void {
    if (!isSame(this.#sum(), NOTHING) || this.#besides() !== '') throw this.#corrupt();
    this.#write(NOTHING);
  }

  #write(sum: Sum): void {
    const beside = this.#besides();
    const kept = formatSum(this.#keys.sum, sum, beside, this.#random);
    this.#keep.run(kept);
    this.#setDelta.run(NOTHING);
    this.#known = { kept, beside, sum };
    this.#base = this.#known;
  }

  #read(): Kept {
    const kept = this.#kept.get();
    const beside = this.#besides();
    if (kept !== undefined && this.#known?.kept === kept && this.#known.beside === beside) return this.#known;
    const sum = kept === undefined ? undefined : parseSum(this.#keys.sum, kept, beside);
    if (kept === undefined || sum === undefined) throw this.#corrupt();
    this.#known = { kept, beside, sum };
    return this.#known;
  }

  #sum(): Sum {
    const sum = Buffer.from(NOTHING);
    for (const rows of this.#rows)
      for (const [table, head, ...blobs] of rows.iterate()) shift(sum, hashRow(this.#keys.row, table, head, blobs), 1);
    return sum;
  }

  /** For SQLite: the sum it holds with a row added or taken out. The buffer is a copy, ours to change. */
  #shifted(sum: unknown, row: readonly unknown[], sign: 1 | -1): Buffer {
    if (!Buffer.isBuffer(sum) || sum.length !== SUM_BYTES) throw new TypeError('no sum');
    const [table, head, ...blobs] = row as Row;
    shift(sum, hashRow(this.#keys.row, table, head, blobs), sign);
    return sum;
  }

  #corrupt(): DouaneError {
    return new DouaneError('STATE_CORRUPT', {
      place: { name: this.#tables.join(', ') },
      expected: 'tables as they were recorded',
      got: 'a change from outside',
    });
  }
}

function plus(sum: Sum, delta: Sum): Sum {
  const result = Buffer.from(sum);
  shift(result, delta, 1);
  return result;
}

/**
 * SQL of what `hashRow` takes of a row, or undefined where there is no such table. Put together in the database: a
 * Buffer for each value took longer than the hash. Text is taken as its bytes, since decoded, different ones that are
 * not UTF-8 read alike. Row numbers are not taken: they may change when the file is rebuilt.
 */
function rowOf(db: Database, table: string): ((row: string) => string) | undefined {
  const list = `SELECT strict FROM pragma_table_list(?) WHERE schema = 'main' AND type = 'table'`;
  const strict = db.prepare(list).pluck().get(table) as 0 | 1 | undefined;
  if (strict === undefined) return undefined;
  const columns = db
    .prepare(`SELECT name, upper(type) AS type FROM pragma_table_info(?, 'main') ORDER BY cid`)
    .all(table);
  // In a strict table these hold a blob or NULL.
  const isBlob = (type: string) => strict === 1 && type === 'BLOB';
  return (row) => {
    const head: string[] = [];
    const blobs: string[] = [];
    for (const { name, type } of columns as { name: string; type: string }[]) {
      const column = `${row}."${name.replaceAll('"', '""')}"`;
      head.push(`typeof(${column})`);
      if (isBlob(type)) {
        head.push(`':'`, `octet_length(${column})`, `':'`);
        blobs.push(column);
      } else {
        // As text a real loses digits.
        const isExact = strict === 1 && (type === 'TEXT' || type === 'INTEGER');
        const value = isExact ? column : `iif(typeof(${column}) = 'real', format('%!.17g', ${column}), ${column})`;
        head.push(`':'`, `octet_length(${value})`, `':'`, value);
      }
    }
    return [`'${table}'`, `CAST(concat(${head.join(', ')}) AS BLOB)`, ...blobs].join(', ');
  };
}
