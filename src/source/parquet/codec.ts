import {
  brotliCompressSync,
  brotliDecompressSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { decompressLz4, decompressLz4Raw } from 'hyparquet-compressors';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import { unpackSnappy } from './snappy.ts';

/** Codecs by their number in parquet.thrift (enum CompressionCodec). */
export const CODEC = { UNCOMPRESSED: 0, SNAPPY: 1, GZIP: 2, LZO: 3, BROTLI: 4, LZ4: 5, ZSTD: 6, LZ4_RAW: 7 } as const;

/**
 * Unpacks a page to exactly `size` bytes, in memory of its own or what `room` gives; anything else throws. `size` was
 * checked against the limits before. LZO is not read: no free implementation of it is kept up.
 */
export function decompress(
  codec: number,
  bytes: Uint8Array,
  size: number,
  room: (size: number) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  if (size === 0) return new Uint8Array();
  const out = unpack(codec, bytes, size, room);
  if (out.length !== size) throw new RangeError('page unpacks to another size');
  return out;
}

function unpack(
  codec: number,
  bytes: Uint8Array,
  size: number,
  room: (size: number) => Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  // In one piece, so that it need not be put together from many.
  const cap = { maxOutputLength: size, chunkSize: Math.max(size, 64) };
  switch (codec) {
    case CODEC.UNCOMPRESSED: {
      const out = room(bytes.length);
      out.set(bytes);
      return out;
    }
    case CODEC.SNAPPY: {
      const out = room(size);
      unpackSnappy(bytes, out);
      return out;
    }
    case CODEC.GZIP:
      return gunzipSync(bytes, cap);
    case CODEC.BROTLI:
      return brotliDecompressSync(bytes, cap);
    case CODEC.ZSTD:
      return zstdDecompressSync(bytes, cap);
    case CODEC.LZ4:
      return decompressLz4(bytes, size) as Uint8Array<ArrayBuffer>;
    case CODEC.LZ4_RAW:
      return decompressLz4Raw(bytes, size) as Uint8Array<ArrayBuffer>;
    default:
      throw new RangeError('codec not known');
  }
}

/** Packs a page, or null where we can only unpack the codec (LZ4): such a column is then written without one. */
export function compressor(codec: number): ((bytes: Uint8Array) => Uint8Array) | null {
  switch (codec) {
    case CODEC.UNCOMPRESSED:
      return (bytes) => bytes;
    case CODEC.SNAPPY:
      return snappyCompress;
    case CODEC.GZIP:
      return (bytes) => gzipSync(bytes);
    case CODEC.BROTLI:
      return (bytes) => brotliCompressSync(bytes);
    case CODEC.ZSTD:
      return (bytes) => zstdCompressSync(bytes);
    default:
      return null;
  }
}
