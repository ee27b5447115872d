import { DouaneError } from '../../model/errors.ts';

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: DouaneError) => void;
}

/** A number of places, given in the order in which they were asked for. */
export class Places {
  #free: number;
  readonly #waiting = new Set<Waiting>();

  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Resolves when a place is ours, until `leave`.
   *
   * @throws DouaneError STATE_BUSY where none is free within `waitMs`; what `end` was told.
   */
  async enter(waitMs: number): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { resolve, reject };
    this.#waiting.add(waiting);
    const timer = setTimeout(() => {
      this.#waiting.delete(waiting);
      reject(new DouaneError('STATE_BUSY', { expected: 'a connection that is free' }));
    }, waitMs);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next.resolve();
  }

  /** Who waits, waits no longer. */
  end(error: DouaneError): void {
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
  }
}
