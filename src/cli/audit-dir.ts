/**
 * Where an audit takes the whole of a shared state anew: a directory beside the others of the state, with a lock of the
 * operating system on it as long as the audit lives. It has pseudonyms in it: what a killed audit left must not stay.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import { lockState } from '../state/store-lock.ts';

const PREFIX = 'audit-';

/** A new directory with the keys of the state; it goes when it is disposed of. */
export function auditDir(stateDir: string): { readonly dir: string } & Disposable {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const dir = mkdtempSync(join(stateDir, PREFIX));
  const lock = lockState(dir, 0);
  symlinkSync(join(stateDir, 'keys'), join(dir, 'keys'));
  return {
    dir,
    [Symbol.dispose]: () => {
      rmSync(dir, { recursive: true, force: true });
      lock[Symbol.dispose]();
    },
  };
}

/** Removes the directories of audits that were killed. */
export function removeLeftAudits(stateDir: string): void {
  for (const name of readdirSync(stateDir).filter((n) => n.startsWith(PREFIX))) {
    try {
      using _lock = lockState(join(stateDir, name), 0);
      rmSync(join(stateDir, name), { recursive: true, force: true });
    } catch (error) {
      // It lives, or ends just now.
      if (!isOfLiving(error)) throw error;
    }
  }
}

const isOfLiving = (error: unknown): boolean =>
  (error instanceof DouaneError && error.code === 'STATE_BUSY') ||
  (error as { code?: string }).code === 'SQLITE_CANTOPEN' ||
  (error as { code?: string }).code === 'ENOENT';
