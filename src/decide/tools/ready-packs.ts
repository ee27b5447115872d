/**
 * `node src/decide/tools/ready-packs.ts`: checks the built-in packs and writes the checked form of each beside its
 * folder, for `store-ready-pack.ts`. Where it was forgotten, a test says so and packs are parsed at each start.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesDigest, formatReadyPack } from '../ready-pack.ts';
import { BUILT_IN_PACKS, loadPack } from '../store-pack.ts';
import { builtInPacks, readFiles } from '../store-pack-files.ts';
import { readyPackFile } from '../store-ready-pack.ts';

for (const name of builtInPacks()) {
  const folder = join(BUILT_IN_PACKS, name);
  writeFileSync(readyPackFile(folder), formatReadyPack(filesDigest(readFiles(folder)), loadPack(folder)));
}
