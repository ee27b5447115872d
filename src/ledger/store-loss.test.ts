import { expect, test } from 'vitest';
import { historyOf, memoryLedger } from '../../test/support/ledger.ts';
import { audit } from './store-audit.ts';
import { insertLoss, isAccepted, isLossOf, listLosses, type Seen } from './store-loss.ts';
import { recordEvent } from './store-record.ts';
import { newestHead, readLeaf, readTree } from './store-tree.ts';

test('accepted is what was seen, of a witness also less of it, and nothing else', () => {
  const loss = (seen: Seen[]) => ({ leaf: 1, at: 't', since: null, common: '', seen });
  const root = 'a'.repeat(64);
  const losses = [loss([{ by: 'head', size: 8, root }]), loss([{ by: 'w', size: 8, root: null }])];
  const of = (by: string, size: number, r: string | null) => isAccepted(losses, { by, size, root: r });
  expect(of('head', 8, root)).toBe(true);
  expect(of('head', 7, root)).toBe(false);
  expect(of('head', 8, 'b'.repeat(64))).toBe(false);
  expect([of('w', 8, null), of('w', 3, null), of('w', 9, null), of('v', 3, null)]).toEqual([true, true, false, false]);
});

test('a loss is of a copy that had the common head and went another way', async () => {
  const key = memoryLedger();
  const common = newestHead(await historyOf(key, ['a', 'b']))!;
  const lost = { leaf: 2, at: '2026-11-24T08:00:00.000Z', common };
  expect(isLossOf(await historyOf(key, ['a', 'b', 'a', 'a']), lost)).toBe(true);
  expect(isLossOf(await historyOf(key, ['a', 'a', 'b', 'a']), lost)).toBe(false);
  expect(isLossOf(await historyOf(key, ['a']), lost)).toBe(false);
  expect(isLossOf(await historyOf(key, ['b']), { ...lost, common: '' })).toBe(true);
  // It went on from that loss: what it has beyond is another one.
  const after = await historyOf(key, ['a', 'b', 'loss', 'a']);
  after.prepare('INSERT INTO loss VALUES (2, ?, NULL, ?, ?)').run(lost.at, common, '[]');
  expect(isLossOf(after, lost)).toBe(false);
  expect(readTree(after).size).toBe(4);
});

test('a loss is recorded with its leaf, and an audit finds each of its words changed, missing or added', async () => {
  const { db, state, tools } = memoryLedger();
  const at = '2026-11-24T08:00:00.000Z';
  const seen = [{ by: 'head', size: 8, root: 'a'.repeat(64) }];
  const body = { by: 'Li Na', reason: 'the disk broke', since: null, common: '', seen, there: { size: 0, root: '' } };
  await recordEvent(state, { type: 'loss', transfer: null, permit: null, at, body }, tools, (inner, leaf) =>
    insertLoss(inner, { leaf, at, since: null, common: '', seen }),
  );
  expect(listLosses(db)).toEqual([{ leaf: 0, at, since: null, common: '', seen }]);
  // Who and why are in the body alone.
  expect(JSON.stringify(readLeaf(db, 0))).not.toMatch(/Li Na|broke/);
  expect(audit(db, tools.signer)).toMatchObject({ size: 1, losses: 1 });
  db.exec('DROP TRIGGER loss_no_update; DROP TRIGGER loss_no_delete');
  for (const change of [
    `UPDATE loss SET at = '2026-11-25T08:00:00.000Z'`,
    `UPDATE loss SET since = at`,
    `UPDATE loss SET common = 'x'`,
    `UPDATE loss SET seen = replace(seen, '8', '9')`,
    'DELETE FROM loss',
    `UPDATE loss SET leaf = 1`,
    `INSERT INTO loss SELECT 1, at, since, common, seen FROM loss`,
  ]) {
    db.exec('PRAGMA foreign_keys = OFF; SAVEPOINT s');
    db.exec(change);
    expect(() => audit(db, tools.signer), change).toThrow('STATE_CORRUPT');
    db.exec('ROLLBACK TO s; RELEASE s');
  }
  expect(audit(db, tools.signer).losses).toBe(1);
});
