/** What a condition that does not hold lacks. Pure. */
import type { DataClass } from '../model/words.ts';
import type { Condition } from './condition.ts';
import type { Seen } from './evaluator.ts';
import type { Expression } from './expression.ts';
import type { Pack } from './pack.ts';
import type { LawOfTheDay } from './select.ts';
import { valueIn } from './value-in.ts';

/** How many parts would have to be otherwise, 2 for more than one; where it is 1, the parts of which one suffices. */
interface Cost {
  readonly cost: 0 | 1 | 2;
  readonly parts: readonly Expression[];
}

const NONE: Cost = { cost: 0, parts: [] };
const MANY: Cost = { cost: 2, parts: [] };

/**
 * The comparisons and facts of a condition of which a single one being otherwise would make it hold; empty where it
 * holds, or where more than one would have to be. Terms are looked through to the facts.
 */
export function lacking(condition: Condition, pack: Pack, law: LawOfTheDay, seen: Seen): readonly Expression[] {
  const cost = (expression: Expression, want: boolean): Cost => {
    if ((valueIn(expression, seen) === true) === want) return NONE;
    switch (expression.op) {
      case 'not':
        return cost(expression.of, !want);
      case 'and':
      case 'or': {
        const both = [cost(expression.left, want), cost(expression.right, want)];
        return (expression.op === 'and') === want ? every(both) : some(both);
      }
      case 'read': {
        const [root, name] = expression.name.split('.') as [string, string?];
        if (root === 'present') return cost(pack.classes[name as DataClass].expression, want);
        if (root !== 'term') break;
        const defining = law.rules.filter((r) => r.version.defines === name).map((r) => r.version.when);
        // A rule without a condition always holds: it cannot be made to fail.
        const costs = defining.map((when) => (when === null ? (want ? NONE : MANY) : cost(when.expression, want)));
        return want ? some(costs) : every(costs);
      }
      default:
        break;
    }
    return { cost: 1, parts: [expression] };
  };
  const { cost: total, parts } = cost(condition.expression, true);
  return total === 1 ? parts : [];
}

function every(costs: readonly Cost[]): Cost {
  const open = costs.filter((c) => c.cost > 0);
  return open.length === 0 ? NONE : open.length === 1 ? open[0]! : MANY;
}

function some(costs: readonly Cost[]): Cost {
  const near = costs.filter((c) => c.cost === 1);
  return near.length === 0 ? MANY : { cost: 1, parts: near.flatMap((c) => c.parts) };
}
