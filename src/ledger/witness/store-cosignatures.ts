import type { Database } from 'better-sqlite3';
import { COSIGNATURE, formatVerifierKey, type VerifierKey } from '../note.ts';
import type { Cosignature } from './cosignature.ts';

/** What witnesses said of this ledger, as it lies in the state. All of this runs inside the caller's transaction. */

const nameOf = (witness: VerifierKey) => formatVerifierKey(witness, COSIGNATURE);

/** Keeps a verified cosignature on the head of a size. Kept once, however often it is given. */
export function keepCosignature(db: Database, size: number, { witness, time, line }: Cosignature): void {
  db.prepare('INSERT OR IGNORE INTO cosignature (size, witness, time, line) VALUES (?, ?, ?, ?)').run(
    size,
    nameOf(witness),
    time,
    line,
  );
}

/** Size of the largest head that a witness cosigned; 0 for none. */
export function lastCosigned(db: Database, witness: VerifierKey): number {
  const select = db.prepare('SELECT coalesce(max(size), 0) FROM cosignature WHERE witness = ?').pluck();
  return select.get(nameOf(witness)) as number;
}

/** The newest line of each of these witnesses on the head of a size, in their order. */
export function cosignatureLines(db: Database, size: number, witnesses: readonly VerifierKey[]): string[] {
  const select = db
    .prepare('SELECT line FROM cosignature WHERE size = ? AND witness = ? ORDER BY time DESC LIMIT 1')
    .pluck();
  return witnesses.map((w) => select.get(size, nameOf(w)) as string | undefined).filter((line) => line !== undefined);
}

/** Size of the largest head that at least `quorum` of these witnesses cosigned; null where there is none. */
export function largestWithQuorum(db: Database, witnesses: readonly VerifierKey[], quorum: number): number | null {
  const names = JSON.stringify(witnesses.map(nameOf));
  const select = db
    .prepare(
      `SELECT size FROM cosignature WHERE witness IN (SELECT value FROM json_each(?))
       GROUP BY size HAVING count(DISTINCT witness) >= ? ORDER BY size DESC LIMIT 1`,
    )
    .pluck();
  return (select.get(names, quorum) as number | undefined) ?? null;
}
