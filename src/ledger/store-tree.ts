import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { signCheckpoint } from './checkpoint.ts';
import { formatLeaf, type Leaf } from './leaf.ts';
import type { Signer } from './note.ts';
import { equalHashes } from './proof.ts';
import {
  appendNodes,
  HASH_BYTES,
  type Hash,
  inclusionProof,
  leafHash,
  type NodeId,
  type ReadNode,
  rootOf,
} from './tree.ts';

/** The tree as it lies in the database. All of this runs inside the caller's transaction. */
export interface StoredTree {
  readonly size: number;
  readonly root: Hash;
  readonly read: ReadNode;
}

/** @throws DouaneError STATE_CORRUPT when a node that must be there is not. */
export function readTree(db: Database): StoredTree {
  const size = db.prepare('SELECT coalesce(max(idx) + 1, 0) FROM leaf').pluck().get() as number;
  const read = nodeReader(db);
  return { size, root: rootOf(size, read), read };
}

/**
 * Appends a leaf and signs the new head, in O(log size). The old tree must still have the root that was signed
 * last: a ledger that was tampered with is not signed on.
 *
 * @throws DouaneError STATE_CORRUPT when it has not.
 */
export function appendLeaf(db: Database, leaf: Leaf, signer: Signer): { index: number; checkpoint: string } {
  const tree = readTree(db);
  const before = tree.size === 0 ? null : readHead(db, tree.size);
  if (before !== null && !isHeadOf(before.note, tree, signer)) {
    throw corrupt('the ledger to have the root that was signed last');
  }
  const bytes = formatLeaf(leaf);
  db.prepare('INSERT INTO leaf (idx, bytes) VALUES (?, ?)').run(tree.size, bytes);
  const insert = db.prepare('INSERT INTO node (level, position, hash) VALUES (?, ?, ?)');
  for (const { id, hash } of appendNodes(tree.size, leafHash(bytes), tree.read)) {
    insert.run(id.level, id.position, hash);
  }
  const size = tree.size + 1;
  const checkpoint = signCheckpoint(size, rootOf(size, tree.read), signer);
  const chain = chainOf(before?.chain ?? NO_CHAIN, checkpoint);
  db.prepare('INSERT INTO checkpoint (size, note, chain) VALUES (?, ?, ?)').run(size, checkpoint, chain);
  return { index: tree.size, checkpoint };
}

/** What the first note is chained to. */
export const NO_CHAIN = new Uint8Array(HASH_BYTES);

/** SHA-256 of the chain before and the note. */
export function chainOf(before: Uint8Array, note: string): Uint8Array {
  return sha256.create().update(before).update(utf8ToBytes(note)).digest();
}

/** The note signed when the ledger had this size. */
export function readCheckpoint(db: Database, size: number): string {
  return readHead(db, size).note;
}

function readHead(db: Database, size: number): { readonly note: string; readonly chain: Uint8Array } {
  const head = db.prepare('SELECT note, chain FROM checkpoint WHERE size = ?').get(size);
  if (head === undefined) throw corrupt('a signed head for every size of the ledger');
  return head as { note: string; chain: Uint8Array };
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

export function nodeReader(db: Database): ReadNode {
  const select = db.prepare('SELECT hash FROM node WHERE level = ? AND position = ?').pluck();
  return ({ level, position }: NodeId) => {
    const hash = select.get(level, position) as Uint8Array | undefined;
    if (hash === undefined) throw corrupt('every complete subtree of the ledger to be there');
    return Uint8Array.from(hash);
  };
}

/** Compared as text: to sign on, it need not be verified what we signed ourselves; `audit` verifies. */
function isHeadOf(note: string, tree: StoredTree, signer: Signer): boolean {
  const lines = note.split('\n');
  const root = Uint8Array.from(Buffer.from(lines[2] ?? '', 'base64'));
  return lines[0] === signer.name && lines[1] === String(tree.size) && equalHashes(root, tree.root);
}

export function corrupt(expected: string): DouaneError {
  return new DouaneError('STATE_CORRUPT', { place: { name: 'ledger' }, expected });
}
