import type { Hash, NodeId, ReadNode } from './tree.ts';

/** The complete subtrees on the right edge of a tree, all that growing it needs: O(log size). */
export class Edge {
  readonly #nodes = new Map<number, { position: number; hash: Hash }>();
  readonly #before: ReadNode;

  /** `before` gives what lies to the left of where it grows; without it the tree begins empty. */
  constructor(before: ReadNode = notThere) {
    this.#before = before;
  }

  readonly read: ReadNode = ({ level, position }: NodeId): Hash => {
    const node = this.#nodes.get(level);
    return node?.position === position ? node.hash : this.#before({ level, position });
  };

  add({ level, position }: NodeId, hash: Hash): void {
    this.#nodes.set(level, { position, hash });
  }
}

function notThere(): never {
  throw new RangeError('a node that is not on the edge');
}
