import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** Runs the real program in a process of its own. */
export function douane(args: readonly string[], options: RunOptions): Promise<Ran> {
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
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...options.env },
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
