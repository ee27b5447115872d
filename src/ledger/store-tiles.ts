import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { DouaneError } from '../model/errors.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { nativeLeafHash, nativeNodeHash } from './native-hash.ts';
import { MAX_NOTE_CHARS, parseNote } from './parse-note.ts';
import { equalHashes } from './proof.ts';
import { corrupt, findCheckpoint, nodeReader, readTree } from './store-tree.ts';
import { formatEntries, formatTile, formatTilePath, newTiles, TILE_WIDTH, type Tile, tileRoot } from './tiles.ts';
import { type Hash, type ReadNode, rootOf } from './tree.ts';

/** The ledger written as files that any web server or bucket can hold (C2SP tlog-tiles). */

export interface Exported {
  readonly size: number;
  /** Leaves that were there before. */
  readonly before: number;
  readonly files: number;
  readonly bytes: number;
}

const CHECKPOINT = 'checkpoint';

/**
 * Brings a directory up to a signed head: writes the tiles that it lacks, then the checkpoint. Each file is whole and
 * durable before its name is, and the checkpoint comes last, so that whatever ends this the directory is a valid
 * ledger, the one before or the new one. What is written is checked against the root that is signed. One export into
 * a directory at a time.
 *
 * @throws DouaneError OUTPUT_EXISTS when the directory has another ledger, LEDGER_BEHIND when it has more of this one
 * than the state, WITNESS_QUORUM when it has more than this head, STATE_CORRUPT when the ledger is not what was signed.
 */
export function exportTiles(
  db: Database,
  dir: string,
  head: { readonly size: number; readonly note: string },
): Exported {
  const { size } = head;
  const read = nodeReader(db);
  const signed = parseCheckpoint(parseNote(head.note).text);
  if (signed.size !== size || !equalHashes(signed.root, rootOf(size, read))) throw corrupt('the root that was signed');
  const before = sizeThere(db, dir, size);
  const files = new Placed(dir);
  const filled: string[] = [];
  for (const tile of newTiles(before, size)) {
    const path = formatTilePath(tile);
    files.place(path, isBundle(tile) ? bundleOf(db, tile, read) : hashesOf(tile, read));
    if (tile.width === TILE_WIDTH) filled.push(path);
  }
  files.sync();
  files.place(CHECKPOINT, Buffer.from(head.note), true);
  files.sync();
  // Who still has the older checkpoint finds the full tiles. A crash before this leaves files that nobody asks for.
  for (const path of filled) rmSync(join(dir, `${path}.p`), { recursive: true, force: true });
  return { size, before, files: files.count, bytes: files.bytes };
}

/** How much of this ledger the directory has. */
function sizeThere(db: Database, dir: string, size: number): number {
  const file = join(dir, CHECKPOINT);
  if (!existsSync(file)) return 0;
  const another = () =>
    new DouaneError('OUTPUT_EXISTS', { place: { name: CHECKPOINT }, expected: 'an export of this ledger' });
  let there: number;
  let note: string;
  try {
    note = readFileSync(file, 'utf8').slice(0, MAX_NOTE_CHARS + 1);
    there = parseCheckpoint(parseNote(note).text).size;
  } catch {
    throw another();
  }
  const have = readTree(db).size;
  if (there > have) {
    throw new DouaneError('LEDGER_BEHIND', { expected: `${there} leaves or more`, got: `${have} leaves` });
  }
  // Compared with what we signed then: cosignatures may follow it.
  const signed = findCheckpoint(db, there);
  if (signed === null || !note.startsWith(signed)) throw another();
  if (there > size) {
    // Published before there was a quorum to wait for: a checkpoint is not replaced by an older one.
    throw new DouaneError('WITNESS_QUORUM', {
      expected: `it for ${there} leaves or more`,
      got: `it for ${size} leaves`,
    });
  }
  return there;
}

const isBundle = (tile: Tile): tile is Tile & { readonly level: 'entries' } => tile.level === 'entries';

function bundleOf(db: Database, { index, width }: Tile, read: ReadNode): Uint8Array {
  const from = index * TILE_WIDTH;
  const entries = db
    .prepare('SELECT bytes FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx')
    .pluck()
    .all(from, from + width) as Uint8Array[];
  // What is not in a pair yet is on the edge, of which the root was made.
  const hashes = entries.map((entry) => nativeLeafHash(entry));
  const right = hashes.every(
    (hash, i) => i % 2 === 0 || isNode(nativeNodeHash(hashes[i - 1]!, hash), 1, (from + i - 1) / 2, read),
  );
  if (entries.length !== width || !right) throw corrupt('leaves that have the hashes of the tree');
  return formatEntries(entries);
}

function hashesOf(tile: Tile, read: ReadNode): Uint8Array {
  const level = Number(tile.level);
  const bytes = formatTile({ ...tile, level }, read);
  if (tile.width === TILE_WIDTH && !isNode(tileRoot(bytes), (level + 1) * 8, tile.index, read)) {
    throw corrupt('hashes of the tree that lead up');
  }
  return bytes;
}

const isNode = (hash: Hash, level: number, position: number, read: ReadNode) =>
  equalHashes(hash, read({ level, position }));

/** Files that come to be whole or not at all. */
class Placed {
  count = 0;
  bytes = 0;
  readonly #dir: string;
  readonly #touched = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
    const made = mkdirSync(dir, { recursive: true });
    if (made !== undefined) this.#touched.add(dirname(made));
  }

  /** @throws DouaneError OUTPUT_EXISTS when there is another under a name that is never written twice. */
  place(path: string, bytes: Uint8Array, replace = false): void {
    const file = join(this.#dir, path);
    if (existsSync(file)) {
      if (readFileSync(file).equals(bytes)) return;
      if (!replace)
        throw new DouaneError('OUTPUT_EXISTS', { place: { name: path }, expected: 'the same as is exported' });
    }
    const folder = dirname(file);
    mkdirSync(folder, { recursive: true });
    const partial = join(folder, `.${basename(file)}.partial`);
    const fd = openSync(partial, 'w', 0o644);
    try {
      writeFileSync(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(partial, file);
    for (let at = folder; at.length >= this.#dir.length; at = dirname(at)) this.#touched.add(at);
    this.count += 1;
    this.bytes += bytes.length;
  }

  /** Makes the names durable. */
  sync(): void {
    for (const folder of this.#touched) {
      const fd = openSync(folder, 'r');
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    }
    this.#touched.clear();
  }
}
