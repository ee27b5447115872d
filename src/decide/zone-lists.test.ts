import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FactsGiven } from '../model/facts.ts';
import { ZONE_ROUTES } from '../model/facts-china.ts';
import type { Kind } from '../model/kinds.ts';
import { CLASSES, PURPOSES } from '../model/words.ts';
import { decide, severity } from './decide.ts';
import { parseZoneLists } from './parse-zone-list.ts';
import { BUILT_IN_PACKS, loadPack } from './store-pack.ts';
import { withZoneList, type ZoneList } from './zone-lists.ts';

const pack = loadPack(join(BUILT_IN_PACKS, 'cn'));

const RETAIL = `
zone: Beijing
list: "2024"
inForce: [2024-08-30, null]
cite: Negative list of the Beijing zone, edition of 2024
url: https://example.org/beijing
sure: V3
reviewed: 2026-11-23
closedToCiio: false
items:
  - { sector: { en: Retail, zh: 零售 }, scenario: membership, item: { zh: 会员手机号 }, kinds: [phone], persons: 100000, route: standard-contract-or-certification }
  - { sector: { en: Retail, zh: 零售 }, scenario: membership, item: { en: many members }, kinds: [phone], persons: 2000000, route: security-assessment }
  - { sector: Retail, scenario: membership, item: health of members, class: sensitive, sensitivePersons: 50, route: security-assessment }
  - { sector: Retail, scenario: stores, item: footfall, fields: [客流, footfall], route: security-assessment, class: important }
  - { sector: Civil aviation, scenario: crew, item: crew medical files, kinds: [health], route: prohibited }
`;
const lists = parseZoneLists([{ path: 'beijing.yaml', text: RETAIL }]);
const DAY = '2026-03-02';

type Ftz = NonNullable<NonNullable<FactsGiven['exporter']>['ftz']>;
const facts = (ftz: Ftz, rest: Omit<FactsGiven, 'exporter'> = {}): FactsGiven => ({
  recipient: { place: 'DE' },
  ...rest,
  exporter: {
    ftz: { zone: 'Beijing', registered: true, exportsFrom: true, sector: 'retail', scenario: 'membership', ...ftz },
  },
});
const tableOf = (given: FactsGiven, asOf = DAY, from = lists) => withZoneList(given, from, asOf).zoneList;
const decideBy = (given: FactsGiven, from: readonly ZoneList[] = lists) =>
  decide(withZoneList(given, from, DAY), [pack], DAY);
const phones = (currentOrdinary: number) => ({
  data: { kinds: ['phone'] as Kind[], fields: ['mobile'] },
  counts: { currentOrdinary },
});

test('the number of an item is in: at it the item applies, one below it does not', () => {
  expect(tableOf(facts({}, phones(99_999)))).toMatchObject({ answer: 'below-number', route: 'none', items: 0 });
  expect(tableOf(facts({}, phones(100_000)))).toMatchObject({
    answer: 'on-list',
    route: 'standard-contract-or-certification',
    item: '会员手机号',
    items: 1,
    list: '2024',
    sure: 'V3',
    hash: lists[0]!.hash,
  });
  expect(tableOf(facts({}, phones(2_000_000)))).toMatchObject({
    route: 'security-assessment',
    item: 'many members',
    items: 2,
  });
});

test('in the zone the route of the list stands for the national numbers, with list, item and source in the reasons', () => {
  const d = decideBy(facts({}, phones(1_500_000)));
  expect(d.outcome).toBe('standard-contract-or-certification');
  const told = d.reasons.map((r) => r.because).join(' ');
  for (const part of ['Beijing', '2024', '会员手机号', lists[0]!.cite, lists[0]!.url, '[V3]'])
    expect(told).toContain(part);
  expect(d.flags.map((f) => f.code)).toContain('UNVERIFIED');
  expect(decideBy(facts({}, phones(1_500_000)), []).outcome).toBe('security-assessment');
});

test('off the list is exempt and not counted, below a number exempt and counted', () => {
  const email = decideBy(facts({}, { data: { kinds: ['email'] }, counts: { currentOrdinary: 3_000_000 } }));
  expect(email).toMatchObject({ outcome: 'exempt', counted: { ordinary: false } });
  expect(decideBy(facts({}, phones(99_999)))).toMatchObject({ outcome: 'exempt', counted: { ordinary: true } });
});

test('names are compared without case, width and spaces, in every language of the list', () => {
  for (const sector of ['RETAIL', ' retail ', '零售', 'ｒｅｔａｉｌ'])
    expect(tableOf(facts({ sector }, phones(1)))?.answer).toBe('below-number');
});

test('an unknown sector or scenario is on the list, held to the national rules and the gravest item that may be meant', () => {
  const sector = facts({ sector: 'forestry' }, { data: { kinds: ['health'], fields: ['notes'], sensitive: true } });
  expect(tableOf(sector)).toMatchObject({ answer: 'unclear', doubts: ['sector'], route: 'prohibited' });
  const scenario = facts({ scenario: '' }, phones(100_000));
  expect(tableOf(scenario)).toMatchObject({ answer: 'unclear', doubts: ['scenario'] });
  const d = decideBy(facts({ scenario: 'spelt wrong' }, phones(1_500_000)));
  expect(d.outcome).toBe('security-assessment');
  expect(d.flags.map((f) => f.code)).toContain('FTZ_LIST_UNCLEAR');
});

test('kinds and fields that nobody named leave it open; no more of the data than of the persons', () => {
  expect(tableOf(facts({}, { counts: { currentOrdinary: 200_000 } }))).toMatchObject({
    answer: 'unclear',
    doubts: ['kinds'],
  });
  expect(tableOf(facts({}, { counts: { currentOrdinary: 20 } }))?.answer).toBe('below-number');
  expect(tableOf(facts({ scenario: 'stores' }))).toMatchObject({ answer: 'unclear', doubts: ['fields'] });
});

test('words of a column find what is nobody’s, and measured fields are all there are', () => {
  const stores = facts({ scenario: 'stores' }, { data: { personal: false } });
  const measured = (fields: readonly string[]) => withZoneList(stores, lists, DAY, { fields });
  expect(measured(['日客流量']).zoneList!.answer).toBe('on-list');
  expect(decide(measured(['日客流量']), [pack], DAY).outcome).toBe('security-assessment');
  expect(measured(['营业额']).zoneList!.answer).toBe('off-list');
});

test('the table decides over what was declared, and says so', () => {
  const on = facts({ itemOnList: false, list: '2023' }, phones(100_000));
  const given = withZoneList(on, lists, DAY);
  expect(given.exporter!.ftz!.itemOnList).toBe(true);
  expect(given.zoneList!.contradicts).toEqual(['item', 'edition']);
  expect(tableOf(facts({ itemOnList: true }, phones(1)))?.contradicts).toEqual(['item']);
  expect(tableOf(facts({ itemOnList: false, list: '2024' }, phones(1)))?.contradicts).toEqual([]);
});

test('without a list of the zone what was declared stands; what somebody else worked out does not', () => {
  const shanghai = facts({ zone: 'Shanghai', itemOnList: false }, phones(300_000));
  expect(withZoneList({ ...shanghai, zoneList: { answer: 'on-list' } }, lists, DAY)).toEqual(shanghai);
  expect(decideBy(shanghai).outcome).toBe('exempt');
  const { exporter: _none, ...rest } = shanghai;
  expect(withZoneList({ ...rest, zoneList: { answer: 'off-list' } }, [], DAY)).toEqual(rest);
});

test('before its first day a list does not exempt, whatever was declared', () => {
  const given = facts({ itemOnList: false }, phones(1_500_000));
  expect(tableOf(given, '2024-08-29')).toMatchObject({ answer: 'not-in-force', contradicts: ['item'] });
  expect(tableOf(given, '2024-08-30')).toMatchObject({ answer: 'on-list', contradicts: ['item'] });
  expect(decide(withZoneList(given, lists, '2024-08-29'), [pack], '2024-08-29').outcome).toBe('security-assessment');
});

test('facts that are no facts are refused as ever', () => {
  for (const ftz of ['Beijing', [], 3, null]) {
    const given = { recipient: { place: 'DE' }, exporter: { ftz } } as unknown as FactsGiven;
    expect(() => decideBy(given)).toThrow(/LAW_FACTS_INVALID/);
  }
});

test('what comes before the list is what arts 4 and 5 and the statutory duty say', () => {
  const when = (id: string) => pack.rules.get(id)!.versions.at(-1)!.when!.source.replace(/\s+/g, ' ').trim();
  const order = when('CN-CBDF-2024-6-order');
  for (const id of ['CN-CBDF-2024-4', 'CN-CBDF-2024-5.1', 'CN-CBDF-2024-5.2', 'CN-CBDF-2024-5.3', 'CN-NDSMR-2024-35'])
    expect(order).toContain(when(id));
});

// Generated lists: two sectors of two scenarios, items of every form.
const KINDS: readonly Kind[] = ['phone', 'email', 'health', 'person.name'];
const WORDS = ['policy', 'claim'];
const someOf = <T>(all: readonly T[], minLength = 0) => fc.uniqueArray(fc.constantFrom(...all), { minLength });
const number = fc.constantFrom(null, 1, 50, 10_000, 100_000, 1_000_000);
const item = fc.record({
  sector: fc.constantFrom(['a'], ['b']),
  scenario: fc.constantFrom(['x'], ['y']),
  item: fc.constant('an item'),
  kinds: someOf(KINDS),
  fields: someOf(WORDS),
  class: fc.constantFrom(null, ...CLASSES),
  persons: number,
  sensitivePersons: number,
  route: fc.constantFrom(...ZONE_ROUTES.slice(1)) as fc.Arbitrary<ZoneList['items'][number]['route']>,
});
const zoneList = fc
  .record({ items: fc.array(item, { minLength: 1, maxLength: 6 }), closedToCiio: fc.boolean() })
  .map((l): ZoneList => ({ ...lists[0]!, ...l }));
const count: fc.Arbitrary<number> = fc.constantFrom(0, 1, 49, 50, 9_999, 10_000, 99_999, 100_000, 999_999, 1_000_000);
const transfer = fc.record({
  sector: fc.constantFrom('a', 'b'),
  scenario: fc.constantFrom('x', 'y'),
  kinds: someOf(KINDS, 1),
  fields: someOf([...WORDS, 'other'], 1),
  sensitive: fc.boolean(),
  important: fc.boolean(),
  ciio: fc.boolean(),
  code: fc.constantFrom(...PURPOSES),
  necessary: fc.boolean(),
  ordinary: count,
  sensitivePersons: count,
});
type Transfer = typeof transfer extends fc.Arbitrary<infer T> ? T : never;
const outcomeOf = (t: Transfer, list: ZoneList) => {
  const given: FactsGiven = {
    recipient: { place: 'DE' },
    exporter: {
      ciio: t.ciio,
      ftz: { zone: 'Beijing', registered: true, exportsFrom: true, sector: t.sector, scenario: t.scenario },
    },
    purpose: { code: t.code, necessary: t.necessary },
    data: { kinds: t.kinds, fields: t.fields, sensitive: t.sensitive, important: t.important },
    counts: { currentOrdinary: t.ordinary, currentSensitive: t.sensitive ? t.sensitivePersons : 0 },
  };
  return severity(decideBy(given, [list]).outcome);
};

test('more persons, kinds, fields or graver data are never milder', () => {
  fc.assert(
    fc.property(transfer, transfer, zoneList, (t, more, list) => {
      const grown: Transfer = {
        ...t,
        kinds: [...new Set([...t.kinds, ...more.kinds])],
        fields: [...new Set([...t.fields, ...more.fields])],
        sensitive: t.sensitive || more.sensitive,
        ordinary: Math.max(t.ordinary, more.ordinary),
        sensitivePersons: Math.max(t.sensitivePersons, more.sensitivePersons),
        important: t.important || more.important,
      };
      expect(outcomeOf(grown, list)).toBeGreaterThanOrEqual(outcomeOf(t, list));
    }),
    { numRuns: 600 },
  );
});

test('what is not given is never milder than what could have been', () => {
  fc.assert(
    fc.property(transfer, zoneList, fc.constantFrom('sector', 'scenario', 'kinds', 'fields'), (t, list, unknown) => {
      const left = { ...t, [unknown]: unknown === 'kinds' || unknown === 'fields' ? [] : '' };
      expect(outcomeOf(left, list)).toBeGreaterThanOrEqual(outcomeOf(t, list));
    }),
    { numRuns: 600 },
  );
});
