import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startPostgres } from '../../../test/support/postgres.ts';
import { formatArray } from './binary-array.ts';

let cluster: Cluster;
let client: pg.Client;
beforeAll(async () => {
  cluster = await startPostgres();
  client = new pg.Client({ connectionString: await cluster.database() });
  await client.connect();
}, 60_000);
afterAll(async () => {
  await client.end();
  await cluster[Symbol.asyncDispose]();
});

const arrayOf = <T>(of: fc.Arbitrary<T>) => fc.array(fc.option(of, { nil: null }), { minLength: 1, maxLength: 20 });

/** What PostgreSQL makes of it, told in its own words: text as it is, a number in digits, bytes in hex. */
async function told(values: readonly unknown[], type: 'text' | 'bigint' | 'bytea'): Promise<unknown[]> {
  const text = type === 'bytea' ? `encode(v, 'hex')` : 'v::text';
  const sql = `SELECT ${text} AS v FROM unnest($1::${type}[]) WITH ORDINALITY AS u (v, n) ORDER BY n`;
  return (await client.query(sql, [formatArray(values, type)])).rows.map((row) => row.v);
}

test.each([
  ['text', fc.string({ unit: 'grapheme' }).filter((s) => s.isWellFormed() && !s.includes('\0')), String],
  ['bigint', fc.maxSafeInteger(), String],
  ['bytea', fc.uint8Array(), (v: unknown) => Buffer.from(v as Uint8Array).toString('hex')],
] as const)('PostgreSQL reads an array of %s as it was given', async (type, of, as) => {
  await fc.assert(
    fc.asyncProperty(arrayOf(of as fc.Arbitrary<unknown>), async (values) => {
      expect(await told(values, type)).toEqual(values.map((v) => (v === null ? null : as(v))));
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['text', 1],
  ['bigint', 0.5],
  ['bigint', 2 ** 53],
  ['bigint', '1'],
  ['bytea', 'x'],
  ['text', undefined],
] as const)('what is no %s is refused', (type, value) => {
  expect(() => formatArray([value], type)).toThrow(TypeError);
});
