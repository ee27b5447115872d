/** Reading what was released, for whoever reports on it: from the leaves alone, and the leaves held against the head. */
import type { Database } from 'better-sqlite3';
import { canonicalJson } from './canonical-json.ts';
import { type ClosingLeaf, type DecisionLeaf, hashOfLeaf, type Leaf } from './leaf.ts';
import type { VerifierKey } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { equalHashes } from './proof.ts';
import { type ClosingBody, commit, type ReceiptBody } from './receipt.ts';
import { corrupt, readCheckpoint, readLeaf } from './store-tree.ts';
import { type Hash, leafHash, nodeHash } from './tree.ts';

export type Became = ClosingLeaf['end'] | 'checked' | 'recorded';

export interface Scanned {
  readonly leaf: number;
  readonly closing: number | null;
  /** Day that the transfer counts for. */
  readonly day: string;
  readonly became: Became;
}

export interface LedgerScan {
  /** The head that was signed last, as a note. */
  readonly note: string;
  readonly size: number;
  /** Every transfer, in the order of its leaf. */
  readonly transfers: readonly Scanned[];
}

/**
 * Reads every leaf and computes the root again, so that no transfer can be missing, changed or out of its place; lists
 * that the state keeps beside the ledger are not asked. Time and memory grow with the number of transfers.
 *
 * @throws DouaneError STATE_CORRUPT where the leaves are not those under the head, or the key did not sign it.
 */
export function scanLedger(db: Database, key: VerifierKey): LedgerScan {
  const transfers = new Map<number, { leaf: number; closing: number | null; day: string; became: Became }>();
  const root = new GrowingRoot();
  const rows = db.prepare('SELECT idx, bytes FROM leaf ORDER BY idx').iterate();
  for (const { idx, bytes } of rows as IterableIterator<{ idx: number; bytes: Uint8Array }>) {
    if (idx !== root.size) throw corrupt(`leaf ${root.size} to be there`);
    root.add(leafHash(bytes));
    const leaf = parseLeaf(bytes, idx);
    if (leaf.type === 'closing') {
      const of = transfers.get(leaf.of);
      if (of === undefined || of.closing !== null) throw corrupt(`leaf ${idx} to close a transfer`);
      of.closing = idx;
      of.became = leaf.end;
    } else if (leaf.type === 'crossing' || leaf.type === 'check') {
      const became = leaf.type === 'check' ? 'checked' : 'recorded';
      transfers.set(idx, { leaf: idx, closing: null, day: leaf.asOf, became });
    }
  }
  // The last head of all, not the head of as many leaves as there are: the ledger may have been cut short.
  const last = db.prepare('SELECT max(size) FROM checkpoint').pluck().get() as number | null;
  if (root.size === 0 && last === null) return { note: '', size: 0, transfers: [] };
  if (root.size === 0 || last !== root.size) throw corrupt('as many leaves as were signed last');
  const note = readCheckpoint(db, root.size);
  if (!isHead(note, key, root)) throw corrupt('the leaves to have the root that was signed last');
  return { note, size: root.size, transfers: [...transfers.values()] };
}

export interface Released {
  readonly id: string;
  readonly leaf: { readonly index: number; readonly hash: Hash; readonly content: DecisionLeaf };
  readonly closing: { readonly index: number; readonly hash: Hash };
  readonly body: ReceiptBody;
  readonly released: ClosingBody;
}

/**
 * Released crossings of the days from `since` to `until`, both included, oldest leaf first; one is in memory at a time.
 *
 * @throws DouaneError STATE_CORRUPT where a body is not what its leaf commits to.
 */
export function* readReleased(db: Database, scan: LedgerScan, since: string, until: string): Generator<Released> {
  for (const { leaf, closing, day, became } of scan.transfers) {
    if (became !== 'released' || closing === null || day < since || day > until) continue;
    const decided = open<ReceiptBody>(db, leaf);
    const closed = open<ClosingBody>(db, closing);
    const content = decided.leaf as DecisionLeaf;
    yield {
      id: content.transfer,
      leaf: { index: leaf, hash: decided.hash, content },
      closing: { index: closing, hash: closed.hash },
      body: decided.body,
      released: closed.body,
    };
  }
}

/** How many other transfers of the days are in the ledger, by what became of them. */
export function countOthers(scan: LedgerScan, since: string, until: string): Readonly<Partial<Record<Became, number>>> {
  const counts: Partial<Record<Became, number>> = {};
  for (const { day, became } of scan.transfers)
    if (became !== 'released' && day >= since && day <= until) counts[became] = (counts[became] ?? 0) + 1;
  return counts;
}

function parseLeaf(bytes: Uint8Array, index: number): Leaf {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Leaf;
  } catch {
    throw corrupt(`leaf ${index} to be one`);
  }
}

function isHead(note: string, key: VerifierKey, grown: GrowingRoot): boolean {
  try {
    const head = openCheckpoint(note, key);
    return head.size === grown.size && equalHashes(head.root, grown.root());
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** The root of a tree whose leaves come one by one (RFC 6962 §2.1), in O(log size) of memory. */
class GrowingRoot {
  /** Roots of complete subtrees, the largest first: one for each bit of the size. */
  readonly #edge: Hash[] = [];
  size = 0;

  add(leaf: Hash): void {
    let hash = leaf;
    for (let n = this.size; n % 2 === 1; n = Math.floor(n / 2)) hash = nodeHash(this.#edge.pop()!, hash);
    this.#edge.push(hash);
    this.size += 1;
  }

  /** Of a tree that has a leaf. */
  root(): Hash {
    return this.#edge.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** What a leaf commits to, held against it. */
function open<T extends ReceiptBody | ClosingBody>(db: Database, index: number) {
  const leaf = readLeaf(db, index);
  const row = db.prepare('SELECT content_salt, body_salt, body FROM opening WHERE leaf = ?').get(index) as
    | { content_salt: string; body_salt: string; body: string }
    | undefined;
  const body = row === undefined ? undefined : parseBody<T>(row.body);
  if (row === undefined || body === undefined || !('content' in leaf)) throw corrupt(`what leaf ${index} commits to`);
  const made = commit(body, body.files, { content: row.content_salt, body: row.body_salt });
  if (made.body !== leaf.body || made.content !== leaf.content) throw corrupt(`what leaf ${index} commits to`);
  return { leaf, hash: hashOfLeaf(leaf), body };
}

function parseBody<T>(text: string): T | undefined {
  try {
    const value = JSON.parse(text) as T;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
