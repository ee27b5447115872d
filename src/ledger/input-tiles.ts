import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import { MAX_NOTE_CHARS } from './parse-note.ts';
import { formatTilePath, MAX_BUNDLE_BYTES, TILE_WIDTH, type Tile } from './tiles.ts';
import { HASH_BYTES } from './tree.ts';

/** Exported ledgers read back, from a directory or over HTTP. Nothing of what is read is verified here. */
export interface TileSource {
  /** @throws DouaneError INPUT_NOT_FOUND */
  checkpoint(): Promise<string>;
  /** The full tile where the partial one is gone. @throws DouaneError INPUT_NOT_FOUND, LEDGER_TILES */
  tile(tile: Tile): Promise<Uint8Array>;
}

const CALL_MS = 30_000;
/** Bytes under a path; null where there is nothing. */
type Get = (path: string, max: number) => Promise<Uint8Array | null>;

/** @param source a directory, or an `http:` or `https:` URL prefix. */
export function openTiles(source: string, fetchUrl: typeof fetch): TileSource {
  const get = /^https?:\/\//.test(source) ? getFrom(source.replace(/\/+$/, ''), fetchUrl) : getIn(source);
  return {
    async checkpoint() {
      const bytes = await get('checkpoint', MAX_NOTE_CHARS);
      if (bytes === null) throw notFound('checkpoint');
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    },
    async tile(tile) {
      const path = formatTilePath(tile);
      const max = tile.level === 'entries' ? MAX_BUNDLE_BYTES : TILE_WIDTH * HASH_BYTES;
      const bytes =
        (await get(path, max)) ??
        (tile.width < TILE_WIDTH ? await get(formatTilePath({ ...tile, width: TILE_WIDTH }), max) : null);
      if (bytes === null) throw notFound(path);
      return bytes;
    },
  };
}

const notFound = (name: string) =>
  new DouaneError('INPUT_NOT_FOUND', { place: { name }, expected: 'a file of an exported ledger' });
const tooLong = (name: string) =>
  new DouaneError('LEDGER_TILES', { place: { name }, got: 'more bytes than it can have' });

function getIn(dir: string): Get {
  return async (path, max) => {
    try {
      const file = join(dir, path);
      const stat = statSync(file);
      if (!stat.isFile()) return null;
      if (stat.size > max) throw tooLong(path);
      return readFileSync(file);
    } catch (error) {
      if (error instanceof DouaneError) throw error;
      return null;
    }
  };
}

function getFrom(prefix: string, fetchUrl: typeof fetch): Get {
  return async (path, max) => {
    let response: Response;
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    try {
      response = await fetchUrl(`${prefix}/${path}`, { redirect: 'error', signal: AbortSignal.timeout(CALL_MS) });
      if (!response.ok) return null;
      for await (const chunk of response.body ?? []) {
        bytes += chunk.length;
        if (bytes > max) break;
        chunks.push(chunk);
      }
    } catch {
      return null;
    }
    if (bytes > max) throw tooLong(path);
    return Buffer.concat(chunks);
  };
}
