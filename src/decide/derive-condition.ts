/** A condition → its tree with what every node is, down to facts and where they came from. Pure. */
import type { DerivationNode, FactNode, FactSource, NodeValue, ParameterNode } from '../model/explanation.ts';
import { factAt } from '../model/fact-at.ts';
import type { DataClass } from '../model/words.ts';
import { within } from './calendar.ts';
import type { Seen } from './evaluator.ts';
import type { Expression } from './expression.ts';
import type { Pack, Rule, RuleVersion } from './pack.ts';
import type { LawOfTheDay } from './select.ts';
import { valueIn } from './value-in.ts';

/** Nodes of the trees of one law, and items shown of a list; more are cut and marked. */
export const MAX_NODES = 4_000;
const MAX_ITEMS = 20;

/** What trees of one law are made from. */
export interface Tracing {
  readonly pack: Pack;
  readonly law: LawOfTheDay;
  readonly seen: Seen;
  readonly source: (fact: string) => FactSource;
}

/** Makes the trees of one law. What a term or class of data is made of is shown where it is first met. */
export class ConditionTrees {
  readonly #from: Tracing;
  readonly #shown = new Set<string>();
  #left = MAX_NODES;

  constructor(from: Tracing) {
    this.#from = from;
  }

  of(expression: Expression, seen: Seen = this.#from.seen): DerivationNode {
    const value = valueIn(expression, seen) as NodeValue;
    this.#left -= 1;
    if (this.#left < 0) return { op: 'cut', value };
    const truth = value === true;
    const of = (child: Expression) => this.of(child, seen);
    switch (expression.op) {
      case 'literal':
        return { op: 'literal', value };
      case 'list':
        if (expression.items.every((item) => item.op === 'literal')) return { op: 'literal', value };
        return { op: 'list', value, of: expression.items.map(of) };
      case 'read':
        return this.#read(expression.name, value, seen);
      case 'not':
        return { op: 'not', truth, of: [of(expression.of)] };
      case 'minus':
        return { op: 'minus', value, of: [of(expression.of)] };
      case 'and':
      case 'or':
        return { op: expression.op, truth, of: chain(expression, expression.op).map(of) };
      case 'if':
        return { op: 'if', value, of: [of(expression.test), of(expression.yes), of(expression.no)] };
      case '+':
      case '-':
        return { op: expression.op, value, of: [of(expression.left), of(expression.right)] };
      case 'exists':
      case 'all': {
        const list = of(expression.list);
        const all = [...new Set(valueIn(expression.list, seen) as readonly (string | number)[])];
        const items = all.slice(0, MAX_ITEMS).map((item) => ({
          item,
          of: this.of(expression.body, { ...seen, [expression.variable]: item }),
        }));
        const more = all.length - items.length;
        return { op: expression.op, truth, list, variable: expression.variable, items, more };
      }
      default:
        return { op: expression.op, truth, of: [of(expression.left), of(expression.right)] };
    }
  }

  fact(name: string, value: NodeValue): FactNode {
    const { en, zh } = factAt(name)!;
    return { op: 'fact', fact: name, words: { en, zh }, value, source: this.#from.source(name) };
  }

  #read(name: string, value: NodeValue, seen: Seen): DerivationNode {
    const { pack } = this.#from;
    if (name === 'asOf') return { op: 'day', value };
    const [root, rest] = [name.slice(0, Math.max(0, name.indexOf('.'))), name.slice(name.indexOf('.') + 1)];
    switch (root) {
      case 'p':
        return this.#parameter(rest, value);
      case 'term':
        return this.#term(rest, value === true, seen);
      case 'present': {
        const name = rest as DataClass;
        const shownBefore = this.#isShown(`present.${rest}`);
        const of = shownBefore ? [] : [this.of(pack.classes[name].expression, seen)];
        return { op: 'present', truth: value === true, class: name, of };
      }
      case 'date': {
        const { from, add, unit } = pack.dates.get(rest)!;
        const counted = this.of({ op: 'read', name: from }, seen);
        return { op: 'date', value: value as string, name: rest, from: counted, add, unit };
      }
      default:
        return factAt(name) === undefined ? { op: 'variable', name, value } : this.fact(name, value);
    }
  }

  #parameter(id: string, value: NodeValue): ParameterNode {
    const { title, unit, versions } = this.#from.pack.parameters.get(id)!;
    const version = versions.find((v) => within(this.#from.law.asOf, v.inForce))!;
    const { inForce, cite, url, sure } = version;
    return { op: 'parameter', parameter: id, words: title, unit, value, inForce, cite, url, sure };
  }

  #term(name: string, truth: boolean, seen: Seen): DerivationNode {
    if (this.#isShown(name)) return { op: 'term', truth, name, definedBy: [], shownBefore: true };
    const definedBy = this.#from.law.rules
      .filter(({ version }) => version.defines === name)
      .map(({ rule, version }) => {
        const condition = version.when === null ? null : this.of(version.when.expression, seen);
        return { ...ruleRef(rule, version), truth: condition === null || isTrue(condition), condition };
      });
    return { op: 'term', truth, name, definedBy, shownBefore: false };
  }

  #isShown(name: string): boolean {
    const before = this.#shown.has(name);
    this.#shown.add(name);
    return before;
  }
}

/** What a rule is, where it stands and how far that was checked. */
export function ruleRef({ id, title }: Rule, { cite, url, inForce, sure }: RuleVersion) {
  return { rule: id, title, cite, url, inForce, sure };
}

export function isTrue(node: DerivationNode): boolean {
  return 'truth' in node ? node.truth : node.value === true;
}

/** `a && b && c` is one node with three parts. */
function chain(expression: Expression, op: 'and' | 'or'): Expression[] {
  if (expression.op !== op) return [expression];
  return [...chain(expression.left, op), ...chain(expression.right, op)];
}
