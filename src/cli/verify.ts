import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { opensslVerify } from '../ledger/openssl-verify.ts';
import { MAX_RECEIPT_CHARS, parseReceipt } from '../ledger/parse-receipt.ts';
import { verifyReceipt } from '../ledger/verify.ts';
import { DouaneError } from '../model/errors.ts';
import type { Io } from './io.ts';

const MAX_KEY_BYTES = 10_000;

export function addVerify(program: Command, io: Io, done: (exit: number) => void): void {
  program
    .command('verify')
    .description('verify a receipt, offline, with nothing but itself and the ledger’s public key')
    .argument('<receipt>', 'receipt.json')
    .option('--key <file>', 'public key of the ledger (default: the one in the receipt)')
    .option('--json', 'print one JSON object')
    .action((file: string, options: { key?: string; json?: boolean }) => {
      const text = readBounded(resolve(io.cwd, file), MAX_RECEIPT_CHARS);
      const key = options.key === undefined ? undefined : readBounded(resolve(io.cwd, options.key), MAX_KEY_BYTES);
      const { leaf, closing, ledger } = verifyReceipt(parseReceipt(text), key, opensslVerify);
      if (options.json) {
        io.out(
          `${JSON.stringify({ schema: 'douane.verify/1', valid: true, leaf, closing: closing?.leaf ?? null, ledger })}\n`,
        );
      } else {
        io.out(
          [
            'VALID',
            `transfer ${leaf.transfer}: ${leaf.verdict}, ${leaf.outcome}, by the law of ${leaf.asOf}, recorded ${leaf.at}`,
            `${leaf.counts.records} records, ${leaf.counts.persons.ordinary} persons, ${leaf.counts.persons.sensitive} with sensitive data`,
            closing === null ? 'no closing leaf in this receipt' : `closed ${closing.leaf.at}: ${closing.leaf.end}`,
            `in the ledger ${ledger.origin} of ${ledger.size} leaves, root ${ledger.root}`,
            ledger.keyGiven
              ? 'signed with the key that you gave'
              : `signed with the key in the receipt, ${ledger.publicKey}: compare it with the one that the exporter published`,
            '',
          ].join('\n'),
        );
      }
      done(0);
    });
}

export function readBounded(path: string, max: number): string {
  let size: number;
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new Error('not a file');
    size = stat.size;
  } catch {
    throw new DouaneError('INPUT_NOT_FOUND', { place: { file: basename(path) }, expected: 'a file' });
  }
  if (size > max)
    throw new DouaneError('RECEIPT_INVALID', { place: { file: basename(path) }, expected: `at most ${max} bytes` });
  return readFileSync(path, 'utf8');
}
