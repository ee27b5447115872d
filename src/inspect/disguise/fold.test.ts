import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, mayFold, newView } from './fold.ts';
import { joinNumbers, wholeNumber } from './numbers.ts';

const view = newView();
function folded(text: string): string {
  const bytes = Buffer.from(text);
  const changed = fold(bytes, 0, bytes.length, view);
  expect(changed).toBe(mayFold(bytes, 0, bytes.length));
  return Buffer.from(view.bytes.subarray(0, view.length)).toString();
}

test.each([
  ['１３８０', '1380'],
  ['ＺＨＡＮＧ＠ｅｘａｍｐｌｅ．ｃｎ', 'ZHANG@example.cn'],
  ['３９．９０４２，１１６．４０７４', '39.9042,116.4074'],
  ['１\u200b３\ufeff８\u00ad０', '1380'],
  ['一三八〇〇一三八〇〇〇', '13800138000'],
  ['幺三捌零零壹叁八〇〇〇', '13800138000'],
  ['138一二三四五六七八', '13812345678'],
  ['三个苹果', '三个苹果'],
  ['二〇二六年', '二〇二六年'],
  ['\\u5f20\\u4e09', '张三'],
  ['\\ud83d\\ude00', '😀'],
  ['\\x31\\x33', '13'],
  ['%E5%BC%A0%20%31', '张 1'],
  ['50% off, 20%', '50% off, 20%'],
  ['&#49;&#x33;&amp;&commat;', '13&@'],
  ['&#65297;', '1'],
  ['a &lt; b', 'a < b'],
  ['=E5=BC=A0=E4=B8=89', '张三'],
  ['a=1', 'a=1'],
  ['1380\u20130138\u2013000', '1380-0138-000'],
  ['姓名：张三，电话', '姓名：张三，电话'],
  ['１，张三', '1，张三'],
])('%s', (text, expected) => {
  expect(folded(text)).toBe(expected);
});

test('each byte says where it came from, in order, whatever the text', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '１',
      '\\u5f20',
      '%E5%BC%A0',
      '&#49;',
      '一二三四五六七',
      '\u200b',
      '=31=32',
      '\\ud83d',
      '&amp;',
      'x',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const bytes = Buffer.from(parts.join(''));
      fold(bytes, 0, bytes.length, view);
      for (let i = 0; i < view.length; i++) expect(view.at[i + 1]).toBeGreaterThanOrEqual(view.at[i]!);
      expect(view.at[view.length]).toBe(bytes.length);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      fold(bytes, 0, bytes.length, view);
      expect(view.length).toBeLessThanOrEqual(3 * bytes.length);
    }),
  );
});

const joined = (text: string): string => {
  const bytes = Buffer.from(text);
  joinNumbers(bytes, 0, bytes.length, view);
  return Buffer.from(view.bytes.subarray(0, view.length)).toString().trim();
};

test.each([
  ['138.0013.8000', '13800138000'],
  ['1 3 8 0 0 1 3 8 0 0 0', '13800138000'],
  ['110105/19491231/002X', '11010519491231002X'],
  ['6222_0212_3456_7894 and 138_0013_8000', '6222021234567894 13800138000'],
  ['2026-02-02', ''],
  ['12,345,678,901', ''],
  ['13.800.138.000', ''],
  ['13800138000', ''],
  ['a138.0013.8000', ''],
])('joined: %s', (text, expected) => {
  expect(joined(text)).toBe(expected);
});

const whole = (text: string): string | null => {
  const bytes = Buffer.from(text);
  return wholeNumber(bytes, 0, bytes.length, view) ? Buffer.from(view.bytes.subarray(0, view.length)).toString() : null;
};

test.each([
  ['13800138000.0', '13800138000'],
  ['13800138000.00', '13800138000'],
  ['1.3800138E+10', '13800138000'],
  ['1.3800138000e10', '13800138000'],
  ['13800138000.5', null],
  ['1.3800138E+99', null],
  ['1.38001380001E+10', null],
  ['1.5', null],
  ['13800138000', null],
])('a whole number: %s', (text, expected) => {
  expect(whole(text)).toBe(expected);
});
