/** What the command line asks of a pack: list, show, decide a file. Pure. */
import type { Decision } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import type { Sure } from '../model/words.ts';
import { within } from './calendar.ts';
import { decide } from './decide.ts';
import type { Interval, Pack, Parameter, Rule, Words } from './pack.ts';
import { YamlFile } from './yaml-file.ts';
import { withZoneList, type ZoneList } from './zone-lists.ts';

export interface RuleSummary {
  readonly id: string;
  readonly title: Words;
  readonly cite: string;
  readonly inForce: Interval;
  readonly sure: Sure;
}

/** Rules of a pack in the order of their files; with a date, those in force on it, else the last version of each. */
export function listRules(pack: Pack, asOf?: string): readonly RuleSummary[] {
  return [...pack.rules.values()].flatMap((rule) => {
    const version = asOf === undefined ? rule.versions.at(-1) : rule.versions.find((v) => within(asOf, v.inForce));
    if (version === undefined) return [];
    const { cite, sure, inForce } = version;
    const whole: Interval = asOf === undefined ? [rule.versions[0]!.inForce[0], inForce[1]] : inForce;
    return [{ id: rule.id, title: rule.title, cite, inForce: whole, sure }];
  });
}

/** A rule with all its versions, and the dated parameters that they read. */
export interface ShownRule {
  readonly rule: Rule;
  readonly parameters: readonly Parameter[];
  readonly law: { readonly pack: string; readonly version: string; readonly hash: string };
}

/** @throws DouaneError LAW_UNKNOWN_RULE */
export function showRule(packs: readonly Pack[], id: string): ShownRule {
  const pack = packs.find((p) => p.rules.has(id));
  const rule = pack?.rules.get(id);
  if (pack === undefined || rule === undefined) {
    const all = packs.flatMap((p) => [...p.rules.keys()]);
    const article = id.slice(id.lastIndexOf('-'));
    const near = all
      .filter((k) => k.startsWith(id.slice(0, Math.max(3, id.lastIndexOf('-')))))
      .toSorted((a, b) => Number(b.endsWith(article)) - Number(a.endsWith(article)));
    throw new DouaneError('LAW_UNKNOWN_RULE', {
      place: { name: packs.map((p) => p.id).join(', ') },
      expected: near.length > 0 ? `one such as ${near.slice(0, 5).join(', ')}` : 'an id that `law list` prints',
    });
  }
  const reads = new Set(
    rule.versions.flatMap((v) => [
      ...(v.when?.reads ?? []),
      ...(v.because?.reads ?? []),
      ...v.compares.map((c) => c.limit),
    ]),
  );
  const parameters = [...pack.parameters.values()].filter((p) => reads.has(`p.${p.id}`));
  return { rule, parameters, law: { pack: pack.id, version: pack.version, hash: pack.hash } };
}

/** Errors whose place is a path in the facts. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['LAW_FACTS_INVALID', 'CALL_UNKNOWN_COUNTRY', 'PERMIT_INVALID']);

/**
 * Decides the facts of a YAML file, as `docs/facts.md` describes it.
 *
 * @throws DouaneError LAW_FACTS_INVALID with file and line, and what {@link decide} throws.
 */
export function decideFile(
  text: string,
  file: string,
  packs: readonly Pack[],
  asOf: string,
  zoneLists: readonly ZoneList[] = [],
): Decision {
  const yaml = new YamlFile({ path: file, text }, 'LAW_FACTS_INVALID');
  try {
    const given = yaml.value as FactsGiven;
    // Facts of a receipt bring what the lists said with them; it stands unless lists are given.
    return decide(zoneLists.length === 0 ? given : withZoneList(given, zoneLists, asOf), packs, asOf);
  } catch (error) {
    if (!(error instanceof DouaneError) || error.place.name === undefined) throw error;
    if (!OF_THE_FILE.has(error.code)) throw error;
    const path = error.place.name.split(/[.[\]]+/).filter((part) => part !== '');
    throw new DouaneError(error.code, {
      place: { file, line: yaml.line(path), name: error.place.name },
      ...(error.expected === undefined ? {} : { expected: error.expected }),
      ...(error.got === undefined ? {} : { got: error.got }),
    });
  }
}
