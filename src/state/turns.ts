/** Turns within a process: of each name one at a time, in the order in which they were asked for. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves when the turn is ours, until what it gives is disposed of. */
  async take(name: string): Promise<Disposable> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const mine = before.then(() => promise);
    this.#last.set(name, mine);
    await before;
    return {
      [Symbol.dispose]: () => {
        if (this.#last.get(name) === mine) this.#last.delete(name);
        resolve();
      },
    };
  }
}
