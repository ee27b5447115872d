/** What is known of words in Latin script: given names, family names, common words of English. */
import { inflateRawSync } from 'node:zlib';

export const GIVEN = 1;
export const FAMILY = 2;
/** One of the ten thousand commonest words of English, or of the forty thousand. */
export const COMMON_WORD = 4;
export const RARE_WORD = 8;

const SLOTS = 1 << 17;

/** Asked with {@link step} over the folded letters of a word, from {@link FIRST} on. */
export class LatinWords {
  readonly #hash = new Int32Array(SLOTS);
  readonly #flags = new Uint8Array(SLOTS);

  constructor(packed: string) {
    for (const line of inflateRawSync(Buffer.from(packed, 'base64')).toString().split('\n')) {
      let hash = FIRST;
      for (let i = 0; i < line.length - 1; i++) hash = step(hash, line.charCodeAt(i));
      this.#add(hash, Number.parseInt(line.at(-1)!, 16));
    }
  }

  flags(hash: number): number {
    for (let slot = place(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
      if (this.#hash[slot] === hash) return this.#flags[slot]!;
      if (this.#hash[slot] === 0) return 0;
    }
  }

  #add(hash: number, flags: number): void {
    let slot = place(hash);
    while (this.#hash[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.#hash[slot] = hash;
    this.#flags[slot] = flags;
  }
}

export const FIRST = 0x811c9dc5 | 0;
export const step = (hash: number, letter: number): number => Math.imul(hash ^ letter, 0x01000193);
const place = (hash: number): number => (hash ^ (hash >>> 15)) & (SLOTS - 1);
