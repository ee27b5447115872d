/** A citation in Chinese, from `Name (名称), art. 5(1)(4)`: `《名称》第五条第一款第四项`; as it is where it is written otherwise. */
export function chineseCite(cite: string): string {
  const parts = /^[^(]*\(([^()]*\p{Script=Han}[^()]*)\), (.+)$/u.exec(cite);
  return parts === null ? cite : `《${parts[1]!}》${article(parts[2]!)}`;
}

/** What cannot be told for sure, as whether `6(2)` is a paragraph or an item, stays as it is. */
function article(text: string): string {
  const parts = /^art\. (\d{1,2})(?:\((\d{1,2})\)\((\d{1,2})\)|(\(\d{1,2}\)))?$/.exec(text);
  if (parts === null) return `，${text}`;
  const [, number, paragraph, item, unclear] = parts as unknown as [string, string, string?, string?, string?];
  const inner = paragraph === undefined ? (unclear ?? '') : `第${numeral(paragraph)}款第${numeral(item!)}项`;
  return `第${numeral(number)}条${inner}`;
}

/** Of 1 to 99. */
function numeral(digits: string): string {
  const [tens, ones] = [Math.floor(Number(digits) / 10), Number(digits) % 10];
  const name = (n: number) => '零一二三四五六七八九'[n]!;
  return `${tens === 0 ? '' : tens === 1 ? '十' : `${name(tens)}十`}${ones === 0 ? '' : name(ones)}`;
}
