import type { Database } from 'better-sqlite3';
import { canonicalJson } from './canonical-json.ts';

/**
 * Losses that a person accepted: the state was an older copy of itself, and goes on from there. All of this runs inside
 * the caller's transaction.
 */

/** What was seen of this ledger and is not in it. */
export interface Seen {
  /** `head`: the newest head kept beside the state; `copy`: this machine's copy of a shared one; else a witness's key. */
  readonly by: string;
  /** Leaves that were seen. */
  readonly size: number;
  /** Their root in hex, where it is known: a witness tells only the size. */
  readonly root: string | null;
}

export interface Loss {
  /** Index of the leaf that says that it was accepted. */
  readonly leaf: number;
  readonly at: string;
  /** When the last leaf before what is lost was recorded; null where there is none. */
  readonly since: string | null;
  /** The newest signed head that is in what was lost too; empty for none. */
  readonly common: string;
  readonly seen: readonly Seen[];
}

export function insertLoss(db: Database, { leaf, at, since, common, seen }: Loss): void {
  db.prepare('INSERT INTO loss (leaf, at, since, common, seen) VALUES (?, ?, ?, ?, ?)').run(
    leaf,
    at,
    since,
    common,
    canonicalJson(seen),
  );
}

/** All losses, the oldest first. */
export function listLosses(db: Database): Loss[] {
  const rows = db.prepare('SELECT leaf, at, since, common, seen FROM loss ORDER BY leaf').all() as (Omit<
    Loss,
    'seen'
  > & { readonly seen: string })[];
  return rows.map((row) => ({ ...row, seen: JSON.parse(row.seen) as Seen[] }));
}

/**
 * Whether what was seen is what a person accepted as lost. A witness never forgets what it saw: up to the size that was
 * accepted of it, its word is that loss and no new one.
 */
export function isAccepted(losses: readonly Loss[], { by, size, root }: Seen): boolean {
  return losses.some(({ seen }) =>
    seen.some((s) => s.by === by && (root === null ? s.size >= size : s.size === size && s.root === root)),
  );
}

/**
 * Whether a loss that others accepted is of this copy: it had the head they agreed on, and went another way than to the
 * leaf that says so.
 */
export function isLossOf(db: Database, { leaf, at, common }: Pick<Loss, 'leaf' | 'at' | 'common'>): boolean {
  const known = db.prepare('SELECT at FROM loss WHERE leaf = ?').pluck().get(leaf);
  if (known === at) return false;
  if (common === '') return true;
  const size = Number(common.split('\n')[1]);
  return db.prepare('SELECT note FROM checkpoint WHERE size = ?').pluck().get(size) === common;
}
