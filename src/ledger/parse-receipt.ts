import { DouaneError } from '../model/errors.ts';
import { canonicalJson, parseCanonicalJson } from './canonical-json.ts';
import type { Receipt } from './receipt.ts';
import { receiptSchema } from './receipt-schema.ts';

/** Longer texts are not parsed. */
export const MAX_RECEIPT_CHARS = 64 * 1024 * 1024;

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
