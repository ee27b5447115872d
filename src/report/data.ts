import type { CrossingResult } from '../model/result.ts';
import type { Language } from './words.ts';

/** What the report is made of: the answer of the crossing and the facts of its receipt. */
export interface ReportData {
  readonly result: CrossingResult;
  /** When it was decided, ISO 8601 with zone. */
  readonly at: string;
  /** Proof in the ledger; null where none was written. */
  readonly receipt: ReceiptFacts | null;
  /** Language shown first; English when not given. */
  readonly language?: Language;
}

export interface ReceiptFacts {
  /** Name of the receipt's file, beside the report. */
  readonly file: string;
  /** RFC 6962 hash of the leaf, hex. */
  readonly leafHash: string;
  readonly leafIndex: number;
  /** The signed head of the ledger, as a note. */
  readonly checkpoint: string;
  /** Verifier key of the ledger. */
  readonly publicKey: string;
}
