import { spawn } from 'node:child_process';
import { createSecretKey, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallDisk } from '../../test/support/disk.ts';
import { DouaneError } from '../model/errors.ts';
import { stateErrorOf } from './sqlite-errors.ts';
import type { StateOptions } from './state.ts';
import { openState, STATE_VERSION, stateError, viewState } from './store-sqlite.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-state-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const noKeys = () => ({ ids: new Map<string, string>() });
const options = (change: Partial<StateOptions<{ ids: ReadonlyMap<string, string> }>> = {}) => ({
  schemas: ['CREATE TABLE t (n INTEGER NOT NULL) STRICT'],
  openKeys: noKeys,
  waitMs: 0,
  ...change,
});
const codeOf = async (work: () => unknown): Promise<string | undefined> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof DouaneError ? error.code : undefined;
  }
};

test('made on first use, for its owner alone, and there the next time', async () => {
  const path = join(dir, 'a/b/.douane');
  {
    using state = openState(path, options());
    await state.transaction((db) => db.prepare('INSERT INTO t VALUES (7)').run());
  }
  expect(statSync(path).mode & 0o777).toBe(0o700);
  using state = openState(path, options());
  expect(state.read((db) => db.prepare('SELECT n FROM t').pluck().get())).toBe(7);
  expect(
    state.read((db) => ['journal_mode', 'synchronous', 'foreign_keys'].map((p) => db.pragma(p, { simple: true }))),
  ).toEqual(['wal', 2, 1]);
});

test('work that throws leaves nothing', async () => {
  using state = openState(dir, options());
  await expect(
    state.transaction((db) => {
      db.prepare('INSERT INTO t VALUES (1)').run();
      throw new RangeError('stop');
    }),
  ).rejects.toThrow(RangeError);
  expect(state.read((db) => db.prepare('SELECT count(*) FROM t').pluck().get())).toBe(0);
});

describe('the work lock', () => {
  const hold = fileURLToPath(new URL('../../test/support/hold-state.ts', import.meta.url));
  test('one at a time in a process, and free again once disposed of', async () => {
    {
      using _first = openState(dir, options());
      expect(await codeOf(() => openState(dir, options()))).toBe('STATE_BUSY');
    }
    openState(dir, options())[Symbol.dispose]();
  });
  test('another process is waited for up to the given time, and a killed one frees it', async () => {
    const child = spawn(process.execPath, [hold, dir], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((done) => child.stdout.once('data', done));
    const begin = performance.now();
    expect(await codeOf(() => openState(dir, options({ waitMs: 300 })))).toBe('STATE_BUSY');
    expect(performance.now() - begin).toBeGreaterThan(250);
    const dead = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await dead;
    openState(dir, options())[Symbol.dispose]();
  });
  test('two at once, and the second comes in when the first goes', async () => {
    const child = spawn(process.execPath, [hold, dir, '400'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((done) => child.stdout.once('data', done));
    openState(dir, options({ waitMs: 10_000 }))[Symbol.dispose]();
  });
});

describe('a state that is not ours, not now, or not whole', () => {
  const make = () => openState(dir, options())[Symbol.dispose]();

  test('written by a newer version', async () => {
    make();
    const db = new Sqlite(join(dir, 'douane.db'));
    db.pragma(`user_version = ${STATE_VERSION + 1}`);
    db.close();
    expect(await codeOf(() => openState(dir, options()))).toBe('STATE_NEWER');
  });

  test('a database that another program made', async () => {
    const db = new Sqlite(join(dir, 'douane.db'));
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    expect(await codeOf(() => openState(dir, options()))).toBe('STATE_CORRUPT');
    expect(new Sqlite(join(dir, 'douane.db')).prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(1);
  });

  test('no database at all under its name', async () => {
    writeFileSync(
      join(dir, 'douane.db'),
      'a text that is no database, and longer than a header of one hundred bytes. '.repeat(20),
    );
    expect(await codeOf(() => openState(dir, options()))).toBe('STATE_CORRUPT');
  });

  test('pages overwritten, or cut off', async () => {
    make();
    {
      using state = openState(dir, options());
      await state.transaction((db) => {
        const insert = db.prepare('INSERT INTO t VALUES (?)');
        for (let n = 0; n < 20_000; n++) insert.run(n);
      });
    }
    const file = join(dir, 'douane.db');
    const whole = readFileSync(file);
    const read = () => {
      using state = openState(dir, options());
      state.read((db) => db.prepare('SELECT sum(n) FROM t').get());
    };
    writeFileSync(file, whole.fill(0xa5, 3 * 4096, whole.length - 4096));
    expect(await codeOf(read)).toBe('STATE_CORRUPT');
    truncateSync(file, 2 * 4096);
    expect(await codeOf(read)).toBe('STATE_CORRUPT');
  });

  test('a file where the directory should be', async () => {
    writeFileSync(join(dir, 'file'), '');
    expect(await codeOf(() => openState(join(dir, 'file'), options()))).toBe('STATE_READ_ONLY');
    expect(await codeOf(() => openState(join(dir, 'file/below'), options()))).toBe('STATE_READ_ONLY');
  });

  test('a failed opening leaves no lock', async () => {
    const failing = () => {
      throw new DouaneError('STATE_KEY');
    };
    expect(await codeOf(() => openState(dir, options({ openKeys: failing })))).toBe('STATE_KEY');
    make();
  });
});

describe('keys', () => {
  const withIds = (ids: Record<string, string>) => options({ openKeys: () => ({ ids: new Map(Object.entries(ids)) }) });
  test('their ids are remembered, handed to custody, and held against what it gives', async () => {
    const seen: string[][] = [];
    for (let n = 0; n < 2; n++) {
      openState(dir, {
        ...options(),
        openKeys: (keys, known) => {
          seen.push([keys.slice(dir.length), ...[...known].flat()]);
          return { ids: new Map([['a.key', 'id1']]) };
        },
      })[Symbol.dispose]();
    }
    expect(seen).toEqual([['/keys'], ['/keys', 'a.key', 'id1']]);
    expect(await codeOf(() => openState(dir, withIds({ 'a.key': 'id2' })))).toBe('STATE_KEY');
    expect(await codeOf(() => openState(dir, withIds({})))).toBe('STATE_KEY');
    openState(dir, withIds({ 'a.key': 'id1', 'b.key': 'id3' }))[Symbol.dispose]();
    expect(await codeOf(() => openState(dir, withIds({ 'a.key': 'id1', 'b.key': 'id4' })))).toBe('STATE_KEY');
  });
});

describe('the disk', () => {
  test('read-only: said so, whether the state is there or not', async () => {
    const path = join(dir, 'disk');
    using disk = smallDisk(path, '2m');
    openState(path, options())[Symbol.dispose]();
    disk.readOnly();
    expect(await codeOf(() => openState(path, options()))).toBe('STATE_READ_ONLY');
    expect(await codeOf(() => openState(join(path, 'new'), options()))).toBe('STATE_READ_ONLY');
  });

  test('read-only while it is open', async () => {
    const path = join(dir, 'disk');
    using _disk = smallDisk(path, '2m');
    using state = openState(path, options());
    await state.transaction((db) => db.prepare('INSERT INTO t VALUES (1)').run());
    state.read((db) => db.pragma('query_only = ON'));
    expect(await codeOf(() => state.transaction((db) => db.prepare('INSERT INTO t VALUES (1)').run()))).toBe(
      'STATE_READ_ONLY',
    );
  });

  test('full: nothing of the work stays, what was there stays, and with room again it goes on', async () => {
    const path = join(dir, 'disk');
    using _disk = smallDisk(path, '1m');
    using state = openState(path, options());
    const insert = (from: number, count: number) =>
      state.transaction((db) => {
        const one = db.prepare('INSERT INTO t VALUES (?)');
        for (let n = 0; n < count; n++) one.run(from + n);
      });
    const count = () => state.read((db) => db.prepare('SELECT count(*) FROM t').pluck().get());
    await insert(0, 100);
    const filler = join(path, 'filler');
    let blocks = 1 << 20;
    for (; blocks > 0; blocks >>= 1) {
      try {
        writeFileSync(filler, Buffer.alloc(blocks));
        break;
      } catch {
        rmSync(filler, { force: true });
      }
    }
    expect(await codeOf(() => insert(1_000, 200_000))).toBe('STATE_FULL');
    expect(count()).toBe(100);
    rmSync(filler);
    await insert(2_000, 100);
    expect(count()).toBe(200);
  });

  test('full before there is a state', async () => {
    const path = join(dir, 'disk');
    using _disk = smallDisk(path, '8k');
    expect(await codeOf(() => openState(path, options()))).toBe('STATE_FULL');
  });
});

test('what is deleted is gone from the files once the log is emptied', async () => {
  const secret = 'a wrapped key that nobody may find again';
  const files = () =>
    readdirSync(dir)
      .map((name) => readFileSync(join(dir, name), 'latin1'))
      .join('');
  using state = openState(dir, options({ schemas: ['CREATE TABLE s (x TEXT)'] }));
  await state.transaction((db) => {
    for (let n = 0; n < 20; n++) db.prepare('INSERT INTO s VALUES (?)').run(`${secret} ${n}.`);
  });
  expect(files()).toContain(`${secret} 7.`);
  await state.transaction((db) =>
    db.exec('UPDATE s SET x = NULL WHERE rowid % 2 = 0; DELETE FROM s WHERE x IS NOT NULL'),
  );
  await state.flush();
  expect(files()).not.toContain(secret);
});

test.each([
  ['SQLITE_FULL', 'STATE_FULL'],
  ['ENOSPC', 'STATE_FULL'],
  ['SQLITE_CORRUPT_INDEX', 'STATE_CORRUPT'],
  ['SQLITE_NOTADB', 'STATE_CORRUPT'],
  ['SQLITE_BUSY_SNAPSHOT', 'STATE_BUSY'],
  ['SQLITE_READONLY_DIRECTORY', 'STATE_READ_ONLY'],
  ['EROFS', 'STATE_READ_ONLY'],
  ['SQLITE_CONSTRAINT', undefined],
])('%s means %s', (code, expected) => {
  expect(stateErrorOf(code)).toBe(expected);
});

test('an error that is not told from its code is ours, and its text is not passed on', () => {
  const error = Object.assign(new Error('UNIQUE constraint failed: somebody@example.com'), {
    code: 'SQLITE_CONSTRAINT',
  });
  const told = stateError(error, dir) as DouaneError;
  expect([told.code, told.message.includes('example')]).toEqual(['INTERNAL', false]);
  const bug = new TypeError('x');
  expect(stateError(bug, dir)).toBe(bug);
});

test('the directory may be there already', () => {
  mkdirSync(join(dir, 'there'));
  openState(join(dir, 'there'), options())[Symbol.dispose]();
});

test('a state can be looked at while another works on it, and is not made by looking', async () => {
  expect(viewState(join(dir, 'none'))).toBeUndefined();
  expect(readdirSync(dir)).toEqual([]);
  using state = openState(dir, options());
  await state.transaction((db) => db.prepare('INSERT INTO t VALUES (5)').run());
  using view = viewState(dir)!;
  expect(view.read((db) => db.prepare('SELECT n FROM t').pluck().get())).toBe(5);
  expect(await codeOf(() => view.read((db) => db.prepare('INSERT INTO t VALUES (6)').run()))).toBe('STATE_READ_ONLY');
  await state.transaction((db) => {
    db.prepare('INSERT INTO t VALUES (6)').run();
    expect(view.read((v) => v.prepare('SELECT count(*) FROM t').pluck().get())).toBe(1);
  });
  expect(view.read((v) => v.prepare('SELECT count(*) FROM t').pluck().get())).toBe(2);
  writeFileSync(join(dir, 'other'), '');
  mkdirSync(join(dir, 'bad'));
  writeFileSync(join(dir, 'bad/douane.db'), 'no database '.repeat(200));
  expect(await codeOf(() => viewState(join(dir, 'bad')))).toBe('STATE_CORRUPT');
});

test('keys without their database are what is left of a state that counted: nothing begins anew', async () => {
  const openKeys = (at: string) => {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'state.key'), 'k');
    return { ids: new Map([['state', 'id']]) };
  };
  openState(dir, options({ openKeys }))[Symbol.dispose]();
  for (const file of readdirSync(dir)) if (file.startsWith('douane.db')) rmSync(join(dir, file));
  for (let i = 0; i < 2; i++) expect(await codeOf(() => openState(dir, options({ openKeys })))).toBe('STATE_CORRUPT');
  // Whoever comes with the database that was meant is not kept out by an empty one.
  expect(readdirSync(dir).filter((file) => file.startsWith('douane.db'))).toEqual([]);
});

describe('sealed tables', () => {
  const key = createSecretKey(Buffer.alloc(32, 3));
  const sealed = (k = key) =>
    options({
      openKeys: () => ({ ids: new Map([['state', 'id']]) }),
      schemas: ['CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB) STRICT', 'CREATE TABLE u (n INTEGER) STRICT'],
      sealed: { tables: ['t'], key: () => k, beside: () => '', random: randomBytes },
    });
  const change = (sql: string) => {
    const db = new Sqlite(join(dir, 'douane.db'));
    db.exec(sql);
    db.close();
  };
  beforeEach(async () => {
    using state = openState(dir, sealed());
    await state.transaction((db) => db.exec("INSERT INTO t VALUES (1, x'01'), (2, x'02')"));
    await state.transaction((db) => db.exec("UPDATE t SET b = x'03' WHERE n = 2; INSERT INTO u VALUES (1)"));
    await expect(
      state.transaction((db) => {
        db.exec('DELETE FROM t');
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
  });

  test('are as they were left', () => {
    for (let i = 0; i < 2; i++) openState(dir, sealed())[Symbol.dispose]();
    change('VACUUM');
    openState(dir, sealed())[Symbol.dispose]();
    change('INSERT INTO u VALUES (9)'); // not sealed
    openState(dir, sealed())[Symbol.dispose]();
  });

  test.each([
    'DELETE FROM t',
    'DELETE FROM t WHERE n = 1',
    "UPDATE t SET b = x'04' WHERE n = 1",
    'UPDATE t SET b = NULL WHERE n = 1',
    "INSERT INTO t VALUES (3, x'00')",
    'UPDATE t SET n = n + 10',
    "DELETE FROM meta WHERE key = 'seal'",
    "DELETE FROM t; DELETE FROM meta WHERE key = 'seal'",
    "UPDATE meta SET value = '00' WHERE key = 'seal'",
  ])('a change from outside is noticed: %s', async (sql) => {
    change(sql);
    expect(await codeOf(() => openState(dir, sealed()))).toBe('STATE_CORRUPT');
  });

  test('another key does not fit', async () => {
    expect(await codeOf(() => openState(dir, sealed(createSecretKey(Buffer.alloc(32, 4)))))).toBe('STATE_CORRUPT');
  });
});

test('what somebody else put into the schema is noticed when the state is opened', async () => {
  for (const ddl of [
    'CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM t; END',
    'CREATE VIEW v AS SELECT 1',
    'CREATE TABLE more (n INTEGER) STRICT',
    'CREATE INDEX i ON t (n)',
    'DROP TABLE t',
    'ALTER TABLE t ADD COLUMN m TEXT',
  ]) {
    const path = join(dir, `schema-${ddl.length}`);
    openState(path, options())[Symbol.dispose]();
    const db = new Sqlite(join(path, 'douane.db'));
    db.exec(ddl);
    db.close();
    expect(await codeOf(() => openState(path, options())), ddl).toBe('STATE_CORRUPT');
  }
});
