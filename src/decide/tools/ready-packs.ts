/**
 * `node src/decide/tools/ready-packs.ts`: checks the built-in packs and writes the checked form of each beside its
 * folder, for `store-ready-pack.ts`. Where it was forgotten, a test says so and packs are parsed at each start.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesDigest, formatReadyPack } from '../ready-pack.ts';
import { BUILT_IN_PACKS, loadPack } from '../store-pack.ts';
import { readFiles } from '../store-pack-files.ts';
import { readyPackFile } from '../store-ready-pack.ts';

for (const entry of readdirSync(BUILT_IN_PACKS, { withFileTypes: true })) {
  if (!entry.isDirectory()) continue;
  const folder = join(BUILT_IN_PACKS, entry.name);
  writeFileSync(readyPackFile(folder), formatReadyPack(filesDigest(readFiles(folder)), loadPack(folder)));
}
