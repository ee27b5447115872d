import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginsIban, ibanEnd } from './iban.ts';
import { isSsn } from './ssn.ts';

function isIban(text: string): boolean {
  const bytes = Buffer.from(`x${text}`);
  return beginsIban(bytes, 1) && ibanEnd(bytes, 1, bytes.length) === bytes.length;
}

// Examples of the IBAN registry (ISO 13616), by country.
const EXAMPLES = [
  'AL47212110090000000235698741',
  'AT611904300234573201',
  'BE68539007547034',
  'CH9300762011623852957',
  'DE89370400440532013000',
  'FR1420041010050500013M02606',
  'GB29NWBK60161331926819',
  'IT60X0542811101000000123456',
  'MT84MALT011000012345MTLCAST001S',
  'NL91ABNA0417164300',
  'NO9386011117947',
  'SA0380000000608010167519',
];

test.each(EXAMPLES)('%s', (iban) => {
  expect(isIban(iban)).toBe(true);
  expect(isIban(iban.toLowerCase())).toBe(true);
  expect(isIban(iban.match(/.{1,4}/g)!.join(' '))).toBe(true);
  expect(isIban(`${iban}0`)).toBe(false);
  expect(isIban(iban.slice(0, -1))).toBe(false);
});

test('one digit changed is found out, and two that changed places', () => {
  fc.assert(
    fc.property(fc.constantFrom(...EXAMPLES), fc.nat(30), fc.integer({ min: 1, max: 9 }), (iban, at, by) => {
      const i = 2 + (at % (iban.length - 2));
      fc.pre(/\d/.test(iban[i]!));
      const digit = String((Number(iban[i]) + by) % 10);
      expect(isIban(iban.slice(0, i) + digit + iban.slice(i + 1))).toBe(false);
      if (i + 1 < iban.length && /\d/.test(iban[i + 1]!) && iban[i] !== iban[i + 1])
        expect(isIban(iban.slice(0, i) + iban[i + 1] + iban[i] + iban.slice(i + 2))).toBe(false);
    }),
  );
});

test.each([
  ['219-09-9999', true],
  ['078 05 1120', true],
  ['000-12-3456', false],
  ['666-12-3456', false],
  ['900-12-3456', false],
  ['123-00-4567', false],
  ['123-45-0000', false],
  ['123-45 6789', false],
  ['123-45-67890', false],
  ['123-45-6789x', false],
  ['123-45-678', false],
])('%s is a Social Security number: %s', (text, expected) => {
  expect(isSsn(Buffer.from(text), 0, text.length)).toBe(expected);
});

test('three numbers in a row behind Suite are those of a flat and a house', () => {
  const at = (text: string, from: number) => isSsn(Buffer.from(text), from, text.length);
  expect(at('Suite 680 36 4022 Main Street', 6)).toBe(false);
  expect(at('number 680 36 4022', 7)).toBe(true);
  expect(at('Suite 680-36-4022', 6)).toBe(true);
});
