import {
  brotliCompressSync,
  brotliDecompressSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { decompressLz4, decompressLz4Raw, decompressSnappy } from 'hyparquet-compressors';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';

/** Codecs by their number in parquet.thrift (enum CompressionCodec). */
export const CODEC = { UNCOMPRESSED: 0, SNAPPY: 1, GZIP: 2, LZO: 3, BROTLI: 4, LZ4: 5, ZSTD: 6, LZ4_RAW: 7 } as const;

/**
 * Unpacks a page to exactly `size` bytes; anything else throws. `size` was checked against the limits before.
 * LZO is not read: no free implementation of it is kept up.
 */
export function decompress(codec: number, bytes: Uint8Array, size: number): Uint8Array {
  if (size === 0) return new Uint8Array();
  const out = unpack(codec, bytes, size);
  if (out.length !== size) throw new RangeError('page unpacks to another size');
  return out;
}

function unpack(codec: number, bytes: Uint8Array, size: number): Uint8Array {
  const cap = { maxOutputLength: size };
  switch (codec) {
    case CODEC.UNCOMPRESSED:
      return bytes;
    case CODEC.SNAPPY:
      return decompressSnappy(bytes, size);
    case CODEC.GZIP:
      return gunzipSync(bytes, cap);
    case CODEC.BROTLI:
      return brotliDecompressSync(bytes, cap);
    case CODEC.ZSTD:
      return zstdDecompressSync(bytes, cap);
    case CODEC.LZ4:
      return decompressLz4(bytes, size);
    case CODEC.LZ4_RAW:
      return decompressLz4Raw(bytes, size);
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
