/**
 * What a transfer shows of its persons, kept as pseudonyms from when it is read until it is counted: reading takes no
 * lock, counting does. The first of it stays in memory; the rest goes to a file without a name, sealed under a key that
 * is in memory alone, so that nobody else can open or change it and nothing that can be read outlives the process.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DouaneError, type ErrorCode } from '../model/errors.ts';
import type { Sightings, Slots } from '../model/sightings.ts';
import type { Prf } from './prf.ts';
import { bytesOfBatch, forEachBatch, idsOf, writeBatch } from './slot-block.ts';

const IN_MEMORY = 64 << 20;
/** Large enough that sealing, writing and reading one cost nothing beside its bytes. */
const BLOCK = 1 << 20;
const TAG = 16;

export interface SpillOptions {
  /** Bytes that stay in memory, beside the one block that is being filled. */
  readonly inMemory?: number;
  /** Bytes of a block; a batch that is larger has one of its own. */
  readonly block?: number;
}

/** What counts batches of pseudonyms: `PersonCounter`. */
export interface CountsSlots {
  count(words: Int32Array, s: Slots): void;
}

/**
 * Keeps batches to count them later, in order, as often as wanted: each time as if the counter had been given the
 * batches themselves. After an error of writing it takes and gives nothing any more.
 *
 * @example
 * using spill = new Spill(dir, random, prf);
 * for (const sightings of batches) spill.add(sightings);
 * spill.replay(counter);
 */
export class Spill implements Disposable {
  readonly #dir: string;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #prf: Prf;
  readonly #inMemory: number;
  readonly #block: number;
  /** The first blocks, full; the very first is empty. */
  readonly #kept: Uint8Array[] = [];
  #keptBytes = 0;
  /** The blocks after those, full. */
  #file: SealedFile | null = null;
  /** The last block, of which the first bytes are filled. */
  #last = new Uint8Array(0);
  #filled = 0;
  #ended: DouaneError | null = null;

  /** A file is made in `dir`, which must be there, once memory is not enough. */
  constructor(dir: string, random: (bytes: number) => Uint8Array, prf: Prf, options: SpillOptions = {}) {
    this.#dir = dir;
    this.#random = random;
    this.#prf = prf;
    this.#inMemory = options.inMemory ?? IN_MEMORY;
    this.#block = options.block ?? BLOCK;
  }

  /** Bytes in the file. */
  get onDisk(): number {
    return this.#file?.size ?? 0;
  }

  /**
   * Keeps a batch; it may be overwritten afterwards.
   *
   * @throws DouaneError STATE_FULL, STATE_READ_ONLY; the file is gone then, and nothing can be counted any more.
   */
  add(s: Sightings): void {
    this.#expectUsable();
    if (s.slots === 0) return;
    const words = this.#prf.compute(s.bytes, s.idStart, s.idEnd, s.ids);
    const size = bytesOfBatch(idsOf(s), s.slots);
    if (this.#filled + size > this.#last.length) this.#nextBlock(size);
    this.#filled += writeBatch(this.#last, this.#filled, words, s);
  }

  /**
   * Counts all batches that were kept. A counter on which this threw has counted some of them and is to be thrown away.
   *
   * @throws DouaneError STATE_CORRUPT where the file is not what was written; LIMIT_PERSONS as the counter does.
   */
  replay(counter: CountsSlots): void {
    this.#expectUsable();
    const count = (words: Int32Array, slots: Slots) => counter.count(words, slots);
    for (const block of this.#kept) forEachBatch(block, count);
    if (this.#file !== null) for (const block of this.#file.blocks()) forEachBatch(block, count);
    forEachBatch(this.#last.subarray(0, this.#filled), count);
  }

  [Symbol.dispose](): void {
    this.#end(new DouaneError('INTERNAL', { expected: 'pseudonyms that are still kept' }));
  }

  /** Puts the last block where it belongs and begins one with room for `size` bytes. */
  #nextBlock(size: number): void {
    const full = this.#last.subarray(0, this.#filled);
    if (this.#file === null && this.#keptBytes + this.#last.length <= this.#inMemory) {
      this.#kept.push(full);
      this.#keptBytes += this.#last.length;
      this.#last = new Uint8Array(Math.max(size, this.#block));
    } else {
      this.#write(full);
      if (this.#last.length < size) this.#last = new Uint8Array(size);
    }
    this.#filled = 0;
  }

  #write(block: Uint8Array): void {
    try {
      this.#file ??= new SealedFile(this.#dir, this.#random);
      this.#file.append(block);
    } catch (error) {
      const told = fileError(error);
      this.#end(told);
      throw told;
    }
  }

  /** Whoever goes on would count a part for the whole: from now on everything throws `why`. */
  #end(why: DouaneError): void {
    this.#ended ??= why;
    this.#file?.close();
    this.#file = null;
    this.#kept.length = 0;
    this.#last = new Uint8Array(0);
    this.#filled = 0;
  }

  #expectUsable(): void {
    if (this.#ended !== null) throw this.#ended;
  }
}

/** Blocks in a file without a name, each sealed with AES-256-GCM under its number: none can be changed, moved or cut. */
class SealedFile {
  size = 0;
  readonly #fd: number;
  readonly #key: Uint8Array;
  /** Bytes of each block before it was sealed. Known here, so that no length is taken from the file. */
  readonly #lengths: number[] = [];
  #longest = 0;

  constructor(dir: string, random: (bytes: number) => Uint8Array) {
    this.#key = random(32);
    const path = join(dir, `.persons-${Buffer.from(random(8)).toString('hex')}`);
    this.#fd = openSync(path, 'wx+', 0o600);
    try {
      unlinkSync(path);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  append(block: Uint8Array): void {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(this.#lengths.length), { authTagLength: TAG });
    this.#write(cipher.update(block));
    cipher.final();
    this.#write(cipher.getAuthTag());
    this.#lengths.push(block.length);
    this.#longest = Math.max(this.#longest, block.length);
  }

  /** The blocks in order. Each is overwritten by the next. */
  *blocks(): Generator<Uint8Array> {
    const sealed = new Uint8Array(this.#longest + TAG);
    // What the cipher gives need not begin at a whole word.
    const plain = new Uint8Array(this.#longest);
    let at = 0;
    for (const [number, length] of this.#lengths.entries()) {
      const bytes = sealed.subarray(0, length + TAG);
      this.#read(bytes, at);
      at += bytes.length;
      const cipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(number), { authTagLength: TAG });
      plain.set(cipher.setAuthTag(bytes.subarray(length)).update(bytes.subarray(0, length)));
      try {
        cipher.final();
      } catch (cause) {
        throw corrupt('as they were written', cause);
      }
      yield plain.subarray(0, length);
    }
  }

  close(): void {
    this.#key.fill(0);
    closeSync(this.#fd);
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const n = writeSync(this.#fd, bytes, at, bytes.length - at, this.size);
      at += n;
      this.size += n;
    }
  }

  #read(into: Uint8Array, from: number): void {
    for (let at = 0; at < into.length; ) {
      const n = readOrThrow(this.#fd, into, at, from + at);
      if (n === 0) throw corrupt('all that were written');
      at += n;
    }
  }
}

function readOrThrow(fd: number, into: Uint8Array, at: number, from: number): number {
  try {
    return readSync(fd, into, at, into.length - at, from);
  } catch (cause) {
    throw corrupt('pages that can be read', cause);
  }
}

/** A key seals one file, so no number comes twice under it. */
function nonceOf(block: number): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(block, 6, 6);
  return nonce;
}

const corrupt = (expected: string, cause?: unknown) =>
  new DouaneError('STATE_CORRUPT', { place: { name: 'pseudonyms' }, expected, cause });

const CODES: Readonly<Record<string, ErrorCode>> = {
  ...{ ENOSPC: 'STATE_FULL', EDQUOT: 'STATE_FULL' },
  ...{ EROFS: 'STATE_READ_ONLY', EACCES: 'STATE_READ_ONLY', EPERM: 'STATE_READ_ONLY' },
  ...{ ENOENT: 'STATE_READ_ONLY', ENOTDIR: 'STATE_READ_ONLY' },
};

/** What an error of the file system means. Only its code is told on. */
function fileError(error: unknown): DouaneError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return new DouaneError(CODES[code ?? ''] ?? 'INTERNAL', {
    ...(code === undefined ? {} : { got: code }),
    cause: error,
  });
}
