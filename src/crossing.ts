/**
 * THE PATH. Read this first: source → inspect → decide → treat → RECORD → release, hold or refuse.
 *
 * Nothing here does the work; each step takes data and returns data, and only this file knows their order. A step
 * that throws ends the crossing: before `record` nothing has left and nobody is counted; after it the record stands
 * and `settle` says what did happen.
 */
import { untilUnmoved } from './crossing/counting.ts';
import { crossDivided } from './crossing/cross-divided.ts';
import { gather } from './crossing/gather.ts';
import type { House } from './crossing/house.ts';
import { judge } from './crossing/judge.ts';
import { record } from './crossing/record.ts';
import { settle } from './crossing/release.ts';
import type { Crossing } from './crossing/request.ts';
import { planTreatment } from './crossing/treatment.ts';
import type { CrossingResult } from './model/result.ts';

export async function cross(crossing: Crossing, house: House): Promise<CrossingResult> {
  return untilUnmoved(() => crossOnce(crossing, house));
}

async function crossOnce(crossing: Crossing, house: House): Promise<CrossingResult> {
  using arrived = await gather(crossing, house); // 1 source, 2 inspect: every value read, every person counted
  await using turn = arrived.turn; // nobody else counts this exporter's persons until they are recorded
  const asItIs = judge(arrived, crossing.request, house, new Map()); // 3 decide on what came
  const planned = planTreatment(arrived, asItIs, crossing.request, house); // 4 treat: what would change, decided again
  const divided = await crossDivided(arrived, planned, crossing, house); // what a permit has no room for, where a lane says so
  if (divided.kind === 'in-parts') return divided.result;
  const { plan } = divided;
  const recorded = await record(arrived, plan, crossing, house); // 5 RECORD: leaf and persons, durable, in one step
  await turn[Symbol.asyncDispose]();
  return await settle(arrived, plan, recorded, crossing, house); // 6 release, hold or refuse; then the closing leaf
}
