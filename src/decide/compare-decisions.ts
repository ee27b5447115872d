/** Two decisions on the same facts: what changed, by which law and which of its rules. Pure. */
import type { Decision } from '../model/decision.ts';
import type { Outcome } from '../model/words.ts';

export interface ReplayedSide {
  readonly verdict: Decision['verdict'];
  readonly outcome: Outcome;
}

/** One law's part: its outcome, and the rules that decided it. Null where it did not apply or had nothing to say. */
export interface LawSide {
  readonly outcome: Outcome;
  readonly verdict: Decision['verdict'];
  readonly rules: readonly string[];
}

export interface LawChange {
  readonly pack: string;
  readonly before: LawSide | null;
  readonly after: LawSide | null;
}

/**
 * The laws whose outcome, verdict or deciding rules differ, in the order of the packs. Where there is none, the decision
 * is the same.
 *
 * @example
 * changesOf(recorded, replayed); // [{ pack: 'cn', before: { outcome: 'exempt', … }, after: { … } }]
 */
export function changesOf(before: Decision, after: Decision): readonly LawChange[] {
  const packs = [...new Set([...lawsOf(before), ...lawsOf(after)].map((l) => l.pack))];
  return packs
    .map((pack) => ({ pack, before: sideOf(before, pack), after: sideOf(after, pack) }))
    .filter((c) => JSON.stringify(c.before) !== JSON.stringify(c.after));
}

function sideOf(decision: Decision, pack: string): LawSide | null {
  const law = lawsOf(decision).find((l) => l.pack === pack);
  if (law === undefined) return null;
  const { outcome, verdict } = law;
  const deciding = decision.reasons.filter((r) => (r.pack ?? pack) === pack && r.outcome === outcome);
  const rules = [...new Set(deciding.map((r) => r.rule))].sort();
  // A policy none of whose rules spoke is as good as one that was not there.
  return rules.length === 0 && verdict === 'pass' ? null : { outcome, verdict, rules };
}

/** Decisions recorded before several laws decided side by side name only the one that governs. */
function lawsOf({
  laws,
  law,
  outcome,
  verdict,
}: Decision): readonly { pack: string; outcome: Outcome; verdict: Decision['verdict'] }[] {
  return laws === undefined || laws.length === 0 ? [{ pack: law.pack, outcome, verdict }] : laws;
}
