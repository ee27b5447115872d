/** Which single fact would change the outcome: each is tried with every value that could matter. Pure. */

import type { Counterfactual, Explanation, FactSource, NodeValue } from '../model/explanation.ts';
import { factAt, valueAt } from '../model/fact-at.ts';
import type { Fact } from '../model/fact-types.ts';
import { OUTCOMES } from '../model/words.ts';
import type { Bearing } from './bearing.ts';
import { addDays, isDate } from './calendar.ts';
import { ruleRef } from './derive-condition.ts';
import type { Ask } from './nearest.ts';
import { type Answer, alongWith, decidingOf, type LawAnswer } from './what-if.ts';

/** Values tried of one fact, of those it is compared with. */
const MAX_VALUES = 40;
/** Countries that most laws say nothing special of, where a country is compared with others. */
const PLAIN_COUNTRIES = ['US', 'DE', 'BR'];
const VERDICTS = ['pass', 'hold', 'refuse'];

interface Found extends Counterfactual {
  readonly order: number;
  readonly weight: number;
  /** The outcome or verdict of the whole would change, not only a law's. */
  readonly whole: boolean;
}

/**
 * Everything else as it is, which fact with which value would give another outcome or verdict, of the whole or of one
 * law alone. What is counsel's to establish comes before what was measured, the milder before the graver.
 */
export function counterfactuals(
  now: Answer,
  { facts }: Bearing,
  asOf: string,
  ask: Ask,
  source: (fact: string) => FactSource,
): Pick<Explanation, 'wouldChange' | 'wouldChangeOneLaw'> {
  const isMeasured = (fact: string) => (source(fact) === 'measured' ? 1 : 0);
  const names = [...facts.keys()].toSorted((a, b) => isMeasured(a) - isMeasured(b) || (a < b ? -1 : 1));
  const found: Found[] = names.flatMap((name, order) => {
    const fact = factAt(name)!;
    const value = valueAt(now.facts, name) as NodeValue;
    const { en, zh } = fact;
    const about = { fact: name, words: { en, zh }, source: source(name), value, order };
    const results = alternatives(fact, value, [...facts.get(name)!], asOf).flatMap((other) => {
      const along = alongWith(now.facts, name, other);
      const there = ask([{ fact: name, value: other }, ...(along === null ? [] : [along])]);
      const difference = there === null ? null : differenceOf(now, there);
      return difference === null ? [] : [{ ...about, ...difference, values: [other], along }];
    });
    return merge(results, value);
  });
  const sorted = found.toSorted(
    (a, b) => isMeasured(a.fact) - isMeasured(b.fact) || a.weight - b.weight || a.order - b.order,
  );
  const told = (whole: boolean) =>
    sorted.filter((f) => f.whole === whole).map(({ order: _, weight: __, whole: ___, ...rest }) => rest);
  return { wouldChange: told(true), wouldChangeOneLaw: told(false) };
}

/** What would be otherwise, of the whole or else of laws alone; null where nothing would. */
function differenceOf(now: Answer, there: Answer) {
  const { outcome, verdict } = there;
  const packs = new Set([...now.laws, ...there.laws].map((l) => l.pack));
  const changed = [...packs].flatMap((pack) => {
    const [before, after] = [now, there].map(({ laws }) => laws.find((l) => l.pack === pack));
    const same = before?.done.outcome === after?.done.outcome && before?.verdict === after?.verdict;
    return same ? [] : [{ pack, before, after }];
  });
  if (changed.length === 0) return null;
  const whole = outcome !== now.outcome || verdict !== now.verdict;
  const deciding = whole
    ? there.deciding
    : changed.flatMap(({ after }) => (after === undefined ? [] : decidingOf([after], after.done.outcome)));
  const laws = changed.map(({ pack, after }) => ({
    pack: pack.id,
    outcome: after?.done.outcome ?? null,
    verdict: after?.verdict ?? null,
  }));
  const sum = (side: 'before' | 'after') => Math.max(...changed.map((c) => weightOf(c[side])));
  const [then, before] = whole ? [weight(there), weight(now)] : [sum('after'), sum('before')];
  const rules = deciding.map(({ pack, holding: h }) => ({ pack: pack.id, ...ruleRef(h.rule, h.version) }));
  return { outcome, verdict, rules, laws, whole, weight: then, milder: then < before };
}

/** The verdict weighs more than the outcome: what may leave is milder than what may not. */
function weight({ verdict, outcome }: Pick<Answer, 'verdict' | 'outcome'>): number {
  return VERDICTS.indexOf(verdict) * OUTCOMES.length + OUTCOMES.indexOf(outcome);
}

/** A law that does not apply asks for nothing. */
function weightOf(law: LawAnswer | undefined): number {
  return law === undefined ? -1 : weight({ verdict: law.verdict, outcome: law.done.outcome });
}

/** Values that give the same by the same rules are told together; of numbers the nearest alone. */
function merge(results: readonly Found[], value: NodeValue): Found[] {
  const byResult = new Map<string, Found>();
  for (const result of results) {
    const key = JSON.stringify([result.outcome, result.verdict, result.laws, result.rules.map((r) => r.rule)]);
    const before = byResult.get(key);
    const next = result.values[0]!;
    if (before === undefined) byResult.set(key, result);
    else if (typeof next !== 'number') byResult.set(key, { ...before, values: [...before.values, next] });
    else if (Math.abs(next - Number(value)) < Math.abs(Number(before.values[0]) - Number(value))) {
      byResult.set(key, result);
    }
  }
  return [...byResult.values()];
}

/** Other values of a fact that could matter: those that rules tell apart. */
export function alternatives(
  fact: Fact,
  value: NodeValue,
  compared: readonly (string | number | boolean)[],
  asOf: string,
): readonly NodeValue[] {
  const texts = compared.filter((v): v is string => typeof v === 'string');
  const others = (values: readonly (string | number)[]) =>
    [...new Set(values)].filter((v) => v !== value).slice(0, MAX_VALUES);
  switch (fact.type) {
    case 'bool':
      return [!value];
    case 'choice':
      return others(fact.values);
    case 'int': {
      const numbers = compared.filter((v): v is number => typeof v === 'number');
      return others(numbers.flatMap((n) => [n - 1, n, n + 1]).filter((n) => n >= 0 && Number.isSafeInteger(n)));
    }
    case 'date': {
      const days = texts.filter(isDate);
      return others(['', ...days.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]), asOf]);
    }
    case 'country': {
      const known = texts.filter((t) => t !== '');
      return others([...(fact.default === '' ? [''] : []), ...plain(known), ...known]);
    }
    case 'text':
      return others(['', ...texts]);
    case 'list': {
      const list = value as readonly string[];
      const more = [...new Set([...texts, ...(fact.of === 'country' ? plain(texts) : [])])].filter(
        (t) => t !== '' && !list.includes(t) && (fact.of !== 'choice' || fact.values.includes(t)),
      );
      const less = list.filter((item) => texts.includes(item) || fact.of === 'country');
      return [
        ...more.map((item) => [...list, item]),
        ...less.map((item) => list.filter((other) => other !== item)),
        ...(less.length > 1 ? [list.filter((item) => !less.includes(item))] : []),
      ].slice(0, MAX_VALUES);
    }
    case 'permits':
    case 'approval':
      return [];
    default:
      return fact satisfies never;
  }
}

/** A country that is not among those compared stands for all the others. */
function plain(compared: readonly string[]): readonly string[] {
  const other = PLAIN_COUNTRIES.find((country) => !compared.includes(country));
  return other === undefined ? [] : [other];
}
