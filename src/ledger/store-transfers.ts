import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import type { Outcome, Verdict } from '../model/words.ts';
import type { DecisionLeaf } from './leaf.ts';
import { formatVerifierKey, type VerifierKey } from './note.ts';
import type { ClosingBody, Receipt, ReceiptBody } from './receipt.ts';
import { corrupt, headOver, readCheckpoint, readLeaf, readProof } from './store-tree.ts';

/** Reading what was recorded. */

export type TransferStatus = 'recorded' | 'checked' | ClosingBody['end'];

export interface TransferRow {
  readonly id: string;
  readonly type: 'crossing' | 'check';
  readonly at: string;
  readonly asOf: string;
  readonly recipient: string;
  readonly place: string;
  readonly purpose: string;
  readonly lane: string | null;
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  readonly permit: string | null;
  readonly status: TransferStatus;
  readonly leaf: number;
  readonly closing: number | null;
}

const COLUMNS =
  'id, type, at, as_of AS asOf, recipient, place, purpose, lane, verdict, outcome, permit, status, leaf, closing';

/** The newest transfers first. */
export function listTransfers(db: Database, limit = 100): TransferRow[] {
  return db.prepare(`SELECT ${COLUMNS} FROM transfer ORDER BY leaf DESC LIMIT ?`).all(limit) as TransferRow[];
}

/** @throws DouaneError TRANSFER_UNKNOWN */
export function getTransfer(db: Database, id: string): TransferRow & { readonly body: ReceiptBody } {
  const row = db.prepare(`SELECT ${COLUMNS} FROM transfer WHERE id = ?`).get(id) as TransferRow | undefined;
  if (row === undefined) throw new DouaneError('TRANSFER_UNKNOWN', { expected: 'the id of a recorded transfer' });
  return { ...row, body: openingOf(db, row.leaf).body as ReceiptBody };
}

/** One recorded transfer, as it is replayed. */
export interface RecordedTransfer {
  readonly id: string;
  readonly type: TransferRow['type'];
  readonly leaf: number;
  readonly body: ReceiptBody;
}

/**
 * The transfers behind a leaf, oldest first: as many as fit into `characters`, at least one where there is one. Asking
 * again behind the last gives all of them without ever holding all.
 */
export function transfersBehind(db: Database, leaf: number, characters = 8_388_608): readonly RecordedTransfer[] {
  const rows = db
    .prepare(
      'SELECT t.id, t.type, t.leaf, o.body FROM transfer t JOIN opening o ON o.leaf = t.leaf WHERE t.leaf > ? ORDER BY t.leaf',
    )
    .iterate(leaf) as IterableIterator<{ id: string; type: TransferRow['type']; leaf: number; body: string }>;
  const page: RecordedTransfer[] = [];
  let room = characters;
  for (const row of rows) {
    if (page.length > 0 && row.body.length > room) break;
    room -= row.body.length;
    page.push({ ...row, body: JSON.parse(row.body) });
  }
  return page;
}

/**
 * Crossings that were recorded and never closed, oldest first: the process died, or its commit was reported as failed
 * and stood all the same. Whoever holds the work lock closes them as `broken` and removes what they left.
 */
export function unfinished(db: Database): { readonly transfer: string; readonly resume: unknown }[] {
  const rows = db.prepare(`SELECT id, resume FROM transfer WHERE status = 'recorded' ORDER BY leaf`).all();
  return (rows as { id: string; resume: string }[]).map((r) => ({ transfer: r.id, resume: JSON.parse(r.resume) }));
}

/**
 * The receipt of a transfer, with its closing once there is one; proven against the first head over the
 * last of its leaves, so that it comes out the same whenever it is asked for.
 *
 * @throws DouaneError TRANSFER_UNKNOWN
 */
export function receiptOf(db: Database, id: string, key: VerifierKey): Receipt {
  const { leaf: index, closing } = getTransfer(db, id);
  const size = headOver(db, closing ?? index);
  const entry = (at: number) => {
    const { body, salts } = openingOf(db, at);
    const hashes = readProof(db, at, size).map((h) => Buffer.from(h).toString('hex'));
    return { leaf: readLeaf(db, at), salts, body, proof: { index: at, size, hashes } };
  };
  return {
    schema: 'douane.receipt/1',
    transfer: id,
    ...(entry(index) as Pick<Receipt, 'salts' | 'body' | 'proof'> & { leaf: DecisionLeaf }),
    closing: closing === null ? null : (entry(closing) as NonNullable<Receipt['closing']>),
    checkpoint: readCheckpoint(db, size),
    publicKey: formatVerifierKey(key),
  };
}

function openingOf(db: Database, leaf: number): { body: unknown; salts: { content: string; body: string } } {
  const row = db.prepare('SELECT content_salt, body_salt, body FROM opening WHERE leaf = ?').get(leaf) as
    | { content_salt: string | null; body_salt: string; body: string }
    | undefined;
  if (row === undefined) throw corrupt('what each leaf commits to');
  return { body: JSON.parse(row.body), salts: { content: row.content_salt ?? '', body: row.body_salt } };
}
