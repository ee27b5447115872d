import { expect, test } from 'vitest';
import { declaredIn, explainInFull } from '../decide/explain-in-full.ts';
import { parsePack } from '../decide/parse-pack.ts';
import type { FactsGiven } from '../model/facts.ts';
import { explanationText } from './explanation-text.ts';

/** A law of one article and a company's policy, small enough to be read whole. */
const LAW = parsePack([
  {
    path: 'pack.yaml',
    text: `
pack: cn
name: { en: Example law, zh: 示例法 }
jurisdiction: CN
version: 2026.01.01
reviewed: 2026-01-01
covers: [2025-01-01, null]
classes:
  ordinary: data.personal && !data.anonymised
  sensitive: data.sensitive
  important: "false"
`,
  },
  {
    path: 'parameters/numbers.yaml',
    text: `
parameters:
  - id: persons
    title: { en: Persons from which an assessment is needed, zh: 须评估人数 }
    unit: persons
    values:
      - { inForce: [2025-01-01, null], value: 1000, cite: "Example Act art. 2", url: "https://example.org/2", sure: V1, reviewed: 2026-01-01 }
`,
  },
  { path: 'act/instrument.yaml', text: `name: { en: Example Act, zh: 示例法 }\nurl: https://example.org/act\n` },
  {
    path: 'act/2.yaml',
    text: `
rules:
  - id: EX-1
    title: { en: Operators, zh: 运营者 }
    text: { en: Who is an operator., zh: 何为运营者。 }
    inForce: [2025-01-01, null]
    article: art. 1
    sure: V1
    when: exporter.ciio || exporter.stateOrgan
    defines: operator
  - id: EX-2a
    title: { en: Many persons, zh: 人数众多 }
    text: { en: From the number on., zh: 达到人数。 }
    inForce: [2025-01-01, null]
    article: art. 2(1)(1)
    sure: V1
    scopes: [ordinary, sensitive]
    when: term.operator || counts.currentOrdinary >= p.persons
    outcome: security-assessment
  - id: EX-2b
    title: { en: Few persons, zh: 人数较少 }
    text: { en: Below the number., zh: 未达人数。 }
    inForce: [2025-01-01, null]
    article: art. 2(1)(2)
    sure: I
    scopes: [ordinary, sensitive]
    when: "!term.operator && counts.currentOrdinary < p.persons"
    outcome: free
  - id: EX-3
    title: { en: Emergency, zh: 紧急情况 }
    text: { en: Prevails., zh: 优先。 }
    inForce: [2025-06-01, null]
    article: art. 3
    sure: V3
    scopes: [ordinary, sensitive]
    when: purpose.code == "emergency" && purpose.necessary
    outcome: exempt
    over: [EX-2*]
  - id: EX-G
    title: { en: Grades, zh: 级别 }
    text: { en: All are personal., zh: 均为个人信息。 }
    inForce: [2025-01-01, null]
    article: art. 9
    sure: V1
    grades:
      - { kinds: all, grade: personal }
`,
  },
]);
const POLICY = parsePack([
  {
    path: 'pack.yaml',
    text: `
pack: policy
name: { en: Policy, zh: 内部政策 }
otherwise: free
version: 2026.01.01
reviewed: 2026-01-01
covers: [2025-01-01, null]
classes: { ordinary: data.personal, sensitive: data.sensitive, important: "false" }
`,
  },
  { path: 'own/instrument.yaml', text: `name: { en: Policy, zh: 政策 }\nurl: https://example.org/policy\n` },
  {
    path: 'own/onward.yaml',
    text: `
rules:
  - id: OWN-1
    title: { en: Onward, zh: 再转移 }
    text: { en: Only to friends., zh: 仅限友好地区。 }
    inForce: [2025-01-01, null]
    article: rule 1
    sure: V1
    scopes: [ordinary]
    when: recipient.onwardPlaces.exists(place, !(place in ["JP", "DE"]))
    outcome: approval
`,
  },
]);

const textOf = (given: FactsGiven, packs: (typeof LAW)[], language: 'en' | 'zh') =>
  explanationText(explainInFull(given, packs, '2026-02-01', declaredIn(given)), language);

test('an assessment that the number asks for, in English', () => {
  const given: FactsGiven = { recipient: { place: 'DE' }, counts: { currentOrdinary: 1_000 } };
  expect(textOf(given, [LAW], 'en')).toMatchInlineSnapshot(`
    "How this was derived, by the law of 2026-02-01

    Example law (cn 2026.01.01): a passed security assessment; needs what is not in hand
      It applies: its law binds the exporter.
        exporter.jurisdiction: CN (assumed)
          Country that the data leave, whose law binds the exporter

      Ordinary personal data: a passed security assessment
        Such data are in the transfer
          ✓ all of these
            ✓ data.personal: yes (assumed)
                Personal information that is not sensitive leaves
            ✓ not data.anonymised: no (assumed)
                Made anonymous irreversibly (encrypted, masked or tokenised is not)
        Decided by EX-2a, Many persons
          Example Act (示例法), art. 2(1)(1); in force since 2025-01-01; V1 text read;
          https://example.org/act
          ✓ at least one of these
            ✗ term.operator: no
              ✗ EX-1, Operators
                  Example Act (示例法), art. 1; in force since 2025-01-01; V1 text read;
                  https://example.org/act
                ✗ at least one of these
                  ✗ exporter.ciio: no (assumed)
                      Operator of critical information infrastructure, notified as such by its sector
                      authority
                  ✗ exporter.stateOrgan: no (assumed)
                      State organ, or body authorised by law to manage public affairs
            ✓ counts.currentOrdinary (1,000, declared) is at least p.persons (1,000 persons)
              counts.currentOrdinary: Distinct persons since 1 January of this year, this transfer
                included, earlier ones that are not counted left out
              p.persons: Persons from which an assessment is needed; since 2025-01-01; Example Act art.
                2
                V1 text read; https://example.org/2
        Near, but not so: the condition lacks one thing, any of these
          EX-2b, Few persons → free, no mechanism needed
            ✗ counts.currentOrdinary (1,000, declared) is below p.persons (1,000 persons)

    Nearest threshold
      counts.currentOrdinary is 1,000 (declared); 1,000 is the number for: Persons from which an
      assessment is needed (cn, EX-2a): exactly reached. If it were 999: free, no mechanism needed; may
      leave.

    If this were so, and everything else as it is
      Counsel's to establish: declared or assumed
        If counts.currentOrdinary were 999, not 1,000 (declared): free, no mechanism needed; may leave
          (EX-2b)
    "
  `);
});

test('an emergency that prevails, under a policy too, in Chinese', () => {
  const given: FactsGiven = {
    recipient: { place: 'DE', onwardPlaces: ['US', 'JP'] },
    purpose: { code: 'emergency', necessary: true },
    counts: { currentOrdinary: 10 },
  };
  expect(textOf(given, [LAW, POLICY], 'zh')).toMatchInlineSnapshot(`
    "推导过程（适用2026-02-01的法律）

    示例法（cn 2026.01.01）：豁免（免予评估、标准合同和认证）；可以出境
      适用理由：该法约束出口方。
        exporter.jurisdiction：CN（默认假设）
          适用法域

      一般个人信息：豁免（免予评估、标准合同和认证）
        传输含此类数据
          ✓ 以下全部成立
            ✓ data.personal：是（默认假设）
                含一般个人信息
            ✓ 非 data.anonymised：否（默认假设）
                已匿名化
        判定规则 EX-3：紧急情况
          《示例法》第三条；施行：自2025-06-01起；V3 二手资料；https://example.org/act
          ✓ 以下全部成立
            ✓ purpose.code（emergency，已声明）为 emergency
              purpose.code：出境目的
            ✓ purpose.necessary：是（已声明）
                确需提供且有证据
        同时成立：EX-2b：人数较少
          《示例法》第二条第一款第二项；施行：自2025-01-01起；I 本工具的解释；https://example.org/act
          自由流动，无需任何机制；EX-3优先适用
        接近但不成立：条件仅缺以下任一项
          EX-2a：人数众多 → 通过数据出境安全评估
            ✗ exporter.ciio：否（默认假设）
                被认定的关键信息基础设施运营者
            ✗ exporter.stateOrgan：否（默认假设）
                国家机关或法律授权管理公共事务的组织
            ✗ counts.currentOrdinary（10，已声明）不小于 p.persons（1,000）
              counts.currentOrdinary：本年累计（一般）
              p.persons：须评估人数；自2025-01-01起；Example Act art. 2
                V1 已核对原文；https://example.org/2

    内部政策（policy 2026.01.01）：经主管机关批准；尚缺必要条件
      适用理由：内部政策约束加载者。

      一般个人信息：经主管机关批准
        传输含此类数据
          ✓ data.personal：是（默认假设）
        判定规则 OWN-1：再转移
          《政策》，rule 1；施行：自2025-01-01起；V1 已核对原文；https://example.org/policy
          ✓ recipient.onwardPlaces（US、JP，已声明）中至少一项
            recipient.onwardPlaces：再转移地
            ✓ US
              ✓ 非 place（US）属于 JP、DE
            ✗ JP
              ✗ 非 place（JP）属于 JP、DE

    最近的数量门槛
      counts.currentOrdinary 为 10（已声明），“须评估人数”的标准为 1,000（cn，EX-2a）：尚差 990。假如为
      1,000：结论不变。

    假如下列事实不同（其他一切不变）
      由法务核实（已声明或默认假设）
        假如 recipient.onwardPlaces 为JP或无，而非US、JP（已声明）：豁免（免予评估、标准合同和认证）；可
          以出境（EX-3）
      由法务核实（已声明或默认假设），仅改变单部法律、不改变整体
        假如 purpose.code 为individual-contract或hr或statutory-duty或other，而非emergency（已声明）：
          cn：自由流动，无需任何机制；可以出境（EX-2b）
        假如 purpose.necessary 为否，而非是（已声明）：cn：自由流动，无需任何机制；可以出境（EX-2b）
    "
  `);
});

test('no line is wider than 100 columns but for an address, which stays whole', () => {
  const given: FactsGiven = { recipient: { place: 'DE' }, counts: { currentOrdinary: 1_000 } };
  for (const language of ['en', 'zh'] as const) {
    for (const line of textOf(given, [LAW, POLICY], language).split('\n')) {
      const wide = [...line].reduce((sum, ch) => sum + (/[\u2e80-\uffef]/u.test(ch) ? 2 : 1), 0);
      expect([line, wide <= 100]).toEqual([line, true]);
    }
  }
});
