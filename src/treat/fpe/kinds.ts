import type { Kind } from '../../model/kinds.ts';
import { residentId15, residentId18 } from './resident-id.ts';
import type { ShapeOf } from './shape.ts';
import {
  anyCode,
  bankCard,
  email,
  imei,
  imeiWithoutCheck,
  imsi,
  ip,
  landline,
  lettersKept,
  mac,
  mobile,
  plate,
  uscc,
  vin,
  vinWithoutCheck,
} from './shapes.ts';

const identity = [residentId18, residentId15, lettersKept, anyCode];
const permit = [residentId18, lettersKept, anyCode];

/**
 * Forms of each kind, best first: a value is taken apart by the first that fits and comes out as one that the same
 * form fits first, so the inverse finds the same way back. Kinds that are not here have no form to preserve.
 */
export const SHAPES: Readonly<Partial<Record<Kind, readonly ShapeOf[]>>> = {
  'cn.resident-id': identity,
  'cn.social-security': identity,
  'cn.hmt-residence': permit,
  'cn.foreign-permanent-resident-id': permit,
  passport: [lettersKept, anyCode],
  'cn.hk-macau-permit': [lettersKept, anyCode],
  'cn.taiwan-permit': [lettersKept, anyCode],
  'customer-key': [anyCode],
  phone: [mobile, landline, anyCode],
  'phone.landline': [landline, mobile, anyCode],
  email: [email],
  'bank-card': [bankCard, anyCode],
  account: [bankCard, anyCode],
  'cn.plate': [plate],
  vin: [vin, vinWithoutCheck, anyCode],
  'device.imei': [imei, imeiWithoutCheck, anyCode],
  'device.imsi': [imsi, anyCode],
  'device.mac': [mac, anyCode],
  ip: [ip],
  'wechat-id': [mobile, anyCode],
  'alipay-id': [mobile, email, anyCode],
  'cn.uscc': [uscc, anyCode],
};
