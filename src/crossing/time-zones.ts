/** Where "today" is: the zone of an origin, that of its capital where it has several. */

/** Countries that a built-in pack governs. */
const ZONES: Readonly<Record<string, string>> = {
  CN: 'Asia/Shanghai',
  ID: 'Asia/Jakarta',
  IN: 'Asia/Kolkata',
  RU: 'Europe/Moscow',
  SA: 'Asia/Riyadh',
  US: 'America/New_York',
  VN: 'Asia/Ho_Chi_Minh',
  // The European Union and the rest of the European Economic Area.
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Europe/Madrid',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
};

/**
 * The zone whose date is "today" for data that leave a country; UTC where no built-in pack governs it.
 *
 * @example
 * zoneOf('US'); // 'America/New_York'
 */
export const zoneOf = (country: string): string => (Object.hasOwn(ZONES, country) ? ZONES[country]! : 'UTC');

/** Hours that the clocks of a zone are ahead of UTC, all year, since a day: asking the runtime loads its tables. */
const AHEAD: Readonly<Record<string, { readonly hours: number; readonly since: string }>> = {
  'Asia/Shanghai': { hours: 8, since: '1992-01-01' },
  'Asia/Ho_Chi_Minh': { hours: 7, since: '1976-01-01' },
  'Asia/Jakarta': { hours: 7, since: '1965-01-01' },
  'Asia/Kolkata': { hours: 5.5, since: '1946-01-01' },
  'Asia/Riyadh': { hours: 3, since: '1948-01-01' },
  UTC: { hours: 0, since: '1972-01-01' },
};

/** The date of an instant in a zone. */
export function today(now: Date, zone: string): string {
  const fixed = AHEAD[zone];
  if (fixed !== undefined && now.getTime() >= Date.parse(fixed.since) && now.getTime() < Date.parse('9000-01-01'))
    return new Date(now.getTime() + fixed.hours * 3_600_000).toISOString().slice(0, 10);
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(now);
}
