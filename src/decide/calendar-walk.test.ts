/**
 * Every day of China's law from its first to two years ahead, one question at a time: an answer on each, which changes
 * on the days that are written here and on no other. It does not prove that those days are the law's; the cases do.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FactsGiven } from '../model/facts.ts';
import { addDays } from './calendar.ts';
import { decide } from './decide.ts';
import { BUILT_IN_PACKS, loadPack } from './store-pack.ts';

const pack = loadPack(join(BUILT_IN_PACKS, 'cn'));
const LAST = '2028-11-23';

const recipient = { place: 'US' };
const few = { currentOrdinary: 20, previousAll: 20 };
const employees = { code: 'hr', subjects: 'employees', labourRules: true, collectiveContract: true, necessary: true };

const questions: [string, FactsGiven, Record<string, string>][] = [
  [
    'ordinary data of a few',
    { recipient, counts: few },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2024-03-22': 'exempt',
    },
  ],
  [
    'sensitive data of 20,000',
    {
      recipient,
      data: { sensitive: true },
      counts: { currentSensitive: 20_000, previousAll: 20_000, previousSensitive: 20_000 },
    },
    { '2017-06-01': 'free', '2021-11-01': 'no-route', '2022-09-01': 'security-assessment' },
  ],
  [
    'critical infrastructure, a few',
    { exporter: { ciio: true }, recipient, counts: few },
    { '2017-06-01': 'no-route', '2022-09-01': 'security-assessment' },
  ],
  [
    'a state organ, a few',
    { exporter: { stateOrgan: true }, recipient, counts: few },
    { '2017-06-01': 'free', '2021-11-01': 'no-route', '2022-09-01': 'security-assessment' },
  ],
  [
    'important data',
    { recipient, data: { personal: false, important: true } },
    { '2017-06-01': 'free', '2021-09-01': 'no-route', '2022-09-01': 'security-assessment' },
  ],
  [
    'data that only the exporter calls important',
    { recipient, data: { personal: false, important: true, importantStatus: 'self-filed' } },
    { '2017-06-01': 'free', '2021-09-01': 'no-route', '2022-09-01': 'security-assessment', '2024-03-22': 'free' },
  ],
  ['core data', { recipient, data: { personal: false, core: true } }, { '2017-06-01': 'prohibited' }],
  [
    'road video with faces',
    { exporter: { autoProcessor: true }, recipient, data: { personal: false, roadVideo: true } },
    { '2017-06-01': 'free', '2021-10-01': 'no-route', '2022-09-01': 'security-assessment' },
  ],
  [
    'a foreign court asks for machine logs',
    { recipient: { ...recipient, foreignAuthority: true }, data: { personal: false } },
    { '2017-06-01': 'free', '2021-09-01': 'approval' },
  ],
  [
    'human resources with both limbs',
    { recipient, purpose: employees as FactsGiven['purpose'], data: { sensitive: true }, counts: few },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2024-03-22': 'exempt',
    },
  ],
  [
    'a statutory duty, sensitive data',
    { recipient, purpose: { code: 'statutory-duty', necessary: true }, data: { sensitive: true }, counts: few },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2025-01-01': 'exempt',
    },
  ],
  [
    'applicants, nobody hires at the recipient',
    {
      recipient: { ...recipient, takesPartInHiring: false },
      purpose: { code: 'hr', subjects: 'applicants' },
      counts: few,
    },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2024-03-22': 'exempt',
      '2026-07-31': 'prohibited',
    },
  ],
  [
    'faces without consent',
    { recipient, data: { sensitive: true, faces: true }, counts: few },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2025-06-01': 'prohibited',
    },
  ],
  [
    'read by foreign staff who sit in the mainland',
    { transfer: { act: 'remote-access', accessPlace: 'CN' }, recipient, counts: few },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2024-03-22': 'exempt',
      '2025-10-31': 'not-export',
    },
  ],
  [
    'marketing to minors',
    { recipient, purpose: { automatedMarketing: true }, data: { minors: true }, counts: few },
    {
      '2017-06-01': 'free',
      '2021-11-01': 'no-route',
      '2022-11-18': 'standard-contract-or-certification',
      '2024-01-01': 'prohibited',
    },
  ],
];

test('an answer on every day, changing on the days of the law alone', { timeout: 120_000 }, () => {
  const changes: Record<string, string>[] = questions.map(() => ({}));
  const before: string[] = [];
  // Days outside, questions inside: what is in force on a day is selected once.
  for (let day = pack.covers[0]; day <= LAST; day = addDays(day, 1)) {
    for (const [i, [, facts]] of questions.entries()) {
      const { outcome } = decide(facts, [pack], day);
      if (outcome !== before[i]) changes[i]![day] = outcome;
      before[i] = outcome;
    }
  }
  for (const [i, [name, , wanted]] of questions.entries()) expect([name, changes[i]]).toEqual([name, wanted]);
});
