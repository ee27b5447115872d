/**
 * The model of Chinese text as `src/inspect/tools/lay-out-han-model.ts` has laid it out: unpacking is all that loading
 * does, where learning it anew from the list of words takes many times as long. Answers what `HanModel` answers.
 *
 * The packed form is base64 of Brotli of these, in this order, little-endian, without gaps:
 *
 * | what | type | how many |
 * |---|---|---|
 * | {@link MAGIC} | u32 | 1 |
 * | how many words | u32 | 1 |
 * | how many compound surnames | u32 | 1 |
 * | nothing | u32 | 1 |
 * | {@link PRIORS} | f64 | 7 |
 * | probability of the rarest word, be it of one character or more | f64 | 1 |
 * | how likely each character is as a surname | f32 | {@link HAN} |
 * | the two characters of each compound surname | u32 | compounds |
 * | its probability | f32 | compounds |
 * | lowest {@link LOW_BITS} bits of each word's hash; words are sorted by their hash as an unsigned number | u16 | words |
 * | how many words have each head, which is all bits above | u8 | {@link HEADS} |
 * | quarters of a doubling by which each word, be it a word or a name, is likelier than the rarest | u8 | words |
 * | how many thirty-firsts of that it is as a name | u8 | words |
 * | quarters of a doubling by which each character, alone as a word, is likelier than the rarest | u8 | {@link HAN} |
 * | for each of {@link IN_NAMES}, by character: eighths of a halving by which it is less likely than what is sure | u8 | 6 × {@link HAN} |
 * | so for each place in a word of two characters, then of three | u8 | 5 × {@link HAN} |
 * | 1 for each character that is rather a syllable of a foreign name than a word | u8 | {@link HAN} |
 *
 * Those by character have one of each from {@link FIRST_HAN} on.
 */
import { brotliDecompressSync } from 'node:zlib';

/** Read with the other order of bytes it is another number. */
export const MAGIC = 0x324e4148;
export const PRIORS = [
  'ofTwo',
  'ofThree',
  'ofCompound',
  'ofForeign',
  'newTwo',
  'newThree',
  'foreignThing',
] as const satisfies readonly (keyof HanProbabilities)[];
export const IN_NAMES = ['first', 'second', 'only', 'foreign', 'foreignFirst', 'foreignLast'] as const;
export const FIRST_HAN = 0x3400;
export const HAN = 0xa000 - FIRST_HAN;
/** Of a hash so many bits lie below those that are its head; some three words share a head. */
export const LOW_BITS = 16;
export const HEADS = 2 ** (32 - LOW_BITS);
export const STEPS_OF_DOUBLING = 4;
export const STEPS_OF_HALVING = 8;
export const STEPS_OF_SHARE = 31;
/** Of the whole, unpacked; three times what it is. */
const MOST_BYTES = 1 << 22;
const LOW = 2 ** LOW_BITS - 1;

type ByPrior = [number, number, number, number, number, number, number];
/** By character. */
type Table = Readonly<ArrayLike<number>>;

/** What is asked of a model, whether it was just learnt or was laid out before. */
export interface HanProbabilities {
  /** Prior of a name of one, of two given characters behind a simple surname, of one behind a compound one. */
  readonly ofTwo: number;
  readonly ofThree: number;
  readonly ofCompound: number;
  readonly ofForeign: number;
  /** Of a word that the list does not have, of two and three characters; of a thing or a place with a foreign name. */
  readonly newTwo: number;
  readonly newThree: number;
  readonly foreignThing: number;
  /** By character: alone as a word. */
  readonly single: Table;
  /** 1 for what is rather a syllable of a foreign name than a word. */
  readonly syllable: Table;
  readonly of: NameProbabilities;
  readonly words: WordProbabilities;
  /** Slot of the word whose hash is `hash`, or -1. */
  slot(hash: number): number;
  /** How likely the word of a slot is as a word, and as somebody's name. */
  wordAt(slot: number): number;
  nameAt(slot: number): number;
}

/** By character: as surname; as first, second or only character of a given name; in a foreign name. */
export interface NameProbabilities extends Readonly<Record<(typeof IN_NAMES)[number] | 'surname', Table>> {
  /** Of the compound surname, or 0. */
  compound(a: number, b: number): number;
}

/** Words of two and three characters that the list does not have, were their characters independent. */
export interface WordProbabilities {
  two(a: number, b: number): number;
  three(a: number, b: number, c: number): number;
}

export class HanTables implements HanProbabilities {
  readonly ofTwo: number;
  readonly ofThree: number;
  readonly ofCompound: number;
  readonly ofForeign: number;
  readonly newTwo: number;
  readonly newThree: number;
  readonly foreignThing: number;
  readonly single: Float32Array;
  readonly syllable: Uint8Array;
  readonly of: NameTables;
  readonly words: WordTables;
  /** Number of the first word with a head, and behind the last one how many words there are. */
  readonly #begin: Uint32Array;
  readonly #low: Uint16Array;
  readonly #size: Uint8Array;
  readonly #share: Uint8Array;
  readonly #probability: Float64Array;
  readonly #nameShare = Float64Array.from({ length: 256 }, (_, share) => share / STEPS_OF_SHARE);
  readonly #wordShare = this.#nameShare.map((share) => 1 - share);

  /** @throws RangeError where the bytes are not those of a model. */
  constructor(packed: string) {
    const laid = new Reader(brotliDecompressSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES }));
    const [magic, words, compounds] = laid.take(Uint32Array, 4) as unknown as [number, number, number];
    if (magic !== MAGIC) throw new RangeError('no model of Chinese text, or a machine of the other order of bytes');
    const priors = laid.take(Float64Array, PRIORS.length) as unknown as ByPrior;
    [this.ofTwo, this.ofThree, this.ofCompound, this.ofForeign, this.newTwo, this.newThree, this.foreignThing] = priors;
    const [rarest] = laid.take(Float64Array, 1) as unknown as [number];
    this.#probability = Float64Array.from({ length: 256 }, (_, size) => rarest * 2 ** (size / STEPS_OF_DOUBLING));
    const surname = new Float32Array(0x10000);
    surname.set(laid.take(Float32Array, HAN), FIRST_HAN);
    const pairs = laid.take(Uint32Array, compounds);
    const probabilities = laid.take(Float32Array, compounds);
    this.#low = laid.take(Uint16Array, words);
    this.#begin = new Uint32Array(HEADS + 1);
    const counts = laid.take(Uint8Array, HEADS);
    for (let head = 0; head < HEADS; head++) this.#begin[head + 1] = this.#begin[head]! + counts[head]!;
    this.#size = laid.take(Uint8Array, words);
    this.#share = laid.take(Uint8Array, words);
    this.single = byCharacter(laid.take(Uint8Array, HAN), this.#probability);
    const levels = Float64Array.from({ length: 256 }, (_, level) => 2 ** (-level / STEPS_OF_HALVING));
    const next = () => byCharacter(laid.take(Uint8Array, HAN), levels);
    this.of = new NameTables(surname, pairs, probabilities, next);
    this.words = new WordTables(next);
    this.syllable = new Uint8Array(0x10000);
    this.syllable.set(laid.take(Uint8Array, HAN), FIRST_HAN);
    if (this.#begin[HEADS] !== words || !laid.ended) throw new RangeError('a model of Chinese text of another length');
  }

  slot(hash: number): number {
    const h = hash === 0 ? 1 : hash;
    const head = h >>> LOW_BITS;
    const low = h & LOW;
    const end = this.#begin[head + 1]!;
    for (let slot = this.#begin[head]!; slot < end; slot++) if (this.#low[slot] === low) return slot;
    return -1;
  }

  wordAt(slot: number): number {
    return this.#probability[this.#size[slot]!]! * this.#wordShare[this.#share[slot]!]!;
  }

  nameAt(slot: number): number {
    return this.#probability[this.#size[slot]!]! * this.#nameShare[this.#share[slot]!]!;
  }
}

class NameTables implements NameProbabilities {
  readonly surname: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly only: Float32Array;
  readonly foreign: Float32Array;
  readonly foreignFirst: Float32Array;
  readonly foreignLast: Float32Array;
  readonly #compounds: ReadonlyMap<number, number>;
  /** 1 for the first characters of these. */
  readonly #begins = new Uint8Array(0x10000);

  constructor(surname: Float32Array, pairs: Uint32Array, probabilities: Float32Array, next: () => Float32Array) {
    this.surname = surname;
    this.first = next();
    this.second = next();
    this.only = next();
    this.foreign = next();
    this.foreignFirst = next();
    this.foreignLast = next();
    this.#compounds = new Map(Array.from(pairs, (pair, i) => [pair, probabilities[i]!]));
    for (const pair of pairs) this.#begins[pair >>> 16] = 1;
  }

  compound(a: number, b: number): number {
    return this.#begins[a] === 0 ? 0 : (this.#compounds.get(a * 0x10000 + b) ?? 0);
  }
}

class WordTables implements WordProbabilities {
  readonly #firstOfTwo: Float32Array;
  readonly #secondOfTwo: Float32Array;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  readonly #third: Float32Array;

  constructor(next: () => Float32Array) {
    this.#firstOfTwo = next();
    this.#secondOfTwo = next();
    this.#first = next();
    this.#second = next();
    this.#third = next();
  }

  two(a: number, b: number): number {
    return this.#firstOfTwo[a]! * this.#secondOfTwo[b]!;
  }

  three(a: number, b: number, c: number): number {
    return this.#first[a]! * this.#second[b]! * this.#third[c]!;
  }
}

/** By code point what was laid out in steps; 0 for what is no Han character. */
function byCharacter(steps: Uint8Array, values: Float64Array): Float32Array {
  const table = new Float32Array(0x10000);
  for (let i = 0; i < HAN; i++) table[FIRST_HAN + i] = values[steps[i]!]!;
  return table;
}

interface ArrayOf<A> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): A;
}

/** Takes arrays from the front of bytes, one after the other, without copying. */
class Reader {
  readonly #buffer: ArrayBufferLike;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array) {
    const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
    this.#buffer = aligned.buffer;
    this.#at = aligned.byteOffset;
    this.#end = aligned.byteOffset + aligned.byteLength;
  }

  take<A>(array: ArrayOf<A>, length: number): A {
    const size = length * array.BYTES_PER_ELEMENT;
    if (size > this.#end - this.#at) throw new RangeError('a model of Chinese text that is cut short');
    const taken = new array(this.#buffer, this.#at, length);
    this.#at += size;
    return taken;
  }

  get ended(): boolean {
    return this.#at === this.#end;
  }
}
