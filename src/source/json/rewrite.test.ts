import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryText, rewritten } from '../../../test/support/memory-text.ts';
import { type Batch, CELL_TEXT, type Edit } from '../../model/batch.ts';
import { DEFAULT_LIMITS, type Source } from '../source.ts';
import { openJson } from './json.ts';
import { openJsonl } from './jsonl.ts';

const open = (what: 'json' | 'jsonl', text: string, blockSize = 1 << 20) =>
  (what === 'json' ? openJson : openJsonl)(memoryText(text, 11), {
    file: 0,
    name: 'memory',
    limits: DEFAULT_LIMITS,
    shape: { format: what, encoding: 'utf-8', compression: 'none' },
    blockSize,
  });

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Writes a value with white space and escapes as `choose` says (a number from 0 to below its argument). */
function write(value: Json, choose: (n: number) => number): string {
  const space = () => ['', '', '', ' ', '\n', '\t \r\n'][choose(6)]!;
  const text = (s: string) =>
    `"${Array.from({ length: s.length }, (_, i) => {
      const c = s[i]!;
      if (choose(5) === 0) return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
      if (c === '/' && choose(2) === 0) return '\\/';
      return JSON.stringify(c).slice(1, -1);
    }).join('')}"`;
  const go = (v: Json): string => {
    if (typeof v === 'string') return text(v);
    if (v === null || typeof v !== 'object') return JSON.stringify(v);
    const members = Array.isArray(v)
      ? v.map((e) => space() + go(e) + space())
      : Object.entries(v).map(([k, e]) => `${space()}${text(k)}${space()}:${space()}${go(e)}${space()}`);
    const [left, right] = Array.isArray(v) ? '[]' : '{}';
    return left + (members.length === 0 ? space() : members.join(',')) + right;
  };
  return space() + go(value) + space();
}

const key = fc.constantFrom(
  'a',
  'b',
  'c',
  'name',
  '手机',
  'x/y',
  'm~n',
  '',
  '*',
  'q"q',
  'back\\slash',
  '😀',
  '__proto__',
);
const scalar = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('中文', '😀', '"', '\\', '\n', '\u0000'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => {
      const object: { [key: string]: Json } = Object.create(null);
      for (const [k, v] of entries) object[k] = v;
      return object;
    }),
  ),
}));
const choices = fc.array(fc.nat(1000), { minLength: 50, maxLength: 50 }).map((list) => {
  let i = 0;
  return (n: number) => list[i++ % list.length]! % n;
});

const segment = (k: string) => k.replaceAll('~', '~0').replaceAll('/', '~1');

/** Every scalar under its path, in order: the reference that cells are held to. */
function walk(value: Json, path: string, into: [string, Json][]): [string, Json][] {
  if (value === null || typeof value !== 'object') into.push([path, value]);
  else if (Array.isArray(value)) for (const e of value) walk(e, `${path}/*`, into);
  else for (const [k, e] of Object.entries(value)) walk(e, `${path}/${segment(k)}`, into);
  return into;
}

/** The value without the fields in `removed`. */
function without(value: Json, path: string, removed: ReadonlySet<string>): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return removed.has(`${path}/*`) ? [] : value.map((e) => without(e, `${path}/*`, removed));
  const kept: { [key: string]: Json } = Object.create(null);
  for (const [k, e] of Object.entries(value)) {
    const at = `${path}/${segment(k)}`;
    if (!removed.has(at)) kept[k] = without(e, at, removed);
  }
  return kept;
}

async function cellsOf(source: Source): Promise<[string, Json][]> {
  const cells: [string, Json][] = [];
  for await (const b of source.batches()) {
    for (let i = 0; i < b.cells; i++) {
      const raw = Buffer.from(b.bytes.subarray(b.rawStart[i], b.rawEnd[i])).toString();
      const value = Buffer.from(b.bytes.subarray(b.start[i], b.end[i])).toString();
      const scalar = JSON.parse(raw) as Json;
      expect(value).toBe(b.type[i] === CELL_TEXT ? (scalar as string).toWellFormed() : raw);
      cells.push([source.paths.list[b.path[i]!]!, scalar]);
    }
  }
  return cells;
}

/** Compares as JSON text, which keeps -0, order of keys and `__proto__` apart. */
const same = (a: Json, b: Json) => expect(JSON.stringify(a)).toBe(JSON.stringify(b));

const sample = fc.tuple(json, choices, fc.integer({ min: 1, max: 60 }));

describe('properties', () => {
  test('cells are what a walk over JSON.parse gives, for any block size', async () => {
    await fc.assert(
      fc.asyncProperty(sample, async ([value, choose, blockSize]) => {
        const source = await open('json', write(value, choose), blockSize);
        expect(await cellsOf(source)).toEqual(walk(JSON.parse(JSON.stringify(value)), '', []));
      }),
      { numRuns: 600 },
    );
  });

  test('the same of every line of JSON Lines, and one line is one row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { minLength: 1, maxLength: 6 }), async (list) => {
        const lines = list.map(([value, choose]) => write(value, choose).replaceAll(/[\r\n]/g, ' '));
        const source = await open('jsonl', lines.join('\n'), list[0]![2]);
        expect(await cellsOf(source)).toEqual(list.flatMap(([v]) => walk(JSON.parse(JSON.stringify(v)), '', [])));
        let rows = 0;
        for await (const batch of source.batches()) rows += batch.rows;
        expect(rows).toBe(list.length);
      }),
      { numRuns: 200 },
    );
  });

  test('without edits every byte stays', async () => {
    await fc.assert(
      fc.asyncProperty(sample, async ([value, choose, blockSize]) => {
        const text = write(value, choose);
        expect(await rewritten(await open('json', text, blockSize))).toBe(text);
        expect(await rewritten(await open('json', text, blockSize), () => [], ['/not/there'])).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test('removed fields are gone, all else is there', async () => {
    await fc.assert(
      fc.asyncProperty(sample, fc.array(fc.nat(), { maxLength: 3 }), async ([value, choose, blockSize], picks) => {
        const text = write(value, choose);
        const parsed = JSON.parse(text) as Json;
        const prefixes = walk(parsed, '', []).flatMap(([path]) => {
          const parts = path.split('/').slice(1);
          return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`);
        });
        if (prefixes.length === 0) return;
        const removed = picks.map((p) => prefixes[p % prefixes.length]!);
        const out = await rewritten(await open('json', text, blockSize), () => [], removed);
        same(JSON.parse(out), without(parsed, '', new Set(removed)));
        // Taken away is only what was there: the output is a subsequence of the input.
        let at = 0;
        for (const c of out) {
          at = text.indexOf(c, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
      }),
      { numRuns: 600 },
    );
  });

  test('edited cells hold the new value; bytes between cells stay', async () => {
    await fc.assert(
      fc.asyncProperty(sample, fc.string({ unit: 'binary' }), async ([value, choose, blockSize], text) => {
        const fresh = text.toWellFormed();
        const input = write(value, choose);
        let n = 0;
        const ranges: string[] = [];
        const edit = (batch: Batch): Edit[] => {
          const edits: Edit[] = [];
          for (let i = 0; i < batch.cells; i++) if (n++ % 2 === 0) edits.push({ cell: i, value: Buffer.from(fresh) });
          for (const e of edits)
            ranges.push(Buffer.from(batch.bytes.subarray(batch.rawStart[e.cell], batch.rawEnd[e.cell])).toString());
          return edits.reverse();
        };
        const out = await rewritten(await open('json', input, blockSize), edit);
        const cells = walk(JSON.parse(out), '', []);
        const before = walk(JSON.parse(input), '', []);
        expect(cells.map(([p]) => p)).toEqual(before.map(([p]) => p));
        cells.forEach(([, v], i) => {
          if (i % 2 === 1) same(v, before[i]![1]);
          // Bare tokens take a value of their own sort bare.
          else expect(typeof v === 'string' ? v : fresh).toBe(fresh);
        });
        // Putting the old tokens back gives the input again.
        let k = 0;
        expect(await rewrittenTokens(out, () => ranges[k++]!)).toBe(input);
      }),
      { numRuns: 400 },
    );
  });
});

/** `text` with every second scalar token replaced, by splitting at the tokens that a JSON text can have. */
async function rewrittenTokens(text: string, next: () => string): Promise<string> {
  let n = 0;
  return text.replaceAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[^\s,:[\]{}]+/g, (token, _string, colon) =>
    colon !== undefined ? token : n++ % 2 === 0 ? next() : token,
  );
}

const edits = (map: Record<string, string>, source: () => Source) => (batch: Batch) => {
  const list: Edit[] = [];
  for (let i = 0; i < batch.cells; i++) {
    const value = map[source().paths.list[batch.path[i]!]!];
    if (value !== undefined) list.push({ cell: i, value: Buffer.from(value) });
  }
  return list;
};

describe('edits', () => {
  test.each([
    ['a string stays one', '{"a": "x" }', 'q"\\\n\u0001中', '{"a": "q\\"\\\\\\n\\u0001中" }'],
    ['a number stays bare where it can', '{"a":1.0}', '-2e5', '{"a":-2e5}'],
    ['a number becomes a string where it cannot', '{"a":1.0}', '01', '{"a":"01"}'],
    ['a number is no NaN', '{"a":1.0}', 'NaN', '{"a":"NaN"}'],
    ['true becomes a string', '{"a":true}', '*', '{"a":"*"}'],
    ['true stays bare as false', '{"a":true}', 'false', '{"a":false}'],
    ['null becomes a string', '{"a":null}', '', '{"a":""}'],
    ['a key keeps its escapes', '{"\\u0061":"x"}', 'y', '{"\\u0061":"y"}'],
  ])('%s', async (_, text, value, expected) => {
    const source = await open('json', text);
    expect(
      await rewritten(
        source,
        edits({ '/a': value }, () => source),
      ),
    ).toBe(expected);
  });

  test('edits under what is removed go with it', async () => {
    const source = await open('jsonl', '{"a":{"b":"1"},"c":"2"}\n{"c":"3","a":{"b":"4"}}\n');
    expect(
      await rewritten(
        source,
        edits({ '/a/b': 'X', '/c': 'Y' }, () => source),
        ['/a'],
      ),
    ).toBe('{"c":"Y"}\n{"c":"Y"}\n');
  });

  test('names of a map can be edited, and go with their members', async () => {
    const text = '{"13800138000": {"v":1}, "13900139000": {"v":2}}';
    const source = await open('json', text, 7);
    expect(
      await rewritten(
        source,
        edits({ '/*#': 'p' }, () => source),
      ),
    ).toBe('{"p": {"v":1}, "p": {"v":2}}');
    expect(await rewritten(source, () => [], ['/*#'])).toBe('{}');
    expect(await rewritten(source, () => [], ['/*/v'])).toBe('{"13800138000": {}, "13900139000": {}}');
  });
});

describe('removing', () => {
  test.each<[string, string[], string]>([
    ['{"a": 1, "b": 2, "c": 3}', ['/a'], '{"b": 2, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', ['/b'], '{"a": 1, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', ['/c'], '{"a": 1, "b": 2}'],
    ['{"a": 1, "b": 2, "c": 3}', ['/a', '/b'], '{"c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', ['/b', '/c'], '{"a": 1}'],
    ['{"a": 1, "b": 2, "c": 3}', ['/a', '/c'], '{"b": 2}'],
    ['{ "a": 1, "b": 2 }', ['/a', '/b'], '{}'],
    ['{\n  "a": 1,\n  "b": 2\n}\n', ['/a'], '{\n  "b": 2\n}\n'],
    ['{\n  "a": 1,\n  "b": 2\n}\n', ['/b'], '{\n  "a": 1\n}\n'],
    ['[1, [2, "]"], {"a": 3}]', ['/*/*'], '[1, [], {"a": 3}]'],
    ['[1, 2]', ['/*'], '[]'],
    ['[{"a":"}","b":{"c":[1,{"d":2,"e":3}]}}]', ['/*/b/c/*/d'], '[{"a":"}","b":{"c":[1,{"e":3}]}}]'],
    ['[{"a":"\\"}","b":{"c":[1,{"d":2,"e":3}]}}]', ['/*/b/c'], '[{"a":"\\"}","b":{}}]'],
    ['{"a":{"b":1},"ab":2}', ['/a'], '{"ab":2}'],
    ['{"people":[{"x":[{"y":"1"}]},{"x":2}],"n":1}', ['/people'], '{"n":1}'],
    ['{"n":1,"people":[{"x":[{"y":"1"}]},{"x":2}]}', ['/people/*'], '{"n":1,"people":[]}'],
    ['{"\\u0061":1,"b":2}', ['/a'], '{"b":2}'],
    ['{"a/b":1,"b":2}', ['/a~1b'], '{"b":2}'],
  ])('%s without %j', async (text, removed, expected) => {
    for (const blockSize of [1, 2, 5, 1 << 20]) {
      expect(await rewritten(await open('json', text, blockSize), () => [], removed)).toBe(expected);
    }
  });

  test('takes the members of a map that had paths of their own before it was one', async () => {
    const people = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`k${i}`, { v: i, w: 0 }]));
    const source = await open('json', JSON.stringify(people), 3000);
    const out = await rewritten(source, () => [], ['/*/v']);
    expect(out).toBe(JSON.stringify(people).replaceAll(/"v":\d+,/g, ''));
  });

  test('refuses to remove the record itself', async () => {
    await expect(rewritten(await open('jsonl', '1\n'), () => [], [''])).rejects.toMatchObject({ code: 'TREAT_FORMAT' });
  });
});
