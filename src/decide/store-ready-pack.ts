/** Opens packs by the short way where there is one: see `ready-pack.ts`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Pack } from './pack.ts';
import { filesDigest, parseReadyPack } from './ready-pack.ts';
import { BUILT_IN_PACKS, builtInPacks, readFiles } from './store-pack-files.ts';

/**
 * The pack in a folder, as `loadPack` gives it. A built-in pack whose files are, byte for byte, those it was checked
 * with is not parsed again; any other is.
 *
 * @throws DouaneError LAW_PACK_INVALID, LAW_PACK_GAP
 */
export async function openPack(folder: string): Promise<Pack> {
  const ready = dirname(folder) === BUILT_IN_PACKS ? readyPackFile(folder) : null;
  if (ready !== null && existsSync(ready)) {
    const pack = parseReadyPack(readFileSync(ready, 'utf8'), filesDigest(readFiles(folder)));
    if (pack !== null) return pack;
  }
  const { loadPack } = await import('./store-pack.ts');
  return loadPack(folder);
}

/** Every pack in the folder `law/` of this package, in the order of their names. */
export async function openBuiltInPacks(): Promise<readonly Pack[]> {
  const packs: Pack[] = [];
  for (const name of builtInPacks()) packs.push(await openPack(join(BUILT_IN_PACKS, name)));
  return packs;
}

/** Where the checked form of a built-in pack lies; made by `tools/ready-packs.ts`. */
export const readyPackFile = (folder: string): string => `${folder}.ready`;
