import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DouaneError } from '../../model/errors.ts';
import { KIND_IDS, type Kind } from '../../model/kinds.ts';
import {
  luhnDigit,
  organisationCheck,
  residentIdCheck,
  USCC_ALPHABET,
  usccCheck,
  VIN_ALPHABET,
  vinCheck,
} from '../check-digits.ts';
import { Fpe } from './fpe.ts';
import { SHAPES } from './kinds.ts';
import { REGION_INDEX, REGIONS } from './regions.ts';

const fpe = new Fpe(new Uint8Array(32).fill(5));
const enc = (kind: Kind, value: string) => fpe.encrypt(kind, value, 'field');
const dec = (kind: Kind, value: string) => fpe.decrypt(kind, value, 'field');

test('check digits of published numbers', () => {
  expect(residentIdCheck('11010519491231002')).toBe('X'); // GB 11643-1999 annex
  expect(residentIdCheck('44052418800101001')).toBe('4'); // GB 11643-1999 annex
  expect(luhnDigit('7992739871')).toBe('3'); // ISO/IEC 7812-1 example as commonly given
  expect(luhnDigit('49015420323751')).toBe('8'); // IMEI of 3GPP TS 23.003 fame
  expect(vinCheck('1M8GDM9AXKP042788')).toBe('X'); // 49 CFR 565 example
  expect(vinCheck('11111111111111111')).toBe('1');
  expect(organisationCheck('D2143569')).toBe('X'); // GB 11714-1997 annex
  expect(usccCheck('91350100M000100Y4')).toBe('3'); // GB 32100-2015 annex
});

const digits = (min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10).replaceAll('-', ''));
const residentId = fc
  .tuple(fc.constantFrom(...REGIONS, '810000', '830000', '911124', '999999'), day, digits(3))
  .map((parts) => parts.join(''))
  .map((body) => body + residentIdCheck(body));

describe('each kind keeps its form and comes back', () => {
  const cases: [string, Kind, fc.Arbitrary<string>, (plain: string, cipher: string) => void][] = [
    [
      'resident ID',
      'cn.resident-id',
      residentId,
      (plain, c) => {
        expect(c).toMatch(/^\d{17}[\dX]$/);
        expect(residentIdCheck(c.slice(0, 17))).toBe(c[17]);
        if (REGION_INDEX.has(plain.slice(0, 6))) expect(REGION_INDEX.has(c.slice(0, 6))).toBe(true);
        else expect(c.slice(0, 6)).toBe(plain.slice(0, 6));
        const iso = `${c.slice(6, 10)}-${c.slice(10, 12)}-${c.slice(12, 14)}`;
        expect(new Date(`${iso}T00:00:00Z`).toISOString().slice(0, 10)).toBe(iso);
        expect(iso >= '1900-01-01' && iso <= '2025-12-31').toBe(true);
      },
    ],
    [
      'bank card',
      'bank-card',
      digits(12, 18).map((body) => body + luhnDigit(body)),
      (plain, c) => {
        expect(c.slice(0, 6)).toBe(plain.slice(0, 6));
        expect(c.length).toBe(plain.length);
        expect(luhnDigit(c.slice(0, -1))).toBe(c.at(-1));
      },
    ],
    [
      'phone',
      'phone',
      fc.tuple(fc.constantFrom('', '+86 ', '86'), fc.constantFrom('138', '199'), digits(8)).map((p) => p.join('')),
      (plain, c) => {
        expect(c.slice(0, -8)).toBe(plain.slice(0, -8));
        expect(c).toMatch(/\d{11}$/);
      },
    ],
    [
      'social credit code',
      'cn.uscc',
      fc.string({ unit: fc.constantFrom(...USCC_ALPHABET), minLength: 8, maxLength: 8 }).map((org) => {
        const body = `91350100${org}${organisationCheck(org)}`;
        return body + usccCheck(body);
      }),
      (plain, c) => {
        expect(c.slice(0, 8)).toBe(plain.slice(0, 8));
        expect(usccCheck(c.slice(0, 17))).toBe(c[17]);
        expect(organisationCheck(c.slice(8, 16))).toBe(c[16]);
      },
    ],
    [
      'VIN',
      'vin',
      fc
        .tuple(fc.string({ unit: fc.constantFrom(...VIN_ALPHABET), minLength: 9, maxLength: 9 }), digits(4))
        .map(([s, n]) => {
          const vin = `LSV${s.slice(0, 5)}0K${s.slice(5, 8)}${n}`;
          return vin.slice(0, 8) + vinCheck(vin) + vin.slice(9);
        }),
      (plain, c) => {
        expect(c.slice(0, 3)).toBe(plain.slice(0, 3));
        expect(vinCheck(c)).toBe(c[8]);
      },
    ],
    [
      'IMEI',
      'device.imei',
      digits(14).map((body) => body + luhnDigit(body)),
      (plain, c) => {
        expect(c.slice(0, 8)).toBe(plain.slice(0, 8));
        expect(luhnDigit(c.slice(0, 14))).toBe(c[14]);
      },
    ],
    [
      'passport',
      'passport',
      fc.tuple(fc.constantFrom('E', 'G', 'EA'), digits(8)).map((p) => p.join('').slice(0, 9)),
      (plain, c) => {
        expect(c.replaceAll(/\d/g, '')).toBe(plain.replaceAll(/\d/g, ''));
        expect(c.length).toBe(9);
      },
    ],
    [
      'e-mail',
      'email',
      fc
        .tuple(
          fc.string({ unit: fc.constantFrom(...'abcxyz0189._-'), minLength: 8, maxLength: 14 }),
          fc.constantFrom('example.com', 'a.cn'),
        )
        .filter(([l]) => l.replaceAll(/[._-]/g, '').length >= 4)
        .map((p) => p.join('@')),
      (plain, c) => {
        expect(c.slice(c.indexOf('@'))).toBe(plain.slice(plain.indexOf('@')));
        expect(c).toMatch(/^[a-z0-9._-]+@/);
      },
    ],
    ['IPv4', 'ip', fc.ipV4(), (_, c) => expect(c).toMatch(/^\d+\.\d+\.\d+\.\d+$/)],
    [
      'MAC',
      'device.mac',
      fc
        .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 12, maxLength: 12 })
        .map((h) => h.match(/../g)!.join(':')),
      (plain, c) => expect(c.slice(0, 9)).toBe(plain.slice(0, 9)),
    ],
    [
      'plate',
      'cn.plate',
      fc.constantFrom('京A12345', '沪AD12345', '粤B12345F', '粤Z1234港', '苏E·A1B2C'),
      (plain, c) => expect(c.slice(0, 2)).toBe(plain.slice(0, 2)),
    ],
    [
      'any code',
      'customer-key',
      fc.string({ unit: fc.constantFrom(...'0123456789ABCxyz-_'), minLength: 9, maxLength: 40 }),
      (plain, c) => expect(c.length).toBe(plain.length),
    ],
  ];
  test.each(cases)('%s', (_, kind, value, holds) => {
    fc.assert(
      fc.property(value, (plain) => {
        let cipher: string;
        try {
          cipher = enc(kind, plain);
        } catch (error) {
          // Codes with few letters and digits, short cards.
          expect((error as DouaneError).code).toBe('TREAT_NOT_POSSIBLE');
          expect(plain.replaceAll(/[^0-9A-Za-z]/g, '').length).toBeLessThanOrEqual(13);
          return;
        }
        holds(plain, cipher);
        expect(dec(kind, cipher)).toBe(plain);
      }),
      { numRuns: 150 },
    );
  });

  test('values that do not fit the form of their kind come back too, and do not look as if they did', () => {
    for (const [kind, value] of [
      ['cn.resident-id', '110105194912310021'], // wrong check character
      ['cn.resident-id', '11010519491331002X'], // no such month
      ['bank-card', '6222020200000095'],
      ['vin', 'WVWZZZ1JZXW000001'],
      ['phone', '+49 170 1234567'],
      ['device.imei', '490154203237519'],
      ['cn.resident-id', '110105491231002'],
    ] as [Kind, string][]) {
      const cipher = enc(kind, value);
      expect(cipher).not.toBe(value);
      expect(dec(kind, cipher)).toBe(value);
      if (kind === 'cn.resident-id' && value.length === 18)
        expect(
          residentIdCheck(cipher.slice(0, 17)) === cipher[17] &&
            REGION_INDEX.has(cipher.slice(0, 6)) &&
            cipher.slice(10, 12) <= '12' &&
            cipher.slice(10, 12) >= '01' &&
            cipher.slice(12, 14) <= '28',
        ).toBe(false);
      if (kind === 'bank-card') expect(luhnDigit(cipher.slice(0, -1))).not.toBe(cipher.at(-1));
    }
  });

  test('spaces and dashes stay where they are', () => {
    expect(enc('bank-card', '6222 0202 0000 0096')).toMatch(/^6222 02\d\d \d{4} \d{4}$/);
    expect(enc('phone', '138-0000-0000')).toMatch(/^138-\d{4}-\d{4}$/);
  });
});

test('is a permutation: no two values share a result', () => {
  const made = new Set<string>();
  for (let i = 0; i < 3000; i++) made.add(enc('phone', `138${String(i).padStart(8, '0')}`));
  expect(made.size).toBe(3000);
});

test('depends on the key and on what stays', () => {
  const other = new Fpe(new Uint8Array(32).fill(6));
  expect(other.encrypt('phone', '13800000000', '')).not.toBe(enc('phone', '13800000000'));
  expect(enc('phone', '13900000000').slice(3)).not.toBe(enc('phone', '13800000000').slice(3));
});

test('the same number joins across kinds and columns', () => {
  expect(enc('wechat-id', '13800000000')).toBe(enc('phone', '13800000000'));
  expect(enc('cn.social-security', '11010519491231002X')).toBe(enc('cn.resident-id', '11010519491231002X'));
});

describe('refuses', () => {
  const code = (kind: Kind, value: string) => {
    try {
      enc(kind, value);
    } catch (error) {
      return (error as DouaneError).code;
    }
    return '';
  };
  test.each<[Kind, string]>([
    ['customer-key', '12345'], // 10^5 values
    ['customer-key', '客户0012345678'],
    ['email', 'abc@example.com'], // 36^3
    ['phone', '110'],
    ['ip', 'localhost'],
    ['cn.plate', '京'],
  ])('%s %s', (kind, value) => expect(code(kind, value)).toBe('TREAT_NOT_POSSIBLE'));

  test('every kind without a form', () => {
    for (const kind of KIND_IDS) {
      if (SHAPES[kind] === undefined) expect(code(kind, 'ABCDEFGH12345678')).toBe('TREAT_NOT_POSSIBLE');
    }
    expect(SHAPES['person.name']).toBeUndefined();
  });
});

test('the list of divisions is the one that was encrypted with', () => {
  expect([REGIONS.length, REGIONS[0], REGIONS.at(-1), new Set(REGIONS).size]).toEqual([
    3062,
    '110101',
    REGIONS[3061],
    3062,
  ]);
});
