import { DouaneError } from '../model/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Edge } from './edge.ts';
import type { TileSource } from './input-tiles.ts';
import { equalHashes } from './proof.ts';
import { formatTilePath, newTiles, parseEntries, TILE_WIDTH, type Tile } from './tiles.ts';
import { appendNodes, HASH_BYTES, type Hash, leafHash, rootOf } from './tree.ts';

export interface TilesAudit {
  readonly size: number;
  readonly files: number;
}

/**
 * Reads every file of an exported ledger and recomputes it from its entries: each hash of each tile, and the root,
 * which must be that of the head. The head is verified by the caller.
 *
 * @throws DouaneError LEDGER_TILES with the file that is not what the entries make it, INPUT_NOT_FOUND
 */
export async function auditTiles(source: TileSource, head: Pick<Checkpoint, 'size' | 'root'>): Promise<TilesAudit> {
  const { size, root } = head;
  const edge = new Edge();
  /** Hashes of the tile of each level that is being filled. */
  const filling: Hash[][] = [];
  let files = 0;
  const compare = async (level: number, index: number, hashes: readonly Hash[]) => {
    const tile = { level, index, width: hashes.length };
    const bytes = await source.tile(tile);
    files += 1;
    const there = bytes.length === TILE_WIDTH * HASH_BYTES ? bytes.subarray(0, hashes.length * HASH_BYTES) : bytes;
    if (!equalHashes(there, concat(hashes))) throw wrong(tile);
  };
  for (const tile of newTiles(0, size)) {
    if (tile.level !== 'entries') continue;
    const entries = entriesOf(await source.tile(tile), tile);
    files += 1;
    for (const [i, entry] of entries.entries()) {
      for (const { id, hash } of appendNodes(tile.index * TILE_WIDTH + i, leafHash(entry), edge.read)) {
        edge.add(id, hash);
        if (id.level % 8 !== 0) continue;
        const level = id.level / 8;
        filling[level] ??= [];
        filling[level].push(hash);
        if (filling[level].length < TILE_WIDTH) continue;
        await compare(level, Math.floor(id.position / TILE_WIDTH), filling[level]);
        filling[level] = [];
      }
    }
  }
  for (const [level, hashes] of filling.entries()) {
    if (hashes.length > 0) await compare(level, Math.floor(size / TILE_WIDTH ** (level + 1)), hashes);
  }
  if (!equalHashes(rootOf(size, edge.read), root)) {
    throw new DouaneError('LEDGER_TILES', { expected: 'entries that have the root that is signed' });
  }
  return { size, files };
}

/** A bundle that was filled since has more than are asked for. */
function entriesOf(bytes: Uint8Array, tile: Tile): Uint8Array[] {
  for (const width of tile.width < TILE_WIDTH ? [tile.width, TILE_WIDTH] : [TILE_WIDTH]) {
    try {
      return parseEntries(bytes, width).slice(0, tile.width);
    } catch {
      // told below
    }
  }
  throw wrong(tile);
}

const wrong = (tile: Tile) =>
  new DouaneError('LEDGER_TILES', { place: { name: formatTilePath(tile) }, expected: 'what the entries make it' });

function concat(hashes: readonly Hash[]): Uint8Array {
  const out = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [i, hash] of hashes.entries()) out.set(hash, i * HASH_BYTES);
  return out;
}
