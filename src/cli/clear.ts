import type { Command } from 'commander';
import type { Io } from './io.ts';
import { addTransferOptions, type TransferOptions } from './options.ts';
import { runTransfer } from './transfer.ts';

export function addClear(program: Command, io: Io, done: (exit: number) => void): void {
  addTransferOptions(
    program
      .command('clear')
      .description('the same, then write what may leave and hold what may not')
      .argument('<input>', 'a file, a directory, or - for standard input')
      .requiredOption('--out <dir>', 'directory that released files go to'),
  ).action(async (input: string, options: TransferOptions) => done(await runTransfer('clear', input, options, io)));
}
