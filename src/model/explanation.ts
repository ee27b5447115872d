/**
 * Why a decision is what it is, in full: the derivation as a tree, the nearest threshold, and which single fact would
 * change the outcome. Computed on demand from the facts that the decision used.
 */
import type { DataClass, Outcome, Sure, Verdict } from './words.ts';

/** Where a fact came from: found by inspection or the register, said by somebody, or a default. */
export type FactSource = 'measured' | 'declared' | 'assumed';

export interface BothWords {
  readonly en: string;
  readonly zh: string;
}

export type NodeValue = string | number | boolean | readonly (string | number)[];

/** One node of a condition. What is true or false has `truth`, everything else a `value`. */
export type DerivationNode =
  | { readonly op: 'and' | 'or' | 'not'; readonly truth: boolean; readonly of: readonly DerivationNode[] }
  | {
      readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
      readonly truth: boolean;
      readonly of: readonly [DerivationNode, DerivationNode];
    }
  /** A quantifier over a list: what its body is for each item, equal ones once; those beyond the cap are counted. */
  | {
      readonly op: 'exists' | 'all';
      readonly truth: boolean;
      readonly list: DerivationNode;
      readonly variable: string;
      readonly items: readonly { readonly item: string | number; readonly of: DerivationNode }[];
      readonly more: number;
    }
  | {
      readonly op: 'if' | '+' | '-' | 'minus' | 'list';
      readonly value: NodeValue;
      readonly of: readonly DerivationNode[];
    }
  | { readonly op: 'literal' | 'variable' | 'day'; readonly value: NodeValue; readonly name?: string }
  | FactNode
  | ParameterNode
  | {
      readonly op: 'term';
      readonly truth: boolean;
      readonly name: string;
      /** The rules that define it: it holds where one of them does. Empty where it was shown before under this law. */
      readonly definedBy: readonly DefinitionNode[];
      readonly shownBefore: boolean;
    }
  | {
      readonly op: 'date';
      readonly value: string;
      readonly name: string;
      readonly from: DerivationNode;
      readonly add: number;
      readonly unit: string;
    }
  /** Whether a class of data is in the transfer. */
  | {
      readonly op: 'present';
      readonly truth: boolean;
      readonly class: DataClass;
      readonly of: readonly DerivationNode[];
    }
  /** The tree was too large to be shown further; this part was evaluated all the same. */
  | { readonly op: 'cut'; readonly value: NodeValue };

export interface FactNode {
  readonly op: 'fact';
  readonly fact: string;
  readonly words: BothWords;
  readonly value: NodeValue;
  readonly source: FactSource;
}

/** A number or list of the law, as it is on the day. */
export interface ParameterNode {
  readonly op: 'parameter';
  readonly parameter: string;
  readonly words: BothWords;
  readonly unit: string;
  readonly value: NodeValue;
  readonly inForce: readonly [string, string | null];
  readonly cite: string;
  readonly url: string;
  readonly sure: Sure;
}

export interface RuleRef {
  readonly rule: string;
  readonly title: BothWords;
  readonly cite: string;
  readonly citeZh?: string;
  readonly url: string;
  readonly inForce: readonly [string, string | null];
  readonly sure: Sure;
}

export interface DefinitionNode extends RuleRef {
  readonly truth: boolean;
  /** null: the rule has no condition and always holds. */
  readonly condition: DerivationNode | null;
}

/** A rule that holds and decides. */
export interface DecidingRule extends RuleRef {
  readonly outcome: Outcome;
  readonly condition: DerivationNode | null;
  /** Whether what the outcome asks for is in hand by the rule itself; null where the rule does not say. */
  readonly met: DerivationNode | null;
  /** Rules that hold too and that this one prevailed over. */
  readonly over: readonly string[];
}

/** A rule that holds and does not decide: another one prevailed over it, or what comes out of another is graver. */
export interface OtherRule extends RuleRef {
  readonly outcome: Outcome;
  readonly prevailedOverBy: readonly string[];
}

/** A rule that does not hold and would if one thing in its condition were otherwise. */
export interface NearRule extends RuleRef {
  readonly outcome: Outcome;
  /** The parts of its condition of which one being otherwise would make it hold. */
  readonly lacking: readonly DerivationNode[];
}

/** How one class of data, or the transfer whatever is in it, came to its outcome under one law. */
export interface ScopeDerivation {
  readonly scope: DataClass | 'transfer';
  /** null where no rule says anything of the transfer as a whole. */
  readonly outcome: Outcome | null;
  /** Why such data are in the transfer; null for the transfer itself. */
  readonly present: DerivationNode | null;
  readonly decidedBy: readonly DecidingRule[];
  /** The outcome is the pack's for data that none of its rules decides. */
  readonly otherwise: boolean;
  readonly alsoHeld: readonly OtherRule[];
  readonly near: readonly NearRule[];
  /** Near rules beyond the cap. */
  readonly moreNear: number;
}

export interface LawDerivation {
  readonly pack: string;
  readonly name: BothWords;
  readonly version: string;
  readonly hash: string;
  readonly outcome: Outcome;
  readonly verdict: Exclude<Verdict, 'treat'>;
  /** Id of the permit in hand that covers what the law asks for. */
  readonly permit: string | null;
  /** `governs`: its law binds the exporter; `condition`: its own condition holds; `policy`: binds whoever loads it. */
  readonly applies: {
    readonly why: 'governs' | 'condition' | 'policy';
    readonly of: readonly DerivationNode[];
  };
  readonly scopes: readonly ScopeDerivation[];
}

export interface Derivation {
  readonly asOf: string;
  readonly outcome: Outcome;
  readonly verdict: Exclude<Verdict, 'treat'>;
  readonly laws: readonly LawDerivation[];
}

/** A fact that has to follow another one: a transfer is part of what is counted with it. */
export interface Along {
  readonly fact: string;
  readonly value: number;
}

/** A count, the number of the law it is compared with, and what lies on the other side. */
export interface NearestThreshold {
  readonly pack: string;
  readonly rule: string;
  readonly fact: string;
  readonly words: BothWords;
  readonly source: FactSource;
  /** What the number is for. */
  readonly label: BothWords;
  readonly count: number;
  readonly limit: number;
  /** `below` the limit, or it is `reached`. */
  readonly side: 'below' | 'reached';
  /** Between count and limit. */
  readonly distance: number;
  /** The nearest count on the other side, by the wording of the rule. */
  readonly other: number;
  /** A fact that would have to follow, as in {@link Counterfactual}. */
  readonly along: Along | null;
  /** What would come out there, everything else as it is. */
  readonly outcomeBeyond: Outcome;
  readonly verdictBeyond: Exclude<Verdict, 'treat'>;
  readonly byClassBeyond: Readonly<Record<DataClass, Outcome | null>>;
  /** Of these classes the outcome would be another. */
  readonly changedClasses: readonly DataClass[];
  /** Whether any law would answer otherwise there, or by another rule. Where false, that is so for all thresholds. */
  readonly changes: boolean;
}

/** If one fact were otherwise and everything else as it is: not a statement of what is. */
export interface Counterfactual {
  readonly fact: string;
  readonly words: BothWords;
  readonly source: FactSource;
  readonly value: NodeValue;
  /** Values of which each would give this. */
  readonly values: readonly NodeValue[];
  readonly along: Along | null;
  readonly outcome: Outcome;
  readonly verdict: Exclude<Verdict, 'treat'>;
  /** The rules that would decide then; empty where a pack's outcome for all else would. */
  readonly rules: readonly ({ readonly pack: string } & RuleRef)[];
  readonly milder: boolean;
  /** Laws that would answer otherwise; null for one that would not apply then. */
  readonly laws: readonly {
    readonly pack: string;
    readonly outcome: Outcome | null;
    readonly verdict: Exclude<Verdict, 'treat'> | null;
  }[];
}

export interface Explanation {
  readonly derivation: Derivation;
  readonly nearest: NearestThreshold | null;
  /** Counsel's to establish first, then what was measured; milder first in each. */
  readonly wouldChange: readonly Counterfactual[];
  /** Where several laws apply: what would change the answer of one and not the outcome or verdict of the whole. */
  readonly wouldChangeOneLaw: readonly Counterfactual[];
  /** False where there were more trials than are made. */
  readonly complete: boolean;
}
