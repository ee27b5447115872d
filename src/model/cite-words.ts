import type { BothWords } from './explanation.ts';

/**
 * A citation in both languages: the Chinese one as it was recorded, else made from the instrument's Chinese title and
 * the numbers of the articles. What cannot be told for sure, as whether `6(2)` is a paragraph or an item, stays as it is.
 *
 * @example
 * citeWords('Network Data Security Management Regulations (网络数据安全管理条例), art. 12', undefined).zh; // 《网络数据安全管理条例》第十二条
 */
export function citeWords(en: string, zh: string | undefined): BothWords {
  if (zh !== undefined) return { en, zh };
  const parts = /^.+? \((\p{Script=Han}[^()]*)\), (.+)$/u.exec(en);
  if (parts === null) return { en, zh: en };
  const [, title, rest] = parts as unknown as [string, string, string];
  const [first, ...others] = rest.split('; ');
  const own = articles(first!);
  const words = [own ?? said(first!), ...others.map(said)];
  if (words.some((w) => w === null)) return { en, zh: `《${title}》，${rest}` };
  return { en, zh: `《${title}》${own === null ? '，' : ''}${words.join('；')}` };
}

/** Instruments that rules of others cite, by the names they cite them by. */
const INSTRUMENTS: Readonly<Record<string, string>> = {
  'Certification Measures': '个人信息出境认证办法',
  'Civil Code': '民法典',
  'Credit Reporting Regulations': '征信业管理条例',
  'Cross-Border Data Flow Provisions': '促进和规范数据跨境流动规定',
  'Cybersecurity Law': '网络安全法',
  'Human Genetic Resources Regulations': '人类遗传资源管理条例',
  'Map Administration Regulations': '地图管理条例',
  'Network Data Security Management Regulations': '网络数据安全管理条例',
  'Personal Information Protection Law': '个人信息保护法',
  'Security Assessment Measures': '数据出境安全评估办法',
  'Standard Contract Measures': '个人信息出境标准合同办法',
  'Surveying and Mapping Law': '测绘法',
};

/** Articles of another instrument, or an answer of the administration; null for anything else. */
function said(text: string): string | null {
  const memory = ' (first day from memory)';
  if (text.endsWith(memory)) {
    const before = said(text.slice(0, -memory.length));
    return before === null ? null : `${before}（起始日期凭记忆）`;
  }
  const answer = /^(?:CAC (?:outbound )?)?questions and answers of (\d{4})-(\d\d)-(\d\d), question (\d{1,2})$/.exec(
    text,
  );
  if (answer !== null) {
    const [year, month, day, question] = answer.slice(1).map(Number) as [number, number, number, number];
    return `国家网信办${year}年${month}月${day}日问答第${numeral(String(question))}问`;
  }
  const parts = /^(.+?) (arts?\.? .+)$/.exec(text);
  const title = parts === null ? undefined : INSTRUMENTS[parts[1]!];
  const listed = title === undefined ? null : articles(parts![2]!);
  return listed === null ? null : `《${title}》${listed}`;
}

/** `arts 5, 7` → 第五条、第七条; null where one of them cannot be told. */
function articles(text: string): string | null {
  const listed = /^arts? (\d.*)$/
    .exec(text.replace(/^(arts?)\. /, '$1 '))?.[1]
    ?.split(/, /)
    .map(article);
  return listed === undefined || listed.includes(null) ? null : listed.join('、');
}

/** `5(1)(4)` → 第五条第一款第四项; `8-11` → 第八条至第十一条; `38 last paragraph` → 第三十八条最后一款. */
function article(text: string): string | null {
  const last = /^(\d{1,2}) last paragraph$/.exec(text)?.[1];
  if (last !== undefined) return `第${numeral(last)}条最后一款`;
  const match = /^(\d{1,2})(?:-(\d{1,2}))?((?:\(\d{1,2}\)){0,2})$/.exec(text);
  if (match === null) return null;
  const [, from, to, inner] = match as unknown as [string, string, string | undefined, string];
  if (to !== undefined) return inner === '' ? `第${numeral(from)}条至第${numeral(to)}条` : null;
  const levels = [...inner.matchAll(/\d+/g)].map(([n]) => numeral(n));
  if (levels.length === 2) return `第${numeral(from)}条第${levels[0]}款第${levels[1]}项`;
  return `第${numeral(from)}条${inner}`;
}

const DIGITS = '零一二三四五六七八九';

/** 1 to 99. */
function numeral(text: string): string {
  const n = Number(text);
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  if (tens === 0) return DIGITS[ones]!;
  return `${tens === 1 ? '' : DIGITS[tens]}十${ones === 0 ? '' : DIGITS[ones]}`;
}
