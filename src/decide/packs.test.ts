/** What holds for every built-in pack beside what `douane law test` asks (testing/check-law.test.ts): an answer for any facts on any day. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTRIES } from '../model/countries.ts';
import type { Fact, FactGroup } from '../model/fact-types.ts';
import { isFact } from '../model/fact-types.ts';
import { FACTS, type FactsGiven } from '../model/facts.ts';
import { addDays } from './calendar.ts';
import { type CaseResult, testPack, testPacks } from './cases.ts';
import { decide, decideAlone, severity } from './decide.ts';
import { grades } from './grades.ts';
import type { Pack, Parameter } from './pack.ts';
import { BUILT_IN_PACKS, loadCases, loadPack } from './store-pack.ts';
import { builtInPacks } from './store-pack-files.ts';
import { windows } from './windows.ts';

const packs = builtInPacks().map((name) => {
  const folder = join(BUILT_IN_PACKS, name);
  return { name, pack: loadPack(folder), cases: loadCases(folder) };
});

const faults = (results: readonly CaseResult[]) =>
  results.filter((r) => r.faults.length > 0).map((r) => `${r.file}:${r.line} ${r.name} (${r.asOf}): ${r.faults}`);

describe.each(packs)('$name', ({ pack, cases }) => {
  test('its cases hold', () => {
    expect(cases.length).toBeGreaterThan(0);
    expect(faults(testPack(pack, cases))).toEqual([]);
  });

  test('every transfer that it governs has a decision on every day, from facts that its rules read', () => {
    fc.assert(
      fc.property(factsOf(pack), dayOf(pack), (given, asOf) => {
        const facts = { ...given, exporter: { ...given.exporter, ...governedBy(pack) } };
        const d = decideAlone(facts, pack, asOf);
        expect(severity(d.outcome)).toBeGreaterThanOrEqual(0);
        for (const outcome of Object.values(d.byClass)) {
          if (outcome !== null) expect(severity(outcome)).toBeLessThanOrEqual(severity(d.outcome));
        }
        expect(pack.otherwise !== null || d.reasons.some((r) => r.outcome === d.outcome)).toBe(true);
        expect(d.reasons.every((r) => r.because !== '' && !/[{}]|undefined/.test(r.because + r.becauseZh))).toBe(true);
        expect(JSON.stringify(decideAlone(facts, pack, asOf))).toBe(JSON.stringify(d));
      }),
      { numRuns: 400 },
    );
  });

  test('every kind has a grade and persons a window on the first, the last reviewed and a later day', () => {
    const day = pack.covers[0] > '2017-06-01' ? pack.covers[0] : '2017-06-01';
    for (const asOf of [day, pack.reviewed, addDays(pack.reviewed, 700)]) {
      if (pack.jurisdiction !== null) expect(grades(pack, asOf)('health').grade).not.toBe('none');
      expect(windows(pack, asOf).previousSince < asOf).toBe(true);
    }
  });
});

describe.each(packs.filter(({ pack }) => listsOf(pack).length > 0))('$name, lists and dates', ({ pack, cases }) => {
  test('a case notices each value put back to the one before', () => {
    const unnoticed = listsOf(pack).flatMap(({ id, versions }) =>
      versions.flatMap((version, index) => {
        if (index === 0 || version.inForce[0] <= pack.covers[0]) return [];
        const { value } = versions[index - 1]!;
        if (JSON.stringify(value) === JSON.stringify(version.value)) return [];
        const moved = withValue(pack, id, index, () => value);
        return noticed(moved, cases) ? [] : [`${id} ${version.inForce[0]}`];
      }),
    );
    expect(unnoticed).toEqual([]);
  });

  test('a case notices each country left out of a list', () => {
    const unnoticed = listsOf(pack)
      .filter((p) => p.unit === 'countries')
      .flatMap(({ id, versions }) =>
        versions.flatMap(({ inForce, value }, index) => {
          if (inForce[1] !== null && inForce[1] <= pack.covers[0]) return [];
          return (value as readonly string[]).flatMap((country) => {
            const left = (value as readonly string[]).filter((c) => c !== country);
            const moved = withValue(pack, id, index, () => left);
            return noticed(moved, cases) ? [] : [`${id} ${inForce[0]} ${country}`];
          });
        }),
      );
    expect(unnoticed).toEqual([]);
  });
});

test('cases of transfers under several laws hold', () => {
  expect(
    faults(
      testPacks(
        packs.map((p) => p.pack),
        loadCases(BUILT_IN_PACKS),
      ),
    ),
  ).toEqual([]);
});

test('more laws never make it milder', () => {
  const all = packs.map((p) => p.pack);
  const country = fc.constantFrom(...all.flatMap((p) => (p.jurisdiction === 'EU' ? ['DE'] : p.countries)));
  fc.assert(
    fc.property(fc.constantFrom(...all).chain(factsOf), country, (given, also) => {
      const one = { ...given, exporter: { ...given.exporter, jurisdiction: 'CN' as const, alsoUnder: [] } };
      const two = { ...one, exporter: { ...one.exporter, alsoUnder: [also] } };
      const before = decide(one, all, '2026-11-23');
      const after = decide(two, all, '2026-11-23');
      expect(severity(after.outcome)).toBeGreaterThanOrEqual(severity(before.outcome));
      expect(after.laws.map((l) => l.pack)).toEqual(expect.arrayContaining(before.laws.map((l) => l.pack)));
    }),
    { numRuns: 300 },
  );
});

/** Parameters that are no numbers; days off work only into due dates, where their own tests look. */
/** Not the holidays, of which each notice is many days, nor the window, which counting reads and `coverage.test.ts` holds. */
function listsOf(pack: Pack): readonly Parameter[] {
  return [...pack.parameters.values()].filter(
    ({ type, id }) => type !== 'int' && !/^(?:holidays|makeUpDays|exportWindow)$/.test(id),
  );
}

/** The pack with one value of a parameter changed. */
function withValue(pack: Pack, id: string, index: number, change: (value: unknown) => unknown): Pack {
  const parameter = pack.parameters.get(id)!;
  const versions = parameter.versions.map((v, i) => (i === index ? { ...v, value: change(v.value) as never } : v));
  return { ...pack, parameters: new Map(pack.parameters).set(id, { ...parameter, versions }) };
}

function noticed(pack: Pack, cases: Parameters<typeof testPack>[1]): boolean {
  return cases.some((c) => testPack(pack, [c])[0]!.faults.length > 0);
}

const governedBy = (pack: Pack) =>
  pack.countries.length === 0 ? {} : { jurisdiction: pack.countries[0]!, alsoUnder: [] };

function dayOf(pack: Pack): fc.Arbitrary<string> {
  const from = Date.parse(pack.covers[0]) / 86_400_000;
  const to = Date.parse(addDays(pack.reviewed, 2_500)) / 86_400_000;
  return fc.integer({ min: from, max: to }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));
}

/** Facts that any condition of the pack reads, with the values that its numbers and their neighbours ask about. */
function factsOf(pack: Pack): fc.Arbitrary<FactsGiven> {
  const reads = new Set<string>();
  for (const { versions } of pack.rules.values()) {
    for (const v of versions) {
      for (const c of [v.when, v.met, ...v.flags.map((f) => f.when), ...v.duties.map((d) => d.when)])
        for (const read of c?.reads ?? []) reads.add(read);
    }
  }
  for (const c of Object.values(pack.classes)) for (const read of c.reads) reads.add(read);
  const numbers = [...pack.parameters.values()].flatMap((p) => p.versions.map((v) => v.value));
  const near = numbers.filter((n): n is number => typeof n === 'number').flatMap((n) => [n - 1, n, n + 1]);
  return groupOf(FACTS, '', reads, near.length > 0 ? near : [0]) as fc.Arbitrary<FactsGiven>;
}

function groupOf(
  group: FactGroup,
  path: string,
  reads: ReadonlySet<string>,
  near: readonly number[],
): fc.Arbitrary<object> {
  const members = Object.entries(group).flatMap(([name, node]): [string, fc.Arbitrary<unknown>][] => {
    const at = `${path}${name}`;
    if (!isFact(node)) return [[name, groupOf(node, `${at}.`, reads, near)]];
    if (at.startsWith('counts.inTransfer')) return [];
    return reads.has(at) || node.default === null ? [[name, valueFor(node, near)]] : [];
  });
  const required = members
    .map(([name]) => name)
    .filter((name) => !isFact(group[name]!) || group[name]!.default === null);
  return fc.record(Object.fromEntries(members), { requiredKeys: required as never });
}

const PLACES = ['CN', 'HK', 'DE', 'NO', 'GB', 'US', 'CA', 'BR', 'KR', 'IN', 'RU', 'VN', 'SA', 'ID'];

function valueFor(fact: Fact, near: readonly number[]): fc.Arbitrary<unknown> {
  switch (fact.type) {
    case 'bool':
      return fc.boolean();
    case 'int':
      return fc.oneof(fc.constantFrom(0, ...near.filter((n) => n >= 0)), fc.nat(2_000_000));
    case 'choice':
      return fc.constantFrom(...fact.values);
    case 'date':
      return fc.constantFrom('', '2021-06-27', '2021-09-26', '2021-09-27', '2025-06-30', '2026-11-01');
    case 'country':
      return fc.constantFrom(...PLACES, ...(fact.default === '' ? [''] : []));
    case 'text':
      return fc.constantFrom('', 'EPO', 'Shanghai', 'x');
    case 'list': {
      const values = fact.of === 'country' ? [...COUNTRIES] : fact.of === 'text' ? ['x'] : fact.values;
      return fc.array(fc.constantFrom(...values), { maxLength: 3 });
    }
    default:
      return fc.constant(fact.default);
  }
}
