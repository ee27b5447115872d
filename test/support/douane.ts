import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite, { type Database } from 'better-sqlite3';

/** The program is started hundreds of times: what was compiled is kept between. */
const COMPILED = join(tmpdir(), 'douane-test-compiled');
const ENTRY = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read freely in the answer
  readonly json: any;
}

export interface RunOptions {
  readonly cwd: string;
  readonly input?: Uint8Array | string;
  readonly env?: Record<string, string>;
  /** SIGKILL after so many milliseconds. */
  readonly killAfter?: number;
  readonly nodeArgs?: readonly string[];
  /** A command in front, such as `prlimit --fsize=…`. */
  readonly prefix?: readonly string[];
}

let databases: ((folder: string) => Promise<string>) | undefined;

/** From here on the states of this file's tests are in PostgreSQL, that of each folder in a database of its own. */
export function shareStates(of: (folder: string) => Promise<string>): void {
  databases = of;
}

/** Whether the tests of this file run over the shared store. Known when they are read. */
export const shared = (): boolean => databases !== undefined;

/** The database that the state of a folder is in; null where the folder has it. */
export const storeOf = async (folder: string): Promise<{ readonly url: string } | null> =>
  databases === undefined ? null : { url: await databases(folder) };

/** What a state directory has of the state: all of it, or its copy. */
export const stateFile = (dir: string): string => join(dir, shared() ? 'copy.db' : 'douane.db');

/** Reads what a state directory has, as it is. */
export function lookAt(dir: string): { read<T>(work: (db: Database) => T): T } & Disposable {
  const db = new Sqlite(stateFile(dir), { readonly: true });
  return { read: (work) => db.transaction(work).deferred(db), [Symbol.dispose]: () => void db.close() };
}

/** Runs the real program in a process of its own. */
export async function douane(args: readonly string[], options: RunOptions): Promise<Ran> {
  const store = await storeOf(options.cwd);
  return new Promise((done, fail) => {
    const [command, ...rest] = [
      ...(options.prefix ?? []),
      process.execPath,
      ...(options.nodeArgs ?? []),
      ENTRY,
      ...args,
    ];
    const child = spawn(command!, rest, {
      cwd: options.cwd,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: COMPILED,
        ...(store === null ? {} : { DOUANE_STORE: store.url }),
        ...options.env,
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (d) => {
      stdout += d;
    });
    child.stderr.setEncoding('utf8').on('data', (d) => {
      stderr += d;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    const timer =
      options.killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.killAfter);
    child.on('error', fail);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      let json: unknown;
      try {
        json = JSON.parse(stdout);
      } catch {
        json = undefined;
      }
      done({ code, signal, stdout, stderr, json });
    });
  });
}

/** An empty folder that goes away with the test. */
export function emptyFolder(): { path: string; file(name: string): string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'douane-test-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
