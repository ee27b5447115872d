import type { Kind } from '../model/kinds.ts';
import { cityOf } from './city.ts';
import { LONGEST, NOTHING } from './mask.ts';
import { canonicalIp } from './normalise.ts';

/**
 * Coarser forms by kind: the year of a birth date (the decade of an age), the city of an address (the region of a
 * postal code), coordinates to a tenth of a degree (about 11 km), the /24 or /48 of an IP address, the band of a salary.
 * A kind that is not here has no coarser form that still says something.
 */
const COARSER: Readonly<Partial<Record<Kind, (value: string) => string | null>>> = {
  'birth-date': yearOrDecade,
  address: (value) => postalRegion(value) ?? cityOf(value),
  'geo.point': grid,
  ip: network,
  salary: band,
};

export function canGeneralise(kind: Kind): boolean {
  return COARSER[kind] !== undefined;
}

/** The coarser form; {@link NOTHING} where the value is not understood, so that it never stays as fine as it was. */
export function generalise(kind: Kind, value: string): string {
  if (value.length > LONGEST) return NOTHING;
  return COARSER[kind]?.(value.normalize('NFKC').trim()) ?? NOTHING;
}

function yearOrDecade(value: string): string | null {
  if (/^\d{1,3}$/.test(value)) {
    const age = Number(value);
    return age > 130 ? null : `${age - (age % 10)}-${age - (age % 10) + 9}`;
  }
  const date =
    /^((?:18|19|20)\d\d)(?:\D|$)/.exec(value) ??
    /^((?:18|19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\D|$)/.exec(value) ??
    /^\d{1,2}\D{1,2}\d{1,2}\D{1,2}((?:18|19|20)\d\d)(?:\D|$)/.exec(value) ??
    /^(?:\d{1,2}(?:st|nd|rd|th)? )?[A-Za-z]{3,9}\.?(?: \d{1,2}(?:st|nd|rd|th)?)?,? ((?:18|19|20)\d\d)$/.exec(value);
  return date === null ? null : date[1]!;
}

/** The first two digits of a postal code of the mainland are the province. */
function postalRegion(value: string): string | null {
  return /^\d{6}$/.test(value) ? `${value.slice(0, 2)}0000` : null;
}

/** One or two numbers of decimal degrees (and a height, which goes), with the marks that stand around them. */
function grid(value: string): string | null {
  const around = value.replaceAll(/POINT ?Z?|latitude|longitude|lat|lon|lng|SRID=\d+;|[NSEW]\b|\d+(?:\.\d+)?/gi, '');
  if (!/^[\s,;:=()[\]{}"+-]*$/.test(around)) return null;
  const text = value.replace(/SRID=\d+;/i, '');
  const numbers = text.match(/\d+(?:\.\d+)?/g) ?? [];
  if (numbers.length < 1 || numbers.length > 3 || !numbers.slice(0, 2).every((n) => Number(n) <= 180)) return null;
  let at = 0;
  return text.replaceAll(/\d+(?:\.\d+)?/g, (n) => (at++ < 2 ? (Math.round(Number(n) * 10) / 10).toFixed(1) : '0'));
}

function network(value: string): string | null {
  const v4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(value);
  if (v4 !== null) return `${v4[1]}.0/24`;
  const v6 = canonicalIp(value);
  if (!/^([0-9a-f]{4}:){7}[0-9a-f]{4}$/.test(v6)) return null;
  const groups = v6.split(':').map((g) => g.replace(/^0{1,3}/, ''));
  return `${groups.slice(0, 3).join(':')}::/48`;
}

/** From 15,800 to 10000-19999: one digit is left. */
function band(value: string): string | null {
  const match = /^[^\d-]{0,4}(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d+)?\s*(万|萬|千|[kK])?[^\d]{0,8}$/u.exec(value);
  if (match === null) return null;
  const unit = match[3] === undefined ? 1 : match[3] === '千' || /k/i.test(match[3]) ? 1_000 : 10_000;
  const amount = Math.floor(Number(match[1]!.replaceAll(',', '') + (match[2] ?? '')) * unit);
  const width = 10 ** (String(amount).length - 1);
  const from = amount - (amount % width);
  return width === 1 ? '0-9' : `${from}-${from + width - 1}`;
}
