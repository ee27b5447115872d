import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decision } from '../model/decision.ts';
import type { DerivationNode, Explanation } from '../model/explanation.ts';
import { valueAt } from '../model/fact-at.ts';
import type { FactsGiven } from '../model/facts.ts';
import { CLASSES, PURPOSES } from '../model/words.ts';
import { alternatives } from './counterfactual.ts';
import { decide } from './decide.ts';
import { isTrue } from './derive-condition.ts';
import { declaredIn, explainInFull } from './explain-in-full.ts';
import { otherSide } from './nearest.ts';
import { BUILT_IN_PACKS, loadPack } from './store-pack.ts';
import { builtInPacks } from './store-pack-files.ts';
import { withFacts } from './what-if.ts';

const packs = builtInPacks().map((name) => loadPack(join(BUILT_IN_PACKS, name)));
const explainOf = (given: FactsGiven, asOf: string) => explainInFull(given, packs, asOf, declaredIn(given));

const count = fc.oneof(
  fc.nat(12_000),
  fc.constantFrom(0, 1, 9_999, 10_000, 99_999, 100_000, 100_001, 999_999, 1_000_000),
);
const day = fc
  .integer({ min: Date.UTC(2021, 10, 1) / 86_400_000, max: Date.UTC(2027, 0, 1) / 86_400_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
const facts = fc.record({
  exporter: fc.record({
    jurisdiction: fc.constant('CN'),
    ciio: fc.boolean(),
    autoProcessor: fc.boolean(),
    stateOrgan: fc.boolean(),
    personsHeld: count,
    alsoUnder: fc.subarray(['FR', 'US']),
  }),
  recipient: fc.record({
    place: fc.constantFrom('DE', 'HK', 'CN', 'US'),
    onwardPlaces: fc.subarray(['CN', 'HK', 'JP']),
    restricted: fc.boolean(),
  }),
  purpose: fc.record({
    code: fc.constantFrom(...PURPOSES),
    necessary: fc.boolean(),
    labourRules: fc.boolean(),
    collectiveContract: fc.boolean(),
    subjects: fc.constantFrom('employees' as const, 'applicants' as const, 'customers' as const),
  }),
  data: fc.record({
    personal: fc.boolean(),
    sensitive: fc.boolean(),
    important: fc.boolean(),
    importantIsPersonal: fc.boolean(),
    anonymised: fc.boolean(),
    regimes: fc.subarray(['map' as const, 'credit-reporting' as const]),
  }),
  us: fc.record({ genomic: fc.constantFrom(0, 99, 100, 101), health: count, identifiers: count, combined: count }),
  counts: fc
    .record({ currentOrdinary: count, currentSensitive: count, previousAll: count, share: fc.nat(100) })
    .map(({ share, ...c }) => ({ ...c, inTransferOrdinary: Math.floor((c.currentOrdinary * share) / 100) })),
});

/** Every node of a tree. */
function nodes(node: DerivationNode | null): DerivationNode[] {
  if (node === null) return [];
  const below = [
    ...('of' in node ? node.of : []),
    ...('list' in node ? [node.list, ...node.items.map((i) => i.of)] : []),
    ...('from' in node ? [node.from] : []),
    ...('definedBy' in node ? node.definedBy.flatMap((d) => d.condition ?? []) : []),
  ];
  return [node, ...below.flatMap(nodes)];
}

function trees({ derivation }: Explanation): DerivationNode[] {
  return derivation.laws.flatMap((law) => [
    ...law.applies.of,
    ...law.scopes.flatMap((s) => [
      ...[s.present, ...s.decidedBy.flatMap((r) => [r.condition, r.met])].flatMap((n) => n ?? []),
      ...s.near.flatMap((r) => r.lacking),
    ]),
  ]);
}

/** What a node has to be by what is under it. */
function consistent(node: DerivationNode): boolean {
  switch (node.op) {
    case 'and':
      return node.truth === node.of.every(isTrue);
    case 'or':
      return node.truth === node.of.some(isTrue);
    case 'not':
      return node.truth === !isTrue(node.of[0]!);
    case 'term':
      return node.shownBefore || node.truth === node.definedBy.some((d) => d.truth);
    case 'present':
      return node.of.every((n) => isTrue(n) === node.truth);
    case 'exists':
      return node.truth === node.items.some((i) => isTrue(i.of));
    case 'all':
      return node.truth === node.items.every((i) => isTrue(i.of));
    default:
      return true;
  }
}

test('the derivation is of the decision: same answers, every rule that decides holds, every node follows from those under it', () => {
  fc.assert(
    fc.property(facts, day, (given, asOf) => {
      const decision = decide(given, packs, asOf);
      const explanation = explainOf(given, asOf);
      const { derivation } = explanation;
      expect([derivation.outcome, derivation.verdict]).toEqual([decision.outcome, decision.verdict]);
      for (const node of trees(explanation).flatMap(nodes)) {
        expect(consistent(node)).toBe(true);
        if (node.op === 'fact' && node.source === 'declared') expect(valueAt(given, node.fact)).toEqual(node.value);
        if (node.op === 'fact' && node.source === 'assumed') expect(valueAt(given, node.fact)).toBe(undefined);
      }
      for (const [i, law] of derivation.laws.entries()) {
        const decided = decision.laws[i]!;
        expect([law.pack, law.outcome, law.verdict]).toEqual([decided.pack, decided.outcome, decided.verdict]);
        expect(law.scopes.map((s) => s.scope).filter((s) => s !== 'transfer')).toEqual(
          CLASSES.filter((c) => decided.byClass[c] !== null),
        );
        for (const scope of law.scopes) {
          if (scope.scope !== 'transfer') expect(scope.outcome).toBe(decided.byClass[scope.scope]);
          if (scope.present !== null) expect(isTrue(scope.present)).toBe(true);
          for (const rule of scope.decidedBy) {
            expect(rule.outcome).toBe(scope.outcome);
            if (rule.condition !== null) expect(isTrue(rule.condition)).toBe(true);
            for (const over of rule.over) {
              expect(scope.alsoHeld.find((r) => r.rule === over)?.prevailedOverBy).toContain(rule.rule);
            }
          }
          for (const near of scope.near) expect(near.lacking.length).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 80 },
  );
});

test('every "if this were so" is what is decided then, for the whole and for each law', () => {
  const also = fc.subarray(['FR', 'US', 'IN', 'RU', 'VN']);
  fc.assert(
    fc.property(facts, day, also, (some, asOf, alsoUnder) => {
      const given = { ...some, exporter: { ...some.exporter, alsoUnder: asOf < '2025-01-01' ? [] : alsoUnder } };
      let now: Decision;
      try {
        now = decide(given, packs, asOf);
      } catch {
        // A pack that does not answer the day; then there is nothing to explain.
        expect(() => explainOf(given, asOf)).toThrow();
        return;
      }
      const { wouldChange, wouldChangeOneLaw } = explainOf(given, asOf);
      for (const c of [...wouldChange, ...wouldChangeOneLaw]) {
        const changesAll = c.outcome !== now.outcome || c.verdict !== now.verdict;
        expect(changesAll).toBe(wouldChange.includes(c));
        for (const value of c.values) {
          const changed = withFacts(given, [{ fact: c.fact, value }, ...(c.along === null ? [] : [c.along])]);
          const then = decide(changed, packs, asOf);
          expect([c.fact, then.outcome, then.verdict]).toEqual([c.fact, c.outcome, c.verdict]);
          const rules = then.reasons.filter((r) => r.outcome !== null).map((r) => r.rule);
          for (const { rule } of c.rules) expect(rules).toContain(rule);
          const answers = (d: Decision) => new Map(d.laws.map((l) => [l.pack, [l.outcome, l.verdict]]));
          const [before, after] = [answers(now), answers(then)];
          for (const l of c.laws) {
            expect([l.outcome, l.verdict]).toEqual(after.get(l.pack) ?? [null, null]);
            expect(after.get(l.pack)).not.toEqual(before.get(l.pack));
          }
          expect(c.laws.length).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 40 },
  );
});

test('the nearest threshold: beyond it is what is said, before it nothing changes', () => {
  const counts = [
    'counts.currentOrdinary',
    'counts.currentSensitive',
    'exporter.personsHeld',
    'us.health',
    'us.combined',
  ];
  fc.assert(
    fc.property(
      facts,
      day,
      fc.constantFrom(...counts),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (given, asOf, fact, share) => {
        const { nearest } = explainOf(given, asOf);
        if (nearest === null) return;
        const told = (changes: { fact: string; value: unknown }[]) => {
          const d = decide(withFacts(given, changes), packs, asOf);
          return {
            outcome: d.outcome,
            verdict: d.verdict,
            byClass: d.byClass,
            rules: d.reasons.map((r) => [r.rule, r.outcome]),
          };
        };
        const now = told([]);
        const along = nearest.along === null ? [] : [nearest.along];
        const there = told([{ fact: nearest.fact, value: nearest.other }, ...along]);
        const { outcome, verdict, byClass } = there;
        expect({ outcome, verdict, byClass }).toEqual({
          outcome: nearest.outcomeBeyond,
          verdict: nearest.verdictBeyond,
          byClass: nearest.byClassBeyond,
        });
        if (nearest.changes) expect(there).not.toEqual(now);
        const steps = Math.abs(nearest.other - nearest.count);
        const value = (valueAt(given, fact) as number | undefined) ?? 0;
        const nearer = nearest.changes ? Math.floor(share * (steps - 1)) : Math.floor(share * 10_000_000);
        for (const moved of [value - nearer, value + nearer]) {
          if (moved < (fact === 'counts.currentOrdinary' ? given.counts.inTransferOrdinary : 0)) continue;
          const same = told([{ fact, value: moved }]);
          expect([fact, same.outcome, same.verdict, same.byClass]).toEqual([
            fact,
            now.outcome,
            now.verdict,
            now.byClass,
          ]);
        }
      },
    ),
    { numRuns: 80 },
  );
});

test('the other side of a number, by the words of the comparison', () => {
  expect(otherSide(1_980, '<', 100_000)).toBe(100_000);
  expect(otherSide(100_000, '<', 100_000)).toBe(99_999);
  expect(otherSide(100_000, '>=', 100_000)).toBe(99_999);
  expect(otherSide(100_000, '>', 100_000)).toBe(100_001);
  expect(otherSide(100_001, '<=', 100_000)).toBe(100_000);
  expect(otherSide(7, '==', 7)).toBe(8);
  expect(otherSide(5, '!=', 7)).toBe(7);
});

test('a fact is tried with what rules tell apart', () => {
  const of = (type: object, value: never, compared: (string | number)[]) =>
    alternatives({ en: '', zh: '', ...type } as never, value, compared, '2026-11-23');
  expect(of({ type: 'bool' }, false as never, [])).toEqual([true]);
  expect(of({ type: 'int' }, 10 as never, [10, 0])).toEqual([9, 11, 0, 1]);
  expect(of({ type: 'country', default: null }, 'DE' as never, ['CN', 'US'])).toEqual(['CN', 'US']);
  expect(of({ type: 'country', default: null }, 'CN' as never, ['CN', 'US'])).toEqual(['DE', 'US']);
  expect(of({ type: 'date' }, '' as never, ['2026-03-01'])).toEqual([
    '2026-02-28',
    '2026-03-01',
    '2026-03-02',
    '2026-11-23',
  ]);
  expect(of({ type: 'list', of: 'choice', values: ['a', 'b'] }, ['a'] as never, ['a', 'b'])).toEqual([['a', 'b'], []]);
});

test('numbers of the law come with their dates and sources, terms with the rules that define them', () => {
  const given = { recipient: { place: 'DE' }, exporter: { ciio: false }, counts: { currentOrdinary: 1_980 } };
  const explanation = explainOf(given, '2026-11-23');
  const all = trees(explanation).flatMap(nodes);
  expect(all.find((n) => n.op === 'parameter' && n.parameter === 'ordinaryForContract')).toMatchObject({
    value: 100_000,
    unit: 'persons',
    inForce: ['2024-03-22', null],
    sure: 'V1',
  });
  expect(all.find((n) => n.op === 'term' && n.name === 'ciio')).toMatchObject({
    truth: false,
    definedBy: [{ rule: expect.stringMatching(/^CN-/), truth: false }],
  });
  const sourceOf = (fact: string) => all.find((n) => n.op === 'fact' && n.fact === fact);
  expect(sourceOf('exporter.ciio')).toMatchObject({ source: 'declared', value: false });
  expect(sourceOf('data.personal')).toMatchObject({ source: 'assumed', value: true });
  expect(explanation.nearest).toMatchObject({
    fact: 'counts.currentOrdinary',
    limit: 100_000,
    side: 'below',
    distance: 98_020,
  });
  expect(explanation.wouldChange.find((c) => c.fact === 'exporter.ciio')).toMatchObject({
    values: [true],
    outcome: 'security-assessment',
    verdict: 'hold',
    milder: false,
    rules: [{ rule: 'CN-CBDF-2024-7.1' }],
  });
});
