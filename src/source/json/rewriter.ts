import type { Batch, Edit } from '../../model/batch.ts';
import { ByteBuffer } from './byte-buffer.ts';
import { Copier } from './copier.ts';
import type { PathTrie } from './path-trie.ts';
import { Pruner } from './pruner.ts';
import { Removal } from './removal.ts';

/** Writes chunk after chunk of a document that the scanner found sound, with cells replaced and fields taken away. */
export class Rewriter {
  readonly #out = new ByteBuffer();
  readonly #pruner: Pruner | null;

  constructor(trie: PathTrie, removed: ReadonlySet<string>, longestGap: number) {
    this.#pruner = removed.size === 0 ? null : new Pruner(trie, new Removal(trie, removed), longestGap);
  }

  /** What stands for `block[0, to)`; valid until the next call. */
  rewrite(block: Uint8Array, to: number, batch: Batch | null, edits: readonly Edit[]): Uint8Array {
    if (this.#pruner === null && edits.length === 0) return block.subarray(0, to);
    this.#out.length = 0;
    const copier = new Copier(this.#out, block, batch, edits);
    if (this.#pruner === null) copier.copy(0, to);
    else this.#pruner.prune(block, to, copier);
    return this.#out.view();
  }
}
