import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { type House, openHouse } from '../crossing/house.ts';
import { recover } from '../crossing/recover.ts';
import type { Pack } from '../decide/pack.ts';
import { loadZoneLists } from '../decide/store-zone-lists.ts';
import type { ZoneList } from '../decide/zone-lists.ts';
import type { LoadedConfig } from '../store-config.ts';
import type { Io } from './io.ts';
import { openPacks } from './packs.ts';

/** State directory: named, or of the configuration, or `.douane` beside it. */
export function stateDir(named: string | undefined, loaded: LoadedConfig, io: Io): string {
  if (named !== undefined) return resolve(io.cwd, named);
  return resolve(loaded.base, loaded.config.state ?? '.douane');
}

/** Whether there is a state: who only asks about one makes none. */
export const hasState = (dir: string): boolean => existsSync(join(dir, 'douane.db'));

/** The law that a call works by: every built-in pack, those added to them, and the lists of zones that the configuration names. */
export interface Law {
  readonly packs: readonly Pack[];
  readonly zoneLists: readonly ZoneList[];
}

/** @throws DouaneError what {@link openPacks} throws, LAW_ZONE_LIST_INVALID, INPUT_NOT_FOUND */
export async function openLaw(loaded: LoadedConfig, named: readonly string[] | undefined, io: Io): Promise<Law> {
  const paths = (loaded.config.zoneLists ?? []).map((path) => resolve(loaded.base, path));
  const [packs, zoneLists] = await Promise.all([openPacks(loaded, named, io), loadZoneLists(paths)]);
  return { packs, zoneLists };
}

/** Opens the state and closes what an earlier process left open. */
export async function openForWork(dir: string, law: Law, io: Io, inspections?: House['inspections']): Promise<House> {
  const now = io.now();
  const house = openHouse({
    dir,
    ...law,
    now,
    random: io.random,
    newId: () => ulid(now.getTime(), () => io.random(1)[0]! / 256),
    ...(inspections === undefined ? {} : { inspections }),
    progress: io.progress ? progressBar(io) : () => {},
  });
  try {
    await recover(house);
    return house;
  } catch (error) {
    house[Symbol.dispose]();
    throw error;
  }
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
