/** Which rules the cases of a pack try: each should be seen to hold and to fail. Pure. */
import { DouaneError } from '../model/errors.ts';
import type { LawCase } from './cases.ts';
import { permitContexts } from './decide-by-pack.ts';
import { evaluate, holds } from './evaluate.ts';
import { completeFacts } from './facts.ts';
import type { Pack, RuleVersion } from './pack.ts';
import { select } from './select.ts';

/** How often a version of a rule was in force in a case and held there, and how often it did not. */
export interface Tried {
  readonly rule: string;
  readonly version: RuleVersion;
  held: number;
  failed: number;
}

/**
 * Counts, for every version of every rule, the cases in which its condition holds and in which it does not. A version
 * without a condition always holds. Cases that end in an error try nothing.
 *
 * @example
 * const never = rulesTried(pack, cases).filter((t) => t.held === 0 || (t.version.when !== null && t.failed === 0));
 */
export function rulesTried(pack: Pack, cases: readonly LawCase[]): readonly Tried[] {
  const tried = new Map<RuleVersion, Tried>();
  for (const rule of pack.rules.values()) {
    for (const version of rule.versions) tried.set(version, { rule: rule.id, version, held: 0, failed: 0 });
  }
  for (const c of cases) {
    if (c.expect.error !== undefined) continue;
    try {
      count(pack, c, tried);
    } catch (error) {
      // The case is told as one that does not hold where the cases themselves are run.
      if (!(error instanceof DouaneError)) throw error;
    }
  }
  return [...tried.values()];
}

function count(pack: Pack, c: LawCase, tried: ReadonlyMap<RuleVersion, Tried>): void {
  const { facts } = completeFacts(c.facts);
  const law = select(pack, c.asOf);
  const { context } = evaluate(facts, pack, law);
  const permits = permitContexts(facts, pack, c.asOf);
  for (const { rule, version } of law.rules) {
    const seen = version.eachPermit ? permits.map((permit) => ({ ...context, permit })) : [context];
    const entry = tried.get(version)!;
    if (seen.some((s) => holds(version.when, s, rule.id))) entry.held += 1;
    else entry.failed += 1;
  }
}
