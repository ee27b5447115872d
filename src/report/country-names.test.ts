import { expect, test } from 'vitest';
import { COUNTRIES } from '../model/countries.ts';
import { COUNTRY_NAMES } from './country-names.ts';

test('every country has a name in English and in Chinese, and no other code has one', () => {
  expect([...COUNTRY_NAMES.keys()].sort()).toEqual([...COUNTRIES].sort());
  for (const { en, zh } of COUNTRY_NAMES.values()) {
    expect(en).toMatch(/^\p{L}[\p{L}\p{P} ]+$/u);
    expect(zh).toMatch(/\p{Script=Han}/u);
  }
  expect(COUNTRY_NAMES.get('DE')).toEqual({ en: 'Germany', zh: '德国' });
});
