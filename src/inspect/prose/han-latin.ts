/** Names in Latin letters within Chinese text: `设计师Anderson表示`. The characters on both sides say that it is one. */
import { announces, follows } from './han-cues.ts';
import { wordFlags } from './latin-tokens.ts';
import { COMMON_WORD, FAMILY, GIVEN, RARE_WORD } from './latin-words.ts';

/** Both sides together, of a word that nobody is known to be called by and of a known name. */
const ENOUGH = 4;
const ENOUGH_OF_KNOWN = 1.5;
/** App, Pro, Web. */
const LEAST_UNKNOWN = 4;
const MOST_PARTS = 4;

/** What {@link readLatinName} read: where it ends, and whether it is a name that is known, or a word. */
export interface LatinRun {
  to: number;
  known: boolean;
  word: boolean;
}

const isSmall = (b: number): boolean => b >= 0x61 && b <= 0x7a;
const isCapital = (b: number): boolean => b >= 0x41 && b <= 0x5a;
const isWordByte = (b: number): boolean => isSmall(b | 0x20) || (b >= 0x30 && b <= 0x39) || b === 0x5f || b === 0x40;

function isOneWord(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from + 1; i < to; i++) if (!isSmall(bytes[i]!)) return false;
  return true;
}

/** Up to four capitalised words at `at`, one behind the other or with a space, a hyphen or a point between; or false. */
export function readLatinName(bytes: Uint8Array, at: number, end: number, run: LatinRun): boolean {
  run.known = false;
  run.word = false;
  run.to = 0;
  // Mark and Will are words as well: with another behind them they are names.
  let given = false;
  for (let parts = 0, i = at; parts < MOST_PARTS && i < end && isCapital(bytes[i]!); parts++) {
    let to = i + 1;
    while (to < end && isSmall(bytes[to]!)) to += 1;
    if (to - i < 2) return false;
    const flags = wordFlags(bytes, i, to);
    if ((flags & (GIVEN | FAMILY)) !== 0 && (flags & COMMON_WORD) === 0) run.known = true;
    else if ((flags & GIVEN) !== 0) given = true;
    else if ((flags & (COMMON_WORD | RARE_WORD)) !== 0) run.word = true;
    run.to = to;
    i = to < end && (bytes[to] === 0x20 || bytes[to] === 0x2d || bytes[to] === 0x2e) ? to + 1 : to;
  }
  if (given && !isOneWord(bytes, at, run.to)) run.known = true;
  else if (given) run.word = true;
  return run.to > 0 && (run.to === end || !isWordByte(bytes[run.to]!));
}

/** Per cent of a name read there, from the two characters before it and behind it; 0 for none. */
export function weighLatinName(
  run: LatinRun,
  length: number,
  before: readonly [number, number],
  behind: readonly [number, number],
): number {
  if (run.word || (!run.known && length < LEAST_UNKNOWN)) return 0;
  const cue = announces(before[0], before[1]) * follows(behind[0], behind[1]);
  if (cue < (run.known ? ENOUGH_OF_KNOWN : ENOUGH)) return 0;
  return run.known ? 78 : 65;
}
