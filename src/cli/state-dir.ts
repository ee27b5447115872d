import { join, resolve } from 'node:path';
import { ulid } from 'ulid';
import { type House, openHouse } from '../crossing/house.ts';
import { recover } from '../crossing/recover.ts';
import type { Pack } from '../decide/pack.ts';
import { BUILT_IN_PACKS } from '../decide/store-pack-files.ts';
import { openPack } from '../decide/store-ready-pack.ts';
import { DouaneError } from '../model/errors.ts';
import type { LoadedConfig } from '../store-config.ts';
import type { Io } from './io.ts';

/** State directory: named, or of the configuration, or `.douane` beside it. */
export function stateDir(named: string | undefined, loaded: LoadedConfig, io: Io): string {
  if (named !== undefined) return resolve(io.cwd, named);
  return resolve(loaded.base, loaded.config.state ?? '.douane');
}

/** Packs by the jurisdiction that data leave. */
const PACKS: Readonly<Record<string, string>> = { CN: 'cn' };

/** @throws DouaneError LAW_NO_RULES for an origin that no pack was written for. */
export async function packFor(jurisdiction: string): Promise<Pack> {
  const folder = PACKS[jurisdiction];
  if (folder === undefined) {
    throw new DouaneError('LAW_NO_RULES', {
      place: { name: jurisdiction },
      expected: `an origin with a pack of rules: ${Object.keys(PACKS).join(', ')}`,
    });
  }
  return openPack(join(BUILT_IN_PACKS, folder));
}

/** Opens the state and closes what an earlier process left open. */
export async function openForWork(dir: string, pack: Pack, io: Io, inspections?: House['inspections']): Promise<House> {
  const now = io.now();
  const house = openHouse({
    dir,
    pack,
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
