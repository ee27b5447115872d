import { expect, test } from 'vitest';
import { lossFlags } from './loss-flags.ts';

const loss = { leaf: 7, at: '2026-11-24T20:00:00.000Z', since: '2026-11-20T08:00:00.000Z', common: '', seen: [] };
const windows = (asOf: string) => {
  const year = Number(asOf.slice(0, 4));
  const currentSince = `${year}-01-01`;
  return { since: currentSince, currentSince, previousSince: `${year - 1}-01-01`, rule: null };
};
const flags = (asOf: string, change: object = {}, permit: string | null = null) =>
  lossFlags({ losses: [loss], windows: windows(asOf), tallies: [], permitsFrom: new Map(), ...change }, permit, {
    asOf,
    from: 'CN',
  });

test('a window that reaches back to the day of the loss or before names it, a later one does not', () => {
  expect(flags('2026-11-25')[0]).toMatchObject({ code: 'STATE_LOSS' });
  // Of 2027 the year before is counted too.
  expect(flags('2027-06-01')[0]!.text).toContain('since 2026-01-01 may be too low');
  expect(flags('2027-06-01')[0]!.text).not.toContain('2027');
  expect(flags('2028-01-01')).toEqual([]);
  expect(flags('2026-11-25', { losses: [] })).toEqual([]);
});

test('the day of the loss is the exporter’s', () => {
  // 2026-11-24 20:00 UTC is the 25th in China.
  expect(flags('2026-11-25')[0]!.text).toContain('on 2026-11-25 its loss');
});

test('a count of its own months is a window too', () => {
  const tallies = [{ rule: { months: 24 } }];
  expect(flags('2028-11-01', { tallies })[0]!.text).toContain('since 2026-11-01');
  expect(flags('2028-12-01', { tallies })).toEqual([]);
});

test('a permit that may have been used before the loss, whenever it was added; not one of later', () => {
  const permitsFrom = new Map([
    ['old', '2025-01-01'],
    ['new', '2026-11-26'],
  ]);
  expect(flags('2030-01-01', { permitsFrom }, 'old')[0]!.text).toContain('permit old may be too low');
  expect(flags('2030-01-01', { permitsFrom }, 'new')).toEqual([]);
  expect(flags('2030-01-01', { permitsFrom }, 'of no date')).toHaveLength(1);
});
