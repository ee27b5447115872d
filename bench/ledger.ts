/** The ledger at size: audited, exported, a receipt verified. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import Database from 'better-sqlite3';
import { auditState } from '../src/crossing/worker-audit.ts';
import { opensslVerify } from '../src/ledger/openssl-verify.ts';
import { exportTiles } from '../src/ledger/store-tiles.ts';
import { receiptOf } from '../src/ledger/store-transfers.ts';
import { readCheckpoint } from '../src/ledger/store-tree.ts';
import { verifyReceipt } from '../src/ledger/verify.ts';
import { makeLedger } from '../test/support/many-leaves.ts';

const VERIFIED = 200;

export interface LedgerTimes {
  readonly auditSeconds: number;
  readonly signatures: number;
  readonly exportSeconds: number;
  readonly verifyMilliseconds: number;
  /** By JavaScript alone, as in a browser. */
  readonly portableMilliseconds: number;
}

export async function ledgerTimes(leaves: number): Promise<LedgerTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
  try {
    const file = join(folder, 'ledger.db');
    const signer = makeLedger(file, leaves);
    const db = new Database(file, { readonly: true });
    const seconds = (begin: number) => (performance.now() - begin) / 1_000;
    let begin = performance.now();
    const options = { everySignature: false, random: Math.random };
    const { signatures } = await auditState((work) => work(db), file, signer, options);
    const auditSeconds = seconds(begin);
    begin = performance.now();
    exportTiles(db, join(folder, 'out'), { size: leaves, note: readCheckpoint(db, leaves) });
    const exportSeconds = seconds(begin);
    const transfer = db
      .prepare('SELECT id FROM transfer WHERE leaf = ?')
      .pluck()
      .get(leaves - 2) as string;
    const receipt = receiptOf(db, transfer, signer);
    db.close();
    verifyReceipt(receipt);
    begin = performance.now();
    for (let i = 0; i < VERIFIED; i++) verifyReceipt(receipt);
    const portable = seconds(begin);
    begin = performance.now();
    for (let i = 0; i < VERIFIED; i++) verifyReceipt(receipt, undefined, opensslVerify);
    const each = (s: number) => (s * 1_000) / VERIFIED;
    const [verifyMilliseconds, portableMilliseconds] = [each(seconds(begin)), each(portable)];
    return { auditSeconds, signatures, exportSeconds, verifyMilliseconds, portableMilliseconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
