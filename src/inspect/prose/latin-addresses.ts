/**
 * Postal addresses in text in Latin script. An address is told by its street (a number and a street's word on either
 * side of a name) or by a flat, a box, a code that a cue announces; from there it goes on over town, country and code.
 */

import { ADDRESS_CUE, NO_NAME, ORGANISATION, PARTICLE, PLACE, STREET, STREET_FIRST, UNIT } from './latin-lists.ts';
import type { Tell } from './latin-names.ts';
import {
  ALL_CAPITALS,
  APOSTROPHE,
  CAPITAL,
  CODE,
  COMMA,
  DOT,
  HYPHEN,
  type LatinTokens,
  NEWLINE,
  NUMBER,
  OTHER,
  SPACE,
  STREET_END,
} from './latin-tokens.ts';
import { GIVEN } from './latin-words.ts';

const MOST_STREET_WORDS = 6;
const MOST_DIGITS = 5;
/** Words that an address may have behind its street. */
const MOST_MORE = 14;

/** Tells of each address and marks its tokens in `taken`. */
export function findLatinAddresses(tokens: LatinTokens, taken: Uint8Array, tell: Tell): void {
  for (let i = 0; i < tokens.count; ) {
    anchorStart = i;
    const percent = anchor(tokens, i);
    if (percent === 0) {
      i += 1;
      continue;
    }
    const last = goOn(tokens, anchorEnd);
    tell(anchorStart, last, percent);
    taken.fill(1, anchorStart, last + 1);
    i = last + 1;
  }
}

/** First and last token of what {@link anchor} found. */
let anchorStart = 0;
let anchorEnd = 0;

/** Per cent that an address begins at `i`, or 0. */
function anchor(tokens: LatinTokens, i: number): number {
  const { bits } = tokens;
  const b = bits[i]!;
  if ((b & NUMBER) !== 0) return isHouseNumber(tokens, i) ? behindNumber(tokens, i) : 0;
  if ((b & UNIT) !== 0 && isNumberNext(tokens, i) && tokens.length[i + 1]! <= MOST_DIGITS) {
    anchorEnd = i + 1;
    return 60;
  }
  if ((b & ADDRESS_CUE) !== 0) return codeBehind(tokens, i);
  if ((b & (CAPITAL | STREET_END | STREET_FIRST)) === 0) return 0;
  return streetThenNumber(tokens, i, 0);
}

const isHouseNumber = (tokens: LatinTokens, i: number): boolean => tokens.length[i]! <= MOST_DIGITS;

function isNumberNext(tokens: LatinTokens, i: number): boolean {
  const gap = tokens.gap[i + 1]!;
  return i + 1 < tokens.count && (gap === SPACE || gap === DOT) && (tokens.bits[i + 1]! & NUMBER) !== 0;
}

/** `12 Main Street`, `95 Lille Vibyvej 8`, `53 4624 St Jean Baptiste St`. */
function behindNumber(tokens: LatinTokens, i: number): number {
  const { bits, gap, count } = tokens;
  let at = i + 1;
  if (at < count && gap[at] === SPACE && (bits[at]! & NUMBER) !== 0 && isHouseNumber(tokens, at)) at += 1;
  if (at >= count || gap[at] !== SPACE) return 0;
  let street = false;
  let words = 0;
  let end = -1;
  for (; at < count && words < MOST_STREET_WORDS; at++, words++) {
    const b = bits[at]!;
    if (words > 0 && !isStreetGap(tokens, at)) break;
    if ((b & NUMBER) !== 0) {
      if (words === 0 || !isHouseNumber(tokens, at)) return 0;
      // A number on both sides of a name: of the house and of the flat, or of the street.
      anchorEnd = at;
      return street
        ? 80
        : words > 1 || (bits[at - 1]! & (STREET_END | STREET)) !== 0
          ? 66
          : capitalsBefore(tokens, i, at)
            ? 62
            : 0;
    }
    const isStreet =
      (b & (STREET | STREET_END | STREET_FIRST)) !== 0 && (words > 0 || (b & (STREET_END | STREET_FIRST)) !== 0);
    if ((b & CAPITAL) === 0 && !isStreet && (b & PARTICLE) === 0 && !street && words > 1) break;
    if ((b & CAPITAL) === 0 && !isStreet && (b & PARTICLE) === 0 && words <= 1 && !isSmallStreet(tokens, at)) break;
    if (isStreet) {
      street = true;
      end = at;
    } else if (street && (b & CAPITAL) === 0) break;
  }
  if (end < 0) return 0;
  anchorEnd = end;
  return 70;
}

/** In text without capitals a street's word must follow soon. */
function isSmallStreet(tokens: LatinTokens, at: number): boolean {
  for (let t = at + 1; t < tokens.count && t <= at + 2; t++) {
    if (tokens.gap[t] !== SPACE) return false;
    if ((tokens.bits[t]! & (STREET | STREET_END)) !== 0) return true;
  }
  return false;
}

function capitalsBefore(tokens: LatinTokens, from: number, to: number): boolean {
  for (let t = from + 1; t < to; t++)
    if ((tokens.bits[t]! & CAPITAL) !== 0 && (tokens.bits[t]! & (NO_NAME | ORGANISATION)) === 0) return true;
  return false;
}

function isStreetGap(tokens: LatinTokens, at: number): boolean {
  const gap = tokens.gap[at]!;
  return gap === SPACE || gap === HYPHEN || gap === APOSTROPHE || (gap === DOT && tokens.length[at - 1]! <= 4);
}

/** `Wiesenstrasse 31`, `Rue Hsine Eloued 6`, `Λεωφόρος Β. Αλεξάνδρου 189`. */
function streetThenNumber(tokens: LatinTokens, i: number, least: number): number {
  const { bits, count } = tokens;
  let street = false;
  for (let at = i; at < count && at - i < MOST_STREET_WORDS; at++) {
    if (at > i && !isStreetGap(tokens, at)) return 0;
    const b = bits[at]!;
    if ((b & NUMBER) !== 0) {
      if (!street || at - i <= least || !isHouseNumber(tokens, at) || tokens.gap[at] === HYPHEN) return 0;
      anchorEnd = at;
      return 68;
    }
    if ((b & CAPITAL) === 0 && (b & (PARTICLE | STREET | STREET_END | STREET_FIRST)) === 0) return 0;
    if ((b & STREET_END) !== 0 || (at === i && (b & STREET_FIRST) !== 0) || (at > i && (b & STREET) !== 0))
      street = true;
  }
  return 0;
}

/** `zip code is 93613`, `FPO AE 05609`. */
function codeBehind(tokens: LatinTokens, i: number): number {
  const { bits, count } = tokens;
  if (!isCodeCue(tokens, i)) return 0;
  for (let at = i + 1; at < count && at <= i + 4; at++) {
    if ((bits[at]! & NUMBER) !== 0 && tokens.length[at]! >= 4 && tokens.length[at]! <= 6) {
      anchorStart = at;
      anchorEnd = at;
      return 60;
    }
    if ((bits[at]! & CAPITAL) !== 0 || tokens.gap[at] === DOT || tokens.gap[at] === NEWLINE) return 0;
  }
  return 0;
}

/** zip, postcode, postal. */
const isCodeCue = (tokens: LatinTokens, i: number): boolean =>
  tokens.length[i] === 3 || tokens.length[i] === 8 || (tokens.length[i] === 6 && (tokens.bits[i]! & STREET) === 0);

/** From the street on over flat, town, country and code; gives the last token. */
function goOn(tokens: LatinTokens, end: number): number {
  const { bits, gap, count } = tokens;
  let last = end;
  for (let at = end + 1; at < count && at - end <= MOST_MORE; at++) {
    const b = bits[at]!;
    const g = gap[at]!;
    if (g === OTHER) break;
    if (g === DOT && (b & (UNIT | NUMBER)) === 0 && tokens.length[at - 1]! > 4) break;
    if ((b & UNIT) !== 0 && isNumberNext(tokens, at)) {
      last = at + 1;
      at += 1;
    } else if ((b & NUMBER) !== 0) {
      if (tokens.length[at]! > 6) break;
      last = at;
      if (tokens.length[at]! >= 4) break;
    } else if (
      (b & CAPITAL) !== 0 &&
      (b & (CODE | NO_NAME)) === 0 &&
      (g === COMMA || g === NEWLINE || last >= at - 3 || (b & PLACE) !== 0)
    ) {
      if (g === DOT && (b & (ALL_CAPITALS | PLACE)) === 0) break;
      if ((b & GIVEN) !== 0 && g === SPACE && (b & PLACE) === 0 && last === end) break;
      last = at;
    } else if ((b & (PARTICLE | NO_NAME)) === 0 && !(tokens.length[at]! <= 3)) break;
  }
  return last;
}
