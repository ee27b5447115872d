import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBuiltInPacks } from '../decide/store-ready-pack.ts';
import { today, zoneOf } from './time-zones.ts';

const ORIGINS = ['CN', 'VN', 'ID', 'IN', 'SA', 'RU', 'US', 'DE', 'XX'];

test.each(ORIGINS)('today in %s is the day that the tables of the runtime give', (country) => {
  const timeZone = zoneOf(country);
  const asked = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const instants = fc.date({ min: new Date('1945-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, (now) => today(now, timeZone) === asked.format(now)),
    { numRuns: 1_000 },
  );
});

test('the same instant is another day elsewhere', () => {
  const late = new Date('2026-03-31T17:30:00Z');
  const days = Object.fromEntries(['CN', 'VN', 'IN', 'RU', 'US', 'DE'].map((c) => [c, today(late, zoneOf(c))]));
  expect(days).toEqual({
    CN: '2026-04-01',
    VN: '2026-04-01',
    IN: '2026-03-31',
    RU: '2026-03-31',
    US: '2026-03-31',
    DE: '2026-03-31',
  });
  expect(today(new Date('2026-03-31T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-03-31');
  expect(today(new Date('2026-03-31T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-04-01');
  expect(today(new Date('2026-03-31T18:30:00Z'), 'Asia/Kolkata')).toBe('2026-04-01');
});

test('every country that a built-in pack governs has a zone, and no name of an object does', async () => {
  const countries = (await openBuiltInPacks()).flatMap((pack) => pack.countries);
  for (const country of countries) {
    const timeZone = zoneOf(country);
    expect([country, timeZone]).not.toEqual([country, 'UTC']);
    expect(() => new Intl.DateTimeFormat('sv-SE', { timeZone })).not.toThrow();
  }
  expect(zoneOf('constructor')).toBe('UTC');
});
