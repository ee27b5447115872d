/** Whether each dated value of a pack rests on a text of the same date. Pure. */
import type { Pack } from '../pack.ts';
import type { Check, Fault } from './check.ts';

/**
 * Each dated value has a reference of its own, and where it says since when the text cited says so, that is the day
 * from which the value is in force. Values without that day are counted and named: they are read back from a later
 * text, or nobody looked.
 */
export function checkReferences(pack: Pack): Check {
  const faults: Fault[] = [];
  const undated: string[] = [];
  let values = 0;
  for (const { id, versions } of pack.parameters.values()) {
    for (const [i, { cite, dated, inForce, file, line }] of versions.entries()) {
      values += 1;
      const what = `${id} from ${inForce[0]}`;
      if (versions.some((other, j) => j !== i && other.cite === cite)) {
        faults.push({ file, line, text: `${what}: another value of it has the same reference` });
      } else if (dated === undefined) {
        undated.push(what);
      } else if (dated !== inForce[0]) {
        faults.push({ file, line, text: `${what}: the text cited says so from ${dated}` });
      }
    }
  }
  return {
    name: 'references',
    passed: values - faults.length,
    failed: faults.length,
    of: 'dated values have a reference of their own and of their date',
    faults,
    notes:
      undated.length === 0
        ? []
        : [`${undated.length} values do not say since when the text cited says so: ${first(undated)}`],
  };
}

const SHOWN = 10;
const first = (names: readonly string[]): string =>
  names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
