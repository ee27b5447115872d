import { Command, CommanderError } from 'commander';
import { DouaneError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

type Add = (program: Command, io: Io, done: (exit: number) => void) => void;

/** Each command is loaded where it is called; all of them to list them, or to say that one is not among them. */
const COMMANDS: Readonly<Record<string, () => Promise<Add>>> = {
  check: async () => (await import('./check.ts')).addCheck,
  clear: async () => (await import('./clear.ts')).addClear,
  law: async () => (await import('./law.ts')).addLaw,
  permit: async () => (await import('./permit.ts')).addPermit,
  persons: async () => (await import('./persons.ts')).addPersons,
  holds: async () => (await import('./holds.ts')).addHolds,
  ledger: async () => (await import('./ledger.ts')).addLedger,
  store: async () => (await import('./store.ts')).addStore,
  verify: async () => (await import('./verify.ts')).addVerify,
  replay: async () => (await import('./replay.ts')).addReplay,
  init: async () => (await import('./init.ts')).addInit,
  chaos: async () => (await import('./chaos.ts')).addChaos,
};

function neededFor(first: string | undefined): readonly string[] {
  if (first === '-V' || first === '--version') return [];
  return first !== undefined && Object.hasOwn(COMMANDS, first) ? [first] : Object.keys(COMMANDS);
}

/** Runs one command and gives its exit code. Never throws, never ends the process. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = new Command('douane')
    .description('A customs house for data: inspects what crosses, decides by the law of the day, leaves proof.')
    .version(VERSION, '-V, --version')
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ writeOut: io.out, writeErr: () => {} });
  const done = (exit: number) => {
    code = exit;
  };
  try {
    for (const name of neededFor(args[0])) (await COMMANDS[name]!())(program, io, done);
    copySettings(program);
    if (args.length === 0) {
      io.out(program.helpInformation());
      return 2;
    }
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const fault = asDouaneError(error);
    io.err(`${fault.message}\n`);
    if (fault.code === 'INTERNAL' && process.env.DOUANE_TRACE === '1') io.err(`${(error as Error).stack ?? ''}\n`);
    if (args.includes('--json')) {
      const { code, place, expected, got } = fault;
      io.out(`${JSON.stringify({ schema: 'douane.error/1', code, message: fault.message, place, expected, got })}\n`);
    }
    return fault.exitCode;
  }
}

/** Sub-commands made by `command()` inherit neither the exit override nor the output: hand them down. */
function copySettings(command: Command): void {
  for (const sub of command.commands) {
    sub.copyInheritedSettings(command);
    copySettings(sub);
  }
}

/** Anything thrown, as an error of the house. Messages of strangers may quote data: they are not passed on. */
export function asDouaneError(error: unknown): DouaneError {
  if (error instanceof DouaneError) return error;
  if (error instanceof CommanderError) {
    const code =
      error.code === 'commander.missingArgument' ||
      error.code === 'commander.missingMandatoryOptionValue' ||
      error.code === 'commander.optionMissingArgument'
        ? 'CALL_MISSING'
        : error.code === 'commander.invalidArgument'
          ? 'CALL_BAD_VALUE'
          : 'CALL_UNKNOWN_OPTION';
    return new DouaneError(code, { got: error.message.replace(/^error: /, '') });
  }
  const system = error as NodeJS.ErrnoException;
  switch (system?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return new DouaneError('STATE_FULL', { cause: error });
    case 'EROFS':
    case 'SQLITE_READONLY':
      return new DouaneError('STATE_READ_ONLY', { cause: error });
    case 'SQLITE_BUSY':
      return new DouaneError('STATE_BUSY', { cause: error });
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return new DouaneError('STATE_CORRUPT', { cause: error });
    case 'ENOENT':
    case 'EACCES':
    case 'EPERM':
      return new DouaneError('INPUT_NOT_FOUND', { cause: error, got: system.code });
    default:
      return new DouaneError('INTERNAL', { cause: error, got: system?.code ?? (error as Error)?.name ?? 'unknown' });
  }
}
