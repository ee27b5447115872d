/**
 * Conditions of rules in CEL, type-checked against what they may see. Only logic, comparison, membership and the two
 * quantifiers are let in: a condition can neither fail to end nor see anything but its facts.
 */
import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js';
import type { CelSchema, Condition } from './condition.ts';

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
