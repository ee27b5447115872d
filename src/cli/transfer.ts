/** What `check` and `clear` share: from the call to the crossing and back to an exit code. */
import type { CrossingResult } from '../model/result.ts';
import type { Verdict } from '../model/words.ts';

export const EXIT: Record<Verdict, number> = { pass: 0, treat: 3, hold: 4, refuse: 5 };

export function exitCodeOf(result: CrossingResult): number {
  return EXIT[result.verdict];
}
