/**
 * A transfer that overruns the budget of its permit, in a lane that lets go what fits: which rows those are, counted by
 * themselves and decided again. Exactness does not rest on the choice: what was chosen is counted as it will be
 * recorded, and if the permit does not cover exactly that, all is held.
 */
import { decide } from '../decide/decide.ts';
import type { Flag } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import type { HeldPermit } from '../model/permit.ts';
import { countClasses } from '../persons/classes.ts';
import { type ChoiceRow, PartChooser } from '../persons/part-chooser.ts';
import { RowSet } from '../persons/row-set.ts';
import { permitMembers, permitUse } from '../persons/store-sqlite.ts';
import { explainJudgement } from './explain.ts';
import type { Arrived } from './gather.ts';
import { openInput } from './gather.ts';
import type { House } from './house.ts';
import type { Judgement } from './judge.ts';
import { gatherPart, inspectAgain, keepOf } from './part.ts';
import type { Crossing, Request } from './request.ts';
import { undeclared } from './result.ts';
import { rowRanges } from './select-slots.ts';
import type { TreatmentPlan } from './treatment.ts';

/** A permit that overruns, and the rows of each file that leave under it all the same. */
export interface Division {
  readonly permit: string;
  readonly rows: readonly RowSet[];
}

/**
 * The permit that would cover the transfer if it had more persons left, where the lane says to release what fits; null
 * where nothing of the kind stands in the way, or something else too.
 */
export function overrunPermit(
  arrived: Arrived,
  plan: TreatmentPlan,
  crossing: Crossing,
  house: House,
): HeldPermit | null {
  const { request, mode } = crossing;
  if (mode !== 'clear' || request.overrun !== 'release-what-fits' || request.approval !== null) return null;
  if (plan.judged.decision.verdict !== 'hold' || undeclared(arrived, plan, request).length > 0) return null;
  const { facts } = plan.judged;
  for (const permit of heldOf(facts)) {
    const unused = { ...permit, used: { persons: 0, sensitivePersons: 0 } };
    const decision = decide(withPermits(facts, [unused]), house.packs, request.asOf);
    if (decision.verdict === 'pass' && decision.permit === permit.id) return permit;
  }
  return null;
}

/** Chooses the rows. Text says why nothing can be chosen. */
export async function divide(
  arrived: Arrived,
  plan: TreatmentPlan,
  permit: HeldPermit,
  request: Request,
  house: House,
): Promise<Division | WhyWhole> {
  for (const [file, input] of arrived.inputs.entries()) {
    await using source = await openInput(input, file, request);
    if (source.rowwise !== true) return FORMAT;
  }
  const { people } = arrived.counter.plan();
  const { weights } = plan.judged;
  const members = house.state.read((db) => permitMembers(db, arrived.exporter, permit.id, people));
  const used = arrived.used.get(permit.id)!;
  const { persons, sensitivePersons } = permit.budget!;
  const chooser = new PartChooser(people, weights, members);
  const each = async (visit: (file: number, row: number, number: number, choice: ChoiceRow) => void) => {
    let number = 0; // of the row in the whole transfer
    await inspectAgain(arrived, request, house, (file, batch, s) => {
      const who = arrived.counter.identify(s);
      const { slot } = rowRanges(s, batch.rows);
      for (let row = 0; row < batch.rows; row++) {
        const slots = Array.from({ length: slot(row + 1) - slot(row) }, (_, n) => slot(row) + n);
        const traits = slots.map((n) => ({ fields: s.slotFields[n]!, minor: s.slotMinor[n] === 1 }));
        visit(file, batch.firstRow + row, number++, { who: slots.map((n) => who[n]!), traits });
      }
    });
  };
  await each((_file, _row, number, choice) => chooser.add(number, choice));
  if (chooser.unknown) return UNKNOWN_PERSONS;
  chooser.choose({
    persons: persons === undefined ? null : persons - used.persons,
    sensitivePersons: sensitivePersons === undefined ? null : sensitivePersons - used.sensitivePersons,
  });
  const rows = arrived.inputs.map(() => new RowSet());
  let somebody = false;
  await each((file, row, number, choice) => {
    if (!chooser.goes(number, choice.who)) return;
    rows[file]!.add(row);
    somebody ||= choice.who.length > 0;
  });
  return somebody ? { permit: permit.id, rows } : NOBODY_FITS;
}

/**
 * The part that fits, decided with the whole's counts, for the law looks at all that was to cross, and its own use of
 * permits. Null if it is not exactly that which the permit covers.
 */
export async function gatherFitting(
  arrived: Arrived,
  plan: TreatmentPlan,
  { permit, rows }: Division,
  of: string,
  request: Request,
  house: House,
): Promise<{ readonly arrived: Arrived; readonly plan: TreatmentPlan } | null> {
  const part = await gatherPart(arrived, keepOf(rows, true), { which: 'fits', of, permit }, request, house);
  const judged = judgePart(part, plan, request, house);
  if (judged.decision.verdict === 'pass' && judged.decision.permit === permit)
    return { arrived: part, plan: planOf(part, plan, judged, request, house) };
  part[Symbol.dispose]();
  return null;
}

/** The rest, once the part that fits is recorded: it is held, whatever is left. */
export async function gatherRest(
  arrived: Arrived,
  plan: TreatmentPlan,
  { permit, rows }: Division,
  of: string,
  request: Request,
  house: House,
): Promise<{ readonly arrived: Arrived; readonly plan: TreatmentPlan }> {
  const part = await gatherPart(arrived, keepOf(rows, false), { which: 'rest', of, permit }, request, house);
  return { arrived: part, plan: planOf(part, plan, judgePart(part, plan, request, house), request, house) };
}

function planOf(part: Arrived, plan: TreatmentPlan, judged: Judgement, request: Request, house: House): TreatmentPlan {
  return { ...plan, judged, explanation: explainJudgement(judged, part, request, house) };
}

function judgePart(part: Arrived, { judged }: TreatmentPlan, request: Request, house: House): Judgement {
  const { weights, gradeOf } = judged;
  const { ordinary, sensitive } = countClasses(part.histogram, weights);
  const permits = house.state.read((db) =>
    heldOf(judged.facts).map((permit) => ({
      ...permit,
      used: permitUse(db, part.exporter, permit.id, { plan: part.counter.plan(), weights }),
      before: part.used.get(permit.id)!,
    })),
  );
  const facts = withPermits(judged.facts, permits);
  const decision = decide(facts, house.packs, request.asOf);
  return { decision, facts, counts: { ...judged.counts, ordinary, sensitive }, weights, gradeOf };
}

const heldOf = (facts: FactsGiven): readonly HeldPermit[] => facts.held?.permits ?? [];

function withPermits(facts: FactsGiven, permits: readonly HeldPermit[]): FactsGiven {
  return { ...facts, held: { ...facts.held, permits } };
}

/** Why a lane that lets go what fits holds all of a transfer. */
export interface WhyWhole {
  readonly why: string;
  readonly whyZh: string;
}

const FORMAT: WhyWhole = {
  why: 'only rows of CSV and JSON Lines can leave one without the other',
  whyZh: '仅 CSV 与 JSON Lines 的行可以拆分',
};
const UNKNOWN_PERSONS: WhyWhole = {
  why: 'of some rows it cannot be told any more whose they are',
  whyZh: '部分行已无法确定所属个人',
};
const NOBODY_FITS: WhyWhole = { why: 'nobody fits who is not there already', whyZh: '剩余额度不足以容纳任何人' };
export const COUNTED_OTHERWISE: WhyWhole = {
  why: 'counted by themselves the rows chosen are not what the permit covers',
  whyZh: '所选行单独计数后不在许可范围内',
};

export function heldWhole(permit: string, { why, whyZh }: WhyWhole): Flag {
  return {
    code: 'OVERRUN_HELD_WHOLE',
    text: `Permit ${permit} does not reach for all of this; nothing is released of it, for ${why}.`,
    textZh: `许可${permit}余额不足；未放行任何部分，因为${whyZh}。`,
  };
}

/** Whether rows were chosen. */
export const isDivision = (d: Division | WhyWhole): d is Division => 'rows' in d;

/** Errors that only say that the transfer cannot be taken apart: then it is held as a whole. */
export function whyNot(error: unknown): WhyWhole {
  if (!(error instanceof DouaneError) || error.code !== 'INPUT_ENCODING_NOT_REVERSIBLE') throw error;
  return {
    why: 'its text would not come out byte for byte as it was',
    whyZh: '文本无法逐字节还原',
  };
}
