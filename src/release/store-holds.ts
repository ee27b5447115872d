import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';

/** The register of holds. Runs inside the caller's transaction, beside the leaf that records the same. */
export const HOLDS_SCHEMA: readonly string[] = [
  `CREATE TABLE hold (
    id TEXT PRIMARY KEY,
    transfer TEXT NOT NULL,
    created TEXT NOT NULL,
    reason TEXT NOT NULL,
    owner TEXT,
    deadline TEXT,
    status TEXT NOT NULL CHECK (status IN ('held', 'approved', 'released', 'denied')),
    digest TEXT NOT NULL,
    files INTEGER NOT NULL,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    request TEXT NOT NULL CHECK (json_valid(request)),
    decided TEXT CHECK (json_valid(decided)),
    wrapped_key BLOB,
    CHECK ((status IN ('held', 'approved')) = (wrapped_key IS NOT NULL)),
    CHECK ((status = 'held') = (decided IS NULL))
  ) STRICT`,
];

/**
 * `held` waits for a person; `approved` is on its way out again (the content is kept until it is out); `released` and
 * `denied` are final and have no key any more.
 */
export type HoldStatus = 'held' | 'approved' | 'released' | 'denied';

export interface HoldRow {
  readonly id: string;
  readonly transfer: string;
  readonly created: string;
  readonly reason: string;
  readonly owner: string | null;
  readonly deadline: string | null;
  readonly status: HoldStatus;
  /** Digest over names and bytes of all files; an approval names it. */
  readonly digest: string;
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
}

/** Who decided on a hold, when and why. */
export interface HoldDecision {
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  readonly reference: string | null;
  /** Which process takes what was approved out; only while it does. */
  readonly process?: string;
}

export interface NewHold extends Omit<HoldRow, 'status'> {
  /** What was asked of the crossing, to ask it again. Plain JSON. */
  readonly request: unknown;
  readonly wrappedKey: Uint8Array;
}

const COLUMNS = 'id, transfer, created, reason, owner, deadline, status, digest, files, records, bytes';

export function insertHold(db: Database, hold: NewHold): void {
  db.prepare(
    `INSERT INTO hold (${COLUMNS}, request, wrapped_key) VALUES (?, ?, ?, ?, ?, ?, 'held', ?, ?, ?, ?, ?, ?)`,
  ).run(
    hold.id,
    hold.transfer,
    hold.created,
    hold.reason,
    hold.owner,
    hold.deadline,
    hold.digest,
    hold.files,
    hold.records,
    hold.bytes,
    JSON.stringify(hold.request),
    hold.wrappedKey,
  );
}

/** The newest first; those that wait unless another status is asked for. */
export function listHolds(db: Database, status: HoldStatus | 'all' = 'held'): HoldRow[] {
  return db
    .prepare(`SELECT ${COLUMNS} FROM hold WHERE ? IN ('all', status) ORDER BY created DESC, id DESC`)
    .all(status) as HoldRow[];
}

/** @throws DouaneError HOLD_UNKNOWN */
export function getHold(
  db: Database,
  id: string,
): HoldRow & { readonly request: unknown; decided: HoldDecision | null } {
  const row = db.prepare(`SELECT ${COLUMNS}, request, decided FROM hold WHERE id = ?`).get(id) as
    | (HoldRow & { request: string; decided: string | null })
    | undefined;
  if (row === undefined) throw new DouaneError('HOLD_UNKNOWN', { expected: 'the id of a hold' });
  return {
    ...row,
    request: JSON.parse(row.request),
    decided: row.decided === null ? null : (JSON.parse(row.decided) as HoldDecision),
  };
}

/** @throws DouaneError HOLD_UNKNOWN, HOLD_ENDED when it was released or denied and the key is gone. */
export function wrappedKeyOf(db: Database, id: string): Uint8Array {
  getHold(db, id);
  const key = db.prepare('SELECT wrapped_key FROM hold WHERE id = ?').pluck().get(id) as Uint8Array | null;
  if (key === null) throw new DouaneError('HOLD_ENDED', { place: { name: id } });
  return Uint8Array.from(key);
}

/**
 * Approves the content with this digest and no other.
 *
 * @throws DouaneError HOLD_UNKNOWN, HOLD_ENDED unless it waits, HOLD_DIGEST when the approval is for other content.
 */
export function approveHold(db: Database, id: string, digest: string, decision: HoldDecision): void {
  if (getHold(db, id).digest !== digest) {
    throw new DouaneError('HOLD_DIGEST', { place: { name: id }, expected: 'the digest of the held content' });
  }
  move(db, id, 'held', 'approved', decision);
}

/** An approved hold whose release broke off waits again. */
export function reopenHold(db: Database, id: string): void {
  move(db, id, 'approved', 'held', null);
}

/** An approved hold is out: its key goes. Remove the files after the commit. */
export function endHold(db: Database, id: string): void {
  const { decided } = getHold(db, id);
  const { process: _done, ...kept } = decided ?? {};
  move(db, id, 'approved', 'released', decided === null ? null : (kept as HoldDecision));
}

/** Denies a hold: its key goes, and with it the content for good. Remove the files after the commit. */
export function denyHold(db: Database, id: string, decision: HoldDecision): void {
  move(db, id, 'held', 'denied', decision);
}

/** Holds that are approved and not out yet, and the process that takes each out. */
export function onTheirWay(db: Database): { readonly id: string; readonly process: string }[] {
  const rows = db
    .prepare(`SELECT id, coalesce(decided ->> '$.process', '') AS process FROM hold WHERE status = 'approved'`)
    .all();
  return rows as { id: string; process: string }[];
}

function move(db: Database, id: string, from: HoldStatus, to: HoldStatus, decided: HoldDecision | null): void {
  const { status } = getHold(db, id);
  if (status !== from) {
    throw new DouaneError('HOLD_ENDED', { place: { name: id }, expected: `one that is ${from}`, got: status });
  }
  db.prepare(
    `UPDATE hold SET status = ?, decided = ?,
      wrapped_key = CASE WHEN ? IN ('released', 'denied') THEN NULL ELSE wrapped_key END WHERE id = ?`,
  ).run(to, decided === null ? null : JSON.stringify(decided), to, id);
}
