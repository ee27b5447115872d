/**
 * THE PATH. Read this first: source → inspect → decide → treat → RECORD → release, hold or refuse.
 *
 * Nothing here does the work; each step takes data and returns data, and only this file knows their order. A step
 * that throws ends the crossing: before `record` nothing has left and nobody is counted; after it the record stands
 * and `settle` says what did happen.
 */
import { gather } from './crossing/gather.ts';
import type { House } from './crossing/house.ts';
import { judge } from './crossing/judge.ts';
import { record } from './crossing/record.ts';
import { settle } from './crossing/release.ts';
import type { Request } from './crossing/request.ts';
import { planTreatment } from './crossing/treatment.ts';
import type { CrossingResult } from './model/result.ts';
import type { Input } from './source/source.ts';

export interface Crossing {
  readonly mode: 'check' | 'clear';
  readonly request: Request;
  readonly inputs: readonly Input[];
  /** Directory that released files go to; null for a check. */
  readonly out: string | null;
  /** The hold that the inputs come out of, when an approval sends them round again. */
  readonly held?: { readonly id: string; readonly path: string };
}

export async function cross(crossing: Crossing, house: House): Promise<CrossingResult> {
  const arrived = await gather(crossing, house); // 1 source, 2 inspect: every value read, every person counted
  const asItIs = judge(arrived, crossing.request, house, new Map()); // 3 decide on what came
  const plan = planTreatment(arrived, asItIs, crossing.request, house); // 4 treat: what would change, decided again
  const recorded = await record(arrived, plan, crossing, house); // 5 RECORD: leaf and persons, durable, in one step
  return settle(arrived, plan, recorded, crossing, house); // 6 release, hold or refuse; then the closing leaf
}
