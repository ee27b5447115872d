import { createHash } from 'node:crypto';
import { changes, nearest } from './changes.ts';
import type { ReportData } from './data.ts';
import { derivation, laws } from './derivation.ts';
import { files, found } from './found.ts';
import { head } from './head.ts';
import { Html, html } from './html.ts';
import { assumed, duties, flags, reasons, treatment } from './law.ts';
import { persons } from './persons.ts';
import { proof } from './proof.ts';
import { STYLE } from './style.ts';
import { type Language, VERDICT, VERDICT_CLEARED } from './words.ts';

export type { ReceiptFacts, ReportData } from './data.ts';

/**
 * The report on one transfer as a single HTML file: English and Simplified Chinese, light, dark and print, no
 * script, nothing loaded from anywhere. Its policy forbids both, whatever text stands in it. Pure: same data, same
 * bytes.
 */
export function formatReport(data: ReportData): string {
  const { result } = data;
  const first = data.language ?? 'en';
  const verdict = (result.schema === 'douane.clear/1' ? VERDICT_CLEARED : VERDICT)[result.verdict];
  const hash = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const radio = (language: Language) =>
    new Html(`<input type="radio" name="language" id="show-${language}"${first === language ? ' checked=""' : ''} />`);
  const page = html`<!DOCTYPE html>
<html lang="${first === 'en' ? 'en' : 'zh-CN'}">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="${policy}" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="referrer" content="no-referrer" />
<meta name="color-scheme" content="light dark" />
<title>${`${verdict[first]} · ${result.from} → ${result.to} · ${result.asOf} · Douane`}</title>
<style>${new Html(STYLE)}</style>
</head>
<body class="v-${result.verdict}">
${radio('en')}<label for="show-en" lang="en">English</label>
${radio('zh')}<label for="show-zh" lang="zh-CN">中文</label>
${body(data, 'en')}
${body(data, 'zh')}
</body>
</html>
`;
  return page.source;
}

function body(data: ReportData, language: Language): Html {
  const r = data.result;
  return html`<main class="${language}" lang="${language === 'en' ? 'en' : 'zh-CN'}">
${[
  head(data, language),
  laws(r, language),
  reasons(r, language),
  derivation(r, language),
  nearest(r, language),
  changes(r, language),
  persons(r, language),
  found(r, language),
  treatment(r, language),
  duties(r, language),
  flags(r, language),
  assumed(r, language),
  files(r, language),
  proof(data, language),
]}</main>`;
}
