/** Reads the list of Chinese words that comes with `@node-rs/jieba` (MIT): a line a word, `word count part-of-speech`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** UTF-8, about 5 MB. Throws when the installation is broken, as an import would. */
export const readHanWords = (): Uint8Array =>
  readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt'));
