import { DouaneError } from '../../model/errors.ts';

const MAX_HAYSTACK = 16 * 1024 * 1024;
const MAX_SUSPECTS = 10_000;
const BITS = 1 << 22;

/**
 * Watches that no value that was treated or removed stays somewhere else in the workbook: in a comment, a chart,
 * a defined name. First every other text is told (`other`), then every value that goes (`gone`), then every
 * other text as it will be written (`written`), and `check` names the part where one is left.
 */
export class Survivors {
  readonly #grams = new Uint8Array(BITS / 8);
  #before = '';
  #size = 0;
  readonly #suspects = new Set<string>();
  readonly #after: { readonly part: string; readonly text: string }[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  other(part: string, text: string): void {
    this.#size += text.length;
    if (this.#size > MAX_HAYSTACK) throw this.#refuse(part, 'more text outside of cells than can be searched');
    this.#before += `${text}\n`;
    for (let i = 0; i + 1 < text.length; i++) this.#mark(text.charCodeAt(i), text.charCodeAt(i + 1));
  }

  gone(text: string): void {
    if (!isTelling(text) || this.#suspects.has(text)) return;
    for (let i = 0; i + 1 < text.length; i++) if (!this.#has(text.charCodeAt(i), text.charCodeAt(i + 1))) return;
    if (!this.#before.includes(text)) return;
    this.#suspects.add(text);
    if (this.#suspects.size > MAX_SUSPECTS) throw this.#refuse('', 'many treated values outside of cells');
  }

  written(part: string, text: string): void {
    this.#after.push({ part, text });
  }

  check(): void {
    if (this.#suspects.size === 0) return;
    for (const { part, text } of this.#after)
      for (const suspect of this.#suspects)
        if (suspect.length < WORD ? text.trim() === suspect : text.includes(suspect))
          throw this.#refuse(part, 'a value in this part that was treated in its cell: treat or remove it here too');
  }

  #refuse(part: string, got: string): DouaneError {
    return new DouaneError('TREAT_FORMAT', {
      place: { file: this.#file, ...(part !== '' && { name: part }) },
      expected: 'no treated value to stay outside of its cell',
      got,
    });
  }

  #mark(a: number, b: number): void {
    const h = hash(a, b);
    this.#grams[h >> 3]! |= 1 << (h & 7);
  }

  #has(a: number, b: number): boolean {
    const h = hash(a, b);
    return (this.#grams[h >> 3]! & (1 << (h & 7))) !== 0;
  }
}

/** Shorter values are looked for as whole texts only: a surname or a city is part of many words. */
const WORD = 6;

function hash(a: number, b: number): number {
  return (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> (32 - 22);
}

/** Marks and short codes say nothing of anybody and stand everywhere. */
function isTelling(text: string): boolean {
  return text.length >= 4 || (text.length >= 2 && /[^\x00-\x7f]/.test(text));
}
