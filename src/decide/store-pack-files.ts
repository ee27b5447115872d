/** The files of a pack's folder. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 16;

/**
 * The YAML files of a pack but its cases, or its cases, in the order of their names.
 *
 * @throws DouaneError LAW_PACK_INVALID
 */
export function readFiles(folder: string, what: 'rules' | 'cases' = 'rules'): FileBytes[] {
  const names: string[] = [];
  try {
    listYaml(folder, '', names);
  } catch (cause) {
    if (cause instanceof DouaneError) throw cause;
    throw new DouaneError('LAW_PACK_INVALID', { place: { file: folder }, expected: 'a folder of rules', cause });
  }
  return names
    .sort()
    .filter((path) => path.startsWith('cases/') === (what === 'cases'))
    .map((path) => {
      const bytes = readFileSync(join(folder, path));
      if (bytes.length > MAX_BYTES) {
        throw new DouaneError('LAW_PACK_INVALID', { place: { file: path }, expected: `at most ${MAX_BYTES} bytes` });
      }
      return { path, bytes };
    });
}

/** Adds the YAML files below a folder to `into`, links followed. */
function listYaml(folder: string, below: string, into: string[]): void {
  if (below.split('/').length > MAX_DEPTH) {
    throw new DouaneError('LAW_PACK_INVALID', {
      place: { file: folder },
      expected: `at most ${MAX_DEPTH} folders deep`,
    });
  }
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = `${below}${entry.name}`;
    const isFolder = entry.isSymbolicLink() ? isFolderAt(join(folder, path)) : entry.isDirectory();
    if (isFolder) listYaml(folder, `${path}/`, into);
    else if (entry.name.endsWith('.yaml')) into.push(path);
    if (into.length > MAX_FILES) {
      throw new DouaneError('LAW_PACK_INVALID', { place: { file: folder }, expected: `at most ${MAX_FILES} files` });
    }
  }
}

/** A link to nothing is no folder: reading it as a file says what is wrong with it. */
const isFolderAt = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
