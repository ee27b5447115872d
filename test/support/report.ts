import { join } from 'node:path';
import { explainInFull } from '../../src/decide/explain-in-full.ts';
import { BUILT_IN_PACKS, loadPack } from '../../src/decide/store-pack.ts';
import type { Explanation } from '../../src/model/explanation.ts';
import type { CrossingResult } from '../../src/model/result.ts';
import type { ReportData } from '../../src/report/report.ts';

let explained: Explanation | undefined;

/** Why that transfer is held, by the pack as it is. */
function explanation(): Explanation {
  explained ??= explainInFull(
    {
      recipient: { place: 'DE' },
      data: { sensitive: true },
      counts: {
        currentOrdinary: 310_877,
        currentSensitive: 10_480,
        inTransferOrdinary: 124_310,
        inTransferSensitive: 10_212,
      },
    },
    [loadPack(join(BUILT_IN_PACKS, 'cn'))],
    '2026-11-23',
    (fact) =>
      fact.startsWith('counts.') || fact === 'data.sensitive'
        ? 'measured'
        : fact === 'recipient.place'
          ? 'declared'
          : 'assumed',
  );
  return explained;
}

/** A held transfer of a made-up company, with something in every part of the report. */
export function heldResult(over: Partial<CrossingResult> = {}): CrossingResult {
  const url = 'https://www.cac.gov.cn/2024-03/22/c_1712776611775634.htm';
  const cbdf = 'Provisions on Promoting and Regulating Cross-Border Data Flows';
  return {
    schema: 'douane.check/1',
    transfer: '01JDCB8Q6W9Z3T7H2M5K4N8P0R',
    asOf: '2026-11-23',
    verdict: 'hold',
    outcome: 'security-assessment',
    byClass: { ordinary: 'standard-contract-or-certification', sensitive: 'security-assessment', important: null },
    records: 128_400,
    bytes: 18_234_112,
    persons: {
      thisTransfer: { ordinary: 124_310, sensitive: 10_212 },
      withHistory: { ordinary: 310_877, sensitive: 10_480 },
      toldApartBy: ['resident-id', 'phone'],
      undetermined: 37,
      since: '2026-01-01',
      doubts: [{ code: 'phone', count: 12 }],
    },
    fields: [
      {
        path: '姓名',
        kind: 'person.name',
        grade: 'personal',
        values: 128_400,
        hits: 128_112,
        confidence: 0.97,
        evidence: ['header', 'dictionary'],
        example: '张*',
      },
      {
        path: '身份证号',
        kind: 'cn.resident-id',
        grade: 'sensitive',
        values: 10_212,
        hits: 10_209,
        confidence: 0.99,
        evidence: ['header', 'checksum', 'region'],
        example: '110101********0037',
      },
      {
        path: '手机',
        kind: 'phone',
        grade: 'personal',
        values: 128_002,
        hits: 127_998,
        confidence: 0.99,
        evidence: ['header', 'format'],
        example: '138****0000',
      },
      {
        path: '银行卡',
        kind: 'bank-card',
        grade: 'sensitive',
        values: 9_870,
        hits: 9_870,
        confidence: 0.98,
        evidence: ['checksum'],
        example: '622202******0123',
      },
      {
        path: 'contact_email',
        kind: 'email',
        grade: 'personal',
        values: 90_120,
        hits: 90_118,
        confidence: 0.99,
        evidence: ['format'],
        example: 'z***@example.cn',
      },
      {
        path: '备注',
        kind: 'phone',
        grade: 'personal',
        values: 12_008,
        hits: 214,
        confidence: 0.82,
        evidence: ['format', 'context'],
        example: '…请回电 139****1111…',
      },
    ],
    reasons: [
      {
        pack: 'cn',
        rule: 'CN-CBDF-2024-7.2c',
        cite: `${cbdf}, art. 7(1)(2)`,
        url,
        inForce: ['2024-03-22', null],
        sure: 'V1',
        because:
          '10,480 persons with sensitive data since 2026-01-01: 10,000 or more need a passed security assessment.',
        becauseZh:
          '自 2026-01-01 起累计向境外提供 10,480 人的敏感个人信息：达到 1 万人以上，应当申报数据出境安全评估。',
        outcome: 'security-assessment',
        class: 'sensitive',
      },
      {
        pack: 'cn',
        rule: 'CN-CBDF-2024-8a',
        cite: `${cbdf}, art. 8`,
        url,
        inForce: ['2024-03-22', null],
        sure: 'V1',
        because:
          '310,877 persons since 2026-01-01: 100,000 or more and below 1,000,000 need a filed standard contract or a certification.',
        becauseZh:
          '自 2026-01-01 起累计 310,877 人（不含敏感个人信息）：10 万人以上、不满 100 万人，应当订立标准合同或者通过认证。',
        outcome: 'standard-contract-or-certification',
        class: 'ordinary',
      },
      {
        pack: 'cn',
        rule: 'CN-COUNT-BOTH',
        cite: 'Counting of persons with both kinds of data',
        url: 'https://www.cac.gov.cn/2024-03/22/c_1712783131692707.htm',
        inForce: ['2024-03-22', null],
        sure: 'I',
        because: 'A person of whom both ordinary and sensitive data leave is counted in both counters.',
        outcome: null,
        class: null,
      },
    ],
    flags: [
      {
        code: 'NEAR_THRESHOLD',
        text: 'The sensitive counter passed 10,000 with this transfer by 480 persons: check the identification of 身份证号 before filing.',
        textZh: '本次传输使敏感个人信息计数超出 1 万人 480 人：申报前请核对身份证号的识别结果。',
      },
      {
        code: 'CONFLICT_CIVIL_CODE_1259',
        text: 'Whether “more than” includes the number itself is read differently by the Civil Code and by the regulator.',
      },
    ],
    assumed: [
      { fact: 'exporter.ciio', value: false },
      { fact: 'recipient.restricted', value: false },
      { fact: 'exporter.listed_abroad', value: null },
    ],
    duties: [
      {
        pack: 'cn',
        code: 'pipia',
        rule: 'CN-PIPL-2021-55',
        cite: 'PIPL, arts 55-56',
        url: 'https://www.cac.gov.cn/2021-08/20/c_1631050028355286.htm',
        sure: 'V1',
        text: 'Carry out a personal information protection impact assessment before the transfer and keep its report for three years.',
        textZh: '出境前开展个人信息保护影响评估，报告至少保存三年。',
        due: null,
      },
      {
        pack: 'cn',
        code: 'sa-file',
        rule: 'CN-SA-2022-4',
        cite: 'Measures for the Security Assessment of Outbound Data Transfers, art. 4',
        url: 'https://www.cac.gov.cn/2022-07/07/c_1658811536396503.htm',
        sure: 'V1',
        text: 'File for security assessment through the provincial administration.',
        textZh: '通过所在地省级网信部门申报安全评估。',
        due: '2026-12-07',
      },
      {
        pack: 'cn',
        code: 'notice',
        rule: 'CN-PIPL-2021-39',
        cite: 'PIPL, art. 39',
        url: 'https://www.cac.gov.cn/2021-08/20/c_1631050028355286.htm',
        sure: 'V2',
        text: 'Tell the persons the recipient, purpose, manner and kinds, and obtain separate consent.',
        due: '2026-11-30',
      },
    ],
    thresholds: [
      {
        pack: 'cn',
        rule: 'CN-CBDF-2024-7.2c',
        class: 'sensitive',
        label: 'security assessment from',
        labelZh: '安全评估标准',
        count: 10_480,
        limit: 10_000,
        since: '2026-01-01',
      },
      {
        pack: 'cn',
        rule: 'CN-CBDF-2024-7.2b',
        class: 'ordinary',
        label: 'security assessment from',
        labelZh: '安全评估标准',
        count: 310_877,
        limit: 1_000_000,
        since: '2026-01-01',
      },
      {
        pack: 'cn',
        rule: 'CN-CBDF-2024-8a',
        class: 'ordinary',
        label: 'standard contract or certification from',
        labelZh: '标准合同或认证标准',
        count: 310_877,
        limit: 100_000,
        since: '2026-01-01',
      },
    ],
    laws: [
      {
        pack: 'cn',
        version: '2026.11',
        hash: 'sha256:5c1f0a3e9b7d4c2a8f6e1d0b3a5c7e9f1d3b5a7c9e0f2d4b6a8c0e1f3d5b7a9c',
        name: 'China',
        nameZh: '中国',
        outcome: 'security-assessment',
        byClass: { ordinary: 'standard-contract-or-certification', sensitive: 'security-assessment', important: null },
        verdict: 'hold',
      },
    ],
    explanation: explanation(),
    treatment: {
      wouldChangeTo: 'standard-contract-or-certification',
      fields: [
        { path: '身份证号', do: 'remove' },
        { path: '银行卡', do: 'remove' },
      ],
    },
    treated: [],
    asItIs: null,
    permit: null,
    receipt: 'receipt.json',
    report: 'report.html',
    law: {
      pack: 'cn',
      version: '2026.11',
      hash: 'sha256:5c1f0a3e9b7d4c2a8f6e1d0b3a5c7e9f1d3b5a7c9e0f2d4b6a8c0e1f3d5b7a9c',
    },
    from: 'CN',
    to: 'DE',
    recipient: 'Muster Versicherung AG, München',
    purpose: 'other',
    inspection: { values: 12_000, forms: 3_100, closely: 800, remembered: 400 },
    files: [
      {
        path: 'customers.csv',
        format: 'csv',
        encoding: 'gb18030',
        compression: 'gzip',
        records: 128_000,
        bytes: 18_200_112,
      },
      { path: '附件/补充.xlsx', format: 'xlsx', encoding: 'binary', compression: 'none', records: 400, bytes: 34_000 },
    ],
    ...over,
  };
}

export function reportData(over: Partial<CrossingResult> = {}, rest: Partial<ReportData> = {}): ReportData {
  return {
    result: heldResult(over),
    at: '2026-11-23T09:14:03.120Z',
    receipt: {
      file: 'receipt.json',
      leafHash: '9f2c41d07b6e3a5588cd10fe7a2b4c6d8e0f1a3b5c7d9e1f20415263748596a7',
      leafIndex: 41,
      checkpoint:
        'douane.example/ledger\n42\nm0qTf3l8v3d5b1yXb0n2nZ1l0n3Yt2E4mQ0XJk9u7cA=\n\n— douane.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n',
      publicKey: 'douane.example/ledger+0b1c2d3e+AXqYp0S9w1tq2Vb3n4m5k6j7h8g9f0d1s2a3q4w5e6r7',
    },
    ...rest,
  };
}
