import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';

/** Permits in hand, as they were given. Used-up persons are counted by the register of persons, not here. */
export const PERMITS_SCHEMA: readonly string[] = [
  `CREATE TABLE permit (
    id TEXT PRIMARY KEY,
    json TEXT NOT NULL CHECK (json_valid(json)),
    added_at TEXT NOT NULL,
    ended_at TEXT
  ) STRICT`,
];

export interface StoredPermit<P> {
  readonly permit: P;
  readonly addedAt: string;
  /** When it was taken back, or null while it stands. Its own validity is its own affair. */
  readonly endedAt: string | null;
}

/** @throws DouaneError PERMIT_EXISTS; a permit is never changed in silence. */
export function addPermit<P extends { readonly id: string }>(db: Database, permit: P, at: string): void {
  const added = db
    .prepare('INSERT INTO permit (id, json, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(permit.id, JSON.stringify(permit), at);
  if (added.changes === 0) throw new DouaneError('PERMIT_EXISTS', { place: { name: permit.id } });
}

/** @throws DouaneError PERMIT_UNKNOWN when there is none that stands. */
export function endPermit(db: Database, id: string, at: string): void {
  const ended = db.prepare('UPDATE permit SET ended_at = ? WHERE id = ? AND ended_at IS NULL').run(at, id);
  if (ended.changes === 0) throw new DouaneError('PERMIT_UNKNOWN', { place: { name: id } });
}

/**
 * Notes the day a permit was filed, once: it is the only thing that may become known of a permit after it was added.
 *
 * @throws DouaneError PERMIT_UNKNOWN when there is none that stands, PERMIT_INVALID when it was filed before.
 */
export function filePermit(db: Database, id: string, filedOn: string): void {
  const { permit, endedAt } = getPermit<{ readonly filedOn?: string }>(db, id);
  if (endedAt !== null) throw new DouaneError('PERMIT_UNKNOWN', { place: { name: id }, expected: 'one that stands' });
  if (permit.filedOn !== undefined)
    throw new DouaneError('PERMIT_INVALID', { place: { name: id }, expected: 'a permit that was not filed yet' });
  db.prepare('UPDATE permit SET json = ? WHERE id = ?').run(JSON.stringify({ ...permit, filedOn }), id);
}

/** All permits that stand, by id; with `ended`, also those taken back. */
export function listPermits<P>(db: Database, ended = false): StoredPermit<P>[] {
  const where = ended ? '' : 'WHERE ended_at IS NULL';
  return (db.prepare(`SELECT json, added_at, ended_at FROM permit ${where} ORDER BY id`).all() as Row[]).map((row) =>
    rowToPermit<P>(row),
  );
}

/** @throws DouaneError PERMIT_UNKNOWN */
export function getPermit<P>(db: Database, id: string): StoredPermit<P> {
  const row = db.prepare('SELECT json, added_at, ended_at FROM permit WHERE id = ?').get(id) as Row | undefined;
  if (row === undefined) throw new DouaneError('PERMIT_UNKNOWN', { place: { name: id } });
  return rowToPermit(row);
}

interface Row {
  readonly json: string;
  readonly added_at: string;
  readonly ended_at: string | null;
}

const rowToPermit = <P>(row: Row): StoredPermit<P> => ({
  permit: JSON.parse(row.json) as P,
  addedAt: row.added_at,
  endedAt: row.ended_at,
});
