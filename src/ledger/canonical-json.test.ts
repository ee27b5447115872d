import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, MAX_DEPTH, parseCanonicalJson } from './canonical-json.ts';
import { contentDigest } from './content.ts';

describe('examples of RFC 8785', () => {
  test('§3.2.2: numbers, strings, literals', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(JSON.parse(input))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });
  test('§3.2.3: members in the order of their UTF-16 code units', () => {
    const input = String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`;
    const out = canonicalJson(JSON.parse(input));
    const values = [...out.matchAll(/:"([^"]+)"/g)].map((m) => m[1]);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });
  // Appendix B, IEEE 754 bits and their ECMAScript form.
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555557', '333333333.33333343'],
  ])('number %s is %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });
});

test('with or without line breaks, whatever JSON has comes back, members in any order give the same bytes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      if (JSON.stringify(value).includes('__proto__')) return;
      const plain = JSON.parse(JSON.stringify(value)) as unknown; // -0 is 0 in JSON
      expect(parseCanonicalJson(canonicalJson(value))).toEqual(plain);
      expect(parseCanonicalJson(canonicalJson(value, '  '))).toEqual(plain);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
      }
    }),
  );
});

test.each([
  ['a number that is not finite', Number.NaN],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate as a name', { '\udc00': 1 }],
  ['a bigint', 1n],
  ['nothing', undefined],
  ['a function', () => 0],
  ['a member __proto__', JSON.parse('{"__proto__": 1}')],
  ['too deep', JSON.parse('['.repeat(MAX_DEPTH + 2) + ']'.repeat(MAX_DEPTH + 2))],
])('%s has no canonical JSON', (_what, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test('objects of the same names are told apart however many there are, by order, number and what is undefined', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'é', '1'), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 30 }), (shapes) => {
      for (const shape of shapes) {
        const [first, ...rest] = shape.toSorted();
        const value = Object.fromEntries(shape.map((name, i) => [name, i]));
        const text = (list: readonly string[]) =>
          `{${list.map((name) => `${JSON.stringify(name)}:${value[name]}`).join(',')}}`;
        expect(canonicalJson(value)).toBe(text([first!, ...rest]));
        expect(canonicalJson({ ...value, [first!]: undefined })).toBe(text(rest));
      }
    }),
  );
  const grown = JSON.parse('{"a":1,"__proto__":2}');
  expect(canonicalJson({ a: 1 })).toBe('{"a":1}');
  for (let i = 0; i < 3; i++) expect(() => canonicalJson(grown)).toThrow(TypeError);
  for (let i = 0; i < 3; i++) expect(() => canonicalJson({ a: 1, '\ud800': 2 })).toThrow(TypeError);
});

test.each([1, -0.5, 1e300, null, true, 'plain', 'é'])('%s may be as deep as all else, and no deeper', (value) => {
  const inside = (levels: number) => '['.repeat(levels) + JSON.stringify(value) + ']'.repeat(levels);
  expect(canonicalJson(JSON.parse(inside(MAX_DEPTH)))).toBe(inside(MAX_DEPTH));
  expect(() => canonicalJson(JSON.parse(inside(MAX_DEPTH + 1)))).toThrow(TypeError);
});

test.each([
  ['{"b":1,"a":2}'],
  ['{"a":1,"a":1}'],
  ['1.0'],
  ['1e0'],
  ['-0'],
  ['"\\u0041"'],
  ['"\\/"'],
  ['{"a":1}x'],
  ['\ufeff1'],
  ['"\\u000F"'],
])('%s is not canonical', (text) => {
  expect(() => parseCanonicalJson(text)).toThrow();
});

test('the digest of a content is what sha256sum makes of the canonical list', () => {
  const files = [
    {
      path: '客户.csv',
      bytes: 1,
      sha256: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      extra: 1,
    },
    { path: 'b', bytes: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
  ];
  const list =
    '[{"bytes":1,"path":"客户.csv","sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},' +
    '{"bytes":0,"path":"b","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]';
  expect(contentDigest(files)).toBe(createHash('sha256').update(list).digest('hex'));
  expect(contentDigest(files.toReversed())).not.toBe(contentDigest(files));
});
