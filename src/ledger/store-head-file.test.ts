import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { historyOf, memoryLedger, planOf } from '../../test/support/ledger.ts';
import { ledgerSigner } from './signer.ts';
import { beyond, HEAD_FILE, headKeeper, readHeadFile } from './store-head-file.ts';
import { record } from './store-record.ts';
import { newestHead } from './store-tree.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-head-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('a head is kept whole, verified with the key, and nothing else is left beside it', async () => {
  const { db, state, tools } = memoryLedger();
  const keep = headKeeper(dir);
  keep(newestHead(db));
  expect(readdirSync(dir)).toEqual([]);
  expect(readHeadFile(dir, tools.signer)).toBeNull();
  for (const id of ['a', 'b']) {
    await record(state, planOf(id), tools);
    keep(newestHead(db));
  }
  expect(readdirSync(dir)).toEqual([HEAD_FILE]);
  expect(readHeadFile(dir, tools.signer)).toMatchObject({ size: 2, note: newestHead(db) });
  const other = ledgerSigner(generateKeyPairSync('ed25519').privateKey);
  expect(() => readHeadFile(dir, other)).toThrow('STATE_CORRUPT');
  const note = readFileSync(join(dir, HEAD_FILE), 'utf8');
  for (let i = 0; i < note.length; i++) {
    const changed = note.slice(0, i) + (note[i] === 'A' ? 'B' : 'A') + note.slice(i + 1);
    writeFileSync(join(dir, HEAD_FILE), changed);
    expect(() => readHeadFile(dir, tools.signer), `character ${i}`).toThrow('STATE_CORRUPT');
  }
  writeFileSync(join(dir, HEAD_FILE), note.repeat(1_000));
  expect(() => readHeadFile(dir, tools.signer)).toThrow('STATE_CORRUPT');
  // A directory that is gone loses nobody a commit.
  rmSync(dir, { recursive: true });
  await record(state, planOf('c'), tools);
  expect(() => keep(newestHead(db))).not.toThrow();
});

test('a head is beyond a ledger exactly where the ledger did not grow from it', async () => {
  const key = memoryLedger();
  const ids = fc.array(fc.constantFrom('a', 'b'), { maxLength: 9 });
  await fc.assert(
    fc.asyncProperty(ids, ids, ids, async (common, one, two) => {
      const kept = [...common, ...one];
      const there = [...common, ...two];
      const head = newestHead(await historyOf(key, kept));
      writeFileSync(join(dir, HEAD_FILE), head ?? '');
      const grew = kept.every((id, i) => there[i] === id);
      const seen = beyond(await historyOf(key, there), readHeadFile(dir, key.tools.signer));
      expect(seen === null).toBe(grew);
      if (seen !== null) expect(seen).toMatchObject({ by: 'head', size: kept.length });
    }),
    { numRuns: 60 },
  );
});

test('a ledger that is not what it signed is damaged, not old', async () => {
  const key = memoryLedger();
  writeFileSync(join(dir, HEAD_FILE), newestHead(await historyOf(key, ['a', 'b', 'a']))!);
  const db = await historyOf(key, ['a', 'b']);
  const head = readHeadFile(dir, key.tools.signer);
  expect(beyond(db, head)).toMatchObject({ size: 3 });
  db.exec('DROP TRIGGER node_no_update; UPDATE node SET hash = zeroblob(32) WHERE level = 1');
  expect(() => beyond(db, head)).toThrow('STATE_CORRUPT');
});
