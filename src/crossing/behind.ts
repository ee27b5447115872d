/** Whether the state is an older copy of itself, as far as anything outside of it shows. */
import type { Database } from 'better-sqlite3';
import { beyond, type KeptHead } from '../ledger/store-head-file.ts';
import { isAccepted, isLossOf, type Loss, listLosses, type Seen } from '../ledger/store-loss.ts';
import { stillNoticed } from '../ledger/witness/store-noticed.ts';
import { DouaneError } from '../model/errors.ts';

/**
 * What was seen of the ledger outside of it, by the head that was kept and by what witnesses noticed, and that it does
 * not have; without what a person accepted as lost.
 *
 * @throws DouaneError STATE_CORRUPT
 */
export function seenBeyond(db: Database, dir: string, head: KeptHead | null): readonly Seen[] {
  const ofHead = beyond(db, head);
  const seen = [...(ofHead === null ? [] : [ofHead]), ...stillNoticed(dir, db)];
  if (seen.length === 0) return seen;
  const losses = listLosses(db);
  return seen.filter((s) => !isAccepted(losses, s));
}

/** Says what was seen, where, and what to do. */
export function behindError(seen: readonly Seen[], there: number): DouaneError {
  return new DouaneError('STATE_BEHIND', {
    place: { name: seen.map(({ by }) => seenBy(by)).join(', ') },
    expected: 'the newest copy; without one `douane ledger accept-loss --by NAME --reason TEXT` (docs/backup.md)',
    got: seen.map(({ size }) => whatIsThere(size, there)).join('; '),
  });
}

/** Who saw it, for people: of a verifier key its name. */
export function seenBy(by: string): string {
  if (by === 'head') return 'head file';
  if (by === 'copy') return 'copy of this machine';
  return by.slice(0, by.indexOf('+'));
}

export const whatIsThere = (seen: number, there: number): string =>
  seen > there ? `${there} leaves where ${seen} were seen` : `${there} leaves, of which the first ${seen} are others`;

/** How a copy of a shared state finds that what it has beyond the database was accepted as lost. */
export const LOST = {
  table: 'loss',
  columns: ['leaf', 'at', 'common'],
  isOf: (db: Database, row: unknown) => isLossOf(db, row as Pick<Loss, 'leaf' | 'at' | 'common'>),
} as const;
