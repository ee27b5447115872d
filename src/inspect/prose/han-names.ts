/**
 * Names of people in running Chinese text. All ways to cut a stretch into words and names are weighed at once (the
 * forward and backward sums over the lattice of words), so that a name's confidence is the share of the ways that
 * have it: 高 in 高兴 is no surname, since hardly any way of reading it as one is likely.
 */
import { DOT, joins, LONGEST_WORD, mix, SCALE } from './han-points.ts';
import type { HanProbabilities } from './han-tables.ts';

/** Most characters weighed at once; a longer stretch is cut there. */
export const LONGEST_STRETCH = 80;
/** A foreign name has so many characters in all, without its points. */
const LONGEST_FOREIGN = 16;
/** Words of the list, new ones, and things with foreign names. */
const MOST_WORDS = LONGEST_STRETCH * (LONGEST_WORD + 2 + LONGEST_FOREIGN);
/** Most edges of one stretch that are names. */
const MOST_NAMES = LONGEST_STRETCH * 18;

/** A surname stands alone before a title twice as often as with a given name. */
const ALONE = 2;

const GOES_ON = 0.1;
/** Times that a part of a foreign name is likelier to be one that the list has. */
const LISTED = 100;
const setOf = (characters: string): ReadonlySet<number> => new Set([...characters].map((c) => c.charCodeAt(0)));
/** What the given names of three characters in Japan go on and end in. */
const MIDDLE = setOf('太之一二三四五十次');
const LAST = setOf('郎助介');

const SCALE_2 = SCALE ** 2;
const SCALE_3 = SCALE ** 3;
/** What is less likely changes nothing. */
const LEAST = 1e-8;

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
  readonly #wordFrom = new Int32Array(MOST_WORDS);
  readonly #wordTo = new Int32Array(MOST_WORDS);
  readonly #wordP = new Float64Array(MOST_WORDS);
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
      // All that begin here together: mostly none of them can be likelier than not.
      let sum = 0;
      let behind = e;
      for (; behind < this.#names && this.#nameFrom[behind] === from; behind++)
        sum += this.#nameP[behind]! * backward[this.#nameTo[behind]!]!;
      if (forward[from]! * sum < 0.5 * all) {
        e = behind;
        continue;
      }
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
        if (joins(point)) {
          if (length === 1) this.#word(i, i + 1, (point === DOT ? 1e-5 : 1e-3) * SCALE);
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
        if (name > 0) {
          // Of a foreign name that goes on on either side it is only a part.
          const part = this.#ofSyllables(points, i, i + length) ? this.#whole(points, i, i + length, n) : 1;
          this.#name(i, i + length, name * scale * cues.behind[i]! * part, cues);
        }
      }
      this.#chinese(points, i, n, cues);
      this.#foreign(points, i, n, cues);
    }
  }

  #chinese(points: Uint16Array, i: number, n: number, cues: HanCues): void {
    const model = this.#model.of;
    const { ofTwo, ofThree, ofCompound, newTwo, newThree, words } = this.#model;
    const a = points[i]!;
    const surname = model.surname[a]!;
    if (surname > 0 && cues.title[i + 1] === 1)
      this.#name(i, i + 1, ofTwo * surname * SCALE * cues.behind[i]! * ALONE, cues);
    if (surname > 0 && i + 1 < n && !joins(points[i + 1]!)) {
      // 王先生 is no new word.
      const untitled = cues.title[i + 1] === 1 ? 0 : 1;
      const b = points[i + 1]!;
      const base = surname * SCALE * SCALE * cues.behind[i]!;
      this.#name(i, i + 2, ofTwo * base * model.only[b]!, cues);
      this.#word(i, i + 2, untitled * newTwo * words.two(a, b) * SCALE_2);
      if (i + 2 < n && !joins(points[i + 2]!)) {
        const c = points[i + 2]!;
        this.#name(i, i + 3, ofThree * base * SCALE * model.first[b]! * model.second[c]!, cues);
        this.#word(i, i + 3, untitled * newThree * words.three(a, b, c) * SCALE_3);
      }
    }
    if (i + 2 >= n) return;
    const compound = model.compound(a, points[i + 1]!);
    if (compound === 0 || joins(points[i + 2]!)) return;
    const base = ofCompound * compound * 100 * SCALE_3 * cues.behind[i]!;
    this.#name(i, i + 3, base * 0.4 * model.only[points[i + 2]!]!, cues);
    if (i + 3 >= n || joins(points[i + 3]!)) return;
    this.#name(i, i + 4, base * 0.6 * SCALE * model.first[points[i + 2]!]! * model.second[points[i + 3]!]!, cues);
    // 龙太郎, 幸之助.
    if (i + 4 < n && MIDDLE.has(points[i + 3]!) && LAST.has(points[i + 4]!))
      this.#name(i, i + 5, base * 0.1 * SCALE_2 * model.first[points[i + 2]!]!, cues);
  }

  /** Names in the characters of foreign syllables, with points between their parts or without. */
  #foreign(points: Uint16Array, i: number, n: number, cues: HanCues): void {
    if (joins(points[i]!)) return;
    const { of: model, ofForeign, foreignThing } = this.#model;
    const cue = cues.behind[i]!;
    let p = ofForeign * model.foreignFirst[points[i]!]! * SCALE;
    // Of the parts before, and the part that is read as the list may have it.
    let parts = 0;
    let base = ofForeign;
    let hash = mix(0, points[i]!);
    let scale = SCALE;
    for (let length = 2, syllables = 1; i + length <= n; length++) {
      const point = points[i + length - 1]!;
      const joined = joins(points[i + length - 2]!);
      if (joins(point)) {
        if (joined) return;
        // Nothing else has a point between syllables.
        p = Math.max(p, base * this.#listed(hash) * scale) * (point === DOT ? 0.12 : 0.02) * SCALE;
        base = p;
        hash = 0;
        scale = 1;
        parts += 1;
        continue;
      }
      if (++syllables > LONGEST_FOREIGN) return;
      hash = mix(hash, point);
      scale *= SCALE;
      if (!joined) {
        let here = p * 0.25 * model.foreignLast[point]! * SCALE;
        if (parts > 0) here = Math.max(here, base * 0.25 * this.#listed(hash) * scale);
        else if (here > LEAST) this.#word(i, i + length, here * foreignThing);
        if (here > LEAST) this.#name(i, i + length, here * cue * this.#whole(points, i, i + length, n), cues);
      }
      p *= 0.75 * model.foreign[point]! * SCALE;
      if (p < LEAST && parts === 0) return;
    }
  }

  #ofSyllables(points: Uint16Array, from: number, to: number): boolean {
    const { syllable } = this.#model;
    for (let i = from; i < to; i++) if (syllable[points[i]!] === 0) return false;
    return true;
  }

  /** Less than 1 where syllables of foreign names stand right beside. */
  #whole(points: Uint16Array, from: number, to: number, n: number): number {
    const { syllable } = this.#model;
    return (
      (from > 0 && syllable[points[from - 1]!] === 1 ? GOES_ON : 1) *
      (to < n && syllable[points[to]!] === 1 ? GOES_ON : 1)
    );
  }

  /** What the list knows of a part of a foreign name. */
  #listed(hash: number): number {
    const slot = this.#model.slot(hash);
    return slot < 0 ? 0 : LISTED * this.#model.nameAt(slot);
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
