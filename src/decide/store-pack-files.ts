/** The files of a pack's folder. */
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DouaneError } from '../model/errors.ts';
import type { FileBytes } from './ready-pack.ts';

/** The folder `law/` of this package, with one folder for each jurisdiction. */
export const BUILT_IN_PACKS = fileURLToPath(new URL('../../law', import.meta.url));

/** Names of the packs in it. */
export const builtInPacks = (): readonly string[] =>
  readdirSync(BUILT_IN_PACKS).filter((name) => existsSync(join(BUILT_IN_PACKS, name, 'pack.yaml')));

/** More than any pack has; a folder named by mistake is not read whole. */
const MAX_FILES = 2_000;
const MAX_ENTRIES = 20_000;
const MAX_BYTES = 1_048_576;
const MAX_TOTAL_BYTES = 16_777_216;
const MAX_DEPTH = 16;

/**
 * The YAML files of a pack but its cases, or its cases, in the order of their names. Nothing else of the folder is
 * opened; hidden folders and `node_modules` are passed over; links that lead out of the folder are refused.
 *
 * @throws DouaneError LAW_PACK_INVALID
 */
export function readFiles(folder: string, what: 'rules' | 'cases' = 'rules'): FileBytes[] {
  const listing: Listing = { root: '', names: [], entries: 0 };
  try {
    listing.root = realpathSync(folder);
    listYaml(listing, '');
  } catch (cause) {
    if (cause instanceof DouaneError) throw cause;
    throw new DouaneError('LAW_PACK_INVALID', { place: { file: folder }, expected: 'a folder of rules', cause });
  }
  let total = 0;
  return listing.names
    .sort()
    .filter((path) => path.startsWith('cases/') === (what === 'cases'))
    .map((path) => {
      const stat = statSync(join(listing.root, path));
      // A pipe or a device would be waited for without end.
      if (!stat.isFile()) throw refused(path, 'a regular file');
      total += stat.size;
      if (stat.size > MAX_BYTES) throw refused(path, `at most ${MAX_BYTES} bytes`);
      if (total > MAX_TOTAL_BYTES) throw refused(path, `at most ${MAX_TOTAL_BYTES} bytes in all files`);
      return { path, bytes: readFileSync(join(listing.root, path)) };
    });
}

/** What was found so far below the folder `root`. */
interface Listing {
  root: string;
  readonly names: string[];
  entries: number;
}

function listYaml(listing: Listing, below: string): void {
  const { root, names } = listing;
  if (below.split('/').length > MAX_DEPTH) throw refused(below, `at most ${MAX_DEPTH} folders deep`);
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    listing.entries += 1;
    if (listing.entries > MAX_ENTRIES) throw refused(below, `at most ${MAX_ENTRIES} files and folders`);
    const path = `${below}${entry.name}`;
    const isFolder = entry.isSymbolicLink() ? leadsToFolder(root, path) : entry.isDirectory();
    if (isFolder && entry.name !== 'node_modules' && !entry.name.startsWith('.')) listYaml(listing, `${path}/`);
    else if (!isFolder && entry.name.endsWith('.yaml')) names.push(path);
    if (names.length > MAX_FILES) throw refused(below, `at most ${MAX_FILES} files`);
  }
}

/** Follows a link, which has to stay inside. */
function leadsToFolder(root: string, path: string): boolean {
  let target: string;
  try {
    target = realpathSync(join(root, path));
  } catch {
    throw refused(path, 'a link to something that is there');
  }
  if (target !== root && !target.startsWith(root + sep)) throw refused(path, 'a link that stays inside the folder');
  return statSync(target).isDirectory();
}

const refused = (file: string, expected: string) =>
  new DouaneError('LAW_PACK_INVALID', { place: { file: file || 'the folder' }, expected });
