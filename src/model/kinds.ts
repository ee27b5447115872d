/**
 * Every kind of datum that inspection can find. `personal: false` marks what is found only so that it is
 * not taken for something else (an organisation's code is nobody's).
 */
export const KINDS = {
  'cn.resident-id': { personal: true, en: 'Resident ID number', zh: '居民身份证号' },
  'cn.hmt-residence': { personal: true, en: 'Residence permit number (HK, Macau, Taiwan)', zh: '港澳台居民居住证号' },
  passport: { personal: true, en: 'Passport number', zh: '护照号' },
  'cn.hk-macau-permit': { personal: true, en: 'Hong Kong/Macau travel permit', zh: '港澳通行证号' },
  'cn.taiwan-permit': { personal: true, en: 'Taiwan travel permit', zh: '台湾通行证号' },
  'cn.foreign-permanent-resident-id': {
    personal: true,
    en: 'Foreign permanent resident ID',
    zh: '外国人永久居留身份证号',
  },
  'cn.social-security': { personal: true, en: 'Social security number', zh: '社会保障号' },
  'us.ssn': { personal: true, en: 'US Social Security number', zh: '美国社会安全号' },
  'customer-key': { personal: true, en: 'Customer or account key', zh: '客户号' },
  'person.name': { personal: true, en: 'Person name', zh: '姓名' },
  phone: { personal: true, en: 'Mobile phone', zh: '手机号' },
  'phone.landline': { personal: true, en: 'Landline phone', zh: '固定电话' },
  email: { personal: true, en: 'E-mail address', zh: '电子邮箱' },
  address: { personal: true, en: 'Postal address', zh: '地址' },
  'birth-date': { personal: true, en: 'Birth date', zh: '出生日期' },
  sex: { personal: true, en: 'Sex', zh: '性别' },
  ethnicity: { personal: true, en: 'Ethnicity', zh: '民族' },
  religion: { personal: true, en: 'Religion', zh: '宗教信仰' },
  health: { personal: true, en: 'Health data', zh: '健康信息' },
  biometric: { personal: true, en: 'Biometric template', zh: '生物识别信息' },
  'bank-card': { personal: true, en: 'Bank card number', zh: '银行卡号' },
  account: { personal: true, en: 'Financial account', zh: '金融账户' },
  salary: { personal: true, en: 'Salary or income', zh: '薪资收入' },
  secret: { personal: true, en: 'Password or secret', zh: '密码或密钥' },
  'cn.plate': { personal: true, en: 'Vehicle plate', zh: '车牌号' },
  vin: { personal: true, en: 'Vehicle identification number', zh: '车架号' },
  'device.imei': { personal: true, en: 'IMEI', zh: 'IMEI 设备号' },
  'device.imsi': { personal: true, en: 'IMSI', zh: 'IMSI 用户识别码' },
  'device.mac': { personal: true, en: 'MAC address', zh: 'MAC 地址' },
  ip: { personal: true, en: 'IP address', zh: 'IP 地址' },
  'geo.point': { personal: true, en: 'Coordinates', zh: '经纬度坐标' },
  'wechat-id': { personal: true, en: 'WeChat ID', zh: '微信号' },
  'alipay-id': { personal: true, en: 'Alipay ID', zh: '支付宝账号' },
  place: { personal: false, en: 'Place name', zh: '地名' },
  url: { personal: false, en: 'Web address', zh: '网址' },
  'cn.uscc': { personal: false, en: 'Unified social credit code', zh: '统一社会信用代码' },
} as const satisfies Record<string, { personal: boolean; en: string; zh: string }>;

export type Kind = keyof typeof KINDS;
export const KIND_IDS = Object.keys(KINDS) as Kind[];
/** Position of a kind in {@link KIND_IDS}, for arrays by kind in hot code. */
export const KIND_INDEX = Object.fromEntries(KIND_IDS.map((k, i) => [k, i])) as Record<Kind, number>;

/** How a finding was made. */
export const EVIDENCE = ['header', 'format', 'checksum', 'region', 'dictionary', 'context', 'share'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** One thing found inside one value. Offsets are bytes into the batch. */
export interface Finding {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  /** 0..1 */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
}
