import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { parseCanonicalText } from './canonical-text.ts';

test('what is canonical is taken, whatever its members are called', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      if (JSON.stringify(value).includes('__proto__')) return;
      const text = canonicalJson(value);
      expect(parseCanonicalText(text)).toEqual(JSON.parse(text));
    }),
  );
  for (const text of ['{"10":1,"9":2}', '{"":1,"a":2}', '{"1":{"10":0,"2":0},"a":[{"b":1}]}']) {
    expect(canonicalJson(parseCanonicalText(text))).toBe(text);
  }
});

test('a text changed at one place is refused, or is canonical too', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom(' ', '"', ',', '0', '}', '\\'),
      (value, at, by) => {
        if (JSON.stringify(value).includes('__proto__')) return;
        const text = canonicalJson(value);
        const i = at % (text.length + 1);
        const changed = text.slice(0, i) + by + text.slice(i);
        let parsed: unknown;
        try {
          parsed = parseCanonicalText(changed);
        } catch {
          return;
        }
        expect(canonicalJson(parsed)).toBe(changed);
      },
    ),
  );
});

test.each([
  '{"b":1,"a":2}',
  '{"a":1,"a":1}',
  '{"9":1,"10":2}',
  '1.0',
  '1e2',
  '"\\ud800"',
  '{"a":1} ',
  '"\\/"',
  '{"__proto__":1}',
])('%s is not canonical', (text) => {
  expect(() => parseCanonicalText(text)).toThrow();
});
