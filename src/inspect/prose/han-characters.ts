/**
 * With what characters people's names, and other words, are written; see `tools/learn-han-names.ts`. Read beforehand
 * only: what runs is `han-tables.ts`.
 */
import { COMMON_SURNAMES, COMPOUND_SURNAMES, JAPANESE_SURNAMES, RARE_SURNAMES } from '../words/surnames.ts';

export class NameCharacters {
  /** By character: as surname; as first, second or only character of a given name; in a foreign name. */
  readonly surname = new Float64Array(0x10000);
  readonly first = new Float64Array(0x10000);
  readonly second = new Float64Array(0x10000);
  readonly only = new Float64Array(0x10000);
  readonly foreign = new Float64Array(0x10000);
  readonly foreignFirst = new Float64Array(0x10000);
  readonly foreignLast = new Float64Array(0x10000);
  readonly #compounds = new Map<number, number>();
  /** 1 for the first characters of these. */
  readonly #begins = new Uint8Array(0x10000);

  constructor() {
    this.#surnames();
  }

  /** Probability of the compound surname, or 0. */
  compound(a: number, b: number): number {
    return this.#begins[a] === 0 ? 0 : (this.#compounds.get(a * 0x10000 + b) ?? 0);
  }

  compounds(): Iterable<readonly [pair: number, probability: number]> {
    return this.#compounds;
  }

  /** What the packed list has, in its order. */
  get learned(): readonly Float64Array[] {
    return [this.first, this.second, this.only, this.foreign, this.foreignFirst, this.foreignLast];
  }

  /** Shares by rank: the first three have 7 % each, the hundredth 0.2 %. */
  #surnames(): void {
    const common = [...COMMON_SURNAMES].map((c) => c.codePointAt(0)!);
    const share = common.map((_, rank) => 1 / (rank + 4) ** 1.05);
    const sum = share.reduce((a, b) => a + b, 0) / 0.985;
    for (const c of RARE_SURNAMES) this.surname[c.codePointAt(0)!] = 0.00004;
    for (const [rank, point] of common.entries())
      this.surname[point] = Math.max(this.surname[point]!, share[rank]! / sum);
    const put = (pair: string, share: number) => {
      this.#begins[pair.charCodeAt(0)] = 1;
      this.#compounds.set(pair.charCodeAt(0) * 0x10000 + pair.charCodeAt(1), share);
    };
    for (const pair of JAPANESE_SURNAMES.split(' ')) if (pair.length === 2) put(pair, 0.0002);
    for (const pair of COMPOUND_SURNAMES.split(' ')) put(pair, 0.00008);
  }
}

/** Words of two and three characters that the list does not have, were their characters independent. */
export class WordCharacters {
  /** By place in a word of two, then of three. */
  readonly learned: readonly Float64Array[] = Array.from({ length: 5 }, () => new Float64Array(0x10000));

  two(a: number, b: number): number {
    return this.learned[0]![a]! * this.learned[1]![b]!;
  }

  three(a: number, b: number, c: number): number {
    return this.learned[2]![a]! * this.learned[3]![b]! * this.learned[4]![c]!;
  }
}
