import type { Kind } from '../../model/kinds.ts';

/**
 * What a column can be by its header. Most roles are a kind; some headers leave open which of several kinds a value
 * is (`证件号`, `联系方式`), and some kinds are spread over columns (given and family name, latitude and longitude).
 */
export const ROLES = {
  'resident-id': ['cn.resident-id', 'cn.hmt-residence', 'cn.foreign-permanent-resident-id'],
  'identity-document': [
    'cn.resident-id',
    'passport',
    'cn.hk-macau-permit',
    'cn.taiwan-permit',
    'cn.hmt-residence',
    'cn.foreign-permanent-resident-id',
  ],
  'hmt-residence': ['cn.hmt-residence'],
  passport: ['passport'],
  'hk-macau-permit': ['cn.hk-macau-permit'],
  'taiwan-permit': ['cn.taiwan-permit'],
  'foreign-permanent-resident-id': ['cn.foreign-permanent-resident-id'],
  'social-security': ['cn.social-security', 'cn.resident-id'],
  'customer-key': ['customer-key'],
  name: ['person.name'],
  'given-name': ['person.name'],
  'family-name': ['person.name'],
  telephone: ['phone', 'phone.landline'],
  landline: ['phone.landline', 'phone'],
  contact: ['phone', 'phone.landline', 'email', 'wechat-id'],
  email: ['email'],
  address: ['address'],
  'birth-date': ['birth-date'],
  sex: ['sex'],
  ethnicity: ['ethnicity'],
  religion: ['religion'],
  health: ['health'],
  biometric: ['biometric'],
  'bank-card': ['bank-card', 'account'],
  account: ['account', 'bank-card'],
  salary: ['salary'],
  secret: ['secret'],
  plate: ['cn.plate'],
  vin: ['vin'],
  imei: ['device.imei'],
  imsi: ['device.imsi'],
  mac: ['device.mac'],
  ip: ['ip'],
  latitude: ['geo.point'],
  longitude: ['geo.point'],
  point: ['geo.point'],
  wechat: ['wechat-id', 'phone'],
  alipay: ['alipay-id', 'phone', 'email'],
  uscc: ['cn.uscc'],
  /** One of the columns that a number is cut into; tells nobody apart. */
  'id-part': ['cn.resident-id'],
  'phone-part': ['phone', 'phone.landline'],
  'card-part': ['bank-card'],
  /** Known to be no personal datum: numbers of things, amounts, states, times. */
  thing: [],
  /** Running text. */
  prose: [],
} as const satisfies Record<string, readonly Kind[]>;

export type Role = keyof typeof ROLES;
export const ROLE_IDS = Object.keys(ROLES) as Role[];
export const ROLE_INDEX = Object.fromEntries(ROLE_IDS.map((r, i) => [r, i])) as Record<Role, number>;

/** Header words by role, normalised; a `?` before a word marks one that needs values which fit by themselves. */
export type HeaderWords = Partial<Record<Role, string>>;
