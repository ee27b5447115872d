/** What a filing is planned from. Whoever reads ledger, register and configuration makes it; nothing in here is a guess. */
import type { Kind } from '../model/kinds.ts';
import type { Permit } from '../model/permit.ts';
import type { Grade, Outcome, Purpose, Sure, Treatment } from '../model/words.ts';
import type { Words } from './document.ts';

export const FILING_KINDS = ['pipia', 'standard-contract', 'security-assessment', 'listing-review'] as const;
export type FilingKind = (typeof FILING_KINDS)[number];

/** Distinct persons; the sensitive are among them. */
export interface Persons {
  readonly persons: number;
  readonly sensitive: number;
}

/** Leaves that a row was computed from, ascending. */
export interface Sourced {
  readonly leaves: readonly number[];
}

export interface RecipientRow extends Sourced {
  readonly name: string;
  readonly place: string;
  readonly first: string;
  readonly last: string;
  readonly records: number;
  readonly distinct: Persons;
}

export interface PurposeRow extends Sourced {
  readonly purpose: Purpose;
  readonly recipient: string;
  readonly lane: string | null;
  readonly records: number;
  readonly distinct: Persons;
}

export interface FieldRow extends Sourced {
  readonly path: string;
  readonly kind: Kind;
  /** As it came, and of what left of it. */
  readonly grade: Grade;
  readonly left: Grade;
  readonly treatment: Treatment | null;
  readonly hits: number;
}

export interface MonthRow extends Sourced {
  /** YYYY-MM, of the day that the transfer counts for. */
  readonly month: string;
  readonly records: number;
  readonly bytes: number;
  readonly distinct: Persons;
}

export interface FormatRow extends Sourced {
  readonly format: string;
  readonly encoding: string;
  readonly compression: string;
  readonly files: number;
}

export interface RuleRow extends Sourced {
  readonly rule: string;
  readonly cite: Words;
  readonly url: string;
  readonly sure: Sure;
  readonly because: Words;
  readonly outcome: Outcome | null;
}

export interface DutyRow extends Sourced {
  readonly code: string;
  readonly rule: string;
  readonly cite: Words;
  readonly sure: Sure;
  readonly text: Words;
  /** Latest that a decision computed. */
  readonly due: string | null;
}

export interface FlagRow extends Sourced {
  readonly code: string;
  readonly text: Words;
}

export interface AssumedRow extends Sourced {
  readonly fact: string;
  readonly value: unknown;
}

/** A fact as it was given with transfers: every value that occurs, with the leaves. */
export interface DeclaredFact {
  readonly values: readonly (Sourced & { readonly value: unknown })[];
  /** Transfers that it was not given with. */
  readonly silent: readonly number[];
}

export interface PermitRow {
  readonly permit: Permit;
  readonly validUntil: string | null;
  readonly ended: boolean;
  /** As its budget counts them: all that was recorded under it, whenever. */
  readonly used: Persons;
  /** Released under it in the counting window of the filing. */
  readonly inWindow: Persons & Sourced;
  /** For a standard contract: last day to file it; `complete` is false where the year's holidays are not known. */
  readonly filingDue: { readonly date: string; readonly complete: boolean } | null;
}

export interface ThresholdRow {
  readonly rule: string;
  readonly label: Words;
  readonly class: 'ordinary' | 'sensitive' | 'important';
  readonly limit: number;
}

/** One line of the list of sources, by which an auditor finds every leaf. */
export interface SourceRow {
  readonly transfer: string;
  readonly day: string;
  readonly leaf: number;
  readonly leafHash: string;
  readonly closing: number;
  readonly closingHash: string;
  readonly records: number;
  readonly recorded: Persons;
}

export interface FilingFacts {
  readonly kind: FilingKind;
  readonly asOf: string;
  readonly period: { readonly since: string; readonly until: string };
  /** Recipient that the filing is limited to. */
  readonly recipient: string | null;
  readonly exporter: {
    readonly name: string | null;
    readonly jurisdiction: string;
    /** Facts of `douane.yaml`, by path such as `exporter.ciio`; what is not in it nobody said. */
    readonly declared: ReadonlyMap<string, unknown>;
  };
  /** Facts given with transfers, by path. */
  readonly declared: ReadonlyMap<string, DeclaredFact>;
  readonly law: { readonly pack: string; readonly version: string; readonly hash: string };
  /** Transfers that were decided by another version of the pack. */
  readonly otherLaw: readonly number[];
  /** Laws of other states that applied too and that the filing does not tell of. */
  readonly otherLaws: readonly Words[];
  readonly ledger: { readonly size: number; readonly note: string };
  readonly sources: readonly SourceRow[];
  /** Everybody of the period, each once. */
  readonly total: Persons;
  readonly records: number;
  readonly bytes: number;
  readonly undetermined: number;
  readonly underFourteen: readonly number[];
  readonly months: readonly MonthRow[];
  readonly recipients: readonly RecipientRow[];
  readonly purposes: readonly PurposeRow[];
  readonly fields: readonly FieldRow[];
  /** Fields in which nothing personal was found. */
  readonly otherPaths: readonly string[];
  readonly formats: readonly FormatRow[];
  readonly rules: readonly RuleRow[];
  readonly duties: readonly DutyRow[];
  readonly flags: readonly FlagRow[];
  readonly assumed: readonly AssumedRow[];
  readonly permits: readonly PermitRow[];
  /** What the law counts on the day of the filing, of all recipients, and its numbers as the last decision cites them. */
  readonly window: {
    readonly since: string;
    readonly counted: Persons;
    readonly thresholds: readonly ThresholdRow[];
    /** Released under a standard contract or a certification in the window, each person once. */
    readonly lightPermits: Persons & Sourced;
  };
  /** Transfers of the period that are not in the filing, by what became of them. */
  readonly others: Readonly<Record<string, number>>;
  /** Released ones of the period that are of another exporter, from another country, or of recipients not asked for. */
  readonly elsewhere: { readonly exporter: number; readonly origin: number; readonly recipient: number };
}

/** Words of the house that the filing shares with reports. */
export interface Names {
  readonly country: (code: string) => Words;
  readonly grade: (grade: Grade) => Words;
  readonly purpose: (purpose: Purpose) => Words;
  readonly treatment: (treatment: Treatment) => Words;
  readonly outcome: (outcome: Outcome) => Words;
}
