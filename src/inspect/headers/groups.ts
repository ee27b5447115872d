/**
 * Words of a header that say whose column it is. `apart` people are always somebody else than the one the row is
 * about; the others are, unless the row names several people.
 */
export interface PersonGroup {
  readonly label: string;
  readonly apart: boolean;
  /** Beginnings of a Chinese header, and what may stand in brackets or at its end. */
  readonly chinese: string;
  /** Words of an English header, a phrase written together with `+`. */
  readonly english: string;
  /** Beginnings in pinyin letters, only where something is left behind them that is known. */
  readonly pinyin?: string;
}

export const GROUPS: readonly PersonGroup[] = [
  {
    label: 'payer',
    apart: true,
    chinese: '付款人 付款方 付款户 付款 付方 汇款人 汇款方 转出方 转出人 转出 出账方 打款人 缴费人 缴款人',
    english: 'payer payor debtor remitter from+account debit+party',
    pinyin: 'fkr',
  },
  {
    label: 'payee',
    apart: true,
    chinese: '收款人 收款方 收款户 收款 收方 转入方 转入人 转入 入账方 对方 对手方 交易对手',
    english: 'payee creditor counterparty to+account credit+party',
    pinyin: 'skr',
  },
  {
    label: 'sender',
    apart: true,
    chinese: '寄件人 寄件方 寄件 发件人 发件 发货人 寄货人 发送人 托运人',
    english: 'sender shipper consignor ship+from from',
    pinyin: 'jjr fjr',
  },
  {
    label: 'receiver',
    apart: true,
    chinese: '收件人 收件方 收件 收货人 收货方 收货 接收人 签收人 提货人 配送',
    english: 'receiver recipient consignee addressee ship+to shipping deliver+to delivery',
    pinyin: 'sjr shr',
  },
  { label: 'to', apart: true, chinese: '', english: 'to' },
  { label: 'cc', apart: true, chinese: '抄送', english: 'cc bcc' },
  { label: 'billing', apart: true, chinese: '开票 账单', english: 'billing bill+to invoice+to' },
  {
    label: 'buyer',
    apart: true,
    chinese: '买家 买方 买受人 购买人 购房人 购方 受让人 受让方 承租人 租客 租户',
    english: 'buyer purchaser tenant lessee',
  },
  {
    label: 'seller',
    apart: true,
    chinese: '卖家 卖方 出卖人 销售方 转让人 转让方 出租人 房东',
    english: 'seller landlord lessor merchant+contact',
  },
  {
    label: 'emergency',
    apart: true,
    chinese: '紧急联系人 紧急联络人 应急联系人 紧急联系 紧急联络 緊急聯絡人',
    english: 'emergency+contact emergency next+of+kin ice+contact',
    pinyin: 'jjlxr',
  },
  {
    label: 'spouse',
    apart: true,
    chinese: '配偶 爱人 妻子 丈夫',
    english: 'spouse wife husband partner',
    pinyin: 'po',
  },
  { label: 'father', apart: true, chinese: '父亲', english: 'father dad', pinyin: 'fq' },
  { label: 'mother', apart: true, chinese: '母亲', english: 'mother mom', pinyin: 'mq' },
  { label: 'parent', apart: true, chinese: '家长 父母', english: 'parent parents', pinyin: 'jz' },
  { label: 'guardian', apart: true, chinese: '监护人', english: 'guardian', pinyin: 'jhr' },
  {
    label: 'child',
    apart: true,
    chinese: '子女 孩子 儿童 宝宝 幼儿 儿子 女儿',
    english: 'child kid son daughter baby',
  },
  {
    label: 'family',
    apart: true,
    chinese: '家庭成员 家属 亲属 同住人 直系亲属',
    english: 'family+member relative dependent dependant',
  },
  { label: 'policyholder', apart: true, chinese: '投保人', english: 'policyholder policy+holder', pinyin: 'tbr' },
  { label: 'insured', apart: true, chinese: '被保险人 被保人', english: 'insured insured+person', pinyin: 'bbxr' },
  { label: 'beneficiary', apart: true, chinese: '受益人', english: 'beneficiary', pinyin: 'syr' },
  { label: 'borrower', apart: true, chinese: '借款人 贷款人 借方', english: 'borrower', pinyin: 'jkr' },
  { label: 'guarantor', apart: true, chinese: '担保人 保证人 共同借款人', english: 'guarantor cosigner co+borrower' },
  { label: 'party-a', apart: true, chinese: '甲方', english: 'party+a' },
  { label: 'party-b', apart: true, chinese: '乙方', english: 'party+b' },
  {
    label: 'referrer',
    apart: true,
    chinese: '推荐人 介绍人 邀请人 推荐',
    english: 'referrer referee inviter introducer',
    pinyin: 'tjr',
  },
  { label: 'inviter', apart: true, chinese: '被推荐人 被邀请人', english: 'invitee referred' },
  { label: 'caller', apart: true, chinese: '主叫', english: 'caller calling' },
  { label: 'callee', apart: true, chinese: '被叫', english: 'callee called' },
  {
    label: 'legal-representative',
    apart: true,
    chinese: '法定代表人 法人代表 法人',
    english: 'legal+representative legal+person',
    pinyin: 'frdb',
  },
  {
    label: 'agent',
    apart: true,
    chinese:
      '代理人 经办人 业务员 销售员 销售人员 客户经理 操作员 操作人 审核人 审批人 创建人 客服 医生 主治医生 主治医师 医师 教师 老师 班主任 司机 驾驶员 骑手 快递员 配送员 业务经理 主管 上级 经理 面试官',
    english:
      'agent operator approver reviewer creator account+manager sales+rep salesperson salesman doctor physician teacher driver rider courier manager supervisor interviewer handler',
    pinyin: 'jbr ywy',
  },
  { label: 'husband', apart: true, chinese: '男方', english: 'groom' },
  { label: 'wife', apart: true, chinese: '女方', english: 'bride' },
  { label: 'plaintiff', apart: true, chinese: '原告', english: 'plaintiff' },
  { label: 'defendant', apart: true, chinese: '被告', english: 'defendant' },
  {
    label: 'contact',
    apart: false,
    chinese: '联系人 联络人 联系 聯絡人',
    english: 'contact contact+person',
    pinyin: 'lxr',
  },
  {
    label: 'customer',
    apart: false,
    chinese: '客户 顾客 客戶',
    english: 'customer cust client consumer',
    pinyin: 'kh',
  },
  {
    label: 'employee',
    apart: false,
    chinese: '员工 职工 雇员 職員',
    english: 'employee emp staff worker',
    pinyin: 'yg',
  },
  { label: 'member', apart: false, chinese: '会员', english: 'member', pinyin: 'hy' },
  { label: 'user', apart: false, chinese: '用户 用戶', english: 'user', pinyin: 'yh' },
  { label: 'student', apart: false, chinese: '学生 学员 考生', english: 'student pupil', pinyin: 'xs' },
  { label: 'patient', apart: false, chinese: '患者 病人', english: 'patient', pinyin: 'hz br' },
  {
    label: 'applicant',
    apart: false,
    chinese: '申请人 候选人 应聘者 求职者 应聘人',
    english: 'applicant candidate',
    pinyin: 'sqr',
  },
  { label: 'owner', apart: false, chinese: '业主 车主 户主', english: 'owner', pinyin: 'cz' },
  {
    label: 'holder',
    apart: false,
    chinese: '持卡人 持有人',
    english: 'holder cardholder account+holder',
    pinyin: 'ckr',
  },
  {
    label: 'passenger',
    apart: false,
    chinese: '乘客 旅客 乘机人 乘车人',
    english: 'passenger traveller traveler guest',
  },
];
