import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths, addWorkingDays, type Holidays, isDate, nextYearly, within } from './calendar.ts';

const NONE: Holidays = { off: new Set(), makeUp: new Set(), years: new Set(['2026']) };
// State Council arrangement for 2026: national days 1-7 October, worked 20 September and 10 October.
const AUTUMN: Holidays = {
  off: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
  makeUp: new Set(['2026-09-20', '2026-10-10']),
  years: new Set(['2026']),
};

test('working days leave out weekends and days off and take in make-up days', () => {
  expect(addWorkingDays('2026-11-20', 1, NONE)).toEqual({ date: '2026-11-23', complete: true });
  expect(addWorkingDays('2026-09-30', 1, AUTUMN)).toEqual({ date: '2026-10-08', complete: true });
  expect(addWorkingDays('2026-10-09', 1, AUTUMN).date).toBe('2026-10-10');
  expect(addWorkingDays('2026-10-12', -1, AUTUMN).date).toBe('2026-10-10');
  expect(addWorkingDays('2026-11-23', 0, NONE).date).toBe('2026-11-23');
});

test('a count that reaches a year without a table says so', () => {
  expect(addWorkingDays('2026-12-30', 2, NONE)).toEqual({ date: '2027-01-01', complete: false });
});

test('back and forth by working days never gains a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 90 }), (day, n) => {
      const start = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
      const there = addWorkingDays(start, n, AUTUMN).date;
      expect(addWorkingDays(there, -n, AUTUMN).date <= start).toBe(true);
    }),
  );
});

test('months end where the shorter month ends', () => {
  expect(addMonths('2023-02-10', 24)).toBe('2025-02-10');
  expect(addMonths('2025-10-31', 4)).toBe('2026-02-28');
  expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
  expect(addMonths('2026-01-31', -2)).toBe('2025-11-30');
});

test('intervals are half-open', () => {
  expect(within('2024-03-21', ['2022-09-01', '2024-03-22'])).toBe(true);
  expect(within('2024-03-22', ['2022-09-01', '2024-03-22'])).toBe(false);
  expect(within('2024-03-22', ['2024-03-22', null])).toBe(true);
});

test('dates are real dates', () => {
  expect(['2024-02-29', '2026-12-31'].map(isDate)).toEqual([true, true]);
  expect(['2023-02-29', '2026-13-01', '2026-1-1', '0000-01-01', '2026-01-01T00', ''].map(isDate)).toEqual(
    Array(6).fill(false),
  );
});

test('the next such day of a year is today at the earliest', () => {
  expect(nextYearly('2026-12-15', '12-15')).toBe('2026-12-15');
  expect(nextYearly('2026-12-16', '12-15')).toBe('2027-12-15');
});
