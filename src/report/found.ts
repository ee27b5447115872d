import type { CrossingResult, FieldResult } from '../model/result.ts';
import { GRADES } from '../model/words.ts';
import { type Html, html } from './html.ts';
import { bytes, count, section, table } from './text.ts';
import { EVIDENCE, GRADE, kindName, type Language, TREATMENT } from './words.ts';

/** Rows of a table that a person still reads; the receipt has them all. */
const MAX_ROWS = 400;

/** What is in the data, field by field, gravest first. */
export function found(r: CrossingResult, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const treated = new Map(r.treated.map((f) => [f.path, f.do]));
  const sorted = [...r.fields].sort(
    (a, b) => GRADES.indexOf(b.grade) - GRADES.indexOf(a.grade) || b.hits - a.hits || (a.path < b.path ? -1 : 1),
  );
  const headings = [
    t('Field', '字段'),
    t('What it is', '内容'),
    t('Grade', '级别'),
    t('Values', '取值'),
    t('How sure', '把握'),
    t('Example, masked', '示例（已掩码）'),
    ...(treated.size > 0 ? [t('Treated', '处理')] : []),
  ];
  const row = (f: FieldResult): Html[] => {
    const how = treated.get(f.path);
    return [
      html`<bdi class="path">${f.path}</bdi>`,
      html`${kindName(f.kind)[language]}`,
      html`<span class="grade g-${f.grade}">${GRADE[f.grade][language]}</span>`,
      html`<span class="numbers">${count(f.hits)} / ${count(f.values)}</span>`,
      html`<span class="numbers">${Math.round(f.confidence * 100)} %</span> <span class="quiet">${f.evidence.map((e) => EVIDENCE[e]?.[language] ?? e).join(t(', ', '、'))}</span>`,
      html`<bdi class="example">${f.example}</bdi>`,
      ...(treated.size > 0
        ? [
            how === undefined
              ? html`<span class="quiet">${t('as it is', '原样')}</span>`
              : html`${TREATMENT[how][language]}`,
          ]
        : []),
    ];
  };
  const fields =
    sorted.length === 0
      ? html`<p>${t('No personal or important data was found in any value.', '所有取值中均未发现个人信息或重要数据。')}</p>`
      : html`${table(headings, sorted.slice(0, MAX_ROWS).map(row), t('Fields', '字段'))}${more(sorted.length, language)}`;
  const { values, forms, closely, remembered } = r.inspection;
  const share = (n: number) => (values === 0 ? '0 %' : `${((100 * n) / values).toFixed(1)} %`);
  const looks = html`<p class="quiet">${t(
    `All ${count(values)} values were searched for identifiers and for signs of a disguise, byte by byte. The checkers of identifiers were asked about ${share(forms)} of them; ${share(closely)} are text that was read for names, addresses and what hides; ${share(remembered)} more are the same text once more.`,
    `全部 ${count(values)} 个取值均逐字节检查标识符及伪装迹象；其中 ${share(forms)} 交由标识符校验，${share(closely)} 作为文本细读姓名、地址及隐藏内容，另有 ${share(remembered)} 与先前读过的文本相同。`,
  )}</p>`;
  return section('fields', { en: 'What was found', zh: '发现的数据' }, language, html`${fields}${looks}`);
}

/** The files that the data came in. */
export function files(r: CrossingResult, language: Language): Html {
  const t = (en: string, zh: string) => (language === 'en' ? en : zh);
  const list = table(
    [t('File', '文件'), t('Format', '格式'), t('Encoding', '编码'), t('Records', '记录数'), t('Size', '大小')],
    r.files
      .slice(0, MAX_ROWS)
      .map((f) => [
        html`<bdi class="path">${f.path}</bdi>`,
        html`${f.format}${f.compression !== 'none' && html` (${f.compression})`}`,
        html`${f.encoding}`,
        html`<span class="numbers">${count(f.records)}</span>`,
        html`<span class="numbers">${bytes(f.bytes)}</span>`,
      ]),
    t('Files', '文件'),
  );
  return section('files', { en: 'Files', zh: '文件' }, language, html`${list}${more(r.files.length, language)}`);
}

function more(total: number, language: Language): Html {
  if (total <= MAX_ROWS) return html``;
  const rest = count(total - MAX_ROWS);
  return html`<p class="quiet">${language === 'en' ? `And ${rest} more, all in the receipt.` : `另有 ${rest} 项，全部载于凭证。`}</p>`;
}
