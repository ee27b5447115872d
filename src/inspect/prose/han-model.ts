/**
 * How often Chinese words are met, and with what characters people's names are written: all from one list of words
 * with counts. Nothing of it is learned from anybody's text. Learning is done beforehand, by
 * `src/inspect/tools/lay-out-han-model.ts`: what runs is `han-tables.ts`, which answers the same.
 *
 * Probabilities are multiplied by {@link SCALE} for each character, so that those of a stretch of text stay near 1.
 */
import { COMMON_SURNAMES, COMPOUND_SURNAMES, RARE_SURNAMES } from '../words/surnames.ts';
import { hanWords } from './han-words.ts';

/** Of the order of 1 / (mean probability of a character). */
export const SCALE = 1200;
/** Longest word that is looked up. */
export const LONGEST_WORD = 6;
/** Stands between the parts of a foreign name. */
export const DOT = 0xb7;

const SLOTS = 1 << 20;
const MASK = SLOTS - 1;
/** Of the words of a text so many are names of Chinese persons, and of others written in Chinese characters. */
const NAMES = 0.01;
const FOREIGN = 0.003;

/** A surname that one in a thousand has; given names of characters that are at home there. */
const COMMON = 0.0008;
const USUAL = 4e-7;

/** 马先生 stands on the list as if it were a name. */
const isTitle = (b: number, c: number): boolean => TITLES.has(b * 0x10000 + c);
const TITLES: ReadonlySet<number> = new Set(
  '先生 女士 小姐 老师 同志 教授 医生 大娘 大爷 大妈 阿姨 师傅 太太 夫人 老板'
    .split(' ')
    .map((w) => w.charCodeAt(0) * 0x10000 + w.charCodeAt(1)),
);

interface Name {
  readonly points: readonly number[];
  readonly hash: number;
  readonly count: number;
  readonly foreign: boolean;
}

const isHan = (point: number): boolean => point >= 0x3400 && point <= 0x9fff;

export class HanModel {
  /** Hash of a word, 0 is free; how likely it is as a word, and as somebody's name. */
  readonly #hash = new Int32Array(SLOTS);
  readonly #word = new Float32Array(SLOTS);
  readonly #name = new Float32Array(SLOTS);
  /** By character: alone as a word; as surname; first, second or only given name; in a foreign name. */
  readonly single = new Float64Array(0x10000);
  readonly surname = new Float64Array(0x10000);
  readonly first = new Float64Array(0x10000);
  readonly second = new Float64Array(0x10000);
  readonly only = new Float64Array(0x10000);
  readonly foreign = new Float64Array(0x10000);
  readonly foreignFirst = new Float64Array(0x10000);
  readonly foreignLast = new Float64Array(0x10000);
  readonly #compounds = new Map<number, number>();

  constructor(packed: string) {
    this.#surnames();
    this.#read(packed);
  }

  /** Probability of the compound surname, or 0. */
  compound(a: number, b: number): number {
    return this.#compounds.get(a * 0x10000 + b) ?? 0;
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

  /** All that is known of words and of compound surnames, to be laid out. */
  *words(): Generator<{ readonly hash: number; readonly word: number; readonly name: number }> {
    for (let slot = 0; slot < SLOTS; slot++) {
      const hash = this.#hash[slot]!;
      if (hash !== 0) yield { hash, word: this.#word[slot]!, name: this.#name[slot]! };
    }
  }

  compounds(): Iterable<readonly [pair: number, probability: number]> {
    return this.#compounds;
  }

  #put(hash: number, word: number, name: number): void {
    const h = hash === 0 ? 1 : hash;
    let slot = (h ^ (h >>> 13)) & MASK;
    while (this.#hash[slot] !== 0 && this.#hash[slot] !== h) slot = (slot + 1) & MASK;
    this.#hash[slot] = h;
    this.#word[slot] = word;
    this.#name[slot] = name;
  }

  /** Shares by rank: the first three have 7 % each, the hundredth 0.2 %. */
  #surnames(): void {
    const common = [...COMMON_SURNAMES].map((c) => c.codePointAt(0)!);
    const share = common.map((_, rank) => 1 / (rank + 4) ** 1.05);
    const sum = share.reduce((a, b) => a + b, 0) / 0.985;
    for (const c of RARE_SURNAMES) this.surname[c.codePointAt(0)!] = 0.00004;
    for (const [rank, point] of common.entries())
      this.surname[point] = Math.max(this.surname[point]!, share[rank]! / sum);
    for (const pair of COMPOUND_SURNAMES.split(' ')) {
      const [a, b] = [...pair].map((c) => c.codePointAt(0)!);
      this.#compounds.set(a! * 0x10000 + b!, 0.00008);
    }
  }

  #read(packed: string): void {
    const names: Name[] = [];
    let total = 0;
    for (const { word, count, is } of hanWords(packed)) {
      total += count;
      if (word.length === 1) {
        this.single[word.charCodeAt(0)] = count;
        continue;
      }
      let hash = 0;
      for (let i = 0; i < word.length; i++) hash = mix(hash, word.charCodeAt(i));
      if (is === 'word') this.#put(hash, count, 0);
      else names.push({ points: [...word].map((c) => c.charCodeAt(0)), hash, count, foreign: is === 'foreign name' });
    }
    for (let slot = 0; slot < SLOTS; slot++) this.#word[slot]! /= total;
    for (let c = 0; c < 0x10000; c++) if (isHan(c)) this.single[c] = Math.max(this.single[c]!, 0.5) / total;
    this.#characters(names);
    for (const name of names) {
      const share = this.#shareNamed(name);
      if (name.points.length === 3 && isTitle(name.points[1]!, name.points[2]!)) continue;
      this.#put(name.hash, ((1 - share) * name.count) / total, (share * name.count) / total);
    }
  }

  /**
   * How much of a word's count is somebody's name. The list calls many a word a name that only begins like one (明白,
   * 博士生, 莫斯科), so the characters have to be those of names too.
   */
  #shareNamed({ points, foreign }: Name): number {
    const [a, b, c] = points as [number, number, number?];
    if (points.length === 3 && isTitle(b, c!)) return 0;
    if (points.length === 3 && this.surname[a]! > COMMON && this.first[b]! * this.second[c!]! > USUAL) return 0.9;
    if (points.length === 2) return 0.05;
    return foreign ? 0.3 : 0.05;
  }

  /** Counts the characters of names by where they stand. */
  #characters(names: readonly Name[]): void {
    const { first, second, only, foreign, foreignFirst, foreignLast } = this;
    let [ofThree, ofTwo, ofForeign, foreigners] = [0, 0, 0, 0];
    for (const { points, count, foreign: isForeign } of names) {
      const weight = Math.min(3, Math.log10(count + 1));
      const [a, b, c] = points as [number, number, number?];
      if (isForeign) {
        if (points.length < 3) continue;
        foreigners += 1;
        foreignFirst[a]! += 1;
        foreignLast[points.at(-1)!]! += 1;
        for (const p of points) foreign[p]! += 1;
        ofForeign += points.length;
      } else if (points.length === 3 && this.surname[a]! > 0.0005) {
        first[b]! += weight;
        second[c!]! += weight;
        ofThree += weight;
      } else if (points.length === 2 && this.surname[a]! > 0.0005) {
        only[b]! += weight;
        ofTwo += weight;
      }
    }
    for (let c = 0; c < 0x10000; c++) {
      if (!isHan(c)) continue;
      const both = (first[c]! + second[c]!) / (2 * ofThree);
      first[c] = 0.85 * (first[c]! / ofThree) + 0.15 * both + 2e-6;
      second[c] = 0.85 * (second[c]! / ofThree) + 0.15 * both + 2e-6;
      only[c] = 0.15 * (only[c]! / ofTwo) + 0.85 * both + 2e-6;
      foreign[c] = foreign[c]! / ofForeign + 1e-6;
      foreignFirst[c] = foreignFirst[c]! / foreigners + 1e-6;
      foreignLast[c] = foreignLast[c]! / foreigners + 1e-6;
    }
  }

  /** Prior of a name of one, two given characters behind a simple surname. */
  readonly ofTwo = NAMES * 0.22;
  readonly ofThree = NAMES * 0.76;
  readonly ofCompound = NAMES * 0.02;
  readonly ofForeign = FOREIGN;
}

/** A word's hash, one character after the other, from 0 on. */
export function mix(hash: number, point: number): number {
  const h = Math.imul(hash ^ point, 0x9e3779b1);
  return h ^ (h >>> 15);
}
