import type { Database, Statement } from 'better-sqlite3';

/** Preparing a statement takes longer than most of ours run. They go with their connection. */
const kept = new WeakMap<Database, Map<string, Statement>>();

/** A statement of the connection, prepared once. For `get`, `all` and `run`: not two may be iterated at a time. */
export function prepared(db: Database, sql: string): Statement {
  let statements = kept.get(db);
  if (statements === undefined) {
    statements = new Map();
    kept.set(db, statements);
  }
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = db.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}
