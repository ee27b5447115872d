/** When a permit runs out at the rate at which persons were added to it of late. Pure. */
import { addDays } from './calendar.ts';

/** Persons who were new under a permit on a day. */
export interface NewPersons {
  readonly day: string;
  readonly persons: number;
}

export interface Forecast {
  /** First and last day that the rate was taken over; null where nobody was added in them. */
  readonly window: { readonly since: string; readonly until: string; readonly days: number; readonly persons: number };
  /** First day on which nothing would be left; null where it cannot be foreseen. */
  readonly day: string | null;
}

export const WINDOW_DAYS = 30;
/** Further than this nobody's rate of today says anything. */
const MOST_DAYS = 36_525n;

/**
 * The day on which `left` persons are used up if as many are added a day as on average over the 30 days up to `asOf`,
 * or over those since the first use where that is later. The day is rounded up to whole ones.
 *
 * @example
 * forecast(30, [{ day: '2026-11-01', persons: 10 }], '2026-11-10').day; // '2026-12-10': one a day over ten days
 */
export function forecast(left: number, uses: readonly NewPersons[], asOf: string): Forecast {
  const until = asOf;
  const earliest = addDays(asOf, 1 - WINDOW_DAYS);
  const past = uses.filter((u) => u.day <= asOf);
  const first = past.reduce<string | null>((min, u) => (min === null || u.day < min ? u.day : min), null);
  const since = first !== null && first > earliest ? first : earliest;
  const days = Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${since}T00:00:00Z`)) / 86_400_000) + 1;
  const persons = past.reduce((sum, u) => sum + (u.day >= since ? u.persons : 0), 0);
  const window = { since, until, days, persons };
  if (left <= 0) return { window, day: asOf };
  if (persons === 0) return { window, day: null };
  const ahead = (BigInt(left) * BigInt(days) + BigInt(persons) - 1n) / BigInt(persons);
  return { window, day: ahead > MOST_DAYS ? null : addDays(asOf, Number(ahead)) };
}
