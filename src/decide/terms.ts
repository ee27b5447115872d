/** Terms are named conditions that other conditions use: each is worked out after those it uses. */
import { DouaneError } from '../model/errors.ts';
import type { Rule } from './pack.ts';

/** @throws DouaneError LAW_PACK_INVALID where terms use each other in a circle or what comes after them. */
export function orderTerms(rules: ReadonlyMap<string, Rule>, terms: ReadonlySet<string>): readonly string[] {
  const uses = new Map<string, Set<string>>([...terms].map((t) => [t, new Set()]));
  for (const rule of rules.values()) {
    for (const version of rule.versions) {
      if (version.defines === null) continue;
      for (const read of version.when?.reads ?? []) {
        const [root, name] = read.split('.') as [string, string?];
        if (root === 'term') uses.get(version.defines)!.add(name!);
        if (root === 'present' || root === 'result' || root === 'permit') {
          throw new DouaneError('LAW_PACK_INVALID', {
            place: { file: version.file, line: version.line, name: rule.id },
            expected: `a term that does not use ${root}, which is known only later`,
          });
        }
      }
    }
  }
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (term: string): void => {
    if (state.get(term) === 'done') return;
    if (state.get(term) === 'open') {
      throw new DouaneError('LAW_PACK_INVALID', {
        place: { name: term },
        expected: 'terms that do not use each other in a circle',
      });
    }
    state.set(term, 'open');
    for (const next of uses.get(term) ?? []) visit(next);
    state.set(term, 'done');
    order.push(term);
  };
  for (const term of [...terms].sort()) visit(term);
  return order;
}
