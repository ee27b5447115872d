import { evaluator, type Seen, type Value } from './evaluator.ts';
import type { Expression } from './expression.ts';

/** Evaluators of parts of conditions, made once: the trees of packs do not change. */
const made = new WeakMap<Expression, (seen: Seen) => Value>();

/** What a part of a condition is. @throws as {@link evaluator} does. */
export function valueIn(expression: Expression, seen: Seen): Value {
  let evaluate = made.get(expression);
  if (evaluate === undefined) {
    evaluate = evaluator(expression);
    made.set(expression, evaluate);
  }
  return evaluate(seen);
}
