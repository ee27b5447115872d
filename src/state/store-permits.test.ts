import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { addPermit, endPermit, filePermit, getPermit, listPermits, PERMITS_SCHEMA } from './store-permits.ts';

const fresh = () => {
  const db = new Sqlite(':memory:');
  for (const ddl of PERMITS_SCHEMA) db.exec(ddl);
  return db;
};
const at = '2026-11-23T08:00:00.000Z';

test('a permit comes back as it was given, is never replaced, and ends once', () => {
  const db = fresh();
  const permit = { id: 'SC-1', kind: 'standard-contract', recipients: ['munich'], persons: 500 };
  addPermit(db, permit, at);
  expect(getPermit(db, 'SC-1')).toEqual({ permit, addedAt: at, endedAt: null });
  expect(() => addPermit(db, { ...permit, persons: 5_000_000 }, at)).toThrow(/PERMIT_EXISTS/);
  addPermit(db, { ...permit, id: 'A-1' }, at);
  expect(listPermits<typeof permit>(db).map((p) => p.permit.id)).toEqual(['A-1', 'SC-1']);
  endPermit(db, 'SC-1', at);
  expect(() => endPermit(db, 'SC-1', at)).toThrow(/PERMIT_UNKNOWN/);
  expect(listPermits<typeof permit>(db).map((p) => p.permit.id)).toEqual(['A-1']);
  expect(listPermits(db, true)).toHaveLength(2);
  expect(() => addPermit(db, permit, at)).toThrow(/PERMIT_EXISTS/);
  expect(() => getPermit(db, 'nope')).toThrow(/PERMIT_UNKNOWN/);
});

test('when it was filed becomes known once, and not of one that was ended', () => {
  const db = fresh();
  addPermit(db, { id: 'SC-1', kind: 'standard-contract' }, at);
  filePermit(db, 'SC-1', '2026-11-20');
  expect(getPermit(db, 'SC-1').permit).toEqual({ id: 'SC-1', kind: 'standard-contract', filedOn: '2026-11-20' });
  expect(() => filePermit(db, 'SC-1', '2026-11-21')).toThrow(/PERMIT_INVALID/);
  addPermit(db, { id: 'SC-2' }, at);
  endPermit(db, 'SC-2', at);
  expect(() => filePermit(db, 'SC-2', '2026-11-21')).toThrow(/PERMIT_UNKNOWN/);
  expect(() => filePermit(db, 'SC-3', '2026-11-21')).toThrow(/PERMIT_UNKNOWN/);
});
