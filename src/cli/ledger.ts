import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addAcceptLoss } from './ledger-accept-loss.ts';
import { addAudit } from './ledger-audit.ts';
import { addConsistency } from './ledger-consistency.ts';
import { addCosign } from './ledger-cosign.ts';
import { addExport } from './ledger-export.ts';
import { addWitness } from './ledger-witness.ts';

export function addLedger(program: Command, io: Io, done: (exit: number) => void): void {
  const ledger = program
    .command('ledger')
    .description(
      'the ledger: audit it, publish it, have it cosigned, compare two heads, be a witness, accept what an older copy lost',
    );
  for (const add of [addAudit, addExport, addConsistency, addCosign, addWitness, addAcceptLoss]) add(ledger, io, done);
}
