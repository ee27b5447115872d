import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { memoryText } from '../../../test/support/memory-text.ts';
import { DouaneError } from '../../model/errors.ts';
import { DEFAULT_LIMITS, type SourceLimits } from '../source.ts';
import { openJson } from './json.ts';
import { openJsonl } from './jsonl.ts';
import { JsonKernel } from './kernel.ts';

type Form = 'json' | 'jsonl';

interface How {
  readonly blockSize?: number;
  readonly limits?: Partial<SourceLimits>;
}

/** Everything that reading a text gives, batch by batch, and the error it ends in. */
async function reading(form: Form, text: string | Uint8Array, { blockSize = 64, limits = {} }: How, kernel: boolean) {
  const source = await (form === 'json' ? openJson : openJsonl)(memoryText(text), {
    file: 0,
    name: 'memory',
    limits: { ...DEFAULT_LIMITS, ...limits },
    shape: { format: form, encoding: 'utf-8', compression: 'none' },
    ...{ blockSize, kernel },
  });
  const batches: unknown[] = [];
  let error: unknown;
  try {
    for await (const b of source.batches()) {
      const { file, index, firstRow, rows, cells } = b;
      const lists = [b.start, b.end, b.rawStart, b.rawEnd, b.path, b.type].map((list) => [...list.subarray(0, cells)]);
      const bytes = Buffer.from(b.bytes);
      batches.push({ file, index, firstRow, rows, rowEnd: [...b.rowEnd.subarray(0, rows)], lists, bytes });
    }
  } catch (thrown) {
    if (!(thrown instanceof DouaneError)) throw thrown;
    const { code, place, expected, got } = thrown;
    error = { code, place, expected, got };
  }
  return { batches, paths: [...source.paths.list], error };
}

/** Holds kernel and scanner equal on a text in both forms. */
async function hold(text: string | Uint8Array, how: How = {}): Promise<void> {
  for (const form of ['json', 'jsonl'] as const)
    expect(await reading(form, text, how, true)).toEqual(await reading(form, text, how, false));
}

const keys = [
  'a',
  'id',
  'name',
  'a longer key than sixteen',
  '姓名',
  'k"q',
  'n\\',
  '手机',
  '13800138000',
  'a@b.cn',
  '2026-01-01',
  '*',
  '',
];

/** JSON values as records hold them, with a weight on those that are written in an odd way. */
const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      '0',
      '-0',
      '1',
      '-12.5',
      '1e5',
      '2E-3',
      '123456789012345',
      '1234567890123456.5',
      '0.1234567890123456',
    ),
    fc.constantFrom('true', 'false', 'null', '""', '{}', '[]', '[ ]', '{\t}'),
    fc.constantFrom(
      '"\\u4f55\\u658c"',
      '"\\ud83d\\ude00"',
      '"\\ud83d"',
      '"\\udead x"',
      '"\\ud83d\\u0041"',
      '"\\ud83d\\ue000"',
      '"\\n\\t\\\\\\/\\b\\f\\r\\""',
    ),
    fc.constantFrom(
      '"a string of 16 b"',
      '"a string of 15b"',
      '"何斌何斌何斌何斌"',
      '"sixteen bytes an\\u0000d an escape"',
    ),
    fc.string({ maxLength: 40 }).map((s) => JSON.stringify(s)),
    fc.array(tie('value'), { maxLength: 4 }).map((list) => `[${list.join(',')}]`),
    tie('object'),
  ),
  object: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...keys), tie('value')), { maxLength: 6, selector: ([key]) => key })
    .map((members) => `{${members.map(([key, v]) => `${JSON.stringify(key)}:${v}`).join(',')}}`),
}));

/** Records of a few shapes, one after the other and mixed. */
const records = fc
  .tuple(fc.array(value, { minLength: 1, maxLength: 4 }), fc.array(fc.nat(), { minLength: 1, maxLength: 30 }))
  .map(([shapes, order]) => order.map((n) => shapes[n % shapes.length]!));

const space = fc.constantFrom('', '', ' ', '\t', '  ', '\r', ' \t  \r ');

/** Puts white space around the punctuation outside strings. */
function spaced(text: string, before: string, after: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g, (token) => (token[0] === '"' ? token : before + token + after));
}

const file = fc
  .tuple(records, space, space, fc.constantFrom('\n', '\r\n', '\n\n', '\n \n'), fc.constantFrom('', '\n', ' '))
  .chain(([list, before, after, lineEnd, end]) =>
    fc.constantFrom(
      list.map((record) => spaced(record, before, after)).join(lineEnd) + end,
      `[${list.map((record) => spaced(record, before, after)).join(`${before},${after}${lineEnd}`)}]${end}`,
      `{"n":1,"list":[${list.join(',')}],"map":{${list.map((r, i) => `"13800138${100 + i}":${r}`).join(',')}}}${end}`,
    ),
  );

const blockSize = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 600 }));

describe('kernel and scanner read the same', () => {
  test('records of a few shapes', async () => {
    await fc.assert(
      fc.asyncProperty(file, blockSize, (text, size) => hold(text, { blockSize: size })),
      { numRuns: 400 },
    );
  });

  test('the same with bytes changed, put in, taken out, and cut off', async () => {
    const change = fc.tuple(
      fc.nat(),
      fc.constantFrom(
        ...[...'{}[]",:\\/0-.eEu19 \n\r\ttf', '\\u', '\\ud800', '"":', '\u0000', '\u0001', '\u001f', '\u007f', ''],
      ),
      fc.nat({ max: 2 }),
    );
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.option(fc.nat()),
        blockSize,
        async (text, changes, cut, size) => {
          let s = text;
          for (const [at, put, out] of changes) {
            const i = at % (s.length + 1);
            s = s.slice(0, i) + put + s.slice(i + out);
          }
          if (cut !== null) s = s.slice(0, cut % (s.length + 1));
          await hold(s, { blockSize: size });
        },
      ),
      { numRuns: 600 },
    );
  });

  test('bytes that are no text', async () => {
    await fc.assert(
      fc.asyncProperty(file, fc.uint8Array({ maxLength: 8 }), fc.nat(), blockSize, async (text, noise, at, size) => {
        const bytes = Buffer.from(text);
        bytes.set(noise.subarray(0, bytes.length), at % Math.max(1, bytes.length - noise.length));
        await hold(bytes, { blockSize: size });
      }),
      { numRuns: 200 },
    );
  });

  test('limits on records, depth and paths', async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        blockSize,
        fc.record({ record: fc.integer({ min: 8, max: 200 }), depth: fc.nat({ max: 4 }), paths: fc.nat({ max: 9 }) }),
        (text, size, limits) => hold(text, { blockSize: size, limits }),
      ),
      { numRuns: 300 },
    );
  });

  /** Reads the form at hand only, for tests of many texts. */
  const holdLast = async (form: Form, before: string, last: string, how: How) => {
    const text = form === 'json' ? `[${before},${before},${last}]` : `${before}\n${before}\n${last}\n`;
    expect([text, await reading(form, text, how, true)]).toEqual([text, await reading(form, text, how, false)]);
  };

  test.each(['json', 'jsonl'] as const)(
    'each byte of a record of %s changed, doubled, taken out',
    async (form) => {
      const record = '{"no":-1.5e1,"k": "何\\u4f55\\n", "l":[true,{"m":null}],"o":{"a":0,"b":{}}}';
      for (let i = 0; i < record.length; i++) {
        const others = [...'"\\{]},:;0a\n\u0000', '\u001f', ' "x', record[i]! + record[i], ''];
        for (const other of others)
          await holdLast(form, record, record.slice(0, i) + other + record.slice(i + 1), {
            blockSize: 2 * record.length,
          });
      }
    },
    60_000,
  );

  test('a record exactly as long as may be', async () => {
    const record = '{"a":{"b":[1,2,"x"]}}';
    for (const long of [record, ` ${record}`, `${record} `, `{"a":{"b": [1,2,"x"]}}`])
      for (let most = record.length - 1; most < record.length + 3; most++)
        for (const form of ['json', 'jsonl'] as const)
          await holdLast(form, record, long, { blockSize: 50, limits: { record: most } });
  });

  test('a key in many objects, and objects where arrays stood', async () => {
    const members = Array.from({ length: 900 }, (_, i) => `"o${i}":{"name":${i},"id":"x"}`);
    const record = `{${members.join(',')}}`;
    await hold([record, record, record].join('\n'), { blockSize: record.length });
    const both = ['{"a":{"b":1,"c":2}}', '{"a":[{"b":1},{},2,[]]}'];
    const odd = ['{"a":[{},"b":1]}', '{"a":[2,"b":1]}', '{"a":[[],"b":1]}', '{"a":{"b":1,{}}}', '{"a":{"b":1,2}}'];
    for (const last of odd)
      for (const form of ['json', 'jsonl'] as const)
        await holdLast(form, form === 'json' ? both.join(',') : both.join('\n'), last, { blockSize: 50 });
  });

  test('maps, whose keys are data', async () => {
    const map = (keys: readonly string[]) => `{"m":{${keys.map((key) => `"${key}":{"v":1}`).join(',')}},"n":2}`;
    const numbered = (count: number) => Array.from({ length: count }, (_, i) => `k-${100_000 + i}`);
    const before = map(['2026-01-01', 'plain', 'a@b']);
    const list = '{"m":[{"v":1}],"n":2}'; // so that positions have a path, and names none
    for (const form of ['json', 'jsonl'] as const) await holdLast(form, list, map(['2026-01-01']), { blockSize: 50 });
    for (const keys of [
      ['2026-01-01', 'a@b', '2026-01-01'],
      ['plain', '2026-01-01', 'plain'],
      ['2026-01-01', '2026-01-0', '2026-0', '026-01-01'],
      ['@id', 'x@', '@', 'an unknown one'],
      ['@id'],
      ['2026-01-01', '@'],
      ['x'.repeat(300)],
      ['12345', '123456', 'a1b2c3d4e5f', 'a1b2c3d4e5f6', `${'long '.repeat(5)}123456`, `${'x'.repeat(300)}`],
      ['2026\\u002d01-01', '2026-01-01'],
      ['13800138000', '13800138000 '],
      numbered(64),
      [...numbered(64), 'k-100003'],
      numbered(70),
      [...numbered(70), 'k-100069'],
    ])
      for (const form of ['json', 'jsonl'] as const)
        for (const last of [
          map(keys),
          map(keys).replace('"v"', '"w"'),
          map(keys).replaceAll('{"v":1}', '{"2026-01-01":0}'),
        ])
          await holdLast(form, before, `${last}${form === 'json' ? ',' : '\n'}${last}`, { blockSize: 100 });
  });

  const line = '{"no":1,"who":{"name":"何斌","tags":["x",true]},"n":-1.5}';
  test.each([
    ['a key twice', '{"no":1,"who":{"name":"a","name":"b"}}'],
    ['a key twice, far apart', '{"no":1,"who":{},"n":2,"no":3}'],
    ['a key twice, once escaped', '{"no":1,"\\u006eo":2}'],
    ['a comma too many', '{"no":1,"who":{"name":"a",}}'],
    ['a number that does not end', '{"no":1.}'],
    ['zeros before a number', '{"no":01}'],
    ['a number of many digits', `{"no":${'9'.repeat(400)}.${'1'.repeat(400)}e+${'0'.repeat(40)}7}`],
    ['a number of many digits and no exponent', `{"no":${'9'.repeat(400)}e}`],
    ['a word cut short', '{"no":tru}'],
    ['a control character', '{"no":"a\u0001b"}'],
    ['a control character in a key', '{"n\to":1}'],
    ['an escape that is none', '{"no":"\\x"}'],
    ['half a code unit', '{"no":"\\u12"}'],
    ['half a pair', '{"no":"\\ud83d\\u12"}'],
    ['a line cut in a string', '{"no":"a'],
    ['a line cut in an escape', '{"no":"a\\'],
    ['a line cut in a member', '{"no":1,"wh'],
    ['an object closed as an array', '{"no":1]'],
    ['an array closed as an object', '{"no":1,"who":{"tags":["x"}}}'],
    ['two values', '{"no":1} 2'],
    ['nesting without end', '['.repeat(100_000)],
    ['nesting as deep as may be', `{"no":${'['.repeat(255)}${']'.repeat(255)}}`],
    ['nesting one deeper', `{"no":${'['.repeat(256)}${']'.repeat(256)}}`],
    ['a string longer than a block', JSON.stringify({ no: 'x'.repeat(3000) })],
    ['escapes over more than a block', JSON.stringify({ no: '\n"'.repeat(3000) })],
    ['more values than usual', `[${'1,'.repeat(20_000)}1]`],
    ['keys without number', `{${Array.from({ length: 1500 }, (_, i) => `"k${i.toString(36)}":1`).join(',')}}`],
  ])('%s', async (_, odd) => {
    for (const size of [16, 100, 1000]) {
      const lines = [...Array(30).fill(line), odd, ...Array(30).fill(line), line];
      await hold(lines.join('\n'), { blockSize: size });
      await hold(`[${lines.join(', ')}]`, { blockSize: size });
      await hold(`{"all": [${lines.join(' , ')}]}`, { blockSize: size });
    }
  });
});

test('the kernel reads nearly all of what is alike', async () => {
  const record = (n: number) =>
    JSON.stringify({ no: n, who: { name: 'x\ny', at: ['a', 1.5] }, ...(n % 3 === 0 ? {} : { more: null }), end: true });
  const list = Array.from({ length: 3000 }, (_, n) => record(n));
  const elements = vi.spyOn(JsonKernel.prototype, 'elements');
  const lines = vi.spyOn(JsonKernel.prototype, 'lines');
  await reading('jsonl', list.join('\n'), { blockSize: 10_000 }, true);
  await reading(
    'json',
    JSON.stringify(
      list.map((text) => JSON.parse(text)),
      null,
      2,
    ),
    { blockSize: 10_000 },
    true,
  );
  // Once or twice a block: what stands at its end is given up.
  expect(lines.mock.calls.length).toBeLessThan(50);
  expect(elements.mock.calls.length).toBeLessThan(150);
  const taken = lines.mock.results.reduce((sum, { value }, i) => sum + value - lines.mock.calls[i]![1], 0);
  expect(taken).toBeGreaterThan(0.9 * list.join('\n').length);
  vi.restoreAllMocks();
});
