/**
 * `node src/inspect/tools/lay-out-han-model.ts`: learns the model of Chinese text from the packed list of words and
 * writes it as `prose/han-tables-packed.ts`, laid out as `prose/han-tables.ts` reads it. To be run again after every
 * change of the list or of how the model is learnt; a test says so where it was forgotten.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { HanModel } from '../prose/han-model.ts';
import {
  FIRST_HAN,
  HAN,
  HEADS,
  IN_NAMES,
  LOW_BITS,
  MAGIC,
  PRIORS,
  STEPS_OF_DOUBLING,
  STEPS_OF_HALVING,
  STEPS_OF_SHARE,
} from '../prose/han-tables.ts';
import { PACKED } from '../prose/han-words-packed.ts';

/** The bytes of a model, as the comment of `prose/han-tables.ts` has them. */
export function layOut(model: HanModel): Uint8Array {
  const words = [...model.entries()].sort((a, b) => (a.hash >>> 0) - (b.hash >>> 0));
  const compounds = [...model.of.compounds()];
  const single = hanOf(model.single);
  const rarest = words.reduce((least, w) => Math.min(least, w.word + w.name), Math.min(...single));
  const heads = new Uint8Array(HEADS);
  for (const { hash } of words) {
    if (heads[hash >>> LOW_BITS] === 255) throw new RangeError('too many words with one head');
    heads[hash >>> LOW_BITS]! += 1;
  }
  const likelier = (p: number) => byte(STEPS_OF_DOUBLING * Math.log2(p / rarest));
  const level = (p: number) => byte(-STEPS_OF_HALVING * Math.log2(p));
  return Buffer.concat(
    [
      Uint32Array.of(MAGIC, words.length, compounds.length, 0),
      Float64Array.from(PRIORS, (name) => model[name]),
      Float64Array.of(rarest),
      Float32Array.from(hanOf(model.of.surname)),
      Uint32Array.from(compounds, ([pair]) => pair),
      Float32Array.from(compounds, ([, probability]) => probability),
      Uint16Array.from(words, ({ hash }) => hash & (2 ** LOW_BITS - 1)),
      heads,
      Uint8Array.from(words, (w) => likelier(w.word + w.name)),
      Uint8Array.from(words, (w) => byte((STEPS_OF_SHARE * w.name) / (w.word + w.name))),
      Uint8Array.from(single, likelier),
      ...[...IN_NAMES.map((name) => model.of[name]), ...model.words.learned].map((t) =>
        Uint8Array.from(hanOf(t), level),
      ),
      new Uint8Array(hanOf(model.syllable)),
    ].map((array) => new Uint8Array(array.buffer)),
  );
}

function hanOf<T extends Float64Array | Uint8Array>(table: T): T {
  return table.slice(FIRST_HAN, FIRST_HAN + HAN) as T;
}

function byte(value: number): number {
  const rounded = Math.round(value);
  if (!(rounded >= 0 && rounded <= 255)) throw new RangeError('what no byte holds');
  return rounded;
}

if (import.meta.main) {
  const laid = layOut(new HanModel(PACKED));
  const packed = brotliCompressSync(laid, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: laid.length,
    },
  }).toString('base64');
  writeFileSync(
    fileURLToPath(new URL('../prose/han-tables-packed.ts', import.meta.url)),
    `/** Made by \`src/inspect/tools/lay-out-han-model.ts\` from the list of words of jieba (MIT, see THIRD-PARTY.md). */\nexport const PACKED = \`\n${(
      packed.match(/.{1,118}/g) ?? []
    ).join('\n')}\n\`;\n`,
  );
}
