/**
 * How often Chinese words are met, and with what characters people's names are written: all from one list of words
 * with counts. Nothing of it is learned from anybody's text. Learning is done beforehand, by
 * `src/inspect/tools/lay-out-han-model.ts`: what runs is `han-tables.ts`, which answers the same.
 */
import { NameCharacters, WordCharacters } from './han-characters.ts';
import type { HanProbabilities } from './han-tables.ts';
import { readHanWords } from './han-words.ts';

const SLOTS = 1 << 20;
const MASK = SLOTS - 1;
/** Of the words of a text so many are names of Chinese persons, and of others written in Chinese characters. */
const NAMES = 0.01;
const FOREIGN = 0.003;

const FIRST_HAN = 0x3400;
const LAST_HAN = 0x9fff;

export class HanModel implements HanProbabilities {
  /** Hash of a word, 0 is free; how likely it is as a word, and as somebody's name. */
  readonly #hash = new Int32Array(SLOTS);
  readonly #word = new Float32Array(SLOTS);
  readonly #name = new Float32Array(SLOTS);
  /** By character: alone as a word. */
  readonly single = new Float64Array(0x10000);
  /** 1 for what is rather a syllable of a foreign name than a word. */
  readonly syllable = new Uint8Array(0x10000);
  readonly of = new NameCharacters();
  readonly words = new WordCharacters();

  constructor(packed: string) {
    this.#read(packed);
  }

  /** Slot of the word whose {@link mix} is `hash`, or -1. */
  slot(hash: number): number {
    const h = hash === 0 ? 1 : hash;
    for (let slot = (h ^ (h >>> 13)) & MASK; ; slot = (slot + 1) & MASK) {
      const there = this.#hash[slot]!;
      if (there === h) return slot;
      if (there === 0) return -1;
    }
  }

  wordAt(slot: number): number {
    return this.#word[slot]!;
  }

  nameAt(slot: number): number {
    return this.#name[slot]!;
  }

  /** All that is known of words, to be laid out. */
  *entries(): Generator<{ readonly hash: number; readonly word: number; readonly name: number }> {
    for (let slot = 0; slot < SLOTS; slot++) {
      const hash = this.#hash[slot]!;
      if (hash !== 0) yield { hash, word: this.#word[slot]!, name: this.#name[slot]! };
    }
  }

  #put(hash: number, word: number, name: number): void {
    const h = hash === 0 ? 1 : hash;
    let slot = (h ^ (h >>> 13)) & MASK;
    while (this.#hash[slot] !== 0 && this.#hash[slot] !== h) slot = (slot + 1) & MASK;
    this.#hash[slot] = h;
    this.#word[slot] = word;
    this.#name[slot] = name;
  }

  #read(packed: string): void {
    let total = 0;
    readHanWords(packed, [...this.of.learned, ...this.words.learned], (first, length, hash, count, share) => {
      total += count;
      if (length === 1) this.single[first] = count;
      else this.#put(hash, (1 - share) * count, share * count);
    });
    for (let slot = 0; slot < SLOTS; slot++) {
      this.#word[slot]! /= total;
      this.#name[slot]! /= total;
    }
    for (let c = FIRST_HAN; c <= LAST_HAN; c++) {
      this.single[c] = Math.max(this.single[c]!, 0.5) / total;
      const foreign = this.of.foreign[c]!;
      if (foreign > 5 * this.single[c]! && foreign > 1e-3) this.syllable[c] = 1;
    }
  }

  /** Prior of a name of one, two given characters behind a simple surname. */
  readonly ofTwo = NAMES * 0.22;
  readonly ofThree = NAMES * 0.76;
  readonly ofCompound = NAMES * 0.02;
  readonly ofForeign = FOREIGN;
  /** Of a word that the list does not have, of two and three characters; of a thing or a place with a foreign name. */
  readonly newTwo = 0.03;
  readonly newThree = 0.03;
  readonly foreignThing = 1.3;
}
