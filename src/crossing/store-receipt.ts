import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
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
  writeWhole(house.state.dir, transfer, paths.receipt, formatReceipt(receipt));
  writeWhole(
    house.state.dir,
    transfer,
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

const PARTIAL = '.receipt.partial';

/** Receipts that are not whole, by their paths. */
export function partialReceipts(stateDir: string): string[] {
  const receipts = join(stateDir, 'receipts');
  if (!existsSync(receipts)) return [];
  return readdirSync(receipts)
    .filter((name) => name.endsWith(PARTIAL))
    .map((name) => join(receipts, name));
}

/** Removes what {@link partialReceipts} gave, once nobody else works here who may be writing them. */
export function removeReceipts(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}

/** Beside the folders of all, under a name that is found at once. */
function writeWhole(stateDir: string, transfer: string, path: string, text: string): void {
  const partial = join(stateDir, 'receipts', `${transfer}${PARTIAL}`);
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
