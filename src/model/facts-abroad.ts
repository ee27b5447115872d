/** Facts that only the law of one jurisdiction outside China reads. */
import { bool, choice, country, date, int, listOf } from './fact-types.ts';

/** Whose law reads a group, by the jurisdiction of its pack. */
export const LAW_OF_GROUP = {
  eu: 'EU',
  us: 'US',
  india: 'IN',
  russia: 'RU',
  vietnam: 'VN',
  saudi: 'SA',
  indonesia: 'ID',
} as const;

/** GDPR chapter V. Where a recipient in the EEA passes data on, all of it is about that onward transfer. */
export const EU = {
  safeguard: choice(
    [
      'none',
      'scc',
      'dpa-scc',
      'bcr',
      'public-body-instrument',
      'code-of-conduct',
      'certification',
      'ad-hoc-authorised',
      'ad-hoc',
    ],
    'none',
    'Safeguard of GDPR art. 46 in hand: clauses of the Commission (scc) or of an authority (dpa-scc), binding corporate rules, instrument between public bodies, approved code, certification, ad-hoc clauses with or without authorisation',
    '已具备的GDPR第46条保障措施：欧盟委员会（scc）或监管机构（dpa-scc）标准合同条款、约束性公司规则、公共机构间文书、经批准的行为准则、认证、经授权或未经授权的特别条款',
  ),
  sccEdition: choice(
    ['not-stated', '2021', 'old'],
    'not-stated',
    'Edition of the clauses of the Commission; not stated: by the day of signature, else that of the day asked for',
    '欧盟标准合同条款版本；未说明：依签署日期，否则依所问日期',
  ),
  sccSignedOn: date('Day on which those clauses were signed; empty: not said', '该条款签署日期；空：未说明'),
  exporterRole: choice(
    ['controller', 'processor'],
    'controller',
    'Role of who transfers, for the module of the clauses',
    '传输方角色（决定条款模块）',
  ),
  importerRole: choice(
    ['controller', 'processor'],
    'controller',
    'Role of who receives, for the module of the clauses',
    '接收方角色（决定条款模块）',
  ),
  importerUnderGdpr: bool(
    false,
    'Who receives is itself under the GDPR for these data (art. 3(2))',
    '接收方就该数据本身受GDPR约束（第3条第2款）',
  ),
  impactAssessment: bool(
    false,
    'A transfer impact assessment was made and found the safeguard effective, with further measures where needed',
    '已完成传输影响评估，且认定保障措施（必要时辅以补充措施）有效',
  ),
  derogation: choice(
    [
      'none',
      'explicit-consent',
      'contract',
      'public-interest',
      'legal-claims',
      'vital-interests',
      'public-register',
      'compelling-interest',
    ],
    'none',
    'Derogation of GDPR art. 49 that is relied on and whose conditions hold',
    '所依据且条件成就的GDPR第49条减损情形',
  ),
  notRepetitive: bool(
    false,
    'For compelling-interest: the transfer is not repetitive and concerns a limited number of persons',
    '用于 compelling-interest：传输非重复且仅涉及有限人数',
  ),
  informed: bool(
    false,
    'For compelling-interest: the supervisory authority and the persons were informed of the transfer',
    '用于 compelling-interest：已将该传输告知监管机构和数据主体',
  ),
  treaty: bool(
    false,
    'The judgment or decision of a third country that asks for the data rests on an international agreement in force',
    '第三国要求提供数据的判决或决定以有效国际协定为依据',
  ),
} as const;

/**
 * 28 CFR part 202. Counts are of distinct US persons (devices for locations), this transfer included, between the same
 * US person and the same foreign or covered person at any point in the preceding 12 months.
 */
export const US = {
  transaction: choice(
    ['not-stated', 'data-brokerage', 'vendor-agreement', 'employment-agreement', 'investment-agreement', 'none'],
    'not-stated',
    'What gives the recipient access; not stated is taken as data brokerage, none is none of these',
    '使接收方得以访问数据的交易类型；未说明的视为数据经纪，none 指不属任何一类',
  ),
  exempt: choice(
    [
      'none',
      'personal-communications',
      'information-materials',
      'travel',
      'official-business',
      'financial-services',
      'corporate-group',
      'required-by-law',
      'investment-cfius',
      'telecommunications',
      'drug-authorisation',
      'clinical-research',
    ],
    'none',
    'Exemption of subpart E whose conditions hold',
    '条件成就的E分部豁免情形',
  ),
  excluded: bool(
    false,
    'All data are excluded: not about persons, lawfully public from government records or widely distributed media, personal communications, information materials',
    '全部为排除数据：非个人数据、政府记录或广泛传播媒体中的合法公开数据、个人通信、信息材料',
  ),
  noUsPersons: bool(false, 'No US person and no US device is in the data', '数据不涉及任何美国人或美国设备'),
  ownedByConcernPercent: int(
    'percent',
    'Share of the recipient that countries of concern or covered persons own, directly, indirectly and together',
    '受关注国家或受限主体直接、间接合计持有接收方的比例',
  ),
  organisedIn: country(
    '',
    'Country under whose law the recipient is organised; empty: where it receives',
    '接收方设立所依据法律的国家；空：接收方所在地',
  ),
  principalPlace: country(
    '',
    'Its principal place of business; empty: where it receives',
    '接收方主要营业地；空：接收方所在地',
  ),
  worksForCovered: bool(
    false,
    'The recipient is an employee or contractor of a covered person or of a country of concern',
    '接收方系受限主体或受关注国家的雇员或承包商',
  ),
  designated: bool(false, 'Designated as a covered person by the Attorney General', '被司法部长指定为受限主体'),
  governmentRelated: bool(
    false,
    'Government-related data: locations on the list, or data marketed as linked to US government staff',
    '政府相关数据：清单所列地点，或以关联美国政府人员为卖点的数据',
  ),
  biospecimens: bool(
    false,
    'Human biospecimens from which bulk human ’omic data could be derived are given access to',
    '提供可据以获得大规模人类组学数据的人体生物样本',
  ),
  securityRequirements: choice(
    ['not-stated', 'met', 'not-met'],
    'not-stated',
    'Whether the security requirements of CISA for restricted transactions are met',
    '是否满足CISA对受限交易的安全要求',
  ),
  onwardBan: bool(
    false,
    'The contract forbids onward transfer to countries of concern and covered persons',
    '合同禁止再转移至受关注国家和受限主体',
  ),
  violationKnownOn: date(
    'Day on which a known or suspected violation of that ban came to be known',
    '知悉违反该禁止约定（含嫌疑）之日',
  ),
  locationMetres: int(
    'metres',
    'Precision of the location data; 0: not known, taken as precise',
    '位置数据精度；0：未知，视为精确',
  ),
  genomic: int('US persons', 'Human genomic data', '人类基因组数据涉及人数'),
  otherOmic: int('US persons', 'Other human ’omic data', '其他人类组学数据涉及人数'),
  biometric: int('US persons', 'Biometric identifiers', '生物识别标识涉及人数'),
  geolocation: int('US devices', 'Precise geolocation data', '精确地理位置数据涉及设备数'),
  health: int('US persons', 'Personal health data', '个人健康数据涉及人数'),
  financial: int('US persons', 'Personal financial data', '个人金融数据涉及人数'),
  identifiers: int('US persons', 'Covered personal identifiers', '受涵盖个人标识涉及人数'),
  combined: int(
    'US persons',
    'Persons in data that combine several of these categories; 0: the largest of their numbers',
    '多类数据合并后涉及的人数；0：取各类中最大者',
  ),
  separateSets: bool(
    false,
    'The categories lie in separate collections that are not combined',
    '各类数据分存于不同数据集且未合并',
  ),
} as const;

export const INDIA = {
  restrictedCountry: bool(
    false,
    'The Central Government restricts transfers to where the data go',
    '中央政府限制的国家',
  ),
  significantFiduciary: bool(false, 'A significant data fiduciary', '重要数据受托人'),
  specifiedData: bool(false, 'Data that such a fiduciary was told to keep in India', '须存于印度的指定数据'),
  paymentData: bool(false, 'Payment system data', '支付系统数据'),
} as const;

export const RUSSIA = {
  citizens: bool(true, 'Personal data collected from citizens of Russia', '收集俄罗斯公民个人数据'),
  collects: bool(
    false,
    'This transfer is the collection itself: first recording, storing or updating',
    '属于首次收集、记录、存储',
  ),
  databases: choice(
    ['not-stated', 'russia', 'both', 'abroad'],
    'not-stated',
    'Where the databases are in which collected data are recorded, stored and updated: in Russia only, there and abroad, abroad only',
    '收集时记录、存储、更新所用数据库所在地：仅俄境内、境内外均有、仅境外',
  ),
  exception: choice(
    ['none', '6.1.2', '6.1.3', '6.1.4', '6.1.8'],
    'none',
    'Exception of art. 6(1) of law 152-FZ, by its item',
    '第152号联邦法第6条第1款例外',
  ),
  noticeFiledOn: date('Day on which Roskomnadzor was notified of the transfer', '向监管机构通知日期'),
  adequate: bool(false, 'The destination is on the list of states with adequate protection', '目的地属充分保护国家'),
} as const;

export const VIETNAM = {
  firstTransferOn: date(
    'Day of the first transfer abroad by the exporter; empty: that of this one',
    '出境方首次境外传输日期',
  ),
  dossierFiledOn: date('Day on which the impact assessment dossier was filed', '影响评估档案提交日期'),
  exempt: choice(
    ['none', 'employees-in-cloud', 'own-transfer', 'state-body'],
    'none',
    'Exempt: data of employees in a cloud, a transfer by the person themselves, a state body',
    '豁免情形',
  ),
  dataClass: choice(['other', 'important', 'core'], 'other', 'Class under the Law on Data', '数据法分类'),
  dataAssessed: bool(
    false,
    'The assessment that the Law on Data asks for was made and approved',
    '已完成数据法要求的评估',
  ),
} as const;

export const SAUDI = {
  purposeListed: bool(false, 'The purpose is among those of the law', '目的属于法定情形'),
  noHarm: bool(false, 'No harm to national security or vital interests', '不损害国家安全'),
  adequate: bool(
    false,
    'The destination has an adequate level of protection by decision of the authority',
    '目的地达到充分保护水平',
  ),
  safeguard: choice(
    ['none', 'scc', 'binding-common-rules', 'accreditation-certificate'],
    'none',
    'Safeguard in hand where the level is not adequate',
    '保障措施',
  ),
  exemption: bool(false, 'An exemption of the transfer regulation holds', '符合传输条例豁免'),
  minimum: bool(false, 'Only the minimum of data leaves', '仅限最少必要数据'),
} as const;

export const INDONESIA = {
  adequate: bool(false, 'The destination protects personal data equally or better', '目的地保护水平相当或更高'),
  bindingInstrument: bool(false, 'An adequate and binding instrument is in place', '具备充分且有约束力的文件'),
  consent: bool(false, 'The persons consented to the transfer', '取得个人同意'),
  publicScope: bool(false, 'An electronic system of public scope', '公共范围电子系统'),
  placesKept: listOf('country', 'Countries in which that system keeps data', '系统数据存放地'),
} as const;
