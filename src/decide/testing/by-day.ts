/**
 * What of the law of a day depends on the day itself and not only on the versions in force. Between two days on which a
 * version begins or ends, an answer can change only through these conditions: where none of them changes its truth,
 * every other condition sees the same and the answer is the same. Pure.
 */
import type { Facts } from '../../model/facts.ts';
import type { Condition } from '../condition.ts';
import { type Context, contextOf, holds } from '../evaluate.ts';
import type { Pack, RuleVersion } from '../pack.ts';
import type { ActiveRule, LawOfTheDay } from '../select.ts';

/** The conditions in force that read the day, directly, by a date counted from it, or by a term that does. */
export interface DayDependent {
  /** Conditions that define terms, each after those that it uses. */
  readonly terms: readonly { readonly name: string; readonly conditions: readonly Condition[] }[];
  readonly conditions: readonly Condition[];
  /** Whether one of them reads a date counted from the day. */
  readonly dates: boolean;
}

export function dayDependent(pack: Pack, law: LawOfTheDay): DayDependent {
  const terms = new Map<string, readonly Condition[]>();
  let dates = false;
  const reads = (condition: Condition | null): boolean =>
    condition?.reads.some((r) => {
      if (r === 'asOf') return true;
      if (r.startsWith('term.')) return terms.has(r.slice(5));
      const counted = r.startsWith('date.') && pack.dates.get(r.slice(5))?.from === 'asOf';
      dates ||= counted;
      return counted;
    }) === true;
  for (const term of pack.terms) {
    const defining = law.rules.filter(({ version }) => version.defines === term).map(({ version }) => version.when);
    // Where one of them has no condition, the term holds on each of these days.
    if (defining.some(reads) && defining.every((c) => c !== null)) terms.set(term, defining);
  }
  const all = [...Object.values(pack.classes), ...law.rules.flatMap(({ version }) => conditionsOf(version))];
  // Conditions on a permit or on the result come after the outcome and cannot change it.
  const conditions = all.filter((c) => reads(c) && !c.reads.some((r) => /^(?:permit|result)\./.test(r)));
  return { terms: [...terms].map(([name, defining]) => ({ name, conditions: defining })), conditions, dates };
}

/** Gives the truth of all of them on a day of a run, as text to compare. */
export function truthByDay(
  facts: Facts,
  pack: Pack,
  law: LawOfTheDay,
  dependent: DayDependent,
): (day: string) => string {
  const base = contextOf(facts, pack, law).context;
  return (day) => {
    const context = dependent.dates
      ? contextOf(facts, pack, { ...law, asOf: day }).context
      : { ...base, asOf: day, term: { ...(base.term as Context) } };
    const term = context.term as Context;
    const truths = dependent.terms.map(({ name, conditions }) => {
      term[name] = conditions.some((c) => holds(c, context, name));
      return term[name];
    });
    context.present = Object.fromEntries(
      Object.entries(pack.classes).map(([name, condition]) => [name, holds(condition, context, name)]),
    );
    return JSON.stringify([...truths, ...dependent.conditions.map((c) => holds(c, context, pack.id))]);
  };
}

export function conditionsOf(version: RuleVersion): Condition[] {
  const { when, met, duties, flags } = version;
  return [when, met, ...duties.map((d) => d.when), ...flags.map((f) => f.when)].filter((c) => c !== null);
}

/** All names that a version reads, in conditions, sentences and comparisons. */
export function readsOf({ version }: ActiveRule): readonly string[] {
  const templates = [version.because, ...version.duties.map((d) => d.text), ...version.flags.map((f) => f.text)];
  return [
    ...conditionsOf(version).flatMap((c) => c.reads),
    ...templates.flatMap((t) => t?.reads ?? []),
    ...version.compares.flatMap((c) => [c.count, c.limit]),
  ];
}
