import { DouaneError } from '../model/errors.ts';
import { packInto } from './compression.ts';
import { unpacked } from './file-text.ts';
import type { Input, Sink, Source, SourceLimits } from './source.ts';

/** Largest unpacked size of a compressed file whose format needs random access; it is held in memory. */
const MOST = 64 << 20;

/**
 * Opens a compressed file whose format is read from its end (Parquet, XLSX). Such files are packed inside already,
 * so that one that is packed once more is small or a mistake; beyond 64 MB it is LIMIT_INFLATE.
 */
export async function openPacked(
  input: Input,
  compression: 'gzip' | 'zstd',
  limits: SourceLimits,
  open: (inner: Input) => Promise<Source>,
): Promise<Source> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const block of unpacked(input, compression, limits.inflated)) {
    size += block.length;
    if (size > MOST)
      throw new DouaneError('LIMIT_INFLATE', {
        place: { file: input.name },
        expected: `at most ${MOST} bytes, or a file that is not packed once more`,
      });
    parts.push(new Uint8Array(block));
  }
  const bytes = new Uint8Array(Buffer.concat(parts));
  const source = await open({
    name: input.name,
    size,
    async *blocks(from = 0, blockSize = 1 << 20) {
      for (let at = from; at < size; at += blockSize) yield bytes.slice(at, at + blockSize);
    },
    readAt: async (offset, length) => bytes.slice(offset, offset + length),
  });
  return {
    shape: source.shape,
    paths: source.paths,
    batches: () => source.batches(),
    async rewrite(edits, removed, sink: Sink) {
      const packed = packInto(sink, compression);
      await source.rewrite(edits, removed, packed);
      await packed.end();
    },
    async copy(sink: Sink) {
      const packed = packInto(sink, compression);
      await source.copy!(packed);
      await packed.end();
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
