/**
 * Standard input can be read once, and a transfer is read twice: it is kept in between, small ones in memory, larger
 * ones encrypted in the state directory under a key that is in memory alone and a name that is gone before the first
 * byte. Whatever kills us leaves nothing that can be read.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DouaneError } from '../model/errors.ts';
import type { Format } from '../model/words.ts';
import type { Input } from '../source/source.ts';

const IN_MEMORY = 32 * 1024 * 1024;
const BLOCK = 1 << 20;
const AES_BLOCK = 16;

export interface Spooled extends AsyncDisposable {
  readonly input: Input;
}

export async function spoolInput(
  stdin: AsyncIterable<Uint8Array>,
  statePlace: string,
  format: Format | null,
  random: (bytes: number) => Uint8Array,
): Promise<Spooled> {
  const name = `stdin${format === null || format === 'text' ? '' : `.${format}`}`;
  const parts: Uint8Array[] = [];
  let size = 0;
  let disk: Disk | undefined;
  try {
    for await (const part of stdin) {
      size += part.length;
      parts.push(part);
      if (disk === undefined && size > IN_MEMORY) disk = new Disk(statePlace, random);
      if (disk !== undefined) for (const p of parts.splice(0)) disk.append(p);
    }
  } catch (error) {
    disk?.close();
    throw error;
  }
  if (size === 0) throw new DouaneError('INPUT_EMPTY', { place: { file: name } });
  const memory = disk === undefined ? Buffer.concat(parts) : undefined;
  const read = (offset: number, length: number): Uint8Array => {
    const n = Math.max(0, Math.min(length, size - offset));
    return memory === undefined ? disk!.read(offset, n) : Uint8Array.from(memory.subarray(offset, offset + n));
  };
  return {
    input: {
      name,
      size,
      async *blocks(from = 0, blockSize = BLOCK) {
        for (let at = from; at < size; at += blockSize) yield read(at, blockSize);
      },
      readAt: async (offset, length) => read(offset, length),
    },
    [Symbol.asyncDispose]: async () => disk?.close(),
  };
}

/** AES-256-CTR over a file without a name: random access by setting the counter. */
class Disk {
  readonly #fd: number;
  readonly #key: Uint8Array;
  readonly #cipher: ReturnType<typeof createCipheriv>;

  constructor(statePlace: string, random: (bytes: number) => Uint8Array) {
    mkdirSync(statePlace, { recursive: true, mode: 0o700 });
    const path = join(statePlace, `.spool-${Buffer.from(random(8)).toString('hex')}`);
    this.#fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    this.#key = random(32);
    this.#cipher = createCipheriv('aes-256-ctr', this.#key, Buffer.alloc(AES_BLOCK));
  }

  append(bytes: Uint8Array): void {
    const sealed = this.#cipher.update(bytes);
    for (let at = 0; at < sealed.length; ) at += writeSync(this.#fd, sealed, at);
  }

  read(offset: number, length: number): Uint8Array {
    const skip = offset % AES_BLOCK;
    const sealed = Buffer.alloc(length + skip);
    for (let at = 0; at < sealed.length; ) {
      const n = readSync(this.#fd, sealed, at, sealed.length - at, offset - skip + at);
      if (n === 0) throw new DouaneError('INTERNAL', { expected: 'all that was spooled' });
      at += n;
    }
    const counter = Buffer.alloc(AES_BLOCK);
    counter.writeBigUInt64BE(BigInt((offset - skip) / AES_BLOCK), 8);
    const plain = createDecipheriv('aes-256-ctr', this.#key, counter).update(sealed);
    return Uint8Array.from(plain.subarray(skip));
  }

  close(): void {
    this.#key.fill(0);
    closeSync(this.#fd);
  }
}
