import { expect, test } from 'vitest';
import type { HeldPermit } from '../model/permit.ts';
import { deadlines } from './deadlines.ts';
import { highestLevel, levelOf, permitAlerts } from './permit-alerts.ts';
import { openBuiltInPacks } from './store-ready-pack.ts';

test.each([
  [79, 100, null],
  [80, 100, 80],
  [89, 100, 80],
  [90, 100, 90],
  [99, 100, 90],
  [100, 100, 100],
  [101, 100, 100],
  [2, 3, null],
  [4, 5, 80],
  [0, 0, 100],
  // Where a number of floating point would say 80.
  [7_205_759_403_792_792, 9_007_199_254_740_991, null],
  [7_205_759_403_792_793, 9_007_199_254_740_991, 80],
])('%i of %i', (used, budget, level) => {
  expect(levelOf(used, budget)).toBe(level);
});

const permit: HeldPermit = {
  id: 'SC-1',
  kind: 'standard-contract',
  effectiveOn: '2026-09-23',
  scope: { recipients: ['HQ AG'], places: ['DE'], purposes: ['other'], grades: ['personal'] },
  budget: { persons: 100, sensitivePersons: 10 },
  used: { persons: 85, sensitivePersons: 10 },
};

test('the budget that is used up most counts, and the transfer that reaches a level says so', () => {
  expect(highestLevel(permit, { persons: 85, sensitivePersons: 8 })).toBe(80);
  expect(highestLevel(permit, { persons: 85, sensitivePersons: 10 })).toBe(100);
  expect(highestLevel(permit, { persons: 3, sensitivePersons: 1 })).toBeNull();
  const first = permitAlerts({ ...permit, before: { persons: 84, sensitivePersons: 9 } }, [], null, '2026-11-23');
  expect(first).toMatchObject([{ code: 'PERMIT_100', text: expect.stringContaining('for the first time') }]);
  const later = permitAlerts({ ...permit, before: permit.used }, [], null, '2026-11-23');
  expect(later[0]!.text).not.toContain('for the first time');
});

test('the end of a permit is told sixty days before, not sooner', () => {
  expect(
    permitAlerts({ ...permit, used: { persons: 0, sensitivePersons: 0 } }, [], '2027-01-23', '2026-11-23'),
  ).toEqual([]);
  expect(
    permitAlerts({ ...permit, used: { persons: 0, sensitivePersons: 0 } }, [], '2027-01-22', '2026-11-23'),
  ).toMatchObject([{ code: 'PERMIT_ENDS' }]);
});

test('deadlines come from the rules of the day', async () => {
  const pack = (await openBuiltInPacks()).find((p) => p.jurisdiction === 'CN')!;
  const facts = { exporter: { jurisdiction: 'CN' } };
  const of = (p: Partial<HeldPermit>, asOf: string) =>
    deadlines({ ...permit, ...p }, facts, pack, asOf).all.map((d) => [d.due, d.code, d.rule]);
  expect(of({}, '2026-10-01')).toEqual([['2026-10-14', 'standard-contract-filing', 'CN-SC-2023-7']]);
  expect(of({ filedOn: '2026-10-09' }, '2026-10-01')).toEqual([]);
  expect(of({ kind: 'certification', issuedOn: '2026-02-01', body: 'b' }, '2026-10-01')).toEqual([
    ['2028-08-01', 'certification-renewal', 'CN-CERT-2025-8'],
  ]);
  expect(of({ kind: 'security-assessment', issuedOn: '2024-04-10' }, '2026-10-01')).toEqual([
    ['2027-01-18', 'security-assessment-extension-opens', 'CN-CBDF-2024-9e'],
    ['2027-04-10', 'security-assessment-extension', 'CN-CBDF-2024-9e'],
  ]);
  // Under the rule of 2022 an assessment was filed anew.
  expect(of({ kind: 'security-assessment', issuedOn: '2023-02-10' }, '2024-03-01').map((d) => d[1])).toEqual([
    'security-assessment-refile',
  ]);
});
