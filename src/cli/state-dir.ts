import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { type House, openHouse, SCHEMAS } from '../crossing/house.ts';
import { recover } from '../crossing/recover.ts';
import type { Pack } from '../decide/pack.ts';
import { loadZoneLists } from '../decide/store-zone-lists.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import { DouaneError } from '../model/errors.ts';
import type { SharedPlace } from '../state/shared/store-shared.ts';
import type { StateView } from '../state/state.ts';
import { COPY_FILE, EMBEDDED_FILE, viewState } from '../state/store-sqlite.ts';
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
  if (store === null && existsSync(join(dir, COPY_FILE)) && !existsSync(join(dir, EMBEDDED_FILE)))
    throw new DouaneError('CALL_MISSING', {
      place: { name: '--store' },
      expected: 'the database that this state is in',
    });
  if (store !== null && existsSync(join(dir, EMBEDDED_FILE)))
    throw new DouaneError('CALL_BAD_VALUE', {
      place: { name: '--store' },
      expected: 'a state directory that has no ledger of its own',
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
export const hasState = ({ dir, store }: StatePlace): boolean => store !== null || existsSync(join(dir, EMBEDDED_FILE));

/**
 * Opens the state to read it, beside those who work on it; undefined where there is none.
 *
 * @throws DouaneError STATE_*
 */
export async function openToRead({ dir, store }: StatePlace, io: Io): Promise<StateView | undefined> {
  if (store === null) return viewState(dir);
  const { viewSharedState } = await import('../state/shared/store-shared.ts');
  return viewSharedState(dir, { ...store, schemas: SCHEMAS, random: io.random });
}

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

/** Opens the state as it is. */
export function openWithoutRecovery(
  place: StatePlace,
  law: Law,
  io: Io,
  inspections?: House['inspections'],
): Promise<House> {
  const now = io.now();
  return openHouse({
    ...place,
    ...law,
    now,
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
