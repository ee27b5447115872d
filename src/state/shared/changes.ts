/**
 * What a transaction changed in this machine's copy, noted by the database itself, so that no way of writing is
 * forgotten.
 */
import type { Database } from 'better-sqlite3';
import { quote, type Table } from './tables.ts';

export interface TableChanges {
  readonly table: Table;
  /** Rows as they are now, in the order of the columns. */
  readonly rows: readonly unknown[][];
  /** Keys of rows that are not there any more. */
  readonly gone: readonly unknown[][];
}

export class Changes {
  readonly #db: Database;
  readonly #tables: readonly Table[];

  /** To be made once for a connection. */
  constructor(db: Database, tables: readonly Table[]) {
    this.#db = db;
    this.#tables = tables;
    // Rows that REPLACE takes away are told of only with this.
    db.pragma('recursive_triggers = ON');
    for (const table of tables) {
      const { name, key } = table;
      const columns = key.map(quote).join(', ');
      // More than once where it changed more than once: what a statement does on conflict would hold for this too.
      db.exec(`CREATE TEMP TABLE ${noted(name)} (${columns})`);
      for (const [what, rows] of [
        ['INSERT', ['NEW']],
        ['UPDATE', ['OLD', 'NEW']],
        ['DELETE', ['OLD']],
      ] as const)
        db.exec(
          `CREATE TEMP TRIGGER ${quote(`noted_${name}_${what}`)} AFTER ${what} ON main.${quote(name)} BEGIN
             ${what === 'DELETE' ? '' : refuse(table)}
             ${rows.map((row) => `INSERT INTO ${noted(name)} VALUES (${key.map((k) => `${row}.${quote(k)}`).join(', ')});`).join('\n')}
           END`,
        );
    }
  }

  /** Forgets what was noted. */
  clear(): void {
    for (const { name } of this.#tables) this.#db.exec(`DELETE FROM temp.${noted(name)}`);
  }

  /** What was noted since, table by table; to be called in the transaction. */
  take(): readonly TableChanges[] {
    const changes: TableChanges[] = [];
    for (const table of this.#tables) {
      const { name, key, columns } = table;
      const on = key.map((k) => `m.${quote(k)} = n.${quote(k)}`).join(' AND ');
      const select = [...key.map((k) => `n.${quote(k)}`), ...columns.map((c) => `m.${quote(c.name)}`)].join(', ');
      const rows: unknown[][] = [];
      const gone: unknown[][] = [];
      const keyAt = key.length + columns.findIndex((c) => c.name === key[0]);
      const noticed = this.#db
        .prepare(
          `SELECT ${select} FROM (SELECT DISTINCT * FROM temp.${noted(name)}) n LEFT JOIN main.${quote(name)} m ON ${on}`,
        )
        .raw()
        .all() as unknown[][];
      for (const row of noticed) {
        if (row[keyAt] === null) gone.push(row.slice(0, key.length));
        else rows.push(row.slice(key.length));
      }
      if (noticed.length > 0) changes.push({ table, rows, gone });
    }
    return changes;
  }
}

/** Refuses, in the work that writes it, what PostgreSQL cannot hold (a text with NUL) or a double cannot (2^53 and more). */
function refuse({ columns }: Table): string {
  const bad = columns.flatMap(({ name, type }) => {
    if (type === 'text') return [`instr(NEW.${quote(name)}, char(0)) > 0`];
    const most = Number.MAX_SAFE_INTEGER;
    return type === 'bigint' ? [`NEW.${quote(name)} NOT BETWEEN -${most} AND ${most}`] : [];
  });
  return bad.length === 0 ? '' : `SELECT RAISE(ABORT, 'a value that cannot be shared') WHERE ${bad.join(' OR ')};`;
}

const noted = (name: string): string => quote(`noted_${name}`);
