/**
 * What witnesses told of the ledger, in files beside the state and not in it: a state that is put back must not bring an
 * older word of theirs back with it, and what one of them noticed stands when it is away later.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../../model/errors.ts';
import { hex } from '../note.ts';
import type { Seen } from '../store-loss.ts';
import { nodeReader, sizeOf } from '../store-tree.ts';
import { rootOf } from '../tree.ts';

const NOTICED = 'behind';
const ASKED = 'witnessed';
/** For how long a good answer holds. */
const GOOD_MS = 60_000;
/** A file that was put back was changed long after the time that is written in it. */
const WRITTEN_MS = 500;

/** A witness has seen what the ledger, as it was then, did not have. */
export interface Noticed extends Seen {
  /** Size and root of the ledger when it was noticed. */
  readonly there: { readonly size: number; readonly root: string };
}

/** Durable when it returns: in the place of what was there of the same witness. */
export function keepNoticed(dir: string, noticed: readonly Noticed[]): void {
  const others = readNoticed(dir).filter((n) => !noticed.some((m) => m.by === n.by));
  const partial = join(dir, `.${NOTICED}.new`);
  const fd = openSync(partial, 'w', 0o600);
  try {
    writeSync(fd, `${JSON.stringify({ schema: 'douane.behind/1', noticed: [...others, ...noticed] })}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, join(dir, NOTICED));
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export function forgetNoticed(dir: string): void {
  rmSync(join(dir, NOTICED), { force: true });
}

/** @throws DouaneError STATE_CORRUPT for a file that nobody of ours wrote. */
function readNoticed(dir: string): readonly Noticed[] {
  const file = join(dir, NOTICED);
  if (!existsSync(file)) return [];
  try {
    const { schema, noticed } = JSON.parse(readFileSync(file, 'utf8')) as { schema: string; noticed: Noticed[] };
    if (schema === 'douane.behind/1' && noticed.every(isNoticed)) return noticed;
  } catch {
    // told below
  }
  throw new DouaneError('STATE_CORRUPT', { place: { name: NOTICED }, expected: 'what a witness noticed' });
}

const isNoticed = ({ by, size, there }: Noticed): boolean =>
  typeof by === 'string' &&
  Number.isSafeInteger(size) &&
  Number.isSafeInteger(there.size) &&
  typeof there.root === 'string';

/**
 * What was noticed and holds still. It does not once another copy is there: one as long as what was seen, or not that in
 * which another history was noticed. What that is worth its witness says when it is asked next.
 */
export function stillNoticed(dir: string, db: Database): readonly Seen[] {
  const size = sizeOf(db);
  return readNoticed(dir)
    .filter((n) =>
      n.size > n.there.size
        ? size < n.size
        : size < n.there.size || hex(rootOf(n.there.size, nodeReader(db))) === n.there.root,
    )
    .map(({ by, size: seen }) => ({ by, size: seen, root: null }));
}

interface AskedOf {
  /** Verifier keys of those that were asked. */
  readonly witnesses: readonly string[];
  /** The head that they were asked about. */
  readonly size: number;
  readonly root: string;
}

/** Keeps that all of them answered well of this head. */
export function keepAsked(dir: string, asked: AskedOf, now: Date): void {
  const partial = join(dir, `.${ASKED}.new`);
  writeFileSync(partial, `${JSON.stringify({ at: now.getTime(), ...asked })}\n`, { mode: 0o600 });
  renameSync(partial, join(dir, ASKED));
}

/** Whether all of them answered well, of a head that the ledger grew from, within the last minute. Rather no than yes. */
export function wasAsked(dir: string, db: Database, witnesses: readonly string[], now: Date): boolean {
  try {
    const file = join(dir, ASKED);
    const kept = JSON.parse(readFileSync(file, 'utf8')) as AskedOf & { readonly at: number };
    const age = now.getTime() - kept.at;
    return (
      age >= 0 &&
      age < GOOD_MS &&
      Math.abs(statSync(file).ctimeMs - kept.at) < WRITTEN_MS &&
      witnesses.every((w) => kept.witnesses.includes(w)) &&
      kept.size <= sizeOf(db) &&
      hex(rootOf(kept.size, nodeReader(db))) === kept.root
    );
  } catch {
    return false;
  }
}
