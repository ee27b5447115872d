/** Leaves that become durable together, under one signed head. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodyOf, groupedLedger, memoryLedger, planOf } from '../../test/support/ledger.ts';
import { DouaneError } from '../model/errors.ts';
import { auditTiles } from './audit-tiles.ts';
import { signCheckpoint } from './checkpoint.ts';
import { consistencyProof, verifyConsistency } from './consistency.ts';
import { openTiles } from './input-tiles.ts';
import type { EventLeaf } from './leaf.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { formatReceipt } from './receipt.ts';
import { audit } from './store-audit.ts';
import { close, record } from './store-record.ts';
import { exportTiles } from './store-tiles.ts';
import { receiptOf } from './store-transfers.ts';
import {
  appendLeaf,
  chainOf,
  expectHead,
  headCount,
  headOver,
  readCheckpoint,
  readTree,
  signHead,
} from './store-tree.ts';
import { rootOf } from './tree.ts';
import { verifyReceipt } from './verify.ts';

const at = '2026-11-23T08:00:01.000Z';
const released = { end: 'released' as const, records: 1_000, files: bodyOf().files, hold: null };

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'none';
  } catch (error) {
    return error instanceof DouaneError ? error.code : 'other';
  }
}

/** Heads over 1, 5, 6, 10 and 13 leaves. */
const HEADS = [1, 5, 6, 10, 13];
async function inBatches() {
  const ledger = groupedLedger();
  const { state, tools } = ledger;
  await record(state, planOf('a'), tools);
  await Promise.all(['b', 'c', 'd', 'e'].map((id) => record(state, planOf(id), tools)));
  await close(state, { transfer: 'c', at, body: released }, tools);
  await Promise.all([
    record(state, planOf('f'), tools),
    close(state, { transfer: 'a', at, body: released }, tools),
    record(state, planOf('g', { type: 'check' }), tools),
    close(state, { transfer: 'e', at, body: released }, tools),
  ]);
  await Promise.all(['h', 'i', 'j'].map((id) => record(state, planOf(id), tools)));
  return ledger;
}

const sizesOf = (db: Database) => db.prepare('SELECT size FROM checkpoint ORDER BY size').pluck().all() as number[];

test('leaves that were asked for together have one head, and it audits', async () => {
  const { db, tools } = await inBatches();
  expect(sizesOf(db)).toEqual(HEADS);
  expect(audit(db, tools.signer)).toMatchObject({ size: 13, heads: 5, signatures: 5, transfers: 10, closings: 3 });
  expect(audit(db, tools.signer, { signatures: (size) => size === 6 })).toMatchObject({ heads: 5, signatures: 1 });
  expect([headCount(db), headOver(db, 0), headOver(db, 1), headOver(db, 4), headOver(db, 12)]).toEqual([
    5, 1, 5, 5, 13,
  ]);
  expect(await codeOf(() => headOver(db, 13))).toBe('STATE_CORRUPT');
  expect(await codeOf(() => readCheckpoint(db, 7))).toBe('STATE_CORRUPT');
});

test('every receipt verifies against the first head over its last leaf, and stays the same', async () => {
  const { db, state, tools } = await inBatches();
  const sizes = { a: 10, b: 5, c: 6, d: 5, e: 10, f: 10, g: 10, h: 13, i: 13, j: 13 };
  const receipts = () => Object.keys(sizes).map((id) => receiptOf(db, id, tools.signer));
  const before = receipts();
  for (const receipt of before) {
    const verified = verifyReceipt(receipt);
    expect(verified.leaf.transfer).toBe(receipt.transfer);
    expect(verified.ledger.size).toBe(sizes[receipt.transfer as keyof typeof sizes]);
    expect(verified.closing?.leaf.transfer).toBe('ace'.includes(receipt.transfer) ? receipt.transfer : undefined);
  }
  await Promise.all(['k', 'l'].map((id) => record(state, planOf(id), tools)));
  expect(receipts().map(formatReceipt)).toEqual(before.map(formatReceipt));
  // Leaves of one batch differ in their place alone: none passes for the other.
  const [, b, , d] = before;
  expect(await codeOf(() => verifyReceipt({ ...b!, proof: d!.proof }))).toBe('RECEIPT_INVALID');
  expect(await codeOf(() => verifyReceipt({ ...b!, checkpoint: before[0]!.checkpoint }))).toBe('RECEIPT_INVALID');
});

test('of two heads the later only added to the earlier, whatever lies between', async () => {
  const { db, tools } = await inBatches();
  const { read } = readTree(db);
  const head = (n: number) => openCheckpoint(readCheckpoint(db, n), tools.signer).root;
  for (const [i, second] of HEADS.entries())
    for (const first of HEADS.slice(0, i + 1))
      expect(verifyConsistency(first, second, consistencyProof(first, second, read), head(first), head(second))).toBe(
        true,
      );
});

test('exported from head to head, it is the ledger of each', async () => {
  const { db, tools } = await inBatches();
  const dir = mkdtempSync(join(tmpdir(), 'douane-batches-'));
  try {
    for (const [i, size] of HEADS.entries()) {
      const note = readCheckpoint(db, size);
      expect(exportTiles(db, dir, { size, note })).toMatchObject({ size, before: HEADS[i - 1] ?? 0 });
      const tiles = openTiles(dir, fetch);
      expect(await auditTiles(tiles, openCheckpoint(await tiles.checkpoint(), tools.signer))).toMatchObject({ size });
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

describe('what was changed from outside, with heads over several leaves', () => {
  const unlocked = (db: Database) => {
    for (const table of ['leaf', 'node', 'checkpoint'])
      db.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
    db.pragma('foreign_keys = OFF');
  };
  type Ledger = Awaited<ReturnType<typeof inBatches>>;
  const sql =
    (text: string) =>
    ({ db }: Ledger) =>
      void db.exec(text);
  /** A head that the key itself signs, over the leaves that there are. */
  const signed = ({ db, tools }: Ledger, size: number, before: number) => {
    const note = signCheckpoint(size, rootOf(size, readTree(db).read), tools.signer);
    const chain = db.prepare('SELECT chain FROM checkpoint WHERE size = ?').pluck().get(before) as Uint8Array;
    db.prepare('INSERT INTO checkpoint VALUES (?, ?, ?)').run(size, note, chainOf(chain, note));
  };
  const cut =
    (size: number) =>
    ({ db }: Ledger) => {
      for (const table of ['transfer', 'opening']) db.exec(`DELETE FROM ${table} WHERE leaf >= ${size}`);
      db.exec(`UPDATE transfer SET status = 'recorded', closing = NULL WHERE closing >= ${size}`);
      db.exec(`DELETE FROM leaf WHERE idx >= ${size}; DELETE FROM checkpoint WHERE size > ${size}`);
      db.exec(`DELETE FROM node WHERE ((position + 1) << level) > ${size}`);
    };

  test.each<[string, (ledger: Ledger) => void, 'read on' | 'not written on']>([
    ['a head in the middle gone', sql('DELETE FROM checkpoint WHERE size = 5'), 'read on'],
    ['the first head gone', sql('DELETE FROM checkpoint WHERE size = 1'), 'read on'],
    ['the last head gone', sql('DELETE FROM checkpoint WHERE size = 13'), 'not written on'],
    ['every head gone', sql('DELETE FROM checkpoint'), 'not written on'],
    ['a head moved to fewer leaves', sql('UPDATE checkpoint SET size = 9 WHERE size = 10'), 'read on'],
    ['a head moved to more leaves', sql('UPDATE checkpoint SET size = 7 WHERE size = 6'), 'read on'],
    ['the last head moved', sql('UPDATE checkpoint SET size = 12 WHERE size = 13'), 'not written on'],
    [
      'a head signed again over fewer leaves',
      (ledger) => {
        ledger.db.exec('DELETE FROM checkpoint WHERE size = 10');
        signed(ledger, 9, 6);
      },
      'read on',
    ],
    [
      'the last head signed again over fewer leaves',
      (ledger) => {
        ledger.db.exec('DELETE FROM checkpoint WHERE size = 13');
        signed(ledger, 12, 10);
      },
      'not written on',
    ],
    ['a head too many', (ledger) => signed(ledger, 8, 6), 'read on'],
    ['cut back to the middle of the last batch', cut(12), 'not written on'],
    ['cut back to the middle of an older batch', cut(3), 'not written on'],
    [
      'a leaf behind the last head',
      ({ db }) => void appendLeaf(db, { ...event(99), type: 'approval' }),
      'not written on',
    ],
    [
      'the last leaf, which no stored hash is over,',
      sql(`UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '"v":1', '"v":2') AS BLOB) WHERE idx = 12`),
      'not written on',
    ],
    ['a hash within a batch', sql('UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND position = 3'), 'read on'],
  ])('%s: found', async (_what, change, then) => {
    const ledger = await inBatches();
    const { db, state, tools } = ledger;
    unlocked(db);
    expect(await codeOf(() => audit(db, tools.signer))).toBe('none');
    change(ledger);
    expect(await codeOf(() => audit(db, tools.signer))).toBe('STATE_CORRUPT');
    const [leaves, heads] = [db.prepare('SELECT count(*) FROM leaf').pluck().get(), headCount(db)];
    const more = await Promise.all(['x', 'y'].map((id) => codeOf(() => record(state, planOf(id), tools))));
    expect(more).toEqual(then === 'read on' ? ['none', 'none'] : ['STATE_CORRUPT', 'STATE_CORRUPT']);
    if (then === 'read on') return;
    expect(db.prepare('SELECT count(*) FROM leaf').pluck().get()).toBe(leaves);
    expect(headCount(db)).toBe(heads);
  });
});

const event = (n: number): EventLeaf => ({
  v: 1,
  type: 'permit',
  transfer: null,
  permit: `P-${n}`,
  at,
  body: '00'.repeat(32),
});

test('however leaves are divided into batches, root and hashes are those of one by one', () => {
  const grown = (batches: readonly number[]) => {
    const { db, tools } = memoryLedger();
    let n = 0;
    for (const batch of batches) {
      expectHead(db);
      for (let i = 0; i < batch; i++) expect(appendLeaf(db, event(n))).toBe(n++);
      signHead(db, tools.signer);
    }
    const nodes = db.prepare('SELECT level, position, hex(hash) FROM node ORDER BY level, position').raw().all();
    for (const size of sizesOf(db)) openCheckpoint(readCheckpoint(db, size), tools.signer);
    return { nodes, root: Buffer.from(readTree(db).root).toString('hex'), heads: sizesOf(db) };
  };
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }), (batches) => {
      const size = batches.reduce((sum, batch) => sum + batch, 0);
      const one = grown(Array.from({ length: size }, () => 1));
      const { nodes, root, heads } = grown(batches);
      expect(nodes).toEqual(one.nodes);
      expect(root).toBe(one.root);
      // Where nothing was appended nothing is signed.
      const ends = batches.map((_, i) => batches.slice(0, i + 1).reduce((sum, batch) => sum + batch, 0));
      expect(heads).toEqual([...new Set(ends)].filter((end) => end > 0));
      expect(one.heads).toEqual(Array.from({ length: size }, (_, i) => i + 1));
    }),
    { numRuns: 60 },
  );
});
