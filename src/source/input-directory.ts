import type { Stats } from 'node:fs';
import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { DouaneError } from '../model/errors.ts';

/** Most files in one transfer. */
export const MAX_FILES = 10_000;
/** Deepest directory below the one named. */
const MAX_DEPTH = 128;

export interface ListedInput {
  /** Relative to the transfer's root, with `/`. */
  readonly name: string;
  /** The real path: what links there were are resolved. */
  readonly path: string;
  readonly size: number;
}

/**
 * The files of a transfer: the file itself, or all files below a directory in the order of their names' bytes,
 * hidden ones included. A link is followed when it stays inside; what can be reached twice is listed once, under
 * its own name where it has one, so that no loop and no double count comes of it. A link out of the directory is
 * INPUT_LINK_OUT, anything that is neither file nor directory INPUT_NOT_A_FILE: nothing is left out in silence.
 */
export async function listInputs(path: string, limits: { readonly files?: number } = {}): Promise<ListedInput[]> {
  const most = limits.files ?? MAX_FILES;
  const root = await attempt(path, () => realpath(path));
  const rootStats = await attempt(path, () => stat(root));
  if (rootStats.isFile()) return [{ name: basename(path), path: root, size: rootStats.size }];
  if (!rootStats.isDirectory()) throw new DouaneError('INPUT_NOT_A_FILE', { place: { file: path } });

  const found = new Map<string, ListedInput>();
  const seen = new Set<string>([root]);
  const links: { name: string; depth: number; real: string; stats: Stats }[] = [];

  const add = (name: string, real: string, size: number) => {
    if (found.has(real)) return;
    if (found.size >= most)
      throw new DouaneError('LIMIT_FILES', { place: { file: path }, expected: `at most ${most} files` });
    found.set(real, { name, path: real, size });
  };
  const walk = async (directory: string, prefix: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH)
      throw new DouaneError('LIMIT_FILES', {
        place: { file: prefix },
        expected: `directories at most ${MAX_DEPTH} deep`,
      });
    let entries = 0;
    const names: string[] = [];
    for await (const entry of await attempt(prefix || path, () => opendir(directory))) {
      if (++entries > most * 2)
        throw new DouaneError('LIMIT_FILES', { place: { file: prefix || path }, expected: `at most ${most} files` });
      names.push(entry.name);
    }
    for (const entry of names) {
      const full = join(directory, entry);
      const name = prefix + entry;
      const stats = await attempt(name, () => lstat(full));
      if (stats.isSymbolicLink()) {
        const real = await attempt(name, () => realpath(full));
        if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep))
          throw new DouaneError('INPUT_LINK_OUT', { place: { file: name } });
        links.push({ name, depth, real, stats: await attempt(name, () => stat(real)) });
      } else if (stats.isDirectory()) {
        seen.add(full);
        await walk(full, `${name}/`, depth + 1);
      } else if (stats.isFile()) add(name, full, stats.size);
      else throw new DouaneError('INPUT_NOT_A_FILE', { place: { file: name } });
    }
  };
  await walk(root, '', 0);
  // What a link inside leads to lies in the directory and was met by its own name; only its sort is looked at.
  for (const link of links)
    if (!found.has(link.real) && !seen.has(link.real))
      throw new DouaneError('INPUT_NOT_A_FILE', { place: { file: link.name } });
  return [...found.values()].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

async function attempt<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code;
    throw new DouaneError('INPUT_NOT_FOUND', { place: { file: name }, ...(got === undefined ? {} : { got }), cause });
  }
}
