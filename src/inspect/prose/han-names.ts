/**
 * Names of people in running Chinese text. All ways to cut a stretch into words and names are weighed at once (the
 * forward and backward sums over the lattice of words), so that a name's confidence is the share of the ways that
 * have it: 高 in 高兴 is no surname, since hardly any way of reading it as one is likely.
 */
import { DOT, LONGEST_WORD, mix, SCALE } from './han-model.ts';
import type { HanProbabilities } from './han-tables.ts';

/** Most characters weighed at once; a longer stretch is cut there. */
export const LONGEST_STRETCH = 80;
/** A foreign name has so many characters in all, with its points. */
const LONGEST_FOREIGN = 12;
/** Most edges of one stretch that are names. */
const MOST_NAMES = LONGEST_STRETCH * 14;

/** A surname stands alone before a title as often as with a given name. */
const ALONE = 1;

export interface HanCues {
  /** Times that a name is more likely right behind position `at` of the stretch, or right before it. */
  readonly before: Float64Array;
  readonly behind: Float64Array;
  /** 1 where what begins at the position is what a person is called by: 先生, 老师. */
  readonly title: Uint8Array;
}

export class HanNames {
  readonly from = new Int32Array(LONGEST_STRETCH);
  readonly to = new Int32Array(LONGEST_STRETCH);
  /** Share of the readings that have the name there. */
  readonly share = new Float64Array(LONGEST_STRETCH);
  readonly #model: HanProbabilities;
  readonly #forward = new Float64Array(LONGEST_STRETCH + 1);
  readonly #backward = new Float64Array(LONGEST_STRETCH + 1);
  readonly #nameFrom = new Int32Array(MOST_NAMES);
  readonly #nameTo = new Int32Array(MOST_NAMES);
  readonly #nameP = new Float64Array(MOST_NAMES);
  readonly #wordFrom = new Int32Array(LONGEST_STRETCH * LONGEST_WORD);
  readonly #wordTo = new Int32Array(LONGEST_STRETCH * LONGEST_WORD);
  readonly #wordP = new Float64Array(LONGEST_STRETCH * LONGEST_WORD);
  #names = 0;
  #words = 0;

  constructor(model: HanProbabilities) {
    this.#model = model;
  }

  /**
   * Looks at the first `n` characters of `points` (Han, or {@link DOT}); gives how many names are more likely there
   * than not, in order.
   */
  find(points: Uint16Array, n: number, cues: HanCues): number {
    this.#edges(points, n, cues);
    const { forward, backward } = this.#sums(n);
    const all = forward[n]!;
    if (!(all > 0)) return 0;
    let found = 0;
    for (let e = 0; e < this.#names; ) {
      const from = this.#nameFrom[e]!;
      // A name may stand on the list and be made by rule too: its edges are one.
      let best = 0;
      let end = 0;
      for (; e < this.#names && this.#nameFrom[e] === from; e++) {
        const to = this.#nameTo[e]!;
        let p = 0;
        for (let same = e; same < this.#names && this.#nameFrom[same] === from; same++)
          if (this.#nameTo[same] === to) p += this.#nameP[same]!;
        const share = (forward[from]! * p * backward[to]!) / all;
        if (share > best) {
          best = share;
          end = to;
        }
      }
      if (best < 0.5 || found >= this.from.length) continue;
      this.from[found] = from;
      this.to[found] = end;
      this.share[found] = best;
      found += 1;
    }
    return found;
  }

  #edges(points: Uint16Array, n: number, cues: HanCues): void {
    this.#names = 0;
    this.#words = 0;
    const model = this.#model;
    for (let i = 0; i < n; i++) {
      let hash = 0;
      let scale = 1;
      for (let length = 1; length <= LONGEST_WORD && i + length <= n; length++) {
        const point = points[i + length - 1]!;
        if (point === DOT) {
          if (length === 1) this.#word(i, i + 1, 1e-3 * SCALE);
          break;
        }
        hash = mix(hash, point);
        scale *= SCALE;
        if (length === 1) {
          this.#word(i, i + 1, model.single[point]! * scale);
          continue;
        }
        const slot = model.slot(hash);
        if (slot < 0) continue;
        this.#word(i, i + length, model.wordAt(slot) * scale);
        const name = model.nameAt(slot);
        if (name > 0) this.#name(i, i + length, name * scale * cues.behind[i]!, cues);
      }
      this.#chinese(points, i, n, cues);
      this.#foreign(points, i, n, cues);
    }
  }

  #chinese(points: Uint16Array, i: number, n: number, cues: HanCues): void {
    const model = this.#model;
    const a = points[i]!;
    const surname = model.surname[a]!;
    if (surname > 0 && cues.title[i + 1] === 1)
      this.#name(i, i + 1, model.ofTwo * surname * SCALE * cues.behind[i]! * ALONE, cues);
    if (surname > 0 && i + 1 < n && points[i + 1] !== DOT) {
      const b = points[i + 1]!;
      const base = surname * SCALE * SCALE * cues.behind[i]!;
      this.#name(i, i + 2, model.ofTwo * base * model.only[b]!, cues);
      if (i + 2 < n && points[i + 2] !== DOT)
        this.#name(i, i + 3, model.ofThree * base * SCALE * model.first[b]! * model.second[points[i + 2]!]!, cues);
    }
    if (i + 2 >= n) return;
    const compound = model.compound(a, points[i + 1]!);
    if (compound === 0 || points[i + 2] === DOT) return;
    const base = (model.ofCompound * compound * 100 * SCALE ** 3 * cues.behind[i]!) / 1;
    this.#name(i, i + 3, base * 0.4 * model.only[points[i + 2]!]!, cues);
    if (i + 3 < n && points[i + 3] !== DOT)
      this.#name(i, i + 4, base * 0.6 * SCALE * model.first[points[i + 2]!]! * model.second[points[i + 3]!]!, cues);
  }

  #foreign(points: Uint16Array, i: number, n: number, cues: HanCues): void {
    const model = this.#model;
    let p = model.ofForeign * cues.behind[i]! * model.foreignFirst[points[i]!]! * SCALE;
    if (points[i] === DOT) return;
    for (let length = 2; length <= LONGEST_FOREIGN && i + length <= n; length++) {
      const point = points[i + length - 1]!;
      if (point === DOT) {
        // Nothing else has a point between syllables.
        p *= 0.12 * SCALE;
        if (points[i + length - 2] === DOT) return;
        continue;
      }
      const last = points[i + length - 2] === DOT ? 0 : 0.25;
      if (last > 0) this.#name(i, i + length, p * last * model.foreignLast[point]! * SCALE, cues);
      p *= 0.75 * model.foreign[point]! * SCALE;
      if (p < 1e-12) return;
    }
  }

  #word(from: number, to: number, p: number): void {
    const w = this.#words++;
    this.#wordFrom[w] = from;
    this.#wordTo[w] = to;
    this.#wordP[w] = p;
  }

  #name(from: number, to: number, p: number, cues: HanCues): void {
    const e = this.#names;
    if (e === MOST_NAMES) return;
    this.#nameFrom[e] = from;
    this.#nameTo[e] = to;
    this.#nameP[e] = p * cues.before[to]!;
    this.#names = e + 1;
  }

  /** Sums over all ways to reach a position from the start, and the end from it. */
  #sums(n: number) {
    const forward = this.#forward.fill(0, 0, n + 1);
    const backward = this.#backward.fill(0, 0, n + 1);
    forward[0] = 1;
    // Both kinds of edges stand in the order of where they begin.
    let w = 0;
    let e = 0;
    for (let i = 0; i < n; i++) {
      for (; w < this.#words && this.#wordFrom[w] === i; w++)
        forward[this.#wordTo[w]!]! += forward[i]! * this.#wordP[w]!;
      for (; e < this.#names && this.#nameFrom[e] === i; e++)
        forward[this.#nameTo[e]!]! += forward[i]! * this.#nameP[e]!;
    }
    backward[n] = 1;
    w = this.#words - 1;
    e = this.#names - 1;
    for (let i = n - 1; i >= 0; i--) {
      for (; w >= 0 && this.#wordFrom[w] === i; w--) backward[i]! += this.#wordP[w]! * backward[this.#wordTo[w]!]!;
      for (; e >= 0 && this.#nameFrom[e] === i; e--) backward[i]! += this.#nameP[e]! * backward[this.#nameTo[e]!]!;
    }
    return { forward, backward };
  }
}
