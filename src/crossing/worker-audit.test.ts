import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeLedger } from '../../test/support/many-leaves.ts';
import { AUDIT_UNIT } from '../ledger/store-audit.ts';
import { auditState } from './worker-audit.ts';

/** Two ranges and a part of a third. */
const LEAVES = 2 * AUDIT_UNIT + 10;
let dir: string;
let signer: ReturnType<typeof makeLedger>;
let grouped: ReturnType<typeof makeLedger>;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-audit-'));
  signer = makeLedger(join(dir, 'sound.db'), LEAVES);
  grouped = makeLedger(join(dir, 'grouped.db'), LEAVES, TOGETHER);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let copies = 0;
/** A head over so many leaves: none ends where a range does. */
const TOGETHER = 7;
async function audited(sql: string, threads: 1 | 2, [from, key] = ['sound.db', signer]) {
  const file = join(dir, `changed-${copies++}.db`);
  cpSync(join(dir, from), file);
  const db = new Sqlite(file);
  try {
    for (const table of ['leaf', 'node', 'checkpoint']) {
      db.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
    }
    db.exec(sql);
    const leavesAThread = threads === 1 ? LEAVES : AUDIT_UNIT;
    return await auditState((work) => work(db), file, key, {
      everySignature: false,
      random: () => 0.5,
      leavesAThread,
    });
  } finally {
    db.close();
  }
}

test.each([1, 2] as const)('on %i threads every leaf, hash, head and person is gone through', async (threads) => {
  expect(await audited('', threads)).toMatchObject({
    size: LEAVES,
    heads: LEAVES,
    nodes: LEAVES - LEAVES.toString(2).replaceAll('0', '').length,
    transfers: LEAVES / 2,
    closings: LEAVES / 2,
    signatures: LEAVES,
    left: LEAVES / 2,
    persons: (LEAVES / 2) * 980,
  });
});

const last = LEAVES - 2;
test.each([
  [
    'a leaf at the end',
    `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '980', '979') AS BLOB) WHERE idx = ${last}`,
  ],
  ['a hash where two ranges meet', `UPDATE node SET hash = zeroblob(32) WHERE level = 13 AND position = 0`],
  ['the hash above the first range', `UPDATE node SET hash = zeroblob(32) WHERE level = 12 AND position = 0`],
  ['a chain where two ranges meet', `UPDATE checkpoint SET chain = zeroblob(32) WHERE size = ${AUDIT_UNIT}`],
  [
    'a person less',
    `UPDATE person_set SET members = substr(members, 2) WHERE rowid = (SELECT max(rowid) - 1 FROM person_set)`,
  ],
  ['a set moved', `UPDATE person_set SET transfer = 'x' WHERE rowid = 5`],
  ['a set too many', `INSERT INTO person_set VALUES ('x', 'exporter', '2026-11-23', 'ordinary', 1, NULL, x'00')`],
])('%s: found', async (_what, sql) => {
  await expect(audited(sql, 2)).rejects.toThrow('STATE_CORRUPT');
});

test.each([1, 2] as const)('on %i threads: heads over several leaves, across where ranges meet', async (threads) => {
  const heads = Math.ceil(LEAVES / TOGETHER);
  expect(await audited('', threads, ['grouped.db', grouped])).toMatchObject({ size: LEAVES, heads, signatures: heads });
  const across = Math.ceil(AUDIT_UNIT / TOGETHER) * TOGETHER;
  for (const sql of [
    `DELETE FROM checkpoint WHERE size = ${across}`,
    `DELETE FROM checkpoint WHERE size = ${LEAVES}`,
    `UPDATE checkpoint SET size = size - 1 WHERE size = ${across}`,
    `UPDATE checkpoint SET chain = zeroblob(32) WHERE size = ${across - TOGETHER}`,
    `UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND position = ${AUDIT_UNIT / 2}`,
  ]) {
    await expect(audited(sql, threads, ['grouped.db', grouped]), sql).rejects.toThrow('STATE_CORRUPT');
  }
});
