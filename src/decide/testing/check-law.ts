/** All that is checked of a pack, like code: see `docs/cli.md`, `douane law test`. Pure. */
import { type LawCase, type Question, testPack } from '../cases.ts';
import type { Pack } from '../pack.ts';
import { walkCalendar } from './calendar-walk.ts';
import type { Check } from './check.ts';
import { checkMet, checkTried } from './met.ts';
import { checkMutation } from './mutation.ts';
import { checkReferences } from './references.ts';

/**
 * Runs every check; nothing is thrown for what fails, each fault is told with its file and line.
 *
 * @example
 * checkLaw(pack, loadCases(folder), loadQuestions(folder, pack), '2026-11-24').filter((c) => c.failed > 0);
 */
export function checkLaw(
  pack: Pack,
  cases: readonly LawCase[],
  questions: readonly Question[],
  today: string,
): readonly Check[] {
  return [
    checkCases(pack, cases),
    checkTried(pack, cases),
    checkMet(pack, cases),
    checkMutation(pack, cases),
    walkCalendar(pack, questions, today),
    checkReferences(pack),
  ];
}

function checkCases(pack: Pack, cases: readonly LawCase[]): Check {
  const failed = testPack(pack, cases).filter((r) => r.faults.length > 0);
  return {
    name: 'cases',
    passed: cases.length - failed.length,
    failed: failed.length,
    of: 'cases come out as they have to',
    faults: failed.map(({ file, line, name, asOf, faults }) => ({
      file,
      line,
      text: `${name} (${asOf}): ${faults.join('; ')}`,
    })),
    notes: [],
  };
}
