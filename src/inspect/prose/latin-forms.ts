/** What shows in text by its form together with a word beside it: phones of any country, and web addresses. */
import { PHONE_CUE } from './latin-lists.ts';
import type { Tell } from './latin-names.ts';
import { CODE, COMMA, DOT, HYPHEN, type LatinTokens, NEWLINE, NUMBER, OTHER, SPACE } from './latin-tokens.ts';

/** E.164 allows fifteen digits; without a country's code a number has six at least. */
const LEAST_DIGITS = 6;
const MOST_DIGITS = 13;
const MOST_GROUPS = 6;
/** So many words may stand between the cue and the number. */
const NEAR = 3;

/** Tells of each phone that a word announces, and marks its tokens in `taken`. */
export function findCuedPhones(tokens: LatinTokens, taken: Uint8Array, tell: Tell): void {
  const { bits, count } = tokens;
  for (let i = 0; i < count; i++) {
    if ((bits[i]! & (NUMBER | CODE)) !== NUMBER || taken[i] !== 0) continue;
    let digits = tokens.length[i]!;
    let last = i;
    while (last + 1 < count && last - i + 1 < MOST_GROUPS && taken[last + 1] === 0 && isGroup(tokens, last + 1)) {
      last += 1;
      digits += tokens.length[last]!;
    }
    if (digits >= LEAST_DIGITS && digits <= MOST_DIGITS && isCued(tokens, i, last)) {
      tell(i, last, 66);
      taken.fill(1, i, last + 1);
    }
    i = last;
  }
}

function isGroup(tokens: LatinTokens, at: number): boolean {
  const gap = tokens.gap[at]!;
  return (
    (tokens.bits[at]! & (NUMBER | CODE)) === NUMBER && (gap === SPACE || gap === HYPHEN || gap === DOT || gap === OTHER)
  );
}

function isCued(tokens: LatinTokens, first: number, last: number): boolean {
  for (let t = first - 1; t >= 0 && t >= first - NEAR; t--) {
    if (tokens.gap[t + 1] === NEWLINE || (tokens.bits[t]! & NUMBER) !== 0) break;
    if ((tokens.bits[t]! & PHONE_CUE) !== 0) return true;
  }
  const behind = last + 1;
  const gap = tokens.gap[behind];
  return (
    behind < tokens.count &&
    (gap === SPACE || gap === HYPHEN || gap === COMMA) &&
    (tokens.bits[behind]! & PHONE_CUE) !== 0
  );
}

const SCHEMES = ['http', 'https', 'ftp', 'ftps', 'ws', 'wss', 'sftp'];
const MOST_URL = 2048;

/** End of the web address whose scheme is `bytes[from, to)` (RFC 3986, section 3), or 0. */
export function urlEnd(bytes: Uint8Array, from: number, to: number, end: number): number {
  if (to + 4 > end || bytes[to] !== 0x3a || bytes[to + 1] !== 0x2f || bytes[to + 2] !== 0x2f) return 0;
  if (!SCHEMES.some((scheme) => isWord(bytes, from, to, scheme))) return 0;
  let i = to + 3;
  const most = Math.min(end, from + MOST_URL);
  while (i < most && isOfUrl(bytes[i]!)) i += 1;
  // What closes the sentence is not of the address.
  while (i > to + 3 && isClosing(bytes[i - 1]!)) i -= 1;
  return i > to + 4 ? i : 0;
}

function isWord(bytes: Uint8Array, from: number, to: number, word: string): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) if ((bytes[from + i]! | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}

/** Neither space nor control sign nor a quote or bracket that never stands in one. */
const isOfUrl = (b: number): boolean =>
  b > 0x20 && b < 0x7b && b !== 0x22 && b !== 0x3c && b !== 0x3e && b !== 0x5c && b !== 0x5e && b !== 0x60;
const isClosing = (b: number): boolean =>
  b === 0x2e || b === 0x2c || b === 0x3b || b === 0x3a || b === 0x21 || b === 0x3f || b === 0x29;
