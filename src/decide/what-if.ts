/** What the law would say of facts, without the words for it: many such answers are asked for one explanation. Pure. */
import type { Decision } from '../model/decision.ts';
import type { Along } from '../model/explanation.ts';
import type { Facts, FactsGiven } from '../model/facts.ts';
import { CLASSES, type DataClass, moreSevere, type Outcome } from '../model/words.ts';
import { applicable, unreadGroups } from './decide.ts';
import { type Evaluation, evaluate, type Holding } from './evaluate.ts';
import { completeFacts } from './facts.ts';
import type { Pack } from './pack.ts';
import { select } from './select.ts';
import { judge } from './verdict.ts';

/** One law's answer. */
export interface LawAnswer {
  readonly pack: Pack;
  readonly done: Evaluation;
  readonly verdict: Decision['verdict'];
  readonly permit: string | null;
}

/** The outcome and verdict that {@link decide} gives for the same facts. */
export interface Answer {
  readonly facts: Facts;
  readonly laws: readonly LawAnswer[];
  readonly outcome: Outcome;
  readonly verdict: Decision['verdict'];
  /** The rules that give the outcome, each with its pack; once each. */
  readonly deciding: readonly { readonly pack: Pack; readonly holding: Holding }[];
}

const VERDICTS = ['pass', 'hold', 'refuse'] as const;

/** @throws DouaneError as {@link decide} does. */
export function answer(given: FactsGiven, packs: readonly Pack[], asOf: string): Answer {
  const { facts } = completeFacts(given);
  const applying = applicable(facts, packs, asOf);
  unreadGroups(given, applying);
  const laws = applying.map((pack): LawAnswer => {
    const law = select(pack, asOf);
    const done = evaluate(facts, pack, law);
    const { verdict, permit } = judge(facts, pack, law, done);
    return { pack, done, verdict, permit };
  });
  const outcome = laws.map((l) => l.done.outcome).reduce<Outcome | null>(moreSevere, null)!;
  const verdict = VERDICTS.findLast((v) => laws.some((l) => l.verdict === v))!;
  return { facts, laws, outcome, verdict, deciding: decidingOf(laws, outcome) };
}

/** The rules of laws that give an outcome, once each. */
export function decidingOf(laws: readonly LawAnswer[], outcome: Outcome): Answer['deciding'] {
  const out: { pack: Pack; holding: Holding }[] = [];
  for (const { pack, done } of laws) {
    for (const holding of done.deciding) {
      if (holding.version.outcome !== outcome) continue;
      if (!out.some((o) => o.holding.rule === holding.rule)) out.push({ pack, holding });
    }
  }
  return out;
}

/** All that a change could change: outcome and verdict by law and class, and the rules that decide. */
export function fingerprint({ laws }: Answer): string {
  return JSON.stringify(
    laws.map(({ pack, done, verdict }) => [
      pack.id,
      done.outcome,
      verdict,
      CLASSES.map((c: DataClass) => done.byClass[c]),
      done.deciding.map((h) => [h.rule.id, h.scope]),
    ]),
  );
}

/** The same pairs that {@link completeFacts} holds together. */
const WHOLE_AND_PART: readonly (readonly [whole: string, part: string])[] = [
  ['counts.currentOrdinary', 'counts.inTransferOrdinary'],
  ['counts.currentSensitive', 'counts.inTransferSensitive'],
];

/** The fact that has to follow where `fact` becomes `value`, or null. */
export function alongWith(facts: Facts, fact: string, value: unknown): Along | null {
  if (typeof value !== 'number') return null;
  for (const [whole, part] of WHOLE_AND_PART) {
    const count = (name: string) => facts.counts[name.slice(7) as keyof Facts['counts']];
    if (fact === whole && value < count(part)) return { fact: part, value };
  }
  return null;
}

/** Facts as given, with some of them otherwise. */
export function withFacts(given: FactsGiven, changes: readonly { fact: string; value: unknown }[]): FactsGiven {
  let out = given as Record<string, unknown>;
  for (const { fact, value } of changes) out = set(out, fact.split('.'), value);
  return out as FactsGiven;
}

function set(group: unknown, [name, ...rest]: readonly string[], value: unknown): Record<string, unknown> {
  const before = (group ?? {}) as Record<string, unknown>;
  return { ...before, [name!]: rest.length === 0 ? value : set(before[name!], rest, value) };
}
