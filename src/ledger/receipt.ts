import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { z } from 'zod';
import type { Decision } from '../model/decision.ts';
import type { Manifest } from '../model/manifest.ts';
import type { FieldTreatment, PersonsResult } from '../model/result.ts';
import type { Outcome, Verdict } from '../model/words.ts';
import { canonicalJson } from './canonical-json.ts';
import { type ContentFile, commitment, contentDigest } from './content.ts';
import type { receiptSchema } from './receipt-schema.ts';

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

type Shape = z.infer<typeof receiptSchema>;

/**
 * Proof of one transfer for whoever holds it: the leaf, all that the leaf commits to with the salts, the path from the
 * leaf to a signed head of the ledger, and the same for the closing leaf once there is one.
 */
export interface Receipt extends Omit<Shape, 'body' | 'closing'> {
  readonly body: ReceiptBody;
  readonly closing: (Omit<NonNullable<Shape['closing']>, 'body'> & { readonly body: ClosingBody }) | null;
}

/** The receipt as text: canonical JSON (RFC 8785) with line breaks for people. */
export function formatReceipt(receipt: Receipt): string {
  return `${canonicalJson(receipt, '  ')}\n`;
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
