import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultOf, openText as open, rowsOf } from '../../../test/support/json.ts';
import { DouaneError } from '../../model/errors.ts';

describe('the grammar of RFC 8259', () => {
  const sound = [
    ...[
      '[]',
      '{}',
      '[[]]',
      '[{}]',
      ' [ ] ',
      '\t[\n]\r ',
      '0',
      '-0',
      '1',
      '-1',
      '10',
      '0.1',
      '-0.1e1',
      '1E5',
      '1e+5',
      '1e-5',
      '1.50E-0',
    ],
    ...[
      '"\\u0000"',
      '"\\""',
      '"\\\\"',
      '"\\/\\b\\f\\n\\r\\t"',
      '"\\uD834\\uDD1E"',
      '"\u007f"',
      '"\u2028"',
      '"\ufeff"',
      '"😀"',
    ],
    ...[
      'true',
      'false',
      'null',
      '[true,false,null]',
      '{"":0}',
      '{"a":[],"b":{"a":[]}}',
      '["a",1,{}]',
      '"\\uDEAD"',
      '""',
    ],
  ];
  const unsound = [
    ...[
      '[',
      ']',
      '{',
      '}',
      '[1,]',
      '[,1]',
      '[1 2]',
      '[1,,2]',
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      '{,}',
      '{"a" 1}',
      '{a:1}',
      "{'a':1}",
    ],
    ...[
      '{1:2}',
      '{"a":1 "b":2}',
      '{"a":1}}',
      '[1]]',
      '[1}',
      '{"a":1]',
      '01',
      '-',
      '-01',
      '+1',
      '.5',
      '1.',
      '1.e5',
      '1e',
      '1e+',
      '0x1',
    ],
    ...[
      '1_000',
      'NaN',
      'Infinity',
      '-Infinity',
      'True',
      'tru',
      'truee',
      'nul',
      'nullx',
      '"',
      '"a',
      '"\\',
      '"\\x"',
      '"\\u12"',
      '"\\u12G4"',
    ],
    ...[
      '"\t"',
      '"\n"',
      '"\u0001"',
      "'a'",
      'a',
      '[a]',
      '// c\n1',
      '/* c */1',
      '1 // c',
      '{"a":/**/1}',
      '[1,\u00a02]',
      '\ufeff',
      '[1\u0000]',
    ],
    ...['\u000b1', '"a" "b"', '1 2', '[\\u005d', '{"a":"b\\u00"}', '--1', '1ee5', '1.2.3', '{"a":1,"a":2}', '[\f]'],
  ];
  test.each(sound)('takes %j', async (text) => {
    JSON.parse(text);
    for (const blockSize of [1, 2, 1 << 20]) await rowsOf(await open('json', text, { blockSize }));
    if (!text.includes('\n')) await rowsOf(await open('jsonl', text));
    await rowsOf(await open('json', `{"k":[{"v":${text}}]}`, { blockSize: 3 }));
  });
  test.each(unsound)('refuses %j', async (text) => {
    for (const blockSize of [1, 2, 1 << 20]) {
      expect((await faultOf('json', text, { blockSize })).code).toMatch(/^INPUT_/);
      expect((await faultOf('json', `{"k":[{"v":${text}`, { blockSize })).code).toMatch(/^INPUT_/);
    }
    expect((await faultOf('jsonl', text)).code).toMatch(/^INPUT_/);
  });

  test('takes exactly what JSON.parse takes, whatever a sound text is changed to', async () => {
    const changed = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'{}[]",:\\0-.e u1\n\u0000tf')), { maxLength: 3 }),
      )
      .map(([text, changes]) => {
        let s = text;
        for (const [at, c] of changes)
          s = s.slice(0, at % (s.length + 1)) + c + s.slice((at % (s.length + 1)) + (at % 2));
        return s;
      });
    await fc.assert(
      fc.asyncProperty(changed, fc.integer({ min: 1, max: 30 }), async (text, blockSize) => {
        let sound = true;
        try {
          JSON.parse(text);
        } catch {
          sound = false;
        }
        let code = '';
        try {
          await rowsOf(await open('json', text, { blockSize }));
        } catch (error) {
          if (!(error instanceof DouaneError)) throw error;
          code = error.code;
        }
        if (code === 'INPUT_DUPLICATE_KEY') return; // JSON.parse takes the last one
        expect(code === '').toBe(sound);
      }),
      { numRuns: 1500 },
    );
  });
});
