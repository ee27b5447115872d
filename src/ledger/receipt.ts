import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { Decision } from '../model/decision.ts';
import { DouaneError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { FieldTreatment, PersonsResult } from '../model/result.ts';
import type { Outcome, Verdict } from '../model/words.ts';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';
import { type ContentFile, commitment, contentDigest } from './content.ts';
import { closingLeafSchema, decisionLeafSchema } from './leaf.ts';

/**
 * What a decision rested on and said, as the receipt shows it and the leaf commits to it. Values of the input are in
 * it only as masked examples. More members may be added by whoever records.
 */
export interface ReceiptBody {
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly lane: string | null;
  /** What was decided on the transfer after the treatment asked for. */
  readonly verdict: Verdict;
  readonly outcome: Outcome;
  readonly permit: string | null;
  /** The fact tree that the law was asked about, enough to ask again. */
  readonly facts: unknown;
  readonly decision: Decision;
  readonly manifest: Manifest;
  readonly persons: PersonsResult;
  readonly treated: readonly FieldTreatment[];
  readonly law: { readonly pack: string; readonly version: string; readonly hash: string };
  readonly files: readonly ContentFile[];
}

/** What became of it: the files that left, or the hold that has them. */
export interface ClosingBody {
  readonly end: 'released' | 'held' | 'refused' | 'broken';
  readonly records: number;
  readonly files: readonly ContentFile[];
  readonly hold: string | null;
}

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const salts = z.strictObject({ content: hex32, body: hex32 });
const proof = z.strictObject({
  index: z.int().min(0),
  size: z.int().min(1),
  hashes: z.array(hex32).max(48),
});
const files = z.array(z.looseObject({ path: z.string(), bytes: z.int().min(0), sha256: hex32 }));

/** The shape of a receipt; of the body only what the leaf repeats, the rest is bound by its commitment. */
const receiptSchema = z.strictObject({
  schema: z.literal('douane.receipt/1'),
  transfer: z.string(),
  leaf: decisionLeafSchema,
  salts,
  body: z.looseObject({
    asOf: z.string(),
    from: z.string(),
    to: z.string(),
    verdict: z.string(),
    outcome: z.string(),
    permit: z.string().nullable(),
    law: z.looseObject({ hash: z.string() }),
    persons: z.looseObject({
      thisTransfer: z.looseObject({ ordinary: z.number(), sensitive: z.number() }),
      undetermined: z.number(),
    }),
    manifest: z.looseObject({ records: z.number() }),
    files,
  }),
  proof,
  closing: z
    .strictObject({
      leaf: closingLeafSchema,
      salts,
      body: z.looseObject({ end: z.string(), records: z.number(), files, hold: z.string().nullable() }),
      proof,
    })
    .nullable(),
  /** The signed head of the ledger that the proofs lead to, as a note. */
  checkpoint: z.string().max(2_000),
  /** Verifier key of the ledger (C2SP signed-note). */
  publicKey: z.string().max(500),
});

type Shape = z.infer<typeof receiptSchema>;

/**
 * Proof of one transfer for whoever holds it: the leaf, all that the leaf commits to with the salts, the path from the
 * leaf to a signed head of the ledger, and the same for the closing leaf once there is one.
 */
export interface Receipt extends Omit<Shape, 'body' | 'closing'> {
  readonly body: ReceiptBody;
  readonly closing: (Omit<NonNullable<Shape['closing']>, 'body'> & { readonly body: ClosingBody }) | null;
}

/** Longer texts are not parsed. */
export const MAX_RECEIPT_CHARS = 64 * 1024 * 1024;

/** The receipt as text: canonical JSON (RFC 8785) with line breaks for people. */
export function formatReceipt(receipt: Receipt): string {
  return `${canonicalJson(receipt, '  ')}\n`;
}

/**
 * A receipt from its text. White space between tokens is free; everything else must be as written.
 *
 * @throws DouaneError RECEIPT_INVALID when it is not the canonical JSON of a receipt. It is not verified by that.
 */
export function parseReceipt(text: string): Receipt {
  if (text.length > MAX_RECEIPT_CHARS) throw invalid('receipt', `at most ${MAX_RECEIPT_CHARS} characters`);
  let value: unknown;
  try {
    value = parseCanonicalJson(text);
  } catch {
    throw invalid('receipt', 'canonical JSON, as it was written');
  }
  return checkShape(value);
}

/** @throws DouaneError RECEIPT_INVALID naming the first member that does not fit. */
export function checkShape(value: unknown): Receipt {
  try {
    canonicalJson(value);
  } catch {
    throw invalid('receipt', 'plain JSON of bounded depth');
  }
  const parsed = receiptSchema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.slice(0, 3).map(String).join('.') ?? '';
    throw invalid(/^[\w.]*$/.test(path) && path !== '' ? path : 'receipt', 'the shape of a douane.receipt/1');
  }
  return value as Receipt;
}

export function invalid(name: string, expected: string): DouaneError {
  return new DouaneError('RECEIPT_INVALID', { place: { name }, expected });
}

/** The commitments of a leaf, from what they commit to. */
export function commit(
  body: unknown,
  content: readonly ContentFile[],
  salt: { readonly content: string; readonly body: string },
): { content: string; body: string } {
  return {
    content: commitment('douane.content/1', hexToBytes(salt.content), hexToBytes(contentDigest(content))),
    body: commitment('douane.body/1', hexToBytes(salt.body), utf8ToBytes(canonicalJson(body))),
  };
}
