import { KINDS, type Kind } from '../model/kinds.ts';
import type { DataClass, Grade, Outcome, Purpose, Sure, Treatment, Verdict } from '../model/words.ts';

export type Language = 'en' | 'zh';
/** A text in both languages. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export const VERDICT: Readonly<Record<Verdict, Text>> = {
  pass: { en: 'May leave as it is', zh: '可以出境' },
  treat: { en: 'May leave once treated', zh: '处理后可以出境' },
  hold: { en: 'May not leave yet', zh: '暂不得出境' },
  refuse: { en: 'May not leave', zh: '不得出境' },
};

/** The same once data were to be sent, not only checked. */
export const VERDICT_CLEARED: Readonly<Record<Verdict, Text>> = {
  pass: { en: 'Released as it was', zh: '已原样放行' },
  treat: { en: 'Released, treated', zh: '已处理并放行' },
  hold: { en: 'Held', zh: '已留置' },
  refuse: { en: 'Refused', zh: '已拒绝' },
};

export const OUTCOME: Readonly<Record<Outcome, Text>> = {
  'not-export': { en: 'not an export', zh: '不属于数据出境' },
  free: { en: 'free, no mechanism needed', zh: '自由流动，无需任何机制' },
  exempt: { en: 'exempt from any mechanism', zh: '豁免（免予评估、标准合同和认证）' },
  allowed: { en: 'allowed by a derogation', zh: '依减损情形允许' },
  'standard-contract-or-certification': {
    en: 'a filed standard contract or a certification',
    zh: '订立并备案标准合同，或通过保护认证',
  },
  safeguards: { en: 'appropriate safeguards and an impact assessment', zh: '适当保障措施及传输影响评估' },
  restricted: { en: 'allowed only with the security requirements', zh: '仅在满足安全要求时允许' },
  'no-route': { en: 'a mechanism was required and none existed on that day', zh: '依法需要机制，但当日尚无可用机制' },
  'security-assessment': { en: 'a passed security assessment', zh: '通过数据出境安全评估' },
  approval: { en: 'approval by the competent authority', zh: '经主管机关批准' },
  prohibited: { en: 'prohibited', zh: '禁止出境' },
};

export const CLASS: Readonly<Record<DataClass, Text>> = {
  ordinary: { en: 'Ordinary personal data', zh: '一般个人信息' },
  sensitive: { en: 'Sensitive personal data', zh: '敏感个人信息' },
  important: { en: 'Important data', zh: '重要数据' },
};

export const GRADE: Readonly<Record<Grade, Text>> = {
  none: { en: 'none', zh: '无' },
  personal: { en: 'personal', zh: '个人信息' },
  sensitive: { en: 'sensitive', zh: '敏感' },
  important: { en: 'important', zh: '重要' },
  core: { en: 'core', zh: '核心' },
};

export const PURPOSE: Readonly<Record<Purpose, Text>> = {
  'individual-contract': { en: 'contract with the individual', zh: '订立、履行个人作为一方的合同' },
  hr: { en: 'human resources', zh: '跨境人力资源管理' },
  emergency: { en: 'emergency', zh: '紧急情况' },
  'statutory-duty': { en: 'statutory duty', zh: '履行法定职责或义务' },
  other: { en: 'other', zh: '其他' },
};

export const TREATMENT: Readonly<Record<Treatment, Text>> = {
  remove: { en: 'remove', zh: '删除' },
  mask: { en: 'mask', zh: '掩码' },
  token: { en: 'replace by tokens', zh: '令牌化' },
  pseudonym: { en: 'pseudonymise with a key', zh: '带密钥的假名化' },
  fpe: { en: 'encrypt, format kept', zh: '保留格式加密' },
  generalise: { en: 'generalise', zh: '泛化' },
  encrypt: { en: 'encrypt', zh: '加密' },
};

/** How far a statement of the law was checked, in a word and in a sentence. */
export const SURE: Readonly<Record<Sure, { readonly short: Text; readonly long: Text }>> = {
  V1: {
    short: { en: 'text read', zh: '已核对原文' },
    long: { en: 'The full official text was read and says so.', zh: '已阅读官方全文，原文如此规定。' },
  },
  V2: {
    short: { en: 'official guidance', zh: '官方解读' },
    long: {
      en: 'An official notice or Q&A of the regulator was read and says so; it ranks below the rule it explains.',
      zh: '已阅读监管机构的官方问答或公告，其中如此说明；效力低于所解释的规定。',
    },
  },
  V3: {
    short: { en: 'secondary source', zh: '二手资料' },
    long: {
      en: 'Found in secondary material only and not checked against the official text. Check before relying on it.',
      zh: '仅见于二手资料，未与官方文本核对。采用前请核实。',
    },
  },
  M: {
    short: { en: 'unverified', zh: '未核实' },
    long: { en: 'From memory and not verified. Do not rely on it.', zh: '凭记忆，未经核实。请勿据以决定。' },
  },
  I: {
    short: { en: 'our interpretation', zh: '本工具的解释' },
    long: {
      en: 'Our interpretation of a text that was read. Counsel may decide otherwise.',
      zh: '本工具对已核对文本的解释，法务可作不同判断。',
    },
  },
};

export const EVIDENCE: Readonly<Record<string, Text>> = {
  header: { en: 'column name', zh: '列名' },
  format: { en: 'format', zh: '格式' },
  checksum: { en: 'check digit', zh: '校验码' },
  region: { en: 'region code', zh: '行政区划代码' },
  dictionary: { en: 'word list', zh: '词表' },
  context: { en: 'context', zh: '上下文' },
  share: { en: 'share of values', zh: '取值占比' },
};

/** What tells persons apart, and what doubts about them rest on. */
export const IDENTIFIER: Readonly<Record<string, Text>> = {
  subject: { en: 'the declared subject', zh: '指定的主体字段' },
  'resident-id': { en: 'resident ID', zh: '居民身份证号' },
  passport: { en: 'passport or permit', zh: '护照或通行证' },
  'social-security': { en: 'social security number', zh: '社会保障号' },
  'customer-key': { en: 'customer key', zh: '客户号' },
  'name-phone': { en: 'name with phone', zh: '姓名加手机号' },
  phone: { en: 'phone', zh: '手机号' },
  email: { en: 'e-mail', zh: '电子邮箱' },
  device: { en: 'device', zh: '设备标识' },
};

/** Facts that defaults stand for when nobody gave them. */
export const FACT: Readonly<Record<string, Text>> = {
  'exporter.ciio': {
    en: 'The exporter operates critical information infrastructure',
    zh: '出口方为关键信息基础设施运营者',
  },
  'exporter.stateOrgan': { en: 'The exporter is a state organ', zh: '出口方为国家机关' },
  'exporter.personsHeld': { en: 'Persons whose data the exporter holds', zh: '出口方目前处理的个人信息主体人数' },
  'exporter.ftz': { en: 'The exporter is in a free-trade zone with a list', zh: '出口方位于已发布负面清单的自贸区' },
  'exporter.sector': { en: 'Sector of the exporter', zh: '出口方所属行业' },
  'recipient.restricted': { en: 'The recipient is on a list of the regulator', zh: '接收方被列入限制或禁止提供清单' },
  'recipient.foreignJudicial': {
    en: 'The recipient is a foreign court or law-enforcement body',
    zh: '接收方为外国司法或执法机构',
  },
  'data.important': { en: 'The data hold important data', zh: '数据包含重要数据' },
  'data.core': { en: 'The data hold core data', zh: '数据包含核心数据' },
  'data.anonymised': { en: 'The data are anonymised', zh: '数据已匿名化' },
  'data.origin': { en: 'Where the data were collected', zh: '数据的收集地' },
  'purpose.necessary': { en: 'The transfer is necessary for its purpose', zh: '出境确为实现目的所必需' },
  'purpose.labourRules': { en: 'Lawful labour rules are in place', zh: '已依法制定劳动规章制度' },
  'purpose.collectiveContract': { en: 'A collective contract is in place', zh: '已依法签订集体合同' },
};

export function kindName(kind: Kind): Text {
  return KINDS[kind] ?? { en: kind, zh: kind };
}
