import { rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { SCHEMAS } from '../src/crossing/house.ts';

/**
 * Writes what a shared state has in PostgreSQL, now and in one snapshot, into a SQLite file, so that the same judge looks
 * at both stores. Reads the tables by themselves: nothing of the program's own way of following them is in it.
 */
export async function dumpPostgres(url: string, file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const db = new Sqlite(file);
  try {
    for (const ddl of SCHEMAS) db.exec(ddl);
    db.pragma('foreign_keys = OFF');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
    db.exec('BEGIN');
    for (const table of tables) {
      const columns = db.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all() as string[];
      const list = columns.map((c) => `"${c}"`).join(', ');
      const { rows, fields } = await client.query({ text: `SELECT ${list} FROM douane."${table}"`, rowMode: 'array' });
      const insert = db.prepare(`INSERT INTO "${table}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`);
      const INT8 = 20;
      for (const row of rows as unknown[][])
        insert.run(...row.map((v, i) => (fields[i]!.dataTypeID === INT8 && v !== null ? BigInt(v as string) : v)));
    }
    db.exec('COMMIT');
  } finally {
    db.close();
    await client.end();
  }
}
