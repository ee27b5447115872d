import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import type { closingLeafSchema, decisionLeafSchema, eventLeafSchema } from './leaf-schema.ts';
import { type Hash, leafHash } from './tree.ts';

/**
 * The leaves of the ledger. A leaf holds no personal data: dates, countries, counts, words of the house, ids, and two
 * salted commitments, to the content that crossed and to the body (facts, decision, manifest) of the receipt. Names of
 * exporters, recipients, files and approvers stand in the body alone.
 */

export type DecisionLeaf = z.infer<typeof decisionLeafSchema>;
export type ClosingLeaf = z.infer<typeof closingLeafSchema>;
export type EventLeaf = z.infer<typeof eventLeafSchema>;
export type Leaf = DecisionLeaf | ClosingLeaf | EventLeaf;

/** The bytes that the tree hashes: the leaf's canonical JSON. */
export function formatLeaf(leaf: Leaf): Uint8Array {
  return utf8ToBytes(canonicalJson(leaf));
}

export const hashOfLeaf = (leaf: Leaf): Hash => leafHash(formatLeaf(leaf));
