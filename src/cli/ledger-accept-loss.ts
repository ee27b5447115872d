import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Acceptance, type Accepted, acceptLoss } from '../crossing/accept-loss.ts';
import { seenBeyond, seenBy, whatIsThere } from '../crossing/behind.ts';
import type { House } from '../crossing/house.ts';
import { seenByWitnesses } from '../crossing/witnesses.ts';
import { hex } from '../ledger/note.ts';
import { equalHashes } from '../ledger/proof.ts';
import type { Seen } from '../ledger/store-loss.ts';
import { newestHeadWithin, nodeReader, readTree, sizeOf } from '../ledger/store-tree.ts';
import { rootOf } from '../ledger/tree.ts';
import { forgetNoticed } from '../ledger/witness/store-noticed.ts';
import { DouaneError } from '../model/errors.ts';
import type { StateView } from '../state/state.ts';
import { COPY_FILE, viewState } from '../state/store-sqlite.ts';
import { type LoadedConfig, loadConfig } from '../store-config.ts';
import { proxyTools } from './ask-witnesses.ts';
import type { Io } from './io.ts';
import { witnessesOf } from './ledger-heads.ts';
import { addStateOptions } from './options.ts';
import { hasState, NO_LAW, openWithoutRecovery, type StatePlace, statePlace } from './state-dir.ts';

interface Options {
  readonly config?: string;
  readonly state?: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly by: string;
  readonly reason: string;
}

type Done = Accepted & { readonly seen: readonly Seen[] };

export function addAcceptLoss(ledger: Command, io: Io, done: (exit: number) => void): void {
  addStateOptions(
    ledger
      .command('accept-loss')
      .description('say that the state goes on as the older copy that it is; what was recorded since is lost')
      .requiredOption('--by <name>', 'who accepts it')
      .requiredOption('--reason <text>', 'why, and what became of the newer copies'),
  ).action(async (options: Options) => {
    const loaded = await loadConfig(options.config, io.cwd);
    const place = statePlace(options, loaded, io);
    if (!hasState(place)) throw new DouaneError('INPUT_NOT_FOUND', { place: { name: '--state' }, expected: 'a state' });
    const { by, reason } = options;
    const accepted = await accept(place, { by, reason }, loaded, io);
    io.out(
      options.json ? `${JSON.stringify({ schema: 'douane.loss/1', by, reason, ...accepted })}\n` : print(accepted),
    );
    done(0);
  });
}

type Word = Pick<Acceptance, 'by' | 'reason'>;

async function accept(place: StatePlace, word: Word, loaded: LoadedConfig, io: Io): Promise<Done> {
  try {
    using house = await openWithoutRecovery(place, NO_LAW, io, undefined, 'accept');
    const seen = distinct([...house.behind, ...(await ofWitnesses(house, loaded, io))]);
    if (seen.length === 0)
      throw new DouaneError('CALL_BAD_VALUE', {
        place: { name: 'accept-loss' },
        expected: 'a state that is behind what was seen of it',
        got: 'one that has all of it',
      });
    const accepted = await acceptLoss({ ...word, seen }, house);
    // What is in the ledger counts; the file is only in the way.
    forgetNoticed(place.dir);
    return { ...accepted, seen };
  } catch (error) {
    if (place.store === null || !(error instanceof DouaneError) || error.code !== 'STATE_BEHIND') throw error;
    return acceptShared(place, word, loaded, io);
  }
}

/**
 * The database is behind this machine's copy. The word is recorded in the database as it is, from a copy of its own; with
 * that this machine, and every other whose copy has what was lost, takes its copy anew.
 */
async function acceptShared(place: StatePlace, word: Word, loaded: LoadedConfig, io: Io): Promise<Done> {
  mkdirSync(place.dir, { recursive: true, mode: 0o700 });
  const dir = mkdtempSync(join(place.dir, 'restored-'));
  let done: Done;
  try {
    symlinkSync(join(place.dir, 'keys'), join(dir, 'keys'));
    using copy = viewState(place.dir, COPY_FILE);
    using house = await openWithoutRecovery({ ...place, dir }, NO_LAW, io, undefined, 'accept');
    const mine = copy === undefined ? null : headsOf(copy, house);
    const ofCopy = mine === null ? [] : [{ by: 'copy', size: mine.size, root: mine.root }];
    const noticed = house.state.read((db) => seenBeyond(db, place.dir, null));
    const seen = distinct([...ofCopy, ...noticed, ...(await ofWitnesses(house, loaded, io))]);
    const accepted = await acceptLoss({ ...word, seen, ...(mine === null ? {} : { common: mine.common }) }, house);
    done = { ...accepted, seen };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  forgetNoticed(place.dir);
  (await openWithoutRecovery(place, NO_LAW, io, undefined, 'accept'))[Symbol.dispose]();
  return done;
}

/** The copy's ledger, and up to where it is that of the database. */
function headsOf(copy: StateView, house: House) {
  return copy.read((mine) =>
    house.state.read((theirs) => {
      const { size, root } = readTree(mine);
      const same = (n: number) => equalHashes(rootOf(n, nodeReader(mine)), rootOf(n, nodeReader(theirs)));
      // The first n leaves are the same for every n up to some, and for none beyond.
      let [low, high] = [0, Math.min(size, sizeOf(theirs))];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (same(middle)) low = middle;
        else high = middle - 1;
      }
      return { size, root: hex(root), common: newestHeadWithin(theirs, low) };
    }),
  );
}

/** All of them are asked, so that one word is enough; who does not answer now may say later that it saw more. */
async function ofWitnesses(house: House, loaded: LoadedConfig, io: Io): Promise<readonly Seen[]> {
  const { witnesses } = witnessesOf(loaded.config, loaded.file);
  if (witnesses.length === 0 || loaded.config.ledger?.ask === 'never') return [];
  return seenByWitnesses(house, { witnesses, tools: proxyTools(io) });
}

/** Of each that saw something the most. */
function distinct(seen: readonly Seen[]): readonly Seen[] {
  const bySize = [...seen].sort((a, b) => b.size - a.size);
  return bySize.filter((s, i) => bySize.findIndex((t) => t.by === s.by) === i);
}

function print({ leaf, at, since, there, seen }: Done): string {
  return [
    `ACCEPTED  leaf ${leaf}, ${at}`,
    ...seen.map(
      ({ by, size }) =>
        `${seenBy(by)}: ${whatIsThere(size, there.size)}${size > there.size ? `: ${size - there.size} or more are lost` : ': how many are lost is not known'}`,
    ),
    since === null
      ? 'Lost is all that was recorded before and is not here.'
      : `Lost is what was recorded from ${since} to ${at} and is not here.`,
    'What left meanwhile has left and is not counted: numbers of persons, and what is used of permits, may be too low.',
    'STATE_LOSS stands beside them from now on. What receipts are there from that time verify by themselves; keep them.',
    'Permits added or ended, holds approved or denied and persons forgotten meanwhile are as they were before: do those again.',
    '',
  ].join('\n');
}
