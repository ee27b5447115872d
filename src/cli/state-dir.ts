import { resolve } from 'node:path';
import { ulid } from 'ulid';
import { type House, openHouse } from '../crossing/house.ts';
import { recover } from '../crossing/recover.ts';
import type { Pack } from '../decide/pack.ts';
import { openBuiltInPacks } from '../decide/store-ready-pack.ts';
import type { LoadedConfig } from '../store-config.ts';
import type { Io } from './io.ts';

/** State directory: named, or of the configuration, or `.douane` beside it. */
export function stateDir(named: string | undefined, loaded: LoadedConfig, io: Io): string {
  if (named !== undefined) return resolve(io.cwd, named);
  return resolve(loaded.base, loaded.config.state ?? '.douane');
}

/** Every built-in pack. @throws DouaneError LAW_PACK_INVALID, LAW_PACK_GAP */
export const openPacks = (): Promise<readonly Pack[]> => openBuiltInPacks();

/** Opens the state and closes what an earlier process left open. */
export async function openForWork(
  dir: string,
  packs: readonly Pack[],
  io: Io,
  inspections?: House['inspections'],
): Promise<House> {
  const now = io.now();
  const house = openHouse({
    dir,
    packs,
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
