/** A filing as data: what a renderer needs to write it down, in either language. Nothing here knows HTML or DOCX. */

/** A text in both languages; Chinese is the language of the filing. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
export type Language = keyof Words;

/** Who can say what is missing. */
export const PARTIES = {
  exporter: { zh: '出境方业务部门', en: 'the exporter’s business side' },
  counsel: { zh: '出境方法务', en: 'the exporter’s counsel' },
  security: { zh: '出境方网络与数据安全负责人', en: 'the exporter’s security officer' },
  recipient: { zh: '境外接收方', en: 'the recipient abroad' },
} as const satisfies Record<string, Words>;
export type Party = keyof typeof PARTIES;

/** What nobody said. Numbered in the order of the document and listed at its start. */
export interface Gap {
  readonly number: number;
  readonly what: Words;
  readonly by: Party;
}

/** What stands in a cell; lines are apart by `\n`. A gap stands for itself, or after what is known. */
export interface Cell {
  readonly text: Words | null;
  readonly gap: Gap | null;
}

export interface Column {
  readonly head: Words;
  /** Share of the table's width. */
  readonly width: number;
  readonly numeric?: boolean;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: Words }
  | { readonly kind: 'text'; readonly text: Words }
  | { readonly kind: 'note'; readonly text: Words }
  /** A place for an answer that only a person can give. */
  | { readonly kind: 'answer'; readonly gap: Gap }
  | { readonly kind: 'form'; readonly rows: readonly (readonly [Words, Cell])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly Cell[])[];
      /** A row of totals is set apart. */
      readonly total?: readonly Cell[];
    };

export interface FilingDocument {
  readonly title: Words;
  readonly subtitle: Words;
  /** Day of the filing, YYYY-MM-DD: the only date that outputs bear. */
  readonly day: string;
  readonly gaps: readonly Gap[];
  readonly blocks: readonly Block[];
}

/** Collects what is missing while a document is planned. */
export class Gaps {
  readonly #list: Gap[] = [];

  add(by: Party, zh: string, en: string): Gap {
    const gap: Gap = { number: this.#list.length + 1, what: { zh, en }, by };
    this.#list.push(gap);
    return gap;
  }

  get list(): readonly Gap[] {
    return this.#list;
  }
}

export const w = (zh: string, en: string): Words => ({ zh, en });
/** What reads the same in both languages: names, numbers, dates. */
export const same = (text: string): Words => ({ zh: text, en: text });
export const cell = (text: Words | string): Cell => ({
  text: typeof text === 'string' ? same(text) : text,
  gap: null,
});
export const missing = (gap: Gap): Cell => ({ text: null, gap });
export const heading = (level: 1 | 2, zh: string, en: string): Block => ({ kind: 'heading', level, text: w(zh, en) });
export const text = (zh: string, en: string): Block => ({ kind: 'text', text: w(zh, en) });
export const note = (zh: string, en: string): Block => ({ kind: 'note', text: w(zh, en) });
export const column = (zh: string, en: string, width: number, numeric = false): Column => ({
  head: w(zh, en),
  width,
  numeric,
});

/** Whole numbers with their thousands apart; the runtime is not asked, for its tables differ between versions. */
export const number = (n: number): string => String(n).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Texts one after the other, in a line or each in its own. */
export function join(parts: readonly Words[], apart: Words = same('\n')): Words {
  return { zh: parts.map((p) => p.zh).join(apart.zh), en: parts.map((p) => p.en).join(apart.en) };
}

/** Leaves as ranges: `3, 5–9`; where they are too many ranges the rest is in the list of sources. */
export function leafRanges(leaves: readonly number[], most = 12): Words {
  const ranges: [number, number][] = [];
  for (const leaf of leaves) {
    const last = ranges.at(-1);
    if (last !== undefined && leaf === last[1] + 1) last[1] = leaf;
    else if (last === undefined || leaf > last[1]) ranges.push([leaf, leaf]);
  }
  const shown = ranges.slice(0, most).map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a}–${b}`));
  const list = shown.join(', ');
  if (ranges.length <= most) return same(list);
  return w(`${list} 等共 ${number(leaves.length)} 条`, `${list} and others, ${number(leaves.length)} in all`);
}

/**
 * Text that a document can hold and a reader can see: no controls, nothing that turns the direction of writing, no half
 * characters, none of which XML takes.
 */
export function clean(value: string): string {
  return value
    .toWellFormed()
    .replace(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g,
      '\ufffd',
    );
}

const MAX_TEXT = 400;

/** Text of others, such as the name of a field: clean, in one line, and not longer than a cell can show. */
export function plain(value: string): string {
  const line = clean(value).replace(/[\t\n]/g, ' ');
  return line.length <= MAX_TEXT ? line : `${line.slice(0, MAX_TEXT).toWellFormed()}…`;
}
