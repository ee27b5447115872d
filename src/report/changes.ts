import { citeWords } from '../model/cite-words.ts';
import type { Counterfactual } from '../model/explanation.ts';
import type { CrossingResult } from '../model/result.ts';
import { groupsOf, lawsText, nearestText, verdictText } from './explanation-text.ts';
import { type Html, html, link } from './html.ts';
import { SOURCE, valueText } from './outline.ts';
import { count, section, table } from './text.ts';
import { type Language, OUTCOME } from './words.ts';

/** Rows that a person still reads; `--json` has them all. */
const MAX_ROWS = 40;

/** How far the nearest number of the law is, and what lies beyond. */
export function nearest(r: CrossingResult, language: Language): Html {
  const n = r.explanation.nearest;
  if (n === null) return html``;
  return section(
    'nearest',
    { en: 'Nearest threshold', zh: '最近的数量门槛' },
    language,
    html`<p class="because">${n.words[language]} <code>${n.fact}</code></p>
<p>${nearestText(n, language)}</p>`,
  );
}

/** Which single fact would change the outcome: a supposition each, and what would be decided then. */
export function changes(r: CrossingResult, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const { wouldChange, complete } = r.explanation;
  const groups = groupsOf(r.explanation, language).map(({ title, part, some }) => {
    const more = some.length - MAX_ROWS;
    const headings = [t('If this were so', '假如'), t('Now', '现为'), t('It would be', '结论将为'), t('By', '依据')];
    const rows = some.slice(0, MAX_ROWS).map((c) => row(c, part, language));
    return html`<h3>${title}</h3>
${table(headings, rows, title)}
${more > 0 && html`<p class="quiet">${t(`And ${more} more.`, `另有 ${more} 项。`)}</p>`}`;
  });
  return section(
    'changes',
    { en: 'What would change it', zh: '何种事实将改变结论' },
    language,
    html`<p>${t(
      'None of this is so: each row supposes one fact to be otherwise and everything else as it is, and was decided again. Milder outcomes first.',
      '以下均为假设：每行仅假定一项事实不同、其余不变，并据此重新判定；结论较轻者在前。',
    )}</p>
${wouldChange.length === 0 && html`<p>${t('No single fact would change the outcome.', '任何单一事实均不改变结论。')}</p>`}
${groups}
${!complete && html`<p class="quiet">${t('Not all could be tried.', '未能逐一尝试全部情形。')}</p>`}`,
  );
}

function row(c: Counterfactual, part: 'whole' | 'laws', language: Language): Html[] {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const tone = c.milder ? 'milder' : 'graver';
  const values = c.values.map((v) => valueText(v, language)).join(t(' or ', '或'));
  return [
    html`${c.words[language]}${t(': ', '：')}<b>${values}</b>${c.along !== null && html` <span class="quiet">${t(`(then ${c.along.fact} is ${count(c.along.value)})`, `（${c.along.fact} 随之为 ${count(c.along.value)}）`)}</span>`} <code>${c.fact}</code>`,
    html`${valueText(c.value, language)} <span class="source f-${c.source}">${SOURCE[c.source][language]}</span>`,
    part === 'whole'
      ? html`<span class="${tone}">${OUTCOME[c.outcome][language]}</span>${t('; ', '；')}${verdictText(c.verdict, language)}`
      : html`<span class="${tone}">${lawsText(c, language)}</span>`,
    html`${c.rules.slice(0, 3).map((rule) => html`<span class="part">${link(rule.url, html`<code>${rule.rule}</code>`)} <span class="quiet">${citeWords(rule.cite, undefined)[language]}</span></span> `)}`,
  ];
}
