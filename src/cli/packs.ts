/** Which packs decide: the built-in ones, those of douane.yaml, those of `--pack`. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { draftsAmong, joinPacks } from '../decide/join-packs.ts';
import type { Pack } from '../decide/pack.ts';
import { BUILT_IN_PACKS, builtInPacks } from '../decide/store-pack-files.ts';
import { openBuiltInPacks, openPack } from '../decide/store-ready-pack.ts';
import type { LoadedConfig } from '../store-config.ts';
import type { Io } from './io.ts';

const gather = (value: string, before: string[] = []): string[] => [...before, value];

const ADDED = 'a pack beside the built-in ones and those of douane.yaml: FOLDER[@sha256:…] or PACKAGE@sha256:…';

export function addPackOption(command: Command): Command {
  return command.option('--pack <pack>', `${ADDED}; may be given again`, gather);
}

/** Where nothing is recorded or released, a draft may stand in for a built-in pack. */
export function addDraftOption(command: Command): Command {
  return command.option(
    '--pack <pack>',
    `${ADDED}; may be given again. A folder with the id of a built-in pack stands in for it, here only: to try a draft of the law`,
    gather,
  );
}

/**
 * The built-in packs, then those of the configuration, then those named.
 *
 * @throws DouaneError LAW_PACK_INVALID, LAW_PACK_GAP, LAW_PACK_HASH, CALL_BAD_VALUE: without all of them nothing is decided.
 */
export async function openPacks(
  loaded: LoadedConfig,
  named: readonly string[] | undefined,
  io: Io,
): Promise<readonly Pack[]> {
  return joinPacks(await openBuiltInPacks(), await openAdded(loaded, named, io));
}

/** The same, but that an added pack with the id of a built-in one stands in for it; `drafts` are those that do. */
export async function openDraftPacks(
  loaded: LoadedConfig,
  named: readonly string[] | undefined,
  io: Io,
): Promise<{ readonly packs: readonly Pack[]; readonly drafts: readonly Pack[] }> {
  const builtIn = await openBuiltInPacks();
  // Only what the call itself names: a configuration that replaced the law would do so unseen.
  const beside = joinPacks(builtIn, await openAdded(loaded, [], io));
  const packs = joinPacks(beside, await openAdded({ ...loaded, config: {} }, named, io), { draft: true });
  return { packs, drafts: draftsAmong(beside, packs) };
}

/** For looking at rules: only the packs named, or all that decide here. */
export async function openShownPacks(
  loaded: LoadedConfig,
  named: readonly string[] | undefined,
  io: Io,
): Promise<readonly Pack[]> {
  if (named === undefined) return openPacks(loaded, [], io);
  const known = new Set(builtInPacks());
  const packs: Pack[] = [];
  for (const name of named) {
    if (known.has(name)) packs.push(await openPack(join(BUILT_IN_PACKS, name)));
    else packs.push(...(await openAdded({ ...loaded, config: {} }, [name], io)));
  }
  return packs;
}

/** What a draft changes about an answer, said wherever one is used. */
export const draftNotes = (drafts: readonly Pack[]): readonly string[] =>
  drafts.map((p) => `DRAFT: ${p.id} ${p.version} (${p.hash}) stands in for the pack that is in use.`);

async function openAdded(loaded: LoadedConfig, named: readonly string[] = [], io: Io): Promise<readonly Pack[]> {
  const declared = loaded.config.packs ?? [];
  // A built-in pack is there already.
  const known = new Set(builtInPacks());
  const wanted = named.filter((name) => !known.has(name));
  if (declared.length === 0 && wanted.length === 0) return [];
  const { loadPackFrom, parsePackSource, sourceOf } = await import('../decide/store-pack-source.ts');
  return [
    ...declared.map((entry) => loadPackFrom(sourceOf(entry, loaded.base), loaded.base)),
    ...wanted.map((name) => loadPackFrom(parsePackSource(name, io.cwd), loaded.base)),
  ];
}
