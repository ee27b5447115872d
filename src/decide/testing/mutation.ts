/** Whether the cases of a pack would notice a wrong number: each is moved by one, and a case has to fail. Pure. */
import { within } from '../calendar.ts';
import { type LawCase, testPack } from '../cases.ts';
import type { Pack, Parameter } from '../pack.ts';
import type { Check, Fault } from './check.ts';

/** Every whole number of a parameter, moved by one up and by one down, makes a case fail that holds as it stands. */
export function checkMutation(pack: Pack, cases: readonly LawCase[]): Check {
  const holding = cases.filter((_, i, all) => testPack(pack, [all[i]!])[0]!.faults.length === 0);
  const faults: Fault[] = [];
  let moved = 0;
  for (const parameter of pack.parameters.values()) {
    if (parameter.type !== 'int') continue;
    for (const [i, { inForce, file, line, value }] of parameter.versions.entries()) {
      // On other days the value is not in force, and no case of them can notice.
      const near = holding.filter((c) => within(c.asOf, inForce));
      for (const step of [-1, 1]) {
        moved += 1;
        const other = withValue(pack, parameter, i, (value as number) + step);
        if (near.some((c) => testPack(other, [c])[0]!.faults.length > 0)) continue;
        faults.push({
          file,
          line,
          text: `${parameter.id} from ${inForce[0]}: no case notices ${value} moved by ${step}`,
        });
      }
    }
  }
  const of = 'numbers moved by one are noticed by a case';
  return { name: 'mutation', passed: moved - faults.length, failed: faults.length, of, faults, notes: [] };
}

function withValue(pack: Pack, parameter: Parameter, index: number, value: number): Pack {
  const versions = parameter.versions.map((v, i) => (i === index ? { ...v, value } : v));
  return { ...pack, parameters: new Map(pack.parameters).set(parameter.id, { ...parameter, versions }) };
}
