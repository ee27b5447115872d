import type { ReportData } from './data.ts';
import { type Html, html } from './html.ts';
import { count, section } from './text.ts';
import type { Language } from './words.ts';

/** What left and what did not, the proof of it, how to check the proof, and room to sign. */
export function proof(data: ReportData, language: Language): Html {
  return html`${became(data, language)}
${receipt(data, language)}
${signature(data, language)}
${foot(data, language)}`;
}

function became({ result: r }: ReportData, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const { released, held } = r;
  const nothing =
    r.schema === 'douane.check/1'
      ? t(
          'This was a check: nothing was sent, nothing was held, nobody was counted.',
          '本次仅为检查：未发送、未留置任何数据，亦未计入人数。',
        )
      : t('Nothing left.', '没有任何数据出境。');
  return section(
    'became',
    { en: 'What left and what was held', zh: '放行与留置' },
    language,
    html`${released === undefined && held === undefined && html`<p>${nothing}</p>`}
${
  released !== undefined &&
  html`<dl class="proof"><div><dt>${t('Released', '放行')}</dt><dd>${t(`${count(released.records)} records`, `${count(released.records)} 条记录`)}, <bdi class="path">${released.path}</bdi></dd></div><div><dt>SHA-256</dt><dd><code>${released.sha256}</code></dd></div></dl>`
}
${
  held !== undefined &&
  html`<dl class="proof"><div><dt>${t('Held, encrypted', '加密留置')}</dt><dd>${t(`${count(held.records)} records`, `${count(held.records)} 条记录`)}</dd></div><div><dt>${t('Hold', '留置编号')}</dt><dd><code>${held.hold}</code></dd></div><div><dt>${t('To see it', '查看')}</dt><dd><kbd>douane holds show ${held.hold}</kbd></dd></div></dl>`
}`,
  );
}

function receipt({ result: r, receipt: x }: ReportData, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const row = (name: string, value: Html) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`;
  return section(
    'receipt',
    { en: 'Proof', zh: '凭证' },
    language,
    html`<dl class="proof">
${row(t('Transfer', '传输编号'), html`<code>${r.transfer}</code>`)}${row(t('Law', '法规包'), html`<code>${r.law.pack} ${r.law.version}</code> <code>${r.law.hash}</code>`)}${
  x !== null &&
  html`${row(t('Leaf', '账本条目'), html`${t(`number ${count(x.leafIndex)}`, `第 ${count(x.leafIndex)} 条`)} <code>${x.leafHash}</code>`)}${row(t('Signed head of the ledger', '账本签名头'), html`<pre>${x.checkpoint.trimEnd()}</pre>`)}${row(t('Key of the ledger', '账本公钥'), html`<code>${x.publicKey}</code>`)}${row(t('To verify', '如何验证'), html`<kbd>douane verify ${x.file}</kbd> <span class="quiet">${t('Works offline, with the receipt alone. Compare the key with the one the exporter published.', '可离线验证，仅需凭证文件。请与出口方公布的公钥核对。')}</span>`)}`
}</dl>`,
  );
}

/** Room to sign, and what is signed: the leaf commits to the facts, the decision and the content. */
function signature({ result: r, receipt: x }: ReportData, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const line = (name: string, kind = '') => html`<div class="${kind}"><span>${name}</span></div>`;
  const digest =
    x === null
      ? html`${t('The signature is for the decision on transfer', '本签署针对以下传输的决定：')} <code>${r.transfer}</code>`
      : html`${t('The signature is for the decision with this digest, the leaf of its receipt:', '本签署针对具有以下摘要（凭证所载账本条目）的决定：')} <code>${x.leafHash}</code>`;
  return section(
    'sign',
    { en: 'Signature', zh: '签署' },
    language,
    html`<p>${digest}</p>
<div class="sign">
${line(t('Name', '姓名'))}${line(t('Position', '职务'))}${line(t('Date', '日期'))}${line(t('Opinion: agreed, or what is decided otherwise', '意见：同意，或另作决定'), 'wide')}${line(t('Signature', '签名'))}
</div>`,
  );
}

function foot({ result: r }: ReportData, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  return html`<footer><p>${t(
    `Computed from the facts above by the rules of pack ${r.law.pack} ${r.law.version}. Not legal advice; the official text prevails. Examples are masked: no value of the data stands in this report.`,
    `本报告依据法规包 ${r.law.pack} ${r.law.version} 的规则由上述事实计算得出，不构成法律意见，以官方文本为准。示例均已掩码，报告不含数据原值。`,
  )}</p></footer>`;
}
