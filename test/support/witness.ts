/** A real witness of ledgers, in a process of its own. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface RunningWitness extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
}

/** Its directory is `dir` in `cwd`; it knows the ledger with this verifier key. */
export async function startWitness(cwd: string, dir: string, log: string, port = 0): Promise<RunningWitness> {
  const args = [
    'ledger',
    'witness',
    '--listen',
    `127.0.0.1:${port}`,
    '--dir',
    dir,
    '--name',
    `${dir}.example`,
    '--log',
    log,
  ];
  const child = spawn(process.execPath, [ENTRY, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((done) => child.once('close', done));
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line) as { readonly port: number; readonly key: string };
    child.stdout.resume();
    return {
      url: `http://127.0.0.1:${said.port}`,
      key: said.key,
      async [Symbol.asyncDispose]() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  throw new Error(`the witness ended with ${await ended}`);
}
