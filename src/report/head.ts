import { CLASSES } from '../model/words.ts';
import type { ReportData } from './data.ts';
import { type Html, html } from './html.ts';
import { summarise } from './summary.ts';
import { bytes, count, country } from './text.ts';
import { CLASS, type Language, OUTCOME, PURPOSE, VERDICT, VERDICT_CLEARED } from './words.ts';

/** The verdict, why, what next, and what was decided on. */
export function head(data: ReportData, language: Language): Html {
  const { result: r } = data;
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const cleared = r.schema === 'douane.clear/1';
  const verdict = (cleared ? VERDICT_CLEARED : VERDICT)[r.verdict][language];
  const { why, next } = summarise(r, (code) => ({ en: country(code, 'en'), zh: country(code, 'zh') }));
  const purpose = PURPOSE[r.purpose as keyof typeof PURPOSE]?.[language] ?? r.purpose;
  const fact = (name: string, value: string | Html) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
  return html`<header>
<p class="kind">${t('Decision on a transfer of data abroad', '数据出境决定书')}<span class="mark">Douane</span></p>
<h1>${verdict}</h1>
<p class="why">${why[language]}</p>
<p class="next"><strong>${t('Next', '下一步')}</strong> ${next[language]}</p>
</header>
<dl class="facts">
${fact(t('From', '自'), country(r.from, language))}${fact(t('To', '至'), country(r.to, language))}${fact(t('Recipient', '境外接收方'), html`<bdi>${r.recipient}</bdi>`)}${fact(t('Purpose', '目的'), purpose)}${fact(t('Law as of', '适用法律日期'), r.asOf)}${fact(t('Decided', '作出时间'), html`<time datetime="${data.at}">${minute(data.at)}</time>`)}${fact(t('Records', '记录数'), count(r.records))}${fact(t('Size', '数据量'), `${bytes(r.bytes)}, ${r.files.length === 1 ? t('1 file', '1 个文件') : t(`${r.files.length} files`, `${r.files.length} 个文件`)}`)}</dl>
<ul class="classes">
${CLASSES.filter((c) => r.byClass[c] !== null).map(
  (c) =>
    html`<li class="o-${r.byClass[c]!}"><b>${CLASS[c][language]}</b> <span>${OUTCOME[r.byClass[c]!][language]}</span></li>\n`,
)}</ul>`;
}

/** `2026-11-23 09:14 UTC`; the element has the exact time. */
function minute(at: string): string {
  return at.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})[:.\d]*/, '$1 $2 ').replace('Z', 'UTC');
}
