/**
 * How long a condition can take, in steps: nodes that are evaluated and items of lists that are looked at, at most. Known
 * before it is ever evaluated, because the only loops are over lists and every list has a cap. Pure.
 */
import type { CelSchema, CelType, Condition } from './condition.ts';
import type { Expression } from './expression.ts';

/** Longest list of a parameter, and of a fact: see `pack-schema.ts` and `facts.ts`. */
const LONGEST = { parameter: 5_000, fact: 10_000 };

/** Steps of one condition, and of all conditions of a pack together: some hundredths of a second, and some tenths. */
const MAX_WORK = 1_000_000;
const MAX_PACK_WORK = 20_000_000;

/** What the conditions of one pack may take. */
export class WorkBudget {
  readonly #schemas: CelSchema;
  #spent = 0;

  constructor(schemas: CelSchema) {
    this.#schemas = schemas;
  }

  /** Counts a condition that one decision may ask so many times; gives what is too much, in words, or null. */
  spend({ expression }: Condition, times = 1): string | null {
    const work = workOf(expression, (name) => this.#isList(name)) * times;
    this.#spent += work;
    if (work > MAX_WORK) return `a condition of at most ${MAX_WORK} steps, not ${work}`;
    return this.#spent > MAX_PACK_WORK ? `conditions of at most ${MAX_PACK_WORK} steps in a pack` : null;
  }

  #isList(name: string): boolean {
    let node: CelSchema | CelType | undefined = this.#schemas;
    for (const part of name.split('.')) node = typeof node === 'object' ? node[part] : undefined;
    return node === 'list<string>';
  }
}

/** `isList` tells of a name whether a list is read by it. */
function workOf(e: Expression, isList: (name: string) => boolean): number {
  const work = (of: Expression): number => workOf(of, isList);
  const items = (of: Expression): number => longest(of, isList);
  switch (e.op) {
    case 'literal':
    case 'read':
      return 1;
    case 'list':
      return e.items.reduce((sum, item) => sum + work(item), 1);
    case 'not':
    case 'minus':
      return 1 + work(e.of);
    case 'if':
      return 1 + work(e.test) + work(e.yes) + work(e.no);
    case 'exists':
    case 'all':
      return 1 + work(e.list) + items(e.list) * work(e.body);
    case 'in':
    case '+':
    case '==':
    case '!=':
      return 1 + work(e.left) + work(e.right) + items(e.left) + items(e.right);
    default:
      return 1 + work(e.left) + work(e.right);
  }
}

/** Most items of what is a list; none of what is not. */
function longest(e: Expression, isList: (name: string) => boolean): number {
  switch (e.op) {
    case 'list':
      return e.items.length;
    case '+':
      return longest(e.left, isList) + longest(e.right, isList);
    case 'if':
      return Math.max(longest(e.yes, isList), longest(e.no, isList));
    case 'read':
      if (!isList(e.name)) return 0;
      return e.name.startsWith('p.') ? LONGEST.parameter : LONGEST.fact;
    default:
      return 0;
  }
}
