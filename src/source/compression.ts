import {
  createGunzip,
  createGzip,
  createZstdCompress,
  createZstdDecompress,
  type Gunzip,
  type Gzip,
  type ZstdCompress,
  type ZstdDecompress,
} from 'node:zlib';
import { DouaneError } from '../model/errors.ts';
import type { FileShape, Sink } from './source.ts';

type Compression = FileShape['compression'];

const CHUNK = 1 << 20;

/** What a file is packed with, by its first four bytes (RFC 1952 §2.3.1, RFC 8878 §3.1.1, §3.1.2). */
export function findCompression(head: Uint8Array): Compression {
  if (head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head.length < 4) return 'none';
  const magic = (head[0]! | (head[1]! << 8) | (head[2]! << 16) | (head[3]! << 24)) >>> 0;
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50 ? 'zstd' : 'none';
}

/**
 * Unpacks block by block, all members or frames of the file, in bounded memory. Ending early is INPUT_TRUNCATED,
 * anything broken or anything behind the last member INPUT_SYNTAX, more than `limit` bytes LIMIT_INFLATE.
 */
export async function* unpack(
  blocks: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
  name: string,
  limit: number,
): AsyncGenerator<Uint8Array, void, void> {
  let inflated = 0;
  let memberAt = 0; // byte of the file at which this stream began
  let fed = 0; // bytes of the file given to it or to one before
  let stream: Gunzip | ZstdDecompress | undefined;
  let failure: NodeJS.ErrnoException | undefined;
  let ended = false;
  let wake: (() => void) | undefined;
  const ready: Uint8Array[] = [];

  const begin = () => {
    ended = false;
    const next =
      compression === 'gzip' ? createGunzip({ chunkSize: CHUNK }) : createZstdDecompress({ chunkSize: CHUNK });
    next.on('data', (chunk: Buffer) => {
      // One chunk at a time: the stream goes on once this one was taken.
      next.pause();
      ready.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
      wake?.();
    });
    next.on('end', () => {
      ended = true;
      wake?.();
    });
    next.on('error', (error) => {
      failure = error;
      wake?.();
    });
    stream = next;
    return next;
  };
  const check = () => {
    if (failure === undefined) return;
    const at = memberAt + (stream?.bytesWritten ?? 0);
    if (failure.code === 'Z_BUF_ERROR')
      throw new DouaneError('INPUT_TRUNCATED', {
        place: { file: name, byte: fed },
        expected: `more ${compression} data`,
        got: 'the end of the file',
      });
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file: name, byte: at },
      expected: `valid ${compression} data`,
      got: 'broken data here or soon after',
    });
  };
  const drain = async function* (until: () => boolean): AsyncGenerator<Uint8Array, void, void> {
    for (;;) {
      check();
      const chunk = ready.shift();
      if (chunk !== undefined) {
        inflated += chunk.length;
        if (inflated > limit)
          throw new DouaneError('LIMIT_INFLATE', { place: { file: name }, expected: `at most ${limit} bytes` });
        if (chunk.length > 0) yield chunk;
        stream?.resume();
      } else if (until()) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  };

  try {
    for await (const block of blocks) {
      for (let rest = block; rest.length > 0; ) {
        if (stream === undefined || ended) {
          if (stream !== undefined && findCompression(rest) !== compression && !isPartOfMagic(rest, compression))
            throw new DouaneError('INPUT_SYNTAX', {
              place: { file: name, byte: fed },
              expected: 'the end of the file',
              got: `bytes behind the ${compression} data`,
            });
          stream?.destroy();
          memberAt = fed;
          begin();
        }
        const current = stream!;
        let taken = false;
        const before = memberAt + current.bytesWritten;
        current.write(rest, () => {
          taken = true;
          wake?.();
        });
        yield* drain(() => taken || ended);
        // A stream whose member ended leaves alone what comes behind it, and then ends.
        const used = memberAt + current.bytesWritten - before;
        if (used < rest.length) yield* drain(() => ended);
        fed += used;
        rest = rest.subarray(used);
        if (ended && current.bytesWritten === 0) {
          failure ??= new Error('nothing was taken'); // or this would go on for ever
          check();
        }
      }
    }
    if (stream !== undefined && !ended) {
      stream.end();
      yield* drain(() => ended);
    }
  } finally {
    stream?.destroy();
  }
}

/** True where `bytes` are too few to tell, but may be how a member begins. */
function isPartOfMagic(bytes: Uint8Array, compression: 'gzip' | 'zstd'): boolean {
  if (bytes.length >= 4) return false;
  const begins = (magic: readonly number[]) => bytes.every((byte, i) => i >= magic.length || byte === magic[i]);
  if (compression === 'gzip') return begins([0x1f, 0x8b, 8]);
  return begins([0x28, 0xb5, 0x2f, 0xfd]) || ((bytes[0]! & 0xf0) === 0x50 && begins([bytes[0]!, 0x2a, 0x4d, 0x18]));
}

/** Packs what is written into `out`. `end` must be called, last. */
export function packInto(out: Sink, compression: 'gzip' | 'zstd'): Sink & { end(): Promise<void> } {
  const stream: Gzip | ZstdCompress =
    compression === 'gzip' ? createGzip({ chunkSize: CHUNK }) : createZstdCompress({ chunkSize: CHUNK });
  let failure: unknown;
  const pump = (async () => {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) await out.write(chunk);
  })().catch((error) => {
    failure = error;
    stream.destroy();
  });
  return {
    async write(bytes) {
      if (failure !== undefined) throw failure;
      if (bytes.length === 0) return;
      await Promise.race([
        new Promise<void>((resolve) => {
          stream.write(bytes, () => resolve());
        }),
        pump,
      ]);
      if (failure !== undefined) throw failure;
    },
    async end() {
      if (failure === undefined) stream.end();
      await pump;
      if (failure !== undefined) throw failure;
    },
  };
}
