import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLOSING, DECISION, EVENT, fits } from './leaf-check.ts';
import { closingLeafSchema, decisionLeafSchema, eventLeafSchema } from './leaf-schema.ts';

const HASH = 'a'.repeat(64);
const decision = {
  v: 1,
  type: 'check',
  transfer: 't1',
  at: '2026-03-01T00:00:00.000Z',
  asOf: '2024-02-29',
  from: 'CN',
  to: 'DE',
  verdict: 'pass',
  outcome: 'exempt',
  counts: { files: 1, records: 2, bytes: 3, persons: { ordinary: 0, sensitive: 0, undetermined: 0 } },
  permit: null,
  law: 'sha256:00',
  content: HASH,
  body: HASH,
};
const closing = {
  v: 1,
  type: 'closing',
  transfer: 't1',
  at: '2026-03-01T23:59:59.999Z',
  of: 0,
  end: 'released',
  counts: { files: 0, records: 0, bytes: Number.MAX_SAFE_INTEGER },
  content: HASH,
  body: HASH,
};

/** Of the kinds that members have, and near them. */
const member = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, undefined, 0, -1, 1, 1.5, Number.NaN, 2 ** 53, '', 'CN', 'cn', 'CHN', HASH, `${HASH}\n`, `${HASH}a`],
    ...['2026-02-29', '2026-02-28', '0000-01-01', '2026-02-28T24:00:00.000Z', '2026-02-29T00:00:00.000Z', [], {}],
    ...['2026-02-28T00:00:00Z', '2026-02-28T00:00:60.000Z', '2026-02-28T00:00:00.000+00:00', 'x'.repeat(201)],
    ...['check', 'closing', 'crossing', 'released', 'hold', 'pass', 'exempt', true, { files: 1 }],
  ),
  fc.string(),
  fc.integer(),
  fc.double(),
);

describe.each([
  ['a decision', decision, DECISION, decisionLeafSchema],
  ['a closing', closing, CLOSING, closingLeafSchema],
] as const)('%s', (_, leaf, shape, schema) => {
  test('as it is recorded it fits', () => {
    expect(fits(leaf, shape)).toBe(true);
    expect(schema.safeParse(leaf).success).toBe(true);
  });

  test('has the members of its schema', () => {
    expect(Object.keys(shape)).toEqual(Object.keys(schema.shape));
    expect(Object.keys(shape.counts as object)).toEqual(Object.keys(schema.shape.counts.shape));
  });

  test('with any one member other, left out or added, it fits only where it fits the schema', () => {
    const paths = [...Object.keys(leaf).map((k) => [k]), ...Object.keys(leaf.counts).map((k) => ['counts', k])];
    const changed = fc.tuple(fc.constantFrom(...paths, ['more'], ['counts', 'more']), member, fc.boolean());
    let both = 0;
    fc.assert(
      fc.property(changed, ([path, value, leftOut]) => {
        const copy = structuredClone(leaf) as unknown as Record<string, unknown>;
        const at = path.length === 1 ? copy : (copy.counts as Record<string, unknown>);
        if (leftOut) delete at[path.at(-1)!];
        else at[path.at(-1)!] = value;
        const [hand, zod] = [fits(copy, shape), schema.safeParse(copy).success];
        if (hand) both += 1;
        return !hand || zod;
      }),
      { numRuns: 5_000 },
    );
    expect(both).toBeGreaterThan(50);
  });

  test('a value that is no object does not fit', () => {
    for (const value of [null, undefined, 1, 'x', [], [leaf]]) expect(fits(value, shape)).toBe(false);
  });
});

test('every kind of event of the schema fits, and no other', () => {
  expect(Object.keys(EVENT)).toEqual(Object.keys(eventLeafSchema.shape));
  const event = { v: 1, transfer: 't1', permit: null, at: '2026-03-01T00:00:00.000Z', body: HASH };
  for (const type of eventLeafSchema.shape.type.options) expect(fits({ ...event, type }, EVENT), type).toBe(true);
  for (const type of ['crossing', 'closing', 'event', '']) expect(fits({ ...event, type }, EVENT), type).toBe(false);
  for (const change of [{ transfer: '' }, { permit: 1 }, { at: 'now' }, { body: 'x' }, { more: 1 }]) {
    expect(fits({ ...event, type: 'permit', ...change }, EVENT)).toBe(false);
  }
});
