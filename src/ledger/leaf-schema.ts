/** The shapes of the ledger's leaves, for whoever reads them back. */
import { z } from 'zod';
import { OUTCOMES, VERDICTS } from '../model/words.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const id = z.string().min(1).max(200);
const time = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);
const country = z.string().regex(/^[A-Z]{2}$/);

/** A decision on a transfer, made durable before a byte leaves (`crossing`), or only asked for (`check`). */
export const decisionLeafSchema = z.strictObject({
  v: z.literal(1),
  type: z.enum(['crossing', 'check']),
  transfer: id,
  at: time,
  asOf: z.iso.date(),
  from: country,
  to: country,
  verdict: z.enum(VERDICTS),
  outcome: z.enum(OUTCOMES),
  counts: z.strictObject({
    files: count,
    records: count,
    bytes: count,
    persons: z.strictObject({ ordinary: count, sensitive: count, undetermined: count }),
  }),
  permit: id.nullable(),
  /** Hash of the law pack that decided. */
  law: z.string().min(1).max(200),
  content: digest,
  body: digest,
});

/** What became of a crossing. `of` is the index of its leaf. */
export const closingLeafSchema = z.strictObject({
  v: z.literal(1),
  type: z.literal('closing'),
  transfer: id,
  at: time,
  of: count,
  end: z.enum(['released', 'held', 'refused', 'broken']),
  counts: z.strictObject({ files: count, records: count, bytes: count }),
  content: digest,
  body: digest,
});

/**
 * An approval or denial of a held transfer, a permit that was added or ended, persons who were forgotten, or the
 * acceptance of what an older copy of the state has lost.
 */
export const eventLeafSchema = z.strictObject({
  v: z.literal(1),
  type: z.enum(['approval', 'denial', 'permit', 'erasure', 'loss']),
  transfer: id.nullable(),
  permit: id.nullable(),
  at: time,
  body: digest,
});

export const leafSchema = z.discriminatedUnion('type', [decisionLeafSchema, closingLeafSchema, eventLeafSchema]);
