import type { Verdict } from '../model/words.ts';

/** What is durable now. */
export interface Recorded {
  readonly transfer: string;
  readonly at: string;
  readonly verdict: Verdict;
  readonly hold: { readonly id: string; readonly path: string } | null;
}

/** Where the content of a hold lies, for who comes from elsewhere. */
export interface Keeping {
  readonly process: string;
  readonly machine: string;
  readonly dir: string;
}

/** What a later start needs to clean up after a process that died between its record and its closing. */
export interface Resume {
  /** Which process recorded it: only once that has ended it is for others to close. */
  readonly process: string;
  readonly targets: readonly string[];
  /** Hold that was on its way out. */
  readonly approved: string | null;
}
