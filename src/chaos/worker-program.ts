import { type ChildProcess, spawn } from 'node:child_process';

/** How a run of the program ended. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly cwd: string;
  /** Flags of Node in front of the program. */
  readonly nodeArgs?: readonly string[];
  /** A command in front of everything, which ends by running what follows it. */
  readonly prefix?: readonly string[];
  /** Standard input; closed at once where there is none. */
  readonly input?: string | Uint8Array;
  /** Nobody reads the answer: the other end is closed when the program writes. */
  readonly deaf?: boolean;
}

export interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ran>;
}

/** A run that never ends would be a fault as well: after this it is killed. */
const LONGEST_MS = 180_000;

/** Douane as it is installed, each run in a process of its own. */
export class Program {
  readonly #entry: string;
  readonly #compiled: string;
  readonly #env: Readonly<Record<string, string>>;

  /** `entry` is run by the Node that runs us; what it compiles is kept in `compiled`. */
  constructor(entry: string, compiled: string, env: Readonly<Record<string, string>> = {}) {
    this.#entry = entry;
    this.#compiled = compiled;
    this.#env = env;
  }

  start(args: readonly string[], options: RunOptions): Running {
    const { prefix = [], nodeArgs = [] } = options;
    const [command, ...rest] = [...prefix, process.execPath, ...nodeArgs, this.#entry, ...args];
    const { DOUANE_LAUNCHER: _launcher, NODE_OPTIONS: _options, DOUANE_STORE: _store, ...env } = process.env;
    const begin = performance.now();
    const child = spawn(command!, rest, {
      cwd: options.cwd,
      env: { ...env, NODE_COMPILE_CACHE: this.#compiled, ...this.#env },
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    if (options.deaf) child.stdout.destroy();
    return { kill: (signal) => void child.kill(signal), ended: ended(child, begin) };
  }

  run(args: readonly string[], options: RunOptions): Promise<Ran> {
    return this.start(args, options).ended;
  }
}

function ended(child: ChildProcess, begin: number): Promise<Ran> {
  return new Promise((done, fail) => {
    let stdout = '';
    let stderr = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, signal, stdout, stderr, ms: performance.now() - begin });
    });
  });
}

/** What Douane said was wrong: the code of its error, or how its process ended. */
export function saidBy({ code, signal, stderr }: Ran): string {
  const told = /^([A-Z]+_[A-Z_]+|INTERNAL):/m.exec(stderr)?.[1];
  return told ?? signal ?? `exit ${code}`;
}
