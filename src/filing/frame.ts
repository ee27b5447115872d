import { type Gap, type Language, PARTIES, plain, w } from './document.ts';

/** Words that stand around what the document says. */
export const FRAME = {
  draft: w(
    '草稿——由实测流量生成，待补充后方可提交',
    'Draft, made from measured traffic: to be completed before it is filed',
  ),
  missing: w('待补充事项', 'What is missing'),
  missingText: w(
    '以下事项无人申报，也无法由实测得出，文中以黄色标出。本工具不代为填写。',
    'Nobody declared these and they cannot be measured; they are marked in the text. Douane does not fill them in.',
  ),
  nothing: w('无', 'Nothing'),
  number: w('序号', 'No.'),
  what: w('事项', 'What'),
  by: w('由谁填写', 'By whom'),
} as const;

/** `【待填写 3】…（由…填写）`, the mark of a gap in running text. */
export function gapText(gap: Gap, language: Language): string {
  const what = plain(gap.what[language]);
  return language === 'zh'
    ? `【待填写 ${gap.number}】${what}（由${PARTIES[gap.by].zh}填写）`
    : `[To be filled in, ${gap.number}] ${what} (by ${PARTIES[gap.by].en})`;
}
