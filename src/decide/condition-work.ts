/**
 * How long a condition can take, in steps: nodes that are evaluated and items of lists that are looked at, at most. Known
 * before it is ever evaluated, because the only loops are over lists and every list has a cap. Pure.
 */
import type { CelSchema, CelType, Condition } from './condition.ts';
import type { Expression } from './expression.ts';
import type { Parameter } from './pack.ts';

/** Longest list of a fact: see `facts.ts`. */
const LONGEST_FACT = 10_000;

/** Steps of one condition, and of all conditions of a pack together: some hundredths of a second, and about one. */
const MAX_WORK = 5_000_000;
const MAX_PACK_WORK = 100_000_000;

/** What the conditions of one pack may take. */
export class WorkBudget {
  readonly #schemas: CelSchema;
  /** Most items of each parameter that is a list, as conditions name it. */
  readonly #parameters: ReadonlyMap<string, number>;
  #spent = 0;

  constructor(schemas: CelSchema, parameters: Iterable<Parameter>) {
    this.#schemas = schemas;
    this.#parameters = new Map(
      [...parameters].map(({ id, versions }) => [
        `p.${id}`,
        Math.max(...versions.map(({ value }) => (Array.isArray(value) ? value.length : 0))),
      ]),
    );
  }

  /** Counts a condition that one decision may ask so many times; gives what is too much, in words, or null. */
  spend({ expression }: Condition, times = 1): string | null {
    const work = workOf(expression, (name) => this.#items(name)) * times;
    this.#spent += work;
    if (work > MAX_WORK) return `a condition of at most ${MAX_WORK} steps, not ${work}`;
    return this.#spent > MAX_PACK_WORK ? `conditions of at most ${MAX_PACK_WORK} steps in a pack` : null;
  }

  /** Most items that are read by a name; none where no list is. */
  #items(name: string): number {
    let node: CelSchema | CelType | undefined = this.#schemas;
    for (const part of name.split('.')) node = typeof node === 'object' ? node[part] : undefined;
    return node === 'list<string>' ? (this.#parameters.get(name) ?? LONGEST_FACT) : 0;
  }
}

/** `itemsOf` gives the most items that are read by a name. */
function workOf(e: Expression, itemsOf: (name: string) => number): number {
  const work = (of: Expression): number => workOf(of, itemsOf);
  const items = (of: Expression): number => longest(of, itemsOf);
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
function longest(e: Expression, itemsOf: (name: string) => number): number {
  switch (e.op) {
    case 'list':
      return e.items.length;
    case '+':
      return longest(e.left, itemsOf) + longest(e.right, itemsOf);
    case 'if':
      return Math.max(longest(e.yes, itemsOf), longest(e.no, itemsOf));
    case 'read':
      return itemsOf(e.name);
    default:
      return 0;
  }
}
