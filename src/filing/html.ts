import { createHash } from 'node:crypto';
import {
  type Block,
  type Cell,
  clean,
  type FilingDocument,
  type Gap,
  type Language,
  PARTIES,
  plain,
} from './document.ts';
import { FRAME, gapText } from './frame.ts';
import { STYLE } from './style.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (value: string): string => clean(value).replace(/[&<>"']/g, (c) => ENTITIES[c]!);

/**
 * A filing as one HTML file in one language: for screen and print, no script, nothing loaded, and a policy that forbids
 * both whatever text stands in it. Pure: same document, same bytes.
 */
export function formatHtml(document: FilingDocument, language: Language): string {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const title = escapeHtml(document.title[language]);
  const subtitle = escapeHtml(document.subtitle[language]);
  return `<!DOCTYPE html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="referrer" content="no-referrer" />
<title>${title} · ${document.day} · Douane</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="draft">${escapeHtml(FRAME.draft[language])}</p>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
${gapList(document.gaps, language)}
${document.blocks.map((b) => block(b, language)).join('\n')}
</main>
</body>
</html>
`;
}

function gapList(gaps: readonly Gap[], language: Language): string {
  const rows = gaps.map(
    (g) =>
      `<tr><td><a href="#gap-${g.number}">${g.number}</a></td><td>${escapeHtml(plain(g.what[language]))}</td><td>${escapeHtml(PARTIES[g.by][language])}</td></tr>`,
  );
  const [number, what, by] = [FRAME.number, FRAME.what, FRAME.by].map(
    (x) => `<th scope="col">${escapeHtml(x[language])}</th>`,
  );
  return `<section class="missing">
<h2>${escapeHtml(FRAME.missing[language])}${language === 'zh' ? `（${gaps.length} 项）` : ` (${gaps.length})`}</h2>
<p>${escapeHtml(gaps.length === 0 ? FRAME.nothing[language] : FRAME.missingText[language])}</p>
<table><thead><tr>${number}${what}${by}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
</section>`;
}

const lines = (value: string): string => value.split('\n').map(escapeHtml).join('<br />');
const mark = (gap: Gap, language: Language): string =>
  `<mark class="gap" id="gap-${gap.number}">${escapeHtml(gapText(gap, language))}</mark>`;

function cellHtml({ text, gap }: Cell, language: Language): string {
  const parts = [...(text === null ? [] : [lines(text[language])]), ...(gap === null ? [] : [mark(gap, language)])];
  return parts.join('<br />');
}

function block(b: Block, language: Language): string {
  switch (b.kind) {
    case 'heading':
      return `<h${b.level + 1}>${escapeHtml(b.text[language])}</h${b.level + 1}>`;
    case 'text':
      return `<p>${lines(b.text[language])}</p>`;
    case 'note':
      return `<p class="note">${lines(b.text[language])}</p>`;
    case 'answer':
      return `<p class="answer">${mark(b.gap, language)}</p>`;
    case 'form':
      return `<table class="form"><tbody>
${b.rows.map(([name, value]) => `<tr><th scope="row">${lines(name[language])}</th><td>${cellHtml(value, language)}</td></tr>`).join('\n')}
</tbody></table>`;
    case 'table': {
      const numeric = (i: number) => (b.columns[i]!.numeric ? ' class="n"' : '');
      const row = (cells: readonly Cell[]) =>
        `<tr>${cells.map((c, i) => `<td${numeric(i)}>${cellHtml(c, language)}</td>`).join('')}</tr>`;
      // Widths as attributes: the policy takes no style but the sheet's own.
      const whole = b.columns.reduce((sum, c) => sum + c.width, 0);
      const cols = b.columns.map((c) => `<col width="${Math.round((100 * c.width) / whole)}%" />`).join('');
      return `<table class="fixed"><colgroup>${cols}</colgroup><thead><tr>${b.columns.map((c, i) => `<th scope="col"${numeric(i)}>${lines(c.head[language])}</th>`).join('')}</tr></thead><tbody>
${b.rows.map(row).join('\n')}
</tbody>${b.total === undefined ? '' : `<tfoot>${row(b.total)}</tfoot>`}</table>`;
    }
    default:
      return b satisfies never;
  }
}
