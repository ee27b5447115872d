import Sqlite from 'better-sqlite3';

/**
 * Changes rows as somebody would who may write the file: past the triggers that hold the ledger to growing, which stand
 * as before when it is done. Gives the rows that the last statement changed; one that changes the schema counts as one.
 */
export function changeRows(path: string, statements: readonly string[]): number {
  const db = new Sqlite(path);
  try {
    const triggers = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all() as {
      name: string;
      sql: string;
    }[];
    for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
    let changes = 0;
    for (const sql of statements) {
      const ran = db.prepare(sql).run();
      changes = /^CREATE /.test(sql) ? 1 : ran.changes;
    }
    for (const { sql } of triggers) db.exec(sql);
    return changes;
  } finally {
    db.close();
  }
}
