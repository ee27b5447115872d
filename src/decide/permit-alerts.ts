/** What somebody who works under a permit has to see in time: how much of it is used, and what falls due. Pure. */
import type { Duty, Flag } from '../model/decision.ts';
import type { HeldPermit, PermitUse } from '../model/permit.ts';
import { addDays } from './calendar.ts';

export const LEVELS = [80, 90, 100] as const;
export type Level = (typeof LEVELS)[number];

/** Days before a deadline from which on it is near. */
export const NEAR_DAYS = 60;

/** Highest level of a budget that is reached, in percent; null below the first. Exact, whatever the numbers. */
export function levelOf(used: number, budget: number): Level | null {
  return LEVELS.findLast((level) => BigInt(used) * 100n >= BigInt(budget) * BigInt(level)) ?? null;
}

/** Level of the budget that is used up most: all persons, or those with sensitive data. */
export function highestLevel({ budget }: Pick<HeldPermit, 'budget'>, used: PermitUse): Level | null {
  if (budget === undefined) return null;
  const { persons, sensitivePersons } = budget;
  const all = persons === undefined ? null : levelOf(used.persons, persons);
  const sensitive = sensitivePersons === undefined ? null : levelOf(used.sensitivePersons, sensitivePersons);
  return Math.max(all ?? 0, sensitive ?? 0) === 0 ? null : (Math.max(all ?? 0, sensitive ?? 0) as Level);
}

/** Whether a deadline is near on a day, or past: what the law still asks for then is overdue. */
export function isNear(due: string, asOf: string): boolean {
  return due <= addDays(asOf, NEAR_DAYS);
}

/** Flags on a permit that covers a transfer, with its use as the transfer would leave it. */
export function permitAlerts(
  permit: HeldPermit,
  deadlines: readonly Duty[],
  validUntil: string | null,
  asOf: string,
): Flag[] {
  const flags: Flag[] = [];
  const { id, budget, used, before } = permit;
  const level = highestLevel(permit, used);
  if (level !== null && budget !== undefined) {
    const first = before !== undefined && (highestLevel(permit, before) ?? 0) < level;
    const { persons, sensitivePersons } = budget;
    const en: string[] = [];
    const zh: string[] = [];
    if (persons !== undefined) {
      en.push(`${used.persons} of ${persons} persons`);
      zh.push(`${used.persons}/${persons}人`);
    }
    if (sensitivePersons !== undefined) {
      en.push(`${used.sensitivePersons} of ${sensitivePersons} persons with sensitive data`);
      zh.push(`敏感个人信息${used.sensitivePersons}/${sensitivePersons}人`);
    }
    flags.push({
      code: `PERMIT_${level}`,
      text: `Permit ${id}: ${en.join(', ')} are used, ${level} % or more${first ? ', for the first time with this transfer' : ''}.`,
      textZh: `许可${id}：已用${zh.join('，')}，达到${level}%${first ? '，由本次传输首次达到' : ''}。`,
    });
  }
  for (const { due, text, textZh, rule } of deadlines) {
    if (due === null || !isNear(due, asOf)) continue;
    flags.push({
      code: 'PERMIT_DEADLINE',
      text: `Permit ${id}, ${due} (${rule}): ${text}`,
      textZh: `许可${id}，${due}（${rule}）：${textZh ?? text}`,
    });
  }
  if (validUntil !== null && isNear(validUntil, asOf)) {
    flags.push({
      code: 'PERMIT_ENDS',
      text: `Permit ${id} is valid until ${validUntil}.`,
      textZh: `许可${id}有效期至${validUntil}。`,
    });
  }
  return flags;
}
