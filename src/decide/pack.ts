/**
 * A pack of rules once it is parsed and checked: plain data plus compiled conditions. `parse-pack.ts` makes it,
 * `select.ts` takes out what is in force on a day.
 */
import type { Kind } from '../model/kinds.ts';
import type { DataClass, Grade, Outcome, Sure } from '../model/words.ts';
import type { DateUnit } from './calendar.ts';
import type { Condition } from './condition.ts';
import type { Template, Words } from './template.ts';

export type { Words } from './template.ts';

/** Half-open: from (included), to (not included) or null for no known end. */
export type Interval = readonly [from: string, to: string | null];

export interface Instrument {
  readonly id: string;
  readonly name: Words;
  readonly url: string;
}

/** What a rule is decided for: a class of data, or the transfer whatever is in it. */
export const SCOPES = ['transfer', 'ordinary', 'sensitive', 'important'] as const;
export type Scope = (typeof SCOPES)[number];

export interface RuleFlag {
  readonly code: string;
  readonly when: Condition | null;
  readonly text: Template;
}

/** A date counted from another: `from` names a date fact, `asOf`, or a date of the permit in hand. */
export interface DateSum {
  readonly from: string;
  readonly add: number;
  readonly unit: DateUnit;
}

export type DateRule =
  | ({ readonly kind: 'add' } & DateSum)
  /** The next such day of a year, `MM-DD`. */
  | { readonly kind: 'next'; readonly day: string }
  /** The day that the text itself names. */
  | { readonly kind: 'on'; readonly date: string };

export interface RuleDuty {
  readonly code: string;
  readonly when: Condition | null;
  readonly text: Template;
  readonly due: DateRule | null;
}

/** A fact that a crossing measures: distinct persons with data of some kinds, for the same recipient, over a window. */
export interface CountRule {
  readonly fact: string;
  readonly kinds: readonly Kind[];
  /** The window ends with the day of the law and reaches back so far. */
  readonly months: number;
}

/** A count that the rule compares with a number of the law. */
export interface Comparison {
  readonly count: string;
  readonly limit: string;
  readonly class: DataClass;
  readonly label: Words;
  /** Months before the day over which the count runs, where it is none of the calendar's years. */
  readonly months?: number | undefined;
}

export interface GradeRow {
  readonly kind: Kind;
  readonly grade: Grade;
  readonly sure: Sure;
}

/** A rule as it stands between two dates. */
export interface RuleVersion {
  readonly inForce: Interval;
  readonly cite: string;
  readonly url: string;
  readonly sure: Sure;
  readonly when: Condition | null;
  /** Evaluated once for every permit in hand, with `permit` bound to it. */
  readonly eachPermit: boolean;
  readonly scopes: readonly Scope[];
  readonly outcome: Outcome | null;
  /** Where it holds, what the outcome asks for is in hand. */
  readonly met: Condition | null;
  /** Ids of rules that this one prevails over where both hold. */
  readonly over: readonly string[];
  /** False where persons who leave under this rule are not counted against thresholds. */
  readonly counted: boolean;
  readonly because: Template | null;
  readonly interpretation: Words | null;
  readonly duties: readonly RuleDuty[];
  readonly flags: readonly RuleFlag[];
  /** Name of the term that holds where the condition does. */
  readonly defines: string | null;
  readonly compares: readonly Comparison[];
  readonly grades: readonly GradeRow[];
  readonly file: string;
  readonly line: number;
}

export interface Rule {
  readonly id: string;
  readonly instrument: string;
  readonly title: Words;
  /** What the text says, in our own words; the official text prevails. */
  readonly text: Words;
  readonly versions: readonly RuleVersion[];
}

export type ParameterValue = number | string | readonly string[];

export interface ParameterVersion {
  readonly inForce: Interval;
  readonly value: ParameterValue;
  readonly cite: string;
  readonly url: string;
  readonly sure: Sure;
  /** First day on which the text cited says so; absent where the value is read back from a later text. */
  readonly dated?: string | undefined;
  /** Day on which somebody last looked whether it still holds. */
  readonly reviewed: string;
  readonly file: string;
  readonly line: number;
}

/** A number or list that the law changes by date. */
export interface Parameter {
  readonly id: string;
  readonly type: 'int' | 'text' | 'list';
  readonly unit: string;
  readonly title: Words;
  readonly versions: readonly ParameterVersion[];
}

export interface Pack {
  /** Lower-case country code, `cn`, or the name of a policy. */
  readonly id: string;
  readonly name: Words;
  /** Country code, or `EU`; null for a policy, which binds whoever loads it. */
  readonly jurisdiction: string | null;
  /** Countries whose exporters it governs. */
  readonly countries: readonly string[];
  /** Whether it applies to a transfer of others too; reads facts and the day alone. */
  readonly applies: Condition | null;
  /** What comes out for data that none of its rules decides; null: an error, as for a law that has to answer. */
  readonly otherwise: Outcome | null;
  /** Dates counted from facts, by name, for conditions to read as `date.name`. */
  readonly dates: ReadonlyMap<string, DateSum>;
  /** Facts of its own that a crossing counts. */
  readonly counts: readonly CountRule[];
  readonly version: string;
  /** SHA-256 over the canonical content, `sha256:…`. */
  readonly hash: string;
  /** The days that the pack answers completely; outside it refuses. */
  readonly covers: Interval;
  /** Day on which the pack as a whole was last held against its sources. */
  readonly reviewed: string;
  readonly classes: Readonly<Record<DataClass, Condition>>;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Names of terms, each after those its conditions use. */
  readonly terms: readonly string[];
}

/** From which days the caller counts persons for a decision on a day. */
export interface Windows {
  /** First day of the window that the law of the day compares. */
  readonly since: string;
  /** 1 January of this year: `counts.current*`. */
  readonly currentSince: string;
  /** 1 January of the previous year: `counts.previous*`. */
  readonly previousSince: string;
  /** Rule that says so; null where the pack has none and compares no counts of these windows. */
  readonly rule: string | null;
}

/** Whether a pattern with at most a trailing `*` names an id. */
export function matches(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : pattern === id;
}
