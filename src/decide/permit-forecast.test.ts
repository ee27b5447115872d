import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from './calendar.ts';
import { forecast } from './permit-forecast.ts';

test.each([
  ['ten persons ten days ago, thirty left: one a day', 30, [['2026-11-01', 10]], '2026-11-10', '2026-12-10', 10],
  [
    'what was added before the window does not count',
    30,
    [
      ['2026-01-01', 999],
      ['2026-11-10', 30],
    ],
    '2026-11-10',
    '2026-12-10',
    30,
  ],
  ['a part of a day is a day', 1, [['2026-11-10', 3]], '2026-11-10', '2026-11-11', 1],
  ['nobody of late: not foreseeable', 30, [['2026-01-01', 10]], '2026-11-10', null, 30],
  ['never used', 30, [], '2026-11-10', null, 30],
  ['used up', 0, [['2026-11-10', 3]], '2026-11-10', '2026-11-10', 1],
  ['more than a hundred years ahead', 1_000_000, [['2026-10-20', 1]], '2026-11-10', null, 22],
] as const)('%s', (_, left, uses, asOf, day, days) => {
  const made = forecast(
    left,
    uses.map(([d, persons]) => ({ day: d, persons })),
    asOf,
  );
  expect(made.day).toBe(day);
  expect(made.window.days).toBe(days);
});

test('on the day said all is used up, on the day before it is not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.record({ ago: fc.integer({ min: 0, max: 60 }), persons: fc.nat(5_000) }), { maxLength: 20 }),
      (left, uses) => {
        const asOf = '2026-11-23';
        const { window, day } = forecast(
          left,
          uses.map((u) => ({ day: addDays(asOf, -u.ago), persons: u.persons })),
          asOf,
        );
        if (day === null) return;
        const ahead = (Date.parse(day) - Date.parse(asOf)) / 86_400_000;
        expect(ahead * window.persons).toBeGreaterThanOrEqual(left * window.days);
        expect((ahead - 1) * window.persons).toBeLessThan(left * window.days);
      },
    ),
  );
});
