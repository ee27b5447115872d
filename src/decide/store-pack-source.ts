/**
 * Packs from outside: a folder, or an npm package in `node_modules` beside the configuration. Only YAML files are read;
 * nothing of a package is executed.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import type { Pack } from './pack.ts';
import { loadPack } from './store-pack.ts';

export type PackSource =
  | { readonly kind: 'folder'; readonly folder: string; readonly hash: string | null }
  | { readonly kind: 'package'; readonly name: string; readonly hash: string };

const HASH = /^sha256:[0-9a-f]{64}$/;
const PACKAGE = /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*$/;
const MAX_PACKAGE_JSON = 1_048_576;

/**
 * What `FOLDER[@sha256:…]` or `PACKAGE@sha256:…` names. A folder that is there, or a name that begins with `.` or `/`, is
 * a folder.
 *
 * @throws DouaneError CALL_BAD_VALUE, also for a package without a hash: what is installed may change unseen.
 */
export function parsePackSource(text: string, cwd: string): PackSource {
  const [, name, hash] = /^(.*?)(?:@(sha256:.*))?$/s.exec(text) as unknown as [string, string, string | undefined];
  const invalid = (expected: string) => new DouaneError('CALL_BAD_VALUE', { place: { name: '--pack' }, expected });
  if (hash !== undefined && !HASH.test(hash)) throw invalid('a hash: sha256: and 64 digits 0-9 and a-f');
  const folder = resolve(cwd, name);
  if (/^[./]/.test(name) || isFolder(folder)) return { kind: 'folder', folder, hash: hash ?? null };
  if (name.length > 214 || !PACKAGE.test(name)) throw invalid('a built-in pack, a folder, or the name of a package');
  if (hash === undefined) throw invalid('a folder that is there, or the hash of a package: PACKAGE@sha256:…');
  return { kind: 'package', name, hash };
}

/**
 * Reads and checks a pack; `base` is the folder whose `node_modules` holds packages.
 *
 * @throws DouaneError LAW_PACK_HASH where its content is another than was named, LAW_PACK_INVALID, LAW_PACK_GAP
 */
export function loadPackFrom(source: PackSource, base: string): Pack {
  const pack = loadPack(source.kind === 'folder' ? source.folder : folderOfPackage(source.name, base));
  if (source.hash !== null && pack.hash !== source.hash) {
    throw new DouaneError('LAW_PACK_HASH', { place: { name: pack.id }, expected: source.hash, got: pack.hash });
  }
  return pack;
}

/** The folder that a package keeps its pack in: `douane.pack` of its package.json, or its root. */
function folderOfPackage(name: string, base: string): string {
  const invalid = (expected: string, cause?: unknown) =>
    new DouaneError('LAW_PACK_INVALID', { place: { name }, expected, cause });
  if (!PACKAGE.test(name)) throw invalid('the name of a package');
  const installed = join(base, 'node_modules', name);
  if (!isFolder(installed)) throw invalid('a package that is installed in node_modules beside douane.yaml');
  const root = realpathSync(installed);
  const file = join(root, 'package.json');
  if (!existsSync(file)) return root;
  if (!statSync(file).isFile() || statSync(file).size > MAX_PACKAGE_JSON)
    throw invalid('a package.json of at most 1 MiB');
  let within: unknown;
  try {
    within = (JSON.parse(readFileSync(file, 'utf8')) as { douane?: { pack?: unknown } } | null)?.douane?.pack ?? '.';
  } catch (cause) {
    throw invalid('a package.json that is JSON', cause);
  }
  if (typeof within !== 'string') throw invalid('a folder as douane.pack of package.json');
  const folder = resolve(root, within);
  if (!isFolder(folder)) throw invalid(`the folder that douane.pack of package.json names in ${basename(root)}`);
  const real = realpathSync(folder);
  if (real !== root && !real.startsWith(root + sep)) throw invalid('a folder inside the package as douane.pack');
  return real;
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** An entry of `packs` in douane.yaml. */
export interface DeclaredPack {
  readonly folder?: string | undefined;
  readonly package?: string | undefined;
  readonly hash?: string | undefined;
}

/** @throws DouaneError CONFIG_INVALID for a package without a hash: what is installed may change unseen. */
export function sourceOf({ folder, package: name, hash }: DeclaredPack, base: string): PackSource {
  if (folder !== undefined) return { kind: 'folder', folder: resolve(base, folder), hash: hash ?? null };
  if (name !== undefined && hash !== undefined) return { kind: 'package', name, hash };
  throw new DouaneError('CONFIG_INVALID', {
    place: { name: 'packs' },
    expected: 'a folder, or a package and its hash',
  });
}
