import { resolve } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Command } from 'commander';
import { checkConsistency, consistencyProof } from '../ledger/consistency.ts';
import { openTiles } from '../ledger/input-tiles.ts';
import { equalHashes } from '../ledger/proof.ts';
import { nodeReader, readTree } from '../ledger/store-tree.ts';
import { formatTilePath, tileReader, tilesRead } from '../ledger/tiles.ts';
import { type Hash, type ReadNode, rootOf } from '../ledger/tree.ts';
import { DouaneError } from '../model/errors.ts';
import { loadConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { type Head, publicKeyOf, readNote, verifyHead, witnessesOf } from './ledger-heads.ts';
import { addStateOptions } from './options.ts';
import { openToRead, type StatePlace, statePlace } from './state-dir.ts';

interface Options {
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly key?: string;
  readonly tiles?: string;
}

export function addConsistency(ledger: Command, io: Io, done: (exit: number) => void): void {
  addStateOptions(
    ledger
      .command('consistency')
      .description('prove that of two heads the later only added to the earlier')
      .argument('<old>', 'checkpoint, or a receipt with one')
      .argument('<new>', 'checkpoint, or a receipt with one')
      .option('--tiles <dir|url>', 'exported ledger to make the proof from (default: the state)')
      .option('--key <file>', 'public key of the ledger (default: that of the state)'),
  ).action(async (oldFile: string, newFile: string, options: Options) => {
    const loaded = await loadConfig(options.config, io.cwd);
    const place = statePlace(options, loaded, io);
    const publicKey = publicKeyOf(options.key, place.dir, io);
    const { witnesses } = witnessesOf(loaded.config, loaded.file);
    const older = verifyHead(readNote(oldFile, io), publicKey, 'OLD', witnesses);
    const newer = verifyHead(readNote(newFile, io), publicKey, 'NEW', witnesses);
    if (older.key.name !== newer.key.name)
      throw new DouaneError('LEDGER_HEAD', { expected: 'two heads of one ledger' });
    if (older.size > newer.size) {
      throw new DouaneError('CALL_BAD_VALUE', { place: { name: 'OLD' }, expected: 'the smaller of the two heads' });
    }
    const proof =
      options.tiles === undefined
        ? await fromState(place, io, older, newer)
        : await fromTiles(options.tiles, older, newer, io);
    io.out(
      options.json
        ? `${JSON.stringify({ schema: 'douane.consistency/1', consistent: true, origin: newer.key.name, old: told(older), new: told(newer), proof: proof.map(bytesToHex) })}\n`
        : [
            'CONSISTENT',
            `${newer.key.name}: ${newer.size} leaves, of which the first ${older.size} are those of the older head`,
            `proof of ${proof.length} hashes, root ${bytesToHex(newer.root)}`,
            ...newer.cosignatures.map(
              (c) => `cosigned by ${c.witness.name}, ${new Date(c.time * 1_000).toISOString()}`,
            ),
            '',
          ].join('\n'),
    );
    done(0);
  });
}

const told = ({ size, root, cosignatures }: Head) => ({
  size,
  root: bytesToHex(root),
  cosigned: cosignatures.map(({ witness, time }) => ({ witness: witness.name, time })),
});

async function fromState(place: StatePlace, io: Io, older: Head, newer: Head): Promise<readonly Hash[]> {
  using view = await openToRead(place, io);
  if (view === undefined)
    throw new DouaneError('CALL_MISSING', { place: { name: '--tiles' }, expected: 'it, or a state' });
  return view.read((db) => {
    const { size } = readTree(db);
    if (size < newer.size) {
      throw new DouaneError('LEDGER_BEHIND', { expected: `${newer.size} leaves or more`, got: `${size} leaves` });
    }
    return prove(older, newer, nodeReader(db));
  });
}

async function fromTiles(source: string, older: Head, newer: Head, io: Io): Promise<readonly Hash[]> {
  const tiles = openTiles(/^https?:/.test(source) ? source : resolve(io.cwd, source), fetch);
  const bytes = new Map<string, Uint8Array>();
  const needed = tilesRead(newer.size, (read) => {
    rootOf(newer.size, read);
    if (older.size > 0) consistencyProof(older.size, newer.size, read);
  });
  for (const tile of needed) bytes.set(formatTilePath(tile), await tiles.tile(tile));
  try {
    return prove(
      older,
      newer,
      tileReader(newer.size, (tile) => bytes.get(formatTilePath(tile))!),
    );
  } catch (error) {
    throw error instanceof DouaneError ? error : new DouaneError('LEDGER_TILES', { expected: 'tiles of that size' });
  }
}

/** @throws DouaneError LEDGER_FORKED; LEDGER_TILES when the nodes are not those of the newer head. */
function prove(older: Head, newer: Head, read: ReadNode): readonly Hash[] {
  const proof = checkConsistency(older, newer, read);
  if (proof !== null) return proof;
  if (!equalHashes(rootOf(newer.size, read), newer.root)) {
    // Hashes of another history than NEW's: which of the heads is the odd one cannot be told from here.
    throw new DouaneError('LEDGER_TILES', { place: { name: 'NEW' }, expected: 'hashes that have the root it signs' });
  }
  throw new DouaneError('LEDGER_FORKED', { place: { name: 'OLD' }, got: 'a head that NEW did not grow from' });
}
