import type { Kind } from '../model/kinds.ts';
import { residentIdCheck } from './check-digits.ts';

/**
 * Kinds that name the same sort of thing. A pseudonym is made by family and not by path, so that the same phone in
 * two columns, two files or two kinds of field joins.
 */
export const FAMILIES = {
  'cn.resident-id': 'id',
  'cn.social-security': 'id',
  'cn.hmt-residence': 'id',
  'cn.foreign-permanent-resident-id': 'id',
  passport: 'doc',
  'cn.hk-macau-permit': 'doc',
  'cn.taiwan-permit': 'doc',
  'customer-key': 'key',
  'person.name': 'name',
  phone: 'tel',
  'phone.landline': 'tel',
  email: 'mail',
  address: 'addr',
  'birth-date': 'born',
  sex: 'sex',
  ethnicity: 'eth',
  religion: 'rel',
  health: 'health',
  biometric: 'bio',
  'bank-card': 'acct',
  account: 'acct',
  salary: 'pay',
  secret: 'secret',
  'cn.plate': 'plate',
  vin: 'vin',
  'device.imei': 'imei',
  'device.imsi': 'imsi',
  'device.mac': 'mac',
  ip: 'ip',
  'geo.point': 'geo',
  'wechat-id': 'wx',
  'alipay-id': 'ali',
  'us.ssn': 'ssn',
  place: 'place',
  url: 'url',
  'cn.uscc': 'org',
} as const satisfies Record<Kind, string>;

export type Family = (typeof FAMILIES)[Kind];

/** Family and spelling under which a value is the same value however it was written. */
export function normalise(kind: Kind, value: string): { readonly family: Family; readonly text: string } {
  const family = FAMILIES[kind];
  const text = value.normalize('NFKC').trim();
  // Accounts are often named by a phone or an e-mail address, and join with those.
  if (family === 'ali' || family === 'wx') {
    if (/^(?:\+?86)?1[3-9]\d{9}$/.test(text.replaceAll(/[ -]/g, ''))) return normalise('phone', text);
    if (family === 'ali' && text.includes('@')) return normalise('email', text);
  }
  return { family, text: spell(family, text) };
}

function spell(family: Family, text: string): string {
  switch (family) {
    case 'id': {
      const id = code(text);
      // The same person's number of the first generation: century and check character were left out.
      if (/^\d{15}$/.test(id)) {
        const body = `${id.slice(0, 6)}19${id.slice(6)}`;
        return body + residentIdCheck(body);
      }
      return id;
    }
    case 'tel': {
      const digits = text.replaceAll(/[^\d+]/g, '').replace(/^00/, '+');
      return digits.replace(/^(?:\+86|86)(?=1[3-9]\d{9}$)/, '').replace(/^\+86(?=\d)/, '0');
    }
    case 'mail':
    case 'wx':
    case 'ali':
      return text.toLowerCase();
    case 'doc':
    case 'acct':
    case 'plate':
    case 'vin':
    case 'imei':
    case 'imsi':
    case 'mac':
    case 'org':
      return code(text);
    case 'ip':
      return canonicalIp(text);
    case 'born': {
      const match = /^(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D|$)/.exec(text) ?? /^(\d{4})(\d\d)(\d\d)$/.exec(text);
      return match === null ? text : `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
    }
    case 'name':
      return text.replaceAll(/[\s·•・]+/gu, ' ').toLowerCase();
    case 'addr':
      return text.replaceAll(/\s+/g, ' ').toLowerCase();
    default:
      return text;
  }
}

const code = (text: string) => text.replaceAll(/[\s·•・.:_/-]/gu, '').toUpperCase();

/** IPv4 as it is; IPv6 in full, in small letters (RFC 4291 §2.2 form 1). Anything else as it is. */
export function canonicalIp(text: string): string {
  if (!/^[0-9a-f:]*:[0-9a-f:]*(?:\d+\.\d+\.\d+\.\d+)?$/i.test(text)) return text;
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const groups = dotted
    ? `${dotted[1]}${((Number(dotted[2]) << 8) | Number(dotted[3])).toString(16)}:${((Number(dotted[4]) << 8) | Number(dotted[5])).toString(16)}`
    : text;
  const [left, right, ...more] = groups.split('::');
  if (more.length > 0) return text;
  const head = left === '' ? [] : left!.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return text;
  const all = [...head, ...Array<string>(right === undefined ? 0 : missing).fill('0'), ...tail];
  if (!all.every((g) => /^[0-9a-f]{1,4}$/i.test(g))) return text;
  return all.map((g) => g.toLowerCase().padStart(4, '0')).join(':');
}
