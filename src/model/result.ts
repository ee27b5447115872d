import type { Assumed, Duty, Flag, LawDecision, Reason, Threshold } from './decision.ts';
import type { Explanation } from './explanation.ts';
import type { Evidence, Kind } from './kinds.ts';
import type { Looks } from './manifest.ts';
import type { DataClass, Grade, Outcome, Treatment, Verdict } from './words.ts';

/** The answer of `check` and `clear`, as `--json` prints it. Fields may be added, none changes its meaning. */
export interface CrossingResult {
  readonly schema: 'douane.check/1' | 'douane.clear/1';
  readonly transfer: string;
  readonly asOf: string;
  readonly verdict: Verdict;
  /** Of what would leave: after the treatment asked for, where one was. */
  readonly outcome: Outcome;
  readonly byClass: Readonly<Record<DataClass, Outcome | null>>;
  readonly records: number;
  readonly bytes: number;
  readonly persons: PersonsResult;
  readonly fields: readonly FieldResult[];
  /** How closely values were looked at. */
  readonly inspection: Looks;
  readonly reasons: readonly Reason[];
  readonly flags: readonly Flag[];
  readonly assumed: readonly Assumed[];
  readonly duties: readonly Duty[];
  readonly thresholds: readonly Threshold[];
  /** Every law that applied, the one that governs the exporter first. */
  readonly laws: readonly LawDecision[];
  /** Why the law decides as it does on what would leave. */
  readonly explanation: Explanation;
  /** Smallest treatment found that lowers the outcome, or null. */
  readonly treatment: TreatmentResult | null;
  /** Treatment that was asked for and is (or would be) applied. */
  readonly treated: readonly FieldTreatment[];
  /** Outcome of the input as it came, where a treatment was asked for. */
  readonly asItIs: { readonly outcome: Outcome; readonly byClass: Readonly<Record<DataClass, Outcome | null>> } | null;
  readonly permit: string | null;
  readonly receipt: string;
  readonly report: string;
  readonly law: { readonly pack: string; readonly version: string; readonly hash: string };
  readonly from: string;
  readonly to: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly files: readonly {
    readonly path: string;
    readonly format: string;
    readonly encoding: string;
    readonly compression: string;
    readonly records: number;
    readonly bytes: number;
  }[];
  readonly released?: { readonly records: number; readonly path: string; readonly sha256: string };
  readonly held?: { readonly records: number; readonly hold: string; readonly path: string };
}

export interface PersonsResult {
  readonly thisTransfer: { readonly ordinary: number; readonly sensitive: number };
  /** What the rules compare. */
  readonly withHistory: { readonly ordinary: number; readonly sensitive: number };
  readonly toldApartBy: readonly string[];
  readonly undetermined: number;
  /** First day of the window that `withHistory` counts. */
  readonly since: string;
  /** Persons counted only because it could not be excluded that they are others, by what the doubt rests on. */
  readonly doubts: readonly { readonly code: string; readonly count: number }[];
}

export interface FieldResult {
  readonly path: string;
  readonly kind: Kind;
  readonly grade: Grade;
  readonly values: number;
  readonly hits: number;
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  readonly example: string;
}

export interface FieldTreatment {
  readonly path: string;
  readonly do: Treatment;
}

export interface TreatmentResult {
  readonly wouldChangeTo: Outcome;
  readonly fields: readonly FieldTreatment[];
}
