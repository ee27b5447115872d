import type { Threshold } from '../model/decision.ts';
import type { CrossingResult } from '../model/result.ts';
import { Html, html } from './html.ts';
import { count, either, section } from './text.ts';
import { CLASS, IDENTIFIER, type Language } from './words.ts';

/** How many people, in this transfer and since the window's first day, against what the law compares. */
export function persons(r: CrossingResult, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const p = r.persons;
  const name = (id: string) => IDENTIFIER[id]?.[language] ?? id;
  const notes: Html[] = [];
  if (p.toldApartBy.length > 0)
    notes.push(
      html`<li>${t('Told apart by ', '区分依据：')}${join(
        p.toldApartBy.map((id) => html`<bdi>${name(id)}</bdi>`),
        t(', ', '、'),
      )}${t('.', '。')}</li>`,
    );
  if (p.undetermined > 0)
    notes.push(
      html`<li>${t(`${count(p.undetermined)} could not be told apart and count one each.`, `有 ${count(p.undetermined)} 人无法区分，逐一计为一人。`)}</li>`,
    );
  for (const d of p.doubts)
    notes.push(
      html`<li>${t(`${count(d.count)} counted as others because it could not be excluded that they are: `, `有 ${count(d.count)} 人因无法排除为不同的人而另行计数，存疑依据：`)}<bdi>${name(d.code)}</bdi></li>`,
    );
  return section(
    'persons',
    { en: 'Persons', zh: '人数' },
    language,
    html`<table class="counts" aria-label="${t('Distinct persons', '去重后的自然人数')}">
<thead><tr><th scope="col">${t('Distinct persons', '自然人（去重）')}</th><th scope="col">${t('In this transfer', '本次传输')}</th><th scope="col">${t(`Since ${p.since}, this one included`, `自 ${p.since} 起累计（含本次）`)}</th></tr></thead>
<tbody>
${(['ordinary', 'sensitive'] as const).map(
  (c) =>
    html`<tr><th scope="row">${CLASS[c][language]}</th><td data-label="${t('In this transfer', '本次传输')}">${count(p.thisTransfer[c])}</td><td data-label="${t(`Since ${p.since}`, `自 ${p.since} 起`)}">${count(p.withHistory[c])}</td></tr>\n`,
)}</tbody></table>
${notes.length > 0 && html`<ul class="notes">${notes}</ul>`}
${
  r.thresholds.length > 0 &&
  html`<h3>${t('Against the thresholds of the law', '与法定数量标准对照')}</h3>
${r.thresholds.map((x) => bar(x, language))}`
}`,
  );
}

function bar(x: Threshold, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const share = x.limit > 0 ? x.count / x.limit : 1;
  const reached = x.count >= x.limit;
  const width = Math.min(1, share) * 1000;
  const percent =
    share >= 10 ? `${Math.floor(share)}×` : `${share > 0 && share < 0.01 ? '<1' : Math.floor(share * 100)} %`;
  const left = reached
    ? t(`over by ${count(x.count - x.limit)}`, `超出 ${count(x.count - x.limit)} 人`)
    : t(`${count(x.limit - x.count)} left`, `余 ${count(x.limit - x.count)} 人`);
  const exact = x.count === x.limit ? t('reached exactly', '恰好达到') : left;
  // The limit stands at the end of the track; above it the track is shown as longer than the limit.
  const tick =
    reached && share > 1
      ? html`<line class="limit" x1="${1000 / Math.min(share, 50)}" x2="${1000 / Math.min(share, 50)}" y1="0" y2="16" />`
      : html``;
  return html`<figure class="bar${reached ? new Html(' reached') : ''}">
<figcaption><span><b>${CLASS[x.class][language]}</b> ${either(x.label, x.labelZh, language)}</span><span class="numbers"><b>${count(x.count)}</b> / ${count(x.limit)}</span></figcaption>
<svg viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label="${t(`${count(x.count)} of ${count(x.limit)}`, `${count(x.limit)} 中的 ${count(x.count)}`)}"><rect class="track" width="1000" height="16" rx="3" /><rect class="fill" width="${Math.round(width)}" height="16" rx="3" />${tick}</svg>
<p class="quiet">${percent}, ${exact} · ${t(`counted since ${x.since}`, `自 ${x.since} 起计`)} · <code>${x.rule}</code></p>
</figure>
`;
}

function join(parts: readonly Html[], separator: string): Html {
  return new Html(parts.map((p) => p.source).join(html`${separator}`.source));
}
