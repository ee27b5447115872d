import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { behindError, LOST, seenBeyond } from '../crossing/behind.ts';
import { type House, type HouseOptions, openHouse, SCHEMAS } from '../crossing/house.ts';
import { recover } from '../crossing/recover.ts';
import type { Pack } from '../decide/pack.ts';
import { loadZoneLists } from '../decide/store-zone-lists.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import { parsePublicKey } from '../ledger/note.ts';
import { originOf } from '../ledger/signer.ts';
import { type KeptHead, readHeadFile } from '../ledger/store-head-file.ts';
import { sizeOf } from '../ledger/store-tree.ts';
import { DouaneError } from '../model/errors.ts';
import type { SharedPlace } from '../state/shared/store-shared.ts';
import type { StateView } from '../state/state.ts';
import { COPY_FILE, EMBEDDED_FILE, MOVED_FILE, viewState } from '../state/store-sqlite.ts';
import type { LoadedConfig } from '../store-config.ts';
import { removeLeftAudits } from './audit-dir.ts';
import type { Io } from './io.ts';
import { openPacks } from './packs.ts';

/** Where the state is: a directory of this machine, and the database that many share, where there is one. */
export interface StatePlace {
  readonly dir: string;
  readonly store: SharedPlace | null;
}

interface StateOptions {
  readonly state?: string;
  readonly store?: string;
}

/**
 * The place that is named, or that of the configuration, or `.douane` beside it; a store may be named by the environment
 * too, where its password is not seen in the list of processes.
 *
 * @throws DouaneError CALL_BAD_VALUE, CALL_MISSING
 */
export function statePlace(named: StateOptions, { config, base }: LoadedConfig, io: Io): StatePlace {
  const dir = dirOf(named.state, { config, base }, io);
  const store = storeOf(named.store ?? (io.env.DOUANE_STORE || undefined), config.store);
  // Two histories of one directory must not come to be by an option that was forgotten.
  const isShared = [COPY_FILE, MOVED_FILE].some((name) => existsSync(join(dir, name)));
  if (store === null && isShared && !existsSync(join(dir, EMBEDDED_FILE)))
    throw new DouaneError('CALL_MISSING', {
      place: { name: '--store' },
      expected: 'the database that this state is in',
    });
  if (store !== null && existsSync(join(dir, EMBEDDED_FILE)))
    throw new DouaneError('CALL_BAD_VALUE', {
      place: { name: '--store' },
      expected: 'a state directory without a database of its own; `douane store move` moves that',
    });
  return { dir, store };
}

export function dirOf(
  named: string | undefined,
  { config, base }: Pick<LoadedConfig, 'config' | 'base'>,
  io: Io,
): string {
  return named === undefined ? resolve(base, config.state ?? '.douane') : resolve(io.cwd, named);
}

/** @throws DouaneError CALL_BAD_VALUE */
export function storeOf(named: string | undefined, configured: LoadedConfig['config']['store']): SharedPlace | null {
  const given = typeof configured === 'string' ? { url: configured } : configured;
  const url = named ?? given?.url;
  if (url === undefined) return null;
  if (!/^postgres(ql)?:\/\/[^\s]*$/.test(url))
    throw new DouaneError('CALL_BAD_VALUE', { place: { name: '--store' }, expected: 'postgres://…' });
  const ms = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1_000);
  const { connections, statementSeconds, awaySeconds } = given ?? {};
  return withoutUndefined({ url, connections, statementMs: ms(statementSeconds), awayMs: ms(awaySeconds) });
}

const withoutUndefined = <T extends object>(value: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

/** Whether there may be a state: who only asks about one makes none. */
export const hasState = ({ dir, store }: StatePlace): boolean => store !== null || hasEmbedded(dir);

/** The state for whoever only looks. */
export interface Looked extends StateView {
  /** Why nothing would be recorded or released: it is an older copy. */
  readonly behind: DouaneError | null;
}

/**
 * Opens the state to read it, beside those who work on it; undefined where there is none. Of an older copy it says so on
 * standard error, and shows it.
 *
 * @throws DouaneError STATE_*
 */
export async function openToRead({ dir, store }: StatePlace, io: Io): Promise<Looked | undefined> {
  const { view, behind } = store === null ? viewHere(dir) : await viewShared(dir, store, io);
  if (view === undefined) return undefined;
  if (behind !== null) warnOf(behind, io);
  return { ...view, behind };
}

function viewHere(dir: string): { readonly view: StateView | undefined; readonly behind: DouaneError | null } {
  // The head first: whoever works beside may record meanwhile, and what is then read has that and more.
  const head = hasEmbedded(dir) ? headFor(dir) : null;
  const view = viewState(dir);
  return { view, behind: view === undefined ? null : behindOf(view, dir, head) };
}

async function viewShared(dir: string, store: SharedPlace, io: Io) {
  const { viewSharedState } = await import('../state/shared/store-shared.ts');
  try {
    const view = await viewSharedState(dir, { ...store, schemas: SCHEMAS, random: io.random, lost: LOST });
    return { view, behind: view === undefined ? null : behindOf(view, dir, null) };
  } catch (error) {
    if (!(error instanceof DouaneError) || error.code !== 'STATE_BEHIND') throw error;
    // What this machine has is more than is there: that is shown.
    return { view: viewState(dir, COPY_FILE), behind: error };
  }
}

/** Without the public key the head cannot be verified, and is not used: who only looks needs no keys. */
function headFor(dir: string): KeptHead | null {
  let publicKey: Uint8Array;
  try {
    publicKey = parsePublicKey(readFileSync(join(dir, 'keys', 'ledger.pub'), 'utf8'));
  } catch {
    return null;
  }
  return readHeadFile(dir, { name: originOf(publicKey), publicKey });
}

function behindOf(view: StateView, dir: string, head: KeptHead | null): DouaneError | null {
  return view.read((db) => {
    const seen = seenBeyond(db, dir, head);
    return seen.length === 0 ? null : behindError(seen, sizeOf(db));
  });
}

export const warnOf = (behind: DouaneError, io: Io): void => io.err(`warning: ${behind.message}\n`);

const hasEmbedded = (dir: string): boolean => existsSync(join(dir, EMBEDDED_FILE));

/** The law that a call works by: every built-in pack, those added to them, and the lists of zones that the configuration names. */
export interface Law {
  readonly packs: readonly Pack[];
  readonly zoneLists: readonly ZoneList[];
}

/** For what decides nothing: it has no law, so nothing could be decided by mistake. */
export const NO_LAW: Law = { packs: [], zoneLists: [] };

/** @throws DouaneError what {@link openPacks} throws, LAW_ZONE_LIST_INVALID, INPUT_NOT_FOUND */
export async function openLaw(loaded: LoadedConfig, named: readonly string[] | undefined, io: Io): Promise<Law> {
  const paths = (loaded.config.zoneLists ?? []).map((path) => resolve(loaded.base, path));
  const [packs, zoneLists] = await Promise.all([openPacks(loaded, named, io), loadZoneLists(paths)]);
  return { packs, zoneLists };
}

/** Opens the state and closes what an earlier process left open. */
export async function openForWork(
  place: StatePlace,
  law: Law,
  io: Io,
  inspections?: House['inspections'],
): Promise<House> {
  const house = await openWithoutRecovery(place, law, io, inspections);
  try {
    await recover(house);
    if (house.state.shared) removeLeftAudits(house.state.dir);
    return house;
  } catch (error) {
    house[Symbol.dispose]();
    throw error;
  }
}

/**
 * Opens the state for what only reads and needs it to itself: an older copy is said to be one, on standard error, and is
 * neither repaired nor recorded in.
 */
export async function openToAudit(place: StatePlace, law: Law, io: Io): Promise<House> {
  const house = await openWithoutRecovery(place, law, io, undefined, 'read');
  try {
    if (house.behind.length === 0) await recover(house);
    else warnOf(behindError(house.behind, house.state.read(sizeOf)), io);
    return house;
  } catch (error) {
    house[Symbol.dispose]();
    throw error;
  }
}

/** Opens the state as it is. */
export function openWithoutRecovery(
  place: StatePlace,
  law: Law,
  io: Io,
  inspections?: House['inspections'],
  whenBehind: NonNullable<HouseOptions['whenBehind']> = 'refuse',
): Promise<House> {
  const now = io.now();
  return openHouse({
    ...place,
    ...law,
    now,
    whenBehind,
    random: io.random,
    machine: hostname(),
    newId: () => ulid(now.getTime(), () => io.random(1)[0]! / 256),
    ...(inspections === undefined ? {} : { inspections }),
    progress: io.progress ? progressBar(io) : () => {},
  });
}

const PROGRESS_EVERY_MS = 200;

/** One line that is written over; only where somebody looks. */
function progressBar(io: Io): House['progress'] {
  let last = 0;
  return (step, done, of) => {
    const now = performance.now();
    if (done < of && now - last < PROGRESS_EVERY_MS) return;
    last = now;
    io.err(done >= of ? '\r\x1b[K' : `\r${step} ${Math.floor((done / Math.max(1, of)) * 100)} %\x1b[K`);
  };
}
