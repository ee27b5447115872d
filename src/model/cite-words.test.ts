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
    '《数据出境人数计算》，questions and answers of 2026-01-30, question 1',
  ],
  ['GDPR, art. 46', 'GDPR, art. 46'],
])('%s', (en, zh) => {
  expect(citeWords(en, undefined)).toEqual({ en, zh });
});

test('what was recorded in Chinese stays', () => {
  expect(citeWords('Law (法), art. 1', '《法》第一条').zh).toBe('《法》第一条');
});
