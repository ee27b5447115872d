import fc from 'fast-check';
import { expect, test } from 'vitest';
import { today } from './request.ts';

test('today is the day that the tables of the runtime give', () => {
  for (const timeZone of ['Asia/Shanghai', 'UTC', 'Europe/Berlin']) {
    const asked = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    const instants = fc.date({ min: new Date('1960-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (now) => today(now, timeZone) === asked.format(now)),
      { numRuns: 2_000 },
    );
  }
  expect(today(new Date('2026-03-31T15:59:59.999Z'), 'Asia/Shanghai')).toBe('2026-03-31');
  expect(today(new Date('2026-03-31T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-04-01');
});
