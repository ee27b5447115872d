import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import { signCheckpoint } from './checkpoint.ts';
import { Edge } from './edge.ts';
import { growthOf } from './growth.ts';
import type { Leaf } from './leaf.ts';
import { nativeLeafHash, nativeNodeHash } from './native-hash.ts';
import type { Signer, VerifierKey } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { opensslVerify } from './openssl-verify.ts';
import { equalHashes } from './proof.ts';
import { prepared } from './store-statements.ts';
import { appendNodes, HASH_BYTES, type Hash, inclusionProof, type NodeId, type ReadNode, rootOf } from './tree.ts';

/** The tree as it lies in the database. All of this runs inside the caller's transaction. */
export interface StoredTree {
  readonly size: number;
  readonly root: Hash;
  readonly read: ReadNode;
}

/** @throws DouaneError STATE_CORRUPT when a node that must be there is not. */
export function readTree(db: Database): StoredTree {
  const size = sizeOf(db);
  const read = nodeReader(db);
  return { size, root: rootOf(size, read), read };
}

/**
 * To be called at the start of every transaction. Leaves under no head were put there by somebody without the key, and
 * {@link signHead} would sign them for him.
 *
 * @throws DouaneError STATE_CORRUPT when the last head is not over all leaves.
 */
export function expectHead(db: Database): void {
  if (sizeOf(db) !== (lastHead(db)?.size ?? 0)) throw corrupt('a signed head over the last leaf');
}

/** Appends a leaf, which is not under a signed head before {@link signHead}. Gives its index. */
export function appendLeaf(db: Database, leaf: Leaf): number {
  // The bytes of `formatLeaf`, which SQLite makes of the text in half the time that a buffer takes.
  const { lastInsertRowid } = prepared(
    db,
    'INSERT INTO leaf (idx, bytes) VALUES ((SELECT coalesce(max(idx) + 1, 0) FROM leaf), CAST(? AS BLOB))',
  ).run(canonicalJson(leaf));
  return Number(lastInsertRowid);
}

/**
 * Hashes the leaves that were appended since the last head and signs the new one, in O(leaves + log size); does nothing
 * where there are none. To be called at the end of every transaction: leaves that become durable together have one head.
 * The old tree must still have the root that was signed last: a ledger that was tampered with is not signed on.
 *
 * @throws DouaneError STATE_CORRUPT when it has not.
 */
export function signHead(db: Database, signer: Signer): void {
  const size = sizeOf(db);
  const before = lastHead(db);
  const from = before?.size ?? 0;
  if (size === from) return;
  const read = nodeReader(db);
  if (before !== null && (from > size || !isHeadOf(before.note, from, rootOf(from, read, nativeNodeHash), signer))) {
    throw corrupt('the ledger to have the root that was signed last');
  }
  growTree(db, from, size, read);
  const note = signCheckpoint(size, rootOf(size, read, nativeNodeHash), signer);
  const chain = chainOf(before?.chain ?? NO_CHAIN, note);
  prepared(db, 'INSERT INTO checkpoint (size, note, chain) VALUES (?, ?, ?)').run(size, note, chain);
}

/** One statement a level: to run one for each hash takes longer than to make it. */
const INSERT_ROW = `INSERT INTO node (level, position, hash)
  WITH RECURSIVE i (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < ?)
  SELECT ?, ? + n, substr(?, 1 + n * ${HASH_BYTES}, ${HASH_BYTES}) FROM i`;

/** Stores the complete subtrees that the leaves [from, size) complete. */
function growTree(db: Database, from: number, size: number, read: ReadNode): void {
  // As text, which is what they were written as: a buffer for each would take longer than what is done with it.
  const leaves = prepared(db, 'SELECT CAST(bytes AS TEXT) FROM leaf WHERE idx >= ? ORDER BY idx')
    .pluck()
    .all(from) as string[];
  if (leaves.length !== size - from) throw corrupt('a leaf at every index');
  const insert = prepared(db, INSERT_ROW);
  for (const { level, first, count, hashes } of growthOf(from, leaves, read)) {
    if (level > 0) insert.run(count, level, first, hashes);
  }
}

/**
 * Verifies what others appended after the first `from` leaves, which were verified before: the hash of every leaf and
 * node, the chain of heads, and that the last head is signed with the key and over all of it. Gives the size.
 *
 * @throws DouaneError STATE_CORRUPT
 */
export function verifyGrowth(db: Database, from: number, key: VerifierKey): number {
  const size = sizeOf(db);
  const last = lastHead(db);
  if (size === 0 && last === null) return 0;
  if (last === null || last.size !== size || size < from) throw corrupt('a signed head over every leaf');
  const stored = nodeReader(db);
  const edge = new Edge(stored);
  const leaves = db.prepare('SELECT idx, bytes FROM leaf WHERE idx >= ? ORDER BY idx').iterate(from);
  let next = from;
  for (const { idx, bytes } of leaves as IterableIterator<{ idx: number; bytes: Uint8Array }>) {
    if (idx !== next) throw corrupt('a leaf at every index');
    for (const { id, hash } of appendNodes(next, nativeLeafHash(bytes), edge.read, nativeNodeHash)) {
      if (id.level > 0 && !equalHashes(stored(id), hash)) throw corrupt('the hashes of what was appended');
      edge.add(id, hash);
    }
    next += 1;
  }
  const heads = db
    .prepare('SELECT size, note, chain FROM checkpoint WHERE size >= ? ORDER BY size')
    .all(from) as Head[];
  let chain: Uint8Array = NO_CHAIN;
  for (const head of heads) {
    if (head.size === from) {
      if (from === 0) throw corrupt('no head over nothing');
    } else if (!equalHashes(chainOf(chain, head.note), head.chain)) throw corrupt('heads that are chained');
    chain = head.chain;
  }
  if (from > 0 && heads[0]?.size !== from) throw corrupt('the head that was verified before');
  if (!isSigned(last.note, size, rootOf(size, edge.read, nativeNodeHash), key))
    throw corrupt('a head signed with the key of the ledger');
  return size;
}

function isSigned(note: string, size: number, root: Hash, key: VerifierKey): boolean {
  try {
    const head = openCheckpoint(note, { ...key, verify: opensslVerify(key) });
    return head.size === size && equalHashes(head.root, root);
  } catch {
    return false;
  }
}

/** What the first note is chained to. */
export const NO_CHAIN = new Uint8Array(HASH_BYTES);

/** SHA-256 of the chain before and the note. */
export function chainOf(before: Uint8Array, note: string): Uint8Array {
  return sha256.create().update(before).update(utf8ToBytes(note)).digest();
}

/** Leaves of the ledger. */
export const sizeOf = (db: Database) =>
  prepared(db, 'SELECT coalesce(max(idx) + 1, 0) FROM leaf').pluck().get() as number;

/** Signed heads of the ledger. */
export const headCount = (db: Database) => db.prepare('SELECT count(*) FROM checkpoint').pluck().get() as number;

/** The note signed when the ledger had this size. @throws DouaneError STATE_CORRUPT where none was. */
export function readCheckpoint(db: Database, size: number): string {
  const note = findCheckpoint(db, size);
  if (note === null) throw corrupt(`a signed head of the size ${size}`);
  return note;
}

/** As {@link readCheckpoint}, for a size from outside: null where no head was signed at it. */
export function findCheckpoint(db: Database, size: number): string | null {
  const note = db.prepare('SELECT note FROM checkpoint WHERE size = ?').pluck().get(size);
  return (note as string | undefined) ?? null;
}

/** The newest signed head; null for an empty ledger. */
export const newestHead = (db: Database): string | null => lastHead(db)?.note ?? null;

/** The newest signed head of at most so many leaves; size 0 and no note where there is none. */
export function newestHeadWithin(db: Database, size: number): { readonly size: number; readonly note: string } {
  const head = db.prepare('SELECT size, note FROM checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1').get(size);
  return (head as { size: number; note: string } | undefined) ?? { size: 0, note: '' };
}

/** Size of the first head under which the leaf is. @throws DouaneError STATE_CORRUPT where there is none. */
export function headOver(db: Database, leaf: number): number {
  const size = db.prepare('SELECT min(size) FROM checkpoint WHERE size > ?').pluck().get(leaf) as number | null;
  if (size === null) throw corrupt(`a signed head over the leaf ${leaf}`);
  return size;
}

interface Head {
  readonly size: number;
  readonly note: string;
  readonly chain: Uint8Array;
}

function lastHead(db: Database): Head | null {
  const head = prepared(db, 'SELECT size, note, chain FROM checkpoint ORDER BY size DESC LIMIT 1').get();
  return (head as Head | undefined) ?? null;
}

/** Audit path of a leaf in the ledger as it was at `size`. */
export function readProof(db: Database, index: number, size: number): Hash[] {
  return inclusionProof(index, size, nodeReader(db));
}

export function readLeaf(db: Database, index: number): Leaf {
  const bytes = db.prepare('SELECT bytes FROM leaf WHERE idx = ?').pluck().get(index) as Uint8Array | undefined;
  if (bytes === undefined) throw corrupt('a leaf at every index');
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Leaf;
}

/** Reads the stored hashes; that of a leaf, which is not stored, is made of its bytes. */
export function nodeReader(db: Database): ReadNode {
  const node = prepared(db, 'SELECT hash FROM node WHERE level = ? AND position = ?').pluck();
  const leaf = prepared(db, 'SELECT bytes FROM leaf WHERE idx = ?').pluck();
  return ({ level, position }: NodeId) => {
    const bytes = (level === 0 ? leaf.get(position) : node.get(level, position)) as Uint8Array | undefined;
    if (bytes === undefined) throw corrupt('every complete subtree of the ledger to be there');
    return level === 0 ? nativeLeafHash(bytes) : new Uint8Array(bytes);
  };
}

/** Compared as text: to sign on, it need not be verified what we signed ourselves; `audit` verifies. */
function isHeadOf(note: string, size: number, root: Hash, signer: Signer): boolean {
  const lines = note.split('\n');
  const signed = Uint8Array.from(Buffer.from(lines[2] ?? '', 'base64'));
  return lines[0] === signer.name && lines[1] === String(size) && equalHashes(signed, root);
}

export function corrupt(expected: string): DouaneError {
  return new DouaneError('STATE_CORRUPT', { place: { name: 'ledger' }, expected });
}
