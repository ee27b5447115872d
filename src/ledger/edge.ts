import type { Hash, NodeId, ReadNode } from './tree.ts';

/** The complete subtrees on the right edge of a tree, all that growing it needs: O(log size). */
export class Edge {
  readonly #nodes = new Map<number, { position: number; hash: Hash }>();

  readonly read: ReadNode = ({ level, position }: NodeId): Hash => {
    const node = this.#nodes.get(level);
    if (node?.position !== position) throw new RangeError('a node that is not on the edge');
    return node.hash;
  };

  add({ level, position }: NodeId, hash: Hash): void {
    this.#nodes.set(level, { position, hash });
  }
}
