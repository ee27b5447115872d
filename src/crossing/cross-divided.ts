/**
 * A transfer in two parts. The whole is recorded as asked and not let go; the part that fits is recorded with exactly
 * its persons; then the rest is counted by what the register says after that, held and recorded; and only then a byte
 * of the part leaves. Dying anywhere between leaves more recorded than happened, never less, and crossing again finds
 * the same persons under the permit and the same part.
 */
import { close } from '../ledger/store-record.ts';
import type { Flag } from '../model/decision.ts';
import type { CrossingResult, PartResult } from '../model/result.ts';
import {
  COUNTED_OTHERWISE,
  type Division,
  divide,
  gatherFitting,
  gatherRest,
  heldWhole,
  isDivision,
  overrunPermit,
  whyNot,
} from './divide.ts';
import type { Arrived } from './gather.ts';
import type { House } from './house.ts';
import { record } from './record.ts';
import type { Recorded } from './recorded.ts';
import { settle } from './release.ts';
import type { Crossing } from './request.ts';
import { resultOf } from './result.ts';
import { receiptPaths, writeReceipt } from './store-receipt.ts';
import type { TreatmentPlan } from './treatment.ts';

/** What became of a transfer that crossed in parts, or how it is to be handled as a whole. */
export type Divided =
  | { readonly kind: 'in-parts'; readonly result: CrossingResult }
  | { readonly kind: 'whole'; readonly plan: TreatmentPlan };

export async function crossDivided(
  arrived: Arrived,
  plan: TreatmentPlan,
  crossing: Crossing,
  house: House,
): Promise<Divided> {
  const permit = overrunPermit(arrived, plan, crossing, house);
  if (permit === null) return { kind: 'whole', plan };
  const { request } = crossing;
  const whole = (flag: Flag): Divided => ({ kind: 'whole', plan: { ...plan, notes: [...plan.notes, flag] } });
  const division = await divide(arrived, plan, permit, request, house);
  if (!isDivision(division)) return whole(heldWhole(permit.id, division));

  const of = house.newId();
  let fits: Awaited<ReturnType<typeof gatherFitting>>;
  try {
    fits = await gatherFitting(arrived, plan, division, of, request, house);
  } catch (error) {
    return whole(heldWhole(permit.id, whyNot(error)));
  }
  if (fits === null) return whole(heldWhole(permit.id, COUNTED_OTHERWISE));
  using part = fits.arrived;
  const result = await crossInTwo(arrived, plan, { ...fits, arrived: part }, division, of, crossing, house);
  return { kind: 'in-parts', result };
}

interface Gathered {
  readonly arrived: Arrived;
  readonly plan: TreatmentPlan;
}

async function crossInTwo(
  arrived: Arrived,
  plan: TreatmentPlan,
  fits: Gathered,
  division: Division,
  of: string,
  crossing: Crossing,
  house: House,
): Promise<CrossingResult> {
  const { request } = crossing;
  const asked = await record(arrived, plan, { ...crossing, mode: 'check' }, { ...house, newId: () => of });
  const recorded = await record(fits.arrived, fits.plan, crossing, house);
  let rest: Gathered;
  let restRecorded: Recorded;
  try {
    rest = await gatherRest(arrived, plan, division, of, request, house);
    using held = rest.arrived;
    restRecorded = await record(held, rest.plan, crossing, house);
  } catch (error) {
    // Nothing of the part has left. If that cannot be written either, the next start does.
    try {
      const body = { end: 'broken', records: 0, files: [], hold: null } as const;
      await close(house.state, { transfer: recorded.transfer, at: house.now.toISOString(), body }, house.ledger);
    } catch {
      // The first error says what went wrong.
    }
    throw error;
  }
  // All of it is recorded: others may count while it is written.
  await arrived.turn[Symbol.asyncDispose]();
  const held = await settle(rest.arrived, rest.plan, restRecorded, crossing, house);
  const released = await settle(fits.arrived, fits.plan, recorded, crossing, house);

  const paths = receiptPaths(house.state.dir, of);
  const answer = resultOf(arrived, plan, asked, crossing, paths, house.now);
  const parts = { fits: partOf(released), rest: partOf(held) };
  const result: CrossingResult = {
    ...answer,
    flags: [...answer.flags, releasedPart(division.permit, parts), ...alertsOf(released)],
    permit: division.permit,
    released: released.released!,
    held: held.held!,
    parts,
  };
  writeReceipt(house, of, result);
  return result;
}

/** Of the permit, as the part that left has used it. */
const alertsOf = ({ flags }: CrossingResult): readonly Flag[] =>
  flags.filter((f) => /^PERMIT_(?:\d+|DEADLINE|ENDS)$/.test(f.code));

const partOf = ({ transfer, records, bytes, persons, receipt, report }: CrossingResult): PartResult => ({
  transfer,
  records,
  bytes,
  persons: persons.thisTransfer,
  receipt,
  report,
});

function releasedPart(permit: string, { fits, rest }: NonNullable<CrossingResult['parts']>): Flag {
  return {
    code: 'OVERRUN_PART',
    text: `Permit ${permit} does not reach for all of this: released ${fits.records} records of ${fits.persons.ordinary} persons, in the order of the input; held ${rest.records} records of ${rest.persons.ordinary} persons.`,
    textZh: `许可${permit}余额不足：按输入顺序放行${fits.records}条（${fits.persons.ordinary}人），其余${rest.records}条（${rest.persons.ordinary}人）暂扣。`,
  };
}
