/** Cases of a pack: facts, a date and what has to come out, in the words of people of the trade. Pure. */
import { z } from 'zod';
import type { Decision } from '../model/decision.ts';
import { DouaneError, ERRORS, type ErrorCode } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import { OUTCOMES, VERDICTS } from '../model/words.ts';
import { isDate } from './calendar.ts';
import { decide, decideAlone } from './decide.ts';
import type { Pack, Words } from './pack.ts';
import { type TextFile, YamlFile } from './yaml-file.ts';

const outcome = z.enum(OUTCOMES);
const classOutcome = z.union([outcome, z.null()]);
const names = z.array(z.string());

const expectSchema = z.strictObject({
  outcome: outcome.optional(),
  byClass: z
    .strictObject({
      ordinary: classOutcome.optional(),
      sensitive: classOutcome.optional(),
      important: classOutcome.optional(),
    })
    .optional(),
  verdict: z.enum(VERDICTS).optional(),
  permit: z.union([z.string(), z.null()]).optional(),
  counted: z.strictObject({ ordinary: z.boolean().optional(), sensitive: z.boolean().optional() }).optional(),
  /** Rules that have to be among the reasons, and that must not be. */
  rules: names.optional(),
  notRules: names.optional(),
  /** Outcome by pack, where several apply. */
  laws: z.record(z.string(), outcome).optional(),
  flags: names.optional(),
  notFlags: names.optional(),
  /** Duties that have to be there, each with its due date or null for none. */
  duties: z.union([names, z.record(z.string(), z.union([z.string(), z.null()]))]).optional(),
  notDuties: names.optional(),
  /** Instead of a decision: the code of the error. */
  error: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).optional(),
});

const date = z.string().refine(isDate, 'a date YYYY-MM-DD');
const facts = z.record(z.string(), z.unknown());
const words = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const AMONG = ['holding', 'deciding', 'grading'] as const;
const MAX_IN_FILE = 2_000;

export const casesSchema = z
  .strictObject({
    cases: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          asOf: z.union([date, z.array(date).min(1).max(100)]),
          facts,
          expect: expectSchema,
        }),
      )
      .max(MAX_IN_FILE)
      .optional(),
    questions: z
      .array(
        z.strictObject({
          name: words,
          from: date,
          to: z.union([date, z.null()]),
          facts,
          /** Which rules answer: those that hold, of them those that decide the outcome, or those that grade kinds. */
          among: z.enum(AMONG).optional(),
          oneOf: z.array(z.string()).min(1).max(100),
        }),
      )
      .max(MAX_IN_FILE)
      .optional(),
  })
  .refine((f) => (f.cases?.length ?? 0) + (f.questions?.length ?? 0) > 0, 'cases or questions');

export interface LawCase {
  readonly name: string;
  readonly asOf: string;
  readonly facts: FactsGiven;
  readonly expect: z.infer<typeof expectSchema>;
  readonly file: string;
  readonly line: number;
}

export interface CaseResult {
  readonly name: string;
  readonly asOf: string;
  readonly file: string;
  readonly line: number;
  /** What came out otherwise than expected; empty where the case holds. */
  readonly faults: readonly string[];
}

/** @throws DouaneError LAW_PACK_INVALID with file and line. */
export function parseCases(files: readonly TextFile[]): readonly LawCase[] {
  return files.flatMap((file) => {
    const yaml = new YamlFile(file, 'LAW_PACK_INVALID');
    return (yaml.check(casesSchema).cases ?? []).flatMap((c, i) =>
      [c.asOf].flat().map((asOf) => ({
        name: c.name,
        asOf,
        facts: c.facts as FactsGiven,
        expect: c.expect,
        file: file.path,
        get line() {
          return yaml.line(['cases', i]);
        },
      })),
    );
  });
}

/** On every day from `from` to before `to`, exactly one of the rules answers for the facts. */
export interface Question {
  readonly name: Words;
  readonly from: string;
  readonly to: string | null;
  readonly facts: FactsGiven;
  readonly among: (typeof AMONG)[number];
  readonly oneOf: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** @throws DouaneError LAW_PACK_INVALID with file and line, also for a rule that the pack does not have. */
export function parseQuestions(files: readonly TextFile[], pack: Pack): readonly Question[] {
  return files.flatMap((file) => {
    const yaml = new YamlFile(file, 'LAW_PACK_INVALID');
    return (yaml.check(casesSchema).questions ?? []).map((q, i) => {
      const unknown = q.oneOf.findIndex((id) => !pack.rules.has(id));
      if (unknown >= 0) throw yaml.fault(['questions', i, 'oneOf', unknown], 'the id of a rule of the pack');
      if (q.to !== null && q.from >= q.to) throw yaml.fault(['questions', i, 'to'], 'a day after the first');
      const { name, from, to, oneOf } = q;
      const line = yaml.line(['questions', i]);
      return {
        name,
        from,
        to,
        oneOf,
        facts: q.facts as FactsGiven,
        among: q.among ?? 'holding',
        file: file.path,
        line,
      };
    });
  });
}

/**
 * Decides every case and compares. Each is told with what differs; nothing is thrown for a case that fails.
 *
 * @example
 * testPack(pack, cases).filter((r) => r.faults.length > 0);
 */
export function testPack(pack: Pack, cases: readonly LawCase[]): readonly CaseResult[] {
  return testCases((facts, asOf) => decideAlone(facts, pack, asOf), cases);
}

/** The same by all packs that apply to each. */
export function testPacks(packs: readonly Pack[], cases: readonly LawCase[]): readonly CaseResult[] {
  return testCases((facts, asOf) => decide(facts, packs, asOf), cases);
}

type Decide = (facts: FactsGiven, asOf: string) => Decision;

function testCases(decideCase: Decide, cases: readonly LawCase[]): readonly CaseResult[] {
  return cases.map((c) => {
    const { name, asOf, file, line } = c;
    return { name, asOf, file, line, faults: tryCase(decideCase, c) };
  });
}

function tryCase(decideCase: Decide, { asOf, facts, expect }: LawCase): string[] {
  let decision: Decision;
  try {
    decision = decideCase(facts, asOf);
  } catch (error) {
    if (!(error instanceof DouaneError)) throw error;
    return error.code === expect.error ? [] : [`error: expected ${expect.error ?? 'none'}, got ${error.message}`];
  }
  if (expect.error !== undefined) return [`error: expected ${expect.error}, got the outcome ${decision.outcome}`];
  return compare(decision, expect);
}

function compare(decision: Decision, expect: LawCase['expect']): string[] {
  const faults: string[] = [];
  const same = (what: string, got: unknown, wanted: unknown) => {
    if (wanted !== undefined && got !== wanted) faults.push(`${what}: expected ${wanted}, got ${got}`);
  };
  same('outcome', decision.outcome, expect.outcome);
  same('verdict', decision.verdict, expect.verdict);
  same('permit', decision.permit, expect.permit);
  for (const [name, wanted] of Object.entries(expect.byClass ?? {})) {
    same(`byClass.${name}`, decision.byClass[name as keyof Decision['byClass']], wanted);
  }
  for (const [pack, wanted] of Object.entries(expect.laws ?? {})) {
    same(`laws.${pack}`, decision.laws.find((l) => l.pack === pack)?.outcome ?? 'no such pack applies', wanted);
  }
  for (const [name, wanted] of Object.entries(expect.counted ?? {})) {
    same(`counted.${name}`, decision.counted[name as keyof Decision['counted']], wanted);
  }
  const rules = new Set(decision.reasons.map((r) => r.rule));
  const flags = new Set(decision.flags.map((f) => f.code));
  const duties = new Set(decision.duties.map((d) => d.code));
  const has = (
    what: string,
    got: ReadonlySet<string>,
    wanted: readonly string[] = [],
    unwanted: readonly string[] = [],
  ) => {
    for (const w of wanted)
      if (!got.has(w)) faults.push(`${what}: expected ${w}, got ${[...got].join(', ') || 'none'}`);
    for (const w of unwanted) if (got.has(w)) faults.push(`${what}: expected no ${w}`);
  };
  has('reasons', rules, expect.rules, expect.notRules);
  has('flags', flags, expect.flags, expect.notFlags);
  const wanted = expect.duties ?? [];
  has('duties', duties, Array.isArray(wanted) ? wanted : Object.keys(wanted), expect.notDuties);
  if (!Array.isArray(wanted)) {
    for (const [code, due] of Object.entries(wanted)) {
      const got = decision.duties.filter((d) => d.code === code).map((d) => d.due);
      if (!got.includes(due)) faults.push(`duty ${code}: expected due ${due}, got ${got.join(', ')}`);
    }
  }
  return faults;
}
