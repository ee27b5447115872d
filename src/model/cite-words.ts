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
  const listed = /^arts? (\d.*)$/.exec(rest.replace(/^(arts?)\. /, '$1 '))?.[1]?.split(/, /);
  const articles = listed?.map(article);
  if (articles === undefined || articles.some((a) => a === null)) return { en, zh: `《${title}》，${rest}` };
  return { en, zh: `《${title}》${articles.join('、')}` };
}

/** `5(1)(4)` → 第五条第一款第四项; `8-11` → 第八条至第十一条. */
function article(text: string): string | null {
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
