import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { bodyOf, memoryLedger, planOf } from '../../test/support/ledger.ts';
import { type Keys, openKeys } from '../keys/custody-file.ts';
import { DouaneError } from '../model/errors.ts';
import { openState } from '../state/store-sqlite.ts';
import { consistencyProof, verifyConsistency } from './consistency.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { LEDGER_SCHEMA } from './schema.ts';
import { ledgerSigner } from './signer.ts';
import { audit } from './store-audit.ts';
import { close, type LedgerTools, record, recordEvent, type Transactor } from './store-record.ts';
import { getTransfer, listTransfers, receiptOf, unfinished } from './store-transfers.ts';
import { expectHead, readCheckpoint, readTree, signHead } from './store-tree.ts';
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

/** Some of everything. */
async function filled(ledger: { state: Transactor; tools: LedgerTools }) {
  const { state, tools } = ledger;
  await record(state, planOf('a'), tools);
  await recordEvent(state, { type: 'permit', transfer: null, permit: 'SC-1', at, body: { by: 'Counsel' } }, tools);
  await record(state, planOf('b', { type: 'check' }), tools);
  await close(state, { transfer: 'a', at, body: released }, tools);
  await record(state, planOf('c', { body: bodyOf({ verdict: 'hold' }), resume: { out: 'out' } }), tools);
  await close(state, { transfer: 'c', at, body: { end: 'held', records: 0, files: [], hold: 'h1' } }, tools);
  await recordEvent(
    state,
    { type: 'denial', transfer: 'c', permit: null, at, body: { by: 'Counsel', reason: 'no' } },
    tools,
  );
  await record(state, planOf('d', { resume: { partial: ['x.csv'] } }), tools);
}

test('what is recorded can be listed, read, and audits', async () => {
  const { db, state, tools } = memoryLedger();
  expect(audit(db, tools.signer)).toMatchObject({ size: 0, transfers: 0 });
  await filled({ state, tools });
  expect(listTransfers(db).map((t) => [t.id, t.status])).toEqual([
    ['d', 'recorded'],
    ['c', 'held'],
    ['b', 'checked'],
    ['a', 'released'],
  ]);
  expect(getTransfer(db, 'a').body).toEqual(bodyOf());
  expect(unfinished(db)).toEqual([{ transfer: 'd', resume: { partial: ['x.csv'] } }]);
  expect(audit(db, tools.signer)).toMatchObject({ size: 8, transfers: 4 });
  for (const id of ['a', 'b', 'c', 'd']) expect(verifyReceipt(receiptOf(db, id, tools.signer)).leaf.transfer).toBe(id);
  expect(await codeOf(() => getTransfer(db, 'nope'))).toBe('TRANSFER_UNKNOWN');
});

test('every head that was signed is a prefix of every later one', async () => {
  const { db, state, tools } = memoryLedger();
  await filled({ state, tools });
  const { size, read } = readTree(db);
  const head = (n: number) => openCheckpoint(readCheckpoint(db, n), tools.signer).root;
  for (let first = 1; first <= size; first++) {
    expect(verifyConsistency(first, size, consistencyProof(first, size, read), head(first), head(size))).toBe(true);
  }
});

test('a crossing is closed once, a check never', async () => {
  const { db, state, tools } = memoryLedger();
  await filled({ state, tools });
  for (const transfer of ['a', 'b', 'nope']) {
    expect(await codeOf(() => close(state, { transfer, at, body: released }, tools))).toBe('TRANSFER_UNKNOWN');
  }
  expect(audit(db, tools.signer).size).toBe(8);
});

test('the same transfer is not recorded twice, and nothing of the second try stays', async () => {
  const { db, state, tools } = memoryLedger();
  await record(state, planOf('a'), tools);
  await expect(record(state, planOf('a'), tools)).rejects.toThrow();
  expect(audit(db, tools.signer)).toMatchObject({ size: 1, transfers: 1 });
});

test('what does not fit the schema of a leaf is not recorded', async () => {
  const { db, state, tools } = memoryLedger();
  for (const plan of [
    planOf('a', { at: 'yesterday' }),
    planOf(''),
    planOf('a', { body: bodyOf({ to: 'Germany' }) }),
    planOf('a', { body: { ...bodyOf(), outcome: 'fine' as 'free' } }),
  ]) {
    expect(await codeOf(() => record(state, plan, tools))).toBe('INTERNAL');
  }
  expect(readTree(db).size).toBe(0);
});

describe('faults, in pairs', () => {
  const setUp = async () => {
    const ledger = memoryLedger();
    ledger.db.exec('CREATE TABLE counted (transfer TEXT) STRICT');
    await record(ledger.state, planOf('first'), ledger.tools);
    const count = (db: Database) => void db.prepare(`INSERT INTO counted VALUES ('x')`).run();
    const counted = () => ledger.db.prepare('SELECT count(*) FROM counted').pluck().get();
    return { ...ledger, count, counted };
  };

  test.each([
    [
      'the caller fails to count persons',
      () => {
        throw new RangeError('fault');
      },
      undefined,
    ],
    ['the transaction fails before its commit', undefined, 'before'],
  ] as const)('failed and not persisted: %s', async (_what, apply, where) => {
    const { db, state, tools, count, counted } = await setUp();
    const failing: Transactor = {
      transaction: (work) =>
        state.transaction((d) => {
          const result = work(d);
          if (where === 'before') throw new RangeError('fault');
          return result;
        }),
    };
    await expect(
      record(failing, planOf('t'), tools, (d) => {
        count(d);
        apply?.();
      }),
    ).rejects.toThrow(RangeError);
    expect([counted(), unfinished(db).map((u) => u.transfer), readTree(db).size]).toEqual([0, ['first'], 1]);
    await record(state, planOf('t'), tools, count);
    expect(counted()).toBe(1);
    expect(audit(db, tools.signer).size).toBe(2);
  });

  test('failed but persisted: the commit stands though it was reported as failed', async () => {
    const { db, state, tools, count, counted } = await setUp();
    const failing: Transactor = {
      transaction: async (work) => {
        await state.transaction(work);
        throw new RangeError('fault');
      },
    };
    await expect(record(failing, planOf('t'), tools, count)).rejects.toThrow(RangeError);
    // The record says more than happened, never less; recovery closes it as broken.
    expect([counted(), unfinished(db).map((u) => u.transfer)]).toEqual([1, ['first', 't']]);
    const broken = { end: 'broken' as const, records: 0, files: [], hold: null };
    await expect(close(failing, { transfer: 't', at, body: broken }, tools)).rejects.toThrow(RangeError);
    expect(await codeOf(() => close(state, { transfer: 't', at, body: broken }, tools))).toBe('TRANSFER_UNKNOWN');
    expect(getTransfer(db, 't').status).toBe('broken');
    expect(audit(db, tools.signer).size).toBe(3);
  });
});

describe('what was changed from outside', () => {
  const unlocked = (db: Database) => {
    for (const table of ['leaf', 'node', 'checkpoint']) {
      db.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
    }
    db.pragma('foreign_keys = OFF');
    db.pragma('ignore_check_constraints = ON');
  };
  const flip = `(substr(X, 1, 8) || char(unicode(substr(X, 9, 1)) + 1) || substr(X, 10))`;
  const blob = `CAST(replace(CAST(bytes AS TEXT), '"t', '"u') AS BLOB)`;

  test('the tables refuse to be changed at all', async () => {
    const ledger = memoryLedger();
    await filled(ledger);
    for (const sql of ['UPDATE leaf SET idx = idx + 100', 'DELETE FROM node', 'DELETE FROM checkpoint']) {
      expect(() => ledger.db.exec(sql)).toThrow(/append-only/);
    }
  });

  test.each([
    ['a leaf changed', `UPDATE leaf SET bytes = ${blob} WHERE idx = 2`],
    [
      'a count in a leaf changed',
      `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '980', '979') AS BLOB) WHERE idx = 0`,
    ],
    [
      'two leaves swapped',
      'UPDATE leaf SET idx = CASE idx WHEN 0 THEN -1 WHEN 2 THEN 0 ELSE idx END; UPDATE leaf SET idx = 2 WHERE idx = -1',
    ],
    ['the last leaf gone', 'DELETE FROM leaf WHERE idx = 7'],
    ['a leaf in the middle gone', 'DELETE FROM leaf WHERE idx = 3'],
    ['a hash changed', `UPDATE node SET hash = randomblob(32) WHERE level = 1 AND position = 1`],
    ['a hash gone', 'DELETE FROM node WHERE level = 2 AND position = 0'],
    ['a hash too many', 'INSERT INTO node VALUES (9, 9, randomblob(32))'],
    ['a head changed', `UPDATE checkpoint SET note = ${flip.replaceAll('X', 'note')} WHERE size = 4`],
    ['a head gone', 'DELETE FROM checkpoint WHERE size = 5'],
    [
      'a head of another size',
      'UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 2) WHERE size = 3',
    ],
    ['a body changed', `UPDATE opening SET body = replace(body, 'munich', 'berlin') WHERE leaf = 0`],
    ['a body of an event changed', `UPDATE opening SET body = replace(body, 'Counsel', 'Nobody') WHERE leaf = 1`],
    ['a body of a closing changed', `UPDATE opening SET body = replace(body, '1234', '1235') WHERE leaf = 3`],
    ['a salt changed', `UPDATE opening SET body_salt = content_salt WHERE leaf = 0`],
    ['a body gone', 'DELETE FROM opening WHERE leaf = 6'],
    ['a verdict in the register changed', `UPDATE transfer SET verdict = 'pass' WHERE id = 'c'`],
    ['a recipient in the register changed', `UPDATE transfer SET recipient = 'berlin' WHERE id = 'a'`],
    ['a status in the register changed', `UPDATE transfer SET status = 'broken' WHERE id = 'a'`],
    ['a closing taken back', `UPDATE transfer SET status = 'recorded', closing = NULL WHERE id = 'a'`],
    ['a closing that never was', `UPDATE transfer SET status = 'released', closing = 6 WHERE id = 'd'`],
    ['a closing that another has', `UPDATE transfer SET status = 'released', closing = 3 WHERE id = 'd'`],
    ['a closing made of a later leaf', `UPDATE transfer SET status = 'released', closing = 6 WHERE id = 'b'`],
    ['a transfer gone', `DELETE FROM transfer WHERE id = 'b'`],
  ])('%s: found', async (_what, sql) => {
    const { db, state, tools } = memoryLedger();
    await filled({ state, tools });
    unlocked(db);
    expect(await codeOf(() => audit(db, tools.signer))).toBe('none');
    db.exec(sql);
    expect(await codeOf(() => audit(db, tools.signer))).toBe('STATE_CORRUPT');
  });

  test('no bit of any row of the ledger can be changed', async () => {
    const { db, state, tools } = memoryLedger();
    await filled({ state, tools });
    // A name in which a byte that is no UTF-8 would read like the character that is there.
    await recordEvent(state, { type: 'permit', transfer: null, permit: 'SC\ufffd', at, body: { by: '\ufffd' } }, tools);
    unlocked(db);
    const columns = {
      leaf: ['bytes'],
      node: ['hash'],
      checkpoint: ['note', 'chain'],
      opening: ['content_salt', 'body_salt', 'body'],
    };
    for (const [table, names] of Object.entries(columns)) {
      const key = table === 'node' ? 'level * 1000 + position' : ({ leaf: 'idx', checkpoint: 'size' }[table] ?? 'leaf');
      for (const name of names) {
        const rows = db.prepare(`SELECT ${key} AS key, CAST(${name} AS BLOB) AS value FROM ${table}`).all();
        for (const { key: at, value } of rows as { key: number; value: Buffer | null }[]) {
          if (value === null) continue;
          const type = db.prepare(`SELECT typeof(${name}) FROM ${table} WHERE ${key} = ?`).pluck().get(at);
          const set = db.prepare(`UPDATE ${table} SET ${name} = CAST(? AS ${String(type)}) WHERE ${key} = ?`);
          // Every byte of the last row, a few of the others; each time another bit.
          const step = at === 8 || at === 9 ? 1 : Math.max(1, Math.floor(value.length / 8));
          for (let byte = 0; byte < value.length; byte += step) {
            const changed = Buffer.from(value);
            changed[byte]! ^= 1 << ((byte + at) % 8);
            set.run(changed, at);
            expect(
              await codeOf(() => audit(db, tools.signer, { signatures: () => false })),
              `${table}.${name} ${byte}`,
            ).toBe('STATE_CORRUPT');
          }
          set.run(value, at);
        }
      }
    }
    expect(await codeOf(() => audit(db, tools.signer))).toBe('none');
  });

  test('a ledger whose edge was changed is not signed on', async () => {
    const { db, state, tools } = memoryLedger();
    await filled({ state, tools });
    unlocked(db);
    db.exec('UPDATE node SET hash = randomblob(32) WHERE level = 3');
    expect(await codeOf(() => record(state, planOf('e'), tools))).toBe('STATE_CORRUPT');
  });

  test('a ledger rewritten from its first leaf with another key is found by the key', async () => {
    const { db, state, tools } = memoryLedger();
    await filled({ state, tools });
    expect(await codeOf(() => audit(db, memoryLedger().tools.signer))).toBe('STATE_CORRUPT');
  });
});

test('killed at any moment: all that was told stands, whole, and audits', { timeout: 60_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'douane-kill-'));
  const loop = fileURLToPath(new URL('../../test/support/record-loop.ts', import.meta.url));
  try {
    const told = new Map<string, string>();
    let broken = 0;
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [loop, dir, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      const lines = 2 + Math.floor(Math.random() * 20);
      let dying = false;
      child.stdout.setEncoding('utf8').on('data', (d: string) => {
        text += d;
        if (dying || text.split('\n').length <= lines) return;
        dying = true;
        setTimeout(() => child.kill('SIGKILL'), Math.random() * 10);
      });
      const signal = await new Promise((done) => child.once('close', (_code, s) => done(s)));
      expect(signal).toBe('SIGKILL');
      for (const [, what, id] of text.matchAll(/^(recorded|closed) (.+)\n/gm)) told.set(id!, what!);

      using state = openState<Keys>(dir, {
        schemas: [...LEDGER_SCHEMA, 'CREATE TABLE counted (transfer TEXT PRIMARY KEY) STRICT'],
        begin: expectHead,
        finish: (db, keys) => signHead(db, ledgerSigner(keys.ledger)),
        openKeys: (keys, known) => openKeys(keys, { known, random: (n) => randomBytes(n) }),
        waitMs: 5_000,
      });
      const tools = { signer: ledgerSigner(state.keys.ledger), random: (n: number) => randomBytes(n) };
      const { transfers, counted, open } = state.read((db) => ({
        transfers: new Map(listTransfers(db, 1e6).map((t) => [t.id, t.status])),
        counted: db.prepare('SELECT transfer FROM counted').pluck().all() as string[],
        open: unfinished(db),
      }));
      expect(counted.toSorted()).toEqual([...transfers.keys()].toSorted());
      expect([...told.keys()].filter((id) => !transfers.has(id))).toEqual([]);
      expect(open.length).toBeLessThanOrEqual(1);
      for (const { transfer } of open) {
        expect(told.get(transfer)).not.toBe('closed');
        await close(state, { transfer, at, body: { end: 'broken', records: 0, files: [], hold: null } }, tools);
        broken += 1;
      }
      state.read((db) => audit(db, tools.signer));
    }
    expect(told.size).toBeGreaterThan(8);
    expect(broken).toBeGreaterThan(0);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
