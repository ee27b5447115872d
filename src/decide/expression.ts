/**
 * A condition as a tree, once it is type-checked: what is evaluated, and what a derivation shows. Numbers are numbers of
 * JavaScript: facts are safe integers, and so are the numbers of the law.
 */

export type Expression =
  | { readonly op: 'literal'; readonly value: string | number | boolean }
  /** A fact, parameter, term or what comes out, dotted; or a variable that a quantifier binds. */
  | { readonly op: 'read'; readonly name: string }
  | { readonly op: 'list'; readonly items: readonly Expression[] }
  | { readonly op: 'not' | 'minus'; readonly of: Expression }
  | { readonly op: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly op: Comparison | 'in' | '+' | '-'; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'if'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | {
      readonly op: 'exists' | 'all';
      readonly list: Expression;
      readonly variable: string;
      readonly body: Expression;
    };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
