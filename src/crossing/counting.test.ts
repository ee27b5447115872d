import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { DouaneError } from '../model/errors.ts';
import { PERSONS_SCHEMA, turnRegister } from '../persons/store-sqlite.ts';
import { addPermit, endPermit, PERMITS_SCHEMA } from '../state/store-permits.ts';
import { expectUnmoved } from './counting.ts';

function register() {
  const db = new Sqlite(':memory:');
  for (const ddl of [...PERSONS_SCHEMA, ...PERMITS_SCHEMA]) db.exec(ddl);
  return db;
}

function movedBy(change: (db: Sqlite.Database) => void, permit: string | null = null): string {
  const db = register();
  addPermit(db, { id: 'SA-1' }, '2026-01-01');
  turnRegister(db, 'us');
  const permits = JSON.stringify([{ permit: { id: 'SA-1' }, addedAt: '2026-01-01', endedAt: null }]);
  change(db);
  try {
    expectUnmoved(db, { exporter: 'us', register: 1, permits }, permit);
    return 'still';
  } catch (error) {
    return (error as DouaneError).code;
  } finally {
    db.close();
  }
}

const leave = (exporter: string, permit: string | null) => (db: Sqlite.Database) =>
  db.prepare("INSERT INTO person_set VALUES ('t', ?, '2026-11-23', 'ordinary', 1, ?, x'00')").run(exporter, permit);

test.each([
  ['nothing', () => {}, null, 'still'],
  ['our register', (db: Sqlite.Database) => turnRegister(db, 'us'), null, 'STATE_MOVED'],
  ['that of another exporter', (db: Sqlite.Database) => turnRegister(db, 'them'), null, 'still'],
  ['a permit more', (db: Sqlite.Database) => addPermit(db, { id: 'SA-2' }, '2026-01-02'), null, 'STATE_MOVED'],
  ['a permit less', (db: Sqlite.Database) => endPermit(db, 'SA-1', '2026-01-02'), null, 'STATE_MOVED'],
  ['the permit, used by another exporter', leave('them', 'SA-1'), 'SA-1', 'STATE_MOVED'],
  ['the permit, used by us', leave('us', 'SA-1'), 'SA-1', 'still'],
  ['another permit, used by another exporter', leave('them', 'SA-0'), 'SA-1', 'still'],
])('recording after a change of %s', (_, change, permit, expected) => {
  expect(movedBy(change, permit)).toBe(expected);
});
