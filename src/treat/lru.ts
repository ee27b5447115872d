/** Values by key, at most `capacity` of them; the one not asked for longest goes first. */
export class Lru<V> {
  readonly #map = new Map<string, V>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string, make: () => V): V {
    let value = this.#map.get(key);
    if (value === undefined) {
      value = make();
      if (this.#map.size >= this.#capacity) this.#map.delete(this.#map.keys().next().value!);
    } else this.#map.delete(key);
    this.#map.set(key, value);
    return value;
  }
}
