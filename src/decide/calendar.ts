/** Dates as YYYY-MM-DD, compared as text; no clock and no zone in here. */

export type DateUnit = 'days' | 'working-days' | 'months' | 'years';

/** Days off and make-up working days, by what the authority published, and the years that it published them for. */
export interface Holidays {
  readonly off: ReadonlySet<string>;
  readonly makeUp: ReadonlySet<string>;
  readonly years: ReadonlySet<string>;
}

const DAY = 86_400_000;
const toTime = (date: string) => Date.parse(`${date}T00:00:00Z`);
const toDate = (time: number) => new Date(time).toISOString().slice(0, 10);

/** A real calendar date written YYYY-MM-DD, of a year that the law of states has dates for. */
export function isDate(text: string): boolean {
  if (!/^(?:1[6-9]|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const time = toTime(text);
  return !Number.isNaN(time) && toDate(time) === text;
}

/** Whether a day lies in a half-open interval. */
export function within(day: string, [from, to]: readonly [string, string | null]): boolean {
  return day >= from && (to === null || day < to);
}

export function addDays(date: string, days: number): string {
  return toDate(toTime(date) + days * DAY);
}

/** The same day of another month; where that month is shorter, its last day (Civil Code art. 202). */
export function addMonths(date: string, months: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const index = year * 12 + month - 1 + months;
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate();
  return toDate(Date.UTC(Math.floor(index / 12), index % 12, Math.min(day, last)));
}

/**
 * Counts working days on from a date, that day not counted (Civil Code art. 201), or back with a negative number.
 * `complete` is false where the count touched a year whose holidays are not known: there only weekends are left out.
 */
export function addWorkingDays(date: string, days: number, holidays: Holidays): { date: string; complete: boolean } {
  const step = days < 0 ? -1 : 1;
  let left = Math.abs(days);
  let at = toTime(date);
  let complete = true;
  while (left > 0) {
    at += step * DAY;
    const day = toDate(at);
    complete &&= holidays.years.has(day.slice(0, 4));
    const weekday = new Date(at).getUTCDay();
    const works = holidays.makeUp.has(day) || (weekday !== 0 && weekday !== 6 && !holidays.off.has(day));
    if (works) left -= 1;
  }
  return { date: toDate(at), complete };
}

export function addTo(
  date: string,
  add: number,
  unit: DateUnit,
  holidays: Holidays,
): { date: string; complete: boolean } {
  switch (unit) {
    case 'working-days':
      return addWorkingDays(date, add, holidays);
    case 'days':
      return { date: addDays(date, add), complete: true };
    case 'months':
      return { date: addMonths(date, add), complete: true };
    case 'years':
      return { date: addMonths(date, add * 12), complete: true };
    default:
      return unit satisfies never;
  }
}

/** The first day `MM-DD` that is not before `date`. */
export function nextYearly(date: string, monthDay: string): string {
  const thisYear = `${date.slice(0, 4)}-${monthDay}`;
  return thisYear >= date ? thisYear : `${Number(date.slice(0, 4)) + 1}-${monthDay}`;
}
