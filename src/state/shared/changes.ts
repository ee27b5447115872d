/**
 * What a transaction changed in this machine's copy, noted by the database itself, so that no way of writing is
 * forgotten.
 */
import type { Database, Statement } from 'better-sqlite3';
import { quote, type Table } from './tables.ts';

export interface TableChanges {
  readonly table: Table;
  /** Rows as they are now, in the order of the columns. */
  readonly rows: readonly unknown[][];
  /** Keys of rows that are not there any more. */
  readonly gone: readonly unknown[][];
}

export class Changes {
  readonly #tables: readonly Table[];
  readonly #clear: readonly Statement[];
  readonly #take: readonly Statement<[], unknown[]>[];
  readonly #pause: Statement;
  readonly #go: Statement;

  /** To be made once for a connection. */
  constructor(db: Database, tables: readonly Table[]) {
    this.#tables = tables;
    // Rows that REPLACE takes away are told of only with this.
    db.pragma('recursive_triggers = ON');
    // A row in it while changes are noted: in the database, so that it goes back with the rows.
    db.exec('CREATE TEMP TABLE noting (one INTEGER PRIMARY KEY); INSERT INTO noting VALUES (1)');
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
          `CREATE TEMP TRIGGER ${quote(`noted_${name}_${what}`)} AFTER ${what} ON main.${quote(name)}
           WHEN EXISTS (SELECT 1 FROM noting) BEGIN
             ${what === 'DELETE' ? '' : refuse(table)}
             ${rows.map((row) => `INSERT INTO ${noted(name)} VALUES (${key.map((k) => `${row}.${quote(k)}`).join(', ')});`).join('\n')}
           END`,
        );
    }
    this.#clear = tables.map(({ name }) => db.prepare(`DELETE FROM temp.${noted(name)}`));
    this.#take = tables.map(({ name, key, columns }) => {
      const on = key.map((k) => `m.${quote(k)} = n.${quote(k)}`).join(' AND ');
      const select = [...key.map((k) => `n.${quote(k)}`), ...columns.map((c) => `m.${quote(c.name)}`)].join(', ');
      return db
        .prepare<[], unknown[]>(
          `SELECT ${select} FROM (SELECT DISTINCT * FROM temp.${noted(name)}) n LEFT JOIN main.${quote(name)} m ON ${on}`,
        )
        .raw();
    });
    this.#pause = db.prepare('DELETE FROM temp.noting');
    this.#go = db.prepare('INSERT OR IGNORE INTO temp.noting VALUES (1)');
  }

  /** Forgets what was noted, and notes from here on. */
  clear(): void {
    for (const statement of this.#clear) statement.run();
    this.#go.run();
  }

  /** Notes nothing until {@link clear}, which every transaction that is sent begins with: for rows that come from there. */
  pause(): void {
    this.#pause.run();
  }

  /** What was noted since, table by table; to be called in the transaction. */
  take(): readonly TableChanges[] {
    const changes: TableChanges[] = [];
    for (const [i, table] of this.#tables.entries()) {
      const { key, columns } = table;
      const rows: unknown[][] = [];
      const gone: unknown[][] = [];
      const keyAt = key.length + columns.findIndex((c) => c.name === key[0]);
      const noticed = this.#take[i]!.all();
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
