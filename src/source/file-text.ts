import { packInto, unpack } from './compression.ts';
import { codecOf } from './encoding/encodings.ts';
import type { FileShape, Input, Sink, Source, SourceLimits } from './source.ts';
import type { EncodingSink, TextStream } from './text-stream.ts';

const BLOCK = 1 << 20;

/** The bytes of a file, unpacked. */
export function unpacked(
  input: Input,
  compression: FileShape['compression'],
  limit: number,
  blockSize?: number,
): AsyncGenerator<Uint8Array, void, void> {
  return compression === 'none'
    ? input.blocks(0, blockSize ?? BLOCK)
    : unpack(input.blocks(0, blockSize ?? BLOCK), compression, input.name, limit);
}

/**
 * Writes a file with nothing changed and nothing in it that was not read. A packed file is packed anew: it has room for
 * bytes that are in nothing that is unpacked (names and comments of gzip, RFC 1952 2.3; skippable frames of zstd, RFC
 * 8878 3.1.2).
 */
export async function copySource(source: Source, input: Input, limits: SourceLimits, sink: Sink): Promise<void> {
  const { compression } = source.shape;
  if (source.copy !== undefined) await source.copy(sink);
  else if (compression === 'none') for await (const block of input.blocks()) await sink.write(block);
  else {
    const packed = packInto(sink, compression);
    for await (const block of unpacked(input, compression, limits.inflated)) await packed.write(block);
    await packed.end();
  }
}

/** The text of a file whose compression and encoding are known. `bom` is the length of its byte order mark. */
export function fileText(
  input: Input,
  shape: {
    readonly compression: FileShape['compression'];
    readonly encoding: string;
    readonly bom: number;
    readonly inflated: number;
    readonly blockSize?: number;
  },
): TextStream {
  const { compression, encoding, bom, inflated, blockSize } = shape;
  const codec = codecOf(encoding);
  return {
    name: input.name,
    encoding,
    compression,
    bom: bom > 0,
    blocks(options = {}) {
      const bytes = behind(unpacked(input, compression, inflated, blockSize), bom);
      return codec.decode(bytes, { name: input.name, base: bom, reversible: options.reversible ?? false });
    },
    async sink(out: Sink): Promise<EncodingSink> {
      const packed = compression === 'none' ? undefined : packInto(out, compression);
      const encoder = codec.encoder(packed ?? out, input.name);
      if (bom > 0) await (packed ?? out).write(codec.bom);
      return {
        write: (bytes) => encoder.write(bytes),
        async end() {
          await encoder.end();
          await packed?.end();
        },
      };
    },
    byteAt: (offset) => (encoding === 'utf-8' ? offset + bom : undefined),
  };
}

/** All blocks but for the first `count` bytes. */
async function* behind(
  blocks: AsyncGenerator<Uint8Array, void, void>,
  count: number,
): AsyncGenerator<Uint8Array, void, void> {
  if (count === 0) return yield* blocks;
  let left = count;
  for await (const block of blocks) {
    const skip = Math.min(left, block.length);
    left -= skip;
    if (skip < block.length) yield block.subarray(skip);
  }
}
