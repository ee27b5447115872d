import { residentIdCheck } from '../check-digits.ts';
import { REGION_INDEX, REGIONS } from './regions.ts';
import type { Shape, ShapeOf } from './shape.ts';

const DAY = 86_400_000;
/** Birth dates that are encrypted into each other. A date outside stays, as it would tell an age that cannot be. */
const FIRST_DAY = Date.UTC(1900, 0, 1);
const DAYS = (Date.UTC(2026, 0, 1) - FIRST_DAY) / DAY;
/** Of the 15 digits of the first generation, which all were born before 2000. */
const DAYS_15 = (Date.UTC(2000, 0, 1) - FIRST_DAY) / DAY;

/**
 * 18 characters with a correct check character (GB 11643-1999): region, birth date and sequence change together; the
 * result has a real division, a real date and its own check character. A region that is not in the list (Hong Kong,
 * Macau and Taiwan residents, foreign permanent residents, divisions long gone) stays.
 */
export const residentId18: ShapeOf = (value) => {
  const match = /^(\d{6})(\d{8})(\d{3})([\dX])$/.exec(value);
  if (match === null || residentIdCheck(value.slice(0, 17)) !== match[4]) return null;
  return compose('id18', match[1]!, match[2]!, match[3]!, DAYS, (body) => body + residentIdCheck(body));
};

/** 15 digits, as issued before 1999: no check character, years of two digits. */
export const residentId15: ShapeOf = (value) => {
  const match = /^(\d{6})(\d{6})(\d{3})$/.exec(value);
  if (match === null) return null;
  return compose('id15', match[1]!, `19${match[2]!}`, match[3]!, DAYS_15, (body) => body.slice(0, 6) + body.slice(8));
};

function compose(
  name: string,
  region: string,
  date: string,
  sequence: string,
  days: number,
  finish: (body: string) => string,
): Shape | null {
  const place = REGION_INDEX.get(region);
  const day = dayOf(date);
  if (day === null) return null;
  const dayMoves = day >= 0 && day < days;
  const places = place === undefined ? 1 : REGIONS.length;
  const dates = dayMoves ? days : 1;
  const rank = ((place ?? 0) * dates + (dayMoves ? day : 0)) * 1000 + Number(sequence);
  return {
    rank: BigInt(rank),
    size: BigInt(places * dates * 1000),
    tweak: `${name}\0${place === undefined ? region : ''}\0${dayMoves ? '' : date}`,
    format: (r) => {
      const n = Number(r);
      const d = Math.floor(n / 1000) % dates;
      const p = Math.floor(n / 1000 / dates);
      return finish(
        (place === undefined ? region : REGIONS[p]!) +
          (dayMoves ? dateOf(d) : date) +
          String(n % 1000).padStart(3, '0'),
      );
    },
  };
}

/** Days since 1900-01-01 of YYYYMMDD, or null where the calendar has no such day. */
function dayOf(date: string): number | null {
  const time = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8)));
  const day = (time - FIRST_DAY) / DAY;
  return date.slice(0, 4) >= '1000' && dateOf(day) === date ? day : null;
}

function dateOf(day: number): string {
  return new Date(FIRST_DAY + day * DAY).toISOString().slice(0, 10).replaceAll('-', '');
}
