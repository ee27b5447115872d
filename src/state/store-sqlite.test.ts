import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DouaneError, type ErrorCode } from '../model/errors.ts';
import { openState, STATE_VERSION, type StateOptions } from './store-sqlite.ts';

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
const codeOf = (work: () => unknown): ErrorCode | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof DouaneError ? error.code : undefined;
  }
};

test('made on first use, for its owner alone, and there the next time', () => {
  const path = join(dir, 'a/b/.douane');
  {
    using state = openState(path, options());
    state.transaction((db) => db.prepare('INSERT INTO t VALUES (7)').run());
  }
  expect(statSync(path).mode & 0o777).toBe(0o700);
  using state = openState(path, options());
  expect(state.read((db) => db.prepare('SELECT n FROM t').pluck().get())).toBe(7);
  expect(
    state.read((db) => ['journal_mode', 'synchronous', 'foreign_keys'].map((p) => db.pragma(p, { simple: true }))),
  ).toEqual(['wal', 2, 1]);
});

test('work that throws leaves nothing', () => {
  using state = openState(dir, options());
  expect(() =>
    state.transaction((db) => {
      db.prepare('INSERT INTO t VALUES (1)').run();
      throw new RangeError('stop');
    }),
  ).toThrow(RangeError);
  expect(state.read((db) => db.prepare('SELECT count(*) FROM t').pluck().get())).toBe(0);
});

describe('the work lock', () => {
  const hold = fileURLToPath(new URL('../../test/support/hold-state.ts', import.meta.url));
  test('one at a time in a process, and free again once disposed of', () => {
    {
      using _first = openState(dir, options());
      expect(codeOf(() => openState(dir, options()))).toBe('STATE_BUSY');
    }
    openState(dir, options())[Symbol.dispose]();
  });
  test('another process is waited for up to the given time, and a killed one frees it', async () => {
    const child = spawn(process.execPath, [hold, dir], { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((done) => child.stdout.once('data', done));
    const begin = performance.now();
    expect(codeOf(() => openState(dir, options({ waitMs: 300 })))).toBe('STATE_BUSY');
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
