/** What a condition of a rule is, and what it may see. `condition-compiler.ts` makes one from its source. */
import { type Fact, type FactGroup, isFact } from '../model/fact-types.ts';
import { FACTS } from '../model/facts.ts';
import { evaluator, type Seen } from './evaluator.ts';
import type { Expression } from './expression.ts';

/** A type-checked condition as plain data. */
export interface CheckedCondition {
  readonly source: string;
  /** Facts, parameters (`p.…`), terms (`term.…`) and the rest that it reads, dotted. */
  readonly reads: readonly string[];
  readonly expression: Expression;
}

/** A condition that was type-checked. */
export interface Condition extends CheckedCondition {
  /** @throws when evaluation fails, which type-checking leaves room for only in arithmetic. */
  holds(context: Seen): boolean;
}

/** The condition of its data. What is evaluated is made when it is first asked: most are not, on most days. */
export function conditionOf({ source, reads, expression }: CheckedCondition): Condition {
  let evaluate: ReturnType<typeof evaluator> | undefined;
  return {
    source,
    reads,
    expression,
    holds(context) {
      evaluate ??= evaluator(expression);
      return evaluate(context) === true;
    },
  };
}

export type CelType = 'bool' | 'int' | 'string' | 'list<string>';
export interface CelSchema {
  readonly [name: string]: CelType | CelSchema;
}

/** What a condition may see of a permit in hand, where its rule is evaluated for each. */
export const PERMIT_SCHEMA = {
  kind: 'string',
  issuedOn: 'string',
  effectiveOn: 'string',
  filedOn: 'string',
  validUntil: 'string',
  greaterBayArea: 'bool',
  body: 'string',
} as const satisfies CelSchema;

/** What a condition may see of the result, in flags and duties of rules evaluated last. */
export const RESULT_SCHEMA = {
  outcome: 'string',
  /** Id of the permit in hand that covers the transfer; empty where none does or none is needed. */
  permit: 'string',
  /** Of each class; empty where the transfer has none of it. */
  ordinary: 'string',
  sensitive: 'string',
  important: 'string',
} as const satisfies CelSchema;

/** The facts schema in the types of CEL, without what no condition reads. */
function factsSchema(group: FactGroup = FACTS): CelSchema {
  const out: Record<string, CelType | CelSchema> = {};
  for (const [name, node] of Object.entries(group)) {
    if (!isFact(node)) out[name] = factsSchema(node);
    else if (node.type !== 'permits' && node.type !== 'approval') out[name] = celType(node);
  }
  return out;
}

function celType(fact: Fact): CelType {
  switch (fact.type) {
    case 'bool':
      return 'bool';
    case 'int':
      return 'int';
    case 'list':
      return 'list<string>';
    default:
      return 'string';
  }
}

/** All that a condition may see, by name: the facts, the day, the pack's parameters and terms, and what comes out. */
export function conditionSchemas(
  parameters: Iterable<{ readonly id: string; readonly type: 'int' | 'text' | 'list' }>,
  terms: Iterable<string>,
  dates: Iterable<string>,
): CelSchema {
  const types = { int: 'int', text: 'string', list: 'list<string>' } as const;
  return {
    ...factsSchema(),
    asOf: 'string',
    p: Object.fromEntries([...parameters].map((p) => [p.id, types[p.type]])),
    term: Object.fromEntries([...terms].map((t) => [t, 'bool'])),
    date: Object.fromEntries([...dates].map((d) => [d, 'string'])),
    present: { ordinary: 'bool', sensitive: 'bool', important: 'bool' },
    permit: PERMIT_SCHEMA,
    result: RESULT_SCHEMA,
  };
}
