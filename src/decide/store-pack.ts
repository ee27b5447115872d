/** Reads packs and cases from their folders. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DouaneError } from '../model/errors.ts';
import { type LawCase, parseCases } from './cases.ts';
import type { Pack } from './pack.ts';
import { parsePack } from './parse-pack.ts';
import type { TextFile } from './yaml-file.ts';

/** The folder `law/` of this package, with one folder for each jurisdiction. */
export const BUILT_IN_PACKS = fileURLToPath(new URL('../../law', import.meta.url));

/** More than any pack has; a folder named by mistake is not read whole. */
const MAX_FILES = 2_000;
const MAX_BYTES = 1_048_576;

/**
 * Reads and checks the pack in a folder.
 *
 * @throws DouaneError LAW_PACK_INVALID, LAW_PACK_GAP
 * @example
 * const pack = loadPack(join(BUILT_IN_PACKS, 'cn'));
 */
export function loadPack(folder: string): Pack {
  return parsePack(readYaml(folder).filter((f) => !f.path.startsWith('cases/')));
}

/** Reads the cases of the pack in a folder. */
export function loadCases(folder: string): readonly LawCase[] {
  return parseCases(readYaml(folder).filter((f) => f.path.startsWith('cases/')));
}

function readYaml(folder: string): TextFile[] {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((n) => n.replaceAll('\\', '/'));
  } catch (cause) {
    throw new DouaneError('LAW_PACK_INVALID', { place: { file: folder }, expected: 'a folder of rules', cause });
  }
  const files = names.filter((n) => n.endsWith('.yaml')).sort();
  if (files.length > MAX_FILES) {
    throw new DouaneError('LAW_PACK_INVALID', { place: { file: folder }, expected: `at most ${MAX_FILES} files` });
  }
  return files.map((path) => {
    const bytes = readFileSync(join(folder, path));
    if (bytes.length > MAX_BYTES) {
      throw new DouaneError('LAW_PACK_INVALID', { place: { file: path }, expected: `at most ${MAX_BYTES} bytes` });
    }
    return { path, text: bytes.toString('utf8') };
  });
}
