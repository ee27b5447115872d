/** Reads packs and cases from their folders, and checks all of them. */
import { type LawCase, parseCases, parseQuestions, type Question } from './cases.ts';
import type { Pack } from './pack.ts';
import { parsePack } from './parse-pack.ts';
import type { FileBytes } from './ready-pack.ts';
import { readFiles } from './store-pack-files.ts';
import type { TextFile } from './yaml-file.ts';

export { BUILT_IN_PACKS } from './store-pack-files.ts';

/**
 * Reads and checks the pack in a folder.
 *
 * @throws DouaneError LAW_PACK_INVALID, LAW_PACK_GAP
 * @example
 * const pack = loadPack(join(BUILT_IN_PACKS, 'cn'));
 */
export function loadPack(folder: string): Pack {
  return parsePack(readFiles(folder).map(textOf));
}

/** Reads the cases of the pack in a folder. */
export function loadCases(folder: string): readonly LawCase[] {
  return parseCases(readFiles(folder, 'cases').map(textOf));
}

/** Reads the questions of a pack, which lie with its cases. */
export function loadQuestions(folder: string, pack: Pack): readonly Question[] {
  return parseQuestions(readFiles(folder, 'cases').map(textOf), pack);
}

const textOf = ({ path, bytes }: FileBytes): TextFile => ({ path, text: Buffer.from(bytes).toString('utf8') });
