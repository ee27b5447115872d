import { DouaneError } from '../model/errors.ts';
import type { Pack, Windows } from './pack.ts';
import { select } from './select.ts';

/**
 * From which days persons are counted for a decision on a day. A pack without the parameter compares no counts of
 * these windows; persons are then kept by the calendar year.
 *
 * @throws DouaneError LAW_NO_RULES
 * @example
 * windows(pack, '2024-03-21').since; // '2023-01-01': until then the window began in the previous year
 */
export function windows(pack: Pack, asOf: string): Windows {
  const { parameters } = select(pack, asOf);
  const year = Number(asOf.slice(0, 4));
  const currentSince = `${year}-01-01`;
  const previousSince = `${year - 1}-01-01`;
  if (!pack.parameters.has('exportWindow')) return { since: currentSince, currentSince, previousSince, rule: null };
  const window = parameters.get('exportWindow');
  if (window === 'this-year') return { since: currentSince, currentSince, previousSince, rule: 'CN-COUNT-WIN-B' };
  if (window === 'previous-year') return { since: previousSince, currentSince, previousSince, rule: 'CN-COUNT-WIN-A' };
  throw new DouaneError('LAW_NO_RULES', {
    place: { name: 'exportWindow' },
    expected: 'a window of counting on that day',
  });
}
