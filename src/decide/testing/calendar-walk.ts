/**
 * Every day of the calendar that a pack answers, walked by intervals: between two days on which a version of a rule or a
 * value begins or ends, the law is the same, and only conditions that read the day itself are asked anew on each day.
 * Pure; the day of today comes in.
 */
import { DouaneError } from '../../model/errors.ts';
import type { Facts, FactsGiven } from '../../model/facts.ts';
import { addDays, addMonths, within } from '../calendar.ts';
import type { Question } from '../cases.ts';
import { decideByPack, permitContexts } from '../decide-by-pack.ts';
import { evaluate, holds } from '../evaluate.ts';
import { completeFacts } from '../facts.ts';
import type { Interval, Pack } from '../pack.ts';
import { type ActiveRule, type LawOfTheDay, select } from '../select.ts';
import { dayDependent, readsOf, truthByDay } from './by-day.ts';
import type { Check, Fault } from './check.ts';

/** Days in a row on which one answer was proven. */
interface Stretch {
  readonly from: string;
  /** First day behind it. */
  readonly to: string;
  readonly answer: string | null;
}

const NOT_PROVEN =
  'not proven: that the pack says what the law says; what no question asks; facts other than those of the questions and of the baselines; days before the pack begins and after the walk ends';

/**
 * From the first day of the pack to two years after its review or `today`, whichever is later: every parameter that is
 * read has one value, every question one answer, and the baselines a decision.
 */
export function walkCalendar(pack: Pack, questions: readonly Question[], today: string): Check {
  const span = spanOf(pack, today);
  const runs = runsOf(pack, span);
  const head = { file: 'pack.yaml', line: 1 };
  const faults: Fault[] = [
    ...runs.flatMap((run) => missingValues(pack, run)),
    ...questions.flatMap((q) =>
      faultsOf(runs, [q.from, q.to], answerer(pack, q)).map((s) => ({
        file: q.file,
        line: q.line,
        text: `${q.name.en}: from ${s.from} to before ${s.to} ${s.answer}`,
      })),
    ),
    ...BASELINES.flatMap(([name, data]) =>
      faultsOf(runs, span, decider(pack, data)).map((s) => ({
        ...head,
        text: `${name}: from ${s.from} to before ${s.to} ${s.answer}`,
      })),
    ),
  ];
  const checked = questions.length + BASELINES.length + 1;
  const wrong = new Set(faults.map((f) => `${f.file}:${f.line}`)).size;
  return {
    name: 'calendar',
    passed: Math.max(0, checked - wrong),
    failed: wrong,
    of: `have one answer on every day: ${questions.length} questions, ${BASELINES.length} baselines, the values that rules read`,
    faults,
    notes: [
      `${daysBetween(span)} days from ${span[0]} to before ${span[1]}, on ${runs.length - 1} of which the law changes; between these, days are asked one by one only where a condition reads the day`,
      NOT_PROVEN,
    ],
  };
}

/** Data of one class alone, and of all together. */
const BASELINES: readonly (readonly [string, FactsGiven['data']])[] = [
  ['ordinary data alone', { personal: true }],
  ['sensitive data alone', { personal: false, sensitive: true }],
  ['important data alone', { personal: false, important: true }],
  ['data of all classes', { personal: true, sensitive: true, important: true }],
];

type Span = readonly [from: string, to: string];

function spanOf(pack: Pack, today: string): Span {
  const later = today > pack.reviewed ? today : pack.reviewed;
  const end = addDays(addMonths(later, 24), 1);
  const [from, to] = pack.covers;
  return [from, to !== null && to < end ? to : end];
}

const daysBetween = ([from, to]: Span): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** The span cut at every day on which a version of a rule or a value begins or ends. */
function runsOf(pack: Pack, span: Span): readonly Span[] {
  const dated = [...pack.rules.values(), ...pack.parameters.values()].flatMap((d) => d.versions.map((v) => v.inForce));
  const inside = dated.flat().filter((day): day is string => day !== null && day > span[0] && day < span[1]);
  const days = [span[0], ...[...new Set(inside)].sort(), span[1]];
  return days.slice(1).map((to, i) => [days[i]!, to]);
}

/** Parameters that a rule in force reads and that have no value, or two. */
function missingValues(pack: Pack, [from, to]: Span): Fault[] {
  return select(pack, from).rules.flatMap((active) => {
    const names = new Set(readsOf(active).flatMap((r) => (r.startsWith('p.') ? [r.slice(2)] : [])));
    return [...names].flatMap((name) => {
      const values = pack.parameters.get(name)?.versions.filter((v) => within(from, v.inForce)).length ?? 0;
      if (values === 1) return [];
      const { file, line } = active.version;
      const text = `${active.rule.id} reads ${name}, which has ${values} values from ${from} to before ${to}`;
      return [{ file, line, text }];
    });
  });
}

/** What is wrong on a day, or null. The law is that of the day, in a run of days with the same versions. */
interface Asked {
  readonly facts: Facts;
  /** Whether it rests on a condition that reads the day and cannot change the outcome: asked on each day then. */
  readonly daily: (law: LawOfTheDay) => boolean;
  readonly on: (law: LawOfTheDay) => string | null;
  readonly pack: Pack;
}

/** Stretches of days with something wrong. */
function faultsOf(runs: readonly Span[], [from, to]: Interval, asked: Asked): Stretch[] {
  const out: Stretch[] = [];
  for (const run of runs) {
    const begin = from > run[0] ? from : run[0];
    const end = to !== null && to < run[1] ? to : run[1];
    for (const stretch of begin < end ? stretches([begin, end], asked) : []) {
      const last = out.at(-1);
      if (last !== undefined && last.to === stretch.from && last.answer === stretch.answer) {
        out[out.length - 1] = { ...last, to: stretch.to };
      } else {
        out.push(stretch);
      }
    }
  }
  return out.filter((s) => s.answer !== null);
}

/** One run of days with the same versions, cut where a condition that reads the day changes its truth. */
function stretches(run: Span, asked: Asked): readonly Stretch[] {
  try {
    return [...cut(run, asked)];
  } catch (error) {
    if (!(error instanceof DouaneError)) throw error;
    return [{ from: run[0], to: run[1], answer: `no decision: ${error.code}` }];
  }
}

function* cut([from, to]: Span, { facts, on, daily, pack }: Asked): Generator<Stretch> {
  const law = select(pack, from);
  if (daily(law)) {
    for (let day = from; day < to; day = addDays(day, 1)) {
      yield { from: day, to: addDays(day, 1), answer: on({ ...law, asOf: day }) };
    }
    return;
  }
  const dependent = dayDependent(pack, law);
  if (dependent.conditions.length === 0 && dependent.terms.length === 0) {
    yield { from, to, answer: on(law) };
    return;
  }
  const truthOn = truthByDay(facts, pack, law, dependent);
  let start = from;
  let truth = truthOn(from);
  for (let day = addDays(from, 1); day < to; day = addDays(day, 1)) {
    const here = truthOn(day);
    if (here === truth) continue;
    yield { from: start, to: day, answer: on({ ...law, asOf: start }) };
    [start, truth] = [day, here];
  }
  yield { from: start, to, answer: on({ ...law, asOf: start }) };
}

function answerer(pack: Pack, { facts: given, among, oneOf }: Question): Asked {
  const { facts } = completeFacts(given);
  const named = new Set(oneOf);
  const inForce = (law: LawOfTheDay) => law.rules.filter(({ rule }) => named.has(rule.id));
  const answers = (law: LawOfTheDay): readonly ActiveRule[] => {
    if (among === 'grading') return inForce(law).filter(({ version }) => version.grades.length > 0);
    const { context, deciding } = evaluate(facts, pack, law);
    if (among === 'deciding') return deciding.filter(({ rule }) => named.has(rule.id));
    const permits = permitContexts(facts, pack, law.asOf);
    return inForce(law).filter(({ rule, version }) => {
      const seen = version.eachPermit ? permits.map((permit) => ({ ...context, permit })) : [context];
      return seen.some((s) => holds(version.when, s, rule.id));
    });
  };
  const on = (law: LawOfTheDay): string | null => {
    const ids = [...new Set(answers(law).map(({ rule }) => rule.id))];
    if (ids.length === 1) return null;
    return ids.length === 0
      ? `no rule answers, of ${oneOf.join(', ')}`
      : `${ids.length} rules answer: ${ids.join(', ')}`;
  };
  const daily = (law: LawOfTheDay) =>
    among === 'holding' &&
    inForce(law).some(({ version }) => version.eachPermit && version.when?.reads.includes('asOf'));
  return { facts, on: (law) => orFault(() => on(law)), daily, pack };
}

function decider(pack: Pack, data: FactsGiven['data']): Asked {
  const jurisdiction = pack.countries[0] ?? 'CN';
  const place = pack.countries.includes('SG') ? 'CN' : 'SG';
  const complete = completeFacts({ exporter: { jurisdiction }, recipient: { place }, data } as FactsGiven);
  const on = (law: LawOfTheDay) =>
    orFault(() => {
      decideByPack(complete, pack, law.asOf);
      return null;
    });
  return { facts: complete.facts, on, daily: () => false, pack };
}

function orFault(work: () => string | null): string | null {
  try {
    return work();
  } catch (error) {
    // Without the day, so that days in a row are told as one.
    if (error instanceof DouaneError) return `no decision: ${error.code}, expected ${error.expected ?? 'an answer'}`;
    throw error;
  }
}
