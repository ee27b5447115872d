/**
 * With what characters people's names are written, learned from the names on a list of words, and how far a word on
 * the list that is said to be a name is one: the list calls many a word a name that only begins like one (明白,
 * 博士生, 莫斯科). Both are learned in turns: characters of what is surely a name, then what such characters make.
 */
import { DIVISIONS } from '../divisions.ts';
import { NameCharacters, WordCharacters } from '../prose/han-characters.ts';
import { NOT_NAMES } from '../words/surnames.ts';
import { WORLD_PLACES } from '../words/world-places.ts';

export interface ListedName {
  readonly word: string;
  readonly count: number;
  /** The list says that somebody from abroad has it. */
  readonly foreign: boolean;
}

interface Known {
  readonly points: readonly number[];
  readonly count: number;
  readonly foreign: boolean;
  /** It is known to be something else: a place, a word. */
  readonly nobody: boolean;
}

/** Divisions without what they end in, the world's countries and cities, and what only looks like a name. */
const NOBODY: ReadonlySet<string> = new Set([
  ...WORLD_PLACES.split(' '),
  ...NOT_NAMES.split(' '),
  ...DIVISIONS.map((d) => d.replace(/(?:自治)?[市县区省州盟旗镇]$/, '')).filter((d) => d.length > 1),
]);

const ROUNDS = 1;
/** Of what the list calls names so much is one of a Chinese person, of somebody from abroad, and just a word. */
const OF_CHINESE = 0.7;
const OF_FOREIGN = 0.1;
const OF_WORDS = 3;
/** What is written with the characters of foreign names is as often a place or a firm. */
const FOREIGN_SHARE = 0.25;
const NOBODY_SHARE = 0.02;

export class HanNameLearner extends NameCharacters {
  // Weights counted in the last round.
  #ofThree = 1;
  #ofTwo = 1;
  #ofForeign = 1;
  #foreigners = 1;

  /** How much of each name's count is somebody's name. */
  learn(listed: readonly ListedName[], words: WordLearner): Float64Array {
    const names = listed.map(({ word, count, foreign }) => ({
      points: [...word].map((c) => c.charCodeAt(0)),
      count,
      foreign,
      nobody: NOBODY.has(word),
    }));
    const chinese = new Float64Array(names.length);
    const foreign = new Float64Array(names.length);
    for (const [i, { points, foreign: isForeign, nobody }] of names.entries()) {
      chinese[i] = nobody || isForeign || this.surname[points[0]!]! < 0.0005 ? 0 : 1;
      foreign[i] = isForeign && points.length > 2 && !nobody ? 1 : 0;
    }
    for (let round = 0; ; round++) {
      this.#count(names, chinese, foreign);
      for (const [i, name] of names.entries()) this.#weigh(name, words, i, chinese, foreign);
      if (round === ROUNDS) break;
    }
    return chinese.map((share, i) => 0.95 * share + FOREIGN_SHARE * foreign[i]!);
  }

  #weigh(name: Known, words: WordLearner, i: number, chinese: Float64Array, foreign: Float64Array): void {
    const { points } = name;
    if (name.nobody) {
      chinese[i] = NOBODY_SHARE;
      foreign[i] = 0;
      return;
    }
    const here = points.length > 3 || name.foreign ? 0 : OF_CHINESE * this.#asChinese(name, chinese[i]!);
    const abroad =
      points.length < 3 && !name.foreign
        ? 0
        : OF_FOREIGN * (name.foreign ? 10 : 1) * this.#asForeign(name, foreign[i]!);
    const word = OF_WORDS * words.probability(points);
    const all = here + abroad + word;
    chinese[i] = all === 0 ? 0 : here / all;
    foreign[i] = all === 0 ? 0 : abroad / all;
  }

  /** As the others of the list are written: `own`, what the name itself was counted as, is left out. */
  #asChinese({ points, count }: Known, own: number): number {
    const [a, b, c] = points as [number, number, number?];
    const { surname, first, second, only } = this;
    const weight = weightOf(count) * own;
    if (c === undefined) {
      // A name of two characters that is met so often is more likely a word.
      const often = Math.min(1, (50 / count) ** 0.7);
      return OF_TWO * surname[a]! * Math.max(RARE, only[b]! - (0.15 * weight) / this.#ofTwo) * often;
    }
    const less = (0.925 * weight) / this.#ofThree;
    return surname[a]! * Math.max(RARE, first[b]! - less) * Math.max(RARE, second[c]! - less);
  }

  #asForeign({ points }: Known, own: number): number {
    const { foreign, foreignFirst, foreignLast } = this;
    const less = own / this.#foreigners;
    const [a, z] = [points[0]!, points.at(-1)!];
    let p = Math.max(RARE_FOREIGN, foreignFirst[a]! - less) * Math.max(RARE_FOREIGN, foreignLast[z]! - less);
    for (let i = 1; i + 1 < points.length; i++)
      p *= Math.max(RARE_FOREIGN, foreign[points[i]!]! - own / this.#ofForeign);
    return p;
  }

  /** Counts the characters of names by where they stand, each name as much as it is one. */
  #count(names: readonly Known[], chinese: Float64Array, abroad: Float64Array): void {
    const { first, second, only, foreign, foreignFirst, foreignLast } = this;
    for (const table of [first, second, only, foreign, foreignFirst, foreignLast]) table.fill(0);
    let [ofThree, ofTwo, ofForeign, foreigners] = [0, 0, 0, 0];
    for (const [i, { points, count }] of names.entries()) {
      const weight = weightOf(count) * chinese[i]!;
      const [a, b, c] = points as [number, number, number?];
      if (points.length === 3 && weight > 0) {
        first[b]! += weight;
        second[c!]! += weight;
        ofThree += weight;
      } else if (points.length === 2 && weight > 0) {
        only[b]! += weight;
        ofTwo += weight;
      }
      const share = abroad[i]!;
      if (share < 0.01) continue;
      foreigners += share;
      foreignFirst[a]! += share;
      foreignLast[points.at(-1)!]! += share;
      for (const p of points) foreign[p]! += share;
      ofForeign += share * points.length;
    }
    this.#ofThree = ofThree;
    this.#ofTwo = ofTwo;
    this.#ofForeign = ofForeign;
    this.#foreigners = foreigners;
    for (let c = 0x3400; c <= 0x9fff; c++) {
      const both = (first[c]! + second[c]!) / (2 * ofThree);
      first[c] = 0.85 * (first[c]! / ofThree) + 0.15 * both + RARE;
      second[c] = 0.85 * (second[c]! / ofThree) + 0.15 * both + RARE;
      only[c] = 0.15 * (only[c]! / ofTwo) + 0.85 * both + RARE;
      foreign[c] = foreign[c]! / ofForeign + RARE_FOREIGN;
      foreignFirst[c] = foreignFirst[c]! / foreigners + RARE_FOREIGN / 3;
      foreignLast[c] = foreignLast[c]! / foreigners + RARE_FOREIGN / 3;
    }
    this.#withoutGrammar();
  }

  /** Grammar is not transliterated. */
  #withoutGrammar(): void {
    for (const c of GRAMMAR) {
      const point = c.charCodeAt(0);
      for (const table of [this.foreign, this.foreignFirst, this.foreignLast]) table[point] = 1e-8;
    }
  }
}

/** Of a character that no name on the list has. */
const RARE = 5e-6;
const RARE_FOREIGN = 1e-5;
const GRAMMAR = '和与及或的了是在有被将把从为对着这那个不也等以于上下中就都说要会能他她我你们很更最并但而又再已曾';
const LEAST_COUNT = 4;
const OF_TWO = 0.03;

/** The often met count a little more. */
const weightOf = (count: number): number => Math.min(3, Math.log10(count + 1));

/** In how many words of two and three characters, of those that nobody is called by, a character stands where. */
export class WordLearner extends WordCharacters {
  readonly #counts = Array.from({ length: 5 }, () => new Uint16Array(0x10000));
  readonly #pairs = new Set<number>();
  #twos = 0;
  #threes = 0;

  add(word: string, count: number): void {
    if (count < LEAST_COUNT) return;
    if (word.length === 2) {
      this.#twos += 1;
      this.#pairs.add(word.charCodeAt(0) * 0x10000 + word.charCodeAt(1));
    } else if (word.length === 3) this.#threes += 1;
    else return;
    const first = word.length === 2 ? 0 : 2;
    for (let i = 0; i < word.length; i++) this.#counts[first + i]![word.charCodeAt(i)]! += 1;
  }

  /** Makes probabilities of the counts, once all words are there. */
  finish(): void {
    for (const [at, counts] of this.#counts.entries()) {
      const of = at < 2 ? this.#twos : this.#threes;
      const shares = this.learned[at]!;
      for (let c = 0; c < 0x10000; c++) shares[c] = (counts[c]! + 0.5) / (of + 3000);
    }
  }

  /** Probability of a word of these characters, were they independent but for the words in it. */
  probability(points: readonly number[]): number {
    const [a, b, c] = points as [number, number, number?];
    if (c === undefined) return this.two(a, b);
    if (points.length > 3) return points.reduce((p, point) => p * this.#any(point), 1);
    // Most words of three characters begin with one of two (立法权); names that do are few.
    const begins = this.#pairs.has(a * 0x10000 + b) ? 7 : 0.35;
    const ends = this.#pairs.has(b * 0x10000 + c) ? 4 : 0.7;
    return this.three(a, b, c) * begins * ends;
  }

  #any(c: number): number {
    let n = 0;
    for (const counts of this.#counts) n += counts[c]!;
    return (n + 0.5) / (2 * this.#twos + 3 * this.#threes + 3000);
  }
}
