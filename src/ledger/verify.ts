import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Checkpoint } from './checkpoint.ts';
import type { ContentFile } from './content.ts';
import { type ClosingLeaf, type DecisionLeaf, hashOfLeaf, type Leaf } from './leaf.ts';
import { formatVerifierKey, parsePublicKey, parseVerifierKey, type VerifierKey } from './note.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { checkShape, invalid } from './parse-receipt.ts';
import { equalHashes, verifyInclusion } from './proof.ts';
import { commit, type Receipt, type ReceiptBody } from './receipt.ts';

/** What a receipt proves. */
export interface VerifiedReceipt {
  readonly leaf: DecisionLeaf;
  readonly body: ReceiptBody;
  /** What became of the transfer; null where the receipt was made before that, or for a check. */
  readonly closing: { readonly leaf: ClosingLeaf; readonly files: readonly ContentFile[] } | null;
  readonly ledger: {
    readonly origin: string;
    readonly size: number;
    /** Root of the tree in hex. */
    readonly root: string;
    /** Verifier key in the form of C2SP signed-note. */
    readonly publicKey: string;
    /**
     * True where the caller gave the key. Otherwise the receipt's own key was used: it then proves only that whoever
     * holds that key vouches for it, and the key is to be compared with the one that the exporter published.
     */
    readonly keyGiven: boolean;
  };
}

/**
 * Verifies a receipt with nothing but itself and, when given, the ledger's public key (verifier key or PEM): the
 * commitments are recomputed from the body and the files, the leaf's hash from the leaf, the root from the proof, and
 * the root must be the one that the key signed. Pure; runs in a browser. `by` makes another verification of signatures of
 * a key, such as `opensslVerify`.
 *
 * @throws DouaneError RECEIPT_INVALID with the part that does not hold.
 * @example
 * const { leaf } = verifyReceipt(parseReceipt(text), readFileSync('ledger.pub', 'utf8'));
 */
export function verifyReceipt(
  receipt: unknown,
  publicKey?: string,
  by?: (key: VerifierKey) => NonNullable<VerifierKey['verify']>,
): VerifiedReceipt {
  const r = checkShape(receipt);
  const key = keyOf(r, publicKey);
  const trusted = by === undefined ? key : { ...key, verify: by(key) };
  const checkpoint = check('checkpoint', 'a head of the ledger signed with its key', () =>
    openCheckpoint(r.checkpoint, trusted),
  );
  const { leaf, body } = r;
  verifyEntry('', r, checkpoint);
  const same: [name: string, a: unknown, b: unknown][] = [
    ['transfer', r.transfer, leaf.transfer],
    ['asOf', body.asOf, leaf.asOf],
    ['from', body.from, leaf.from],
    ['to', body.to, leaf.to],
    ['verdict', body.verdict, leaf.verdict],
    ['outcome', body.outcome, leaf.outcome],
    ['permit', body.permit, leaf.permit],
    ['law', body.law.hash, leaf.law],
    ['files', body.files.length, leaf.counts.files],
    ['persons.ordinary', body.persons.thisTransfer.ordinary, leaf.counts.persons.ordinary],
    ['persons.sensitive', body.persons.thisTransfer.sensitive, leaf.counts.persons.sensitive],
    ['persons.undetermined', body.persons.undetermined, leaf.counts.persons.undetermined],
    ['records', body.manifest.records, leaf.counts.records],
    ['bytes', bytesOf(body.files), leaf.counts.bytes],
  ];
  if (r.closing !== null) {
    const { leaf: end, body: what } = r.closing;
    verifyEntry('closing.', r.closing, checkpoint);
    same.push(
      ['closing.transfer', end.transfer, leaf.transfer],
      ['closing.of', end.of, r.proof.index],
      ['closing.end', what.end, end.end],
      ['closing.records', what.records, end.counts.records],
      ['closing.files', what.files.length, end.counts.files],
      ['closing.bytes', bytesOf(what.files), end.counts.bytes],
    );
    if (leaf.type !== 'crossing' || r.closing.proof.index <= r.proof.index) {
      throw invalid('closing', 'the end of a crossing, recorded after it');
    }
  }
  for (const [name, a, b] of same) if (a !== b) throw invalid(name, 'the body to say what the leaf says');
  return {
    leaf,
    body,
    closing: r.closing === null ? null : { leaf: r.closing.leaf, files: r.closing.body.files },
    ledger: {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: bytesToHex(checkpoint.root),
      publicKey: formatVerifierKey(key),
      keyGiven: publicKey !== undefined,
    },
  };
}

function keyOf(receipt: Receipt, given: string | undefined): VerifierKey {
  const key = check('publicKey', 'a verifier key of signed-note', () => parseVerifierKey(receipt.publicKey));
  if (formatVerifierKey(key) !== receipt.publicKey) throw invalid('publicKey', 'a verifier key of signed-note');
  if (given === undefined) return key;
  const trusted = check('--key', 'an Ed25519 public key, as verifier key or PEM', () => parsePublicKey(given));
  if (!equalHashes(trusted, key.publicKey)) throw invalid('publicKey', 'the key that was given');
  return key;
}

interface Entry {
  readonly leaf: Leaf & { readonly content: string };
  readonly salts: Receipt['salts'];
  readonly body: { readonly files: readonly ContentFile[] };
  readonly proof: Receipt['proof'];
}

function verifyEntry(prefix: string, entry: Entry, checkpoint: Checkpoint): void {
  const { leaf, salts, body, proof } = entry;
  const made = check(`${prefix}body`, 'plain JSON', () => commit(body, body.files, salts));
  if (made.body !== leaf.body) throw invalid(`${prefix}body`, 'what the leaf commits to');
  if (made.content !== leaf.content) throw invalid(`${prefix}body.files`, 'the content that the leaf commits to');
  if (proof.size !== checkpoint.size) throw invalid(`${prefix}proof.size`, 'the size of the signed head');
  const path = proof.hashes.map((h) => hexToBytes(h));
  if (!verifyInclusion(proof.index, proof.size, hashOfLeaf(leaf), path, checkpoint.root)) {
    throw invalid(`${prefix}proof`, 'a path from the leaf to the signed root');
  }
}

const bytesOf = (files: readonly ContentFile[]) => files.reduce((sum, file) => sum + file.bytes, 0);

function check<T>(name: string, expected: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw invalid(name, expected);
  }
}
