import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inForce, type MiniRule, miniPack } from '../../../test/support/pack.ts';
import { addDays } from '../calendar.ts';
import { parseCases, parseQuestions, type Question } from '../cases.ts';
import { contextOf, holds } from '../evaluate.ts';
import { completeFacts } from '../facts.ts';
import type { Pack } from '../pack.ts';
import { parsePack } from '../parse-pack.ts';
import { select } from '../select.ts';
import { BUILT_IN_PACKS, loadCases, loadPack, loadQuestions } from '../store-pack.ts';
import { builtInPacks } from '../store-pack-files.ts';
import { walkCalendar } from './calendar-walk.ts';
import { checkLaw } from './check-law.ts';
import { checkMet, checkTried } from './met.ts';
import { checkMutation } from './mutation.ts';
import { checkReferences } from './references.ts';

describe.each(builtInPacks())('the pack %s', (name) => {
  const folder = join(BUILT_IN_PACKS, name);
  const pack = loadPack(folder);
  const checks = checkLaw(pack, loadCases(folder), loadQuestions(folder, pack), '2026-11-24');
  test.each(checks.map((c) => [c.name, c] as const))('%s', (_name, check) => {
    expect(check.faults).toEqual([]);
    if (check.name === 'cases' || check.name === 'calendar') expect(check.passed).toBeGreaterThan(0);
  });
});

const CN = join(BUILT_IN_PACKS, 'cn');
const china = loadPack(CN);
const cases = loadCases(CN);

/** The pack with one version of a rule moved to another interval. */
function moved(rule: string, version: number, interval: readonly [string, string | null]): Pack {
  const old = china.rules.get(rule)!;
  const versions = old.versions.map((v, i) => (i === version ? { ...v, inForce: interval } : v));
  return { ...china, rules: new Map(china.rules).set(rule, { ...old, versions }) };
}

test('a gap and an overlap between two articles are told with the days and the line of the question', () => {
  const questions = loadQuestions(CN, china);
  const faults = (pack: Pack) => walkCalendar(pack, questions, '2026-11-24').faults;
  const [gap] = faults(moved('CN-CSL-2025-39', 0, ['2026-01-03', null]));
  expect(gap).toMatchObject({ file: 'cases/questions.yaml' });
  expect(gap!.line).toBeGreaterThan(3);
  expect(gap!.text).toContain('from 2026-01-01 to before 2026-01-03 no rule answers, of CN-CSL-2016-37');
  const [overlap] = faults(moved('CN-CSL-2025-39', 0, ['2025-12-31', null]));
  expect(overlap!.text).toContain(
    'from 2025-12-31 to before 2026-01-01 2 rules answer: CN-CSL-2016-37, CN-CSL-2025-39',
  );
});

test('a value that is missing, or there twice, on days of a rule that reads it is told', () => {
  const old = china.parameters.get('ordinaryForContract')!;
  const [value] = old.versions as [(typeof old.versions)[0]];
  const withVersions = (...days: (readonly [string, string | null])[]): Pack => ({
    ...china,
    parameters: new Map(china.parameters).set(old.id, {
      ...old,
      versions: days.map((inForce) => ({ ...value, inForce })),
    }),
  });
  const texts = (pack: Pack) => walkCalendar(pack, [], '2026-11-24').faults.map((f) => f.text);
  const missing = texts(withVersions(['2024-03-23', null]));
  expect(missing).toContain(
    'CN-CBDF-2024-8a reads ordinaryForContract, which has 0 values from 2024-03-22 to before 2024-03-23',
  );
  expect(missing.some((t) => t.startsWith('ordinary data alone: from 2024-03-22 to before 2024-03-23'))).toBe(true);
  const twice = texts(withVersions(['2024-03-22', null], ['2025-01-01', '2025-02-08']));
  expect(twice).toContain(
    'CN-CBDF-2024-8a reads ordinaryForContract, which has 2 values from 2025-01-01 to before 2025-02-08',
  );
});

test('data that a rule stops deciding have no decision from that day on', () => {
  const rule = china.rules.get('CN-CBDF-2024-7.2a')!;
  const [version] = rule.versions as [(typeof rule.versions)[0]];
  const ended = { ...rule, versions: [{ ...version, inForce: ['2024-03-22', '2026-06-01'] as const }] };
  const { faults } = walkCalendar({ ...china, rules: new Map(china.rules).set(rule.id, ended) }, [], '2026-11-24');
  expect(faults.map((f) => f.text)).toContain(
    'important data alone: from 2026-06-01 to before 2028-11-25 no decision: LAW_NO_RULES, expected a rule for important data',
  );
});

test('the walk goes two years beyond the later of the review and today', () => {
  const days = (today: string) => walkCalendar(china, [], today).notes[0];
  expect(days('2020-01-01')).toContain(`from ${china.covers[0]} to before 2028-11-24`);
  expect(days('2030-02-28')).toContain('to before 2032-02-29');
});

/** Every day asked by itself, as the walk must not be slower to find out. */
function byEachDay(pack: Pack, question: Question, until: string): string[] {
  const { facts } = completeFacts(question.facts);
  const wrong: string[] = [];
  for (let day = '2025-01-01'; day < until; day = addDays(day, 1)) {
    if (day < question.from || (question.to !== null && day >= question.to)) continue;
    const { context } = contextOf(facts, pack, select(pack, day));
    const answers = select(pack, day).rules.filter(
      ({ rule, version }) => question.oneOf.includes(rule.id) && holds(version.when, context, rule.id),
    );
    if (answers.length !== 1) wrong.push(`${day} ${answers.length}`);
  }
  return wrong;
}

const day = fc.integer({ min: 0, max: 700 }).map((n) => addDays('2025-01-01', n));
const when = fc.oneof(
  day.map((d) => `asOf < "${d}"`),
  day.map((d) => `asOf >= "${d}"`),
  fc.tuple(day, day).map(([a, b]) => `asOf >= "${a}" && asOf != "${b}"`),
  fc.constant('term.late'),
  fc.constant('!term.late && data.personal'),
  day.map((d) => `date.inAMonth > "${d}"`),
);

test('by intervals it finds what asking each day by itself finds', () => {
  fc.assert(
    fc.property(day, day, when, when, day, day, (a, b, first, second, from, late) => {
      const rules: MiniRule[] = [
        { id: 'XX-1', lines: inForce(a, null, first) },
        { id: 'XX-2', lines: inForce('2025-01-01', b > '2025-01-01' ? b : null, second) },
        { id: 'XX-3', lines: inForce('2025-01-01', null, `asOf >= "${late}"`, 'defines: late') },
      ];
      const head = miniPack([])[0]!.text;
      const pack = parsePack(
        miniPack(rules, { 'pack.yaml': `${head}dates: { inAMonth: { from: asOf, add: 1, unit: months } }\n` }),
      );
      const [question] = parseQuestions(
        [
          {
            path: 'cases/q.yaml',
            text: `questions:\n  - { name: { en: q, zh: 问 }, from: ${from}, to: null, facts: { recipient: { place: DE } }, oneOf: [XX-1, XX-2] }\n`,
          },
        ],
        pack,
      ) as [Question];
      const found = walkCalendar(pack, [question], '2025-01-01').faults.flatMap(({ text }) => {
        const [, begin, end] = /from (\S+) to before (\S+) /.exec(text)!;
        const count = text.includes('no rule') ? 0 : 2;
        const days: string[] = [];
        for (let d = begin!; d < end!; d = addDays(d, 1)) days.push(`${d} ${count}`);
        return days;
      });
      expect(found).toEqual(byEachDay(pack, question, '2028-01-02'));
    }),
    { numRuns: 60 },
  );
});

test('a question about a rule that is not there, or that ends before it begins, is refused with its line', () => {
  const parse = (oneOf: string, to: string) =>
    parseQuestions(
      [
        {
          path: 'cases/q.yaml',
          text: `questions:\n  - name: { en: q, zh: 问 }\n    from: 2025-01-01\n    to: ${to}\n    facts: {}\n    oneOf: [${oneOf}]\n`,
        },
      ],
      china,
    );
  expect(() => parse('CN-NONE', 'null')).toThrow(/cases\/q\.yaml.*line 6/);
  expect(() => parse('CN-PIPL-2021-38', '2025-01-01')).toThrow(/line 4/);
  expect(() => parseCases([{ path: 'cases/q.yaml', text: 'questions: []\n' }])).toThrow('cases or questions');
});

test('a rule that no case sees to hold, or to fail, is told with its line', () => {
  const pack = parsePack(
    miniPack([
      { id: 'XX-1', lines: inForce('2025-01-01', null, 'recipient.place == "DE"') },
      { id: 'XX-2', lines: inForce('2025-01-01', null, 'data.personal') },
      { id: 'XX-3', lines: inForce('2025-01-01', null) },
    ]),
  );
  const text = (place: string) =>
    `cases:\n  - { name: n, asOf: 2025-06-01, facts: { recipient: { place: ${place} } }, expect: {} }\n`;
  const checked = (...places: string[]) =>
    checkTried(pack, parseCases(places.map((place) => ({ path: `cases/${place}.yaml`, text: text(place) }))));
  expect(checked('FR').faults).toEqual([
    { file: 'policy/rules.yaml', line: 2, text: 'XX-1, in force from 2025-01-01, holds in no case' },
    { file: 'policy/rules.yaml', line: 9, text: 'XX-2, in force from 2025-01-01, fails in no case' },
  ]);
  expect(checked('FR', 'DE').faults.map((f) => f.text)).toEqual(['XX-2, in force from 2025-01-01, fails in no case']);
});

test('an outcome, a duty and a flag that come out in no case are told', () => {
  const { faults } = checkMet(china, []);
  const texts = faults.map((f) => f.text);
  expect(texts).toContain('CN-CBDF-2024-8a decides in no case');
  expect(texts).toContain('the duty audit-every-two-years of CN-AUD-2025-4 comes out in no case');
  expect(texts).toContain('the flag NOT_NECESSARY of CN-CBDF-2024-5.2a comes out in no case');
});

test('a number that no case would notice is told', () => {
  const away = cases.filter((c) => !/thresholds|edges/.test(c.file));
  const { faults, passed, failed } = checkMutation(china, away);
  expect(failed).toBeGreaterThan(0);
  expect(passed).toBeGreaterThan(0);
  expect(faults[0]).toMatchObject({ file: expect.stringMatching(/^parameters\//), line: expect.any(Number) });
  expect(faults[0]!.text).toMatch(/: no case notices \d+ moved by -?1$/);
});

test('a reference of another date, or of another value, is told', () => {
  const old = china.parameters.get('exportWindow')!;
  const change = (index: number, more: object): Pack => ({
    ...china,
    parameters: new Map(china.parameters).set(old.id, {
      ...old,
      versions: old.versions.map((v, i) => (i === index ? { ...v, ...more } : v)),
    }),
  });
  const texts = (pack: Pack) => checkReferences(pack).faults.map((f) => f.text);
  expect(texts(change(2, { dated: '2024-03-22' }))).toEqual([]);
  expect(texts(change(2, { dated: '2024-03-21' }))).toEqual([
    'exportWindow from 2024-03-22: the text cited says so from 2024-03-21',
  ]);
  expect(texts(change(2, { cite: old.versions[1]!.cite }))).toHaveLength(2);
});
