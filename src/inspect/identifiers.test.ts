import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KIND_INDEX, type Kind } from '../model/kinds.ts';
import { birthInMessage, Messages } from './identifiers.ts';

function message(kind: Kind, value: string, key = ''): string {
  const messages = new Messages();
  const bytes = Buffer.from(value);
  if (!messages.identifier(KIND_INDEX[kind], bytes, 0, bytes.length, Buffer.from(key))) return '';
  return Buffer.from(messages.bytes.subarray(0, messages.length)).toString('latin1');
}

test.each([
  ['13800138000', '2'],
  ['+86 138-0013-8000', '213800138000'],
  ['0086 13800138000', '213800138000'],
  ['8613800138000', '213800138000'],
  ['138 0013 8000', '213800138000'],
  ['13800138000.0', '213800138000'],
  ['138.0013.8000', '213800138000'],
  ['010-12345678', '201012345678'],
  ['+86 10 1234 5678', '201012345678'],
  ['(0571) 8888 8888', '2057188888888'],
  ['+49 89 1234567', '2+49891234567'],
  ['0049 89 1234567', '2+49891234567'],
])('a phone has one spelling: %s', (value, expected) => {
  const spelt = message('phone', value);
  expect(spelt).toBe(expected === '2' ? `2${value}` : expected);
});

test('15 digits are the same person as the 18 they became (GB 11643-1999)', () => {
  // 110105491231002, born 1949-12-31, is 11010519491231002X.
  expect(message('cn.resident-id', '110105491231002')).toBe(message('cn.resident-id', '11010519491231002x'));
  const messages = new Messages();
  messages.identifier(KIND_INDEX['cn.resident-id'], Buffer.from('110105491231002'), 0, 15, new Uint8Array());
  expect(birthInMessage(messages.bytes, 0, messages.length)).toBe(19491231);
});

test('documents of different sorts never meet', () => {
  expect(message('passport', 'E12345678')).not.toBe(message('cn.hk-macau-permit', 'E12345678'));
  expect(message('cn.resident-id', '810000199001010019')).not.toBe(message('cn.hmt-residence', '810000199001010019'));
});

test('keys of different columns never meet', () => {
  expect(message('customer-key', '17', '客户号')).not.toBe(message('customer-key', '17', '会员号'));
  expect(message('customer-key', ' 17 ', '客户号')).toBe(message('customer-key', '17', '客户号'));
});

test('an e-mail address is the same in any case and width', () => {
  expect(message('email', 'Anna@Example.COM')).toBe(message('email', 'ａｎｎａ@example.com'));
});

test('no message is written of what has nothing in it', () => {
  expect(message('phone', '---')).toBe('');
  expect(message('customer-key', '  ', 'k')).toBe('');
});

test('any digits, however separated, give the message of the digits alone', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^1[3-9]\d{9}$/),
      fc.array(fc.constantFrom(' ', '-', ''), { minLength: 11, maxLength: 11 }),
      (digits, gaps) => {
        const spaced = [...digits].map((d, i) => d + (i < 10 ? gaps[i] : '')).join('');
        expect(message('phone', spaced)).toBe(`2${digits}`);
      },
    ),
    { numRuns: 200 },
  );
});
