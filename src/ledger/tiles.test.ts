import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { growTree, numbered } from '../../test/support/tree.ts';
import { consistencyProof } from './consistency.ts';
import {
  formatEntries,
  formatTile,
  formatTilePath,
  newTiles,
  parseEntries,
  parseTilePath,
  type Tile,
  tileReader,
  tilesRead,
} from './tiles.ts';
import { inclusionProof, rootOf } from './tree.ts';
import vectors from './vectors/tlog-tiles.json' with { type: 'json' };

describe('examples of C2SP tlog-tiles', () => {
  test.each(vectors.paths)('$path', ({ path, ...tile }) => {
    expect(formatTilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });
  test.each(vectors.sizes)('the tiles of a tree of $size leaves', ({ size, levels }) => {
    const tiles = [...newTiles(0, size)];
    levels.forEach(({ full, partial }, level) => {
      const here = tiles.filter((t) => t.level === level);
      expect(here.filter((t) => t.width === 256)).toHaveLength(full);
      expect(here.filter((t) => t.width < 256).map((t) => t.width)).toEqual(partial === 0 ? [] : [partial]);
    });
    expect(tiles.filter((t) => t.level === levels.length)).toEqual([]);
    const bundles = tiles.filter((t) => t.level === 'entries').map((t) => ({ ...t, level: 0 }));
    expect(bundles).toEqual(tiles.filter((t) => t.level === 0));
  });
  test.each(vectors.notPaths)('%s is no path of a tile', (path) => {
    expect(() => parseTilePath(path)).toThrow(SyntaxError);
  });
});

test('a path comes back as the tile that it was made from', () => {
  const tile: fc.Arbitrary<Tile> = fc.record({
    level: fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 })),
    index: fc.oneof(fc.nat(2000), fc.integer({ min: 0, max: 2 ** 40 })),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(tile, (t) => {
      expect(parseTilePath(formatTilePath(t))).toEqual(t);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => parseTilePath(text)).toThrow(SyntaxError);
    }),
  );
});

test('step by step come the same tiles as at once, but for what was partial on the way', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(70_000), { maxLength: 5 }), (steps) => {
      const sizes = [0, ...steps.toSorted((a, b) => a - b)];
      const end = sizes.at(-1)!;
      const stepwise = new Set<string>();
      for (let i = 1; i < sizes.length; i++) {
        for (const tile of newTiles(sizes[i - 1]!, sizes[i]!)) {
          const path = formatTilePath(tile);
          expect(stepwise.has(path)).toBe(false);
          stepwise.add(path);
        }
      }
      const atOnce = [...newTiles(0, end)].map(formatTilePath);
      expect(atOnce.filter((path) => !stepwise.has(path))).toEqual([]);
      const more = [...stepwise].filter((path) => !atOnce.includes(path));
      expect(more.every((path) => path.includes('.p/'))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('entries come back as they went in; a byte less, a byte more or another count is refused', () => {
  const entry = fc.uint8Array({ maxLength: 600 });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 256 }), (entries) => {
      const bytes = formatEntries(entries);
      expect(parseEntries(bytes, entries.length).map((e) => [...e])).toEqual(entries.map((e) => [...e]));
      expect(() => parseEntries(bytes, entries.length + 1)).toThrow(SyntaxError);
      expect(() => parseEntries(Uint8Array.from([...bytes, 0]), entries.length)).toThrow(SyntaxError);
      expect(() => parseEntries(Uint8Array.from([...bytes, 0, 0]), entries.length)).toThrow(SyntaxError);
      if (entries.length > 0) expect(() => parseEntries(bytes.subarray(0, -1), entries.length)).toThrow(SyntaxError);
    }),
  );
  const long = new Uint8Array(65_535).fill(7);
  expect(parseEntries(formatEntries([long, long]), 2)).toEqual([long, long]);
  expect(() => formatEntries([new Uint8Array(65_536)])).toThrow(RangeError);
});

describe('proofs made from tiles are those made from the tree', () => {
  const most = 70_000;
  const { read } = growTree(numbered(most));
  const tilesOf = (size: number) =>
    new Map(
      [...newTiles(0, size)].flatMap((tile) =>
        typeof tile.level === 'number'
          ? [[formatTilePath(tile), formatTile({ ...tile, level: tile.level }, read)]]
          : [],
      ),
    );
  test('at any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), fc.nat(), fc.nat(), (size, a, b) => {
        const tiles = tilesOf(size);
        const fromTiles = tileReader(size, (tile) => tiles.get(formatTilePath(tile))!);
        expect(rootOf(size, fromTiles)).toEqual(rootOf(size, read));
        expect(inclusionProof(a % size, size, fromTiles)).toEqual(inclusionProof(a % size, size, read));
        const first = (b % size) + 1;
        expect(consistencyProof(first, size, fromTiles)).toEqual(consistencyProof(first, size, read));
        // What is said to be needed is needed and enough.
        const needed = tilesRead(size, (r) => consistencyProof(first, size, r)).map(formatTilePath);
        const got = new Set<string>();
        consistencyProof(
          first,
          size,
          tileReader(size, (tile) => {
            got.add(formatTilePath(tile));
            return tiles.get(formatTilePath(tile))!;
          }),
        );
        expect(needed.toSorted()).toEqual([...got].toSorted());
      }),
      { numRuns: 20 },
    );
  });
  test('a tile that was filled since serves as well; one of another length is refused', () => {
    const tiles = tilesOf(512);
    const full = tileReader(300, (tile) => tiles.get(formatTilePath({ ...tile, width: 256 }))!);
    expect(full({ level: 5, position: 8 })).toEqual(read({ level: 5, position: 8 }));
    const short = tileReader(300, () => new Uint8Array(32 * 43));
    expect(() => short({ level: 0, position: 256 })).toThrow(SyntaxError);
    expect(() => full({ level: 0, position: 300 })).toThrow(RangeError);
    expect(() => full({ level: 9, position: 0 })).toThrow(RangeError);
  });
});
