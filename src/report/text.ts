import { citeWords } from '../model/cite-words.ts';
import { COUNTRY_NAMES } from './country-names.ts';
import { type Html, html } from './html.ts';
import type { Language, Text } from './words.ts';

/** Thousands apart, as in English; the runtime is asked only for what is no whole number, for that loads its tables. */
export function count(n: number): string {
  return Number.isSafeInteger(n) ? String(n).replace(/\B(?=(?:\d{3})+$)/g, ',') : n.toLocaleString('en-US');
}

/** `1.2 MB`, in units of 1000. */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = n;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `China (CN)`; the code alone where it names no region. */
export function country(code: string, language: Language): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  const name = COUNTRY_NAMES.get(code)?.[language];
  return name === undefined ? code : `${name} (${code})`;
}

/** A section with its heading; ids differ by language, for both stand in one document. */
export function section(id: string, title: Text, language: Language, content: Html): Html {
  return html`<section class="in-${id}" aria-labelledby="${id}-${language}">
<h2 id="${id}-${language}">${title[language]}</h2>
${content}
</section>`;
}

/** Text of the law or the pack in the language asked for; where it has only English, marked as that. */
export function either(en: string, zh: string | undefined, language: Language): Html {
  if (language === 'en') return html`${en}`;
  return zh === undefined ? html`<span lang="en">${en}</span>` : html`${zh}`;
}

/** Where it stands; in Chinese by the instrument's Chinese title, where that can be told. */
export function cited({ cite, citeZh }: { readonly cite: string; readonly citeZh?: string }, language: Language): Html {
  const { zh } = citeWords(cite, citeZh);
  return either(cite, zh === cite ? undefined : zh, language);
}

/** A table with a heading for every column and its name for narrow screens on every cell. */
export function table(headings: readonly string[], rows: readonly (readonly Html[])[], label: string): Html {
  return html`<table aria-label="${label}">
<thead><tr>${headings.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    html`<tr>${row.map((cell, i) =>
      i === 0 ? html`<th scope="row">${cell}</th>` : html`<td data-label="${headings[i]!}"><div>${cell}</div></td>`,
    )}</tr>\n`,
)}</tbody>
</table>`;
}
