/**
 * `node src/inspect/tools/pack-han-words.ts < dict.txt > src/inspect/prose/han-words-packed.ts`: packs the list of
 * Chinese words of jieba (https://github.com/fxsjy/jieba, MIT; lines of `word count part-of-speech`) for the model of
 * Chinese text. Words that the list has counted hardly ever are left out, those of names aside.
 */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { COUNT_BASE, FOREIGN_SIGN, NAME_SIGN, PREFIX_BASE } from '../prose/han-words.ts';

const LEAST_COUNT = 4;
const LONGEST = 6;

const kept = readFileSync(0, 'utf8')
  .split('\n')
  .map((line) => line.split(' ') as [string, string, string])
  .filter(([word]) => /^[\u3400-\u9fff]+$/.test(word) && word.length <= LONGEST)
  .filter(
    ([word, count, tag]) =>
      word.length === 1 || Number(count) >= LEAST_COUNT || (tag === 'nr' && word.length === 3) || tag === 'nrt',
  )
  .sort(([a], [b]) => (a < b ? -1 : 1));

let before = '';
const lines = kept.map(([word, count, tag]) => {
  let same = 0;
  while (same < before.length && same < word.length && before[same] === word[same]) same += 1;
  before = word;
  const size = String.fromCharCode(COUNT_BASE + Math.round(4 * Math.log2(Number(count))));
  const sign = tag === 'nr' ? NAME_SIGN : tag === 'nrt' ? FOREIGN_SIGN : '';
  return String.fromCharCode(PREFIX_BASE + same) + word.slice(same) + size + sign;
});
const text = lines.join('\n');
const packed = brotliCompressSync(text, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
}).toString('base64');
// Base64 is read over line ends; joined by plus signs so many lines would be too deep for a parser.
process.stdout.write(
  `/** Made by \`src/inspect/tools/pack-han-words.ts\` from the list of words of jieba (MIT, see THIRD-PARTY.md). */\nexport const PACKED = \`\n${(
    packed.match(/.{1,118}/g) ?? []
  ).join('\n')}\n\`;\n`,
);
