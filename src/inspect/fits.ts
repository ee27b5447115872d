/**
 * Whether a value is what its column's header says: the shapes of kinds that have no checksum, and looser forms of
 * those that have one. Only asked for columns whose header names the kind.
 */
import type { Kind } from '../model/kinds.ts';
import { chineseAddressWeight, isWesternAddress } from './address.ts';
import { dateOf } from './kinds/date.ts';
import { isDigit, numberAt } from './kinds/digits.ts';
import { isCoordinate } from './kinds/geo.ts';
import { isChineseName, isHan, isLatinName } from './names.ts';
import { ETHNICITY, NOTHING, SEX } from './words.ts';

/** `bytes[start, end)` has no white space around it and is not empty. */
export type Fits = (bytes: Uint8Array, start: number, end: number) => boolean;

const alnum = (b: number): boolean => isDigit(b) || ((b | 0x20) >= 0x61 && (b | 0x20) <= 0x7a);

function shaped(min: number, max: number, minDigits: number, extra = ''): Fits {
  const allowed = new Uint8Array(256);
  for (const c of extra) allowed[c.charCodeAt(0)] = 1;
  return (bytes, start, end) => {
    if (end - start < min || end - start > max) return false;
    let digits = 0;
    for (let i = start; i < end; i++) {
      const b = bytes[i]!;
      if (isDigit(b)) digits += 1;
      else if (!alnum(b) && allowed[b] === 0) return false;
    }
    return digits >= minDigits;
  };
}

function digitsOnly(min: number, max: number, extra: string): Fits {
  const allowed = new Uint8Array(256);
  for (const c of extra) allowed[c.charCodeAt(0)] = 1;
  return (bytes, start, end) => {
    let digits = 0;
    for (let i = start; i < end; i++) {
      if (isDigit(bytes[i]!)) digits += 1;
      else if (allowed[bytes[i]!] === 0) return false;
    }
    return digits >= min && digits <= max;
  };
}

const something: Fits = (bytes, start, end) => end > start && !NOTHING.has(bytes, start, end);

const isText: Fits = (bytes, start, end) => {
  if (!something(bytes, start, end)) return false;
  for (let i = start; i < end; i++) if (!isDigit(bytes[i]!) && bytes[i] !== 0x2e && bytes[i] !== 0x2d) return true;
  return false;
};

const isAmount: Fits = (bytes, start, end) => {
  let digits = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigit(b)) digits += 1;
    else if (b !== 0x2e && b !== 0x2c && b !== 0x2d && b !== 0x20 && b !== 0x6b && b !== 0x4b && b !== 0x24 && b < 0x80)
      return false;
  }
  return digits > 0;
};

const isBirth: Fits = (bytes, start, end) => {
  if (dateOf(bytes, start, end) !== 0) return true;
  // 1990, 199001, 1990-01, 01/02/1990
  const length = end - start;
  const year = numberAt(bytes, start, 4);
  if (length >= 4 && length <= 7 && year >= 1900 && year <= 2100) return true;
  const last = length >= 8 && length <= 10 ? numberAt(bytes, end - 4, 4) : 0;
  return last >= 1900 && last <= 2100 && !isDigit(bytes[end - 5]!);
};

const isName: Fits = (bytes, start, end) => {
  if (isChineseName(bytes, start, end) || isLatinName(bytes, start, end)) return true;
  // Masked already, rare surnames, kana: short text without digits.
  if (end - start > 45) return false;
  let letters = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigit(b) || (b < 0x80 && !alnum(b) && b !== 0x20 && b !== 0x2a && b !== 0x2e && b !== 0x2d)) return false;
    if (b >= 0x80 || alnum(b)) letters += 1;
  }
  return letters > 0 && (bytes[start]! < 0x80 || (isHan(bytes, start) && end - start <= 12));
};

/** For long values decoding costs: at most this much is looked at for Western addresses. */
const ADDRESS_BYTES = 400;

const isAddress: Fits = (bytes, start, end) => {
  if (end - start < 6) return false;
  if (chineseAddressWeight(bytes, start, end) >= 1) return true;
  return (
    end - start <= ADDRESS_BYTES &&
    isWesternAddress(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString())
  );
};

const FITS: Partial<Record<Kind, Fits>> = {
  'cn.resident-id': shaped(15, 18, 14),
  'cn.hmt-residence': shaped(18, 18, 17),
  passport: shaped(6, 12, 5),
  'cn.hk-macau-permit': shaped(8, 11, 7),
  'cn.taiwan-permit': shaped(8, 12, 7, '()'),
  'cn.foreign-permanent-resident-id': shaped(15, 18, 12),
  'cn.social-security': shaped(6, 20, 5, '-'),
  'customer-key': (() => {
    const key = shaped(1, 64, 0, '_-.:@#/|');
    return (bytes, start, end) => key(bytes, start, end);
  })(),
  'person.name': isName,
  phone: digitsOnly(7, 15, '+-() .'),
  'phone.landline': digitsOnly(7, 15, '+-() .'),
  address: isAddress,
  'birth-date': isBirth,
  sex: (bytes, start, end) => SEX.has(bytes, start, end),
  ethnicity: (bytes, start, end) => ETHNICITY.has(bytes, start, end) || isText(bytes, start, end),
  religion: isText,
  health: something,
  biometric: (bytes, start, end) => end - start >= 24 && something(bytes, start, end),
  'bank-card': digitsOnly(12, 19, ' -*'),
  account: (bytes, start, end) => isAmount(bytes, start, end) || (end - start <= 40 && something(bytes, start, end)),
  salary: isAmount,
  secret: something,
  'cn.plate': (_bytes, start, end) => end - start >= 7 && end - start <= 14,
  vin: shaped(17, 17, 3),
  'device.imei': digitsOnly(14, 17, ' -/'),
  'device.imsi': digitsOnly(14, 15, ''),
  'device.mac': shaped(12, 17, 0, ':-.'),
  'geo.point': (bytes, start, end) => isCoordinate(bytes, start, end),
  'wechat-id': shaped(5, 64, 0, '_-@'),
  'alipay-id': shaped(6, 64, 0, '@._-+'),
};

/** The shape test of a kind; a kind without one is found by the scanner only. */
export function fitsOf(kind: Kind): Fits | null {
  return FITS[kind] ?? null;
}
