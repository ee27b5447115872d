import { expect, test } from 'vitest';
import { heldAll, mergeRows, type Row } from './row.ts';
import { formatSummary, formatTable } from './table.ts';

const row = (change: Partial<Row>): Row => ({
  part: 'keys',
  does: 'a key is gone',
  verdict: 'ok',
  times: 2,
  said: { STATE_KEY: 2 },
  sent: 1_200,
  crossed: 0,
  recorded: 0,
  lost: 0,
  broken: [],
  why: null,
  ...change,
});

test('what was skipped or met a limit is never a pass', () => {
  expect(heldAll([row({})])).toBe(true);
  expect(heldAll([row({}), row({ verdict: 'skipped' }), row({ verdict: 'limit' })])).toBe(true);
  expect(heldAll([row({ verdict: 'skipped' })])).toBe(false);
  expect(heldAll([row({ verdict: 'limit' })])).toBe(false);
  expect(heldAll([row({}), row({ verdict: 'NOT OK' })])).toBe(false);
  expect(heldAll([])).toBe(false);
});

test('one round that was not ok makes the part not ok', () => {
  const bad = row({ verdict: 'NOT OK', said: { 'exit 0': 1 }, broken: [{ promise: 'closed', what: 'let through' }] });
  expect(mergeRows([row({}), bad, row({ verdict: 'skipped', times: 0, said: {} })])).toMatchObject({
    verdict: 'NOT OK',
    times: 4,
    said: { STATE_KEY: 2, 'exit 0': 1 },
    sent: 3_600,
    broken: [{ promise: 'closed' }],
  });
  expect(mergeRows([row({}), row({ verdict: 'skipped' })]).verdict).toBe('ok');
  expect(mergeRows([row({}), row({ verdict: 'limit', why: 'known' })])).toMatchObject({
    verdict: 'limit',
    why: 'known',
  });
});

test('the table says below a line what did not hold, and why something does not count', () => {
  const broken = [
    { promise: 'closed', what: 'a.csv was let through' },
    { promise: 'closed', what: 'a.csv was let through' },
  ] as const;
  const rows = [
    row({}),
    row({ part: 'clock', verdict: 'NOT OK', said: {}, broken }),
    row({ verdict: 'skipped', why: 'no means' }),
  ];
  expect(formatTable(rows)).toBe(
    [
      'part   what was done to it  times  Douane said     sent  crossed  recorded  lost',
      'keys   a key is gone            2  2 × STATE_KEY  1,200        0         0     0  ok',
      'clock  a key is gone            2                 1,200        0         0     0  NOT OK',
      '    broken: while something was broken, nothing crossed: a.csv was let through (2 times)',
      'keys   a key is gone            2  2 × STATE_KEY      –        –         –     –  skipped',
      '    no means',
      '',
    ].join('\n'),
  );
  expect(formatSummary(rows)).toBe(
    '6 times broken, 1 parts ok, 1 NOT OK, 0 at a limit that is not promised, 1 skipped (neither counts as passed).\n',
  );
});
