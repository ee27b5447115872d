import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that goes away with the test. */
export function folder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'douane-test-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A file system of its own and of this size, that can be made read-only. Needs the right to mount, as in CI. */
export function smallDisk(path: string, size: string): { readOnly(): void } & Disposable {
  mkdirSync(path, { recursive: true });
  mount('-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path);
  return {
    readOnly: () => mount('-o', 'remount,ro', path),
    [Symbol.dispose]: () => void spawnSync('umount', ['-l', path]),
  };
}

function mount(...args: string[]): void {
  const mounted = spawnSync('mount', args, { encoding: 'utf8' });
  if (mounted.status !== 0) throw new Error(`this test needs the right to mount a tmpfs: ${mounted.stderr}`);
}
