/**
 * Conditions of rules in CEL, type-checked against what they may see, as trees. Only logic, comparison, membership and
 * the two quantifiers are let in: a condition can neither fail to end nor see anything but its facts.
 */
import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { type CelSchema, type Condition, conditionOf } from './condition.ts';
import type { Expression } from './expression.ts';

const OPERATORS = new Set(['==', '!=', '<', '<=', '>', '>=', 'in', '+', '-']);

/** Compiles conditions against the schemas given by name. */
export class ConditionCompiler {
  readonly #env: Environment;
  readonly #roots: ReadonlySet<string>;

  constructor(schemas: CelSchema) {
    this.#env = new Environment({ limits: { maxAstNodes: 400, maxDepth: 40, maxCallArguments: 2 } });
    for (const [name, schema] of Object.entries(schemas)) {
      if (typeof schema === 'string') this.#env.registerVariable(name, schema);
      else this.#env.registerVariable({ name, schema: schema as never });
    }
    this.#roots = new Set(Object.keys(schemas));
  }

  /** The condition, or what is wrong with it in a few words that quote only the condition. */
  compile(source: string): Condition | { readonly fault: string } {
    let parsed: ParseResult;
    try {
      parsed = this.#env.parse(source);
    } catch (error) {
      return { fault: firstLine(error) };
    }
    const reads = new Set<string>();
    let expression: Expression;
    try {
      expression = this.#expression(parsed.ast, reads, new Set());
    } catch (error) {
      if (error instanceof NotLetIn) return { fault: error.message };
      throw error;
    }
    const checked = parsed.check();
    if (!checked.valid) return { fault: firstLine(checked.error) };
    if (checked.type !== 'bool') return { fault: `the condition is of type ${checked.type}, not bool` };
    return conditionOf({ source, reads: [...reads].sort(), expression });
  }

  /** The tree of a node; gathers what it reads. @throws NotLetIn */
  #expression(node: ASTNode, reads: Set<string>, bound: ReadonlySet<string>): Expression {
    const { op, args } = node as { op: string; args: unknown };
    const of = (child: unknown) => this.#expression(child as ASTNode, reads, bound);
    const list = args as readonly unknown[];
    switch (op) {
      case 'value':
        return { op: 'literal', value: literal(args) };
      case 'id':
      case '.': {
        const name = dotted(node);
        if (name === null) throw new NotLetIn('only fields of named things are let in');
        const root = name.split('.', 1)[0]!;
        if (bound.has(name)) return { op: 'read', name };
        if (op === '.' && (bound.has(root) || !this.#roots.has(root))) throw new NotLetIn(`'${name}' is not known`);
        reads.add(name);
        return { op: 'read', name };
      }
      case 'list':
        return { op: 'list', items: list.map(of) };
      case '!_':
        return { op: 'not', of: of(args) };
      case '-_':
        return { op: 'minus', of: of(args) };
      case '&&':
        return { op: 'and', left: of(list[0]), right: of(list[1]) };
      case '||':
        return { op: 'or', left: of(list[0]), right: of(list[1]) };
      case '?:':
        return { op: 'if', test: of(list[0]), yes: of(list[1]), no: of(list[2]) };
      case 'rcall': {
        const [method, receiver, [variable, body, ...more]] = args as [string, ASTNode, ASTNode[]];
        if (
          (method !== 'exists' && method !== 'all') ||
          variable?.op !== 'id' ||
          body === undefined ||
          more.length > 0
        ) {
          throw new NotLetIn(`the call of '${method}' is not let in`);
        }
        const name = variable.args as unknown as string;
        // What every object of the host has would be read in place of the item.
        if (name in {}) throw new NotLetIn(`a variable called '${name}' is not let in`);
        const inner = this.#expression(body, reads, new Set([...bound, name]));
        return { op: method, list: of(receiver), variable: name, body: inner };
      }
      case 'call':
        throw new NotLetIn(`the call of '${String(list[0])}' is not let in`);
      default:
        if (!OPERATORS.has(op)) throw new NotLetIn(`the operator '${op}' is not let in`);
        return { op, left: of(list[0]), right: of(list[1]) } as Expression;
    }
  }
}

class NotLetIn extends Error {}

function literal(value: unknown): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new NotLetIn('only text, true, false and whole numbers are let in');
  return number;
}

function dotted(node: ASTNode): string | null {
  const { op, args } = node as { op: string; args: unknown };
  if (op === 'id') return args as string;
  if (op !== '.') return null;
  const [object, field] = args as [ASTNode, string];
  const path = dotted(object);
  return path === null ? null : `${path}.${field}`;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : 'not a condition';
  return message.split('\n', 1)[0]!;
}
