import { createSecretKey, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyFolder } from '../../test/support/douane.ts';
import { DouaneError } from '../model/errors.ts';
import { Seal } from './store-seal.ts';

const KEY = createSecretKey(Buffer.alloc(32, 7));
const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT UNIQUE, data BLOB) STRICT;
  CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT UNIQUE, data BLOB) STRICT;
  CREATE TABLE child (a INTEGER NOT NULL REFERENCES a (id) ON DELETE CASCADE, r REAL, z ANY, PRIMARY KEY (a, r, z)) STRICT;
  CREATE TABLE free (n INTEGER)`;
const TABLES = ['a', 'b', 'child'];

/** What grows beside is in `free`. */
const sealOf = (db: Database, tables = TABLES) =>
  new Seal(db, {
    tables,
    key: KEY,
    beside: (db) => String(db.prepare('SELECT max(n) FROM free').pluck().get() ?? ''),
    random: randomBytes,
  });

interface Sealed extends Disposable {
  readonly db: Database;
  readonly seal: Seal;
}

function sealed(from?: Buffer): Sealed {
  const db = new Sqlite(from ?? ':memory:');
  db.pragma('trusted_schema = OFF');
  db.pragma('foreign_keys = ON');
  if (from === undefined) db.exec(SCHEMA);
  const seal = sealOf(db);
  if (from === undefined) seal.first();
  return { db, seal, [Symbol.dispose]: () => void db.close() };
}

/** The same in a file that others may open too. */
function sealedFile(path: string): Sealed {
  const isNew = !existsSync(path);
  const db = new Sqlite(path);
  db.pragma('synchronous = OFF');
  if (isNew) db.exec(SCHEMA);
  const seal = sealOf(db);
  if (isNew) seal.first();
  else seal.check();
  return { db, seal, [Symbol.dispose]: () => void db.close() };
}

const within = ({ db, seal }: Sealed, work: (db: Database) => unknown): void => {
  const whole = () => {
    seal.begin();
    work(db);
    seal.renew();
  };
  db.transaction(whole).immediate();
};

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof DouaneError ? error.code : String(error);
  }
};

/** What whoever opens the file finds: nothing of the process that wrote it is left but the key. */
const found = (db: Database): string | undefined =>
  codeOf(() => {
    using again = sealed(db.serialize());
    again.seal.check();
  });

const keptOf = (db: Database) => db.prepare(`SELECT value FROM meta WHERE key = 'seal'`).pluck().get() as string;

const FILL = `
  INSERT INTO a VALUES (1, 'one', x'01'), (2, 'two', NULL), (3, NULL, zeroblob(1000000));
  INSERT INTO b VALUES (1, 'eins', x'01'), (4, 'vier', x'04');
  INSERT INTO child VALUES (1, 0.5, 'z'), (1, 2.0, 9007199254740993), (2, -0.0, x'7a'), (2, 0.1, 0.1), (3, 1e300, -0.0)`;

type Step =
  | { readonly kind: 'run'; readonly sql: string; readonly values: readonly unknown[] }
  | { readonly kind: 'savepoint'; readonly steps: readonly Step[]; readonly undo: boolean };

const id = fc.integer({ min: 0, max: 5 });
const word = fc.option(fc.constantFrom('', 'p', 'q', '\u{1f6c3}', '�', "'"));
const data = fc.option(fc.uint8Array({ maxLength: 4 }).map((b) => Buffer.from(b)));
const any = fc.oneof(
  fc.constantFrom(
    0n,
    1n,
    -1n,
    9007199254740993n,
    1.5,
    0.1,
    -0,
    2,
    1e300,
    '0',
    '1',
    '0.1',
    Buffer.from('1'),
    Buffer.alloc(0),
  ),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);
const table = fc.constantFrom('a', 'b');
const or = fc.constantFrom('', 'OR REPLACE', 'OR IGNORE', 'OR FAIL');
const run = (sql: string, values: readonly unknown[]): Step => ({ kind: 'run', sql, values });
const one: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(or, table, id, word, data).map(([o, t, ...row]) => run(`INSERT ${o} INTO ${t} VALUES (?, ?, ?)`, row)),
  // Two rows in one statement: the second may fail when the first is done.
  fc
    .tuple(or, table, id, word, id, word)
    .map(([o, t, ...rows]) => run(`INSERT ${o} INTO ${t} (id, x) VALUES (?, ?), (?, ?)`, rows)),
  fc
    .tuple(table, id, word, data)
    .map(([t, ...row]) =>
      run(`INSERT INTO ${t} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`, row),
    ),
  fc.tuple(or, table, word, id).map(([o, t, ...row]) => run(`UPDATE ${o} ${t} SET x = ? WHERE id >= ?`, row)),
  fc.tuple(table, id).map(([t, n]) => run(`UPDATE ${t} SET id = id + 1 WHERE id = ?`, [n])),
  fc.tuple(table, id).map(([t, n]) => run(`DELETE FROM ${t} WHERE id = ?`, [n])),
  table.map((t) => run(`DELETE FROM ${t}`, [])),
  // Its parent may be missing, which SQLite tells when the row is in.
  fc
    .tuple(or, id, any, any)
    .map(([o, ...row]) => run(`INSERT ${o} INTO child VALUES (?, CAST(? AS REAL), ?)`, row)),
  fc.tuple(any, id).map(([z, n]) => run('UPDATE child SET z = ? WHERE a = ?', [z, n])),
  fc.constant(run('INSERT INTO free VALUES (1)', [])),
);
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: one, weight: 4 },
    {
      arbitrary: fc.record({
        kind: fc.constant('savepoint' as const),
        steps: fc.array(tie('step'), { maxLength: 5 }),
        undo: fc.boolean(),
      }),
      weight: 1,
    },
  ),
}));

class Undone extends Error {}

function apply(db: Database, s: Step, failures: { count: number }): void {
  try {
    if (s.kind === 'run') db.prepare(s.sql).run(...s.values);
    else
      db.transaction(() => {
        for (const each of s.steps) apply(db, each, failures);
        if (s.undo) throw new Undone();
      })();
  } catch (error) {
    if (!(error instanceof Undone || error instanceof Sqlite.SqliteError)) throw error;
    failures.count += 1;
  }
}

test('whatever is written and undone, the seal is that of the rows that are there', () => {
  const failures = { count: 0 };
  fc.assert(
    fc.property(
      fc.array(fc.record({ steps: fc.array(step, { maxLength: 8 }), undo: fc.boolean() }), { maxLength: 6 }),
      (transactions) => {
        using house = sealed();
        within(house, (db) => db.exec(FILL.replace('1000000', '10')));
        for (const { steps, undo } of transactions) {
          const all = () =>
            within(house, (db) => {
              for (const s of steps) apply(db, s, failures);
              if (undo) throw new Undone();
            });
          if (undo) expect(all).toThrow(Undone);
          else all();
          house.seal.check();
        }
        expect(found(house.db)).toBeUndefined();
      },
    ),
    { numRuns: 300 },
  );
  expect(failures.count).toBeGreaterThan(100);
});

test('rows that REPLACE takes away are taken out of the sum', () => {
  using house = sealed();
  within(house, (db) => db.exec(FILL));
  // Takes away row 1 by its key and row 2 by its text, and with them their children.
  within(house, (db) => db.exec(`INSERT OR REPLACE INTO a VALUES (1, 'two', NULL)`));
  expect(house.db.prepare('SELECT count(*) FROM child').pluck().get()).toBe(1);
  expect(found(house.db)).toBeUndefined();
});

test('a statement that fails midway leaves no trace in it', () => {
  using house = sealed();
  within(house, (db) => db.exec(FILL));
  within(house, (db) => {
    expect(() => db.exec(`INSERT INTO a (id, x) VALUES (10, 'ten'), (11, 'one')`)).toThrow('UNIQUE');
    expect(() => db.exec(`INSERT INTO child VALUES (99, 0, 0)`)).toThrow('FOREIGN KEY');
    db.exec(`INSERT INTO b (id) VALUES (12)`);
  });
  expect(found(house.db)).toBeUndefined();
});

test('what was written outside of a transaction of the house is sealed with the next, not lost', () => {
  using house = sealed();
  house.db.exec(FILL);
  expect(found(house.db)).toBe('STATE_CORRUPT');
  within(house, (db) => db.exec('DELETE FROM b WHERE id = 4'));
  expect(found(house.db)).toBeUndefined();
});

test('a transaction that changes nothing of the tables writes nothing', () => {
  using house = sealed();
  const before = keptOf(house.db);
  within(house, (db) => db.exec('INSERT INTO free VALUES (NULL)'));
  within(house, (db) => db.exec('INSERT INTO b (id) VALUES (1); DELETE FROM b'));
  expect(keptOf(house.db)).toBe(before);
});

describe('a change from outside is noticed', () => {
  const outside = (db: Database, work: (db: Database) => void): string | undefined => {
    const other = new Sqlite(db.serialize());
    other.pragma('foreign_keys = OFF');
    try {
      work(other);
      return found(other);
    } finally {
      other.close();
    }
  };

  test.each([
    'DELETE FROM a WHERE id = 2',
    'DELETE FROM child',
    `UPDATE a SET x = 'One' WHERE id = 1`,
    'UPDATE a SET x = NULL WHERE id = 1',
    `UPDATE a SET x = '' WHERE id = 3`,
    `UPDATE a SET data = x'' WHERE id = 2`,
    'UPDATE a SET data = zeroblob(999999) WHERE id = 3',
    'UPDATE a SET id = 9 WHERE id = 2',
    'INSERT INTO a (id) VALUES (7)',
    `UPDATE child SET z = 'Z' WHERE z = 'z'`,
    `UPDATE child SET z = CAST(z AS BLOB) WHERE z = 'z'`,
    `UPDATE child SET z = CAST(z AS TEXT) WHERE z = x'7a'`,
    `UPDATE child SET z = '0.1' WHERE z = 0.1`,
    'UPDATE child SET z = 0.10000000000000002 WHERE z = 0.1',
    'UPDATE child SET r = 0.10000000000000002 WHERE r = 0.1',
    'UPDATE child SET z = z + 1 WHERE z = 9007199254740993',
    // Rows that change places between tables of the same form.
    `DELETE FROM a WHERE id = 1; DELETE FROM b WHERE id = 1;
     INSERT INTO a VALUES (1, 'eins', x'01'); INSERT INTO b VALUES (1, 'one', x'01')`,
    'INSERT INTO a SELECT * FROM b WHERE id = 4; DELETE FROM b WHERE id = 4',
    // Values that change places between rows, or columns.
    `UPDATE a SET x = NULL; UPDATE a SET x = iif(id = 1, 'two', 'one') WHERE id < 3`,
    `UPDATE a SET x = CAST(data AS TEXT), data = CAST(x AS BLOB) WHERE id = 1`,
    `DELETE FROM meta`,
    `UPDATE meta SET value = ''`,
    `UPDATE meta SET value = upper(value)`,
    `UPDATE meta SET value = value || '00'`,
    `UPDATE meta SET value = substr(value, 1, 24) || lower(hex(zeroblob(48)))`,
    'DROP TABLE child',
    'ALTER TABLE a ADD COLUMN more TEXT',
    'ALTER TABLE b RENAME TO c; CREATE VIEW b AS SELECT * FROM c',
  ])('%s', (sql) => {
    using house = sealed();
    within(house, (db) => db.exec(FILL));
    expect(outside(house.db, () => {})).toBeUndefined();
    expect(outside(house.db, (db) => db.exec(sql))).toBe('STATE_CORRUPT');
  });

  test('one bit of the seal, anywhere', () => {
    using house = sealed();
    const kept = keptOf(house.db);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: kept.length / 2 - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const bytes = Buffer.from(kept, 'hex');
        bytes[at]! ^= 1 << bit;
        const set = (db: Database) => void db.prepare('UPDATE meta SET value = ?').run(bytes.toString('hex'));
        expect(outside(house.db, set)).toBe('STATE_CORRUPT');
      }),
    );
  });

  test('texts that are not UTF-8 and read alike', () => {
    using house = sealed();
    within(house, (db) =>
      db.exec(`INSERT INTO a (id, x) VALUES (1, CAST(x'61ff' AS TEXT)), (2, CAST(x'610062' AS TEXT))`),
    );
    expect(found(house.db)).toBeUndefined();
    for (const sql of [
      `UPDATE a SET x = CAST(x'61fe' AS TEXT) WHERE id = 1`,
      `UPDATE a SET x = CAST(x'610063' AS TEXT) WHERE id = 2`,
    ])
      expect(outside(house.db, (db) => db.exec(sql))).toBe('STATE_CORRUPT');
  });

  test('the rows of one transaction taken out, whatever seal of the past is put beside them', () => {
    using house = sealed();
    const seals = [keptOf(house.db)];
    const add = (n: number) => {
      within(house, (db) => db.exec(`INSERT INTO a (id) VALUES (${n}); INSERT INTO b (id) VALUES (${n})`));
      seals.push(keptOf(house.db));
    };
    for (const n of [1, 2, 3, 4]) add(n);
    for (const n of [1, 2, 3])
      for (const seal of seals) {
        const takeOut = (db: Database) => {
          db.exec(`DELETE FROM a WHERE id = ${n}; DELETE FROM b WHERE id = ${n}`);
          db.prepare('UPDATE meta SET value = ?').run(seal);
        };
        expect(outside(house.db, takeOut)).toBe('STATE_CORRUPT');
      }
    // The last one with the seal before it is an older state as a whole: that takes a witness.
    const older = (db: Database) => {
      db.exec('DELETE FROM a WHERE id = 4; DELETE FROM b WHERE id = 4');
      db.prepare('UPDATE meta SET value = ?').run(seals[3]);
    };
    expect(outside(house.db, older)).toBeUndefined();
  });

  test('an older seal beside newer rows, by the next transaction or the next opening', () => {
    using house = sealed();
    const before = keptOf(house.db);
    within(house, (db) => db.exec(FILL));
    expect(outside(house.db, (db) => db.prepare('UPDATE meta SET value = ?').run(before))).toBe('STATE_CORRUPT');
    house.db.exec(`UPDATE meta SET value = '00'`);
    expect(codeOf(() => within(house, () => {}))).toBe('STATE_CORRUPT');
    house.db.exec('DELETE FROM meta');
    expect(codeOf(() => within(house, () => {}))).toBe('STATE_CORRUPT');
  });

  test('what is changed while it is open is not sealed by what is written after', () => {
    using folder = emptyFolder();
    using house = sealedFile(folder.file('db'));
    within(house, (db) => db.exec(FILL));
    const other = new Sqlite(folder.file('db'));
    other.exec(`UPDATE b SET x = 'forged' WHERE id = 4`);
    other.close();
    within(house, (db) => db.exec('INSERT INTO a (id) VALUES (7)'));
    expect(found(house.db)).toBe('STATE_CORRUPT');
  });
});

test('several write the same file one after another, each from what the others left', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), step, fc.boolean()), { maxLength: 12 }), (turns) => {
      using folder = emptyFolder();
      using first = sealedFile(folder.file('db'));
      within(first, (db) => db.exec(FILL));
      using second = sealedFile(folder.file('db'));
      using third = sealedFile(folder.file('db'));
      for (const [who, s, undo] of turns) {
        const turn = () =>
          within([first, second, third][who]!, (db) => {
            apply(db, s, { count: 0 });
            if (undo) throw new Undone();
          });
        if (undo) expect(turn).toThrow(Undone);
        else turn();
        first.seal.check();
      }
      expect(found(third.db)).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});

test('the same sum is never kept as the same text', () => {
  using house = sealed();
  const seen = new Set<string>();
  for (let n = 0; n < 20; n++) {
    within(house, (db) => db.prepare('INSERT INTO free VALUES (?)').run(n));
    seen.add(keptOf(house.db).slice(0, 2 * (12 + 32))); // without the tag, which is of what is beside too
  }
  expect(seen.size).toBe(20);
});

describe('rows of others with their seal', () => {
  const ROWS = `INSERT INTO a (id, x) VALUES (20, 'theirs'); DELETE FROM b WHERE id = 4`;
  /** The seal that the other writer kept after its rows. */
  const theirs = (file: Buffer): string => {
    using other = sealed(file);
    within(other, (db) => db.exec(ROWS));
    return keptOf(other.db);
  };
  const take = (house: Sealed, rows: string, seal: string, then = '') =>
    house.db
      .transaction(() => {
        house.seal.begin();
        house.db.exec(rows);
        house.db.prepare('UPDATE meta SET value = ?').run(seal);
        house.seal.verify();
        house.db.exec(then);
        house.seal.renew();
      })
      .immediate();

  test('fit, and what is written after them is sealed on top', () => {
    using house = sealed();
    within(house, (db) => db.exec(FILL));
    const seal = theirs(house.db.serialize());
    take(house, ROWS, seal);
    expect(keptOf(house.db)).toBe(seal);
    expect(found(house.db)).toBeUndefined();
    within(house, (db) => db.exec('DELETE FROM child'));
    expect(found(house.db)).toBeUndefined();
  });

  test('fit, with own rows in the same transaction', () => {
    using house = sealed();
    within(house, (db) => db.exec(FILL));
    take(house, ROWS, theirs(house.db.serialize()), 'DELETE FROM child');
    expect(found(house.db)).toBeUndefined();
  });

  test.each([
    ['one missing', `INSERT INTO a (id, x) VALUES (20, 'theirs')`],
    ['one more', `${ROWS}; INSERT INTO b (id) VALUES (21)`],
    ['one other', ROWS.replace('theirs', 'there')],
    ['none', ''],
  ])('%s: refused, and all is as before', (_what, rows) => {
    using house = sealed();
    within(house, (db) => db.exec(FILL));
    const before = keptOf(house.db);
    const seal = theirs(house.db.serialize());
    expect(codeOf(() => take(house, rows, seal))).toBe('STATE_CORRUPT');
    expect(keptOf(house.db)).toBe(before);
    take(house, ROWS, seal);
    expect(found(house.db)).toBeUndefined();
  });
});

test.each([
  'CREATE TRIGGER t AFTER INSERT ON free BEGIN SELECT douane_seal_add(1); END',
  `CREATE TRIGGER t AFTER INSERT ON free BEGIN SELECT douane_seal_subtract(zeroblob(32), 'a', x''); END`,
])('the file itself may not call the functions: %s', (sql) => {
  using house = sealed();
  for (const trusted of ['OFF', 'ON']) {
    house.db.pragma(`trusted_schema = ${trusted}`);
    expect(() => {
      house.db.exec(sql);
      house.db.exec('INSERT INTO free VALUES (1)');
    }).toThrow('unsafe use of');
    house.db.exec('DROP TRIGGER IF EXISTS t');
  }
});

test('without a table that should be sealed there is no seal', () => {
  using house = sealed();
  expect(codeOf(() => sealOf(new Sqlite(house.db.serialize()), ['none']))).toBe('STATE_CORRUPT');
});
