import { hash as digest } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { BLOCK, BLOCK_LEVELS, Block } from './audit-block.ts';
import {
  auditLoss,
  auditOpening,
  auditTransfer,
  type LossRow,
  type OpeningRow,
  type TransferRow,
} from './audit-leaf.ts';
import { encodeBase64 } from './base64.ts';
import { parseCanonicalText } from './canonical-text.ts';
import type { DecisionLeaf, Leaf } from './leaf.ts';
import { CLOSING, DECISION, EVENT, fits } from './leaf-check.ts';
import { COSIGNATURE, keyHash, parseVerifierKey, type VerifierKey } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { opensslVerify } from './openssl-verify.ts';
import { parseNote, parseSignatureLines } from './parse-note.ts';
import { equalHashes } from './proof.ts';
import { corrupt, NO_CHAIN, nodeReader, readCheckpoint, sizeOf } from './store-tree.ts';
import { HASH_BYTES, nodeHash, rootOf } from './tree.ts';
import { cosignaturesBy } from './witness/cosignature.ts';

/**
 * Recomputes the ledger from its leaves and trusts nothing that is stored: every leaf canonical and in its schema,
 * every node, the text of every signed head, every commitment against what is kept to open it, every transfer against
 * its leaves. Time grows with the ledger, memory does not.
 *
 * A signature takes longer to verify than all else on a leaf together. Verified are those of the heads that `signatures`
 * names; that no bit of the others changed says the chain of hashes over all notes.
 */
export interface AuditOptions {
  /** Sizes of the heads whose signature is verified. All, where it is not given. */
  readonly signatures?: (size: number) => boolean;
  /** Told of every decision, for what lies outside of the ledger. */
  readonly decision?: (leaf: DecisionLeaf) => void;
}

/** What was gone through, to be summed up and held against what is stored. */
export interface AuditPart {
  readonly nodes: number;
  readonly heads: number;
  readonly transfers: number;
  readonly closings: number;
  readonly losses: number;
  readonly signatures: number;
}

export interface Audit extends AuditPart {
  readonly size: number;
  /** Root of the ledger in hex. */
  readonly root: string;
  readonly cosignatures: number;
}

/** Audits the whole ledger here and now. @throws DouaneError STATE_CORRUPT with the first thing that is not right. */
export function audit(db: Database, key: VerifierKey, options: AuditOptions = {}): Audit {
  return auditWhole(db, key, [auditRange(db, key, 0, sizeOf(db), options)]);
}

/** Where ranges may begin that are audited by themselves. */
export const AUDIT_UNIT = BLOCK;

/**
 * Audits the leaves [from, to), `from` a multiple of {@link AUDIT_UNIT}. What lies before is taken as stored: of all
 * ranges together everything is audited.
 */
export function auditRange(db: Database, key: VerifierKey, from: number, to: number, options: AuditOptions): AuditPart {
  const range = new Range(db, key, options);
  for (let start = from; start < to; start += BLOCK) range.audit(start, Math.min(to, start + BLOCK));
  return range;
}

/** What is left once every range was audited: that there is nothing beside it, and the word of witnesses. */
export function auditWhole(db: Database, key: VerifierKey, parts: readonly AuditPart[]): Audit {
  const sum = (what: keyof AuditPart) => parts.reduce((total, part) => total + part[what], 0);
  const size = sizeOf(db);
  const stored = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  if (stored('leaf') !== size) throw corrupt('a leaf at every index');
  if (stored('node') !== sum('nodes')) throw corrupt('no hashes beside those of the leaves');
  if (stored('checkpoint') !== sum('heads')) throw corrupt('no signed heads beside those of the leaves');
  const last = db.prepare('SELECT coalesce(max(size), 0) FROM checkpoint').pluck().get();
  if (last !== size) throw corrupt('a signed head over the last leaf');
  if (stored('opening') !== size) throw corrupt('nothing to open beside the leaves');
  if (stored('transfer') !== sum('transfers')) throw corrupt('no transfers beside those of the leaves');
  // Each closing leaf was found in its transfer; as many transfers as such leaves are closed, so no other is.
  if (stored('transfer WHERE closing IS NOT NULL') !== sum('closings')) {
    throw corrupt('no closing beside those of the leaves');
  }
  if (stored('loss') !== sum('losses')) throw corrupt('no losses beside those of the leaves');
  const cosignatures = auditCosignatures(db, key);
  const root = Buffer.from(rootOf(size, nodeReader(db))).toString('hex');
  const [nodes, heads, transfers] = [sum('nodes'), sum('heads'), sum('transfers')];
  return {
    size,
    root,
    nodes,
    heads,
    transfers,
    closings: sum('closings'),
    losses: sum('losses'),
    signatures: sum('signatures'),
    cosignatures,
  };
}

/** Each is by the key that it is kept under, on the head that we signed, and that signature is verified with it. */
function auditCosignatures(db: Database, key: VerifierKey): number {
  const rows = db.prepare('SELECT size, witness, time, line FROM cosignature').all() as {
    readonly size: number;
    readonly witness: string;
    readonly time: number;
    readonly line: string;
  }[];
  const verified = new Set<number>();
  for (const { size, witness, time, line } of rows) {
    const note = readCheckpoint(db, size);
    const expected = `the cosignature on the head of ${size} leaves as it was given`;
    attempt(expected, () => {
      const by = parseVerifierKey(witness, COSIGNATURE);
      const [cosignature, ...more] = cosignaturesBy(by, parseNote(note).text, parseSignatureLines(line));
      return cosignature?.time === time && more.length === 0;
    });
    if (!verified.has(size)) attempt(expected, () => openCheckpoint(note, key).size === size);
    verified.add(size);
  }
  return rows.length;
}

// As text, since a buffer for each would take longer than what is done with it. What is not UTF-8 comes as another text,
// which has another hash.
const LEAVES = 'SELECT CAST(bytes AS TEXT) FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx';
const HEADS = 'SELECT size, note, hex(chain) FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size';
const NODES = `SELECT coalesce(group_concat(hex(hash), '' ORDER BY position), '') FROM node
  WHERE level = ? AND position >= ? AND position < ?`;
const OPENINGS = 'SELECT leaf, content_salt, body_salt, body FROM opening WHERE leaf >= ? AND leaf < ? ORDER BY leaf';
const TRANSFER = `SELECT id, type, at, as_of AS asOf, recipient, place, purpose, lane, verdict, outcome, permit, status,
  leaf, closing FROM transfer`;
const LOSS = 'SELECT at, since, common, seen FROM loss WHERE leaf = ?';

class Range implements AuditPart {
  nodes = 0;
  heads = 0;
  transfers = 0;
  closings = 0;
  losses = 0;
  signatures = 0;
  readonly #key: VerifierKey;
  readonly #options: AuditOptions;
  readonly #read: ReturnType<typeof nodeReader>;
  readonly #block = new Block();
  readonly #line: string;
  readonly #db: Database;

  constructor(db: Database, key: VerifierKey, options: AuditOptions) {
    this.#db = db;
    this.#key = { ...key, verify: opensslVerify(key) };
    this.#options = options;
    this.#read = nodeReader(db);
    // Up to where the signature itself begins: three bytes of the key's id are the first four letters.
    this.#line = `\n\n— ${key.name} ${encodeBase64(keyHash(key).slice(0, 3))}`;
  }

  audit(start: number, end: number): void {
    const count = end - start;
    const leaves = this.#plucked(LEAVES).all(start, end) as string[];
    if (leaves.length !== count) throw corrupt(`every leaf from ${start} to ${end} to be there`);
    this.#block.fill(leaves);
    this.#auditNodes(start, end);
    this.#auditHeads(start, end);
    const openings = this.#db.prepare(OPENINGS).raw().all(start, end) as OpeningRow[];
    const transfers = this.#transfers(start, end);
    for (let i = 0; i < count; i++) {
      const index = start + i;
      const leaf = parseLeaf(leaves[i]!, index);
      const body = auditOpening(openings[i], leaf, index);
      this.#auditBytes('SELECT bytes FROM leaf WHERE idx = ?', index, leaves[i]!);
      this.#auditBytes('SELECT CAST(body AS BLOB) FROM opening WHERE leaf = ?', index, openings[i]![3]);
      if (leaf.type === 'closing') {
        this.closings += 1;
        auditTransfer(transfers(leaf.of), leaf, index, body);
      } else if (leaf.type === 'crossing' || leaf.type === 'check') {
        this.transfers += 1;
        auditTransfer(transfers(index), leaf, index, body);
        this.#options.decision?.(leaf);
      } else if (leaf.type === 'loss') {
        this.losses += 1;
        auditLoss(this.#db.prepare(LOSS).get(index) as LossRow | undefined, leaf, index, body);
      }
    }
  }

  #auditNodes(start: number, end: number): void {
    const select = this.#plucked(NODES);
    const wrong = () => corrupt(`the right hashes above the leaves ${start} to ${end}`);
    for (let level = 1; level <= BLOCK_LEVELS; level++) {
      const first = start / 2 ** level;
      const count = this.#block.countAt(level);
      const made = this.#block.levels[level]!.toString('hex', 0, count * HASH_BYTES).toUpperCase();
      if (select.get(level, first, first + count) !== made) throw wrong();
      this.nodes += count;
    }
    // The subtrees above that this block completes.
    for (let level = BLOCK_LEVELS + 1; end % 2 ** level === 0; level++) {
      const position = end / 2 ** level - 1;
      const below = [2 * position, 2 * position + 1].map((p) => this.#read({ level: level - 1, position: p }));
      if (!equalHashes(this.#read({ level, position }), nodeHash(below[0]!, below[1]!))) throw wrong();
      this.nodes += 1;
    }
  }

  #auditHeads(start: number, end: number): void {
    const heads = this.#db.prepare(HEADS).raw().all(start, end) as [size: number, note: string, chain: string][];
    const before = this.#db
      .prepare('SELECT chain FROM checkpoint WHERE size <= ? ORDER BY size DESC LIMIT 1')
      .pluck()
      .get(start);
    const chain = (before as Uint8Array | undefined) ?? NO_CHAIN;
    const outside = this.#peaks(start);
    const chained = new Chain(chain);
    for (const [size, note, hash] of heads) {
      const wrong = () => corrupt(`the head of size ${size} signed with the key of the ledger`);
      const text = `${this.#key.name}\n${size}\n${this.#block.rootAt(size - start, outside)}${this.#line}`;
      if (!note.startsWith(text) || !chained.isNext(note, hash)) throw wrong();
      this.heads += 1;
      if (this.#options.signatures?.(size) === false) continue;
      attempt(wrong, () => openCheckpoint(note, this.#key).size === size);
      this.signatures += 1;
    }
  }

  /** Bytes that are no UTF-8 read as U+FFFD: where a text has one, the bytes are looked at themselves. */
  #auditBytes(sql: string, index: number, text: string): void {
    if (!text.includes('\ufffd')) return;
    const bytes = this.#plucked(sql).get(index) as Buffer;
    if (!bytes.equals(Buffer.from(text))) throw corrupt(`the text of leaf ${index} as it was recorded`);
  }

  #plucked(sql: string) {
    return this.#db.prepare(sql).pluck();
  }

  /** The transfer of a leaf: of those of the block at once, of others, which are closed in it, one by one. */
  #transfers(start: number, end: number): (leaf: number) => TransferRow | undefined {
    const rows = this.#db.prepare(`${TRANSFER} WHERE leaf >= ? AND leaf < ?`).all(start, end) as TransferRow[];
    const byLeaf = new Map(rows.map((row) => [row.leaf, row]));
    const other = this.#db.prepare(`${TRANSFER} WHERE leaf = ?`);
    return (leaf) => byLeaf.get(leaf) ?? (other.get(leaf) as TransferRow | undefined);
  }

  /** The complete subtrees that the first `size` leaves are made of, the smallest first. */
  #peaks(size: number): Uint8Array[] {
    const peaks: Uint8Array[] = [];
    for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) peaks.push(this.#read({ level, position: rest - 1 }));
    }
    return peaks;
  }
}

/** As `chainOf`, many at a time. */
class Chain {
  #bytes = Buffer.alloc(4_096);

  constructor(before: Uint8Array) {
    this.#bytes.set(before);
  }

  isNext(note: string, chain: string): boolean {
    let bytes = this.#bytes;
    const room = HASH_BYTES + 3 * note.length;
    if (room > bytes.length) {
      bytes = Buffer.alloc(room);
      bytes.set(this.#bytes.subarray(0, HASH_BYTES));
      this.#bytes = bytes;
    }
    const length = HASH_BYTES + bytes.write(note, HASH_BYTES, 'utf8');
    const next = digest('sha256', bytes.subarray(0, length), 'hex');
    bytes.write(next, 0, 'hex');
    return next.toUpperCase() === chain;
  }
}

function parseLeaf(text: string, index: number): Leaf {
  try {
    const leaf = parseCanonicalText(text) as Leaf;
    const shape =
      leaf.type === 'closing' ? CLOSING : leaf.type === 'crossing' || leaf.type === 'check' ? DECISION : EVENT;
    if (fits(leaf, shape)) return leaf;
  } catch {
    // told below
  }
  throw corrupt(`leaf ${index} to be one`);
}

function attempt(expected: string | (() => Error), work: () => boolean): void {
  try {
    if (work()) return;
  } catch {
    // told below
  }
  throw typeof expected === 'string' ? corrupt(expected) : expected();
}
