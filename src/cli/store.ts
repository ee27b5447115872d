import type { Command } from 'commander';
import { DouaneError } from '../model/errors.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { addStateOptions } from './options.ts';
import { dirOf, hasState, NO_LAW, openForWork, storeOf } from './state-dir.ts';

interface Options {
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
}

export function addStore(program: Command, io: Io, done: (exit: number) => void): void {
  const store = program.command('store').description('where the state lives: move it to a database that many share');

  addStateOptions(
    store
      .command('move')
      .description('move the state of this directory into an empty PostgreSQL database (docs/store.md)'),
  ).action(async (options: Options) => {
    const loaded = await loadConfig(options.config, io.cwd);
    const place = storeOf(options.store ?? (io.env.DOUANE_STORE || undefined), loaded.config.store);
    if (place === null)
      throw new DouaneError('CALL_MISSING', { place: { name: '--store' }, expected: 'the database to move to' });
    const from = { dir: dirOf(options.state, loaded, io), store: null };
    if (!hasState(from))
      throw new DouaneError('INPUT_NOT_FOUND', { place: { name: '--state' }, expected: 'a state', got: 'none' });
    const { moveToPostgres } = await import('../state/shared/store-move.ts');
    const { remoteOptions } = await import('../state/shared/store-shared.ts');
    // With the work lock, and with nothing left open: who recorded it here is known here alone.
    using house = await openForWork(from, NO_LAW, io);
    if (!(await house.state.flush())) throw new DouaneError('STATE_BUSY', { expected: 'nobody to read beside' });
    const moved = await moveToPostgres(house.state.file, remoteOptions({ ...place, random: io.random }), io.random);
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.store-move/1', ...moved })}\n`
        : `Moved ${moved.rows} rows of ${moved.tables} tables. The state is in the database now: name it with --store or in douane.yaml.\n`,
    );
    done(0);
  });
}
