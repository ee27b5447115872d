import { describe, expect, test } from 'vitest';
import { HEADERS } from '../../test/support/headers.ts';
import { readHeader } from './headers.ts';

const role = (path: string) => readHeader(path).role;

describe('what a header says', () => {
  test.each([
    ['身份证号', 'resident-id'],
    ['客户身份证号码', 'resident-id'],
    ['SFZH', 'resident-id'],
    ['id_card_no', 'resident-id'],
    ['证件号码', 'identity-document'],
    ['手机号(必填)', 'telephone'],
    ['联系方式(手机)', 'telephone'],
    ['手 机 号', 'telephone'],
    ['lxdh', 'telephone'],
    ['Mobile Phone', 'telephone'],
    ['mobilePhone', 'telephone'],
    ['PHONE_1', 'telephone'],
    ['电子邮箱', 'email'],
    ['E-mail Address', 'email'],
    ['ＥＭＡＩＬ', 'email'],
    ['姓名', 'name'],
    ['客户姓名', 'name'],
    ['xm', 'name'],
    ['firstName', 'given-name'],
    ['last_name', 'family-name'],
    ['收货地址', 'address'],
    ['IP地址', 'ip'],
    ['MAC地址', 'mac'],
    ['微信号', 'wechat'],
    ['经度', 'longitude'],
    ['lat', 'latitude'],
    ['dob', 'birth-date'],
    ['出生年月日', 'birth-date'],
    ['客户编号', 'customer-key'],
    ['user_id', 'customer-key'],
    ['工号', 'customer-key'],
    ['病历号', 'customer-key'],
    ['诊断结果', 'health'],
    ['月薪', 'salary'],
    ['Sheet1!手机', 'telephone'],
    ['/user/phone', 'telephone'],
    ['/buyer/姓名', 'name'],
    ['/user/id', 'customer-key'],
    ['/items/*/customer/name', 'name'],
    ['/a~1b/e-mail', 'email'],
  ] as const)('%s: %s', (path, expected) => {
    expect(role(path)).toBe(expected);
  });

  test.each([
    'id',
    '编号',
    '订单号',
    '手机型号',
    'phone_verified',
    'is_email',
    '电话费',
    '图片地址',
    '网站地址',
    '/items/*/id',
  ])('%s is a thing’s', (path) => {
    expect(role(path) === 'thing' || role(path) === null).toBe(true);
  });

  test('a name that may be a firm’s needs values that fit by themselves', () => {
    expect(readHeader('客户名称')).toMatchObject({ role: 'name', strength: 1 });
    expect(readHeader('name')).toMatchObject({ role: 'name', strength: 1 });
    expect(readHeader('姓名')).toMatchObject({ role: 'name', strength: 2 });
  });
});

describe('whose it is', () => {
  test.each([
    ['付款人姓名', 'payer', true],
    ['收款账号', 'payee', true],
    ['收件人', 'receiver', true],
    ['紧急联系人电话', 'emergency', true],
    ['紧急联系人1电话', 'emergency', true],
    ['emergency_contact_phone', 'emergency', true],
    ['payerName', 'payer', true],
    ['payeename', 'payee', true],
    ['sjrdh', 'receiver', true],
    ['spouse_id_card', 'spouse', true],
    ['推荐人手机', 'referrer', true],
    ['/order/buyer/contact/phone', 'buyer', true],
    ['/order/contact/phone', 'contact', false],
    ['/order/receiver/phone', 'receiver', true],
    ['联系电话', 'contact', false],
    ['employee_name', 'employee', false],
    ['手机', '', false],
  ] as const)('%s: %s', (path, group, apart) => {
    expect(readHeader(path)).toMatchObject({ group, apart });
  });

  test('the same key of two people has one name', () => {
    expect(readHeader('付款人客户号').name).toBe(readHeader('收款人客户号').name);
    expect(readHeader('客户号').name).not.toBe(readHeader('会员号').name);
  });
});

test.each(Object.entries(HEADERS))('headers that mean %s', (roles, list) => {
  const headers = list.split(' ');
  expect(headers.filter((h) => !roles.split('|').includes(String(role(h))))).toEqual([]);
});
