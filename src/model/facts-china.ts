/**
 * Facts about what the exporter does besides the transfer, for rules of China that give duties and deadlines. They are
 * listed as assumed only where one of their group was given: most transfers have nothing to do with them.
 */
import { bool, choice, date, int, list, text } from './fact-types.ts';
import { SURENESS } from './words.ts';

/** Groups of such facts, and what only a list that was loaded can say. */
export const ASIDE: ReadonlySet<string> = new Set(['practice', 'defaulter', 'zoneList']);

/** What an item of a zone's list can ask for, least to most grave. */
export const ZONE_ROUTES = ['none', 'standard-contract-or-certification', 'security-assessment', 'prohibited'] as const;
export type ZoneRoute = (typeof ZONE_ROUTES)[number];

/** What a table of a zone's negative list says of the transfer; worked out from the table, not declared. */
export const ZONE_LIST = {
  answer: choice(
    ['not-loaded', 'not-in-force', 'off-list', 'below-number', 'on-list', 'unclear'],
    'not-loaded',
    'What the table says: none of the zone was loaded, none is in force on the day, no item matches, an item matches below its number, an item applies, or it cannot be told',
    '清单表的结论：未加载、当日未生效、清单外、低于条目数量、清单内、无法确定',
  ),
  route: choice(
    ZONE_ROUTES,
    'none',
    'Gravest route of the items that apply, or may apply where it cannot be told',
    '适用（或可能适用）条目中最严格的出境路径',
  ),
  item: text('First item of that route', '该路径的首个条目'),
  items: int('items', 'Items that apply or may apply', '适用或可能适用的条目数'),
  list: text('Edition of the table', '清单版本'),
  hash: text('SHA-256 of its content', '清单表内容的SHA-256'),
  cite: text('Where it stands', '清单出处'),
  url: text('Address of it', '清单网址'),
  sure: choice(
    ['none', ...SURENESS],
    'none',
    'How far whoever wrote the table checked it, by the labels of the rules',
    '清单表的核对程度',
  ),
  reviewed: date('Day on which the table was last reviewed', '清单表最近核对日期'),
  closedToCiio: bool(
    false,
    'The list is not for operators of critical information infrastructure',
    '清单不适用于关键信息基础设施运营者',
  ),
  doubts: list(
    ['sector', 'scenario', 'kinds', 'fields', 'important'],
    'Why it cannot be told: what of the facts is not given or not on the list',
    '无法确定的原因',
  ),
  contradicts: list(
    ['item', 'edition'],
    'What was declared otherwise than the table says: whether the data are on the list, or its edition',
    '与申明不一致之处',
  ),
} as const;

export const PRACTICE = {
  automatedDecision: choice(
    ['none', 'push', 'major-effect'],
    'none',
    'Automated decisions about persons: none, pushes or marketing, or decisions with a major effect on their rights',
    '自动化决策：无、推送营销、对个人权益有重大影响',
  ),
  nonPersonalOption: bool(
    false,
    'Offers an option that is not based on personal traits, or an easy way to refuse',
    '提供非个性化选项或便捷拒绝方式',
  ),
  differentialPricing: bool(
    false,
    'Unreasonable differences in price or terms by preference or habit',
    '不合理差别待遇',
  ),
  algorithmRecommendation: bool(false, 'Uses algorithm recommendation', '应用算法推荐技术'),
  publicOpinion: bool(
    false,
    'With an attribute of public opinion or the power to mobilise society',
    '具有舆论属性或社会动员能力',
  ),
  algorithmStartedOn: date('First day of that service', '提供算法推荐服务之日'),
  algorithmChangedOn: date('Day on which what was filed changed', '备案信息变更之日'),
  algorithmEndedOn: date('Day on which the service ended', '终止服务之日'),
  algorithmFiledOn: date('Day on which the complete file was handed in', '备案材料齐全提交之日'),
  algorithmNumber: bool(false, 'The filing has been given its number', '已取得备案编号'),
  publicCameras: bool(false, 'Image or ID devices in public places', '公共场所图像采集、身份识别设备'),
  camerasForSecurityOnly: bool(true, 'Those devices serve public security only', '仅为维护公共安全'),
  separateConsent: bool(false, 'Separate consent of the persons concerned', '取得个人单独同意'),
  publicSecurityVideo: bool(false, 'Runs a public-security video system', '公共安全视频系统'),
  videoInUseOn: date('Day on which that system went into use', '视频系统投入使用之日'),
  publishesFootage: bool(false, 'Publishes footage of it', '公开传播视频图像'),
  faceRecognition: bool(false, 'Uses face recognition', '应用人脸识别技术'),
  faceOnlyWay: bool(
    false,
    'Face recognition is the only way offered although another reaches the purpose',
    '人脸识别为唯一验证方式',
  ),
  facePrivateSpace: bool(
    false,
    'Face recognition installed in a private space of a public venue: hotel room, bath, changing room, toilet',
    '在公共场所私密空间安装人脸识别设备',
  ),
  faceFilingChangedOn: date('Day on which what was filed about stored face data changed', '人脸信息备案变更之日'),
  faceFilingEndedOn: date('Day on which the use of face recognition ended', '终止应用人脸识别之日'),
  buysForCriticalInfrastructure: bool(
    false,
    'Buys network products or services for critical infrastructure that may affect national security',
    '采购可能影响国家安全的网络产品和服务',
  ),
  securityConcern: bool(
    false,
    'An authority holds that the processing may affect national security',
    '主管部门认为影响国家安全',
  ),
  reviewFiledOn: date('Day on which material for a cybersecurity review was complete', '网络安全审查材料齐全之日'),
  reviewSpecial: bool(false, 'That review goes by the special procedure', '网络安全审查特别程序'),
  largeIncident: choice(
    ['none', 'personal', 'sensitive'],
    'none',
    'Personal or sensitive information leaked, tampered with or lost in an incident',
    '个人信息安全事件',
  ),
  incidentPersons: int('persons', 'Persons whom that incident reached', '事件涉及人数'),
  vulnerabilityFoundOn: date(
    'Day on which a flaw that endangers national security or the public interest was found',
    '发现危害国家安全、公共利益漏洞之日',
  ),
  deletionAskedOn: date(
    'Automotive: day on which a person asked to delete sensitive data',
    '汽车：个人请求删除敏感个人信息之日',
  ),
  creditAgency: bool(false, 'Is a credit-reporting agency', '征信机构'),
  creditCollects: list(
    [
      'religion',
      'genes',
      'fingerprints',
      'blood-type',
      'disease',
      'income',
      'deposits',
      'securities',
      'insurance',
      'real-estate',
      'tax',
    ],
    'What that agency collects of persons',
    '征信机构采集的信息',
  ),
  creditWrittenConsent: bool(false, 'With written consent after a warning', '告知不利后果并取得书面同意'),
  providesToOtherHandler: bool(
    false,
    'Gives personal information to another handler, who decides purpose and manner itself',
    '向其他个人信息处理者提供个人信息',
  ),
  officerChangedOn: date('Day on which what was reported about the protection officer changed', '负责人信息变更之日'),
  assessmentFiledOn: date('Day on which the material for a security assessment was handed in', '安全评估申报之日'),
  assessmentDisputedOn: date(
    'Day on which the result of a security assessment that the exporter disagrees with came',
    '收到有异议的评估结果之日',
  ),
  riskAssessmentDoneOn: date(
    'Day on which the yearly risk assessment of important data was finished',
    '年度风险评估完成之日',
  ),
  adverseEndedOn: date('Day on which the adverse act in a credit record ended', '不良行为终止之日'),
  creditObjectionOn: date('Day of an objection against a credit record', '征信异议提出之日'),
  foreignSurvey: bool(false, 'A foreigner surveys or maps in China', '外国组织或个人来华测绘'),
  listingDocuments: bool(
    false,
    'Gives documents for a listing abroad whose leak would harm national security or the public interest',
    '提供泄露后危害国家安全或公共利益的上市文件资料',
  ),
} as const;

/** The list of judgment defaulters: grounds and days, for its terms and deadlines. */
export const DEFAULTER = {
  ground: choice(
    ['none', 'able-but-refuses', 'obstructs', 'evades', 'asset-reporting', 'consumption-restriction', 'settlement'],
    'none',
    'Ground for an entry in the list of judgment defaulters: items (1) to (6) of its art. 1',
    '纳入失信被执行人名单的情形',
  ),
  minor: bool(false, 'The person is under 18', '被执行人为未成年人'),
  secured: bool(
    false,
    'Sufficient security was given, enough property is seized, or performance is not yet due',
    '已提供充分担保、已查封足额财产或履行期未到',
  ),
  listedOn: date('Day of the entry', '纳入名单之日'),
  extendedYears: int('years', 'Years by which the term was extended for violence, grave or several acts', '延长年数'),
  endedOn: date('Day of performance, settlement or another ground of deletion', '删除事由发生之日'),
  mistakeFoundOn: date('Day on which a wrong entry or wrong data were found', '发现错误之日'),
  deletedOnRequestOn: date('Day of a deletion at the creditor’s request', '依申请删除之日'),
  objectionOn: date('Day of an objection', '提出异议之日'),
  objectionDecidedOn: date('Day on which the objection was decided', '异议决定之日'),
  reviewAskedOn: date('Day on which the higher court was asked to review', '申请复议之日'),
} as const;
