import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import type { ZoneList } from './zone-lists.ts';

const MAX_FILES = 100;
const MAX_BYTES = 4_194_304;

/**
 * Reads negative lists of free-trade zones, all or none.
 *
 * @throws DouaneError LAW_ZONE_LIST_INVALID with file and line, INPUT_NOT_FOUND.
 */
export async function loadZoneLists(paths: readonly string[]): Promise<readonly ZoneList[]> {
  if (paths.length === 0) return [];
  if (paths.length > MAX_FILES) {
    throw new DouaneError('LAW_ZONE_LIST_INVALID', { expected: `at most ${MAX_FILES} files` });
  }
  const files = paths.map((path) => ({ path: basename(path), text: read(path) }));
  const { parseZoneLists } = await import('./parse-zone-list.ts');
  return parseZoneLists(files);
}

function read(path: string): string {
  const place = { file: basename(path) };
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) {
    throw new DouaneError('INPUT_NOT_FOUND', { place, expected: 'a negative list', got: 'no file there' });
  }
  if (stat.size > MAX_BYTES) {
    throw new DouaneError('LAW_ZONE_LIST_INVALID', { place, expected: `at most ${MAX_BYTES} bytes` });
  }
  return readFileSync(path, 'utf8');
}
