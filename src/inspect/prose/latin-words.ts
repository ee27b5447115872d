/** What is known of words in Latin script: given names, family names, common words of English. */
import { brotliDecompressSync } from 'node:zlib';

export const GIVEN = 1;
export const FAMILY = 2;
/** One of the ten thousand commonest words of English, or of the forty thousand. */
export const COMMON_WORD = 4;
export const RARE_WORD = 8;

export const HEADS = 0x10000;

/** Of the whole, unpacked; four times what it is. */
const MOST_BYTES = 1 << 20;

/**
 * Asked with {@link step} over the folded letters of a word, from {@link FIRST} on.
 *
 * The packed form is base64 of Brotli of these, laid out by `src/inspect/tools/pack-latin-words.ts`, little-endian: how
 * many words there are (u32); the low half of each word's hash, sorted by the whole hash as an unsigned number (u16
 * each); how many words have each high half ({@link HEADS} of u8); the flags of each word (u8 each).
 */
export class LatinWords {
  /** Number of the first word with a high half, and behind the last one how many words there are. */
  readonly #begin = new Uint32Array(HEADS + 1);
  readonly #low: Uint16Array;
  readonly #flags: Uint8Array;

  /** @throws RangeError where the bytes are not those of words. */
  constructor(packed: string) {
    const bytes = brotliDecompressSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES });
    const words = bytes.readUInt32LE(0);
    if (bytes.length !== 4 + 3 * words + HEADS) throw new RangeError('a list of words of another length');
    this.#low = new Uint16Array(words);
    for (let i = 0; i < words; i++) this.#low[i] = bytes[4 + 2 * i]! | (bytes[5 + 2 * i]! << 8);
    const heads = 4 + 2 * words;
    for (let head = 0; head < HEADS; head++) this.#begin[head + 1] = this.#begin[head]! + bytes[heads + head]!;
    if (this.#begin[HEADS] !== words) throw new RangeError('a list of words that are not counted right');
    this.#flags = bytes.subarray(heads + HEADS);
  }

  flags(hash: number): number {
    const head = hash >>> 16;
    const low = hash & 0xffff;
    const end = this.#begin[head + 1]!;
    for (let i = this.#begin[head]!; i < end; i++) if (this.#low[i] === low) return this.#flags[i]!;
    return 0;
  }
}

export const FIRST = 0x811c9dc5 | 0;
export const step = (hash: number, letter: number): number => Math.imul(hash ^ letter, 0x01000193);
