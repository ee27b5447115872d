/** A decision → its derivation: law, class of data, rule, condition, fact. Pure. */
import type {
  DecidingRule,
  FactSource,
  LawDerivation,
  NearRule,
  OtherRule,
  ScopeDerivation,
} from '../model/explanation.ts';
import type { Facts } from '../model/facts.ts';
import { CLASSES, type Outcome } from '../model/words.ts';
import { ConditionTrees, ruleRef } from './derive-condition.ts';
import { type Evaluation, holds, prevail } from './evaluate.ts';
import { lacking } from './lacking.ts';
import { matches, type Pack, type Scope } from './pack.ts';
import { type ActiveRule, type LawOfTheDay, select } from './select.ts';
import type { LawAnswer } from './what-if.ts';

/** Rules shown that do not hold and nearly would, for each class. */
const MAX_NEAR = 8;

/** How one law came to its answer. */
export function derive(
  { pack, done, verdict, permit }: LawAnswer,
  facts: Facts,
  asOf: string,
  source: (fact: string) => FactSource,
): LawDerivation {
  const law = select(pack, asOf);
  const trees = new ConditionTrees({ pack, law, seen: done.context, source });
  const { id, name, version, hash } = pack;
  return {
    pack: id,
    name,
    version,
    hash,
    outcome: done.outcome,
    verdict,
    permit,
    applies: applies(pack, facts, trees),
    // Of the classes first: the rules of the whole transfer are many and mostly do not hold.
    scopes: [...CLASSES, 'transfer' as const]
      .filter((scope) => scope === 'transfer' || done.present[scope])
      .map((scope) => deriveScope(scope, pack, law, done, trees)),
  };
}

function applies(pack: Pack, facts: Facts, trees: ConditionTrees): LawDerivation['applies'] {
  const { jurisdiction, alsoUnder } = facts.exporter;
  if (pack.countries.includes(jurisdiction)) {
    return { why: 'governs', of: [trees.fact('exporter.jurisdiction', jurisdiction)] };
  }
  if (alsoUnder.some((c) => pack.countries.includes(c))) {
    return { why: 'governs', of: [trees.fact('exporter.alsoUnder', alsoUnder)] };
  }
  if (pack.applies === null) return { why: 'policy', of: [] };
  return { why: 'condition', of: [trees.of(pack.applies.expression)] };
}

function deriveScope(
  scope: Scope,
  pack: Pack,
  law: LawOfTheDay,
  done: Evaluation,
  trees: ConditionTrees,
): ScopeDerivation {
  const rules = law.rules.filter(({ version: v }) => v.outcome !== null && v.scopes.includes(scope));
  const holding = rules.filter(({ rule, version }) => holds(version.when, done.context, rule.id));
  const prevailing = prevail(holding);
  const deciding = done.deciding.filter((h) => h.scope === scope);
  const outcome = scope === 'transfer' ? (deciding[0]?.version.outcome ?? null) : done.byClass[scope];
  const present = scope === 'transfer' ? null : trees.of(pack.classes[scope].expression);
  const decidedBy = deciding.map(({ rule, version }): DecidingRule => {
    const condition = version.when === null ? null : trees.of(version.when.expression);
    const met = version.met === null ? null : trees.of(version.met.expression);
    const over = holding.filter((h) => !prevailing.includes(h) && isOver(version.over, h)).map((h) => h.rule.id);
    return { ...ruleRef(rule, version), outcome: version.outcome!, condition, met, over };
  });
  const alsoHeld = holding
    .filter((h) => !deciding.some((d) => d.rule === h.rule))
    .map((held): OtherRule => {
      const by = prevailing.includes(held) ? [] : prevailing.filter((p) => isOver(p.version.over, held));
      return {
        ...ruleRef(held.rule, held.version),
        outcome: held.version.outcome!,
        prevailedOverBy: by.map((b) => b.rule.id),
      };
    });
  const near = rules
    // What would hold for the whole transfer is told there, once.
    .filter((r) => !holding.includes(r) && (scope === 'transfer' || !r.version.scopes.includes('transfer')))
    .map((r) => ({ ...r, parts: lacking(r.version.when!, pack, law, done.context) }))
    .filter((r) => r.parts.length > 0);
  return {
    scope,
    outcome: outcome as Outcome | null,
    present,
    decidedBy,
    otherwise: outcome !== null && decidedBy.length === 0,
    alsoHeld,
    near: near.slice(0, MAX_NEAR).map(
      ({ rule, version, parts }): NearRule => ({
        ...ruleRef(rule, version),
        outcome: version.outcome!,
        lacking: parts.map((part) => trees.of(part)),
      }),
    ),
    moreNear: Math.max(0, near.length - MAX_NEAR),
  };
}

function isOver(patterns: readonly string[], { rule }: ActiveRule): boolean {
  return patterns.some((pattern) => matches(pattern, rule.id));
}
