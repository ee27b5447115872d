import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { auditState } from '../crossing/worker-audit.ts';
import { auditTiles } from '../ledger/audit-tiles.ts';
import { openTiles } from '../ledger/input-tiles.ts';
import { formatVerifierKey } from '../ledger/note.ts';
import { equalHashes } from '../ledger/proof.ts';
import { corrupt, findCheckpoint, nodeReader, readTree } from '../ledger/store-tree.ts';
import { rootOf } from '../ledger/tree.ts';
import { DouaneError } from '../model/errors.ts';
import { loadConfig } from '../store-config.ts';
import { auditDir } from './audit-dir.ts';
import type { Io } from './io.ts';
import { type Head, publicKeyOf, verifyHead, witnessesOf } from './ledger-heads.ts';
import { addStateOptions } from './options.ts';
import { NO_LAW, openToAudit, openToRead, openWithoutRecovery, type StatePlace, statePlace } from './state-dir.ts';

interface Options {
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly key?: string;
  readonly tiles?: string;
  readonly signatures?: boolean;
}

export function addAudit(ledger: Command, io: Io, done: (exit: number) => void): void {
  addStateOptions(
    ledger
      .command('audit')
      .description('read the whole ledger again, recompute every hash, and hold every count against the register')
      .option('--signatures', 'verify the signature of every head, not of a sample where they are many')
      .option('--tiles <dir|url>', 'audit this export instead, and hold it against the state where there is one')
      .option('--key <file>', 'public key of the ledger, for --tiles (default: that of the state)'),
  ).action(async (options: Options) => {
    if (options.tiles === undefined) await auditHere(options, io);
    else await auditExport(options.tiles, options, io);
    done(0);
  });
}

async function auditHere(options: Options, io: Io): Promise<void> {
  const loaded = await loadConfig(options.config, io.cwd);
  const place = statePlace(options, loaded, io);
  const begin = performance.now();
  const { audit, signer } = await auditPlace(place, options.signatures === true, io);
  const seconds = Number(((performance.now() - begin) / 1_000).toFixed(2));
  const key = formatVerifierKey(signer);
  io.out(
    options.json
      ? `${JSON.stringify({ schema: 'douane.audit/1', origin: signer.name, key, ...audit, seconds })}\n`
      : [
          `SOUND  ${signer.name}, ${audit.size} leaves, root ${audit.root}`,
          `leaves      ${audit.size} canonical, in their schema, each opened by what is kept beside it`,
          `hashes      ${audit.nodes} recomputed`,
          `heads       ${audit.heads} have the root of their size; ${audit.signatures === audit.heads ? 'every signature' : `${audit.signatures} signatures`} verified${audit.signatures === audit.heads ? '' : ', the others unchanged since they were chained'}`,
          `witnesses   ${audit.cosignatures} cosignatures verified`,
          `transfers   ${audit.transfers}, ${audit.closings} closed, as their leaves say`,
          `persons     ${audit.persons} in ${audit.left} transfers that left, as many as the register holds`,
          ...(audit.losses > 0 ? [`losses      ${audit.losses} accepted: what was lost is in no count`] : []),
          `verifier key ${key}`,
          `${seconds} s`,
          '',
        ].join('\n'),
  );
}

async function auditPlace(place: StatePlace, everySignature: boolean, io: Io) {
  const how = { everySignature, random: Math.random };
  if (place.store === null) {
    // With the work lock: the threads read beside each other and must see one and the same ledger.
    using house = await openToAudit(place, NO_LAW, io);
    const { signer } = house.ledger;
    return { audit: await auditState(house.state.read, house.state.file, signer, how), signer };
  }
  // Says so where this machine has seen more than is there.
  (await openToRead(place, io))?.[Symbol.dispose]();
  // All of it anew from the database: what this machine has of it by itself may be what it once was.
  if (!existsSync(join(place.dir, 'keys'))) (await openWithoutRecovery(place, NO_LAW, io))[Symbol.dispose]();
  using own = auditDir(place.dir);
  using house = await openWithoutRecovery({ ...place, dir: own.dir }, NO_LAW, io);
  const { signer } = house.ledger;
  return { audit: await auditState(house.state.read, house.state.file, signer, how), signer };
}

async function auditExport(source: string, options: Options, io: Io): Promise<void> {
  const loaded = await loadConfig(options.config, io.cwd);
  const place = statePlace(options, loaded, io);
  const { witnesses } = witnessesOf(loaded.config, loaded.file);
  const tiles = openTiles(/^https?:/.test(source) ? source : resolve(io.cwd, source), fetch);
  const note = await tiles.checkpoint();
  const head = verifyHead(note, publicKeyOf(options.key, place.dir, io), 'checkpoint', witnesses);
  const { files } = await auditTiles(tiles, head);
  const inState = options.key === undefined ? await againstState(place, note, head, io) : null;
  const cosigned = head.cosignatures.map((c) => ({ witness: c.witness.name, time: c.time }));
  io.out(
    options.json
      ? `${JSON.stringify({ schema: 'douane.audit-tiles/1', origin: head.key.name, size: head.size, files, cosigned, leavesInState: inState })}\n`
      : [
          `SOUND  ${head.key.name}, ${head.size} leaves in ${files} files, recomputed to the root that is signed`,
          ...cosigned.map((c) => `cosigned by ${c.witness}, ${new Date(c.time * 1_000).toISOString()}`),
          inState === null
            ? 'not held against a state'
            : `the first ${head.size} of the ${inState} leaves of the state`,
          '',
        ].join('\n'),
  );
}

/** Leaves in the state, of which the export has the first; the head is compared with the one that was signed then. */
async function againstState(place: StatePlace, note: string, { size, root }: Head, io: Io): Promise<number> {
  using view = await openToRead(place, io);
  if (view === undefined) throw new DouaneError('INPUT_NOT_FOUND', { place: { name: '--state' }, expected: 'a state' });
  return view.read((db) => {
    const there = readTree(db).size;
    if (there < size)
      throw new DouaneError('LEDGER_BEHIND', { expected: `${size} leaves or more`, got: `${there} leaves` });
    const signed = findCheckpoint(db, size);
    const same = signed === null ? equalHashes(rootOf(size, nodeReader(db)), root) : note.startsWith(signed);
    if (!same) throw new DouaneError('LEDGER_FORKED', { place: { name: 'checkpoint' } });
    // Of this history, and signed with our key: then it is the state that lost it.
    if (signed === null) throw corrupt(`the head of ${size} leaves that was exported`);
    return there;
  });
}
