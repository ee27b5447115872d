/** What chaos reads by itself is what the program wrote: two codes that share nothing come to the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryLedger, planOf } from '../../test/support/ledger.ts';
import { close, record } from '../ledger/store-record.ts';
import { readCheckpoint } from '../ledger/store-tree.ts';
import { formatPersonSet } from '../persons/person-set.ts';
import type { LeafSeen } from './evidence.ts';
import { distinctPersons, membersOf } from './register.ts';
import { headOf, opens, rootOfLeaves } from './tree-root.ts';

const numbers = fc.uniqueArray(fc.nat(3_000_000), { maxLength: 200 }).map((all) => all.sort((a, b) => a - b));
const format = (members: readonly number[]) => formatPersonSet((visit) => members.forEach(visit));

test('sets of persons', () => {
  fc.assert(
    fc.property(numbers, (members) => {
      expect(membersOf(format(members))).toEqual(members);
    }),
  );
});

test('persons that turned out to be one count once, over several steps', () => {
  const set = (transfer: string, members: number[]) => ({
    transfer,
    class: 'ordinary',
    permit: null,
    members: format(members),
  });
  const sets = [set('a', [1, 2, 7]), set('b', [3, 7])];
  expect(distinctPersons(sets, [])).toBe(4);
  expect(
    distinctPersons(sets, [
      [3, 2],
      [2, 1],
    ]),
  ).toBe(2);
});

test('root, head and commitments of a ledger, and that a change of each is seen', async () => {
  const { db, state, tools } = memoryLedger();
  const publicKey = pemOf(tools.signer.publicKey);
  for (let n = 0; n < 20; n++) {
    await record(state, planOf(`T${n}`), tools);
    if (n % 3 === 0) {
      const body = { end: 'broken', records: 0, files: [], hold: null } as const;
      await close(state, { transfer: `T${n}`, at: '2026-11-23T08:00:01.000Z', body }, tools);
    }
    const leaves = leavesOf(db);
    expect(headOf(readCheckpoint(db, leaves.length), publicKey)).toEqual({
      size: leaves.length,
      root: rootOfLeaves(leaves),
    });
    expect(leaves.every(opens)).toBe(true);
  }
  const leaves = leavesOf(db);
  const note = readCheckpoint(db, leaves.length);
  expect(headOf(note.replace(`\n${leaves.length}\n`, '\n5\n'), publicKey)).toBeNull();
  expect(headOf(note, pemOf(memoryLedger().tools.signer.publicKey))).toBeNull();
  const [first, ...rest] = leaves;
  expect(rootOfLeaves(rest)).not.toBe(rootOfLeaves(leaves));
  expect(opens({ ...first!, opening: rest[0]!.opening })).toBe(false);
  expect(opens({ ...first!, opening: null })).toBe(false);
});

function leavesOf(db: ReturnType<typeof memoryLedger>['db']): LeafSeen[] {
  const rows = db.prepare(
    'SELECT bytes, content_salt, body_salt, body FROM leaf JOIN opening ON leaf = idx ORDER BY idx',
  );
  return (rows.raw().all() as [Uint8Array, string, string, string][]).map(([bytes, contentSalt, bodySalt, body]) => ({
    bytes,
    opening: { contentSalt, bodySalt, body },
  }));
}

function pemOf(publicKey: Uint8Array): string {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}
