import type { Broken } from './evidence.ts';
import type { Site } from './store-site.ts';

/** Something of Douane that is killed or starved while canaries are sent across. */
export interface Part {
  /** What `--only` calls it. */
  readonly name: string;
  /** What is done to it, for the table. */
  readonly does: string;
  /**
   * Breaks it, sends canaries, and puts back what was broken. Moments are drawn from `random`; whatever does not depend
   * on them is done in each round alike.
   */
  readonly run: (site: Site, random: () => number) => Promise<Happened>;
}

export type Happened =
  | {
      readonly kind: 'done';
      /** How often it was struck. A moment that came too late does not count. */
      readonly times: number;
      /** What Douane said each time: error codes, signals, exit codes. */
      readonly said: readonly string[];
      /** What the part itself saw that must not be. */
      readonly broken: readonly Broken[];
      /** What is known not to be promised and was met: said beside the row, and never counted as passed. */
      readonly limit?: string;
    }
  /** The means are not here. Never counted as passed. */
  | { readonly kind: 'skipped'; readonly why: string };

/** Collects what happens in a part. */
export class Strikes {
  #times = 0;
  readonly #said: string[] = [];
  readonly #broken: Broken[] = [];

  struck(said: string): void {
    this.#times += 1;
    this.#said.push(said);
  }

  broke(promise: Broken['promise'], what: string): void {
    this.#broken.push({ promise, what });
  }

  end(limit?: string): Happened {
    return {
      kind: 'done',
      times: this.#times,
      said: this.#said,
      broken: this.#broken,
      ...(limit === undefined ? {} : { limit }),
    };
  }
}
