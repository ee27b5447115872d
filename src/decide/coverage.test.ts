import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FactsGiven } from '../model/facts.ts';
import type { HeldPermit } from '../model/permit.ts';
import { coverage, type Need, validUntil } from './coverage.ts';
import { completeFacts } from './facts.ts';
import { grades } from './grades.ts';
import { parsePermit } from './permit.ts';
import { BUILT_IN_PACKS, loadPack } from './store-pack.ts';
import { windows } from './windows.ts';

const pack = loadPack(join(BUILT_IN_PACKS, 'cn'));

const contract: HeldPermit = {
  id: 'SC-1',
  kind: 'standard-contract',
  effectiveOn: '2026-03-02',
  scope: { recipients: ['HQ'], places: ['DE'], purposes: ['other'], grades: ['personal', 'sensitive'] },
  budget: { persons: 100, sensitivePersons: 10 },
  used: { persons: 100, sensitivePersons: 10 },
};
const need: Need = {
  outcome: 'standard-contract-or-certification',
  classes: ['sensitive'],
  asOf: '2026-06-01',
  validUntil: null,
  certificationBodies: null,
};
const given: FactsGiven = {
  recipient: { name: 'HQ', place: 'DE' },
  data: { kinds: ['health'], fields: ['备注'] },
};

function whyNot(permit: Partial<HeldPermit>, more: Partial<Need> = {}, facts: FactsGiven = given): string[] {
  const result = coverage({ ...contract, ...permit }, { ...need, ...more }, completeFacts(facts).facts);
  return result.kind === 'covered' ? [] : result.why.map((w) => w.code);
}

test('a permit covers up to the last person, the last day and exactly its scope', () => {
  expect(whyNot({})).toEqual([]);
  expect(whyNot({ used: { persons: 101, sensitivePersons: 10 } })).toEqual(['PERMIT_BUDGET']);
  expect(whyNot({ used: { persons: 100, sensitivePersons: 11 } })).toEqual(['PERMIT_BUDGET']);
  expect(whyNot({}, { validUntil: '2026-06-01' })).toEqual([]);
  expect(whyNot({}, { validUntil: '2026-05-31' })).toEqual(['PERMIT_EXPIRED']);
  expect(whyNot({ effectiveOn: '2026-06-01' })).toEqual([]);
  expect(whyNot({ effectiveOn: '2026-06-02' })).toEqual(['PERMIT_NOT_YET_IN_FORCE']);
});

test('what the scope does not name is not covered', () => {
  const scope = (part: object) => ({ scope: { ...contract.scope, ...part } });
  expect(whyNot(scope({ recipients: ['Other'] }))).toEqual(['PERMIT_RECIPIENT']);
  expect(whyNot(scope({ places: ['FR'] }))).toEqual(['PERMIT_PLACE']);
  expect(whyNot(scope({ purposes: ['hr'] }))).toEqual(['PERMIT_PURPOSE']);
  expect(whyNot(scope({ grades: ['personal'] }))).toEqual(['PERMIT_GRADE']);
  expect(whyNot(scope({ kinds: ['health'] }))).toEqual([]);
  expect(whyNot(scope({ kinds: ['phone'] }))).toEqual(['PERMIT_KINDS']);
  expect(whyNot(scope({ fields: ['备注', '姓名'] }))).toEqual([]);
  expect(whyNot(scope({ fields: ['姓名'] }))).toEqual(['PERMIT_FIELDS']);
  // Where it is not known what leaves, a permit that limits it does not cover it.
  const unknown: FactsGiven = { recipient: { name: 'HQ', place: 'DE' } };
  expect(whyNot(scope({ fields: ['姓名'] }), {}, unknown)).toEqual(['PERMIT_FIELDS']);
  const onward: FactsGiven = { ...given, recipient: { name: 'HQ', place: 'DE', onwardPlaces: ['US'] } };
  expect(whyNot({}, {}, onward)).toEqual(['PERMIT_ONWARD']);
});

test('a contract or certificate does not do for an assessment, for critical infrastructure or for important data', () => {
  expect(whyNot({}, { outcome: 'security-assessment' })).toEqual(['PERMIT_KIND']);
  expect(whyNot({}, {}, { ...given, exporter: { ciio: true } })).toEqual(['PERMIT_KIND']);
  const assessment = { kind: 'security-assessment' as const, issuedOn: '2026-01-05' };
  expect(whyNot(assessment, { outcome: 'security-assessment' })).toEqual([]);
  expect(whyNot(assessment)).toEqual([]);
});

test('a certificate counts only from a filed body', () => {
  const certificate = { kind: 'certification' as const, issuedOn: '2026-01-05', body: 'Somebody' };
  expect(whyNot(certificate, { certificationBodies: ['CCRC'] })).toEqual(['PERMIT_BODY']);
  expect(whyNot({ ...certificate, body: 'CCRC' }, { certificationBodies: ['CCRC'] })).toEqual([]);
  const { body: _body, ...unnamed } = certificate;
  expect(whyNot(unnamed, { certificationBodies: ['CCRC'] })).toEqual(['PERMIT_BODY']);
  expect(whyNot(unnamed)).toEqual([]);
});

test('the end of an assessment is that of the law of the day', () => {
  const assessment = { ...contract, kind: 'security-assessment' as const, issuedOn: '2023-02-10' };
  expect(validUntil(assessment, pack, '2024-03-21').date).toBe('2025-02-10');
  expect(validUntil(assessment, pack, '2024-03-22').date).toBe('2026-02-10');
  expect(validUntil({ ...assessment, validUntil: '2024-12-31' }, pack, '2024-03-22').date).toBe('2024-12-31');
  expect(validUntil({ ...assessment, kind: 'certification', issuedOn: '2026-02-01' }, pack, '2026-06-01').date).toBe(
    '2029-02-01',
  );
  expect(validUntil(contract, pack, '2026-06-01').date).toBeNull();
});

test('a permit that lacks a date, names an unknown country or leaves a list empty is refused', () => {
  const { used: _used, ...permit } = contract;
  expect(parsePermit(permit)).toEqual(permit);
  const fault = (value: unknown) => {
    try {
      parsePermit(value);
    } catch (error) {
      return error;
    }
    return null;
  };
  expect(fault({ ...permit, effectiveOn: undefined })).toMatchObject({
    code: 'PERMIT_INVALID',
    place: { name: 'effectiveOn' },
  });
  expect(fault({ ...permit, kind: 'certification' })).toMatchObject({ place: { name: 'issuedOn' } });
  expect(fault({ ...permit, kind: 'contract' })).toMatchObject({
    expected: 'one of "security-assessment"|"standard-contract"|"certification"',
  });
  expect(fault({ ...permit, effectiveOn: '2026-02-30' })).toMatchObject({ code: 'PERMIT_INVALID' });
  expect(fault({ ...permit, scope: { ...permit.scope, places: ['QQ'] } })).toMatchObject({
    code: 'CALL_UNKNOWN_COUNTRY',
  });
  expect(fault({ ...permit, scope: { ...permit.scope, recipients: [] } })).toMatchObject({
    place: { name: 'scope.recipients' },
  });
  expect(fault({ ...permit, budgets: {} })).toMatchObject({ place: { name: 'budgets' } });
});

test('the window of counting moved from the previous year to this one on 2024-03-22', () => {
  expect(windows(pack, '2024-03-21')).toEqual({
    since: '2023-01-01',
    currentSince: '2024-01-01',
    previousSince: '2023-01-01',
    rule: 'CN-COUNT-WIN-A',
  });
  expect(windows(pack, '2024-03-22')).toMatchObject({ since: '2024-01-01', rule: 'CN-COUNT-WIN-B' });
  expect(windows(pack, '2017-06-01')).toMatchObject({ since: '2016-01-01' });
  expect(() => windows(pack, '2017-05-31')).toThrow('LAW_NO_RULES');
});

test('the number of the ID card was sensitive until 2025-10-31 and is ordinary since', () => {
  expect(grades(pack, '2025-10-31')('cn.resident-id')).toEqual({
    grade: 'sensitive',
    rule: 'CN-GBT35273-2020',
    sure: 'M',
  });
  expect(grades(pack, '2025-11-01')('cn.resident-id')).toEqual({
    grade: 'personal',
    rule: 'CN-GBT45574-2025',
    sure: 'V3',
  });
});

test('what the law itself calls sensitive is so on every day, an organisation is nobody', () => {
  for (const asOf of ['2021-11-01', '2025-10-31', '2025-11-01', '2026-11-23']) {
    const gradeOf = grades(pack, asOf);
    for (const kind of ['health', 'religion', 'biometric', 'account', 'bank-card'] as const) {
      expect(gradeOf(kind)).toMatchObject({ grade: 'sensitive', rule: 'CN-PIPL-2021-28', sure: 'V1' });
    }
    expect(gradeOf('geo.point').grade).toBe('sensitive');
    expect(gradeOf('phone')).toMatchObject({ grade: 'personal', sure: 'V1' });
    expect(gradeOf('cn.uscc').grade).toBe('none');
  }
  expect(grades(pack, '2026-11-23')('geo.point')).toMatchObject({ sure: 'I' });
});
