import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { type ContentFile, SALT_BYTES } from './content.ts';
import type { ClosingLeaf, DecisionLeaf, EventLeaf } from './leaf.ts';
import { CLOSING, DECISION, fits } from './leaf-check.ts';
import { nativeCommitment, nativeContentDigest, utf8Of } from './native-hash.ts';
import type { Signer } from './note.ts';
import type { ClosingBody, ReceiptBody } from './receipt.ts';
import { prepared } from './store-statements.ts';
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
  const decided = {
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
  };
  const text = utf8Of(canonicalJson(body));
  const leaf = checked<DecisionLeaf>(DECISION, {
    ...decided,
    content: contentOf(body.files, salts),
    body: bodyOf(text, salts),
  });
  const resume = canonicalJson(plan.resume ?? null);
  return state.transaction((db) => {
    apply(db);
    const index = appendLeaf(db, leaf);
    keepOpening(db, index, salts, text);
    prepared(
      db,
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
      resume,
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
  const text = utf8Of(canonicalJson(body));
  const commitments = { content: contentOf(body.files, salts), body: bodyOf(text, salts) };
  return state.transaction((db) => {
    const of = prepared(db, `SELECT leaf FROM transfer WHERE id = ? AND status = 'recorded'`)
      .pluck()
      .get(plan.transfer);
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
      ...commitments,
    });
    const index = appendLeaf(db, leaf);
    keepOpening(db, index, salts, text);
    prepared(db, 'UPDATE transfer SET status = ?, closing = ? WHERE leaf = ?').run(body.end, index, of);
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
  const text = utf8Of(canonicalJson(body));
  const leaf: EventLeaf = { v: 1, type, transfer, permit, at, body: bodyOf(text, salts) };
  return state.transaction((db) => {
    const index = appendLeaf(db, leaf);
    apply(db, index);
    keepOpening(db, index, { body: salts.body, content: null }, text);
    return { index, leaf };
  });
}

function counts(files: readonly ContentFile[], records: number) {
  return { files: files.length, records, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

interface Salts {
  readonly content: string;
  readonly body: string;
}

/** To ask for random bytes takes as long for many as for a few: those of some leaves to come, in hex, by who gave them. */
const drawn = new WeakMap<LedgerTools['random'], string[]>();
const LEAVES_DRAWN = 32;

function saltsFrom({ random }: LedgerTools): Salts {
  const salts = drawn.get(random) ?? [];
  if (salts.length === 0) {
    drawn.set(random, salts);
    const hex = Buffer.from(random(2 * SALT_BYTES * LEAVES_DRAWN)).toString('hex');
    for (let at = 0; at < hex.length; at += 2 * SALT_BYTES) salts.push(hex.slice(at, at + 2 * SALT_BYTES));
  }
  return { content: salts.pop()!, body: salts.pop()! };
}

// As `commit` of `receipt.ts`.
const contentOf = (files: readonly ContentFile[], salts: Salts): string =>
  nativeCommitment('douane.content/1', salts.content, nativeContentDigest(files));
const bodyOf = (text: Uint8Array, salts: Salts): string => nativeCommitment('douane.body/1', salts.body, text);

function keepOpening(
  db: Database,
  index: number,
  salts: { readonly content: string | null; readonly body: string },
  body: Uint8Array,
): void {
  // To bind the text itself would be to encode it once more.
  const sql = 'INSERT INTO opening (leaf, content_salt, body_salt, body) VALUES (?, ?, ?, CAST(? AS TEXT))';
  prepared(db, sql).run(index, salts.content, salts.body, body);
}

/** What is recorded fits its schema, or nothing is: a leaf that nobody could verify must not come to be. */
function checked<T>(shape: Parameters<typeof fits>[1], value: unknown): T {
  if (!fits(value, shape)) throw new DouaneError('INTERNAL', { expected: 'a leaf that fits its schema' });
  return value as T;
}
