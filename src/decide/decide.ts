/** May it pass, and why: facts and the law of a day → a decision. Pure: same input, same bytes. */
import type { Decision, Flag, PackDecision } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { Facts, FactsGiven } from '../model/facts.ts';
import { LAW_OF_GROUP } from '../model/facts-abroad.ts';
import { CLASSES, type DataClass, moreSevere, OUTCOMES, type Outcome } from '../model/words.ts';
import { decideByPack } from './decide-by-pack.ts';
import { holds, seenFacts } from './evaluate.ts';
import { completeFacts } from './facts.ts';
import type { CountRule, Pack } from './pack.ts';

/**
 * Decides a transfer by every pack that applies to it on a day: all are shown, the most severe wins. Facts that were
 * not given take their defaults and are listed.
 *
 * @throws DouaneError LAW_FACTS_INVALID, CALL_UNKNOWN_COUNTRY, CALL_BAD_VALUE, LAW_NO_RULES, LAW_CONDITION. Without a
 * decision nothing may leave.
 * @example
 * const facts = { recipient: { place: 'DE' }, counts: { currentOrdinary: 1980 } };
 * const decision = decide(facts, [china, europe], '2026-11-23');
 */
export function decide(given: FactsGiven, packs: readonly Pack[], asOf: string): Decision {
  const complete = completeFacts(given);
  const laws = applicable(complete.facts, packs, asOf);
  const unread = unreadGroups(given, laws);
  const decision = merge(
    laws.map((pack) => decideByPack(complete, pack, asOf)),
    asOf,
  );
  return unread.length === 0 ? decision : { ...decision, flags: [...decision.flags, ...unread.map(unreadFlag)] };
}

/**
 * Groups of facts that were given for laws that do not apply.
 *
 * @throws DouaneError LAW_FACTS_INVALID where nobody said which law binds the exporter: China's alone would be an answer
 * to another question.
 */
export function unreadGroups(given: FactsGiven, laws: readonly Pack[]): readonly string[] {
  const unread = Object.entries(LAW_OF_GROUP)
    .filter(([group]) => Object.keys(given[group as keyof typeof LAW_OF_GROUP] ?? {}).length > 0)
    .filter(([, jurisdiction]) => !laws.some((pack) => pack.jurisdiction === jurisdiction))
    .map(([group]) => group);
  if (unread.length > 0 && given.exporter?.jurisdiction === undefined) {
    throw new DouaneError('LAW_FACTS_INVALID', {
      place: { name: 'exporter.jurisdiction' },
      expected: `the country that the data leave, as facts of another law are given: ${unread.join(', ')}`,
      got: 'nothing',
    });
  }
  return unread;
}

function unreadFlag(group: string): Flag {
  return {
    code: 'FACTS_NOT_READ',
    text: `Facts of "${group}" were given, but its law does not bind this exporter by exporter.jurisdiction or exporter.alsoUnder: nothing was decided by them.`,
    textZh: `已提供“${group}”组事实，但依exporter.jurisdiction和exporter.alsoUnder，该法不约束本出境方：未据此作出判断。`,
  };
}

/**
 * Decides by one pack alone, as its own cases are decided.
 *
 * @throws DouaneError as {@link decide} does, LAW_NO_RULES where the pack does not apply.
 */
export function decideAlone(given: FactsGiven, pack: Pack, asOf: string): Decision {
  const complete = completeFacts(given);
  if (!applying(complete.facts, asOf)(pack)) {
    throw new DouaneError('LAW_NO_RULES', {
      place: { name: pack.id },
      expected: 'a transfer that the pack applies to',
      got: 'another',
    });
  }
  return merge([decideByPack(complete, pack, asOf)], asOf);
}

/**
 * The packs that apply, the one that governs the exporter first.
 *
 * @throws DouaneError LAW_NO_RULES where a country whose law binds the exporter has no pack: silence is no answer.
 */
export function applicable(facts: Facts, packs: readonly Pack[], asOf: string): readonly Pack[] {
  const { jurisdiction, alsoUnder } = facts.exporter;
  const first = governing(packs, jurisdiction);
  for (const country of alsoUnder) governing(packs, country);
  const applies = applying(facts, asOf);
  return [first, ...packs.filter((pack) => pack !== first && applies(pack))];
}

/**
 * What is counted for packs that may bind an exporter of these countries: those that govern one, policies, and those that
 * ask by a condition. Rather too much is counted than a rule left with a count of nobody.
 */
export function countRules(packs: readonly Pack[], countries: readonly string[]): readonly CountRule[] {
  const mayBind = (p: Pack) =>
    p.jurisdiction === null || p.applies !== null || countries.some((c) => p.countries.includes(c));
  return packs.filter(mayBind).flatMap((p) => p.counts);
}

/** The pack of a country. @throws DouaneError LAW_NO_RULES where there is none. */
export function governing(packs: readonly Pack[], country: string): Pack {
  const pack = packs.find((p) => p.countries.includes(country));
  if (pack !== undefined) return pack;
  throw new DouaneError('LAW_NO_RULES', {
    place: { name: country },
    expected: `a country that a pack governs: ${packs.flatMap((p) => p.countries).join(', ')}`,
  });
}

/** Whether a pack binds a transfer: its law governs the exporter, or its own condition holds; a policy always does. */
function applying(facts: Facts, asOf: string): (pack: Pack) => boolean {
  const context = { ...seenFacts(facts), asOf };
  const bound = new Set([facts.exporter.jurisdiction, ...facts.exporter.alsoUnder]);
  return (pack) =>
    pack.countries.some((c) => bound.has(c)) ||
    (pack.applies === null ? pack.jurisdiction === null : holds(pack.applies, context, `${pack.id}: applies`));
}

/** One answer out of those of all packs: the most severe outcome and verdict, everything else side by side. */
export function merge(all: readonly PackDecision[], asOf: string): Decision {
  const [first] = all as readonly [PackDecision, ...PackDecision[]];
  const byClass = Object.fromEntries(
    CLASSES.map((c) => [c, all.map((d) => d.byClass[c]).reduce(moreSevere, null)]),
  ) as Record<DataClass, Outcome | null>;
  const { pack, version, hash } = first;
  return {
    asOf,
    outcome: all.map((d) => d.outcome).reduce<Outcome | null>(moreSevere, null)!,
    byClass,
    verdict: VERDICTS_BY_SEVERITY.findLast((v) => all.some((d) => d.verdict === v))!,
    reasons: all.flatMap((d) => d.reasons),
    flags: all.flatMap((d) => d.flags),
    // Each fact once: what is assumed of it is the same whoever reads it.
    assumed: [...new Map(all.flatMap((d) => d.assumed).map((a) => [a.fact, a])).values()],
    duties: all.flatMap((d) => d.duties),
    thresholds: all.flatMap((d) => d.thresholds),
    permit: all.find((d) => d.permit !== null)?.permit ?? null,
    counted: first.counted,
    law: { pack, version, hash },
    laws: all.map(({ pack, version, hash, name, nameZh, outcome, byClass, verdict }) => ({
      pack,
      version,
      hash,
      name,
      nameZh,
      outcome,
      byClass,
      verdict,
    })),
  };
}

const VERDICTS_BY_SEVERITY = ['pass', 'hold', 'refuse'] as const;

/** Position of an outcome in the order of severity. */
export function severity(outcome: Outcome): number {
  return OUTCOMES.indexOf(outcome);
}
