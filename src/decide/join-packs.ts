/** Packs from outside put beside the built-in ones. Pure. */
import { DouaneError } from '../model/errors.ts';
import type { Pack } from './pack.ts';

/**
 * The packs that decide together: the built-in ones, then those added, in order. A pack can only add to what the built-in
 * ones ask, never stand in for one: it takes neither the id nor a country nor a rule of another.
 *
 * With `draft`, an added pack of the same id stands in for the built-in one, to try another version of the law. Only what
 * records and releases nothing may ask for that.
 *
 * @throws DouaneError LAW_PACK_INVALID
 * @example
 * const packs = joinPacks(await openBuiltInPacks(), [policy]);
 */
export function joinPacks(builtIn: readonly Pack[], added: readonly Pack[], { draft = false } = {}): readonly Pack[] {
  const replaced = new Set(draft ? added.map((p) => p.id) : []);
  const packs = builtIn.map((p) => (replaced.has(p.id) ? added.find((a) => a.id === p.id)! : p));
  for (const pack of added) if (!packs.includes(pack)) packs.push(pack);
  for (const [i, pack] of packs.entries()) for (const other of packs.slice(0, i)) checkApart(other, pack);
  return packs;
}

/** Which of the packs stand in for a built-in one. */
export function draftsAmong(builtIn: readonly Pack[], packs: readonly Pack[]): readonly Pack[] {
  return packs.filter((p) => builtIn.some((b) => b.id === p.id && b.hash !== p.hash));
}

function checkApart(before: Pack, pack: Pack): void {
  const invalid = (expected: string) =>
    new DouaneError('LAW_PACK_INVALID', { place: { file: 'pack.yaml', name: pack.id }, expected });
  if (before.id === pack.id) throw invalid('an id that no other pack has');
  const country = pack.countries.find((c) => before.countries.includes(c));
  if (country !== undefined) throw invalid(`countries that no other pack governs: ${before.id} governs ${country}`);
  const rule = [...pack.rules.keys()].find((id) => before.rules.has(id));
  if (rule !== undefined) throw invalid(`ids of rules that no other pack has: ${before.id} has ${rule}`);
  // A crossing writes such a fact for all packs: a second one could make it smaller than the first one means it.
  const counted = pack.counts.find(({ fact }) => before.counts.some((c) => c.fact === fact));
  if (counted !== undefined) throw invalid(`facts that no other pack counts: ${before.id} counts ${counted.fact}`);
}
