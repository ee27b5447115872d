import type { DecidingRule, LawDerivation, NearRule, OtherRule, ScopeDerivation } from '../model/explanation.ts';
import type { CrossingResult } from '../model/result.ts';
import { appliesText, heldWhy, NEAR, scopeTitle, verdictText } from './explanation-text.ts';
import { type Html, html, link } from './html.ts';
import { type Line, outline, ruleLine, SOURCE } from './outline.ts';
import { section, table } from './text.ts';
import { CLASS, type Language, OUTCOME, SURE } from './words.ts';

/** Every law that applies, side by side; nothing where it is one. */
export function laws(r: CrossingResult, language: Language): Html {
  if (r.laws.length < 2) return html``;
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const rows = r.laws.map((l) => [
    html`${language === 'en' ? l.name : l.nameZh} <code>${l.pack} ${l.version}</code>`,
    html`${OUTCOME[l.outcome][language]}`,
    html`${verdictText(l.verdict, language)}`,
    html`${(['ordinary', 'sensitive', 'important'] as const)
      .filter((c) => l.byClass[c] !== null)
      .map(
        (c) =>
          html`<span class="part">${CLASS[c][language]}${t(': ', '：')}${OUTCOME[l.byClass[c]!][language]}</span> `,
      )}`,
  ]);
  const headings = [t('Law', '法律'), t('Outcome', '结论'), t('Verdict', '判定'), t('By class of data', '分类结论')];
  return section(
    'laws',
    { en: 'Laws that apply', zh: '适用的法律' },
    language,
    html`<p>${t('All of them apply; the most severe outcome is that of the transfer.', '以下法律同时适用；整个传输取最严格的结论。')}</p>
${table(headings, rows, t('Laws', '法律'))}`,
  );
}

/** From law to fact, as a tree that opens without a script. */
export function derivation(r: CrossingResult, language: Language): Html {
  const { derivation: d } = r.explanation;
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  return section(
    'derivation',
    { en: 'How this was derived', zh: '推导过程' },
    language,
    html`<p class="quiet">${t(
      '✓ is so, ✗ is not so. Each fact says where it came from: measured by inspection or the register, declared by the exporter, or assumed because nobody said.',
      '✓ 成立，✗ 不成立。每项事实均注明来源：实测（检查或登记所得）、已声明（出口方声明）或默认假设（无人告知）。',
    )}</p>
${d.laws.map((law) => lawPart(law, d.laws.length === 1 || law.outcome === d.outcome, language))}`,
  );
}

function lawPart(law: LawDerivation, open: boolean, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const title = html`<b>${law.name[language]}</b> <code>${law.pack} ${law.version}</code> ${OUTCOME[law.outcome][language]}${t('; ', '；')}${verdictText(law.verdict, language)}`;
  const scopes = law.scopes.filter((s) => s.outcome !== null || s.near.length > 0);
  return details(
    'law',
    title,
    open,
    html`<p>${appliesText(law, language)}${law.permit !== null && html` ${t(`Permit ${law.permit} covers it.`, `许可 ${law.permit} 已涵盖。`)}`}</p>
${tree(
  law.applies.of.map((n) => outline(n, language)),
  language,
)}
${scopes.map((s) => scopePart(s, language))}`,
  );
}

function scopePart(scope: ScopeDerivation, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  return html`<div class="scope">
<h3>${scopeTitle(scope, language)}</h3>
${scope.present !== null && details('', html`${t('Such data are in the transfer', '传输含此类数据')}`, false, tree([outline(scope.present, language)], language))}
${scope.otherwise && html`<p>${t('No rule decides: the outcome is the one that the pack names for that.', '无规则判定：采用规则包指定的结论。')}</p>`}
${scope.decidedBy.map((rule) => decidingPart(rule, language))}
${scope.alsoHeld.length > 0 && details('', html`${t('Rules that hold too', '同时成立的规则')} <span class="quiet">${scope.alsoHeld.length}</span>`, false, html`<ul class="tree">${scope.alsoHeld.map((rule) => heldItem(rule, language))}</ul>`)}
${scope.near.length > 0 && details('', html`${NEAR[language]} <span class="quiet">${scope.near.length + scope.moreNear}</span>`, false, html`<ul class="tree">${scope.near.map((rule) => nearItem(rule, language))}</ul>${scope.moreNear > 0 && html`<p class="quiet">${t(`and ${scope.moreNear} more`, `另有 ${scope.moreNear} 条`)}</p>`}`)}
</div>
`;
}

function decidingPart(rule: DecidingRule, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const line = ruleLine(rule, language);
  const condition =
    rule.condition === null
      ? html`<p>${t('Without a condition: it always holds.', '无条件：恒成立。')}</p>`
      : tree([outline(rule.condition, language)], language);
  return details(
    'rule',
    html`${t('Decided by', '判定规则')} <b>${line.text}</b>`,
    true,
    html`<p class="cite">${link(rule.url, line.detail ?? '')} ${sure(line, language)}</p>
${condition}
${rule.met !== null && html`<p>${t('What it asks for is in hand where this holds:', '所要求的条件是否已具备：')}</p>${tree([outline(rule.met, language)], language)}`}
${rule.over.length > 0 && html`<p>${t('It prevailed over: ', '优先于：')}${rule.over.join(t(', ', '、'))}</p>`}`,
  );
}

function heldItem(rule: OtherRule, language: Language): Html {
  const line = ruleLine(rule, language);
  return html`<li><span>${line.text} → ${OUTCOME[rule.outcome][language]}${language === 'en' ? '; ' : '；'}${heldWhy(rule.prevailedOverBy, language)}</span> <span class="detail">${link(rule.url, line.detail ?? '')}</span></li>
`;
}

function nearItem(rule: NearRule, language: Language): Html {
  const line = ruleLine(rule, language);
  return html`<li><span>${line.text} → ${OUTCOME[rule.outcome][language]}</span>${tree(
    rule.lacking.map((n) => outline(n, language)),
    language,
  )}</li>
`;
}

function tree(lines: readonly Line[], language: Language): Html {
  if (lines.length === 0) return html``;
  return html`<ul class="tree">
${lines.map((line) => item(line, language))}</ul>`;
}

function item(line: Line, language: Language): Html {
  const { mark, text, detail, source, url, below } = line;
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const tick =
    mark !== null &&
    html`<span class="tick t-${mark ? 'yes' : 'no'}" role="img" aria-label="${mark ? t('is so', '成立') : t('is not so', '不成立')}">${mark ? '✓' : '✗'}</span> `;
  const words =
    detail !== undefined &&
    detail !== '' &&
    html` <span class="detail">${url === undefined ? detail : link(url, detail)}</span>`;
  const more = detail === '' && url !== undefined && html` ${link(url, t('source', '出处'))}`;
  return html`<li${mark === null ? html`` : html` class="marked"`}>${tick}<span>${text}</span>${source !== undefined && html` <span class="source f-${source}">${SOURCE[source][language]}</span>`} ${sure(line, language)}${more}${words}${tree(below, language)}</li>
`;
}

function sure({ sure: s }: Line, language: Language): Html {
  return s === undefined ? html`` : html`<span class="sure s-${s}"><b>${s}</b> ${SURE[s].short[language]}</span>`;
}

/** Opens and closes by itself; on paper it is always open. */
function details(kind: string, title: Html, open: boolean, content: Html): Html {
  return open
    ? html`<details class="${kind}" open=""><summary>${title}</summary>
${content}
</details>
`
    : html`<details class="${kind}"><summary>${title}</summary>
${content}
</details>
`;
}
