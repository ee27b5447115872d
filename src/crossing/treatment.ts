import { DouaneError } from '../model/errors.ts';
import type { Explanation } from '../model/explanation.ts';
import type { FieldTreatment, TreatmentResult } from '../model/result.ts';
import { OUTCOMES, type Outcome, type Treatment } from '../model/words.ts';
import { lowers } from '../treat/lowers.ts';
import { explainJudgement } from './explain.ts';
import type { Arrived } from './gather.ts';
import type { House } from './house.ts';
import { isPersonal, type Judgement, judge } from './judge.ts';
import type { Request } from './request.ts';
import { type Candidate, smallest } from './smallest.ts';

/** What will be done to the transfer and what the law says of it then. A value: nothing has happened yet. */
export interface TreatmentPlan {
  /** Treatments to apply, by path; empty where the transfer goes as it came. */
  readonly apply: ReadonlyMap<string, Treatment>;
  /** The judgement on what would leave. */
  readonly judged: Judgement;
  readonly asItIs: Judgement;
  /** The smallest treatment that lowers the outcome of what came, whether or not anybody asked for it. */
  readonly suggestion: TreatmentResult | null;
  /** Why the judgement on what would leave is what it is. */
  readonly explanation: Explanation;
}

/**
 * Plans the treatment that was asked for and finds the smallest that would lower the outcome, each by deciding
 * again. Pure.
 *
 * @throws DouaneError CALL_UNKNOWN_FIELD when a field was named that is not in the input.
 */
export function planTreatment(arrived: Arrived, asItIs: Judgement, request: Request, house: House): TreatmentPlan {
  const decideWith = (set: readonly FieldTreatment[]) =>
    judge(arrived, request, house, new Map(set.map((t) => [t.path, t.do])));
  const candidates = candidatesOf(arrived, asItIs);
  const severity = (outcome: Outcome) => OUTCOMES.indexOf(outcome);

  const now = asItIs.decision;
  let suggestion: TreatmentResult | null = null;
  if (severity(now.outcome) > severity('exempt')) {
    const least = smallest(candidates, (set) => severity(decideWith(set).decision.outcome) < severity(now.outcome));
    if (least !== null) suggestion = { wouldChangeTo: decideWith(least).decision.outcome, fields: least };
  }

  let apply: ReadonlyMap<string, Treatment> = new Map();
  if (request.treat === 'auto') {
    if (now.verdict !== 'pass') {
      const enough = smallest(candidates, (set) => decideWith(set).decision.verdict === 'pass');
      if (enough !== null) apply = new Map(enough.map((t) => [t.path, t.do]));
    }
  } else if (request.treat !== null) {
    const known = new Set([...arrived.manifest.fields.map((f) => f.path), ...arrived.manifest.otherPaths]);
    for (const path of request.treat.keys()) {
      if (!known.has(path)) {
        throw new DouaneError('CALL_UNKNOWN_FIELD', {
          place: { name: path },
          expected: `one of the fields of the input: ${[...known].slice(0, 40).join(', ')}`,
        });
      }
    }
    apply = request.treat;
  }
  const judged = apply.size > 0 ? judge(arrived, request, house, apply) : asItIs;
  return { apply, judged, asItIs, suggestion, explanation: explainJudgement(judged, arrived, request, house) };
}

/** Every field that weighs anything, with each treatment that could make it weigh less. */
function candidatesOf(arrived: Arrived, asItIs: Judgement): Candidate[] {
  const byPath = new Map<string, Candidate>();
  const coarser: Candidate[] = [];
  for (const field of arrived.manifest.fields) {
    if (!isPersonal(field, asItIs.gradeOf)) continue;
    const before = byPath.get(field.path);
    byPath.set(field.path, {
      treatment: { path: field.path, do: 'remove' },
      hits: Math.max(before?.hits ?? 0, field.hits),
      loss: 2,
    });
    if (!field.freeText && lowers(field.kind, 'generalise') === 'coarser') {
      coarser.push({ treatment: { path: field.path, do: 'generalise' }, hits: field.hits, loss: 1 });
    }
  }
  return [...coarser, ...byPath.values()];
}
