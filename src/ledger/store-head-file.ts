/**
 * The newest signed head of the ledger in a file beside its database: whoever puts back an older database alone is
 * noticed by it. It is written after each commit and not synced to the disk: where it is older than it could be, less is
 * noticed, and never something that is not so.
 */
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { hex, type VerifierKey } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { opensslVerify } from './openssl-verify.ts';
import { equalHashes } from './proof.ts';
import type { Seen } from './store-loss.ts';
import { corrupt, newestHead, nodeReader, readTree } from './store-tree.ts';
import { rootOf } from './tree.ts';

export const HEAD_FILE = 'head';
const MAX_BYTES = 4_096;

export interface KeptHead extends Checkpoint {
  readonly note: string;
}

/** Keeps heads as they come; one that could not be written is left to the next. */
export function headKeeper(dir: string): (note: string | null) => void {
  let last: string | null = null;
  return (note) => {
    if (note === null || note === last) return;
    try {
      writeFileSync(join(dir, '.head.new'), note, { mode: 0o600 });
      renameSync(join(dir, '.head.new'), join(dir, HEAD_FILE));
      last = note;
    } catch {
      // The commit stands all the same.
    }
  };
}

/**
 * The head that was kept; null where none was, or where the power went before the file had its bytes.
 *
 * @throws DouaneError STATE_CORRUPT when it is not a head signed with the key of the ledger.
 */
export function readHeadFile(dir: string, key: VerifierKey): KeptHead | null {
  const file = join(dir, HEAD_FILE);
  if (!existsSync(file)) return null;
  const note = statSync(file).size > MAX_BYTES ? 'too long' : readFileSync(file, 'utf8');
  if (/^\0*$/.test(note)) return null;
  try {
    return { ...openCheckpoint(note, { ...key, verify: opensslVerify(key) }), note };
  } catch {
    throw new DouaneError('STATE_CORRUPT', {
      place: { name: HEAD_FILE },
      expected: 'a head signed with the key of the ledger',
    });
  }
}

/**
 * What the head shows that the ledger does not have; null where it grew from there.
 *
 * @throws DouaneError STATE_CORRUPT where the ledger is not what it signed itself.
 */
export function beyond(db: Database, head: KeptHead | null): Seen | null {
  if (head === null) return null;
  const own = newestHead(db);
  if (own === head.note) return null;
  const { size, root } = readTree(db);
  const seen = { by: 'head', size: head.size, root: hex(head.root) };
  if (own !== null && !own.includes(`\n${size}\n${Buffer.from(root).toString('base64')}\n`))
    throw corrupt('the ledger to have the root that was signed last');
  if (head.size > size) return seen;
  return equalHashes(rootOf(head.size, nodeReader(db)), head.root) ? null : seen;
}
