import type { Kind } from '../model/kinds.ts';
import { cityOf } from './city.ts';

/** What is left of a value of which nothing may be left, whatever its length. */
export const NOTHING = '***';

/** No value of any kind is longer; what is, is not taken apart. */
export const LONGEST = 1_000;

/** Of how many words of a name the first letter is kept. */
const MOST_INITIALS = 3;

const stars = (n: number) => '*'.repeat(n);

/** Keeps the first and last characters and stars the rest, one for one. */
function keepEnds(text: string, first: number, last: number): string {
  const chars = [...text];
  return (
    chars.slice(0, first).join('') + stars(chars.length - first - last) + (last > 0 ? chars.slice(-last).join('') : '')
  );
}

/**
 * Masks by kind, each only for values that wholly have the form it was made for; null for any other. A kind that is
 * not here keeps nothing.
 */
const MASKS: Readonly<Partial<Record<Kind, (value: string) => string | null>>> = {
  phone: (v) => {
    const match = /^((?:(?:\+|00)?86[ -]?)?)(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})$/.exec(v);
    return match === null ? null : `${match[1]}${match[2]}****${match[3]}`;
  },
  'phone.landline': (v) => {
    const match = /^(\(?0\d{2,3}\)?[ -]?)(\d{5,6})(\d{2})$/.exec(v);
    return match === null ? null : `${match[1]}${stars(match[2]!.length)}${match[3]}`;
  },
  'cn.resident-id': identity,
  'cn.social-security': identity,
  'cn.hmt-residence': identity,
  'cn.foreign-permanent-resident-id': identity,
  passport: (v) => (/^[A-Z]{1,2}\d{7,8}$/i.test(v) ? keepEnds(v, 1, 2) : null),
  'cn.hk-macau-permit': (v) => (/^[A-Z]\d{8,10}$/i.test(v) ? keepEnds(v, 1, 2) : null),
  'cn.taiwan-permit': (v) => (/^[A-Z]?\d{8,10}$/i.test(v) ? keepEnds(v, 1, 2) : null),
  email: (v) => {
    const match = /^([^@\s]+)@([^@\s]+\.[^@\s.]+)$/.exec(v);
    if (match === null) return null;
    const local = [...match[1]!];
    return `${local.length > 2 ? local[0] : ''}***@${match[2]}`;
  },
  'person.name': name,
  'bank-card': (v) => {
    const digits = v.replaceAll(/[ -]/g, '');
    return /^\d{13,19}$/.test(digits) ? keepEnds(digits, 4, 2) : null;
  },
  'cn.plate': (v) => (/^\p{Script=Han}[A-Z][·• .-]?[0-9A-Z]{4,6}\p{Script=Han}?$/u.test(v) ? keepEnds(v, 2, 0) : null),
  address: (v) => {
    const city = cityOf(v);
    return city === null ? null : `${city}${NOTHING}`;
  },
};

/** True for a kind of which no mask keeps anything. */
export function masksAll(kind: Kind): boolean {
  return MASKS[kind] === undefined;
}

/**
 * The value with most of it starred, as the kind is usually shown: `138****0000`, `110***********001X`, `张*`,
 * `z***@example.com`. A value that does not have the form of its kind becomes `***`.
 */
export function mask(kind: Kind, value: string): string {
  return value.length > LONGEST ? NOTHING : (MASKS[kind]?.(value.trim()) ?? NOTHING);
}

/**
 * A value as reports may show it: as {@link mask}, but nothing of names shorter than two characters, of e-mail
 * domains (people have their own), or of anything that is not in the form of its kind.
 */
export function maskExample(kind: Kind, value: string): string {
  const masked = mask(kind, value);
  if (kind !== 'email' || masked === NOTHING) return masked;
  return masked.replace(/@.*(\.[^.]+)$/, `@${NOTHING}$1`);
}

function identity(value: string): string | null {
  if (/^\d{17}[\dXx]$/.test(value)) return keepEnds(value, 3, 4);
  return /^\d{15}$/.test(value) ? keepEnds(value, 3, 2) : null;
}

function name(value: string): string | null {
  if (value.length > 60) return null;
  // The first character is the surname, or half of one; of foreigners' names in Chinese as well.
  const joined = value.replaceAll(/\s+/g, '');
  if (/^[\p{Script=Han}·•・]{2,20}$/u.test(joined)) return keepEnds(joined, 1, 0);
  if (!/^[\p{L}.'’ -]{4,}$/u.test(value)) return null;
  // A word of one letter is not an initial but all of it; initials of many words would be most of a short text.
  const words = value.split(/\s+/);
  const initials = words.slice(0, MOST_INITIALS).map((word) => {
    const letters = [...word];
    return letters.length > 1 ? `${letters[0]}***` : NOTHING;
  });
  return [...initials, ...(words.length > MOST_INITIALS ? [NOTHING] : [])].join(' ');
}
