/**
 * The packed list of Chinese words: first the tables of characters, one a line, then the words, sorted, each with how
 * it begins like the one before, how often it is met, and how much of that is somebody's name.
 */
import { brotliDecompressSync } from 'node:zlib';
import { mix } from './han-points.ts';

/** A line is: characters shared with the word before, the rest of it, the size of its count, perhaps a share. */
export const PREFIX_BASE = 0x21;
/** Four times the binary logarithm of the count. */
export const COUNT_BASE = 0x40;
/** Of a count so many parts are names; below all sizes, so that neither is taken for one. */
export const SHARE_BASE = 0x20;
export const SHARE_PARTS = 31;
/** A probability is minus eight times its binary logarithm. A table is its usual value, then each character with its own. */
export const LEVEL_BASE = 0x100;
/** Of the list as a whole, unpacked. */
const MOST_BYTES = 1 << 24;
const LONGEST = 64;

/** Told of each word: its first character, its length, its hash, its count and the share of names in that. */
export type TellWord = (first: number, length: number, hash: number, count: number, share: number) => void;

/** Fills `tables` and tells of every word. */
export function readHanWords(packed: string, tables: readonly Float64Array[], tell: TellWord): void {
  const text = brotliDecompressSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES }).toString();
  let at = 0;
  for (const table of tables) {
    table.fill(levelAt(text, at));
    for (at += 1; text.charCodeAt(at) !== 0x0a; at += 2) table[text.charCodeAt(at)] = levelAt(text, at + 1);
    at += 1;
  }
  const counts = Float64Array.from({ length: 0x80 }, (_, size) => 2 ** (size / 4));
  // Hashes of the word's beginnings: what it shares with the one before is there already.
  const hashes = new Int32Array(LONGEST);
  let first = 0;
  while (at < text.length) {
    let stop = text.indexOf('\n', at);
    if (stop < 0) stop = text.length;
    const last = text.charCodeAt(stop - 1);
    const share = last < COUNT_BASE ? (last - SHARE_BASE) / SHARE_PARTS : 0;
    const size = last < COUNT_BASE ? stop - 2 : stop - 1;
    let length = text.charCodeAt(at) - PREFIX_BASE;
    if (length === 0) first = text.charCodeAt(at + 1);
    for (let i = at + 1; i < size; i++, length++) hashes[length + 1] = mix(hashes[length]!, text.charCodeAt(i));
    tell(first, length, hashes[length]!, counts[text.charCodeAt(size) - COUNT_BASE]!, share);
    at = stop + 1;
  }
}

const levelAt = (text: string, at: number): number => 2 ** ((LEVEL_BASE - text.charCodeAt(at)) / 8);
