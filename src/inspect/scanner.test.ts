import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KIND_IDS } from '../model/kinds.ts';
import { Scanner } from './scanner.ts';

const scanner = new Scanner();

function scan(text: string): [string, string, number][] {
  const bytes = Buffer.from(text);
  const n = scanner.scan(bytes, 0, bytes.length);
  return Array.from({ length: n }, (_, i) => [
    KIND_IDS[scanner.kind[i]!]!,
    bytes.subarray(scanner.from[i]!, scanner.to[i]!).toString(),
    scanner.confidence[i]!,
  ]);
}
const kinds = (text: string) => scan(text).map(([kind]) => kind);

// Numbers that pass their checksum or are official samples; sources in the docstrings of the kinds.
test.each([
  ['11010519491231002X', 'cn.resident-id'],
  ['11010519491231002x', 'cn.resident-id'],
  ['360426199101010071', 'cn.resident-id'],
  ['110105491231002', 'cn.resident-id'],
  ['110105 19491231 002X', 'cn.resident-id'],
  ['810000199001010019', 'cn.hmt-residence'],
  ['820000199001010010', 'cn.hmt-residence'],
  ['830000199001010012', 'cn.hmt-residence'],
  ['932682198501010017', 'cn.foreign-permanent-resident-id'],
  ['911124198108030024', 'cn.foreign-permanent-resident-id'],
  ['91110000600037341L', 'cn.uscc'],
  ['91440300708461136T', 'cn.uscc'],
  ['91350100M000100Y43', 'cn.uscc'],
  ['6222021234567894', 'bank-card'],
  ['6222 0212 3456 7894', 'bank-card'],
  ['4111111111111111', 'bank-card'],
  ['1M8GDM9AXKP042788', 'vin'],
  ['京A12345', 'cn.plate'],
  ['京A·12345', 'cn.plate'],
  ['粤AD12345', 'cn.plate'],
  ['粤A12345F', 'cn.plate'],
  ['粤Z1234港', 'cn.plate'],
  ['13800138000', 'phone'],
  ['138 0013 8000', 'phone'],
  ['138-0013-8000', 'phone'],
  ['+86 138 0013 8000', 'phone'],
  ['+8613800138000', 'phone'],
  ['86-13800138000', 'phone'],
  ['+49 89 1234567', 'phone'],
  ['010-62345678', 'phone.landline'],
  ['(010) 62345678', 'phone.landline'],
  ['0571-88888888-123', 'phone.landline'],
  ['zhang.san+x@mail.example.com', 'email'],
  ['E12345678', 'passport'],
  ['EA1234567', 'passport'],
  ['C12345678', 'cn.hk-macau-permit'],
  ['H12345678', 'cn.hk-macau-permit'],
  ['L12345678', 'cn.taiwan-permit'],
  ['USA123456789012', 'cn.foreign-permanent-resident-id'],
  ['356938035643809', 'device.imei'],
  ['460001234567890', 'device.imsi'],
  ['00:1A:2B:3C:4D:5E', 'device.mac'],
  ['00-1a-2b-3c-4d-5e', 'device.mac'],
  ['192.168.10.254', 'ip'],
  ['2001:db8::8a2e:370:7334', 'ip'],
  ['2001:0db8:85a3:0000:0000:8a2e:0370:7334', 'ip'],
  ['39.90420, 116.40740', 'geo.point'],
  ['2088123412341234', 'alipay-id'],
  ['AKIAIOSFODNN7EXAMPLE', 'secret'],
])('%s is a %s', (text, kind) => {
  expect(kinds(text)).toEqual([kind]);
  // The same inside a sentence, and the value is found whole.
  const inside = scan(`备注:${text},完`);
  expect(inside.map(([k]) => k)).toEqual([kind]);
  if (!text.startsWith('(')) expect(inside[0]![1]).toBe(text);
});

test('a resident ID with a wrong checksum is a finding of lower confidence', () => {
  const [[kind, , confidence]] = scan('110101199003071235') as [[string, string, number]];
  expect(kind).toBe('cn.resident-id');
  expect(confidence).toBeLessThan(70);
  expect(scan('110105194912310021')[0]![2]).toBeLessThan(scan('11010519491231002X')[0]![2]);
});

test.each([
  'SO2026000000001',
  '202401150001234567',
  '1700000000000',
  '2026-11-23 10:11:12',
  '550e8400-e29b-41d4-a716-446655440000',
  'd41d8cd98f00b204e9800998ecf8427e',
  '4884.54',
  '3.141592653589793',
  '12:30:45',
  'v1.2.3',
  'SKU-0031-B',
  'WH-01',
  'SF000007368787',
  '6217001234567890123456',
  'user@localhost',
  'a@b',
  '110101199013071234',
  '10000000000',
  '北京市朝阳区建国路88号',
])('%s is nothing', (text) => {
  expect(scan(text).filter(([, , confidence]) => confidence >= 50)).toEqual([]);
});

test('several things in one text, in order', () => {
  expect(
    scan('张三 13800138000,身份证11010519491231002X;mail: a.b@example.cn 卡6222021234567894。').map(([k, v]) => [k, v]),
  ).toEqual([
    ['phone', '13800138000'],
    ['cn.resident-id', '11010519491231002X'],
    ['email', 'a.b@example.cn'],
    ['bank-card', '6222021234567894'],
  ]);
});

test('an e-mail of digits is one finding', () => {
  expect(scan('13800138000@139.com').map(([k, v]) => [k, v])).toEqual([['email', '13800138000@139.com']]);
});

test('whatever the bytes: findings lie inside the value, in order, and do not overlap', () => {
  const piece = fc.constantFrom(
    '138',
    '0013',
    '8000',
    '-',
    ' ',
    '.',
    ':',
    '@',
    'a',
    'X',
    '京',
    'A',
    '11010519491231002X',
    '+86',
    '(',
    ')',
    '::',
    '6222021234567894',
    '\u00b7',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(piece, { maxLength: 30 }).map((p) => Buffer.from(p.join(''))),
      ),
      (value) => {
        const bytes = new Uint8Array(value.length + 20).fill(0x39);
        bytes.set(value, 10);
        const n = scanner.scan(bytes, 10, 10 + value.length);
        let last = 10;
        for (let i = 0; i < n; i++) {
          expect(scanner.from[i]!).toBeGreaterThanOrEqual(last);
          expect(scanner.to[i]!).toBeGreaterThan(scanner.from[i]!);
          last = scanner.to[i]!;
        }
        expect(last).toBeLessThanOrEqual(10 + value.length);
      },
    ),
    { numRuns: 2000 },
  );
});

test.each([
  ['ID110105197001010003', 'cn.resident-id', '110105197001010003'],
  ['x11010519491231002Xy', 'cn.resident-id', '11010519491231002X'],
  ['110105197001010003x', 'cn.resident-id', '110105197001010003'],
  ['Tel13812345678', 'phone', '13812345678'],
  ['m8613812345678', 'phone', '8613812345678'],
  ['CARD6222021234567894', 'bank-card', '6222021234567894'],
])('letters beside it do not hide it: %s', (text, kind, value) => {
  expect(scan(text).map(([k, v]) => [k, v])).toEqual([[kind, value]]);
});

test('a card that passes the check of an organisation too is a card', () => {
  expect(kinds('622202102454928137')).toEqual(['bank-card']);
});

test('joined IDs are found, and each once', () => {
  const [a, b] = ['110105197001010003', '360426199101010071'];
  expect(scan(`${a}${b}`).map(([, v]) => v)).toEqual([a, b]);
  expect(scan(`12${a}345${b}`).map(([, v]) => v)).toEqual([a, b]);
});

test.each([
  'SF000007368787',
  'SO2026000000001',
  'NO20260202123',
  'A1b2c3d4e5f6a7b8c9d0e1f2',
  'a1b6222021234567894c',
  'x12345678901y',
])('a code is nobody: %s', (text) => {
  expect(scan(text)).toEqual([]);
});

test.each([
  ['223-087-9502', '223-087-9502'],
  ['call (790)091-7442 now', '(790)091-7442'],
  ['(311) 905-4466x8827', '(311) 905-4466x8827'],
  ['001-846-853-9089x92556', '001-846-853-9089x92556'],
  ['833.719.3994x1887', '833.719.3994x1887'],
  ['636.840.1227.', '636.840.1227'],
  ['+1-743-438-6774x62406', '+1-743-438-6774x62406'],
])('a North American number as it is written: %s', (text, number) => {
  expect(scan(text).map(([k, v]) => [k, v])).toEqual([['phone', number]]);
});

test.each(['123 456 7890', '123-456-78901', '1.234.567.8901', '123.456.7890.1', '12-345-6789', 'v123.456.7890x'])(
  'groups of other lengths, or with nothing but spaces, are nobody’s number: %s',
  (text) => {
    expect(kinds(text).filter((k) => k === 'phone')).toEqual([]);
  },
);
