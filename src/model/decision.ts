import type { Kind } from './kinds.ts';
import type { DataClass, Grade, Outcome, Sure, Verdict } from './words.ts';

export interface Reason {
  /** Pack that the rule is of. */
  readonly pack: string;
  readonly rule: string;
  /** Instrument and article, by the number that is right on the day. */
  readonly cite: string;
  /** The same in Chinese, with the instrument's official title. */
  readonly citeZh?: string;
  readonly url: string;
  /** Half-open: from (included), to (not included) or null for no known end. */
  readonly inForce: readonly [string, string | null];
  readonly sure: Sure;
  readonly because: string;
  readonly becauseZh?: string;
  readonly outcome: Outcome | null;
  readonly class: DataClass | null;
}

export interface Flag {
  readonly code: string;
  readonly text: string;
  readonly textZh?: string;
}

export interface Assumed {
  readonly fact: string;
  readonly value: unknown;
}

export interface Duty {
  readonly pack: string;
  readonly code: string;
  readonly rule: string;
  readonly cite: string;
  readonly citeZh?: string;
  readonly url: string;
  readonly sure: Sure;
  readonly text: string;
  readonly textZh?: string;
  /** YYYY-MM-DD, or null where the law gives no date or the date cannot be computed. */
  readonly due: string | null;
}

/** A number the law compares a count with, for the bars of the report. */
export interface Threshold {
  readonly pack: string;
  readonly rule: string;
  readonly class: DataClass;
  readonly label: string;
  readonly labelZh?: string;
  readonly count: number;
  readonly limit: number;
  /** First day of the window counted. */
  readonly since: string;
}

/** One pack's part of a decision. */
export interface LawDecision {
  readonly pack: string;
  readonly version: string;
  readonly hash: string;
  readonly name: string;
  readonly nameZh: string;
  readonly outcome: Outcome;
  readonly byClass: Readonly<Record<DataClass, Outcome | null>>;
  readonly verdict: Exclude<Verdict, 'treat'>;
}

/** One pack's answer in full. */
export interface PackDecision extends LawDecision, Omit<Decision, 'asOf' | 'law' | 'laws'> {}

/** What the law says of one set of facts on one day. Pure result: same facts, same packs, same bytes. */
export interface Decision {
  readonly asOf: string;
  readonly outcome: Outcome;
  readonly byClass: Readonly<Record<DataClass, Outcome | null>>;
  /** `pass`, `hold` or `refuse`; `treat` is decided by the path, once a treatment is asked for. */
  readonly verdict: Exclude<Verdict, 'treat'>;
  readonly reasons: readonly Reason[];
  readonly flags: readonly Flag[];
  readonly assumed: readonly Assumed[];
  readonly duties: readonly Duty[];
  readonly thresholds: readonly Threshold[];
  /** Id of the permit in hand that covers the transfer, when one is needed and does. */
  readonly permit: string | null;
  /** True where the law does not count these persons against its thresholds. */
  readonly counted: Readonly<Record<'ordinary' | 'sensitive', boolean>>;
  /** The pack that governs the exporter. */
  readonly law: { readonly pack: string; readonly version: string; readonly hash: string };
  /** Every pack that applied, that one first; `outcome` is the most severe of theirs. */
  readonly laws: readonly LawDecision[];
}

/** Grade of each kind under the law of a day, with the rule that says so. */
export type GradeOf = (kind: Kind) => { readonly grade: Grade; readonly rule: string; readonly sure: Sure };
