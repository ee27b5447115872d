/** Text into HTML, so that no text of the input, the law or the configuration can be more than text. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Escapes for content and quoted attributes. Controls, and characters that turn the direction of what follows, are
 * shown as replacement characters: a column's name must not be able to rearrange the page.
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '\ufffd')
    .replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/** Marks a string as HTML that was built here. */
export class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type Part = string | number | Html | readonly Html[] | null | false;

/**
 * HTML from a template; every string put into it is escaped.
 *
 * @example
 * html`<td>${field.path}</td>`
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = strings[0]!;
  for (const [i, part] of parts.entries()) {
    if (part instanceof Html) out += part.source;
    else if (Array.isArray(part)) out += part.map((p: Html) => p.source).join('');
    else if (part !== null && part !== false) out += escapeHtml(String(part));
    out += strings[i + 1]!;
  }
  return new Html(out);
}

/** A link where the address is one of the web, else its text alone. */
export function link(url: string, text: string | Html): Html {
  return /^https?:\/\/[^\s"'<>]+$/i.test(url)
    ? html`<a href="${url}" rel="noreferrer noopener">${text}</a>`
    : html`<span>${text}</span>`;
}
