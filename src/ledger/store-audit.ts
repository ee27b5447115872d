import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Database } from 'better-sqlite3';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';
import type { ContentFile } from './content.ts';
import type { Leaf } from './leaf.ts';
import { leafSchema } from './leaf-schema.ts';
import type { VerifierKey } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { equalHashes } from './proof.ts';
import { commit } from './receipt.ts';
import { getTransfer } from './store-transfers.ts';
import { corrupt } from './store-tree.ts';
import { appendNodes, type Hash, leafHash, type NodeId, rootOf } from './tree.ts';

export interface Audit {
  readonly size: number;
  /** Root of the ledger in hex. */
  readonly root: string;
  readonly transfers: number;
}

/**
 * Recomputes the whole ledger from its leaves and trusts nothing that is stored: every leaf canonical and in its
 * schema, every node, every root with its signature, every commitment against what is kept to open it, every transfer
 * against its leaves. Time grows with the ledger, memory does not.
 *
 * @throws DouaneError STATE_CORRUPT with the first thing that is not as it was recorded.
 */
export function audit(db: Database, key: VerifierKey): Audit {
  const trusted = { ...key, verify: opensslVerify(key) };
  const selectNode = db.prepare('SELECT hash FROM node WHERE level = ? AND position = ?').pluck();
  const selectNote = db.prepare('SELECT note FROM checkpoint WHERE size = ?').pluck();
  const selectOpening = db.prepare('SELECT content_salt, body_salt, body FROM opening WHERE leaf = ?');
  const edge = new Edge();
  let size = 0;
  let nodes = 0;
  let transfers = 0;
  let closings = 0;
  let root = rootOf(0, edge.read);
  for (const row of db.prepare('SELECT idx, bytes FROM leaf ORDER BY idx').iterate()) {
    const { idx, bytes } = row as { idx: number; bytes: Uint8Array };
    if (idx !== size) throw corrupt(`leaf ${size} to be there`);
    const leaf = parseLeaf(bytes, idx);
    for (const { id, hash } of appendNodes(size, leafHash(bytes), edge.read)) {
      const stored = selectNode.get(id.level, id.position) as Uint8Array | undefined;
      if (stored === undefined || !equalHashes(stored, hash)) throw corrupt(`the right hashes above leaf ${idx}`);
      edge.add(id, hash);
      nodes += 1;
    }
    size += 1;
    root = rootOf(size, edge.read);
    auditCheckpoint(selectNote.get(size), size, root, trusted);
    auditOpening(selectOpening.get(idx), leaf, idx);
    if (leaf.type === 'crossing' || leaf.type === 'check') transfers += 1;
    if (leaf.type === 'closing') closings += 1;
    if (leaf.transfer !== null && leaf.type !== 'approval' && leaf.type !== 'denial') auditTransfer(db, leaf, idx);
  }
  const stored = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  if (stored('node') !== nodes) throw corrupt('no hashes beside those of the leaves');
  if (stored('checkpoint') !== size) throw corrupt('no signed heads beside those of the leaves');
  if (stored('opening') !== size) throw corrupt('nothing to open beside the leaves');
  if (stored('transfer') !== transfers) throw corrupt('no transfers beside those of the leaves');
  // Each closing leaf was found in its transfer; as many transfers as such leaves are closed, so no other is.
  if (stored('transfer WHERE closing IS NOT NULL') !== closings) throw corrupt('no closing beside those of the leaves');
  return { size, root: bytesToHex(root), transfers };
}

function parseLeaf(bytes: Uint8Array, index: number): Leaf {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const leaf = leafSchema.parse(parseCanonicalJson(text));
    if (canonicalJson(leaf) === text) return leaf;
  } catch {
    // told below
  }
  throw corrupt(`leaf ${index} to be one`);
}

function auditCheckpoint(note: unknown, size: number, root: Hash, key: VerifierKey): void {
  try {
    const head = openCheckpoint(String(note), key);
    if (head.size === size && equalHashes(head.root, root)) return;
  } catch {
    // told below
  }
  throw corrupt(`the head of size ${size} signed with the key of the ledger`);
}

function auditOpening(row: unknown, leaf: Leaf, index: number): void {
  try {
    const { content_salt, body_salt, body } = row as { content_salt: string | null; body_salt: string; body: string };
    const value = parseCanonicalJson(body) as { files?: readonly ContentFile[] };
    const hasContent = 'content' in leaf;
    const made = commit(value, hasContent ? (value.files ?? []) : [], {
      body: body_salt,
      content: content_salt ?? '00'.repeat(32),
    });
    const contentFits = hasContent ? content_salt !== null && made.content === leaf.content : content_salt === null;
    if (made.body === leaf.body && contentFits) return;
  } catch {
    // told below
  }
  throw corrupt(`what leaf ${index} commits to`);
}

/** What the row of the transfer says, which is what lists and replays read, is what its leaves say. */
function auditTransfer(db: Database, leaf: Exclude<Leaf, { type: 'approval' }>, index: number): void {
  if (leaf.type !== 'crossing' && leaf.type !== 'check' && leaf.type !== 'closing') return;
  let fits = false;
  try {
    const row = getTransfer(db, leaf.transfer);
    fits =
      leaf.type === 'closing'
        ? row.closing === index && row.leaf === leaf.of && row.status === leaf.end
        : row.leaf === index &&
          row.type === leaf.type &&
          row.at === leaf.at &&
          row.asOf === leaf.asOf &&
          row.place === leaf.to &&
          row.verdict === leaf.verdict &&
          row.outcome === leaf.outcome &&
          row.permit === leaf.permit &&
          row.recipient === row.body.recipient &&
          row.purpose === row.body.purpose &&
          row.lane === row.body.lane &&
          (row.closing === null
            ? row.status === (leaf.type === 'check' ? 'checked' : 'recorded')
            : row.closing > index);
  } catch {
    // told below
  }
  if (!fits) throw corrupt(`the transfer of leaf ${index} to be as it was recorded`);
}

/** The complete subtrees on the right edge, all that growing needs: O(log size). */
class Edge {
  readonly #nodes = new Map<number, { position: number; hash: Hash }>();

  readonly read = ({ level, position }: NodeId): Hash => {
    const node = this.#nodes.get(level);
    if (node?.position !== position) throw corrupt('a tree that grew leaf by leaf');
    return node.hash;
  };

  add({ level, position }: NodeId, hash: Hash): void {
    this.#nodes.set(level, { position, hash });
  }
}

/** Some ten times faster than the portable verification, which matters for a ledger of many heads. */
function opensslVerify({ publicKey }: VerifierKey): (signature: Uint8Array, message: Uint8Array) => boolean {
  const key: KeyObject = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });
  return (signature, message) => verify(null, message, key, signature);
}
