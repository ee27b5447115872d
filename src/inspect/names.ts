/** Names of people by their shape. A name has no checksum: what counts is the surname, the length and where it stands. */
import { hanAt, isLetterByte } from './bytes.ts';
import { wordFlags } from './prose/latin-tokens.ts';
import { COMMON_WORD, FAMILY, GIVEN, RARE_WORD } from './prose/latin-words.ts';
import { FAMILY_NAMES, GIVEN_NAMES, ROMANISED_NAMES } from './words/common-latin-names.ts';
import { COMMON_SURNAMES, COMPOUND_SURNAMES, NOT_IN_NAMES, RARE_SURNAMES } from './words/surnames.ts';
import { wordTable } from './words/word-table.ts';

const COMMON = 1;
const SURNAME = 2;
const COMPOUND_FIRST = 4;
const NEVER = 8;
const FREQUENT = 16;
/** How many of the common surnames, most frequent first, are taken for one in running text. */
const FREQUENT_COUNT = 190;

/** What a Han character can be in a name, by code point; the kernel reads it too. */
export const HAN_MARKS = new Uint8Array(0x10000);
const marks = HAN_MARKS;
for (const c of COMMON_SURNAMES) marks[c.codePointAt(0)!]! |= COMMON | SURNAME;
for (const c of [...COMMON_SURNAMES].slice(0, FREQUENT_COUNT)) marks[c.codePointAt(0)!]! |= FREQUENT;
for (const c of RARE_SURNAMES) marks[c.codePointAt(0)!]! |= SURNAME;
for (const c of NOT_IN_NAMES) marks[c.codePointAt(0)!]! |= NEVER;
const compounds = new Set<number>();
for (const pair of COMPOUND_SURNAMES.split(' ')) {
  const [a, b] = [...pair].map((c) => c.codePointAt(0)!);
  marks[a!]! |= COMPOUND_FIRST;
  compounds.add(a! * 0x10000 + b!);
}
/** What a firm's or office's name ends in, in Chinese its last character. */
const ORGANISATION_END = 32;
for (const c of '司店厂行部局院校所站社团会馆坊厅处队组') marks[c.codePointAt(0)!]! |= ORGANISATION_END;
const organisations = wordTable(
  'inc ltd llc llp plc corp corporation company co gmbh ag kg se sa sarl srl spa bv nv oy ab as pty limited group holdings bank university hospital school hotel store shop restaurant trading technology technologies logistics industries international foundation association institute department college academy stadium centre center auditorium arena theatre theater church chapel cathedral museum park parish studio studios gallery club county city district',
);
const latinNames = wordTable(GIVEN_NAMES, FAMILY_NAMES, ROMANISED_NAMES);
/** On the short list of the commonest, or on the long one and no common word. */
function isKnownName(bytes: Uint8Array, start: number, end: number): boolean {
  if (latinNames.has(bytes, start, end)) return true;
  const flags = wordFlags(bytes, start, end);
  return (flags & (GIVEN | FAMILY)) !== 0 && (flags & (COMMON_WORD | RARE_WORD)) === 0;
}

export const isFrequentSurname = (point: number): boolean => (marks[point]! & FREQUENT) !== 0;
export const isNeverInName = (point: number): boolean => (marks[point]! & NEVER) !== 0;
export const isCompoundSurname = (a: number, b: number): boolean =>
  (marks[a]! & COMPOUND_FIRST) !== 0 && compounds.has(a * 0x10000 + b);

export const isLatinName = isKnownName;

/** 2 for what is a name by itself (known surname, usual length), 1 for what can be one where a header says so, 0 for none. */
export function nameFit(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  const length = end - start;
  if (length < 2 || length > 90) return 0;
  if ((length === 6 || length === 9 || length === 12) && bytes[start]! >= 0xe3) {
    const fit = hanName(bytes, start, end);
    if (fit !== 0) return fit;
  }
  return looseName(bytes, start, end);
}

/** The same for two to four Han characters and nothing else; 0 for anything else. */
export function hanName(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  const first = hanAt(bytes, start, end);
  const second = hanAt(bytes, start + 3, end);
  if (first === 0 || second === 0) return 0;
  const length = end - start;
  const compound = isCompoundSurname(first, second);
  let known = compound ? length > 6 : (marks[first]! & COMMON) !== 0 && length < 12;
  for (let at = compound ? start + 6 : start + 3; at < end; at += 3) {
    const point = hanAt(bytes, at, end);
    if (point === 0) return 0;
    if ((marks[point]! & NEVER) !== 0) known = false;
  }
  if (known) return 2;
  return length > 6 && (marks[hanAt(bytes, end - 3, end)]! & ORGANISATION_END) !== 0 ? 0 : 1;
}

/** Letters of any script with spaces, points, hyphens and apostrophes, not too many of them. */
function looseName(bytes: Uint8Array, start: number, end: number): 0 | 1 | 2 {
  let han = 0;
  let letters = 0;
  let words = 0;
  let dots = 0;
  let known = 0;
  // A word of English that nobody is called, or an article before it all.
  let thing = false;
  let capitals = true;
  let word = start;
  for (let i = start; i <= end; i++) {
    const b = i < end ? bytes[i]! : 0x20;
    if (isLetterByte(b)) {
      if (i === word && b > 0x5a) capitals = false;
      letters += 1;
      continue;
    }
    if (b >= 0x80) {
      if (b >= 0xe3 && b <= 0xe9 && hanAt(bytes, i, end) !== 0) {
        han += 1;
        i += 2;
      } else if (b === 0xc2 || b === 0xe2) dots += 1;
      else if (b === 0xef || b === 0xf0) return 0;
      else letters += 1;
      continue;
    }
    if (b === 0x2d || b === 0x27) continue;
    if (b !== 0x20 && b !== 0x2e && b !== 0x2c) return 0;
    if (i > word) {
      words += 1;
      if (i - word > 1 && isKnownName(bytes, word, i)) known += 1;
      else if (words > 1 && organisations.has(bytes, word, i)) return 0;
      else if (i - word > 2 && isOnlyWord(bytes, word, i)) thing = true;
    }
    word = i + 1;
  }
  const last = han > 2 ? marks[hanAt(bytes, end - 3, end)]! : 0;
  if ((last & ORGANISATION_END) !== 0 || (han > 4 && (last & NEVER) !== 0)) return 0;
  if (han > 0) return han <= 6 || (dots > 0 && han <= 25) ? (dots === 1 && han >= 4 && letters === 0 ? 2 : 1) : 0;
  if (letters < 2 || words > 8) return 0;
  if (known === 0 || !capitals || words < 2 || (thing && words > 2)) return 1;
  // More are several people side by side.
  return words <= 4 || known * 2 >= words ? 2 : 1;
}

function isOnlyWord(bytes: Uint8Array, start: number, end: number): boolean {
  const flags = wordFlags(bytes, start, end);
  return (flags & (GIVEN | FAMILY)) === 0 && (flags & (COMMON_WORD | RARE_WORD)) !== 0;
}

const MOST_SHAPE_WORDS = 4;

/**
 * Two to four capitalised words or initials of Latin script, one of them at least no word of English: what most values
 * of a column of names look like beside those that are known names. Says nothing of one value alone.
 */
export function isNameShape(bytes: Uint8Array, start: number, end: number): boolean {
  let words = 0;
  let uncommon = 0;
  for (let i = start; i < end; ) {
    const first = bytes[i]!;
    if (first < 0xc3 ? first < 0x41 || first > 0x5a : first > 0xc8) return false;
    const from = i;
    while (i < end && isWordByte(bytes[i]!)) i += 1;
    words += 1;
    const initial = i - from === 1 && i < end && bytes[i] === 0x2e;
    if (!initial) {
      if (i - from < 2 || (words > 1 && organisations.has(bytes, from, i))) return false;
      if ((wordFlags(bytes, from, i) & (COMMON_WORD | RARE_WORD)) === 0) uncommon += 1;
    }
    if (i < end && (bytes[i] === 0x2e || bytes[i] === 0x2c)) i += 1;
    if (i < end && bytes[i] === 0x20) i += 1;
    else if (i < end && !initial) return false;
  }
  return words >= 2 && words <= MOST_SHAPE_WORDS && uncommon > 0;
}

const isWordByte = (b: number): boolean =>
  (b >= 0x61 && b <= 0x7a) || (b >= 0x41 && b <= 0x5a) || b === 0x27 || b === 0x2d || (b >= 0x80 && b < 0xe0);

/** A surname and nothing else: one of the common ones, or one of two characters. */
export function isHanSurname(bytes: Uint8Array, start: number, end: number): boolean {
  const first = hanAt(bytes, start, end);
  if (end - start === 3) return (marks[first]! & COMMON) !== 0;
  return end - start === 6 && isCompoundSurname(first, hanAt(bytes, start + 3, end));
}

/** One or two characters that may be what stands behind a surname. */
export function isHanGivenPart(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 3 && end - start !== 6) return false;
  for (let i = start; i < end; i += 3) {
    const point = hanAt(bytes, i, end);
    if (point === 0 || (marks[point]! & NEVER) !== 0) return false;
  }
  return true;
}

/** One capitalised word of Latin script that is on the lists of names. */
export function isLatinNameWord(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (end - start < 2 || end - start > 24 || first < 0x41 || first > 0x5a) return false;
  for (let i = start; i < end; i++) if (!isWordByte(bytes[i]!)) return false;
  return isKnownName(bytes, start, end);
}
