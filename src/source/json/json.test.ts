import { describe, expect, test } from 'vitest';
import { faultOf, openText as open, rowsOf, values } from '../../../test/support/json.ts';
import { CELL_BOOLEAN, CELL_NULL, CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';

describe('rows of a document', () => {
  test.each<[string, string, [string, string][][]]>([
    ['each element of an array', '[{"a":1},{"a":2}]', [[['/*/a', '1']], [['/*/a', '2']]]],
    [
      'elements of the arrays inside; scalars outside in rows of their own',
      '{"at":"x","people":[{"a":1},{"b":{"c":[2,3]}}],"n":2,"other":[{"d":4}],"end":true}',
      [
        [['/at', 'x']],
        [['/people/*/a', '1']],
        [
          ['/people/*/b/c/*', '2'],
          ['/people/*/b/c/*', '3'],
        ],
        [['/n', '2']],
        [['/other/*/d', '4']],
        [['/end', 'true']],
      ],
    ],
    [
      'an object without arrays of objects',
      '{"a":{"b":"x"},"tags":["y","z"],"empty":[],"none":{}}',
      [
        [
          ['/a/b', 'x'],
          ['/tags/*', 'y'],
          ['/tags/*', 'z'],
        ],
      ],
    ],
    [
      'arrays of arrays are tables',
      '{"data":[["a",1],["b",2]]}',
      [
        [
          ['/data/*/*', 'a'],
          ['/data/*/*', '1'],
        ],
        [
          ['/data/*/*', 'b'],
          ['/data/*/*', '2'],
        ],
      ],
    ],
    ['pages of objects', '[[{"a":1},{"a":2}],[{"a":3}]]', [[['/*/*/a', '1']], [['/*/*/a', '2']], [['/*/*/a', '3']]]],
    ['elements that are scalars', '["a",[1],{"b":2},[]]', [[['/*', 'a']], [['/*/*', '1']], [['/*/b', '2']], []]],
    ['one scalar', ' "a" ', [[['', 'a']]]],
    ['nothing in it', '{"a":[],"b":{}}', []],
    [
      'keys escaped as RFC 6901 says',
      '{"a/b":1,"m~n":2,"":3,"\\u0041":4}',
      [
        [
          ['/a~1b', '1'],
          ['/m~0n', '2'],
          ['/', '3'],
          ['/A', '4'],
        ],
      ],
    ],
  ])('%s', async (_, text, expected) => {
    for (const blockSize of [1, 2, 3, 7, 1 << 20])
      expect(await values(await open('json', text, { blockSize }))).toEqual(expected);
  });

  test('members of a map whose keys are data are rows with the name as a cell', async () => {
    const text = '{"people":{"13800138000":{"name":"x"},"a@b.cn":{"name":"y"},"other":{"name":"z"}},"n":1}';
    for (const blockSize of [1, 5, 1 << 20]) {
      const source = await open('json', text, { blockSize });
      expect(await values(source)).toEqual([
        [
          ['/people/*#', '13800138000'],
          ['/people/*/name', 'x'],
        ],
        [
          ['/people/*#', 'a@b.cn'],
          ['/people/*/name', 'y'],
        ],
        [
          ['/people/other/name', 'z'],
          ['/n', '1'],
        ],
      ]);
    }
  });

  test('an object with more than a thousand keys is a map from there on, in every reading alike', async () => {
    const text = JSON.stringify(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`k${i}`, { v: i }])));
    const source = await open('json', text, { blockSize: 5000 });
    const first = await rowsOf(source);
    expect(await rowsOf(source)).toEqual(first);
    expect(source.paths.list.length).toBe(1002);
    expect(first.length).toBe(2001); // one run of a thousand, and the members of the map
    expect(first.at(-1)).toEqual([
      ['/*#', CELL_TEXT, 'k2999', '"k2999"'],
      ['/*/v', CELL_NUMBER, '2999', '2999'],
    ]);
  });

  test('a run of scalars never outgrows memory', async () => {
    const text = `{"ids":[${Array.from({ length: 10_000 }, (_, i) => i).join()}]}`;
    const rows = await rowsOf(await open('json', text, { blockSize: 100, limits: { record: 40_000 } }));
    expect(rows.map((r) => r.length)).toEqual([4096, 4096, 1808]);
  });
});

describe('rows of JSON Lines', () => {
  test('one line is one row; blank lines are none; the last may lack its end', async () => {
    const text = '{"a":1}\r\n\r\n \t\n{}\n["x"]\n"y"\n {"a": 2 } ';
    for (const blockSize of [1, 4, 9, 1 << 20]) {
      expect(await values(await open('jsonl', text, { blockSize }))).toEqual([
        [['/a', '1']],
        [],
        [['/*', 'x']],
        [['', 'y']],
        [['/a', '2']],
      ]);
    }
  });

  test('types and tokens are as written', async () => {
    const line =
      '{"n":12345678901234567890,"f":1.0,"e":-1E+5,"t":true,"z":null,"s":"\\u4e2d\\n","q":"\\ud83d\\ude00\\ud800"}';
    expect(await rowsOf(await open('jsonl', line))).toEqual([
      [
        ['/n', CELL_NUMBER, '12345678901234567890', '12345678901234567890'],
        ['/f', CELL_NUMBER, '1.0', '1.0'],
        ['/e', CELL_NUMBER, '-1E+5', '-1E+5'],
        ['/t', CELL_BOOLEAN, 'true', 'true'],
        ['/z', CELL_NULL, 'null', 'null'],
        ['/s', CELL_TEXT, '中\n', '"\\u4e2d\\n"'],
        ['/q', CELL_TEXT, '😀\ufffd', '"\\ud83d\\ude00\\ud800"'],
      ],
    ]);
  });

  test('keys in another order, missing and new ones find their paths', async () => {
    const text = '{"a":1,"b":2}\n{"b":3,"a":4}\n{"ab":5}\n{"a":6,"c":{"a":7}}\n{"b":8,"c":{"a":9},"a":0}';
    expect((await values(await open('jsonl', text))).map((r) => r.flat().join(' '))).toEqual([
      '/a 1 /b 2',
      '/b 3 /a 4',
      '/ab 5',
      '/a 6 /c/a 7',
      '/b 8 /c/a 9 /a 0',
    ]);
  });
});

describe('faults', () => {
  test.each<['json' | 'jsonl', string, string, number, number]>([
    ['json', '{"a":1,\n "b" 2}', 'INPUT_SYNTAX', 2, 6],
    ['json', '{"a":1,\n "中": tru}', 'INPUT_SYNTAX', 2, 10],
    ['json', '[1,\n2,\n', 'INPUT_TRUNCATED', 3, 1],
    ['json', '{"a":[{"b":"x', 'INPUT_TRUNCATED', 1, 14],
    ['json', '{} {}', 'INPUT_SYNTAX', 1, 4],
    ['json', '{"a":1,"b":{"a":1},"\\u0061":2}', 'INPUT_DUPLICATE_KEY', 1, 20],
    ['json', '[{"x":1},{"a":1,"a":2}]', 'INPUT_DUPLICATE_KEY', 1, 17],
    ['json', '{"m":{"13800138000":1,"13800138000":2}}', 'INPUT_DUPLICATE_KEY', 1, 23],
    ['json', '[{"m":{"13800138000":1,"13800138000":2}}]', 'INPUT_DUPLICATE_KEY', 1, 24],
    ['json', '["a\0"]', 'INPUT_NUL', 1, 4],
    ['json', '  \n ', 'INPUT_EMPTY', 1, 1],
    ['json', '', 'INPUT_EMPTY', 1, 1],
    ['jsonl', '\n\n', 'INPUT_EMPTY', 1, 1],
    ['jsonl', '{"a":1}\n{"a":\n1}', 'INPUT_SYNTAX', 2, 6],
    ['jsonl', '{"a":1}\n{"a":"b', 'INPUT_TRUNCATED', 2, 8],
    ['jsonl', '{"a":1}\n{"a":1} {}', 'INPUT_SYNTAX', 2, 9],
    ['jsonl', '{"a":1}\n{"a":1,"a":1}', 'INPUT_DUPLICATE_KEY', 2, 8],
    ['jsonl', '{"b":1,"a":1}\n{"a":1,"b":1,"a":1}', 'INPUT_DUPLICATE_KEY', 2, 14], // where it was predicted
  ])('%s %j', async (what, text, code, line, column) => {
    for (const blockSize of [1, 3, 1 << 20]) {
      const fault = await faultOf(what, text, { blockSize });
      expect([fault.code, fault.place.line, fault.place.column]).toEqual([code, line, column]);
      expect(fault.place.file).toBe('memory');
    }
  });

  test('nesting 100,000 deep is LIMIT_DEPTH', async () => {
    for (const what of ['json', 'jsonl'] as const) {
      const fault = await faultOf(what, '['.repeat(100_000));
      expect([fault.code, fault.place.column]).toEqual(['LIMIT_DEPTH', 257]);
      expect((await faultOf(what, '{"a":'.repeat(100_000))).code).toBe('LIMIT_DEPTH');
      expect((await faultOf(what, `[{"b":${'['.repeat(100_000)}`)).code).toBe('LIMIT_DEPTH');
    }
    expect((await rowsOf(await open('jsonl', '['.repeat(256) + ']'.repeat(256)))).length).toBe(1);
  });

  test('a record longer than the limit is LIMIT_RECORD, and its place is its start', async () => {
    const limits = { record: 100 };
    const long = JSON.stringify({ a: 'x'.repeat(200) });
    for (const blockSize of [16, 64, 1 << 20]) {
      const one = await faultOf('jsonl', `{"a":1}\n${long}\n`, { blockSize, limits });
      expect([one.code, one.place.line]).toEqual(['LIMIT_RECORD', 2]);
      expect((await faultOf('json', `[1,\n${long}]`, { blockSize, limits })).code).toBe('LIMIT_RECORD');
      expect((await faultOf('json', `{"a":"${'x'.repeat(200)}"}`, { blockSize, limits })).code).toBe('LIMIT_RECORD');
      expect((await faultOf('json', `[${' '.repeat(10_000)}"${'x'.repeat(200)}`, { blockSize, limits })).code).toMatch(
        /LIMIT_RECORD|INPUT_TRUNCATED/,
      );
    }
  });

  test('too many paths are LIMIT_COLUMNS', async () => {
    const text = Array.from({ length: 40 }, (_, i) => `{"a${i}":{"x":1,"y":2,"z":3}}`).join('\n');
    expect((await faultOf('jsonl', text, { limits: { paths: 50 } })).code).toBe('LIMIT_COLUMNS');
  });

  test('messages never quote the input', async () => {
    const fault = await faultOf('json', '{"name":"secretname" secret}');
    expect(fault.message).not.toContain('secret');
    expect(fault.message).toContain('Expected a comma or the end of the object. Got a letter.');
  });
});
