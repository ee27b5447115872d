import type { Sure } from '../model/words.ts';
import { type Block, note, type Words, w } from './document.ts';

/** Why a filing asks what it asks: the articles, with where they are read and how far they were checked. */
export interface Basis {
  readonly rule: string;
  readonly cite: Words;
  readonly url: string;
  readonly sure: Sure;
}

const PIPL = 'https://www.cac.gov.cn/2021-08/20/c_1631050028355286.htm';
const SC = 'https://www.cac.gov.cn/2023-02/24/c_1678884830036813.htm';
const SA = 'https://www.cac.gov.cn/2022-07/07/c_1658811536396503.htm';
const CBDF = 'https://www.cac.gov.cn/2024-03/22/c_1712776611775634.htm';
const REVIEW = 'https://www.cac.gov.cn/2022-01/04/c_1642894602182845.htm';
const QA_2026 = 'https://www.cac.gov.cn/2026-01/30/c_1771505108953002.htm';
const QA_2025 = 'https://www.cac.gov.cn/2025-10/31/c_1763633376984070.htm';

export const BASIS = {
  pipl55: {
    rule: 'CN-PIPL-2021-55',
    cite: w('《个人信息保护法》第五十五条', 'Personal Information Protection Law, art. 55'),
    url: PIPL,
    sure: 'V1',
  },
  pipl56: {
    rule: 'CN-PIPL-2021-56',
    cite: w('《个人信息保护法》第五十六条', 'Personal Information Protection Law, art. 56'),
    url: PIPL,
    sure: 'V1',
  },
  sc5: {
    rule: 'CN-SC-2023-5',
    cite: w('《个人信息出境标准合同办法》第五条', 'Standard Contract Measures, art. 5'),
    url: SC,
    sure: 'V1',
  },
  sc7: {
    rule: 'CN-SC-2023-7',
    cite: w('《个人信息出境标准合同办法》第七条', 'Standard Contract Measures, art. 7'),
    url: SC,
    sure: 'V1',
  },
  scOnward: {
    rule: 'CN-SC-ONWARD',
    cite: w('国家网信办2025年10月31日数据出境问答第9问', 'CAC questions and answers of 2025-10-31, question 9'),
    url: QA_2025,
    sure: 'V2',
  },
  sa: {
    rule: 'CN-SA-2022-7/12',
    cite: w('《数据出境安全评估办法》第七条、第十二条', 'Security Assessment Measures, arts 7 and 12'),
    url: SA,
    sure: 'V1',
  },
  cbdf7: {
    rule: 'CN-CBDF-2024-7.2b',
    cite: w('《促进和规范数据跨境流动规定》第七条', 'Provisions on Cross-Border Data Flows, art. 7'),
    url: CBDF,
    sure: 'V1',
  },
  cbdf8: {
    rule: 'CN-CBDF-2024-8a',
    cite: w('《促进和规范数据跨境流动规定》第八条', 'Provisions on Cross-Border Data Flows, art. 8'),
    url: CBDF,
    sure: 'V1',
  },
  countCross: {
    rule: 'CN-COUNT-CROSS',
    cite: w('国家网信办2026年1月30日数据出境问答第1问', 'CAC questions and answers of 2026-01-30, question 1'),
    url: QA_2026,
    sure: 'V2',
  },
  review7: {
    rule: 'CN-CR-2022-7',
    cite: w('《网络安全审查办法》第七条', 'Cybersecurity Review Measures, art. 7'),
    url: REVIEW,
    sure: 'V1',
  },
} as const satisfies Record<string, Basis>;

/** A line that cites them. */
export function basisNote(...list: readonly Basis[]): Block {
  const line = (language: 'zh' | 'en') =>
    list.map((b) => `${b.cite[language]} [${b.rule}, ${b.sure}] ${b.url}`).join(language === 'zh' ? '；' : '; ');
  return note(`依据：${line('zh')}`, `Basis: ${line('en')}`);
}
