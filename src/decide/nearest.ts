/** The number of the law that is nearest to a count, and what lies on the other side of it. Pure. */
import type { FactSource, NearestThreshold } from '../model/explanation.ts';
import { factAt, valueAt } from '../model/fact-at.ts';
import { CLASSES, type DataClass, moreSevere, type Outcome } from '../model/words.ts';
import type { Limit } from './bearing.ts';
import type { Comparison } from './expression.ts';
import { type Answer, alongWith, fingerprint } from './what-if.ts';

/** Asks what would come out with facts otherwise; null where that cannot be, or nothing more is asked. */
export type Ask = (changes: readonly { fact: string; value: unknown }[]) => Answer | null;

/**
 * Of all numbers of the law that a count is compared with where an outcome depends on it, the nearest whose crossing
 * changes anything; where none does, the nearest. Null where nothing is compared.
 */
export function nearest(
  now: Answer,
  limits: readonly Limit[],
  ask: Ask,
  source: (fact: string) => FactSource,
): NearestThreshold | null {
  const before = fingerprint(now);
  const seen = new Set<string>();
  const candidates = limits
    .map((limit) => {
      const count = valueAt(now.facts, limit.fact) as number;
      const other = otherSide(count, limit.op, limit.limit);
      return { ...limit, count, other, steps: Math.abs(other - count) };
    })
    .toSorted((a, b) => a.steps - b.steps);
  let idle: NearestThreshold | null = null;
  for (const c of candidates) {
    const key = `${c.pack.id} ${c.fact} ${c.other}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const along = alongWith(now.facts, c.fact, c.other);
    const there = ask([{ fact: c.fact, value: c.other }, ...(along === null ? [] : [along])]);
    if (there === null) continue;
    const changes = fingerprint(there) !== before;
    if (!changes && idle !== null) continue;
    const { en, zh } = factAt(c.fact)!;
    const found: NearestThreshold = {
      pack: c.pack.id,
      rule: c.rule?.rule.id ?? '',
      fact: c.fact,
      words: { en, zh },
      source: source(c.fact),
      label: labelOf(c),
      count: c.count,
      limit: c.limit,
      side: c.count < c.limit ? 'below' : 'reached',
      distance: Math.abs(c.count - c.limit),
      other: c.other,
      along,
      outcomeBeyond: there.outcome,
      verdictBeyond: there.verdict,
      byClassBeyond: byClass(there),
      changedClasses: CLASSES.filter((name) => byClass(there)[name] !== byClass(now)[name]),
      changes,
    };
    if (changes) return found;
    idle = found;
  }
  return idle;
}

/** The whole number nearest to a count for which the comparison is otherwise. */
export function otherSide(count: number, op: Comparison, limit: number): number {
  if (op === '==' || op === '!=') return count === limit ? limit + 1 : limit;
  const last = op === '<' || op === '>=' ? limit - 1 : limit;
  return count <= last ? last + 1 : last;
}

function labelOf({ pack, fact, rule, parameter }: Limit): NearestThreshold['label'] {
  const compare = rule?.version.compares.find((c) => c.count === fact && c.limit === `p.${parameter}`);
  if (parameter !== null) return compare?.label ?? pack.parameters.get(parameter)!.title;
  return rule?.rule.title ?? pack.name;
}

function byClass({ laws }: Answer): Record<DataClass, Outcome | null> {
  const of = (name: DataClass) => laws.map((l) => l.done.byClass[name]).reduce(moreSevere, null);
  return Object.fromEntries(CLASSES.map((c) => [c, of(c)])) as Record<DataClass, Outcome | null>;
}
