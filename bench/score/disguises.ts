/** The scorecard's part on disguises: how many values are found through each, and every miss. */

import { cases, KINDS_MADE } from '../../test/evasion/disguises.ts';
import { evade, FORMATS } from '../../test/evasion/evade.ts';

/** Lines of Markdown; `count` values of each kind, disguise and format. */
export async function evasionLines(count: number): Promise<string[]> {
  const { missed, total } = await evade(count);
  const disguises = [...new Set(cases(1).map((c) => c.disguise))];
  const lines = [
    `${total} values of ${KINDS_MADE.length} kinds, each in every disguise that it can have, in each of ${Object.keys(FORMATS).join('; ')}`,
    `(\`test/evasion\`). Found: ${((100 * (total - missed.length)) / total).toFixed(2)} %. Every miss is listed.`,
    '',
    '| disguise | missed |',
    '|---|---|',
  ];
  for (const disguise of disguises) {
    const of = missed.filter((m) => m.disguise === disguise);
    const named = [...new Set(of.map((m) => `${m.kind} in ${m.format}`))].join(', ');
    lines.push(`| ${disguise.replaceAll('\\', '\\\\')} | ${named === '' ? '–' : named} |`);
  }
  return lines;
}
