/** Which facts bear on an outcome, and what the rules in force compare them with. Pure. */
import { factAt } from '../model/fact-at.ts';
import type { FactsGiven } from '../model/facts.ts';
import { addTo } from './calendar.ts';
import type { Condition } from './condition.ts';
import type { Seen } from './evaluator.ts';
import type { Comparison, Expression } from './expression.ts';
import type { Pack } from './pack.ts';
import { type ActiveRule, type LawOfTheDay, select } from './select.ts';
import { valueIn } from './value-in.ts';
import type { Answer, LawAnswer } from './what-if.ts';

type Single = string | number | boolean;

/** A count compared with a number, as `count op limit`. */
export interface Limit {
  readonly pack: Pack;
  readonly fact: string;
  readonly op: Comparison;
  readonly limit: number;
  /** The rule whose condition compares them; null for what says when a class of data is there. */
  readonly rule: ActiveRule | null;
  /** Parameter that the number is, or null. */
  readonly parameter: string | null;
}

export interface Bearing {
  /** Facts that a condition reads on which an outcome or verdict depends, with the values they are compared with. */
  readonly facts: ReadonlyMap<string, ReadonlySet<Single>>;
  readonly limits: readonly Limit[];
}

/**
 * Gathers from all packs that apply the conditions of rules with an outcome, of the classes of data and of the terms
 * they use; from the other packs what says whether they apply.
 */
export function bearing(now: Answer, given: FactsGiven, packs: readonly Pack[], asOf: string): Bearing {
  const gatherer = new Gatherer();
  for (const law of now.laws) gatherer.law(law, select(law.pack, asOf));
  const seen = now.laws[0]!.done.context;
  for (const pack of packs) if (pack.applies !== null) gatherer.condition(pack.applies, null, pack, seen);
  // What a permit covers is looked up by these, whether or not a rule reads them.
  if ((given.held?.permits ?? []).length > 0) for (const fact of COVERED_BY) gatherer.read(fact);
  return gatherer;
}

const COVERED_BY = ['recipient.place', 'purpose.code'];

const FLIPPED: Partial<Record<string, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

class Gatherer implements Bearing {
  readonly facts = new Map<string, Set<Single>>();
  readonly limits: Limit[] = [];

  law({ pack, done }: LawAnswer, law: LawOfTheDay): void {
    const seen = done.context;
    const reached = new Set<string>();
    const take = (condition: Condition | null, rule: ActiveRule | null): void => {
      if (condition === null) return;
      this.condition(condition, rule, pack, seen, law);
      for (const read of condition.reads) {
        if (!read.startsWith('term.') || reached.has(read)) continue;
        reached.add(read);
        for (const r of law.rules) if (r.version.defines === read.slice(5)) take(r.version.when, r);
      }
    };
    for (const condition of Object.values(pack.classes)) take(condition, null);
    for (const active of law.rules) {
      if (active.version.outcome === null) continue;
      take(active.version.when, active);
      take(active.version.met, active);
    }
  }

  condition(condition: Condition, rule: ActiveRule | null, pack: Pack, seen: Seen, law?: LawOfTheDay): void {
    for (const read of condition.reads) {
      if (read.startsWith('date.')) this.read(pack.dates.get(read.slice(5))!.from);
      else if (factAt(read) !== undefined) this.read(read);
    }
    const visit = (expression: Expression, bound: Bound): void => {
      for (const part of partsOf(expression)) visit(part, bound);
      switch (expression.op) {
        case 'exists':
        case 'all': {
          const { list, variable } = expression;
          const values = readsAny(list, bound) ? [] : (valueIn(list, seen) as readonly Single[]);
          visit(expression.body, new Map([...bound, [variable, { facts: factsOf(list, bound), values }]]));
          return;
        }
        case '==':
        case '!=':
        case '<':
        case '<=':
        case '>':
        case '>=':
        case 'in':
          compare(expression.left, expression.right, expression.op, bound);
          compare(expression.right, expression.left, FLIPPED[expression.op] ?? null, bound);
      }
    };
    const compare = (one: Expression, other: Expression, op: string | null, bound: Bound) => {
      const values = valuesOf(other, seen, bound);
      for (const name of factsOf(one, bound)) {
        if (name.startsWith('date.')) {
          const sum = pack.dates.get(name.slice(5))!;
          for (const value of values) {
            if (law === undefined || typeof value !== 'string' || value === '') continue;
            this.read(sum.from).add(addTo(value, -sum.add, sum.unit, law.holidays).date);
          }
          continue;
        }
        const known = this.read(name);
        for (const value of values) known.add(value);
        const [limit] = values;
        if (factAt(name)?.type !== 'int' || typeof limit !== 'number' || op === null || op === 'in') continue;
        const parameter = other.op === 'read' && other.name.startsWith('p.') ? other.name.slice(2) : null;
        this.limits.push({ pack, fact: name, op: op as Comparison, limit, rule, parameter });
      }
    };
    visit(condition.expression, new Map());
  }

  read(fact: string): Set<Single> {
    if (factAt(fact) === undefined) return new Set();
    const known = this.facts.get(fact) ?? new Set<Single>();
    this.facts.set(fact, known);
    return known;
  }
}

/** What stands in for a variable of a quantifier: facts, and values; a list may be of both. */
type Bound = ReadonlyMap<string, { readonly facts: readonly string[]; readonly values: readonly Single[] }>;

/** Whether an expression reads a variable of a quantifier around it: it then has no value of its own. */
function readsAny(expression: Expression, bound: Bound): boolean {
  if (expression.op === 'read') return bound.has(expression.name);
  if (expression.op === 'exists' || expression.op === 'all') {
    return readsAny(expression.list, bound) || readsAny(expression.body, bound);
  }
  return partsOf(expression).some((part) => readsAny(part, bound));
}

/** What an expression is compared as: its own value or values, or those that its variable goes through. */
function valuesOf(expression: Expression, seen: Seen, bound: Bound): readonly Single[] {
  if (expression.op === 'read' && bound.has(expression.name)) return bound.get(expression.name)!.values;
  if (readsAny(expression, bound)) return [];
  const value = valueIn(expression, seen) as Single | readonly Single[];
  return typeof value === 'object' ? value : [value];
}

/** Facts, and dates counted from them, of which each by itself can be the value or among the values of an expression. */
function factsOf(expression: Expression, bound: Bound): readonly string[] {
  switch (expression.op) {
    case 'read': {
      const { name } = expression;
      return bound.get(name)?.facts ?? (name.startsWith('date.') || factAt(name) !== undefined ? [name] : []);
    }
    case 'list':
      return expression.items.flatMap((item) => factsOf(item, bound));
    case 'if':
      return [...factsOf(expression.yes, bound), ...factsOf(expression.no, bound)];
    case '+':
      // Lists put together; of numbers no single one is what is compared.
      return [expression.left, expression.right].flatMap((side) =>
        side.op === 'read' && factAt(side.name)?.type !== 'list' ? [] : factsOf(side, bound),
      );
    default:
      return [];
  }
}

/** The parts of an expression, the body of a quantifier left out. */
function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case 'literal':
    case 'read':
      return [];
    case 'list':
      return expression.items;
    case 'not':
    case 'minus':
      return [expression.of];
    case 'if':
      return [expression.test, expression.yes, expression.no];
    case 'exists':
    case 'all':
      return [expression.list];
    default:
      return [expression.left, expression.right];
  }
}
