import { expect, test } from 'vitest';
import { citeWords } from './cite-words.ts';

test.each([
  ['Personal Information Protection Law (个人信息保护法), art. 56', '《个人信息保护法》第五十六条'],
  ['Provisions (促进和规范数据跨境流动规定), art. 5(1)(4)', '《促进和规范数据跨境流动规定》第五条第一款第四项'],
  ['Measures (数据出境安全评估办法), arts 7, 12', '《数据出境安全评估办法》第七条、第十二条'],
  ['Law (网络安全法), arts 36-37', '《网络安全法》第三十六条至第三十七条'],
  ['Law (网络安全法), art. 71(1)(3)', '《网络安全法》第七十一条第一款第三项'],
  // A paragraph or an item: the number does not say.
  ['Regulations (网络数据安全管理条例), art. 62(8)', '《网络数据安全管理条例》第六十二条(8)'],
  ['Law (个人信息保护法), art. 10', '《个人信息保护法》第十条'],
  [
    'Counting (数据出境人数计算), questions and answers of 2026-01-30, question 1',
    '《数据出境人数计算》，国家网信办2026年1月30日问答第一问',
  ],
  ['Law (个人信息保护法), art. 38 last paragraph', '《个人信息保护法》第三十八条最后一款'],
  [
    'Measures (个人信息出境标准合同办法), art. 4; Certification Measures art. 5',
    '《个人信息出境标准合同办法》第四条；《个人信息出境认证办法》第五条',
  ],
  [
    'Special regimes (特别监管制度), Map Administration Regulations art. 34 (first day from memory)',
    '《特别监管制度》，《地图管理条例》第三十四条（起始日期凭记忆）',
  ],
  // What nobody translated stays whole: half of a citation in each language misleads.
  ['Measures (办法), art. 4; some guide of 2025', '《办法》，art. 4; some guide of 2025'],
  ['GDPR, art. 46', 'GDPR, art. 46'],
])('%s', (en, zh) => {
  expect(citeWords(en, undefined)).toEqual({ en, zh });
});

test('what was recorded in Chinese stays', () => {
  expect(citeWords('Law (法), art. 1', '《法》第一条').zh).toBe('《法》第一条');
});
