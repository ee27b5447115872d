/** Whatever is done, by whom and in which order: the database, every copy and a plain model have the same rows. */

import Sqlite, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cluster, startPostgres } from '../../../test/support/postgres.ts';
import { codeOf, folder, openShared } from '../../../test/support/shared.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster[Symbol.asyncDispose]());

const SHAPES = [
  'CREATE TABLE plain (n INTEGER PRIMARY KEY, x TEXT, b BLOB) STRICT',
  'CREATE TABLE texts (k TEXT PRIMARY KEY, x TEXT NOT NULL, b BLOB NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE pair (k TEXT NOT NULL, n INTEGER NOT NULL, x TEXT, b BLOB, PRIMARY KEY (k, n)) STRICT',
  'CREATE TABLE turned (n INTEGER NOT NULL, k TEXT NOT NULL, PRIMARY KEY (k, n)) STRICT, WITHOUT ROWID',
  'CREATE TABLE single (x TEXT UNIQUE, n INTEGER PRIMARY KEY, u INTEGER) STRICT',
  'CREATE UNIQUE INDEX single_u ON single (u) WHERE u IS NOT NULL',
  'CREATE TABLE "order" ("key" TEXT PRIMARY KEY, "class" TEXT, "Mixed" INTEGER) STRICT',
];
const TABLES: Readonly<Record<string, { key: readonly string[]; rest: readonly string[] }>> = {
  plain: { key: ['n'], rest: ['x', 'b'] },
  texts: { key: ['k'], rest: ['x', 'b'] },
  pair: { key: ['k', 'n'], rest: ['x', 'b'] },
  turned: { key: ['n', 'k'], rest: [] },
  single: { key: ['n'], rest: ['x', 'u'] },
  order: { key: ['key'], rest: ['class', 'Mixed'] },
};
const TEXTS = [
  '',
  'a',
  'NULL',
  'null',
  '"',
  "'",
  '\\',
  '\\N',
  '\\x00',
  '{}',
  '{"a",b}',
  ',',
  '(',
  '\n\r\t',
  ' a ',
  'é中',
  '😀',
  '$1',
  '\u0001\u007f',
  '\ufeff',
  '\ud800',
];
const text = fc
  .oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'grapheme', maxLength: 12 }))
  .map((t) => t.replaceAll('\0', ''));
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());
const blob = fc.oneof(
  { weight: 12, arbitrary: fc.uint8Array({ maxLength: 20 }).map((b) => Buffer.from(b)) },
  { weight: 3, arbitrary: fc.constantFrom(0, 4_095, 4_096, 4_097).map((n) => Buffer.alloc(n, 0x5c)) },
  { weight: 1, arbitrary: fc.constantFrom(65_536, 1 << 20).map((n) => Buffer.alloc(n, 0xfe)) },
);
const few = fc.constantFrom('', 'a', 'b', "'", '\\', '{"x"}', '中', 'NULL');
const keyOf: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  n: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom(-1, 2 ** 40, Number.MAX_SAFE_INTEGER)),
  k: few,
  key: few,
};
const restOf = (column: string, required: boolean): fc.Arbitrary<unknown> => {
  const value: fc.Arbitrary<unknown> =
    column === 'b' ? blob : column === 'u' ? fc.integer({ min: 0, max: 3 }) : column === 'Mixed' ? number : text;
  return required ? value : fc.option(value, { nil: null });
};

interface Step {
  readonly who: number;
  readonly how: 'insert' | 'replace' | 'upsert' | 'update' | 'rekey' | 'delete' | 'clear' | 'throw' | 'swap';
  readonly table: string;
  readonly key: unknown[];
  readonly other: unknown[];
  readonly rest: unknown[];
  /** Whether the next one goes in the same turn of the event loop. */
  readonly together: boolean;
}

const step: fc.Arbitrary<Step> = fc.constantFrom(...Object.keys(TABLES)).chain((table) => {
  const { key, rest } = TABLES[table]!;
  const keys = fc.tuple(...key.map((k) => keyOf[k]!));
  return fc.record({
    who: fc.nat({ max: 3 }),
    how: fc.constantFrom<Step['how']>(
      'insert',
      'insert',
      'replace',
      'upsert',
      'upsert',
      'update',
      'rekey',
      'delete',
      'clear',
      'throw',
      'swap',
    ),
    table: fc.constant(table),
    key: keys,
    other: keys,
    rest: fc.tuple(...rest.map((c) => restOf(c, table === 'texts'))),
    together: fc.boolean(),
  });
});

/** The same statements for the copy and for the model, which is a SQLite database that nobody else knows of. */
function apply(db: Database, { how, table, key, other, rest }: Step): void {
  const { key: k, rest: r } = TABLES[table]!;
  const q = (name: string) => `"${name}"`;
  const columns = [...k, ...r].map(q).join(', ');
  const places = [...k, ...r].map(() => '?').join(', ');
  const isKey = k.map((c) => `${q(c)} = ?`).join(' AND ');
  const run = (sql: string, ...values: unknown[]) => db.prepare(sql).run(...values);
  const into = `INTO ${q(table)} (${columns}) VALUES (${places})`;
  const set = r.map((c) => `${q(c)} = ?`).join(', ');
  if (how === 'insert') run(`INSERT ${into}`, ...key, ...rest);
  if (how === 'replace') run(`INSERT OR REPLACE ${into}`, ...key, ...rest);
  if (how === 'upsert')
    run(
      `INSERT ${into} ON CONFLICT (${k.map(q).join(', ')}) DO ${r.length === 0 ? 'NOTHING' : `UPDATE SET ${r.map((c) => `${q(c)} = excluded.${q(c)}`).join(', ')}`}`,
      ...key,
      ...rest,
    );
  if (how === 'update' && r.length > 0) run(`UPDATE ${q(table)} SET ${set} WHERE ${isKey}`, ...rest, ...key);
  if (how === 'rekey')
    run(`UPDATE OR REPLACE ${q(table)} SET ${k.map((c) => `${q(c)} = ?`).join(', ')} WHERE ${isKey}`, ...other, ...key);
  if (how === 'delete') run(`DELETE FROM ${q(table)} WHERE ${isKey}`, ...key);
  if (how === 'clear') run(`DELETE FROM ${q(table)}`);
  if (how === 'throw') {
    run(`DELETE FROM ${q(table)}`);
    throw new RangeError('undone');
  }
  // Unique values change places between rows.
  if (how === 'swap' && table === 'single')
    db.exec(`CREATE TEMP TABLE swapped AS SELECT n, x, u FROM single;
      UPDATE single SET x = NULL, u = NULL;
      UPDATE single SET (x, u) = (SELECT s.x, s.u FROM swapped s WHERE s.n = (SELECT coalesce(
        (SELECT min(n) FROM swapped WHERE n > single.n), (SELECT min(n) FROM swapped))));
      DROP TABLE swapped`);
}

const rowsOf = (db: Database) =>
  Object.keys(TABLES).map((table) => {
    const { key } = TABLES[table]!;
    return [
      table,
      db
        .prepare(`SELECT * FROM "${table}" ORDER BY ${key.map((k) => `"${k}"`).join(', ')}`)
        .raw()
        .all(),
    ];
  });

/** Rows of PostgreSQL, put into tables like ours: so both are told and sorted alike. */
async function rowsInDatabase(url: string): Promise<unknown> {
  const db = new Sqlite(':memory:');
  for (const ddl of SHAPES) db.exec(ddl);
  for (const [table, { key, rest }] of Object.entries(TABLES)) {
    const columns = [...key, ...rest];
    const list = columns.map((c) => `"${c}"`).join(', ');
    const { rows } = await cluster.query(`SELECT ${list} FROM douane."${table}"`, url);
    const insert = db.prepare(`INSERT INTO "${table}" (${list}) VALUES (${columns.map(() => '?').join(', ')})`);
    for (const row of rows)
      insert.run(
        columns.map((c) => (typeof row[c] === 'string' && ['n', 'u', 'Mixed'].includes(c) ? BigInt(row[c]) : row[c])),
      );
  }
  return rowsOf(db);
}

/** Buffers compared as buffers are slow to be told apart by the test runner. */
const told = (rows: unknown) =>
  JSON.stringify(rows, (_, v) => (v?.type === 'Buffer' ? Buffer.from(v.data).toString('base64') : v));

test('random statements by four openers in three directories', { timeout: 120_000 }, async () => {
  const all = { inserted: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const folders = Array.from({ length: 3 }, folder);
      const url = await cluster.database();
      const model = new Sqlite(':memory:');
      model.pragma('recursive_triggers = ON');
      for (const ddl of SHAPES) model.exec(ddl);
      const opened = await Promise.all([0, 1, 2, 0].map((i) => openShared(folders[i]!.dir, url, { schemas: SHAPES })));
      const inOrder: { step: Step; threw: boolean }[] = [];
      try {
        let waiting: Promise<unknown>[] = [];
        for (const s of steps) {
          waiting.push(
            opened[s.who]!.transaction((db) => {
              // The last of several attempts stands.
              const entry = { step: s, threw: false };
              inOrder.push(entry);
              try {
                apply(db, s);
              } catch (error) {
                entry.threw = true;
                throw error;
              }
            }).catch((error) => error),
          );
          if (s.together) continue;
          await Promise.all(waiting);
          waiting = [];
        }
        await Promise.all(waiting);
        for (const entry of inOrder) {
          let threw = false;
          try {
            model.transaction(() => apply(model, entry.step))();
          } catch {
            threw = true;
          }
          expect(threw).toBe(entry.threw);
          all[threw ? 'refused' : 'inserted']++;
        }
        const expected = told(rowsOf(model));
        expect(told(await rowsInDatabase(url))).toBe(expected);
        for (const state of opened) {
          await (await state.turn('look'))[Symbol.asyncDispose]();
          expect(told(state.read(rowsOf))).toBe(expected);
        }
        // And a machine that comes when all is over.
        using late = folder();
        using state = await openShared(late.dir, url, { schemas: SHAPES });
        expect(told(state.read(rowsOf))).toBe(expected);
      } finally {
        for (const part of [...opened, ...folders]) part[Symbol.dispose]();
        model.close();
      }
    }),
    { numRuns: Number(process.env.SHARED_RUNS ?? 8), endOnFailure: process.env.SHARED_RUNS === undefined },
  );
  expect(all.inserted).toBeGreaterThan(80);
});

test('what PostgreSQL or a double cannot hold is refused in the work that writes it, which is undone alone', async () => {
  using at = folder();
  const url = await cluster.database();
  using state = await openShared(at.dir, url, { schemas: SHAPES });
  const bad: [string, unknown[]][] = [
    ['INSERT INTO texts VALUES (?, ?, ?)', ['a', 'x\0y', Buffer.alloc(0)]],
    ['INSERT INTO texts VALUES (?, ?, ?)', ['\0', 'x', Buffer.alloc(0)]],
    ['UPDATE plain SET x = ?', ['\0']],
    ['UPDATE plain SET n = ?', [2n ** 53n]],
    ['UPDATE plain SET n = ?', [-(2n ** 63n)]],
  ];
  await state.transaction((db) => db.exec("INSERT INTO plain VALUES (1, 'x', NULL)"));
  const told = await Promise.all([
    ...bad.map(([sql, values]) => codeOf(() => state.transaction((db) => db.prepare(sql).run(...values)))),
    codeOf(() => state.transaction((db) => db.exec("INSERT INTO plain VALUES (2, 'y', X'00')"))),
  ]);
  expect(told).toEqual([...bad.map(() => 'INTERNAL'), undefined]);
  expect(await rowsInDatabase(url)).toEqual(state.read(rowsOf));
  expect(state.read((db) => db.prepare('SELECT count(*) FROM plain').pluck().get())).toBe(2);
});

test('a table whose key cannot be told as JSON is refused when it is opened', async () => {
  const url = await cluster.database();
  for (const ddl of ['CREATE TABLE b (k BLOB PRIMARY KEY) STRICT', 'CREATE TABLE b (x TEXT) STRICT']) {
    using at = folder();
    expect(await codeOf(() => openShared(at.dir, url, { schemas: [ddl] }))).toBe('INTERNAL');
  }
});

test(
  'a first copy of 200,000 rows comes in pages and in one transaction, and so does a large step',
  { timeout: 60_000 },
  async () => {
    using a = folder();
    using b = folder();
    const url = await cluster.database();
    using one = await openShared(a.dir, url);
    using early = await openShared(b.dir, url);
    await cluster.query(
      `BEGIN;
     UPDATE douane.sequencer SET version = version + 1;
     INSERT INTO douane.batch SELECT version, 'large', '{t}' FROM douane.sequencer;
     INSERT INTO douane.t SELECT i, 'row ' || i, decode(repeat('ab', 40), 'hex'), s.version FROM generate_series(1, 200000) i, douane.sequencer s;
     COMMIT`,
      url,
    );
    using late = folder();
    const before = process.memoryUsage().rss;
    let peak = 0;
    const looking = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    using third = await openShared(late.dir, url);
    clearInterval(looking);
    const sums = (state: typeof one) =>
      state.read((db) => db.prepare('SELECT count(*), sum(n), sum(length(b)) FROM t').raw().get());
    expect(sums(third)).toEqual([200_000, 20_000_100_000, 8_000_000]);
    // 200,000 rows at once took some 200 MB more.
    expect(peak - before).toBeLessThan(120 << 20);
    expect(sums(early)).toEqual([0, null, null]);
    await early.transaction((db) => db.exec('DELETE FROM t WHERE n % 2 = 0'));
    expect(sums(early)).toEqual([100_000, 10_000_000_000, 4_000_000]);
    await third.transaction((db) => db.exec("INSERT INTO t VALUES (2, 'again', NULL)"));
    expect(sums(third)).toEqual([100_001, 10_000_000_002, 4_000_000]);
  },
);

test('rows of a megabyte come a few at a time', async () => {
  using a = folder();
  using b = folder();
  const url = await cluster.database();
  using one = await openShared(a.dir, url);
  for (let n = 0; n < 4; n++)
    await one.transaction((db) => {
      const insert = db.prepare('INSERT INTO t (n, b) VALUES (?, ?)');
      for (let i = 0; i < 12; i++) insert.run(n * 12 + i, Buffer.alloc(1 << 20, i));
    });
  using two = await openShared(b.dir, url);
  expect(two.read((db) => db.prepare('SELECT count(*), sum(length(b)) FROM t').raw().get())).toEqual([48, 48 << 20]);
});
