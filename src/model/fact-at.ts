import { type Fact, type FactGroup, isFact } from './fact-types.ts';
import { FACTS } from './facts.ts';

/** The fact of a dotted path, such as `exporter.ftz.zone`. */
export function factAt(path: string): Fact | undefined {
  let node: Fact | FactGroup = FACTS;
  for (const part of path.split('.')) {
    if (isFact(node) || !Object.hasOwn(node, part)) return undefined;
    node = node[part]!;
  }
  return isFact(node) ? node : undefined;
}

/** What stands at a dotted path of facts, complete or as given. */
export function valueAt(facts: unknown, path: string): unknown {
  let node = facts;
  for (const part of path.split('.')) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return undefined;
    node = (node as Record<string, unknown>)[part];
  }
  return node;
}
