/**
 * `node src/inspect/tools/pack-han-words.ts < dict.txt > src/inspect/prose/han-words-packed.ts`: packs the list of
 * Chinese words of jieba (https://github.com/fxsjy/jieba, MIT; lines of `word count part-of-speech`) for the model of
 * Chinese text, with what is learned from it of how names are written. Words that the list has counted hardly ever are
 * left out, those of names aside.
 */
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { COUNT_BASE, LEVEL_BASE, PREFIX_BASE, SHARE_BASE, SHARE_PARTS } from '../prose/han-words.ts';
import { HanNameLearner, WordLearner } from './learn-han-names.ts';

const LEAST_COUNT = 4;
const LONGEST = 6;
/** 马先生 stands on the list as if it were a name. */
const TITLED = /^.(?:先生|女士|小姐|老师|同志|教授|医生|大娘|大爷|大妈|阿姨|师傅|太太|夫人|老板)$/;
/** 孔子思想: named after somebody whose name is still to be seen. */
const TEACHING = /^.{3,}(?:主义|思想|理论|定律|定理|方程)$/;

const kept = readFileSync(0, 'utf8')
  .split('\n')
  .map((line) => line.split(' ') as [string, string, string])
  .filter(([word]) => /^[\u3400-\u9fff]+$/.test(word) && word.length <= LONGEST)
  .filter(
    ([word, count, tag]) =>
      word.length === 1 || Number(count) >= LEAST_COUNT || (tag === 'nr' && word.length === 3) || tag === 'nrt',
  )
  .map(([word, count, tag]) => ({
    word,
    count: Number(count),
    isName: word.length > 1 && (tag === 'nr' || tag === 'nrt'),
    foreign: tag === 'nrt',
  }))
  .filter(({ word, isName }) => !(isName && TITLED.test(word)) && (isName || !TEACHING.test(word)))
  .sort((a, b) => (a.word < b.word ? -1 : 1));

const names = kept.filter(({ isName }) => isName);
const words = new WordLearner();
for (const { word, count, isName } of kept) if (!isName) words.add(word, count);
words.finish();
const learner = new HanNameLearner();
const shares = learner.learn(names, words);
const shareOf = new Map(names.map(({ word }, i) => [word, shares[i]!]));

const level = (p: number): string => String.fromCharCode(LEVEL_BASE + Math.round(-8 * Math.log2(p)));
function tableLine(table: Float64Array): string {
  const own: string[] = [];
  const seen = new Map<string, number>();
  for (let c = 0x3400; c <= 0x9fff; c++) seen.set(level(table[c]!), (seen.get(level(table[c]!)) ?? 0) + 1);
  const usual = [...seen].sort(([, a], [, b]) => b - a)[0]![0];
  for (let c = 0x3400; c <= 0x9fff; c++)
    if (level(table[c]!) !== usual) own.push(String.fromCharCode(c) + level(table[c]!));
  return usual + own.join('');
}

let before = '';
const lines = kept.map(({ word, count }) => {
  let same = 0;
  while (same < before.length && same < word.length && before[same] === word[same]) same += 1;
  before = word;
  const size = String.fromCharCode(COUNT_BASE + Math.round(4 * Math.log2(count)));
  const parts = Math.round(SHARE_PARTS * (shareOf.get(word) ?? 0));
  const share = parts === 0 ? '' : String.fromCharCode(SHARE_BASE + parts);
  return String.fromCharCode(PREFIX_BASE + same) + word.slice(same) + size + share;
});
const text = [...[...learner.learned, ...words.learned].map(tableLine), ...lines].join('\n');
const packed = brotliCompressSync(text, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
}).toString('base64');
// Base64 is read over line ends; joined by plus signs so many lines would be too deep for a parser.
process.stdout.write(
  `/** Made by \`src/inspect/tools/pack-han-words.ts\` from the list of words of jieba (MIT, see THIRD-PARTY.md). */\nexport const PACKED = \`\n${(
    packed.match(/.{1,118}/g) ?? []
  ).join('\n')}\n\`;\n`,
);
