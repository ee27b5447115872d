/** The packed list of Chinese words: sorted, each with how it begins like the one before, how often it is met, and what. */
import { brotliDecompressSync } from 'node:zlib';

/** A line is: characters shared with the line before, the rest of the word, the size of its count, perhaps a sign. */
export const PREFIX_BASE = 0x21;
/** Four times the binary logarithm of the count. */
export const COUNT_BASE = 0x30;
// Below all sizes, so that neither is taken for one.
export const NAME_SIGN = '!';
export const FOREIGN_SIGN = '#';
/** Of the list as a whole, unpacked. */
const MOST_BYTES = 1 << 24;

export interface HanWord {
  readonly word: string;
  readonly count: number;
  /** What the list says of it. */
  readonly is: 'word' | 'name' | 'foreign name';
}

export function* hanWords(packed: string): Generator<HanWord> {
  const text = brotliDecompressSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_BYTES }).toString();
  let before = '';
  for (let at = 0; at < text.length; ) {
    let stop = text.indexOf('\n', at);
    if (stop < 0) stop = text.length;
    const line = text.slice(at, stop);
    at = stop + 1;
    const sign = line.at(-1);
    const is = sign === NAME_SIGN ? 'name' : sign === FOREIGN_SIGN ? 'foreign name' : 'word';
    const size = line.length - (is === 'word' ? 1 : 2);
    const word = before.slice(0, line.charCodeAt(0) - PREFIX_BASE) + line.slice(1, size);
    before = word;
    yield { word, count: 2 ** ((line.charCodeAt(size) - COUNT_BASE) / 4), is };
  }
}
