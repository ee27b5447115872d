/** What a fact can be: its type, its default and its words. */
import type { HeldPermit } from './permit.ts';

interface Doc {
  readonly en: string;
  readonly zh: string;
}

export interface BoolFact extends Doc {
  readonly type: 'bool';
  readonly default: boolean;
}
export interface IntFact extends Doc {
  readonly type: 'int';
  readonly unit: string;
  readonly default: number;
}
/** `text` is free, `date` is YYYY-MM-DD or empty, `country` ISO 3166-1 alpha-2 or, where the default is empty, empty. */
export interface TextFact extends Doc {
  readonly type: 'text' | 'date' | 'country';
  /** null: has to be given. */
  readonly default: string | null;
}
export interface ChoiceFact<V extends string = string> extends Doc {
  readonly type: 'choice';
  readonly values: readonly V[];
  readonly default: V;
}
/** A list of texts, of countries, or of words out of `values`. */
export interface ListFact<V extends string = string> extends Doc {
  readonly type: 'list';
  readonly of: 'text' | 'country' | 'choice';
  readonly values: readonly V[];
  readonly default: readonly V[];
}
/** Things with a schema of their own; no condition of a rule reads them. */
export interface PermitsFact extends Doc {
  readonly type: 'permits';
  readonly default: readonly HeldPermit[];
}
export interface ApprovalFact extends Doc {
  readonly type: 'approval';
  readonly default: null;
}
export type Fact = BoolFact | IntFact | TextFact | ChoiceFact | ListFact | PermitsFact | ApprovalFact;
export interface FactGroup {
  readonly [name: string]: Fact | FactGroup;
}

/** Makers of facts: value by default, English, Chinese. */
export const bool = (value: boolean, en: string, zh: string): BoolFact => ({ type: 'bool', default: value, en, zh });
export const int = (unit: string, en: string, zh: string): IntFact => ({ type: 'int', unit, default: 0, en, zh });
export const text = (en: string, zh: string): TextFact => ({ type: 'text', default: '', en, zh });
export const date = (en: string, zh: string): TextFact => ({ type: 'date', default: '', en, zh });
export const country = (value: string | null, en: string, zh: string): TextFact => ({
  type: 'country',
  default: value,
  en,
  zh,
});
export const choice = <const V extends string>(
  values: readonly V[],
  value: V,
  en: string,
  zh: string,
): ChoiceFact<V> => ({
  type: 'choice',
  values,
  default: value,
  en,
  zh,
});
export const list = <const V extends string>(values: readonly V[], en: string, zh: string): ListFact<V> => ({
  type: 'list',
  of: 'choice',
  values,
  default: [],
  en,
  zh,
});
export const listOf = (of: 'text' | 'country', en: string, zh: string): ListFact => ({
  type: 'list',
  of,
  values: [],
  default: [],
  en,
  zh,
});

/** Whether a node of the schema is a fact and not a group of facts. */
export function isFact(node: Fact | FactGroup): node is Fact {
  return typeof (node as Fact).type === 'string';
}
