/**
 * Whether a value fits what its header says, for what has no form of its own (words, amounts, keys) and for forms
 * looser than the scanner takes without a header. Fails closed towards the header: where a header is sure, any value
 * of a possible shape fits.
 */
import { KIND_INDEX, type Kind } from '../model/kinds.ts';
import { looksLikeAddress } from './addresses.ts';
import { birthDay, latestBirth } from './birth-day.ts';
import { hanAt, isDigitByte, isLetterByte } from './bytes.ts';
import { pack, percentIn } from './cell-findings.ts';
import { ROLE_INDEX, type Role } from './headers/roles.ts';
import { checkBankCard } from './kinds/bank-card.ts';
import { isCoordinate } from './kinds/geo.ts';
import { checkMobile } from './kinds/phone.ts';
import { checkResidentId18 } from './kinds/resident-id.ts';
import { type Check, EVIDENCE_BIT, evidenceOf, percentOf } from './kinds/result.ts';
import { hanName, nameFit } from './names.ts';
import {
  BLOOD_TYPES,
  ETHNIC_ENGLISH,
  ETHNIC_GROUPS,
  HEALTH_ENGLISH,
  HEALTH_IN_TEXT,
  HEALTH_WORDS,
  NO_VALUE,
  RELIGIONS,
  SEXES,
} from './words/lists.ts';
import { wordTable } from './words/word-table.ts';

/** Kind, per cent and evidence, packed as in findings; 0 is "does not fit". */
export type Fit = number;

const make = (kind: Kind, percent: number, evidence: number): Fit => pack(KIND_INDEX[kind], percent, evidence);
const shaped = (kind: Kind, percent: number): Fit => make(kind, percent, EVIDENCE_BIT.format);
const listed = (kind: Kind, percent: number): Fit => make(kind, percent, EVIDENCE_BIT.dictionary);

const noValues = wordTable(NO_VALUE);
/** By the first two bytes in lower case, whether a word without value begins so; a quick no for nearly all. */
export const NO_VALUE_BEGINS = new Uint8Array(1 << 16);
for (const word of NO_VALUE.split(' ')) {
  const bytes = Buffer.from(word);
  NO_VALUE_BEGINS[((bytes[0]! | 0x20) << 8) | (bytes.length > 1 ? bytes[1]! | 0x20 : 0)] = 1;
}
const isHan = (point: number): boolean => point >= 0x3400 && point <= 0x9fff;
/** Han characters with which one begins. */
export const NO_VALUE_HAN: readonly number[] = NO_VALUE.split(' ')
  .map((word) => word.codePointAt(0)!)
  .filter(isHan);
/** The two Han characters with which each word of health begins. */
export const HEALTH_HAN: readonly (readonly [number, number])[] = `${HEALTH_WORDS} ${HEALTH_IN_TEXT}`
  .split(' ')
  .map((word) => [word.charCodeAt(0), word.charCodeAt(1)] as const)
  .filter(([first, second]) => isHan(first) && isHan(second));
const sexes = wordTable(SEXES);
const ethnicGroups = wordTable(ETHNIC_GROUPS, ETHNIC_GROUPS.replaceAll('族', ''), ETHNIC_ENGLISH);
const religions = wordTable(RELIGIONS);
const health = wordTable(HEALTH_WORDS, HEALTH_ENGLISH, BLOOD_TYPES);

/** Most bytes that such a word has. */
export const LONGEST_NO_VALUE = noValues.longest;

/** Stands for "no value": a dash, NULL, 无, … */
export function isNoValue(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length > noValues.longest) return false;
  const begin = ((bytes[start]! | 0x20) << 8) | (length > 1 ? bytes[start + 1]! | 0x20 : 0);
  return NO_VALUE_BEGINS[begin] === 1 && noValues.has(bytes, start, end);
}

const RESIDENT_ID = shaped('cn.resident-id', 40);
const PASSPORT = shaped('passport', 45);
const HK_MACAU = shaped('cn.hk-macau-permit', 45);
const TAIWAN = shaped('cn.taiwan-permit', 45);
const HMT = shaped('cn.hmt-residence', 40);
const FOREIGN = shaped('cn.foreign-permanent-resident-id', 40);
const SOCIAL = shaped('cn.social-security', 55);
export const KEY = shaped('customer-key', 65);
export const NAME_SURE = listed('person.name', 75);
export const NAME = shaped('person.name', 55);
const PHONE = shaped('phone', 45);
const LANDLINE = shaped('phone.landline', 45);
const EMAIL = shaped('email', 40);
const WECHAT = shaped('wechat-id', 65);
const WECHAT_NAME = shaped('wechat-id', 45);
const ALIPAY = shaped('alipay-id', 50);
const ADDRESS_SURE = listed('address', 80);
const ADDRESS = shaped('address', 50);
export const BIRTH_DATE = shaped('birth-date', 75);
const BIRTH_PART = shaped('birth-date', 60);
export const SEX = listed('sex', 75);
const ETHNICITY = listed('ethnicity', 80);
const ETHNICITY_SHAPE = shaped('ethnicity', 50);
const RELIGION = listed('religion', 75);
const RELIGION_TEXT = shaped('religion', 45);
const HEALTH_WORD = listed('health', 80);
const HEALTH_TEXT = shaped('health', 50);
const TEMPLATE = shaped('biometric', 75);
const BIOMETRIC_OTHER = shaped('biometric', 45);
const CARD = shaped('bank-card', 45);
const ACCOUNT = shaped('account', 55);
const SALARY = shaped('salary', 70);
const SECRET = shaped('secret', 60);
const SECRET_LONG = shaped('secret', 70);
const PLATE = shaped('cn.plate', 45);
const VIN = shaped('vin', 50);
const IMEI = shaped('device.imei', 45);
const IMSI = shaped('device.imsi', 45);
const MAC = shaped('device.mac', 50);
const POINT = shaped('geo.point', 70);
const POINT_COARSE = shaped('geo.point', 50);
const USCC = shaped('cn.uscc', 45);
const ID_PART = shaped('cn.resident-id', 90);
const PHONE_PART = shaped('phone', 75);
const CARD_PART = shaped('bank-card', 75);

/** Longer values are text. */
const LONGEST_KEY = 1024;

export type FitOf = (bytes: Uint8Array, start: number, end: number) => Fit;

const FITS: Record<Role, FitOf> = {
  'resident-id': (b, s, e) => (isIdShape(b, s, e) ? RESIDENT_ID : 0),
  'identity-document': (b, s, e) => (isIdShape(b, s, e) ? RESIDENT_ID : isCode(b, s, e, 6, 20, 5) ? PASSPORT : 0),
  'hmt-residence': (b, s, e) => (isIdShape(b, s, e) ? HMT : 0),
  passport: (b, s, e) => (isCode(b, s, e, 6, 12, 5) ? PASSPORT : 0),
  'hk-macau-permit': (b, s, e) => (isCode(b, s, e, 8, 12, 7) ? HK_MACAU : 0),
  'taiwan-permit': (b, s, e) => (isCode(b, s, e, 8, 12, 7) ? TAIWAN : 0),
  'foreign-permanent-resident-id': (b, s, e) => (isCode(b, s, e, 15, 18, 12) ? FOREIGN : 0),
  'social-security': (b, s, e) => (isCode(b, s, e, 6, 20, 5) ? SOCIAL : 0),
  'customer-key': (_b, s, e) => (e - s <= LONGEST_KEY ? KEY : 0),
  name: (b, s, e) => NAMES[nameFit(b, s, e)]!,
  'given-name': (b, s, e) => (nameFit(b, s, e) > 0 || hanAt(b, s, e) !== 0 ? NAME : 0),
  'family-name': (b, s, e) => (nameFit(b, s, e) > 0 || (e - s === 3 && hanAt(b, s, e) !== 0) ? NAME : 0),
  telephone: phoneFit,
  landline: phoneFit,
  contact: (b, s, e) => phoneFit(b, s, e) || (isWechat(b, s, e) ? WECHAT_NAME : 0),
  email: (b, s, e) => (b.subarray(s + 1, e - 1).includes(0x40) ? EMAIL : 0),
  address: (b, s, e) => (looksLikeAddress(b, s, e) ? ADDRESS_SURE : isPlaceText(b, s, e) ? ADDRESS : 0),
  'birth-date': birthFit,
  sex: (b, s, e) => (sexes.has(b, s, e) ? SEX : 0),
  ethnicity: (b, s, e) =>
    ethnicGroups.has(b, s, e)
      ? ETHNICITY
      : (e - s <= 2 && isDigitByte(b[s]!)) || isShortHan(b, s, e, 15)
        ? ETHNICITY_SHAPE
        : 0,
  religion: (b, s, e) => (religions.has(b, s, e) ? RELIGION : e - s <= 40 ? RELIGION_TEXT : 0),
  health: (b, s, e) => (health.has(b, s, e) ? HEALTH_WORD : HEALTH_TEXT),
  biometric: (b, s, e) => (isTemplate(b, s, e) ? TEMPLATE : e - s >= 8 ? BIOMETRIC_OTHER : 0),
  'bank-card': (b, s, e) => (isDigits(b, s, e, 12, 21) ? CARD : isCode(b, s, e, 6, 40, 5) ? ACCOUNT : 0),
  account: (b, s, e) => (e - s <= 64 && hasDigit(b, s, e) ? ACCOUNT : 0),
  salary: (b, s, e) => (isAmount(b, s, e) ? SALARY : 0),
  secret: (b, s, e) => (e - s >= 20 && !hasSpace(b, s, e) ? SECRET_LONG : e - s >= 3 ? SECRET : 0),
  plate: (b, s, e) => (e - s >= 5 && e - s <= 16 && hasDigit(b, s, e) ? PLATE : 0),
  vin: (b, s, e) => (isCode(b, s, e, 17, 17, 3) ? VIN : 0),
  imei: (b, s, e) => (isDigits(b, s, e, 14, 17) ? IMEI : 0),
  imsi: (b, s, e) => (isDigits(b, s, e, 14, 15) ? IMSI : 0),
  mac: (b, s, e) => (isHex(b, s, e, 12) ? MAC : 0),
  ip: () => 0,
  latitude: pointFit,
  longitude: pointFit,
  point: (b, s, e) => (e - s >= 3 && hasDigit(b, s, e) ? POINT_COARSE : 0),
  wechat: (b, s, e) => (isWechat(b, s, e) ? WECHAT : e - s <= 64 ? WECHAT_NAME : 0),
  alipay: (_b, s, e) => (e - s >= 4 && e - s <= 64 ? ALIPAY : 0),
  uscc: (b, s, e) => (isCode(b, s, e, 15, 20, 6) ? USCC : 0),
  'id-part': (b, s, e) => (isCode(b, s, e, 1, 17, 1) ? ID_PART : 0),
  'phone-part': (b, s, e) => (isCode(b, s, e, 1, 10, 1) ? PHONE_PART : 0),
  'card-part': (b, s, e) => (isCode(b, s, e, 1, 17, 1) ? CARD_PART : 0),
  thing: () => 0,
  prose: () => 0,
};

const BY_INDEX: readonly FitOf[] = Object.entries(FITS)
  .toSorted(([a], [b]) => ROLE_INDEX[a as Role] - ROLE_INDEX[b as Role])
  .map(([, fit]) => fit);

const PHONE_KIND = KIND_INDEX.phone;
const ID_KIND = KIND_INDEX['cn.resident-id'];
const CARD_KIND = KIND_INDEX['bank-card'];

const [NAME_ROLE, KEY_ROLE, ADDRESS_ROLE] = [ROLE_INDEX.name, ROLE_INDEX['customer-key'], ROLE_INDEX.address];
const [PHONE_ROLE, ID_ROLE, CARD_ROLE] = [ROLE_INDEX.telephone, ROLE_INDEX['resident-id'], ROLE_INDEX['bank-card']];
const [SEX_ROLE, BIRTH_ROLE] = [ROLE_INDEX.sex, ROLE_INDEX['birth-date']];

/**
 * How a value fits where that can be said of all its bytes at once and nothing else can stand in it, so that the
 * scanner need not look: the same that it would find. 0 where it must look. Comparisons and no table of functions,
 * for calls through one cannot be inlined.
 */
export function closedFit(role: number, bytes: Uint8Array, start: number, end: number): Fit {
  const length = end - start;
  if (role === NAME_ROLE) return bytes[start]! >= 0xe3 && length <= 12 ? NAMES[hanName(bytes, start, end)]! : 0;
  if (role === PHONE_ROLE)
    return length === 11 && areDigits(bytes, start, end) ? ofCheck(PHONE_KIND, checkMobile(bytes, start)) : 0;
  if (role === ID_ROLE) return length === 18 ? ofCheck(ID_KIND, checkResidentId18(bytes, start)) : 0;
  if (role === BIRTH_ROLE) return birthDay(bytes, start, end) !== 0 ? BIRTH_DATE : 0;
  if (role === SEX_ROLE) return sexes.has(bytes, start, end) ? SEX : 0;
  if (role === CARD_ROLE)
    return length === 19 && areDigits(bytes, start, end) ? ofCheck(CARD_KIND, checkBankCard(bytes, start, 19)) : 0;
  return 0;
}

/** Roles that nearly any text fits, so that something else may stand in a value that does. */
const LOOSE: ReadonlySet<number> = new Set(
  (
    [
      ...([
        'customer-key',
        'address',
        'religion',
        'health',
        'biometric',
        'account',
        'secret',
        'plate',
        'point',
      ] as const),
      ...(['wechat', 'alipay'] as const),
    ] satisfies Role[]
  ).map((role) => ROLE_INDEX[role]),
);
export const isLoose = (role: number): boolean => LOOSE.has(role);

const CLOSABLE: ReadonlySet<number> = new Set([NAME_ROLE, PHONE_ROLE, ID_ROLE, BIRTH_ROLE, SEX_ROLE, CARD_ROLE]);
export const canClose = (role: number): boolean => CLOSABLE.has(role);

/** A scanner's check as a fit; `kind` by number, for no name is looked up in a loop over cells. */
function ofCheck(kind: number, c: Check): Fit {
  return percentOf(c) < 50 ? 0 : pack(kind, percentOf(c), evidenceOf(c));
}

function areDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isDigitByte(bytes[i]!)) return false;
  return true;
}

/**
 * How a value, not empty, fits a column of this role; 0 below `least` per cent. Where the header is sure (`least` 0)
 * an address is any text: to tell its parts costs more than all else and says nothing new.
 */
export function fitRole(role: number, bytes: Uint8Array, start: number, end: number, least: number): Fit {
  let fit: Fit;
  if (role === NAME_ROLE) fit = NAMES[nameFit(bytes, start, end)]!;
  else if (role === KEY_ROLE) fit = end - start <= LONGEST_KEY ? KEY : 0;
  else if (role === ADDRESS_ROLE && least === 0) fit = isPlaceText(bytes, start, end) ? ADDRESS_IN_SURE_COLUMN : 0;
  else fit = BY_INDEX[role]!(bytes, start, end);
  return percentIn(fit) < least ? 0 : fit;
}

export const ADDRESS_IN_SURE_COLUMN = shaped('address', 70);
const NAMES = [0, NAME, NAME_SURE];

function isIdShape(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length !== 15 && length !== 18) return false;
  for (let i = start; i < start + (length === 18 ? 17 : 15); i++) if (!isDigitByte(bytes[i]!)) return false;
  return length === 15 || isDigitByte(bytes[end - 1]!) || (bytes[end - 1]! | 0x20) === 0x78;
}

/** Letters, digits, hyphens, brackets and spaces, with at least so many digits. */
function isCode(bytes: Uint8Array, start: number, end: number, least: number, most: number, digits: number): boolean {
  if (end - start < least || end - start > most) return false;
  let n = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigitByte(b)) n += 1;
    else if (!isLetterByte(b) && b !== 0x2d && b !== 0x20 && b !== 0x28 && b !== 0x29) return false;
  }
  return n >= digits;
}

function isDigits(bytes: Uint8Array, start: number, end: number, least: number, most: number): boolean {
  let n = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigitByte(b)) n += 1;
    else if (b !== 0x20 && b !== 0x2d) return false;
  }
  return n >= least && n <= most;
}

function isHex(bytes: Uint8Array, start: number, end: number, least: number): boolean {
  if (end - start < least) return false;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (!isDigitByte(b) && !((b | 0x20) >= 0x61 && (b | 0x20) <= 0x66) && b !== 0x3a && b !== 0x2d) return false;
  }
  return true;
}

function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (isDigitByte(bytes[i]!)) return true;
  return false;
}

function hasSpace(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === 0x20) return true;
  return false;
}

function phoneFit(bytes: Uint8Array, start: number, end: number): Fit {
  if (end - start > 40) return 0;
  let n = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigitByte(b)) n += 1;
    else if (
      b !== 0x20 &&
      b !== 0x2d &&
      b !== 0x2b &&
      b !== 0x28 &&
      b !== 0x29 &&
      b !== 0x2f &&
      b !== 0x2e &&
      b !== 0x23 &&
      (b | 0x20) !== 0x78
    )
      return 0;
  }
  if (n < 7 || n > 18) return 0;
  return n <= 8 || bytes[start] === 0x30 ? LANDLINE : PHONE;
}

/** A letter, then 5 to 19 letters, digits, `_` and `-`: the form that the vendor gives to WeChat IDs, and openids. */
function isWechat(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 6 || end - start > 28 || !isLetterByte(bytes[start]!)) return false;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (!isDigitByte(b) && !isLetterByte(b) && b !== 0x5f && b !== 0x2d) return false;
  }
  return true;
}

function isPlaceText(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 4) return false;
  if (bytes[start]! >= 0xe3) return true;
  let letters = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (b === 0x40) return false;
    if (b >= 0x80 || isLetterByte(b)) letters += 1;
    if (b === 0x3a && bytes[i + 1] === 0x2f && bytes[i + 2] === 0x2f) return false;
  }
  return letters >= 3;
}

function isShortHan(bytes: Uint8Array, start: number, end: number, most: number): boolean {
  return end - start <= most && end - start >= 3 && hanAt(bytes, start, end) !== 0;
}

/** A date, a year with or without month, or day and month before the year. */
function birthFit(bytes: Uint8Array, start: number, end: number): Fit {
  if (birthDay(bytes, start, end) !== 0) return BIRTH_DATE;
  const length = end - start;
  if (length <= 40 && latestBirth(bytes, start, end) !== 0) return BIRTH_PART;
  if (length < 4 || length > 24) return 0;
  let digits = 0;
  for (let i = start; i < end; i++) if (isDigitByte(bytes[i]!)) digits += 1;
  if (digits < 4 || digits > 14) return 0;
  const century =
    bytes[start] === 0x31
      ? bytes[start + 1] === 0x39 || bytes[start + 1] === 0x38
      : bytes[start] === 0x32 && bytes[start + 1] === 0x30;
  if (century && digits <= 8) return BIRTH_PART;
  return digits >= 6 && digits <= 8 && digits < length ? BIRTH_PART : 0;
}

/** Base64 or hexadecimal of some length, or a vector of numbers. */
function isTemplate(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 24) return false;
  let commas = 0;
  let other = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (b === 0x2c) commas += 1;
    else if (
      !isDigitByte(b) &&
      !isLetterByte(b) &&
      b !== 0x2b &&
      b !== 0x2f &&
      b !== 0x3d &&
      b !== 0x2d &&
      b !== 0x5f &&
      b !== 0x2e
    )
      other += 1;
  }
  return other === 0 || (commas >= 4 && other <= commas + 4);
}

/** A number with separators, a currency, 万, k, or a range of two. */
function isAmount(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > 40) return false;
  let digits = 0;
  let letters = 0;
  for (let i = start; i < end; i++) {
    const b = bytes[i]!;
    if (isDigitByte(b)) digits += 1;
    else if (isLetterByte(b)) letters += 1;
  }
  return digits > 0 && letters <= 5;
}

function pointFit(bytes: Uint8Array, start: number, end: number): Fit {
  if (isCoordinate(bytes, start, end)) return POINT;
  let i = bytes[start] === 0x2d ? start + 1 : start;
  const first = i;
  let dots = 0;
  for (; i < end; i++) {
    if (bytes[i] === 0x2e && dots === 0) dots = 1;
    else if (!isDigitByte(bytes[i]!)) return 0;
  }
  return i > first && end - start <= 20 ? POINT_COARSE : 0;
}
