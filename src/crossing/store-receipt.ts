import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hashOfLeaf } from '../ledger/leaf.ts';
import { formatReceipt } from '../ledger/receipt.ts';
import { receiptOf } from '../ledger/store-transfers.ts';
import type { CrossingResult } from '../model/result.ts';
import { formatReport } from '../report/report.ts';
import type { House } from './house.ts';

export function receiptPaths(stateDir: string, transfer: string): { receipt: string; report: string } {
  const folder = join(stateDir, 'receipts', transfer);
  return { receipt: join(folder, 'receipt.json'), report: join(folder, 'report.html') };
}

/**
 * Writes receipt and report beside each other. Both can be made again from the ledger: if we die before, nothing is
 * lost but the files.
 */
export function writeReceipt(house: House, transfer: string, result: CrossingResult): void {
  const paths = receiptPaths(house.state.dir, transfer);
  const receipt = house.state.read((db) => receiptOf(db, transfer, house.ledger.signer));
  mkdirSync(join(house.state.dir, 'receipts', transfer), { recursive: true, mode: 0o700 });
  writeWhole(house.state.dir, paths.receipt, formatReceipt(receipt));
  writeWhole(
    house.state.dir,
    paths.report,
    formatReport({
      result,
      at: house.now.toISOString(),
      receipt: {
        file: 'receipt.json',
        leafHash: Buffer.from(hashOfLeaf(receipt.leaf)).toString('hex'),
        leafIndex: receipt.proof.index,
        checkpoint: receipt.checkpoint,
        publicKey: receipt.publicKey,
      },
    }),
  );
}

/** One name for all, which whoever has the work lock writes over: what a process that died left is found at once. */
const partialIn = (stateDir: string): string => join(stateDir, 'receipts', '.receipt.partial');

/** Removes a receipt that was never whole. To be called under the work lock. */
export function removePartialReceipt(stateDir: string): void {
  rmSync(partialIn(stateDir), { force: true });
}

function writeWhole(stateDir: string, path: string, text: string): void {
  const partial = partialIn(stateDir);
  const fd = openSync(partial, 'w', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, path);
}
