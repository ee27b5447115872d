import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CONFIG_TEMPLATE } from '../config.ts';
import { DouaneError } from '../model/errors.ts';
import type { Io } from './io.ts';

export function addInit(program: Command, io: Io, done: (exit: number) => void): void {
  program
    .command('init')
    .description('write a commented douane.yaml')
    .option('--config <file>', 'file to write', 'douane.yaml')
    .option('--json', 'print one JSON object')
    .action((options: { config: string; json?: boolean }) => {
      const file = resolve(io.cwd, options.config);
      if (existsSync(file)) throw new DouaneError('CONFIG_EXISTS', { place: { file: options.config } });
      // `wx`: between the look and the write somebody else may have made it.
      writeFileSync(file, CONFIG_TEMPLATE, { flag: 'wx' });
      io.out(
        options.json
          ? `${JSON.stringify({ schema: 'douane.init/1', config: file })}\n`
          : `Wrote ${options.config}. Next: fill in who you are and who receives, then\n  douane check FILE --lane crm-munich\n`,
      );
      done(0);
    });
}
