/**
 * Names of people and places in text in Latin script, read off its tokens by a sum of evidence: known given and family
 * names, ends of family names, titles and cues on both sides, against firms, streets, places and common words.
 */

import {
  AND,
  CALENDAR,
  CUE,
  DOES,
  NAME_CUE,
  NO_NAME,
  OF_PLACE,
  ORGANISATION,
  PARTICLE,
  PLACE,
  SAYS,
  STREET,
  TITLE,
  TO_PLACE,
  UNIT,
} from './latin-lists.ts';
import {
  ALL_CAPITALS,
  APOSTROPHE,
  CAMEL,
  CAPITAL,
  COMMA,
  DOT,
  FAMILY_END,
  HYPHEN,
  INITIAL,
  type LatinTokens,
  NEWLINE,
  NUMBER,
  SPACE,
  STREET_END,
} from './latin-tokens.ts';
import { COMMON_WORD, FAMILY, GIVEN, RARE_WORD } from './latin-words.ts';

/** From this sum on a name is likelier than not. */
const ENOUGH = 1.5;
const MOST_WORDS = 5;

/** Told of each name and place: tokens `[first, last]`, per cent. */
export type Tell = (first: number, last: number, percent: number) => void;

/** Tokens that belong to something else already have 1 in `taken`. */
export function findLatinNames(tokens: LatinTokens, taken: Uint8Array, name: Tell, place: Tell): void {
  for (let i = 0; i < tokens.count; ) i = isStart(tokens, taken, i) ? readName(tokens, taken, i, name, place) : i + 1;
}

function isStart(tokens: LatinTokens, taken: Uint8Array, i: number): boolean {
  const bits = tokens.bits[i]!;
  return (
    taken[i] === 0 &&
    (bits & NUMBER) === 0 &&
    ((bits & CAPITAL) !== 0 || (bits & (GIVEN | COMMON_WORD)) === GIVEN || (bits & (PLACE | COMMON_WORD)) === PLACE)
  );
}

/** Whether `j` goes on what `j - 1` is part of. */
function isJoined(tokens: LatinTokens, taken: Uint8Array, j: number): boolean {
  if (j >= tokens.count || taken[j] !== 0) return false;
  const gap = tokens.gap[j]!;
  const bits = tokens.bits[j]!;
  if (gap === DOT) return (tokens.bits[j - 1]! & (INITIAL | TITLE)) !== 0 && (bits & CAPITAL) !== 0;
  if (gap !== SPACE && gap !== HYPHEN && gap !== APOSTROPHE) return false;
  if ((bits & CAPITAL) !== 0) return true;
  if ((bits & PARTICLE) !== 0)
    return (
      gap === SPACE &&
      j + 1 < tokens.count &&
      tokens.gap[j + 1] === SPACE &&
      ((tokens.bits[j + 1]! & CAPITAL) !== 0 ||
        ((tokens.bits[j + 1]! & PARTICLE) !== 0 && (tokens.bits[j + 2]! & CAPITAL) !== 0))
    );
  return false;
}

function readName(tokens: LatinTokens, taken: Uint8Array, start: number, name: Tell, place: Tell): number {
  const { bits } = tokens;
  if ((bits[start]! & CAPITAL) === 0 && (bits[start]! & PLACE) !== 0 && smallPlace(tokens, start, place))
    return start + 1;
  if ((bits[start]! & CAPITAL) === 0) return smallName(tokens, taken, start, name);
  let first = start;
  let end = start + 1;
  while (end - start < MOST_WORDS + 2 && isJoined(tokens, taken, end)) end += 1;
  let title = false;
  while (first < end && (bits[first]! & TITLE) !== 0 && (bits[first]! & ALL_CAPITALS) === 0) {
    title = true;
    first += 1;
  }
  while (first < end && !title && isOnlyWord(bits[first]!)) first += 1;
  if (first === end) return end;
  let last = first;
  while (last + 1 < end && last - first + 1 < MOST_WORDS && !isOnlyWord(bits[last + 1]!) && !isOther(bits[last + 1]!))
    last += 1;
  if (last === first && last + 2 === end && tokens.isSentence && isWordAsFamily(bits[first]!, bits[last + 1]!))
    last += 1;
  const behind = last + 1;
  const rest = Math.max(behind, first + 1);
  if (isFirm(tokens, last)) return skipFirm(tokens, behind, end);
  const places = placeWorth(tokens, first, last);
  const sum = title
    ? 3 + nameWorth(tokens, first, last)
    : contextOf(tokens, taken, start, first, behind) + nameWorth(tokens, first, last);
  if (sum >= ENOUGH && sum > places) {
    name(first, last, Math.min(88, Math.round(54 + 7 * (sum - ENOUGH))));
    return rest;
  }
  if (places >= ENOUGH) place(first, last, Math.min(85, Math.round(54 + 7 * (places - ENOUGH))));
  return rest;
}

/** A word of the language and nobody's name. */
const isOnlyWord = (bits: number): boolean =>
  ((bits & COMMON_WORD) !== 0 && (bits & (GIVEN | FAMILY | PLACE)) === 0) || (bits & NO_NAME) !== 0;
const isOther = (bits: number): boolean => (bits & (ORGANISATION | UNIT)) !== 0 && (bits & (GIVEN | FAMILY)) === 0;

/** Burns, Woods, Small: behind a given name, written with a capital, a word is a family's name. */
function isWordAsFamily(given: number, word: number): boolean {
  if ((given & GIVEN) === 0 || (given & (COMMON_WORD | PLACE)) !== 0) return false;
  return (word & (NO_NAME | ORGANISATION | UNIT | STREET | OF_PLACE | PLACE | ALL_CAPITALS | CAMEL | TITLE)) === 0;
}

/** What the words themselves say. */
function nameWorth(tokens: LatinTokens, first: number, last: number): number {
  const { bits } = tokens;
  let sum = last > first ? 0 : -1.5;
  for (let t = first; t <= last; t++) {
    const b = bits[t]!;
    if ((b & PARTICLE) !== 0 && (b & CAPITAL) === 0) {
      sum += 0.5;
      continue;
    }
    const weak = (b & COMMON_WORD) !== 0 ? 0.4 : (b & RARE_WORD) !== 0 ? 0.75 : 1;
    if ((b & INITIAL) !== 0) sum += t > first ? 0.7 : 0.2;
    else if (t === first)
      sum += (b & GIVEN) !== 0 ? 3 * weak : (b & FAMILY) !== 0 ? 1.6 * weak : (b & FAMILY_END) !== 0 ? 1 : 0;
    else
      sum +=
        (b & FAMILY) !== 0
          ? 2 * weak
          : (b & GIVEN) !== 0
            ? 1.5 * weak
            : (b & FAMILY_END) !== 0
              ? 1.6
              : (b & (COMMON_WORD | RARE_WORD)) !== 0
                ? -1
                : 0.5;
    if ((b & (PLACE | CALENDAR)) !== 0) sum -= t === first && last > first ? 1 : 2.5;
    if ((b & CAMEL) !== 0) sum -= 1.5;
    if ((b & (STREET | STREET_END)) !== 0 && t > first) sum -= 2;
    if ((b & ALL_CAPITALS) !== 0) sum -= 0.5;
  }
  return sum;
}

/** A given name that is neither a word nor a place. */
const isOnlyGiven = (bits: number): boolean => (bits & (GIVEN | COMMON_WORD | RARE_WORD | PLACE)) === GIVEN;

/** What stands around says: cues, verbs, places, numbers. */
function contextOf(tokens: LatinTokens, taken: Uint8Array, start: number, first: number, behind: number): number {
  const { bits, gap, count } = tokens;
  let sum = 0;
  const before = start - 1;
  const alone = behind - first === 1;
  if (first > start) sum -= 0.3;
  else if (before >= 0 && gap[start]! !== NEWLINE && (gap[start] !== DOT || (bits[before]! & TITLE) !== 0)) {
    const b = bits[before]!;
    const cuedBy = (b & DOES) !== 0 && before > 0 ? bits[before - 1]! & (CUE | NAME_CUE) : 0;
    if ((b & NAME_CUE) !== 0 && gap[start] !== COMMA) sum += 3.2;
    else if ((b & SAYS) !== 0 && gap[start] === SPACE) sum += 1.6;
    else if ((b & CUE) !== 0) sum += 2;
    else if (cuedBy !== 0) sum += (cuedBy & NAME_CUE) !== 0 ? 3.2 : 2;
    else if ((b & TO_PLACE) !== 0) sum -= !alone ? 0.8 : isOnlyGiven(bits[first]!) ? 0 : 1.2;
    else if ((b & NUMBER) !== 0) sum -= gap[start] === SPACE ? 2 : 0;
    else if (gap[start] === SPACE && (b & CAPITAL) === 0) sum += 0.5;
    if ((b & AND) !== 0 && before > 0 && (bits[before - 1]! & CAPITAL) !== 0) sum += 0.6;
  }
  if (behind < count) {
    const b = bits[behind]!;
    const g = gap[behind]!;
    if ((b & AND) !== 0 && g === SPACE && behind + 1 < count && (bits[behind + 1]! & CAPITAL) !== 0) sum += 0.6;
    if ((b & DOES) !== 0 && (g === SPACE || g === COMMA)) sum += 1;
    else if (g === APOSTROPHE && tokens.length[behind] === 1) sum += 0.3;
    else if ((b & NUMBER) !== 0 && (g === SPACE || g === HYPHEN)) sum -= 1;
    else if ((b & (STREET | OF_PLACE)) !== 0 && g === SPACE && taken[behind] === 0) sum -= 2.5;
    else if ((b & (ORGANISATION | COMMON_WORD)) !== 0 && (b & CAPITAL) !== 0 && g === SPACE) sum -= 1;
  }
  return sum;
}

function isFirm(tokens: LatinTokens, last: number): boolean {
  const { bits, gap, count } = tokens;
  for (let t = last; t <= last + 2 && t < count; t++) {
    if (t > last && gap[t] !== SPACE && gap[t] !== COMMA) return false;
    if (t > last && (bits[t]! & CAPITAL) === 0) return false;
    if ((bits[t]! & ORGANISATION) !== 0 && (bits[t]! & CAPITAL) !== 0 && t > last) return true;
  }
  return false;
}

function skipFirm(tokens: LatinTokens, behind: number, end: number): number {
  let at = behind;
  while (at < end && (tokens.bits[at]! & CAPITAL) !== 0) at += 1;
  return Math.max(at, behind);
}

/** How much speaks for a place: its own name, what leads to it, what kind of place is said behind. */
function placeWorth(tokens: LatinTokens, first: number, last: number): number {
  const { bits, gap, count } = tokens;
  let sum = 0;
  let known = false;
  for (let t = first; t <= last; t++) if ((bits[t]! & PLACE) !== 0) known = true;
  if (known) sum += first === last ? 2.2 : 1.2;
  if (first > 0 && (gap[first] === SPACE || gap[first] === NEWLINE)) {
    const b = bits[first - 1]!;
    if ((b & TO_PLACE) !== 0)
      sum += (bits[first]! & (CALENDAR | INITIAL)) !== 0 ? 0 : first === last && isOnlyGiven(bits[first]!) ? 0.8 : 1.6;
  }
  if (first > 0 && gap[first] === COMMA && (bits[first - 1]! & CAPITAL) !== 0) sum += 0.6;
  if (last + 1 < count && gap[last + 1] === SPACE && (bits[last + 1]! & OF_PLACE) !== 0) sum += 1.5;
  for (let t = first; t <= last; t++)
    if ((bits[t]! & CAMEL) !== 0 || ((bits[t]! & COMMON_WORD) !== 0 && !known)) sum -= 1.2;
  return sum;
}

/** Two known names in small letters: `alexandra fowler`; one behind a cue or a title; more where nothing has a capital. */
function smallName(tokens: LatinTokens, taken: Uint8Array, at: number, name: Tell): number {
  const { bits, gap, count } = tokens;
  const next = at + 1;
  if ((bits[at]! & (RARE_WORD | PLACE | CALENDAR | CUE | PARTICLE)) !== 0) return next;
  const before = at - 1;
  const cued = before >= 0 && (gap[at] === SPACE || gap[at] === DOT) && isSmallCue(tokens, before);
  if (next < count && gap[next] === SPACE && taken[next] === 0 && (bits[next]! & (CAPITAL | NUMBER)) === 0) {
    const b = bits[next]!;
    const isWord = (b & (COMMON_WORD | RARE_WORD | PLACE)) !== 0;
    if (!isWord && (b & (FAMILY | FAMILY_END)) !== 0) {
      name(at, next, 62);
      return next + 1;
    }
    if (!isWord && (cued || !tokens.hasCapitals) && tokens.length[next]! > 3 && (b & (DOES | ORGANISATION)) === 0) {
      name(at, next, 55);
      return next + 1;
    }
  }
  if (cued) name(at, at, 55);
  return next;
}

function isSmallCue(tokens: LatinTokens, before: number): boolean {
  const b = tokens.bits[before]!;
  if ((b & CAPITAL) !== 0) return false;
  return (
    (b & (TITLE | CUE | NAME_CUE)) !== 0 ||
    ((b & DOES) !== 0 && before > 0 && (tokens.bits[before - 1]! & NAME_CUE) !== 0)
  );
}

/** A country or city in small letters where nothing has a capital, or behind what leads to a place. */
function smallPlace(tokens: LatinTokens, at: number, place: Tell): boolean {
  const leads = at > 0 && tokens.gap[at] === SPACE && (tokens.bits[at - 1]! & TO_PLACE) !== 0;
  if (tokens.hasCapitals && !leads) return false;
  place(at, at, leads ? 65 : 56);
  return true;
}
