import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { DouaneError } from '../model/errors.ts';

/**
 * Chunked authenticated encryption: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over
 * AES-256-GCM, as age and Tink use it. Each chunk's nonce is `file ‖ counter ‖ last`, so that a chunk changed, left
 * out, moved, taken from another file, or cut off at the end does not open. One key serves one hold and is never used
 * for two contents, so no nonce is used twice. Pure but for the cipher.
 */

/** Plain bytes in every chunk but the last. */
export const CHUNK_BYTES = 256 * 1024;
export const TAG_BYTES = 16;
/** Files of a hold are numbered; this number is the index of names. */
export const INDEX_FILE = 0xffff_ffff;
/** 2^32 chunks of 256 KiB, 1 PiB. */
const MAX_CHUNKS = 2 ** 32;

export interface StreamKey {
  readonly key: KeyObject;
  /** Bound into every chunk: the id of the hold. */
  readonly context: string;
}

/** Number of chunks of a content of `size` bytes; nothing at all is one empty chunk. */
export const chunksOf = (size: number) => Math.max(1, Math.ceil(size / CHUNK_BYTES));
/** Size of the encrypted file. */
export const sealedSize = (size: number) => size + TAG_BYTES * chunksOf(size);

/** Chunk `index` of a file as ciphertext ‖ tag. */
export function sealChunk(stream: StreamKey, file: number, index: number, last: boolean, plain: Uint8Array): Buffer {
  if (plain.length > CHUNK_BYTES || (!last && plain.length !== CHUNK_BYTES)) throw new RangeError('not a chunk');
  const cipher = createCipheriv('aes-256-gcm', stream.key, nonceOf(file, index, last)).setAAD(aad(stream));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws DouaneError HOLD_DIGEST unless it is this very chunk, whole and unchanged. */
export function openChunk(stream: StreamKey, file: number, index: number, last: boolean, sealed: Uint8Array): Buffer {
  try {
    const split = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', stream.key, nonceOf(file, index, last), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(aad(stream))
      .setAuthTag(sealed.subarray(split));
    return Buffer.concat([decipher.update(sealed.subarray(0, split)), decipher.final()]);
  } catch (error) {
    throw new DouaneError('HOLD_DIGEST', {
      place: { record: index },
      expected: 'a chunk that opens with the key of the hold',
      cause: error,
    });
  }
}

/** Seals bytes as they come; gives each chunk once it is known whether it is the last. */
export class ChunkSealer {
  readonly #stream: StreamKey;
  readonly #file: number;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #filled = 0;
  #index = 0;

  constructor(stream: StreamKey, file: number) {
    this.#stream = stream;
    this.#file = file;
  }

  *push(bytes: Uint8Array): Generator<Buffer> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#filled === CHUNK_BYTES) yield this.#seal(false);
      const take = Math.min(CHUNK_BYTES - this.#filled, bytes.length - at);
      this.#buffer.set(bytes.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
    }
  }

  end(): Buffer {
    return this.#seal(true);
  }

  #seal(last: boolean): Buffer {
    const sealed = sealChunk(this.#stream, this.#file, this.#index, last, this.#buffer.subarray(0, this.#filled));
    this.#index += 1;
    this.#filled = 0;
    return sealed;
  }
}

function nonceOf(file: number, index: number, last: boolean): Buffer {
  if (index >= MAX_CHUNKS) throw new RangeError('more chunks than a stream may have');
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(file, 0);
  nonce.writeUIntBE(index, 5, 6);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

const aad = ({ context }: StreamKey) => Buffer.from(`douane.hold/1\0${context}`, 'utf8');
