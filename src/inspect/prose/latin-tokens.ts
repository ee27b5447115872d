/** Cuts text into words and numbers with what is known of each, so that names and addresses can be read off them. */
import { classOf, FOLDED, foldOf, LETTER, UPPER } from './latin-fold.ts';
import { ADDRESS_CUE, bitsOf, CUE, FAMILY_ENDS, NAME_CUE, PHONE_CUE, SAYS, STREET_ENDS, TITLE } from './latin-lists.ts';
import { COMMON_WORD, FIRST, LatinWords, step } from './latin-words.ts';
import { PACKED } from './latin-words-packed.ts';

/** Most words looked at together. */
export const MOST_TOKENS = 1024;

// Further bits, beside those of words (0 to 3) and of lists (4 to 17).
export const CAPITAL = 1 << 18;
export const ALL_CAPITALS = 1 << 19;
export const NUMBER = 1 << 20;
export const INITIAL = 1 << 21;
/** Ends as streets do, or as family names do. */
export const STREET_END = 1 << 22;
export const FAMILY_END = 1 << 23;
/** Letters and digits: 12b, N3. */
export const CODE = 1 << 24;
/** More than one capital inside: BioFlower. */
export const CAMEL = 1 << 25;

// What stands between a token and the one before it.
export const NOTHING = 0;
export const SPACE = 1;
export const NEWLINE = 2;
export const COMMA = 3;
export const DOT = 4;
export const HYPHEN = 5;
export const APOSTROPHE = 6;
export const OTHER = 7;

/** More words than a title has. */
const SAYS_MUCH = 14;
const SPEAKS = CUE | NAME_CUE | PHONE_CUE | ADDRESS_CUE | SAYS | TITLE;

let words: LatinWords | undefined;

/** What is known of the word `bytes[start, end)`, of letters alone; see `latin-words.ts`. */
export function wordFlags(bytes: Uint8Array, start: number, end: number): number {
  words ??= new LatinWords(PACKED);
  let hash = FIRST;
  for (let i = start; i < end; ) {
    const b = bytes[i]!;
    const point = b < 0x80 ? b : pointAt(bytes, i, end);
    if (point >= FOLDED) return 0;
    hash = step(hash, foldOf[point]! || point);
    i += b < 0x80 ? 1 : 2;
  }
  return words.flags(hash);
}

export class LatinTokens {
  count = 0;
  /** Whether any word begins with a capital. */
  hasCapitals = false;
  readonly from = new Int32Array(MOST_TOKENS);
  readonly to = new Int32Array(MOST_TOKENS);
  readonly bits = new Int32Array(MOST_TOKENS);
  /** Common words in small letters, cues, and how many tokens there are besides. */
  #small = 0;
  #cues = 0;
  /** Before each token; the last element of the text is followed by OTHER. */
  readonly gap = new Uint8Array(MOST_TOKENS + 1);
  /** Letters of the word, digits of the number. */
  readonly length = new Int32Array(MOST_TOKENS);
  readonly #letters = new Uint16Array(64);

  /** Whether the text says something, as against a title, a label or a name alone. */
  get isSentence(): boolean {
    return this.#small > 1 || this.#cues > 0 || this.count > SAYS_MUCH;
  }

  /** Reads tokens from `at` on, as many as there is room for; gives where it stopped. */
  read(bytes: Uint8Array, at: number, end: number): number {
    words ??= new LatinWords(PACKED);
    this.count = 0;
    this.hasCapitals = false;
    this.#small = 0;
    this.#cues = 0;
    let gap = OTHER;
    let i = at;
    while (i < end && this.count < MOST_TOKENS) {
      const b = bytes[i]!;
      if (b >= 0x30 && b <= 0x39) {
        i = this.#number(bytes, i, end, gap);
        gap = NOTHING;
        continue;
      }
      const point = b < 0x80 ? b : pointAt(bytes, i, end);
      if (point < FOLDED && (classOf[point]! & LETTER) !== 0) {
        i = this.#word(bytes, i, end, gap);
        gap = NOTHING;
        continue;
      }
      gap = mergeGap(gap, gapOf(b, bytes, i));
      i += b < 0x80 ? 1 : b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
    }
    this.gap[this.count] = i < end ? OTHER : mergeGap(gap, OTHER);
    return Math.min(i, end);
  }

  #number(bytes: Uint8Array, from: number, end: number, gap: number): number {
    let i = from;
    while (i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39) i += 1;
    const digits = i - from;
    let bits = NUMBER;
    // One letter right behind a number belongs to it: 221B.
    if (
      i < end &&
      isAsciiLetter(bytes[i]!) &&
      !(i + 1 < end && (isAsciiLetter(bytes[i + 1]!) || bytes[i + 1]! >= 0x80))
    ) {
      bits |= CODE;
      i += 1;
    }
    this.#push(from, i, bits, gap, digits);
    return i;
  }

  #word(bytes: Uint8Array, from: number, end: number, gap: number): number {
    const letters = this.#letters;
    let hash = FIRST;
    let n = 0;
    let capitals = 0;
    let first = false;
    let i = from;
    while (i < end) {
      const b = bytes[i]!;
      const point = b < 0x80 ? b : pointAt(bytes, i, end);
      if (point >= FOLDED || (classOf[point]! & LETTER) === 0) break;
      if ((classOf[point]! & UPPER) !== 0) {
        capitals += 1;
        if (n === 0) first = true;
      }
      const letter = foldOf[point]!;
      hash = step(hash, letter);
      if (n < letters.length) letters[n] = letter;
      n += 1;
      i += b < 0x80 ? 1 : 2;
    }
    let bits = words!.flags(hash) | bitsOf(hash);
    if (first) {
      bits |= CAPITAL;
      this.hasCapitals = true;
    }
    if (capitals === n && n > 1) bits |= ALL_CAPITALS;
    else if (capitals > 1 && !(capitals === 2 && isMac(letters))) bits |= CAMEL;
    if (n === 1 && first) bits |= INITIAL;
    if (!first && (bits & COMMON_WORD) !== 0) this.#small += 1;
    if ((bits & SPEAKS) !== 0) this.#cues += 1;
    const known = Math.min(n, letters.length);
    if (n > 5 && endsWith(letters, known, STREET_ENDS, 1)) bits |= STREET_END;
    if (n > 4 && endsWith(letters, known, FAMILY_ENDS, 2)) bits |= FAMILY_END;
    this.#push(from, i, bits, gap, n);
    return i;
  }

  #push(from: number, to: number, bits: number, gap: number, length: number): void {
    const n = this.count;
    this.from[n] = from;
    this.to[n] = to;
    this.bits[n] = bits;
    this.gap[n] = gap;
    this.length[n] = length;
    this.count = n + 1;
  }
}

const isAsciiLetter = (b: number): boolean => (b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a;
/** McDonald, MacArthur. */
const isMac = (letters: Uint16Array): boolean => letters[0] === 0x6d && (letters[1] === 0x63 || letters[2] === 0x63);

function pointAt(bytes: Uint8Array, at: number, end: number): number {
  const b = bytes[at]!;
  return b >= 0xc2 && b < 0xe0 && at + 1 < end ? ((b & 0x1f) << 6) | (bytes[at + 1]! & 0x3f) : FOLDED;
}

function endsWith(letters: Uint16Array, n: number, ends: readonly (readonly number[])[], least: number): boolean {
  next: for (const end of ends) {
    if (n < end.length + least) continue;
    for (let i = 0; i < end.length; i++) if (letters[n - end.length + i] !== end[i]) continue next;
    return true;
  }
  return false;
}

function gapOf(b: number, bytes: Uint8Array, at: number): number {
  if (b === 0x20 || b === 0x09 || (b === 0xc2 && bytes[at + 1] === 0xa0)) return SPACE;
  if (b === 0x0a || b === 0x0d) return NEWLINE;
  if (b === 0x2c) return COMMA;
  if (b === 0x2e) return DOT;
  if (b === 0x2d) return HYPHEN;
  if (b === 0x27 || (b === 0xe2 && bytes[at + 1] === 0x80 && bytes[at + 2] === 0x99)) return APOSTROPHE;
  return OTHER;
}

/** Of what stands between two tokens the strongest counts; `. ` stays a point, `,\n` a comma. */
function mergeGap(a: number, b: number): number {
  if (a === NOTHING || a === b) return b;
  if (b === SPACE) return a;
  if (a === SPACE) return b;
  if (a === OTHER || b === OTHER) return a === NEWLINE || b === NEWLINE ? NEWLINE : OTHER;
  if (a === NEWLINE || b === NEWLINE) return NEWLINE;
  return OTHER;
}
