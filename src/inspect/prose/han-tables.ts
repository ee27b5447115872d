/**
 * The model of Chinese text as `src/inspect/tools/lay-out-han-model.ts` has laid it out: unpacking is all that loading
 * does, where learning it anew from the list of words takes fifty times as long. Answers what {@link HanModel} answers.
 *
 * The packed form is base64 of Brotli of these, in this order, little-endian, without gaps:
 *
 * | what | type | how many |
 * |---|---|---|
 * | {@link MAGIC} | u32 | 1 |
 * | how many words | u32 | 1 |
 * | how many compound surnames | u32 | 1 |
 * | nothing | u32 | 1 |
 * | {@link PRIORS} | f64 | 4 |
 * | probability of the rarest word | f64 | 1 |
 * | {@link BY_CHARACTER}: for each array the values from {@link FIRST_HAN} on | f32 | 8 × {@link HAN} |
 * | the two characters of each compound surname | u32 | compounds |
 * | its probability | f32 | compounds |
 * | lowest {@link LOW_BITS} bits of each word's hash; words are sorted by their hash as an unsigned number | u16 | words |
 * | how many words have each head, which is all bits above | u8 | {@link HEADS} |
 * | quarters of a doubling by which each word, be it a word or a name, is likelier than the rarest | u8 | words |
 * | how many two-hundredths of that it is as a name | u8 | words |
 */
import { brotliDecompressSync } from 'node:zlib';
import type { HanModel } from './han-model.ts';

/** Read with the other order of bytes it is another number. */
export const MAGIC = 0x314e4148;
export const PRIORS = ['ofTwo', 'ofThree', 'ofCompound', 'ofForeign'] as const;
export const BY_CHARACTER = [
  'single',
  'surname',
  'first',
  'second',
  'only',
  'foreign',
  'foreignFirst',
  'foreignLast',
] as const;
export const FIRST_HAN = 0x3400;
export const HAN = 0xa000 - FIRST_HAN;
/** Of a hash so many bits lie below those that are its head; some three words share a head. */
export const LOW_BITS = 16;
export const HEADS = 2 ** (32 - LOW_BITS);
export const STEPS_OF_DOUBLING = 4;
export const STEPS_OF_SHARE = 200;
/** Of the whole, unpacked; twice what it is. */
const MOST_BYTES = 1 << 22;
const LOW = 2 ** LOW_BITS - 1;

/** What is asked of a model, whether it was just learnt or was laid out before. */
export type HanProbabilities = {
  readonly [K in Exclude<keyof HanModel, 'words' | 'compounds'>]: HanModel[K] extends number
    ? number
    : HanModel[K] extends Float64Array
      ? ArrayLike<number>
      : HanModel[K];
};

export class HanTables implements HanProbabilities {
  readonly ofTwo: number;
  readonly ofThree: number;
  readonly ofCompound: number;
  readonly ofForeign: number;
  readonly single: Float32Array;
  readonly surname: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly only: Float32Array;
  readonly foreign: Float32Array;
  readonly foreignFirst: Float32Array;
  readonly foreignLast: Float32Array;
  readonly #compounds: ReadonlyMap<number, number>;
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
    [this.ofTwo, this.ofThree, this.ofCompound, this.ofForeign] = laid.take(Float64Array, 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const [rarest] = laid.take(Float64Array, 1) as unknown as [number];
    this.#probability = Float64Array.from({ length: 256 }, (_, size) => rarest * 2 ** (size / STEPS_OF_DOUBLING));
    const byCharacter = () => {
      const all = new Float32Array(0x10000);
      all.set(laid.take(Float32Array, HAN), FIRST_HAN);
      return all;
    };
    this.single = byCharacter();
    this.surname = byCharacter();
    this.first = byCharacter();
    this.second = byCharacter();
    this.only = byCharacter();
    this.foreign = byCharacter();
    this.foreignFirst = byCharacter();
    this.foreignLast = byCharacter();
    const pairs = laid.take(Uint32Array, compounds);
    const probabilities = laid.take(Float32Array, compounds);
    this.#compounds = new Map(Array.from(pairs, (pair, i) => [pair, probabilities[i]!]));
    this.#low = laid.take(Uint16Array, words);
    this.#begin = new Uint32Array(HEADS + 1);
    const counts = laid.take(Uint8Array, HEADS);
    for (let head = 0; head < HEADS; head++) this.#begin[head + 1] = this.#begin[head]! + counts[head]!;
    this.#size = laid.take(Uint8Array, words);
    this.#share = laid.take(Uint8Array, words);
    if (this.#begin[HEADS] !== words || !laid.ended) throw new RangeError('a model of Chinese text of another length');
  }

  compound(a: number, b: number): number {
    return this.#compounds.get(a * 0x10000 + b) ?? 0;
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
