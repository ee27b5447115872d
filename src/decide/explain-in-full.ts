/** Why a decision is what it is: its derivation, the nearest threshold, what would change it. Pure. */
import { DouaneError } from '../model/errors.ts';
import type { Explanation, FactSource } from '../model/explanation.ts';
import { valueAt } from '../model/fact-at.ts';
import type { FactsGiven } from '../model/facts.ts';
import { bearing } from './bearing.ts';
import { counterfactuals } from './counterfactual.ts';
import { derive } from './derive.ts';
import { pinClasses } from './implied-facts.ts';
import { type Ask, nearest } from './nearest.ts';
import type { Pack } from './pack.ts';
import { answer, withFacts } from './what-if.ts';

/** Decisions asked for one explanation. */
export const MAX_TRIALS = 800;

/**
 * Explains what {@link decide} says of the same facts, packs and day. Every "if this were so" was decided: it is what
 * `decide` would say of the facts with that one otherwise.
 *
 * @throws DouaneError as {@link decide} does.
 * @example
 * const given = { recipient: { place: 'DE' }, counts: { currentOrdinary: 1980 } };
 * const { nearest } = explainInFull(given, [china], '2026-11-23', declaredIn(given));
 */
export function explainInFull(
  given: FactsGiven,
  packs: readonly Pack[],
  asOf: string,
  sourceOf: (fact: string) => FactSource,
): Explanation {
  const source = remembered(sourceOf);
  const now = answer(given, packs, asOf);
  let left = MAX_TRIALS;
  const asking =
    (base: FactsGiven): Ask =>
    (changes) => {
      left -= 1;
      if (left < 0) return null;
      try {
        return answer(withFacts(base, changes), packs, asOf);
      } catch (error) {
        // Facts that cannot be, or that no law answers: nothing can be said of what if.
        if (error instanceof DouaneError) return null;
        throw error;
      }
    };
  const bears = bearing(now, given, packs, asOf);
  const near = nearest(now, bears.limits, asking(pinClasses(given, now.facts)), source);
  const changes = counterfactuals(now, bears, asOf, asking(given), source);
  return {
    derivation: {
      asOf,
      outcome: now.outcome,
      verdict: now.verdict,
      laws: now.laws.map((law) => derive(law, now.facts, asOf, source)),
    },
    nearest: near,
    ...changes,
    complete: left >= 0,
  };
}

/** Sources of facts of which all that were given were declared. */
export function declaredIn(given: FactsGiven): (fact: string) => FactSource {
  return (fact) => (valueAt(given, fact) === undefined ? 'assumed' : 'declared');
}

function remembered(source: (fact: string) => FactSource): (fact: string) => FactSource {
  const known = new Map<string, FactSource>();
  return (fact) => {
    const before = known.get(fact) ?? source(fact);
    known.set(fact, before);
    return before;
  };
}
