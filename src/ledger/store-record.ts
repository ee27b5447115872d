import { bytesToHex } from '@noble/hashes/utils.js';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { type ContentFile, SALT_BYTES } from './content.ts';
import type { ClosingLeaf, DecisionLeaf, EventLeaf } from './leaf.ts';
import { CLOSING, DECISION, fits } from './leaf-check.ts';
import type { Signer } from './note.ts';
import { type ClosingBody, commit, type ReceiptBody } from './receipt.ts';
import { appendLeaf } from './store-tree.ts';

/**
 * RECORD: the leaf, the signed head over it, the transfer and whatever the caller applies (persons, permit, hold) become
 * durable in one transaction or not at all. If the process dies after it, the transfer stands as `recorded` and
 * `unfinished` lists it; if it dies before, nothing happened.
 */

/**
 * Runs work in a write transaction: durable, and its leaves under a signed head, when it resolves; undone when it
 * rejects. Several works may share one transaction and one head.
 */
export interface Transactor {
  transaction<T>(work: (db: Database) => T): Promise<T>;
}

export interface LedgerTools {
  readonly signer: Signer;
  /** Fresh random bytes, for the salts of commitments. */
  readonly random: (bytes: number) => Uint8Array;
}

export interface RecordPlan {
  readonly transfer: string;
  readonly type: 'crossing' | 'check';
  /** ISO 8601 with milliseconds, UTC. */
  readonly at: string;
  readonly body: ReceiptBody;
  /** What a later process needs to clean up after this one, such as the names of outputs. Kept in the state alone. */
  readonly resume?: unknown;
}

/** @returns the leaf and its index. */
export async function record(
  state: Transactor,
  plan: RecordPlan,
  tools: LedgerTools,
  apply: (db: Database) => void = () => {},
): Promise<{ readonly index: number; readonly leaf: DecisionLeaf }> {
  const { body } = plan;
  const salts = saltsFrom(tools);
  const leaf = checked<DecisionLeaf>(DECISION, {
    v: 1,
    type: plan.type,
    transfer: plan.transfer,
    at: plan.at,
    asOf: body.asOf,
    from: body.from,
    to: body.to,
    verdict: body.verdict,
    outcome: body.outcome,
    counts: {
      ...counts(body.files, body.manifest.records),
      persons: {
        ordinary: body.persons.thisTransfer.ordinary,
        sensitive: body.persons.thisTransfer.sensitive,
        undetermined: body.persons.undetermined,
      },
    },
    permit: body.permit,
    law: body.law.hash,
    ...commit(body, body.files, salts),
  });
  return state.transaction((db) => {
    apply(db);
    const index = appendLeaf(db, leaf);
    keepOpening(db, index, salts, body);
    db.prepare(
      `INSERT INTO transfer (id, type, at, as_of, recipient, place, purpose, lane, verdict, outcome, permit, status,
        leaf, resume) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      plan.transfer,
      plan.type,
      plan.at,
      body.asOf,
      body.recipient,
      body.to,
      body.purpose,
      body.lane,
      body.verdict,
      body.outcome,
      body.permit,
      plan.type === 'check' ? 'checked' : 'recorded',
      index,
      canonicalJson(plan.resume ?? null),
    );
    return { index, leaf };
  });
}

export interface ClosingPlan {
  readonly transfer: string;
  readonly at: string;
  readonly body: ClosingBody;
}

/**
 * Records what became of a crossing. Each crossing is closed once.
 *
 * @throws DouaneError TRANSFER_UNKNOWN when there is none that waits for its closing.
 */
export async function close(
  state: Transactor,
  plan: ClosingPlan,
  tools: LedgerTools,
  apply: (db: Database) => void = () => {},
): Promise<{ readonly index: number; readonly leaf: ClosingLeaf }> {
  const { body } = plan;
  const salts = saltsFrom(tools);
  return state.transaction((db) => {
    const of = db.prepare(`SELECT leaf FROM transfer WHERE id = ? AND status = 'recorded'`).pluck().get(plan.transfer);
    if (of === undefined) {
      throw new DouaneError('TRANSFER_UNKNOWN', { place: { name: plan.transfer }, expected: 'one not closed yet' });
    }
    apply(db);
    const leaf = checked<ClosingLeaf>(CLOSING, {
      v: 1,
      type: 'closing',
      transfer: plan.transfer,
      at: plan.at,
      of,
      end: body.end,
      counts: counts(body.files, body.records),
      ...commit(body, body.files, salts),
    });
    const index = appendLeaf(db, leaf);
    keepOpening(db, index, salts, body);
    db.prepare('UPDATE transfer SET status = ?, closing = ? WHERE id = ?').run(body.end, index, plan.transfer);
    return { index, leaf };
  });
}

/** An approval, a denial, a permit added or ended, persons forgotten, a loss accepted. Who and why stand in the body, which the leaf only commits to. */
export interface EventPlan {
  readonly type: EventLeaf['type'];
  readonly transfer: string | null;
  readonly permit: string | null;
  readonly at: string;
  readonly body: unknown;
}

export async function recordEvent(
  state: Transactor,
  plan: EventPlan,
  tools: LedgerTools,
  apply: (db: Database, index: number) => void = () => {},
): Promise<{ readonly index: number; readonly leaf: EventLeaf }> {
  const { type, transfer, permit, at, body } = plan;
  const salts = saltsFrom(tools);
  const leaf: EventLeaf = { v: 1, type, transfer, permit, at, body: commit(body, [], salts).body };
  return state.transaction((db) => {
    const index = appendLeaf(db, leaf);
    apply(db, index);
    keepOpening(db, index, { body: salts.body, content: null }, body);
    return { index, leaf };
  });
}

function counts(files: readonly ContentFile[], records: number) {
  return { files: files.length, records, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

function saltsFrom({ random }: LedgerTools): { content: string; body: string } {
  return { content: bytesToHex(random(SALT_BYTES)), body: bytesToHex(random(SALT_BYTES)) };
}

function keepOpening(
  db: Database,
  index: number,
  salts: { readonly content: string | null; readonly body: string },
  body: unknown,
): void {
  db.prepare('INSERT INTO opening (leaf, content_salt, body_salt, body) VALUES (?, ?, ?, ?)').run(
    index,
    salts.content,
    salts.body,
    canonicalJson(body),
  );
}

/** What is recorded fits its schema, or nothing is: a leaf that nobody could verify must not come to be. */
function checked<T>(shape: Parameters<typeof fits>[1], value: unknown): T {
  if (!fits(value, shape)) throw new DouaneError('INTERNAL', { expected: 'a leaf that fits its schema' });
  return value as T;
}
