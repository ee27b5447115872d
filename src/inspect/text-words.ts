/**
 * What shows by words inside running text, Chinese or English: a person's health, a name beside a word that announces
 * one or beside a phone number, an address. Precision first: what is in doubt is given below 50 per cent.
 */

import { KIND_INDEX } from '../model/kinds.ts';
import { AddressInText } from './address-in-text.ts';
import { hanAt, isDigitByte, isLetterByte, spaceAt } from './bytes.ts';
import { type CellFindings, pack } from './cell-findings.ts';
import { EVIDENCE_BIT } from './kinds/result.ts';
import { hanName, isCompoundSurname, isFrequentSurname, isLatinName, isNeverInName } from './names.ts';
import {
  AFTER_NAME,
  BEFORE_NAME,
  HEALTH_ENGLISH,
  HEALTH_IN_TEXT,
  HEALTH_WORDS,
  NOT_IN_NAMES_IN_TEXT,
} from './words/lists.ts';

const HEALTH = 1;
const NAME_FOLLOWS = 2;
const NAME_BEFORE = 3;
const LATIN_TITLE = 4;
const LATIN_CUE = 5;

interface Word {
  readonly bytes: Uint8Array;
  readonly means: number;
}
/** Lists of words by first character, longer words first; `lists[0]` is no list. */
const lists: Word[][] = [[]];
const begins = new Uint16Array(0x10000);
for (const [list, means] of [
  [HEALTH_WORDS, HEALTH],
  [HEALTH_IN_TEXT, HEALTH],
  [HEALTH_ENGLISH, HEALTH],
  [BEFORE_NAME, NAME_FOLLOWS],
  [AFTER_NAME, NAME_BEFORE],
  ['mr mrs ms miss dr prof', LATIN_TITLE],
  ['name named dear contact attn patient customer client consignee recipient sincerely regards', LATIN_CUE],
] as const) {
  for (const text of list.split(' ')) {
    const first = text.codePointAt(0)!;
    if (begins[first] === 0) begins[first] = lists.push([]) - 1;
    lists[begins[first]!]!.push({ bytes: Buffer.from(text), means });
  }
}
for (const same of lists) same.sort((a, b) => b.bytes.length - a.bytes.length);
const endsName = new Uint8Array(0x10000);
for (const c of NOT_IN_NAMES_IN_TEXT) endsName[c.codePointAt(0)!] = 1;

/** Han characters side by side; letters. */
export const HAN_TEXT = 1;
export const LATIN_TEXT = 2;

/** A division and a road without a number, in bytes. */
const LEAST_ADDRESS = 18;
const NAME = KIND_INDEX['person.name'];
const HEALTH_KIND = KIND_INDEX.health;
const { dictionary, context } = EVIDENCE_BIT;

export class TextWords {
  readonly #addresses = new AddressInText();

  /**
   * Adds what it finds in `bytes[start, end)` to `out` under the number `cell`. Gives in what scripts the text has
   * words, of which names can be told by a closer look alone.
   */
  find(bytes: Uint8Array, start: number, end: number, cell: number, out: CellFindings): number {
    if (!mayHaveWords(bytes, start, end)) return 0;
    let digits = 0;
    let scripts = 0;
    for (let i = start; i < end; ) {
      const b = bytes[i]!;
      if (b < 0x80) {
        if (isLetterByte(b)) {
          scripts |= LATIN_TEXT;
          i = this.#latin(bytes, i, end, cell, out);
        } else {
          if (isDigitByte(b)) digits += 1;
          i += 1;
        }
        continue;
      }
      const point = hanAt(bytes, i, end);
      if (point === 0) {
        // Latin letters with marks, Greek, Cyrillic.
        if (b >= 0xc3 && b < 0xd8) scripts |= LATIN_TEXT;
        i += b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1;
        continue;
      }
      if (hanAt(bytes, i + 3, end) !== 0) scripts |= HAN_TEXT;
      const list = begins[point]!;
      const word = list === 0 ? undefined : wordAt(list, bytes, i, end);
      if (word === undefined) {
        i += 3;
        continue;
      }
      const behind = i + word.bytes.length;
      if (word.means === HEALTH) out.push(cell, i, behind, pack(HEALTH_KIND, 72, dictionary));
      else if (word.means === NAME_BEFORE) nameBefore(bytes, start, i, cell, out);
      i = word.means === NAME_FOLLOWS ? nameAfter(bytes, behind, end, cell, out) : behind;
    }
    if (digits > 0 || end - start >= LEAST_ADDRESS) this.#addresses.find(bytes, start, end, cell, out);
    return scripts;
  }

  /** A word of letters that begins at `at`; gives where it ends. */
  #latin(bytes: Uint8Array, at: number, end: number, cell: number, out: CellFindings): number {
    let to = at + 1;
    while (to < end && isLetterByte(bytes[to]!)) to += 1;
    const list = begins[bytes[at]! | 0x20]!;
    if (list === 0) return to;
    const word = wordAt(list, bytes, at, to);
    if (word === undefined || at + word.bytes.length !== to) return to;
    if (word.means === HEALTH) {
      out.push(cell, at, to, pack(HEALTH_KIND, 65, dictionary));
      return to;
    }
    return word.means === LATIN_TITLE || word.means === LATIN_CUE
      ? latinName(bytes, to, end, word.means === LATIN_TITLE, cell, out)
      : to;
  }
}

/** A quick no for codes, numbers and dates: no character beyond ASCII, and no letter before a space. */
function mayHaveWords(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 6) return false;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (b >= 0x80 || (b === 0x20 && i > start && isLetterByte(bytes[i - 1]!))) return true;
  }
  return false;
}

function wordAt(list: number, bytes: Uint8Array, at: number, end: number): Word | undefined {
  const words = lists[list]!;
  next: for (let w = 0; w < words.length; w++) {
    const word = words[w]!.bytes;
    if (at + word.length > end) continue;
    for (let i = 0; i < word.length; i++) {
      const b = bytes[at + i]!;
      if ((b >= 0x41 && b <= 0x5a ? b | 0x20 : b) !== word[i]) continue next;
    }
    return words[w];
  }
  return undefined;
}

/** Behind what separates two things: a space, a colon, a comma, a bracket; also full-width, and 是 or 为. */
function skipSeparators(bytes: Uint8Array, at: number, end: number): number {
  for (;;) {
    const n = at < end ? separatorAt(bytes, at) : 0;
    if (n === 0) return at;
    at += n;
  }
}

function separatorAt(bytes: Uint8Array, at: number): number {
  const b = bytes[at]!;
  if (
    b === 0x3a ||
    b === 0x2c ||
    b === 0x2f ||
    b === 0x28 ||
    b === 0x29 ||
    b === 0x3b ||
    b === 0x2d ||
    b === 0x7c ||
    b === 0x3d
  )
    return 1;
  // ::,,;;((、 and the like: U+3001, U+FF01 to FF1F.
  if (b === 0xef && bytes[at + 1] === 0xbc && bytes[at + 2]! < 0xa0 && bytes[at + 2]! > 0x80) return 3;
  if (b === 0xe3 && bytes[at + 1] === 0x80 && bytes[at + 2]! <= 0x91) return 3;
  return spaceAt(bytes, at);
}

/** Bytes of the surname that begins at `at`: 6 for a compound one, 3, or 0. */
function surnameBytes(bytes: Uint8Array, at: number, end: number): number {
  const first = hanAt(bytes, at, end);
  if (first === 0) return 0;
  const second = hanAt(bytes, at + 3, end);
  if (second !== 0 && isCompoundSurname(first, second)) return 6;
  return isFrequentSurname(first) && !isNeverInName(first) ? 3 : 0;
}

const canBeGiven = (point: number): boolean => point !== 0 && !isNeverInName(point) && endsName[point] === 0;

/** A surname and one or two characters behind the word. Gives where to go on. */
function nameAfter(bytes: Uint8Array, at: number, end: number, cell: number, out: CellFindings): number {
  let from = skipSeparators(bytes, at, end);
  const said = hanAt(bytes, from, end);
  if (said === 0x662f || said === 0x4e3a || said === 0x53eb) from = skipSeparators(bytes, from + 3, end);
  const surname = surnameBytes(bytes, from, end);
  if (surname === 0) return at;
  let to = from + surname;
  while (to - from < surname + 6 && canBeGiven(hanAt(bytes, to, end))) to += 3;
  if (to === from + surname) return at;
  out.push(cell, from, to, pack(NAME, 70, dictionary | context));
  return to;
}

/** Up to three characters before 先生 and the like; a surname alone hardly says who it is. */
function nameBefore(bytes: Uint8Array, start: number, at: number, cell: number, out: CellFindings): void {
  for (let length = 9; length >= 3; length -= 3) {
    const from = at - length;
    if (from < start) continue;
    const surname = surnameBytes(bytes, from, at);
    if (surname === 0 || surname > length) continue;
    let fits = true;
    for (let i = from + surname; i < at && fits; i += 3) fits = canBeGiven(hanAt(bytes, i, at));
    if (!fits) continue;
    out.push(cell, from, at, pack(NAME, surname === length ? 40 : 65, dictionary | context));
    return;
  }
}

/**
 * One to three capitalised words behind a title (`Mr John Smith`), or two to three of which one is a known name behind
 * a cue (`name: John Smith`). Gives where to go on.
 */
function latinName(
  bytes: Uint8Array,
  at: number,
  end: number,
  title: boolean,
  cell: number,
  out: CellFindings,
): number {
  let from = at;
  if (bytes[from] === 0x2e) from += 1;
  from = skipSeparators(bytes, from, end);
  for (const small of ['is ', 'was ', 'of ']) if (startsWith(bytes, from, end, small)) from += small.length;
  for (const small of ['mr', 'ms', 'mrs', 'dr']) {
    if (
      !startsWith(bytes, from, end, small) ||
      !(bytes[from + small.length] === 0x2e || bytes[from + small.length] === 0x20)
    )
      continue;
    return at;
  }
  if (from === at) return at;
  let words = 0;
  let known = false;
  let to = from;
  for (let i = from; words < 3 && i < end && bytes[i]! >= 0x41 && bytes[i]! <= 0x5a; ) {
    const begin = i;
    while (i < end && (isLetterByte(bytes[i]!) || bytes[i] === 0x27 || bytes[i]! >= 0xc3))
      i += bytes[i]! >= 0xc3 ? 2 : 1;
    if (i - begin === 1 && bytes[i] === 0x2e) i += 1;
    else if (isLatinName(bytes, begin, i)) known = true;
    to = i;
    words += 1;
    if (bytes[i] !== 0x20) break;
    i += 1;
  }
  if (words === 0) return at;
  if (title) out.push(cell, from, to, pack(NAME, words > 1 ? 70 : known ? 50 : 40, context));
  else if (words > 1 && known) out.push(cell, from, to, pack(NAME, 68, dictionary | context));
  else return at;
  return to;
}

function startsWith(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let i = 0; i < word.length; i++) if ((bytes[at + i]! | 0x20) !== (word.charCodeAt(i) | 0x20)) return false;
  return true;
}

/**
 * A Chinese name that stands beside a phone or document found at `bytes[from, to)`, with only separators between and
 * nothing but a separator on its other side.
 */
export function nameBeside(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: number,
  to: number,
  cell: number,
  out: CellFindings,
): void {
  const before = backOverSeparators(bytes, start, from);
  if (before < from || before > start) {
    let begin = before;
    while (begin - 3 >= start && before - begin < 12 && hanAt(bytes, begin - 3, before) !== 0) begin -= 3;
    if (
      before > begin &&
      (begin === start || backOverSeparators(bytes, start, begin) < begin) &&
      hanName(bytes, begin, before) === 2
    ) {
      out.push(cell, begin, before, pack(NAME, 70, dictionary | context));
      return;
    }
  }
  const behind = skipSeparators(bytes, to, end);
  if (behind === to) return;
  let stop = behind;
  while (stop < end && stop - behind < 15 && hanAt(bytes, stop, end) !== 0) stop += 3;
  if (stop > behind && (stop === end || separatorAt(bytes, stop) > 0) && hanName(bytes, behind, stop) === 2)
    out.push(cell, behind, stop, pack(NAME, 65, dictionary | context));
}

function backOverSeparators(bytes: Uint8Array, start: number, at: number): number {
  for (;;) {
    if (at - 3 >= start && bytes[at - 3]! >= 0xe3 && separatorAt(bytes, at - 3) === 3) at -= 3;
    else if (at - 1 >= start && bytes[at - 1]! < 0x80 && separatorAt(bytes, at - 1) === 1) at -= 1;
    else return at;
  }
}
