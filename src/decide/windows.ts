import { DouaneError } from '../model/errors.ts';
import type { Pack, Windows } from './pack.ts';
import { select } from './select.ts';

/**
 * From which days persons are counted for a decision on a day.
 *
 * @throws DouaneError LAW_NO_RULES
 * @example
 * windows(pack, '2024-03-21').since; // '2023-01-01': until then the window began in the previous year
 */
export function windows(pack: Pack, asOf: string): Windows {
  const rule = select(pack, asOf).parameters.get('exportWindow');
  const year = Number(asOf.slice(0, 4));
  const currentSince = `${year}-01-01`;
  const previousSince = `${year - 1}-01-01`;
  if (rule !== 'this-year' && rule !== 'previous-year') {
    throw new DouaneError('LAW_NO_RULES', {
      place: { name: 'exportWindow' },
      expected: 'a window of counting on that day',
    });
  }
  const since = rule === 'this-year' ? currentSince : previousSince;
  return { since, currentSince, previousSince, rule: rule === 'this-year' ? 'CN-COUNT-WIN-B' : 'CN-COUNT-WIN-A' };
}
