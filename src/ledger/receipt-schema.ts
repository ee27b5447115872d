import { z } from 'zod';
import { closingLeafSchema, decisionLeafSchema } from './leaf-schema.ts';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const salts = z.strictObject({ content: hex32, body: hex32 });
const proof = z.strictObject({
  index: z.int().min(0),
  size: z.int().min(1),
  hashes: z.array(hex32).max(48),
});
const files = z.array(z.looseObject({ path: z.string(), bytes: z.int().min(0), sha256: hex32 }));

/** The shape of a receipt; of the body only what the leaf repeats, the rest is bound by its commitment. */
export const receiptSchema = z.strictObject({
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
