/**
 * Conditions of rules in CEL, type-checked against the facts schema when a pack is parsed. Only logic, comparison,
 * membership and the two quantifiers are let in: a condition can neither fail to end nor see anything but its facts.
 */
import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import { FACTS, type Fact, type FactGroup, isFact } from '../model/facts.ts';

/** A condition that was type-checked. */
export interface Condition {
  readonly source: string;
  /** Facts, parameters (`p.…`), terms (`term.…`) and the rest that it reads, dotted. */
  readonly reads: readonly string[];
  /** @throws when evaluation fails, which type-checking leaves room for only in arithmetic. */
  holds(context: Readonly<Record<string, unknown>>): boolean;
}

type CelType = 'bool' | 'int' | 'string' | 'list<string>';
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
export function factsSchema(group: FactGroup = FACTS): CelSchema {
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

const LOGIC = new Set([
  '&&',
  '||',
  '!_',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  '?:',
  '+',
  '-',
  '-_',
  'list',
  'value',
]);
const QUANTIFIERS = new Set(['exists', 'all']);

/** Compiles conditions against the schemas given by name. */
export class ConditionCompiler {
  readonly #env: Environment;
  readonly #roots: ReadonlySet<string>;

  constructor(schemas: Readonly<Record<string, CelType | CelSchema>>) {
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
    const impure = this.#walk(parsed.ast, reads, new Set());
    if (impure !== null) return { fault: impure };
    const checked = parsed.check();
    if (!checked.valid) return { fault: firstLine(checked.error) };
    if (checked.type !== 'bool') return { fault: `the condition is of type ${checked.type}, not bool` };
    return { source, reads: [...reads].sort(), holds: (context) => parsed(context) === true };
  }

  /** Gathers what is read and gives what is not let in, or null. */
  #walk(node: ASTNode, reads: Set<string>, bound: ReadonlySet<string>): string | null {
    const { op, args } = node as { op: string; args: unknown };
    if (op === 'id') {
      const name = args as string;
      if (!bound.has(name)) reads.add(name);
      return null;
    }
    if (op === '.') {
      const path = dotted(node);
      if (path === null) return 'only fields of named things are let in';
      if (!bound.has(path.slice(0, path.indexOf('.'))) && this.#roots.has(path.slice(0, path.indexOf('.')))) {
        reads.add(path);
        return null;
      }
      return `'${path}' is not known`;
    }
    if (op === 'value') return null;
    if (op === 'rcall') {
      const [method, receiver, callArgs] = args as [string, ASTNode, ASTNode[]];
      const variable = callArgs[0] as { op?: string; args?: unknown } | undefined;
      if (!QUANTIFIERS.has(method) || variable?.op !== 'id' || callArgs.length !== 2) {
        return `the call of '${method}' is not let in`;
      }
      return (
        this.#walk(receiver, reads, bound) ??
        this.#walk(callArgs[1]!, reads, new Set([...bound, variable.args as string]))
      );
    }
    if (op === 'call') return `the call of '${String((args as unknown[])[0])}' is not let in`;
    if (!LOGIC.has(op)) return `the operator '${op}' is not let in`;
    for (const child of Array.isArray(args) ? args : [args]) {
      const fault = this.#walk(child as ASTNode, reads, bound);
      if (fault !== null) return fault;
    }
    return null;
  }
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
