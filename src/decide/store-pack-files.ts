/** The files of a pack's folder. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DouaneError } from '../model/errors.ts';
import type { FileBytes } from './ready-pack.ts';

/** The folder `law/` of this package, with one folder for each jurisdiction. */
export const BUILT_IN_PACKS = fileURLToPath(new URL('../../law', import.meta.url));

/** More than any pack has; a folder named by mistake is not read whole. */
const MAX_FILES = 2_000;
const MAX_BYTES = 1_048_576;

/**
 * The YAML files of a pack but its cases, or its cases, in the order of their names.
 *
 * @throws DouaneError LAW_PACK_INVALID
 */
export function readFiles(folder: string, what: 'rules' | 'cases' = 'rules'): FileBytes[] {
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
  const room = Buffer.allocUnsafe(MAX_BYTES + 1);
  return files
    .filter((path) => path.startsWith('cases/') === (what === 'cases'))
    .map((path) => {
      const length = readWhole(join(folder, path), room);
      if (length > MAX_BYTES) {
        throw new DouaneError('LAW_PACK_INVALID', { place: { file: path }, expected: `at most ${MAX_BYTES} bytes` });
      }
      return { path, bytes: Uint8Array.prototype.slice.call(room, 0, length) };
    });
}

/** How many bytes of a file were read; as many as there is room for at most. */
function readWhole(path: string, room: Uint8Array): number {
  const fd = openSync(path, 'r');
  try {
    for (let length = 0; ; ) {
      const read = readSync(fd, room, length, room.length - length, null);
      length += read;
      if (read === 0 || length === room.length) return length;
    }
  } finally {
    closeSync(fd);
  }
}
