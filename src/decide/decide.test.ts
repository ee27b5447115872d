import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactsGiven } from '../model/facts.ts';
import { PURPOSES } from '../model/words.ts';
import { testPack } from './cases.ts';
import { decide, severity } from './decide.ts';
import { decideFile, listRules, showRule } from './law.ts';
import { BUILT_IN_PACKS, loadCases, loadPack } from './store-pack.ts';

const FOLDER = join(BUILT_IN_PACKS, 'cn');
const pack = loadPack(FOLDER);
const cases = loadCases(FOLDER);

describe('cases of the pack', () => {
  test.each(testPack(pack, cases).map((r) => [`${r.name} (${r.asOf}, ${r.file}:${r.line})`, r.faults] as const))(
    '%s',
    (_name, faults) => expect(faults).toEqual([]),
  );
});

test('a case that does not hold is told with what differs', () => {
  const right = cases.find((c) => c.expect.outcome === 'exempt')!;
  const wrong = {
    ...right,
    expect: { outcome: 'free' as const, flags: ['NO_SUCH'], duties: { notice: '2026-01-01' } },
  };
  const [result] = testPack(pack, [wrong]);
  expect(result!.faults).toHaveLength(3);
  expect(testPack(pack, [{ ...right, expect: { error: 'LAW_NO_RULES' } }])[0]!.faults).toHaveLength(1);
});

test('every dated value is dated by its text, or says that it is read back', () => {
  for (const { id, versions } of pack.parameters.values()) {
    for (const { inForce, dated, cite } of versions) {
      if (cite.includes('read back')) expect([id, dated]).toEqual([id, undefined]);
      else expect([id, dated]).toEqual([id, inForce[0]]);
    }
  }
});

test('grades that were not checked, or that are our reading, are flagged', () => {
  const flags = (kinds: FactsGiven['data']) =>
    decide({ recipient: { place: 'DE' }, data: kinds, counts: { currentOrdinary: 1 } }, [pack], '2026-11-23').flags.map(
      (f) => f.code,
    );
  expect(flags({ kinds: ['phone', 'health'], sensitive: false })).toEqual([]);
  expect(flags({ kinds: ['phone', 'health'] })).toEqual(['KINDS_SENSITIVE']);
  expect(flags({ kinds: ['phone'] })).toEqual([]);
  expect(flags({ kinds: ['cn.resident-id'] })).toEqual(['GRADE_UNVERIFIED']);
  expect(flags({ kinds: ['geo.point'], sensitive: false })).toEqual(['GRADE_INTERPRETATION']);
});

const count = fc.oneof(
  fc.nat(12_000),
  fc.constantFrom(0, 1, 9_999, 10_000, 99_999, 100_000, 100_001, 999_999, 1_000_000, 1_000_001),
);
const day = fc
  .integer({ min: Date.UTC(2017, 5, 1) / 86_400_000, max: Date.UTC(2027, 0, 1) / 86_400_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
const given = fc.record({
  exporter: fc.record({
    ciio: fc.boolean(),
    autoProcessor: fc.boolean(),
    stateOrgan: fc.boolean(),
    personsHeld: count,
  }),
  recipient: fc.record({ place: fc.constantFrom('DE', 'HK', 'CN', 'TW'), takesPartInHiring: fc.boolean() }),
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
    importantStatus: fc.constantFrom('none' as const, 'self-filed' as const, 'notified' as const, 'published' as const),
    importantIsPersonal: fc.boolean(),
    anonymised: fc.boolean(),
    roadVideo: fc.boolean(),
    under14: fc.boolean(),
    origin: fc.constantFrom('domestic' as const, 'foreign' as const),
    domesticIntroduced: fc.boolean(),
  }),
  counts: fc.record({ currentOrdinary: count, currentSensitive: count, previousAll: count, previousSensitive: count }),
});

test('every transfer on every day has a decision: no day and no class without a rule', () => {
  fc.assert(
    fc.property(given, day, (facts, asOf) => {
      const d = decide(facts, [pack], asOf);
      expect(severity(d.outcome)).toBeGreaterThanOrEqual(0);
      for (const outcome of Object.values(d.byClass)) {
        if (outcome !== null) expect(severity(outcome)).toBeLessThanOrEqual(severity(d.outcome));
      }
      expect(d.reasons.some((r) => r.outcome === d.outcome)).toBe(true);
    }),
    { numRuns: 1500 },
  );
});

test('more persons never make it milder', () => {
  fc.assert(
    fc.property(
      given,
      day,
      count,
      fc.constantFrom('currentOrdinary', 'currentSensitive', 'previousAll', 'previousSensitive'),
      (facts, asOf, more, which) => {
        const counts = { ...facts.counts, [which]: facts.counts[which as keyof typeof facts.counts] + more };
        const before = decide(facts, [pack], asOf);
        const after = decide({ ...facts, counts }, [pack], asOf);
        expect(severity(after.outcome)).toBeGreaterThanOrEqual(severity(before.outcome));
      },
    ),
    { numRuns: 800 },
  );
});

test('same facts, same day, same pack: same bytes', () => {
  fc.assert(
    fc.property(given, day, (facts, asOf) => {
      const again = loadAgain();
      expect(JSON.stringify(decide(facts, [again], asOf))).toBe(JSON.stringify(decide(facts, [pack], asOf)));
    }),
    { numRuns: 200 },
  );
});
let other: typeof pack | undefined;
const loadAgain = () => {
  other ??= loadPack(FOLDER);
  return other;
};

test.each([
  ['2024-03-21', 'standard-contract-or-certification', 'the day before the provisions'],
  ['2024-03-22', 'exempt', 'their first day'],
])('on %s 99,999 persons are %s: %s', (asOf, outcome) => {
  const facts: FactsGiven = { recipient: { place: 'DE' }, counts: { currentOrdinary: 99_999, previousAll: 99_999 } };
  expect(decide(facts, [pack], asOf).outcome).toBe(outcome);
});

test('bars of the report: counts, limits and the first day of the window', () => {
  const d = decide({ recipient: { place: 'DE' }, counts: { currentOrdinary: 1980 } }, [pack], '2026-11-23');
  expect(d.thresholds.map(({ count, limit, since }) => ({ count, limit, since }))).toEqual([
    { count: 1980, limit: 1_000_000, since: '2026-01-01' },
    { count: 1980, limit: 100_000, since: '2026-01-01' },
  ]);
  expect(d.reasons[0]!.because).toBe('1,980 persons since 2026-01-01, below 100,000.');
  expect(d.reasons[0]!.becauseZh).toBe('自2026-01-01起累计1980人，不满100000人。');
});

test('assumed lists what the rules of the day read and nobody gave', () => {
  const d = decide({ recipient: { place: 'DE' }, counts: { currentOrdinary: 1 } }, [pack], '2026-11-23');
  expect(d.assumed).toContainEqual({ fact: 'exporter.ciio', value: false });
  const names = d.assumed.map((a) => a.fact);
  expect(names).not.toContain('counts.currentOrdinary');
  expect(names).not.toContain('exporter.name');
});

test('a day after the last review is answered and says so', () => {
  const flags = (asOf: string) => decide({ recipient: { place: 'DE' } }, [pack], asOf).flags.map((f) => f.code);
  expect(flags('2026-11-23')).not.toContain('AFTER_REVIEW');
  expect(flags('2026-11-24')).toContain('AFTER_REVIEW');
});

test('a due date in a year without a holiday table says so', () => {
  const facts: FactsGiven = {
    exporter: { facesHeld: 100_000, facesReachedOn: '2026-12-20' },
    recipient: { place: 'DE' },
    data: { personal: false },
  };
  expect(decide(facts, [pack], '2026-11-23').flags.map((f) => f.code)).toContain('CALENDAR_MISSING');
});

test('a file of facts is decided, and what is wrong in it is told with file and line', () => {
  const text = 'recipient:\n  place: DE\ncounts:\n  currentOrdinary: 5\n';
  expect(decideFile(text, 'facts.yaml', [pack], '2026-11-23').outcome).toBe('exempt');
  const fault = (bad: string) => {
    try {
      decideFile(bad, 'facts.yaml', [pack], '2026-11-23');
    } catch (error) {
      return error;
    }
    return null;
  };
  expect(fault(text.replace('5', 'many'))).toMatchObject({
    code: 'LAW_FACTS_INVALID',
    place: { file: 'facts.yaml', line: 4 },
  });
  expect(fault(text.replace('DE', 'QQ'))).toMatchObject({
    code: 'CALL_UNKNOWN_COUNTRY',
    place: { file: 'facts.yaml', line: 2 },
  });
  expect(fault('recipient: [')).toMatchObject({ code: 'LAW_FACTS_INVALID', place: { line: 1 } });
  expect(fault('')).toMatchObject({ code: 'LAW_FACTS_INVALID' });
  expect(fault('['.repeat(200_000))).toMatchObject({ code: 'LAW_FACTS_INVALID' });
  expect(fault('a: &a [1]\nb: [*a, *a]')).toMatchObject({ code: 'LAW_FACTS_INVALID' });
  expect(fault('- 1')).toMatchObject({ code: 'LAW_FACTS_INVALID' });
});

test('the example of docs/facts.md is decided as it stands', () => {
  const page = readFileSync(new URL('../../docs/facts.md', import.meta.url), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(page)![1]!;
  const d = decideFile(example, 'facts.yaml', [pack], '2026-11-23');
  expect([d.verdict, d.permit, d.byClass.ordinary]).toEqual(['pass', 'SC-2026-001', 'exempt']);
});

test('rules are listed by day and shown with all their versions', () => {
  const on = (asOf: string) => listRules(pack, asOf).map((r) => r.id);
  expect(on('2025-12-31')).toContain('CN-CSL-2016-37');
  expect(on('2025-12-31')).not.toContain('CN-CSL-2025-39');
  expect(on('2026-01-01')).toContain('CN-CSL-2025-39');
  expect(on('2026-01-01')).not.toContain('CN-CSL-2016-37');
  expect(listRules(pack)).toHaveLength(pack.rules.size);
  const shown = showRule([pack], 'CN-CBDF-2024-5.4');
  expect(shown.parameters.map((p) => p.id)).toEqual(['ordinaryForContract']);
  expect(showRule([pack], 'CN-PIPL-2021-38').rule.versions.map((v) => v.inForce[0])).toEqual([
    '2021-11-01',
    '2022-11-18',
  ]);
  expect(() => showRule([pack], 'CN-CBDF-2024-99')).toThrow('LAW_UNKNOWN_RULE');
});
