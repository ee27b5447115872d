import type { Duty, Reason } from '../model/decision.ts';
import type { CrossingResult } from '../model/result.ts';
import { SURENESS, type Sure } from '../model/words.ts';
import { type Html, html, link } from './html.ts';
import { cited, either, section, table } from './text.ts';
import { CLASS, FACT, type Language, OUTCOME, SURE, TREATMENT } from './words.ts';

/** Why: every reason with its source, its dates and how far it was checked. */
export function reasons(r: CrossingResult, language: Language): Html {
  const used = new Set<Sure>([...r.reasons, ...r.duties].map((x) => x.sure));
  return section(
    'why',
    { en: 'Why', zh: '理由' },
    language,
    html`<ol class="reasons">
${r.reasons.map((reason) => reasonItem(reason, language))}</ol>
${
  used.size > 0 &&
  html`<dl class="sure-legend">
${SURENESS.filter((s) => used.has(s)).map(
  (s) => html`<div><dt>${sure(s, language)}</dt><dd>${SURE[s].long[language]}</dd></div>\n`,
)}</dl>`
}`,
  );
}

function reasonItem(reason: Reason, language: Language): Html {
  return html`<li>
<p class="because">${either(reason.because, reason.becauseZh, language)}</p>
<p class="cite">${link(reason.url, cited(reason, language))}</p>
<p class="tags">${reason.outcome !== null && html`<span>${OUTCOME[reason.outcome][language]}</span>`}${reason.class !== null && html`<span>${CLASS[reason.class][language]}</span>`}<span>${inForce(reason.inForce, language)}</span>${sure(reason.sure, language)}<code>${reason.rule}</code></p>
</li>
`;
}

function inForce([from, to]: Reason['inForce'], language: Language): string {
  if (language === 'en')
    return to === null ? `in force since ${from}` : `in force ${from} to ${to}, that day not included`;
  return to === null ? `自 ${from} 起施行` : `${from} 起施行，至 ${to}（不含）止`;
}

function sure(s: Sure, language: Language): Html {
  return html`<span class="sure s-${s}"><b>${s}</b> ${SURE[s].short[language]}</span>`;
}

/** What is done to the data, and the least that would lower the outcome. */
export function treatment(r: CrossingResult, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const item = (f: { path: string; do: keyof typeof TREATMENT }) =>
    html`<li><bdi class="path">${f.path}</bdi> <span>${TREATMENT[f.do][language]}</span></li>\n`;
  if (r.treated.length === 0 && r.treatment === null) return html``;
  const applied =
    r.treated.length > 0 &&
    html`<p>${t('Treatment asked for, and decided with:', '按要求采用并据以作出决定的处理：')}</p><ul class="measures">${r.treated.map(item)}</ul>
${r.asItIs !== null && html`<p>${t('As the data came, the outcome was: ', '数据原样的结论：')}<b>${OUTCOME[r.asItIs.outcome][language]}</b></p>`}`;
  const would =
    r.treatment !== null &&
    html`<p>${t('The least treatment that lowers the outcome, found by deciding again with it. It would become: ', '能够降低结论的最小处理方案（逐一重新判定得出）。处理后结论为：')}<b>${OUTCOME[r.treatment.wouldChangeTo][language]}</b></p><ul class="measures">${r.treatment.fields.map(item)}</ul>`;
  return section('treatment', { en: 'Treatment', zh: '处理' }, language, html`${applied}${would}`);
}

/** What must be done, first what is due first. */
export function duties(r: CrossingResult, language: Language): Html {
  if (r.duties.length === 0) return html``;
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const sorted = [...r.duties].sort((a, b) => compare(a.due ?? '~', b.due ?? '~'));
  const row = (d: Duty) => [
    either(d.text, d.textZh, language),
    d.due === null
      ? html`<span class="quiet">${t('no date', '无期限')}</span>`
      : html`<time datetime="${d.due}">${d.due}</time>`,
    html`${link(d.url, cited(d, language))} ${sure(d.sure, language)}`,
  ];
  return section(
    'duties',
    { en: 'Duties', zh: '义务' },
    language,
    table([t('Duty', '义务'), t('Due', '期限'), t('Source', '依据')], sorted.map(row), t('Duties', '义务')),
  );
}

/** By code unit: ISO dates in order, those without one last. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What counsel should look at. */
export function flags(r: CrossingResult, language: Language): Html {
  if (r.flags.length === 0) return html``;
  return section(
    'flags',
    { en: 'For counsel to look at', zh: '请法务关注' },
    language,
    html`<ul class="flags">
${r.flags.map((f) => html`<li>${either(f.text, f.textZh, language)} <code>${f.code}</code></li>\n`)}</ul>`,
  );
}

/** Defaults that stand for facts nobody gave. */
export function assumed(r: CrossingResult, language: Language): Html {
  if (r.assumed.length === 0) return html``;
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const value = (v: unknown) =>
    v === true
      ? t('yes', '是')
      : v === false
        ? t('no', '否')
        : v === null
          ? t('none', '无')
          : typeof v === 'string'
            ? v
            : JSON.stringify(v);
  return section(
    'assumed',
    { en: 'Assumed, because nobody said', zh: '未获告知而作的假设' },
    language,
    html`<p>${t('If one of these is wrong, the decision may be wrong: state the fact and decide again.', '如其中任何一项与事实不符，结论可能有误：请补充事实后重新判定。')}</p>
${table(
  [t('Fact', '事实'), t('Taken as', '假设为')],
  r.assumed.map((a) => [
    FACT[a.fact] ? html`${FACT[a.fact]![language]} <code>${a.fact}</code>` : html`<code>${a.fact}</code>`,
    html`${value(a.value)}`,
  ]),
  t('Assumptions', '假设'),
)}`,
  );
}
