import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { openWitnessKey } from '../keys/custody-witness.ts';
import { COSIGNATURE, formatVerifierKey, parseVerifierKey, type VerifierKey } from '../ledger/note.ts';
import { ledgerSigner } from '../ledger/signer.ts';
import { witnessServer } from '../ledger/witness/server.ts';
import { openSeen } from '../ledger/witness/store-seen.ts';
import { DouaneError } from '../model/errors.ts';
import type { Io } from './io.ts';

interface Options {
  readonly dir: string;
  readonly listen: string;
  readonly name?: string;
  readonly log: string[];
}

const gather = (value: string, before: string[]) => [...before, value];

export function addWitness(ledger: Command, io: Io, done: (exit: number) => void): void {
  ledger
    .command('witness')
    .description('serve as a witness of ledgers of others, until it is ended (C2SP tlog-witness)')
    .requiredOption(
      '--log <key>',
      'verifier key of a ledger, or a file with one a line; may be given again',
      gather,
      [],
    )
    .option('--dir <dir>', 'key of the witness and what it has seen', '.douane-witness')
    .option('--name <name>', 'name to sign under, such as witness.example/w1; on the first start')
    .option('--listen <host:port>', 'where to listen', '127.0.0.1:8474')
    .action(async (options: Options) => {
      const logs = options.log.flatMap((value) => keysIn(value, io));
      const { host, port } = address(options.listen);
      const dir = resolve(io.cwd, options.dir);
      const { key, name } = openWitnessKey(dir, options.name, (n) => io.random(n));
      using seen = openSeen(dir);
      const signer = ledgerSigner(key, name);
      const told = (event: object) => io.out(`${JSON.stringify({ at: io.now().toISOString(), ...event })}\n`);
      const server = witnessServer({
        signer,
        logs,
        seen,
        now: () => io.now(),
        told: ({ status, origin, size }) => told({ event: 'add-checkpoint', status, origin, size }),
      });
      server.listen(port, host);
      // Rejects when the address cannot be had.
      await once(server, 'listening');
      const bound = server.address() as AddressInfo;
      told({ event: 'listening', host: bound.address, port: bound.port, key: formatVerifierKey(signer, COSIGNATURE) });
      const ended = new AbortController();
      await Promise.race(['SIGINT', 'SIGTERM'].map((s) => once(process, s, { signal: ended.signal }).catch(() => {})));
      ended.abort();
      server.close();
      server.closeAllConnections();
      done(0);
    });
}

function keysIn(value: string, io: Io): VerifierKey[] {
  const fault = new DouaneError('CALL_BAD_VALUE', {
    place: { name: '--log' },
    expected: 'a verifier key, or a file with one a line',
  });
  try {
    if (value.includes('+')) return [parseVerifierKey(value)];
    const lines = readFileSync(resolve(io.cwd, value), 'utf8').split('\n');
    const keys = lines.filter((line) => !/^\s*(#.*)?$/.test(line)).map((line) => parseVerifierKey(line));
    if (keys.length > 0) return keys;
  } catch {
    // told below
  }
  throw fault;
}

function address(listen: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^\s:/]+)):(\d{1,5})$/.exec(listen);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) {
    throw new DouaneError('CALL_BAD_VALUE', { place: { name: '--listen' }, expected: 'HOST:PORT' });
  }
  return { host: (match[1] ?? match[2])!, port };
}
