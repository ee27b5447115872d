import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { parsePublicKey } from '../ledger/note.ts';
import { parseReceipt } from '../ledger/parse-receipt.ts';
import { audit } from '../ledger/store-audit.ts';
import { verifyReceipt } from '../ledger/verify.ts';
import { findCanaries } from './canary.ts';
import type { Evidence, LeafSeen, OutputSeen, SetSeen } from './evidence.ts';

/** Where to look. */
export interface Looked {
  readonly state: string;
  readonly outs: readonly string[];
  /** The database, where it does not lie in the state. */
  readonly file?: string;
  /** PEM of the ledger's public key. */
  readonly publicKey: string;
  /** Digests of receipts that verified before: the same bytes need not be asked twice. Added to. */
  readonly verified: Set<string>;
}

/** Reads all that is on the disk of a site. Nothing is written, nothing of the program is asked but its audit. */
export function look({ state, outs, publicKey, verified, file = join(state, 'douane.db') }: Looked): Evidence {
  const outputs = outs.flatMap((out) => filesUnder(out).map((name) => readOutput(out, name)));
  const inState = filesUnder(state);
  const db = new Sqlite(file, { readonly: true, timeout: 10_000 });
  try {
    return {
      outputs,
      partials: [...outputs.map((o) => o.name), ...inState].filter((name) => name.endsWith('.partial')),
      leaves: readLeaves(db),
      checkpoint:
        (db.prepare('SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1').pluck().get() as string | undefined) ??
        null,
      sets: db.prepare('SELECT transfer, class, permit, members FROM person_set').all() as SetSeen[],
      merges: db.prepare('SELECT gone, keep FROM person_merge').raw().all() as [number, number][],
      objections: [...auditObjections(db, publicKey), ...receiptObjections(state, inState, publicKey, verified)],
      inClear: inState.filter((name) => findCanaries(readFileSync(join(state, name))).size > 0),
    };
  } finally {
    db.close();
  }
}

function readOutput(out: string, name: string): OutputSeen {
  const bytes = readFileSync(join(out, name));
  return { name, sha256: createHash('sha256').update(bytes).digest('hex'), canaries: findCanaries(bytes) };
}

function readLeaves(db: Database): LeafSeen[] {
  const rows = db
    .prepare(
      `SELECT bytes, content_salt AS contentSalt, body_salt AS bodySalt, body
       FROM leaf LEFT JOIN opening ON opening.leaf = leaf.idx ORDER BY idx`,
    )
    .all() as { bytes: Uint8Array; contentSalt: string | null; bodySalt: string | null; body: string | null }[];
  return rows.map(({ bytes, contentSalt, bodySalt, body }) => ({
    bytes,
    opening: bodySalt === null || body === null ? null : { contentSalt, bodySalt, body },
  }));
}

function auditObjections(db: Database, publicKey: string): string[] {
  return objection('audit', () => db.transaction(() => audit(db, keyOf(publicKey)))());
}

function receiptObjections(
  state: string,
  inState: readonly string[],
  publicKey: string,
  verified: Set<string>,
): string[] {
  return inState
    .filter((name) => name.endsWith('receipt.json'))
    .flatMap((name) => {
      const text = readFileSync(join(state, name), 'utf8');
      const digest = createHash('sha256').update(text).digest('hex');
      if (verified.has(digest)) return [];
      const objections = objection(name, () => verifyReceipt(parseReceipt(text), publicKey));
      if (objections.length === 0) verified.add(digest);
      return objections;
    });
}

/** The ledger is named after its key: docs/receipt.md. */
function keyOf(pem: string) {
  const publicKey = parsePublicKey(pem);
  return { name: `douane/${createHash('sha256').update(publicKey).digest('hex').slice(0, 16)}`, publicKey };
}

function objection(what: string, work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    return [`${what}: ${(error as Error).message}`];
  }
}

/** Regular files under a directory, as paths within it. */
export function filesUnder(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(dir, name), { throwIfNoEntry: false })?.isFile() === true,
  );
}

/** KiB that the files under a directory take. */
export const sizeOf = (dir: string): number =>
  filesUnder(dir).reduce((sum, name) => sum + Math.ceil(statSync(join(dir, name)).size / 4_096) * 4, 0);
