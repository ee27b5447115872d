import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Command } from 'commander';
import { formatVerifierKey } from '../ledger/note.ts';
import { exportTiles } from '../ledger/store-tiles.ts';
import { readCheckpoint, readTree } from '../ledger/store-tree.ts';
import type { WitnessAddress } from '../ledger/witness/proxy.ts';
import { cosignatureLines, largestWithQuorum } from '../ledger/witness/store-cosignatures.ts';
import { DouaneError } from '../model/errors.ts';
import { lockState } from '../state/store-lock.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { publicKeyOf, verifyHead, witnessesOf } from './ledger-heads.ts';
import { addStateOptions } from './options.ts';
import { openToRead, statePlace } from './state-dir.ts';

const LOCK_MS = 10_000;

interface Options {
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly out: string;
}

export function addExport(ledger: Command, io: Io, done: (exit: number) => void): void {
  addStateOptions(
    ledger
      .command('export')
      .description('write the ledger as static files that any web server or bucket can hold (C2SP tlog-tiles)')
      .requiredOption('--out <dir>', 'directory; what is there of this ledger is added to'),
  ).action(async (options: Options) => {
    const loaded = await loadConfig(options.config, io.cwd);
    const { witnesses, quorum } = witnessesOf(loaded.config, loaded.file);
    const place = statePlace(options, loaded, io);
    using view = await openToRead(place, io);
    if (view === undefined)
      throw new DouaneError('INPUT_NOT_FOUND', { place: { name: '--state' }, expected: 'a state' });
    // One export of a state at a time: a checkpoint must not be replaced by an older one.
    const lock = join(place.dir, 'export');
    mkdirSync(lock, { recursive: true, mode: 0o700 });
    using _lock = lockState(lock, LOCK_MS);
    const publicKey = publicKeyOf(undefined, place.dir, io);
    const { exported, head } = view.read((db) => {
      const chosen = headToPublish(db, witnesses, quorum);
      const verified = verifyHead(chosen.note, publicKey, 'the head to be published', witnesses);
      return { exported: exportTiles(db, resolve(io.cwd, options.out), chosen), head: verified };
    });
    const { size, before, files, bytes } = exported;
    const key = formatVerifierKey(head.key);
    const cosigned = head.cosignatures.map(({ witness, time }) => ({ witness: witness.name, time }));
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.export/1', origin: head.key.name, key, size, before, files, bytes, cosigned })}\n`
        : [
            `${head.key.name}: ${size} leaves, ${size - before} of them new; ${files} files written, ${bytes} bytes`,
            `verifier key ${key}`,
            ...cosigned.map((c) => `cosigned by ${c.witness}, ${new Date(c.time * 1_000).toISOString()}`),
            '',
          ].join('\n'),
    );
    done(0);
  });
}

/** The newest head, or the newest that the quorum cosigned, with the word of each witness. */
function headToPublish(db: Database, witnesses: readonly WitnessAddress[], quorum: number) {
  const newest = readTree(db).size;
  const size = quorum === 0 ? newest : largestWithQuorum(db, witnesses.map(keyOf), quorum);
  if (newest === 0) throw new DouaneError('INPUT_EMPTY', { place: { name: 'ledger' }, expected: 'a leaf' });
  if (size === null) {
    throw new DouaneError('WITNESS_QUORUM', { expected: `${quorum} on one head: douane ledger cosign`, got: 'none' });
  }
  return { size, note: readCheckpoint(db, size) + cosignatureLines(db, size, witnesses.map(keyOf)).join('') };
}

const keyOf = ({ key }: WitnessAddress) => key;
