import { HASH_BYTES, type Hash, MAX_SIZE, type NodeId, nodeHash, type ReadNode } from './tree.ts';

/**
 * The ledger as static files (C2SP tlog-tiles, https://c2sp.org/tlog-tiles): hashes of complete subtrees by 256, and
 * the leaves by 256. Pure; runs in a browser.
 */

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
/** An entry's length is written in two bytes. */
export const MAX_ENTRY_BYTES = 65_535;
/** No bundle is longer than this, whatever is served. */
export const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES);
/** Longest number of a tile that has a place in a tree of MAX_SIZE leaves. */
const MAX_INDEX = MAX_SIZE / TILE_WIDTH;

/** A tile of hashes at its level, or a bundle of entries; partial where `width` is below 256. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/**
 * `tile/<L>/<N>[.p/<W>]`, N in groups of three digits of which all but the last have an `x` in front.
 *
 * @example
 * formatTilePath({ level: 0, index: 1234067, width: 256 }); // tile/0/x001/x234/067
 */
export function formatTilePath({ level, index, width }: Tile): string {
  const groups = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g)!;
  const n = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${n}${width < TILE_WIDTH ? `.p/${width}` : ''}`;
}

/** @throws SyntaxError for every path but those that {@link formatTilePath} makes. */
export function parseTilePath(path: string): Tile {
  const match = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,6}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match !== null) {
    const tile: Tile = {
      level: match[1] === 'entries' ? 'entries' : Number(match[1]),
      index: Number(match[2]!.replaceAll(/\D/g, '')),
      width: match[3] === undefined ? TILE_WIDTH : Number(match[3]),
    };
    const inside = (tile.level === 'entries' || tile.level <= 63) && tile.index <= MAX_INDEX;
    if (inside && formatTilePath(tile) === path) return tile;
  }
  throw new SyntaxError('not the path of a tile');
}

/**
 * The tiles and bundles that a ledger of `size` leaves has and one of `before` has not: full ones that came to be
 * full, and the partial ones at its edge. From the leaves up, in order.
 */
export function* newTiles(before: number, size: number): Generator<Tile> {
  for (const level of ['entries', 0] as const) yield* newAtLevel(level, before, size);
  for (let level = 1, span = TILE_WIDTH; span <= size; level++, span *= TILE_WIDTH) {
    yield* newAtLevel(level, Math.floor(before / span), Math.floor(size / span));
  }
}

function* newAtLevel(level: Tile['level'], before: number, count: number): Generator<Tile> {
  if (before === count) return;
  const full = Math.floor(count / TILE_WIDTH);
  for (let index = Math.floor(before / TILE_WIDTH); index < full; index++) yield { level, index, width: TILE_WIDTH };
  if (count % TILE_WIDTH > 0) yield { level, index: full, width: count % TILE_WIDTH };
}

/** The hashes of a tile, one after the other. */
export function formatTile({ level, index, width }: Tile & { readonly level: number }, read: ReadNode): Uint8Array {
  const out = new Uint8Array(width * HASH_BYTES);
  for (let i = 0; i < width; i++) {
    out.set(read({ level: level * TILE_HEIGHT, position: index * TILE_WIDTH + i }), i * HASH_BYTES);
  }
  return out;
}

/** A bundle: each entry with its length in front, two bytes, the higher first. */
export function formatEntries(entries: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError('an entry too long for a bundle');
    out[at] = entry.length >> 8;
    out[at + 1] = entry.length & 0xff;
    out.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return out;
}

/** @throws SyntaxError unless the bytes are exactly `width` entries. */
export function parseEntries(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + 2;
    at = start + ((bytes[at]! << 8) | (bytes[at + 1] ?? 0));
    if (start > bytes.length || at > bytes.length || entries.length === width) break;
    entries.push(bytes.subarray(start, at));
  }
  if (entries.length !== width || entries.reduce((sum, e) => sum + 2 + e.length, 0) !== bytes.length) {
    throw new SyntaxError(`not a bundle of ${width} entries`);
  }
  return entries;
}

/** The tile that has a node of a ledger of `size` leaves, as wide as it is at that size. */
export function tileOf({ level, position }: NodeId, size: number): Tile & { readonly level: number } {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const first = position * 2 ** (level % TILE_HEIGHT);
  const index = Math.floor(first / TILE_WIDTH);
  const count = Math.floor(size / TILE_WIDTH ** tileLevel);
  if ((position + 1) * 2 ** level > size) throw new RangeError('a node outside the tree');
  return { level: tileLevel, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) };
}

/**
 * Reads the nodes of a ledger of `size` leaves from its tiles; those between the levels of tiles are computed. Nothing
 * is verified here: a proof made from it holds against a signed root or not.
 *
 * @throws SyntaxError when a tile has not the length of its width.
 */
export function tileReader(size: number, getTile: (tile: Tile & { readonly level: number }) => Uint8Array): ReadNode {
  return (id) => {
    const tile = tileOf(id, size);
    const bytes = getTile(tile);
    // The full tile may be served where the partial one is gone.
    if (bytes.length !== tile.width * HASH_BYTES && bytes.length !== TILE_WIDTH * HASH_BYTES) {
      throw new SyntaxError(`not a tile of ${tile.width} hashes`);
    }
    const count = 2 ** (id.level % TILE_HEIGHT);
    const start = (id.position * count) % TILE_WIDTH;
    return rootWithin(bytes, start, start + count);
  };
}

/** Root of the hashes of a full tile: a hash of the tile above. */
export const tileRoot = (tile: Uint8Array): Hash => rootWithin(tile, 0, TILE_WIDTH);

/** Root of the hashes [start, end) of a tile, as many as a power of two. */
function rootWithin(tile: Uint8Array, start: number, end: number): Hash {
  if (end - start === 1) return tile.slice(start * HASH_BYTES, end * HASH_BYTES);
  const middle = (start + end) / 2;
  return nodeHash(rootWithin(tile, start, middle), rootWithin(tile, middle, end));
}

/** The tiles that work needs which reads nodes of a ledger of `size` leaves: to fetch them all before it is done. */
export function tilesRead(size: number, work: (read: ReadNode) => unknown): (Tile & { readonly level: number })[] {
  const tiles = new Map<string, Tile & { readonly level: number }>();
  const nothing = new Uint8Array(HASH_BYTES);
  work((id) => {
    const tile = tileOf(id, size);
    tiles.set(formatTilePath(tile), tile);
    return nothing;
  });
  return [...tiles.values()];
}
