/**
 * The facts that a decision of the law is computed from, as data: conditions of rules are type-checked against
 * this, facts files are validated against it, and the table in `docs/facts.md` is printed from it.
 *
 * Defaults are the stricter reading where one exists. A fact nobody gave takes its default and is listed as assumed.
 */
import {
  type ApprovalFact,
  type BoolFact,
  bool,
  type ChoiceFact,
  choice,
  country,
  date,
  type FactGroup,
  type IntFact,
  int,
  type ListFact,
  list,
  listOf,
  type PermitsFact,
  type TextFact,
  text,
} from './fact-types.ts';
import { EU, INDIA, INDONESIA, RUSSIA, SAUDI, US, VIETNAM } from './facts-abroad.ts';
import { DEFAULTER, PRACTICE, ZONE_LIST } from './facts-china.ts';
import { KIND_IDS } from './kinds.ts';
import type { HeldPermit, ReleaseApproval } from './permit.ts';
import { PURPOSES } from './words.ts';

export const FACTS = {
  exporter: {
    name: text('Legal name of the entity that sends', '出境方名称'),
    jurisdiction: country('CN', 'Country that the data leave, whose law binds the exporter', '适用法域'),
    alsoUnder: listOf(
      'country',
      'Further countries whose law binds it for these data: an establishment, an offer or a watch there (GDPR art. 3), a US person, data received under that law',
      '同时适用的其他法域',
    ),
    ciio: bool(
      false,
      'Operator of critical information infrastructure, notified as such by its sector authority',
      '被认定的关键信息基础设施运营者',
    ),
    ciioNotifiedOn: date('Day of that notice; empty: before the date asked for', '认定通知日期'),
    stateOrgan: bool(
      false,
      'State organ, or body authorised by law to manage public affairs',
      '国家机关或法律授权管理公共事务的组织',
    ),
    personsHeld: int('persons', 'Persons whose data it holds today, deleted ones left out', '目前处理的自然人数'),
    facesHeld: int('persons', 'Persons whose face data it stores today', '存储人脸信息的自然人数'),
    facesReachedOn: date(
      'Day on which the stored face data reached the number to be filed',
      '人脸信息达到备案数量之日',
    ),
    autoProcessor: bool(
      false,
      'Processes automotive data: maker, parts, software, dealer, repair, mobility service',
      '汽车数据处理者',
    ),
    platform: bool(false, 'Operates a network platform', '网络平台运营者'),
    users: int('users', 'Users whose personal information the platform holds', '掌握个人信息的用户数'),
    monthlyActiveUsers: int('users', 'Monthly active users of the platform', '月活跃用户数'),
    listing: choice(
      ['none', 'foreign', 'hong-kong'],
      'none',
      'Stock-exchange listing outside the mainland that is planned',
      '拟境外上市',
    ),
    reachedMillionOn: date(
      'Day on which the persons held reached 1,000,000, for reporting the protection officer',
      '处理个人信息达到一百万人之日',
    ),
    auditOrderedDoneOn: date(
      'Day on which an audit that an authority ordered was finished',
      '被要求的合规审计完成日期',
    ),
    auditsBySameAuditor: int('audits', 'Compliance audits in a row by the same auditor', '同一机构连续审计次数'),
    greaterBayAreaCity: bool(
      false,
      'Registered in one of the nine mainland cities of the Greater Bay Area',
      '注册于粤港澳大湾区内地城市',
    ),
    ftz: {
      zone: text(
        'Free-trade zone whose negative list is relied on, by its English name, such as Shanghai; empty: none',
        '自贸试验区（填英文名称）',
      ),
      registered: bool(false, 'Registered in that zone', '在该区注册'),
      exportsFrom: bool(false, 'Exports the data from that zone', '在该区开展数据出境'),
      sector: text('Sector of the list, such as reinsurance', '负面清单行业'),
      scenario: text('Scenario of the list', '负面清单场景'),
      itemOnList: bool(
        true,
        'The data are on the negative list; where a table of the zone is loaded, it decides',
        '数据在负面清单内（已加载清单表的以表为准）',
      ),
      list: text('Edition of the list that was looked into', '所查清单版本'),
    },
  },
  transfer: {
    act: choice(
      ['transmit', 'remote-access', 'direct-collection'],
      'transmit',
      'Data are sent or stored abroad, are reached from elsewhere, or are collected abroad from persons here (PIPL art. 3(2))',
      '出境方式：传输、远程访问、境外直接收集',
    ),
    accessPlace: country(
      '',
      'For remote access: where whoever reaches the data sits; empty: at the recipient',
      '访问所在地',
    ),
    personalAffairs: bool(false, 'A natural person acts for personal or family affairs', '自然人因个人或家庭事务处理'),
    startedOn: date('First day of a flow that ran before; empty: new', '既有出境活动开始日期'),
    competentAuthority: choice(
      ['not-asked', 'granted', 'refused'],
      'not-asked',
      'Answer of the competent authority where the law asks for its approval',
      '主管机关批准情况',
    ),
  },
  recipient: {
    name: text('Legal name of who receives', '境外接收方名称'),
    place: country(null, 'Where it receives; Hong Kong, Macau and Taiwan are outside the mainland', '接收方所在地'),
    restricted: bool(false, 'On the restricted or prohibited list of PIPL art. 42', '列入限制或禁止提供清单'),
    foreignAuthority: bool(
      false,
      'A foreign court or law-enforcement body, or data requested by one',
      '外国司法或执法机构',
    ),
    onwardPlaces: listOf('country', 'Countries it passes the data on to', '再转移地'),
    usPerson: bool(
      false,
      'A US person: citizen or resident, organised in the US, or anyone located there (28 CFR 202.256)',
      '美国人',
    ),
    dpfCertified: bool(
      false,
      'Who receives in the US, at first hand or onward, is on the list of the EU-US Data Privacy Framework',
      '美国境内的接收方（含再转移接收方）列于欧美数据隐私框架名单',
    ),
    privacyShield: bool(
      false,
      'Who receives in the US, at first hand or onward, is on the list of the EU-US Privacy Shield',
      '美国境内的接收方（含再转移接收方）列于欧美隐私盾名单',
    ),
    commercialOrganisation: bool(
      false,
      'Who receives in Canada, at first hand or onward, is a commercial organisation under PIPEDA',
      '加拿大境内的接收方（含再转移接收方）系适用PIPEDA的商业组织',
    ),
    internationalOrganisation: text(
      'International organisation that receives, wherever it sits, such as EPO; empty: none',
      '作为接收方的国际组织（不论所在地），如 EPO；空：无',
    ),
    takesPartInHiring: bool(true, 'Takes part in hiring the applicants whose data it receives', '接收方参与招聘决策'),
  },
  purpose: {
    code: choice(PURPOSES, 'other', 'What the data leave for', '出境目的'),
    necessary: bool(
      false,
      'Every field is really needed for that purpose, and there is evidence of it',
      '确需提供且有证据',
    ),
    automatedMarketing: bool(false, 'Commercial marketing by automated decision', '自动化决策商业营销'),
    domesticOnly: bool(
      false,
      'The contract of the individual is performed wholly inside the country, such as a domestic hotel booking',
      '合同仅在境内履行',
    ),
    labourRules: bool(false, 'Labour rules lawfully made', '依法制定的劳动规章制度'),
    collectiveContract: bool(false, 'Collective contract lawfully signed', '依法签订的集体合同'),
    subjects: choice(
      ['customers', 'employees', 'applicants', 'other'],
      'other',
      'Whose data they are',
      '个人信息主体类别',
    ),
    legalBasis: choice(
      ['not-stated', 'consent', 'contract', 'hr', 'statutory-duty', 'emergency', 'news', 'already-public', 'other-law'],
      'not-stated',
      'Basis of PIPL art. 13; not stated: taken from the purpose, else consent',
      '个人信息处理合法性基础',
    ),
  },
  data: {
    personal: bool(true, 'Personal information that is not sensitive leaves', '含一般个人信息'),
    sensitive: bool(false, 'Sensitive personal information leaves', '含敏感个人信息'),
    important: bool(false, 'Important data leave', '含重要数据'),
    importantStatus: choice(
      ['none', 'self-filed', 'notified', 'published'],
      'notified',
      'How the data became important: notified by an authority, published as such, only filed by the exporter, or not at all',
      '重要数据认定状态',
    ),
    importantKnownOn: date('Day of that notice or publication', '告知或公布日期'),
    importantIsPersonal: bool(false, 'The personal information itself is the important data', '个人信息本身属重要数据'),
    core: bool(false, 'Core data or state secrets leave', '含核心数据或国家秘密'),
    anonymised: bool(false, 'Made anonymous irreversibly (encrypted, masked or tokenised is not)', '已匿名化'),
    deidentified: bool(false, 'Encrypted, masked or pseudonymised', '已加密或去标识化'),
    origin: choice(['domestic', 'foreign'], 'domestic', 'Where the data were collected', '数据来源'),
    domesticIntroduced: bool(
      true,
      'Personal information or important data of the country were added to foreign data',
      '处理中引入境内个人信息或重要数据',
    ),
    roadVideo: bool(false, 'Out-of-vehicle video or images with faces or plates', '车外人脸、车牌视频图像'),
    roadVideoConsent: bool(false, 'The persons in that video consented', '车外人员已同意'),
    sensitiveSite: bool(
      false,
      'Automotive: location or flows of military zones, defence sites, party and government organs',
      '重要敏感区域地理信息、人流车流',
    ),
    economicFlow: bool(
      false,
      'Automotive: traffic volume or logistics that show how the economy runs',
      '反映经济运行的车流物流',
    ),
    chargingNetwork: bool(false, 'Automotive: operating data of a charging network', '充电网运行数据'),
    inVehicle: bool(
      false,
      'Automotive: track, audio, video, images or biometrics of persons in a car',
      '车内敏感个人信息',
    ),
    faces: bool(false, 'Face data made or used for face recognition', '人脸识别信息'),
    faceSeparateConsent: bool(
      false,
      'Separate consent, or another legal basis, for face data to leave the device',
      '人脸信息单独同意',
    ),
    faceResearch: bool(false, 'Face data only for research or training of algorithms', '人脸信息仅用于研发训练'),
    minors: bool(false, 'Persons under 18 are among them', '含未成年人'),
    under14: bool(false, 'Persons under 14 are among them', '含不满十四周岁未成年人'),
    regimes: list(
      [
        'map',
        'surveying-secret',
        'human-genetic-material',
        'human-genetic-information',
        'credit-reporting',
        'listing-secret',
        'listing-working-papers',
      ],
      'Special regimes that the data fall under',
      '特别监管制度',
    ),
    kinds: list(KIND_IDS, 'Kinds of data that leave, for the scope of permits', '数据种类'),
    fields: listOf('text', 'Field paths with personal data that leave, for the scope of permits', '字段'),
  },
  counts: {
    currentOrdinary: int(
      'persons',
      'Distinct persons since 1 January of this year, this transfer included, earlier ones that are not counted left out',
      '本年累计（一般）',
    ),
    currentSensitive: int(
      'persons',
      'Distinct persons with sensitive data since 1 January of this year, counted in the same way',
      '本年累计（敏感）',
    ),
    previousAll: int(
      'persons',
      'Distinct persons since 1 January of the previous year, this year included, whatever the class, counted in the same way',
      '上年起累计（全部）',
    ),
    previousSensitive: int(
      'persons',
      'Distinct persons with sensitive data since 1 January of the previous year, this year included, counted in the same way',
      '上年起累计（敏感）',
    ),
    inTransferOrdinary: int('persons', 'Distinct persons in this transfer', '本次（一般）'),
    inTransferSensitive: int('persons', 'Distinct persons with sensitive data in this transfer', '本次（敏感）'),
  },
  zoneList: ZONE_LIST,
  practice: PRACTICE,
  defaulter: DEFAULTER,
  eu: EU,
  us: US,
  india: INDIA,
  russia: RUSSIA,
  vietnam: VIETNAM,
  saudi: SAUDI,
  indonesia: INDONESIA,
  held: {
    permits: {
      type: 'permits',
      default: [],
      en: 'Permits in hand, each with what this transfer would bring its use to',
      zh: '已取得的许可',
    } as PermitsFact,
    growthPercent: int(
      'percent',
      'Growth of persons expected for the next term against what was allowed, for extending an assessment',
      '预计增长比例',
    ),
  },
  approval: {
    type: 'approval',
    default: null,
    en: 'Signed release of a held transfer by a named person',
    zh: '放行批准',
  } as ApprovalFact,
} as const satisfies FactGroup;

type ValueOf<F> = F extends BoolFact
  ? boolean
  : F extends IntFact
    ? number
    : F extends ChoiceFact<infer V>
      ? V
      : F extends ListFact<infer V>
        ? readonly V[]
        : F extends PermitsFact
          ? readonly HeldPermit[]
          : F extends ApprovalFact
            ? ReleaseApproval | null
            : F extends TextFact
              ? string
              : { readonly [K in keyof F]: ValueOf<F[K]> };

/** All facts, every one with a value. */
export type Facts = { readonly [K in keyof typeof FACTS]: ValueOf<(typeof FACTS)[K]> };

type Given<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: K extends 'approval' | 'permits' ? T[K] : Given<T[K]> }
    : T;

/** Facts as somebody gives them: what is absent takes its default. */
export type FactsGiven = Given<Facts>;
