/**
 * A pack as it was parsed and checked once, kept with the digest of the bytes of the files it was parsed from: for
 * just those bytes it is what {@link parsePack} would give, and reading it takes a tenth of the time. For any others
 * it is nothing, so a changed file is always parsed and checked. Pure; the folder is read by `store-ready-pack.ts`.
 *
 * Conditions are kept as the trees they were type-checked to.
 */
import { createHash } from 'node:crypto';
import { type CheckedCondition, conditionOf } from './condition.ts';
import type { DateSum, Instrument, Pack, Parameter, Rule, RuleDuty, RuleFlag, RuleVersion } from './pack.ts';

const SCHEMA = 'douane.ready-pack/1';

export interface FileBytes {
  /** Relative to the folder of the pack, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

type KeptRule = Omit<Rule, 'versions'> & { readonly versions: readonly KeptVersion[] };
type KeptVersion = Omit<RuleVersion, 'when' | 'met' | 'duties' | 'flags'> & {
  readonly when: CheckedCondition | null;
  readonly met: CheckedCondition | null;
  readonly duties: readonly (Omit<RuleDuty, 'when'> & { readonly when: CheckedCondition | null })[];
  readonly flags: readonly (Omit<RuleFlag, 'when'> & { readonly when: CheckedCondition | null })[];
};
type KeptPack = Omit<Pack, 'classes' | 'applies' | 'dates' | 'instruments' | 'rules' | 'parameters'> & {
  readonly classes: Readonly<Record<keyof Pack['classes'], CheckedCondition>>;
  readonly applies: CheckedCondition | null;
  readonly dates: readonly (readonly [string, DateSum])[];
  readonly instruments: readonly Instrument[];
  readonly rules: readonly KeptRule[];
  readonly parameters: readonly Parameter[];
};

/** Of the names and bytes of all files of a pack, in the order of their names. */
export function filesDigest(files: readonly FileBytes[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return `sha256:${hash.digest('hex')}`;
}

/** The text to be kept of a pack that was parsed from files of this digest; its first line vouches for the second. */
export function formatReadyPack(digest: string, pack: Pack): string {
  const { instruments, rules, parameters } = pack;
  const kept = {
    ...pack,
    dates: [...pack.dates],
    instruments: [...instruments.values()],
    rules: [...rules.values()],
    parameters: [...parameters.values()],
  };
  const body = JSON.stringify(kept);
  return `${headOf(digest, body)}${body}\n`;
}

/** The pack that was kept for files of this digest, or null where the text is of others or not as it was written. */
export function parseReadyPack(text: string, digest: string): Pack | null {
  const body = text.slice(text.indexOf('\n') + 1, -1);
  if (text !== `${headOf(digest, body)}${body}\n`) return null;
  const pack = JSON.parse(body) as KeptPack;
  const dates = new Map(pack.dates);
  const maybe = <T extends { readonly when: CheckedCondition | null }>(of: T) => ({
    ...of,
    when: of.when === null ? null : conditionOf(of.when),
  });
  const version = (v: KeptVersion): RuleVersion => ({
    ...maybe(v),
    met: v.met === null ? null : conditionOf(v.met),
    duties: v.duties.map(maybe),
    flags: v.flags.map(maybe),
  });
  const { ordinary, sensitive, important } = pack.classes;
  return {
    ...pack,
    classes: { ordinary: conditionOf(ordinary), sensitive: conditionOf(sensitive), important: conditionOf(important) },
    applies: pack.applies === null ? null : conditionOf(pack.applies),
    dates,
    instruments: byId(pack.instruments),
    rules: byId(pack.rules.map((rule) => ({ ...rule, versions: rule.versions.map(version) }))),
    parameters: byId(pack.parameters),
  };
}

const headOf = (digest: string, body: string): string =>
  `${SCHEMA} ${createHash('sha256').update(digest).update(body).digest('hex')}\n`;

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((item) => [item.id, item]));
