/**
 * The command line. Inputs: arguments, `douane.yaml`, the state directory, the file that is to cross.
 * Outputs: the answer on standard output, errors (and progress on a terminal) on standard error, receipts and
 * held data in the state directory, released data in `--out`. Exit codes as in `docs/cli.md`.
 */
import { processIo } from './io.ts';
import { run } from './run.ts';

if (process.env.DOUANE_LAUNCHER === '1') {
  // Our launcher is gone: stop as it would have stopped us, and let the recovery of the next start do its work.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
}

process.exitCode = await run(process.argv.slice(2), processIo());
