import { createHash } from 'node:crypto';

/**
 * Takes bytes as an output does and keeps only their number and SHA-256: what an output would be, without writing it.
 *
 * @example
 * const sink = digestSink();
 * await source.rewrite(edits, removed, sink);
 * await expectTarget(target, sink.end().sha256);
 */
export function digestSink(): {
  write(bytes: Uint8Array): Promise<void>;
  end(): { readonly bytes: number; readonly sha256: string };
} {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    write: async (block) => {
      hash.update(block);
      bytes += block.length;
    },
    end: () => ({ bytes, sha256: hash.digest('hex') }),
  };
}
