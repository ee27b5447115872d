/** Which single fact would change the outcome: each is tried with every value that could matter. Pure. */

import type { Counterfactual, FactSource, NodeValue } from '../model/explanation.ts';
import { factAt, valueAt } from '../model/fact-at.ts';
import type { Fact } from '../model/fact-types.ts';
import { OUTCOMES } from '../model/words.ts';
import type { Bearing } from './bearing.ts';
import { addDays, isDate } from './calendar.ts';
import { ruleRef } from './derive-condition.ts';
import type { Ask } from './nearest.ts';
import { type Answer, alongWith } from './what-if.ts';

/** Values tried of one fact, of those it is compared with. */
const MAX_VALUES = 40;
/** Countries that most laws say nothing special of, where a country is compared with others. */
const PLAIN_COUNTRIES = ['US', 'DE', 'BR'];
const VERDICTS = ['pass', 'hold', 'refuse'];

interface Found extends Counterfactual {
  readonly order: number;
}

/**
 * Everything else as it is, which fact with which value would give another outcome or verdict. What is counsel's to
 * establish comes before what was measured, the milder before the graver.
 */
export function counterfactuals(
  now: Answer,
  { facts }: Bearing,
  asOf: string,
  ask: Ask,
  source: (fact: string) => FactSource,
): readonly Counterfactual[] {
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
      if (there === null || (there.outcome === now.outcome && there.verdict === now.verdict)) return [];
      const { outcome, verdict } = there;
      const rules = there.deciding.map(({ pack, holding: h }) => ({ pack: pack.id, ...ruleRef(h.rule, h.version) }));
      return [{ ...about, values: [other], along, outcome, verdict, rules, milder: weight(there) < weight(now) }];
    });
    return merge(results, value);
  });
  return found
    .toSorted((a, b) => isMeasured(a.fact) - isMeasured(b.fact) || weight(a) - weight(b) || a.order - b.order)
    .map(({ order: _, ...rest }) => rest);
}

/** The verdict weighs more than the outcome: what may leave is milder than what may not. */
function weight({ verdict, outcome }: Pick<Counterfactual, 'verdict' | 'outcome'>): number {
  return VERDICTS.indexOf(verdict) * OUTCOMES.length + OUTCOMES.indexOf(outcome);
}

/** Values that give the same by the same rules are told together; of numbers the nearest alone. */
function merge(results: readonly Found[], value: NodeValue): Found[] {
  const byResult = new Map<string, Found>();
  for (const result of results) {
    const key = [result.outcome, result.verdict, ...result.rules.map((r) => r.rule)].join(' ');
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
