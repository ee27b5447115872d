/**
 * Rules over facts: which hold, which prevail, what comes out for each class of data. Pure.
 *
 * Every class is decided by itself: of the rules that hold for it, those that another one prevails over fall away,
 * and the most severe outcome of the rest is its outcome. The transfer takes the most severe of all.
 */
import { DouaneError } from '../model/errors.ts';
import type { Facts } from '../model/facts.ts';
import { CLASSES, type DataClass, moreSevere, type Outcome } from '../model/words.ts';
import { addTo } from './calendar.ts';
import type { Condition } from './condition.ts';
import { matches, type Pack, SCOPES, type Scope } from './pack.ts';
import type { ActiveRule, LawOfTheDay } from './select.ts';

export type Context = Record<string, unknown>;

/** A rule that holds for a scope and that no other one prevailed over. */
export interface Holding extends ActiveRule {
  readonly scope: Scope | null;
}

export interface Evaluation {
  readonly context: Context;
  readonly present: Readonly<Record<DataClass, boolean>>;
  readonly byClass: Readonly<Record<DataClass, Outcome | null>>;
  readonly outcome: Outcome;
  /** Holding and prevailing rules that give an outcome, by scope. */
  readonly deciding: readonly Holding[];
  /** Rules that hold and give no outcome: notes, duties, flags. */
  readonly notes: readonly Holding[];
  /** Rules whose conditions need the result or a permit, still to be evaluated. */
  readonly later: readonly ActiveRule[];
  /** A date that conditions read reaches into a year whose holidays are not known. */
  readonly calendarMissing: boolean;
}

/**
 * @throws DouaneError LAW_NO_RULES where data leave that no rule decides; LAW_CONDITION where a condition fails.
 */
export function evaluate(facts: Facts, pack: Pack, law: LawOfTheDay): Evaluation {
  const context: Context = { ...seenFacts(facts), asOf: law.asOf, p: law.p };
  const dates = workOutDates(pack, law, context);
  context.date = dates.values;
  context.term = workOutTerms(pack, law, context);
  const present = {
    ordinary: holds(pack.classes.ordinary, context, 'classes.ordinary'),
    sensitive: holds(pack.classes.sensitive, context, 'classes.sensitive'),
    important: holds(pack.classes.important, context, 'classes.important'),
  };
  context.present = present;

  const byScope = new Map<Scope, ActiveRule[]>(SCOPES.map((s) => [s, []]));
  const notes: Holding[] = [];
  const later: ActiveRule[] = [];
  for (const active of law.rules) {
    const { rule, version } = active;
    if (version.eachPermit || version.when?.reads.some((r) => r.startsWith('result.'))) {
      later.push(active);
      continue;
    }
    if (!says(active) || !holds(version.when, context, rule.id)) continue;
    if (version.outcome === null) {
      notes.push({ ...active, scope: null });
      continue;
    }
    for (const scope of version.scopes) if (scope === 'transfer' || present[scope]) byScope.get(scope)!.push(active);
  }

  const deciding: Holding[] = [];
  const outcomes = new Map<Scope, Outcome | null>();
  for (const scope of SCOPES) {
    const prevailing = prevail(byScope.get(scope)!);
    let outcome: Outcome | null = null;
    for (const { version } of prevailing) outcome = moreSevere(outcome, version.outcome);
    if (outcome === null && scope !== 'transfer' && present[scope]) {
      if (pack.otherwise === null) throw noRule(pack, law.asOf, scope);
      outcome = pack.otherwise;
    }
    outcomes.set(scope, outcome);
    for (const active of prevailing) if (active.version.outcome === outcome) deciding.push({ ...active, scope });
  }
  const byClass = Object.fromEntries(CLASSES.map((c) => [c, outcomes.get(c) ?? null])) as Record<
    DataClass,
    Outcome | null
  >;
  let outcome: Outcome | null = outcomes.get('transfer') ?? null;
  for (const name of CLASSES) outcome = moreSevere(outcome, byClass[name]);
  outcome ??= pack.otherwise;
  if (outcome === null) throw noRule(pack, law.asOf, 'transfer');
  context.result = {
    outcome,
    ordinary: byClass.ordinary ?? '',
    sensitive: byClass.sensitive ?? '',
    important: byClass.important ?? '',
    permit: '',
  };
  return { context, present, byClass, outcome, deciding, notes, later, calendarMissing: dates.missing };
}

/** Whether a condition holds; none always does. @throws DouaneError LAW_CONDITION: no decision without it. */
export function holds(condition: Condition | null, context: Context, name: string): boolean {
  if (condition === null) return true;
  try {
    return condition.holds(context);
  } catch (error) {
    throw new DouaneError('LAW_CONDITION', { place: { name }, cause: error });
  }
}

/** Whether a version says something of a transfer; grades and mere terms do not. */
function says({ version: v }: ActiveRule): boolean {
  return v.outcome !== null || v.because !== null || v.duties.length > 0 || v.flags.length > 0;
}

/** Empty where the date counted from is. */
function workOutDates(
  pack: Pack,
  law: LawOfTheDay,
  context: Context,
): { values: Record<string, string>; missing: boolean } {
  const values: Record<string, string> = {};
  let missing = false;
  for (const [name, { from, add, unit }] of pack.dates) {
    let value: unknown = context;
    for (const part of from.split('.')) value = (value as Record<string, unknown>)[part];
    const sum = value === '' ? null : addTo(value as string, add, unit, law.holidays);
    values[name] = sum?.date ?? '';
    missing ||= sum?.complete === false;
  }
  return { values, missing };
}

function workOutTerms(pack: Pack, law: LawOfTheDay, context: Context): Record<string, boolean> {
  const term: Record<string, boolean> = Object.fromEntries(pack.terms.map((t) => [t, false]));
  const withTerms = { ...context, term };
  for (const name of pack.terms) {
    for (const { rule, version } of law.rules) {
      if (version.defines === name && holds(version.when, withTerms, rule.id)) term[name] = true;
    }
  }
  return term;
}

/** The rules that no other prevailing rule prevails over. The pack has no circle, so this ends. */
function prevail(rules: readonly ActiveRule[]): readonly ActiveRule[] {
  const known = new Map<ActiveRule, boolean>();
  const isDefeated = (active: ActiveRule): boolean => {
    let defeated = known.get(active);
    if (defeated === undefined) {
      defeated = rules.some(
        (other) =>
          other !== active &&
          other.version.over.some((pattern) => matches(pattern, active.rule.id)) &&
          !isDefeated(other),
      );
      known.set(active, defeated);
    }
    return defeated;
  };
  return rules.filter((active) => !isDefeated(active));
}

function noRule(pack: Pack, asOf: string, scope: Scope): DouaneError {
  return new DouaneError('LAW_NO_RULES', {
    place: { name: pack.id },
    expected: `a rule for ${scope === 'transfer' ? 'such a transfer' : `${scope} data`}`,
    got: `none on ${asOf}`,
  });
}

/** Facts as conditions read them: without what no condition reads. */
export function seenFacts(facts: Facts): Context {
  const { approval: _approval, held, ...rest } = facts;
  return { ...rest, held: { growthPercent: held.growthPercent } };
}
