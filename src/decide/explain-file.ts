import type { Explanation } from '../model/explanation.ts';
import type { FactsGiven } from '../model/facts.ts';
import { declaredIn, explainInFull } from './explain-in-full.ts';
import type { Pack } from './pack.ts';
import { YamlFile } from './yaml-file.ts';
import { withZoneList, type ZoneList } from './zone-lists.ts';

/**
 * Explains the decision on a file of facts: all that stand in it, or in a list of a zone, are declared, the others
 * assumed. Throws as that decision does.
 */
export function explainFile(
  text: string,
  file: string,
  packs: readonly Pack[],
  asOf: string,
  zoneLists: readonly ZoneList[] = [],
): Explanation {
  const read = new YamlFile({ path: file, text }, 'LAW_FACTS_INVALID').value as FactsGiven;
  const given = zoneLists.length === 0 ? read : withZoneList(read, zoneLists, asOf);
  return explainInFull(given, packs, asOf, declaredIn(given));
}
