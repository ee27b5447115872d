import { addMonths } from '../decide/calendar.ts';
import type { Flag } from '../model/decision.ts';
import type { Arrived } from './gather.ts';
import { type Request, today, zoneOf } from './request.ts';

/**
 * What has to be said beside every count that an accepted loss may have made too low: of windows that reach back to its
 * day or before, and of a permit, which counts from its first day on. Pure.
 */
export function lossFlags(
  { losses, windows, tallies, permitsFrom }: Pick<Arrived, 'losses' | 'windows' | 'tallies' | 'permitsFrom'>,
  covering: string | null,
  { asOf, from }: Pick<Request, 'asOf' | 'from'>,
): Flag[] {
  const { since, previousSince } = windows;
  const firsts = [since, previousSince, ...tallies.map(({ rule }) => addMonths(asOf, -rule.months))].sort();
  const zone = zoneOf(from);
  return losses.flatMap(({ leaf, at, since: last }) => {
    const day = today(new Date(at), zone);
    const reached = [...new Set(firsts)].filter((first) => first <= day);
    // Whenever it was added here: what was used of it may have been lost with it.
    const permit = covering !== null && (permitsFrom.get(covering) ?? '') <= day ? covering : null;
    if (reached.length === 0 && permit === null) return [];
    const counts = reached.map((first) => `since ${first}`).join(' and ');
    const en = [
      ...(reached.length > 0 ? [`persons counted ${counts}`] : []),
      ...(permit === null ? [] : [`what is used of permit ${permit}`]),
    ];
    const zh = [
      ...(reached.length > 0 ? [`自${reached.join('、')}起的人数`] : []),
      ...(permit === null ? [] : [`许可${permit}的已用人数`]),
    ];
    return [
      {
        code: 'STATE_LOSS',
        text: `An older copy of the state was put back, and on ${day} its loss was accepted (leaf ${leaf}): what was recorded ${last === null ? 'before' : `between ${last} and ${at}`} and is lost is not counted. ${sentence(en.join(' and '))} may be too low.`,
        textZh: `状态曾回退到较早的副本，其损失于${day}被确认（叶${leaf}）：${last === null ? '此前' : `${last}至${at}之间`}丢失的记录未计入。${zh.join('及')}可能偏低。`,
      },
    ];
  });
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
