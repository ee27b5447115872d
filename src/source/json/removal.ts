import type { PathTrie } from './path-trie.ts';

const WHOLE = 1;
const SOME_BELOW = 2;
const REMOVED = 3;

/**
 * Answers by node whether a field is taken away, and whether anything below it is. A removed `…/*` takes away every
 * member of a map, also those that had a path of their own before the object was seen to be a map; a removed `…/*#`
 * (the names of a map) takes the members away too, because they cannot stay without a name.
 */
export class Removal {
  readonly #trie: PathTrie;
  readonly #removed: readonly (readonly string[])[];
  #answers = new Uint8Array(256);

  constructor(trie: PathTrie, removed: ReadonlySet<string>) {
    this.#trie = trie;
    this.#removed = [...removed].map((path) => path.split('/').slice(1));
  }

  isRemoved(node: number): boolean {
    return this.#answer(node) === REMOVED;
  }

  hasRemovedBelow(node: number): boolean {
    return this.#answer(node) === SOME_BELOW;
  }

  #answer(node: number): number {
    if (node >= this.#answers.length) {
      const grown = new Uint8Array(Math.max(this.#trie.nodes, node + 1) * 2);
      grown.set(this.#answers);
      this.#answers = grown;
    }
    if (this.#answers[node] === 0) this.#answers[node] = this.#compute(node);
    return this.#answers[node]!;
  }

  #compute(node: number): number {
    const chain: number[] = [];
    for (let n = node; n > 0; n = this.#trie.parent(n)) chain.unshift(n);
    let answer = WHOLE;
    for (const path of this.#removed) {
      if (path.length < chain.length || !chain.every((n, i) => this.#fits(n, path[i]!, i === path.length - 1)))
        continue;
      if (path.length === chain.length) return REMOVED;
      answer = SOME_BELOW;
    }
    return answer;
  }

  #fits(node: number, segment: string, isLast: boolean): boolean {
    if (segment === this.#trie.label(node)) return true;
    return this.#trie.isMap(this.#trie.parent(node)) && (segment === '*' || (segment === '*#' && isLast));
  }
}
