import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FF1 } from './ff1.ts';

// NIST, "Block Cipher Modes of Operation, FF1 samples" for SP 800-38G,
// https://csrc.nist.gov/CSRC/media/Projects/Cryptographic-Standards-and-Guidelines/documents/examples/FF1samples.pdf
const K128 = '2B7E151628AED2A6ABF7158809CF4F3C';
const K192 = `${K128}EF4359D8D580AA4F`;
const K256 = `${K192}7F036D6F04FC6A94`;
const T10 = '39383736353433323130';
const T36 = '3737373770717273373737';
const SAMPLES: [string, string, number, string, string, string][] = [
  ['1', K128, 10, '', '0123456789', '2433477484'],
  ['2', K128, 10, T10, '0123456789', '6124200773'],
  ['3', K128, 36, T36, '0123456789abcdefghi', 'a9tv40mll9kdu509eum'],
  ['4', K192, 10, '', '0123456789', '2830668132'],
  ['5', K192, 10, T10, '0123456789', '2496655549'],
  ['6', K192, 36, T36, '0123456789abcdefghi', 'xbj3kv35jrawxv32ysr'],
  ['7', K256, 10, '', '0123456789', '6657667009'],
  ['8', K256, 10, T10, '0123456789', '1001623463'],
  ['9', K256, 36, T36, '0123456789abcdefghi', 'xs8a0azh2avyalyzuwd'],
];

const numerals = (text: string) => [...text].map((c) => Number.parseInt(c, 36));
const text = (list: readonly number[]) => list.map((d) => d.toString(36)).join('');

describe('FF1 of NIST SP 800-38G', () => {
  test.each(SAMPLES)('sample %s', (_, key, radix, tweak, plain, cipher) => {
    const ff1 = new FF1(Buffer.from(key, 'hex'));
    const t = Buffer.from(tweak, 'hex');
    expect(text(ff1.encrypt(radix, numerals(plain), t))).toBe(cipher);
    expect(text(ff1.decrypt(radix, numerals(cipher), t))).toBe(plain);
  });

  test('decrypt undoes encrypt, for any radix, length and tweak', () => {
    const ff1 = new FF1(Buffer.alloc(32, 7));
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 65_536 }),
        fc.array(fc.nat(), { minLength: 20, maxLength: 200 }),
        fc.uint8Array({ maxLength: 40 }),
        (radix, list, tweak) => {
          const plain = list.map((d) => d % radix);
          const cipher = ff1.encrypt(radix, plain, tweak);
          expect(cipher.every((d) => d >= 0 && d < radix)).toBe(true);
          expect(ff1.decrypt(radix, cipher, tweak)).toEqual(plain);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('refuses domains under a million values', () => {
    const ff1 = new FF1(Buffer.alloc(32));
    expect(() => ff1.encrypt(10, [1, 2, 3, 4, 5], new Uint8Array())).toThrow(RangeError);
    expect(() => ff1.encrypt(10, [1, 2, 3, 4, 5, 6], new Uint8Array())).not.toThrow();
  });
});
