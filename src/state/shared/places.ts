import { DouaneError } from '../../model/errors.ts';

/** A number of places, given in the order in which they were asked for. */
export class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when a place is ours, until `leave`. @throws DouaneError STATE_BUSY where none is free within `waitMs`. */
  async enter(waitMs: number): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const timer = setTimeout(() => {
      this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
      reject(new DouaneError('STATE_BUSY', { expected: 'a connection that is free' }));
    }, waitMs);
    await promise.finally(() => clearTimeout(timer));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
