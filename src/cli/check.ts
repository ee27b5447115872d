import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addTransferOptions, type TransferOptions } from './options.ts';
import { runTransfer } from './transfer.ts';

export function addCheck(program: Command, io: Io, done: (exit: number) => void): void {
  addTransferOptions(
    program
      .command('check')
      .description('inspect and decide; write nothing but the receipt')
      .argument('<input>', 'a file, a directory, or - for standard input'),
  ).action(async (input: string, options: TransferOptions) => done(await runTransfer('check', input, options, io)));
}
