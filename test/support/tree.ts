import { appendNodes, type Hash, leafHash, type NodeId, type ReadNode } from '../../src/ledger/tree.ts';

/** A tree in memory, grown leaf by leaf as the store grows it. */
export function growTree(leaves: readonly Uint8Array[]): { read: ReadNode; nodes: Map<string, Hash>; size: number } {
  const nodes = new Map<string, Hash>();
  const read = ({ level, position }: NodeId) => {
    const hash = nodes.get(`${level}/${position}`);
    if (hash === undefined) throw new Error(`no node ${level}/${position}`);
    return hash;
  };
  leaves.forEach((leaf, size) => {
    for (const { id, hash } of appendNodes(size, leafHash(leaf), read)) nodes.set(`${id.level}/${id.position}`, hash);
  });
  return { read, nodes, size: leaves.length };
}

/** Leaves that differ. */
export const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => new TextEncoder().encode(`leaf ${i}`));
