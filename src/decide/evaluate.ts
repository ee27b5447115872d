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
  /** A date that conditions read reaches into a year whose holidays are not known. */
  readonly calendarMissing: boolean;
}

/**
 * @throws DouaneError LAW_NO_RULES where data leave that no rule decides; LAW_CONDITION where a condition fails.
 */
export function evaluate(facts: Facts, pack: Pack, law: LawOfTheDay): Evaluation {
  const { context, present, calendarMissing } = contextOf(facts, pack, law);

  const byScope = new Map<Scope, ActiveRule[]>(SCOPES.map((s) => [s, []]));
  const notes: Holding[] = [];
  for (const active of law.first) {
    const { rule, version } = active;
    if (!holds(version.when, context, rule.id)) continue;
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
  return { context, present, byClass, outcome, deciding, notes, calendarMissing };
}

/** What conditions see before anything is decided: facts, parameters, dates, terms and the classes that are present. */
export function contextOf(
  facts: Facts,
  pack: Pack,
  law: LawOfTheDay,
): Pick<Evaluation, 'context' | 'present' | 'calendarMissing'> {
  const context: Context = { ...seenFacts(facts), asOf: law.asOf, p: law.p };
  const dates = workOutDates(pack, law, context);
  context.date = dates.values;
  context.term = workOutTerms(law, context);
  const present = {
    ordinary: holds(pack.classes.ordinary, context, 'classes.ordinary'),
    sensitive: holds(pack.classes.sensitive, context, 'classes.sensitive'),
    important: holds(pack.classes.important, context, 'classes.important'),
  };
  context.present = present;
  return { context, present, calendarMissing: dates.missing };
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

function workOutTerms(law: LawOfTheDay, context: Context): Record<string, boolean> {
  const term: Record<string, boolean> = {};
  const withTerms = { ...context, term };
  for (const { term: name, rules } of law.definitions) {
    term[name] = rules.some(({ rule, version }) => holds(version.when, withTerms, rule.id));
  }
  return term;
}

/** The rules that no other prevailing rule prevails over. The pack has no circle, so this ends. */
export function prevail(rules: readonly ActiveRule[]): readonly ActiveRule[] {
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
