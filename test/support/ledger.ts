import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import Sqlite, { type Database } from 'better-sqlite3';
import type { ReceiptBody } from '../../src/ledger/receipt.ts';
import { LEDGER_SCHEMA } from '../../src/ledger/schema.ts';
import { ledgerSigner } from '../../src/ledger/signer.ts';
import { type LedgerTools, type RecordPlan, recordEvent, type Transactor } from '../../src/ledger/store-record.ts';
import { expectHead, signHead } from '../../src/ledger/store-tree.ts';
import { WriteQueue } from '../../src/state/queue-writes.ts';

/** A body as a crossing makes it, small. */
export function bodyOf(change: Partial<ReceiptBody> = {}): ReceiptBody {
  const files = change.files ?? [
    { path: '客户.csv', bytes: 1_234, sha256: createHash('sha256').update('a').digest('hex') },
    { path: 'sub/b.jsonl', bytes: 7, sha256: createHash('sha256').update('b').digest('hex') },
  ];
  return {
    asOf: '2026-11-23',
    from: 'CN',
    to: 'DE',
    recipient: 'munich',
    purpose: 'other',
    lane: null,
    verdict: 'pass',
    outcome: 'exempt',
    permit: null,
    facts: { exporter: { ciio: false }, counts: { ordinary: 980 } },
    decision: {
      asOf: '2026-11-23',
      outcome: 'exempt',
      byClass: { ordinary: 'exempt', sensitive: null, important: null },
      verdict: 'pass',
      reasons: [],
      flags: [],
      assumed: [{ fact: 'exporter.ciio', value: false }],
      duties: [],
      thresholds: [],
      permit: null,
      counted: { ordinary: true, sensitive: true },
      law: { pack: 'cn', version: '1', hash: 'sha256:00' },
      laws: [],
    },
    manifest: {
      files: [],
      records: 1_000,
      bytes: 1_241,
      fields: [
        {
          path: '手机',
          kind: 'phone',
          values: 1_000,
          hits: 998,
          confidence: 0.99,
          evidence: ['header', 'format'],
          example: '138****0000',
          freeText: false,
          bit: 0,
        },
      ],
      otherPaths: ['备注'],
      looks: { values: 20, forms: 5, closely: 1, remembered: 0 },
    },
    persons: {
      thisTransfer: { ordinary: 980, sensitive: 0 },
      withHistory: { ordinary: 1_980, sensitive: 0 },
      toldApartBy: ['身份证号'],
      undetermined: 0,
      since: '2026-01-01',
      doubts: [],
    },
    treated: [],
    law: { pack: 'cn', version: '1', hash: 'sha256:00' },
    ...change,
    files,
  };
}

export function planOf(transfer: string, change: Partial<RecordPlan> = {}): RecordPlan {
  return { transfer, type: 'crossing', at: '2026-11-23T08:00:00.000Z', body: bodyOf(), ...change };
}

/** A ledger in memory with a key of its own: each work in a transaction, as where nothing else waits. */
export function memoryLedger(): { db: Database; state: Transactor; tools: LedgerTools } {
  const db = new Sqlite(':memory:');
  db.pragma('foreign_keys = ON');
  for (const ddl of LEDGER_SCHEMA) db.exec(ddl);
  const signer = ledgerSigner(generateKeyPairSync('ed25519').privateKey);
  const transaction: Transactor['transaction'] = async (work) =>
    db
      .transaction(() => {
        expectHead(db);
        const result = work(db);
        signHead(db, signer);
        return result;
      })
      .immediate();
  return { db, state: { transaction }, tools: { signer, random: (n) => randomBytes(n) } };
}

/** As {@link memoryLedger}, but what is asked for together is in one transaction, under one head. */
export function groupedLedger(): ReturnType<typeof memoryLedger> {
  const { db, tools } = memoryLedger();
  const queue = new WriteQueue(db, {
    begin: () => expectHead(db),
    end: () => signHead(db, tools.signer),
    errorOf: (error) => error,
  });
  return { db, state: { transaction: (work) => queue.run(work) }, tools };
}

/** A ledger signed with the key of another, with a leaf and a head for each id. Of the same ids it is the same. */
export async function historyOf(key: { readonly tools: LedgerTools }, ids: readonly string[]): Promise<Database> {
  const { db } = memoryLedger();
  const transaction: Transactor['transaction'] = async (work) =>
    db.transaction(() => {
      const result = work(db);
      signHead(db, key.tools.signer);
      return result;
    })();
  const tools = { signer: key.tools.signer, random: (n: number) => new Uint8Array(n) };
  for (const permit of ids) {
    const at = '2026-11-23T08:00:00.000Z';
    await recordEvent({ transaction }, { type: 'permit', transfer: null, permit, at, body: {} }, tools);
  }
  return db;
}
