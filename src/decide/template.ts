/** Sentences with placeholders, `{counts.currentOrdinary}`: what a reason says, with the numbers of the day. */

export interface Words {
  readonly en: string;
  readonly zh: string;
}

export interface Template {
  readonly words: Words;
  /** What the placeholders name, once each. */
  readonly reads: readonly string[];
}

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9.]*)\}/g;

export function parseTemplate(words: Words): Template {
  const reads = new Set<string>();
  for (const text of [words.en, words.zh]) for (const match of text.matchAll(PLACEHOLDER)) reads.add(match[1]!);
  return { words, reads: [...reads] };
}

/** Fills the placeholders; numbers get their thousands apart in English and stay bare in Chinese. */
export function fillTemplate(template: Template, value: (name: string) => unknown): Words {
  const fill = (text: string, format: (v: unknown) => string) =>
    text.replace(PLACEHOLDER, (_, name: string) => format(value(name)));
  return { en: fill(template.words.en, formatEn), zh: fill(template.words.zh, formatZh) };
}

function formatEn(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint')
    return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  if (Array.isArray(value)) return value.join(', ');
  return String(value ?? '–');
}

function formatZh(value: unknown): string {
  return Array.isArray(value) ? value.join('、') : String(value ?? '–');
}
