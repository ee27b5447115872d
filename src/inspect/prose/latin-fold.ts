/** Letters of Latin, Greek and Cyrillic script: which they are, which are capitals, and their plain small Latin form. */
export const LETTER = 1;
export const UPPER = 2;
/** Code points below this are looked up. */
export const FOLDED = 0x600;
export const classOf = new Uint8Array(FOLDED);
/** Code of the small letter without its marks; a letter of another script stays its own. */
export const foldOf = new Uint16Array(FOLDED);

const PLAIN: Readonly<Record<string, string>> = {
  ...{ ø: 'o', œ: 'o', æ: 'a', ł: 'l', đ: 'd', ð: 'd', þ: 't', ß: 's', ı: 'i', ə: 'e', ħ: 'h', ŋ: 'n' },
};

const plain = (letter: string): string => {
  const small = letter.toLowerCase();
  return PLAIN[small] ?? small.normalize('NFD')[0]!;
};

for (let c = 0x41; c < FOLDED; c++) {
  const letter = String.fromCharCode(c);
  if (!/\p{L}/u.test(letter)) continue;
  classOf[c] = LETTER | (letter.toLowerCase() === letter ? 0 : UPPER);
  foldOf[c] = plain(letter).charCodeAt(0);
}

/** As the words of the list are written. */
export const foldWord = (word: string): string => (/^[a-z]*$/.test(word) ? word : foldLetters(word));

const foldLetters = (word: string): string =>
  [...word]
    .map((letter) => (letter === '’' ? "'" : plain(letter)))
    .join('')
    .replaceAll(/\p{M}/gu, '');
