import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DouaneError } from '../model/errors.ts';
import { KIND_IDS, type Kind } from '../model/kinds.ts';
import { TREATMENTS } from '../model/words.ts';
import { cityOf } from './city.ts';
import type { TreatContext } from './context.ts';
import { canGeneralise } from './generalise.ts';
import { lowers } from './lowers.ts';
import { mask, maskExample } from './mask.ts';
import { parseTreatments } from './parse-treatments.ts';
import { decryptValue, treatText, treatValue } from './treat.ts';

const key = (n: number) => new Uint8Array(32).fill(n);
const keys = { pseudonym: key(1), token: key(2), fpe: key(3), encrypt: key(4) };
const context: TreatContext = { path: '手机', keys, scope: 'lane-1/acme', random: (n) => randomBytes(n) };
const treat = (kind: Kind, how: (typeof TREATMENTS)[number], value: string, more: Partial<TreatContext> = {}) =>
  treatValue(kind, how, value, { ...context, ...more });

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DouaneError) return error.code;
    throw error;
  }
  return '';
}

describe('mask', () => {
  test.each<[Kind, string, string]>([
    ['phone', '13800000000', '138****0000'],
    ['phone', '+86 138-0000-0000', '+86 138****0000'],
    ['phone', '12345', '***'],
    ['phone.landline', '010-12345678', '010-******78'],
    ['cn.resident-id', '11010519491231002X', '110***********002X'],
    ['cn.resident-id', '110105491231002', '110**********02'],
    ['cn.resident-id', '1101051949', '***'],
    ['passport', 'E12345678', 'E******78'],
    ['email', 'zhang.san@example.com', 'z***@example.com'],
    ['email', 'li@example.com', '***@example.com'],
    ['person.name', '张三', '张*'],
    ['person.name', '欧阳娜娜', '欧***'],
    ['person.name', '张', '***'],
    ['person.name', 'John Smith', 'J*** S***'],
    ['bank-card', '622202020000000094', '6222************94'],
    ['bank-card', '6222 0202 0000 0094', '6222**********94'],
    ['cn.plate', '京A12345', '京A*****'],
    ['address', '广东省深圳市南山区科技园路1号', '广东省深圳市***'],
    ['address', '某某路1号', '***'],
    ['person.name', '张 三', '张*'],
    ['person.name', '张张 张', '张**'],
    ['person.name', 'ab c', 'a*** ***'],
    ['person.name', 'ab ab ab ab ab ab ab', 'a*** a*** a*** ***'],
    ['health', '糖尿病', '***'],
    ['secret', 'hunter2hunter2', '***'],
    ['birth-date', '1990-03-07', '***'],
  ])('%s %s → %s', (kind, value, expected) => expect(mask(kind, value)).toBe(expected));

  test('an example never shows an e-mail domain', () => {
    expect(maskExample('email', 'zhang@zhangsan.cn')).toBe('z***@***.cn');
  });

  test('an example of anything shows at most half of it, or four characters and a prefix that many share', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: fc.constantFrom(...'0123456789X'), maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'张王李市省路abcAB12@.- '), maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'张欧ab. '), maxLength: 20 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KIND_IDS), value, (kind, text) => {
        const shown = [...maskExample(kind, text)].filter((c) => c !== '*').length;
        expect(maskExample(kind, text)).toContain('*');
        if (kind !== 'address' && [...text].length <= 4) expect(shown).toBeLessThanOrEqual([...text].length / 2);
        if (kind !== 'address' && kind !== 'phone')
          expect(shown).toBeLessThanOrEqual(Math.max(9, [...text].length / 2));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('pseudonym and token', () => {
  test('joins the same value across kinds of a family and ways of writing', () => {
    const same: [Kind, string][][] = [
      [
        ['phone', '13800000000'],
        ['phone', '+86 138-0000-0000'],
        ['phone', '008613800000000'],
        ['wechat-id', '13800000000'],
        ['alipay-id', '138 0000 0000'],
        ['phone.landline', '１３８００００００００'],
      ],
      [
        ['email', 'A.B@Example.com '],
        ['email', 'a.b@example.com'],
        ['alipay-id', 'a.b@example.com'],
      ],
      [
        ['cn.resident-id', '11010519491231002x'],
        ['cn.resident-id', '110105491231002'],
        ['cn.social-security', '11010519491231002X'],
      ],
      [
        ['bank-card', '6222 0202 0000 0094'],
        ['account', '6222020200000094'],
      ],
      [
        ['birth-date', '1990-03-07'],
        ['birth-date', '1990/3/7'],
        ['birth-date', '19900307'],
        ['birth-date', '1990年3月7日'],
      ],
      [
        ['ip', '2001:DB8::1'],
        ['ip', '2001:0db8:0:0:0:0:0:1'],
      ],
      [
        ['cn.plate', '京A·12345'],
        ['cn.plate', '京a12345'],
      ],
      [
        ['phone.landline', '010-12345678'],
        ['phone.landline', '+86 10 12345678'],
      ],
    ];
    for (const group of same) expect(new Set(group.map(([k, v]) => treat(k, 'pseudonym', v))).size).toBe(1);
    const apart = new Set(same.map(([first]) => treat(first![0], 'pseudonym', first![1])));
    expect(apart.size).toBe(same.length);
  });

  test('has the family and 128 bits, and depends on the key alone', () => {
    const made = treat('phone', 'pseudonym', '13800000000');
    expect(made).toMatch(/^tel_[a-z2-7]{26}$/);
    expect(treat('phone', 'pseudonym', '13800000000', { path: '/x', scope: 'other' })).toBe(made);
    expect(treat('phone', 'pseudonym', '13800000000', { keys: { ...keys, pseudonym: key(9) } })).not.toBe(made);
  });

  test('is HMAC-SHA-256 (vector made with openssl dgst -mac HMAC)', () => {
    // printf 'pseudonym\\0tel\\0%s' 13800000000 | openssl dgst -sha256 -mac HMAC -macopt hexkey:0101…01, first 16 bytes in base32
    expect(treat('phone', 'pseudonym', '13800000000')).toBe('tel_7z26knjqfhz2yoergt6nmnp7uy');
  });

  test('a token is the same within a scope only', () => {
    const made = treat('phone', 'token', '13800000000');
    expect(made).toMatch(/^tok_[a-z2-7]{26}$/);
    expect(treat('phone', 'token', '138 0000 0000', { path: '/other' })).toBe(made);
    expect(treat('phone', 'token', '13800000000', { scope: 'lane-2/acme' })).not.toBe(made);
    expect(treat('phone', 'token', '13800000001')).not.toBe(made);
  });
});

describe('encrypt', () => {
  test('decrypt undoes it; equal values differ; any changed bit is found', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(), (text, at) => {
        const value = text.toWellFormed();
        if (value.trim() === '') return;
        const made = treat('secret', 'encrypt', value);
        expect(made).toMatch(/^dv1\.[\w-]+$/);
        expect(decryptValue(made, keys)).toBe(value);
        expect(treat('secret', 'encrypt', value)).not.toBe(made);
        const i = at % made.length;
        const broken = made.slice(0, i) + (made[i] === 'A' ? 'B' : 'A') + made.slice(i + 1);
        expect(codeOf(() => decryptValue(broken, keys))).toBe('CALL_BAD_VALUE');
      }),
    );
    expect(codeOf(() => decryptValue(treat('secret', 'encrypt', 'x'), { ...keys, encrypt: key(9) }))).toBe(
      'CALL_BAD_VALUE',
    );
  });

  test('the nonce comes from the function that was given', () => {
    expect(treat('secret', 'encrypt', 'x', { random: (n) => new Uint8Array(n) })).toMatch(/^dv1\.A{16}/);
  });
});

describe('generalise', () => {
  test.each<[Kind, string, string]>([
    ['birth-date', '1990-03-07', '1990'],
    ['birth-date', '19900307', '1990'],
    ['birth-date', '1990年3月7日', '1990'],
    ['birth-date', '07.03.1990', '1990'],
    ['birth-date', '1990-03-07T00:00:00Z', '1990'],
    ['birth-date', 'March 7, 1990', '1990'],
    ['birth-date', '36', '30-39'],
    ['birth-date', '636595200000', '***'],
    ['birth-date', '90-3-7', '***'],
    ['address', '广东省深圳市南山区科技园路1号', '广东省深圳市'],
    ['address', '100022', '100000'],
    ['geo.point', '39.904211,116.407395', '39.9,116.4'],
    ['geo.point', '39.96', '40.0'],
    ['geo.point', '-33.85678', '-33.9'],
    ['geo.point', 'POINT(116.407395 39.904211)', 'POINT(116.4 39.9)'],
    ['geo.point', '39°54\'15"N', '***'],
    ['geo.point', '39.904211,116.407395 我家', '***'],
    ['ip', '203.0.113.77', '203.0.113.0/24'],
    ['ip', '2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::/48'],
    ['ip', 'localhost', '***'],
    ['salary', '15800', '10000-19999'],
    ['salary', '¥15,800.50', '10000-19999'],
    ['salary', '1.5万', '10000-19999'],
    ['salary', '8', '0-9'],
    ['salary', '面议', '***'],
  ])('%s %s → %s', (kind, value, expected) => expect(treat(kind, 'generalise', value)).toBe(expected));

  test.each<[string, string | null]>([
    ['北京市朝阳区建国路88号', '北京市'],
    ['北京朝阳区建国路88号', '北京市'],
    ['江苏省苏州市昆山市前进路1号', '江苏省苏州市'],
    ['浙江杭州市西湖区', '浙江杭州市'],
    ['内蒙古自治区呼和浩特市新城区', '内蒙古自治区呼和浩特市'],
    ['新疆维吾尔自治区伊犁哈萨克自治州伊宁市', '新疆维吾尔自治区伊犁哈萨克自治州'],
    ['深圳市南山区科技园', '深圳市'],
    ['广东省某处', '广东省'],
    ['朝阳路菜市口大街1号', null],
    ['香港特别行政区中环', '香港特别行政区'],
    ['Marienplatz 1, 80331 München, Germany', 'München, Germany'],
    ['Marienplatz 1, 80331 München', 'München'],
    ['221B Baker Street, London NW1 6XE, UK', 'London, UK'],
    ['1600 Amphitheatre Pkwy, Mountain View, CA 94043, USA', 'Mountain View, CA, USA'],
    ['Room 1203, Building 5, No. 88 Jianguo Road, Chaoyang District, Beijing', 'Beijing'],
    ['Flat 3, Rosewood Gardens', null],
    ['12 Rosewood, China', null],
    ['somewhere', null],
    ['', null],
  ])('city of %s', (address, city) => expect(cityOf(address)).toBe(city));

  test('is refused where there is no coarser form', () => {
    for (const kind of KIND_IDS) {
      if (canGeneralise(kind)) treat(kind, 'generalise', 'anything');
      else expect(codeOf(() => treat(kind, 'generalise', 'anything'))).toBe('TREAT_NOT_POSSIBLE');
    }
  });
});

describe('treatText', () => {
  const text = (value: string, findings: [Kind, string][], how: (typeof TREATMENTS)[number]) => {
    const bytes = Buffer.from(`<<${value}>>`);
    const found = findings.map(([kind, part]) => {
      const start = bytes.indexOf(part);
      return { kind, start, end: start + Buffer.byteLength(part) };
    });
    return Buffer.from(treatText(bytes, 2, bytes.length - 2, found, how, context)).toString();
  };

  test('treats what was found and leaves the rest', () => {
    expect(
      text(
        '请联系张三，电话13800000000。',
        [
          ['phone', '13800000000'],
          ['person.name', '张三'],
        ],
        'mask',
      ),
    ).toBe('请联系张*，电话138****0000。');
    expect(text('nothing here', [], 'mask')).toBe('nothing here');
  });

  test('where findings overlap the longest decides, and nothing of any stays', () => {
    expect(
      text(
        'id 11010519491231002X.',
        [
          ['phone', '1949123'],
          ['cn.resident-id', '11010519491231002X'],
          ['birth-date', '19491231'],
        ],
        'mask',
      ),
    ).toBe('id 110***********002X.');
    expect(
      text(
        'a 1234567890 b',
        [
          ['customer-key', '12345678'],
          ['account', '67890'],
        ],
        'mask',
      ),
    ).toBe('a ****** b');
  });

  test('a treatment that one finding cannot have fails the whole', () => {
    expect(codeOf(() => text('张三', [['person.name', '张三']], 'fpe'))).toBe('TREAT_NOT_POSSIBLE');
  });
});

describe('parseTreatments', () => {
  test('takes fields and words; a field may have an equals sign', () => {
    expect(parseTreatments(['手机=mask', '/user/phone=remove', 'a=b=fpe'])).toEqual(
      new Map([
        ['手机', 'mask'],
        ['/user/phone', 'remove'],
        ['a=b', 'fpe'],
      ]),
    );
    expect(parseTreatments(['auto'])).toBe('auto');
    expect(parseTreatments([])).toEqual(new Map());
  });

  test.each(['hash', 'sha256', 'SHA-256', 'md5', 'sm3', 'sha1', 'crc32', 'Hashed'])('refuses %s', (word) => {
    expect(codeOf(() => parseTreatments([`手机=${word}`]))).toBe('TREAT_UNKEYED_HASH');
  });

  test.each([
    ['手机=blur'],
    ['手机'],
    ['=mask'],
    ['手机='],
    ['auto', '手机=mask'],
    ['手机=mask', '手机=fpe'],
    ['手机=auto'],
  ])('refuses %j', (...list) => {
    expect(codeOf(() => parseTreatments(list.flat()))).toBe('CALL_BAD_VALUE');
  });

  test('the message lists the words', () => {
    expect(() => parseTreatments(['手机=blur'])).toThrow(/remove, mask, token, pseudonym, fpe, generalise, encrypt/);
  });
});

test('lowers says what is left in law', () => {
  expect(lowers('phone', 'remove')).toBe('gone');
  expect(lowers('phone', 'mask')).toBe('same');
  expect(lowers('health', 'mask')).toBe('gone');
  expect(lowers('birth-date', 'generalise')).toBe('coarser');
  expect(lowers('phone', 'generalise')).toBe('same');
  for (const how of ['token', 'pseudonym', 'fpe', 'encrypt'] as const)
    expect(lowers('cn.resident-id', how)).toBe('same');
});

test('an empty value stays empty, and remove is not for values', () => {
  for (const how of TREATMENTS) expect(treat('phone', how, '  ')).toBe('  ');
  expect(codeOf(() => treat('phone', 'remove', '13800000000'))).toBe('TREAT_NOT_POSSIBLE');
});

test('a value of a million characters is dealt with at once', () => {
  for (const c of ['.', 'a', '1', 'a@', ' ', '市']) {
    const long = c.repeat(1_000_000);
    for (const kind of KIND_IDS) {
      expect(mask(kind, `a@${long}`)).toBe('***');
      if (canGeneralise(kind)) expect(treat(kind, 'generalise', `1${long}`)).toBe('***');
      expect(codeOf(() => treat(kind, 'fpe', `1${long}`))).toBe('TREAT_NOT_POSSIBLE');
    }
  }
});

test('errors name the field and never the value', () => {
  try {
    treat('person.name', 'fpe', 'Zhang Secret');
    expect.unreachable();
  } catch (error) {
    expect(String(error)).toContain('手机');
    expect(String(error)).not.toContain('Secret');
  }
});
