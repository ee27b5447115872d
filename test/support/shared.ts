/** Shared states for tests: directories that go with the test, and options with small limits. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DouaneError } from '../../src/model/errors.ts';
import { openSharedState, type SharedOptions } from '../../src/state/shared/store-shared.ts';
import type { Identified, State } from '../../src/state/state.ts';

export const COUNTED = [
  'CREATE TABLE t (n INTEGER PRIMARY KEY, x TEXT, b BLOB) STRICT',
  'CREATE TABLE work (id TEXT PRIMARY KEY, by TEXT NOT NULL) STRICT, WITHOUT ROWID',
  'CREATE TABLE counter (name TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT',
];

export interface Folder extends Disposable {
  readonly dir: string;
}

export function folder(): Folder {
  const dir = mkdtempSync(join(tmpdir(), 'douane-shared-'));
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) };
}

export const random = (n: number): Uint8Array => randomBytes(n);

export function openShared(
  dir: string,
  url: string,
  change: Partial<SharedOptions<Identified>> = {},
): Promise<State<Identified>> {
  return openSharedState(dir, {
    url,
    schemas: COUNTED,
    random,
    openKeys: () => ({ ids: new Map([['k', 'id']]) }),
    ...change,
  });
}

/** Reads the counter and writes it one higher, with what it was read as: a lost update shows. */
export const increment = (state: State<Identified>): Promise<number> =>
  state.transaction((db) => {
    const n = ((db.prepare("SELECT n FROM counter WHERE name = 'c'").pluck().get() as number | undefined) ?? 0) + 1;
    db.prepare("INSERT OR REPLACE INTO counter VALUES ('c', ?)").run(n);
    return n;
  });

export const counter = (state: State<Identified>): Promise<number> =>
  state.transaction(
    (db) => (db.prepare("SELECT n FROM counter WHERE name = 'c'").pluck().get() as number | undefined) ?? 0,
  );

/** Code of the error, or what it is where it is none of ours. */
export async function codeOf(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof DouaneError ? error.code : String(error);
  }
}

/** Everything that could be printed of an error and what caused it. */
export async function textOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return '';
  } catch (error) {
    const texts: string[] = [];
    for (let at = error; at instanceof Error; at = at.cause) texts.push(at.message, at.stack ?? '', JSON.stringify(at));
    return texts.join('\n');
  }
}
