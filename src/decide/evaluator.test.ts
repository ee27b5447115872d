import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConditionCompiler } from './condition-compiler.ts';

const SCHEMA = {
  f: {
    yes: 'bool',
    n: 'int',
    m: 'int',
    text: 'string',
    other: 'string',
    list: 'list<string>',
    deep: { list: 'list<string>' },
  },
  day: 'string',
} as const;
const compiler = new ConditionCompiler(SCHEMA);
const cel = new Environment({});
cel.registerVariable({ name: 'f', schema: SCHEMA.f as never });
cel.registerVariable('day', 'string');

/** Conditions by their type, as text: whatever the language lets in. */
const { bool } = fc.letrec<{ bool: string; int: string; text: string; list: string }>((tie) => ({
  int: fc.oneof(
    { depthSize: 'small' },
    fc.integer({ min: 0, max: 5 }).map(String),
    fc.constantFrom('f.n', 'f.m'),
    fc.tuple(tie('int'), fc.constantFrom('+', '-'), tie('int')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('int').map((a) => `(-${a})`),
  ),
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('f.text', 'f.other', 'day', '"a"', '"b"', '"2024-03-22"', '""'),
    fc.tuple(tie('bool'), tie('text'), tie('text')).map(([t, a, b]) => `(${t} ? ${a} : ${b})`),
  ),
  list: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('f.list', 'f.deep.list', '["a", "b"]'),
    fc.tuple(tie('text'), tie('list')).map(([a, b]) => `([${a}] + ${b})`),
  ),
  bool: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('f.yes', 'true', 'false'),
    fc.tuple(tie('int'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('int')).map((p) => `(${p.join(' ')})`),
    fc
      .tuple(tie('text'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('text'))
      .map((p) => `(${p.join(' ')})`),
    fc.tuple(tie('list'), fc.constantFrom('==', '!='), tie('list')).map((p) => `(${p.join(' ')})`),
    fc.tuple(tie('text'), tie('list')).map(([a, b]) => `(${a} in ${b})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map((p) => `(${p.join(' ')})`),
    tie('bool').map((a) => `!${a}`),
    fc
      .tuple(tie('list'), fc.constantFrom('exists', 'all'), tie('text'), tie('bool'))
      .map(([l, q, t, b]) => `${l}.${q}(x, x == ${t} || ${b})`),
  ),
}));

const words = fc.constantFrom('', 'a', 'b', 'c', '2024-03-21', '2024-03-22');
const facts = fc.record({
  f: fc.record({
    yes: fc.boolean(),
    n: fc.nat(6),
    m: fc.nat(6),
    text: words,
    other: words,
    list: fc.array(words, { maxLength: 3 }),
    deep: fc.record({ list: fc.array(words, { maxLength: 3 }) }),
  }),
  day: words,
});

/** Whole numbers are big integers there. */
const forCel = (value: unknown): unknown => {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, forCel(v)]));
};

test('a condition holds where the interpreter of CEL says so, whatever the condition and the facts', () => {
  fc.assert(
    fc.property(bool, fc.array(facts, { minLength: 1, maxLength: 4 }), (source, seen) => {
      const condition = compiler.compile(source);
      // Longer ones than are let in are generated now and then.
      if ('fault' in condition) return expect(condition.fault).toMatch(/Exceeded|exceed|limit|max/i);
      const interpreted = cel.parse(source);
      for (const s of seen) expect(condition.holds(s)).toBe(interpreted(forCel(s) as never));
    }),
    { numRuns: 2_000 },
  );
});

const holds = (source: string, seen: Record<string, unknown>) => {
  const condition = compiler.compile(source);
  if ('fault' in condition) throw new Error(condition.fault);
  return condition.holds(seen);
};

test('what is not there, and a sum beyond the whole numbers, is an error and no answer', () => {
  expect(() => holds('f.yes', {})).toThrow(TypeError);
  expect(() => holds('f.yes', { f: {} })).toThrow(TypeError);
  expect(() => holds('!(f.n < 1)', { f: { yes: true } })).toThrow(TypeError);
  expect(() => holds('f.n + f.m > 0', { f: { n: Number.MAX_SAFE_INTEGER, m: 1 } })).toThrow(TypeError);
  expect(holds('f.n + f.m > 0', { f: { n: Number.MAX_SAFE_INTEGER - 1, m: 1 } })).toBe(true);
});

test.each([
  ['f.n > 1.5', 'whole numbers'],
  ['f.n < 9007199254740993', 'whole numbers'],
  ['f.list[0] == "a"', "operator '[]'"],
  ['f.text.matches("a")', "'matches'"],
  ['f.list.map(x, x) == []', "'map'"],
  ['size(f.list) > 1', "'size'"],
  ['f.list.exists(x, x.y)', 'not known'],
  ['f.nothing', 'nothing'],
  ['g.yes', 'not known'],
  ['f.text', 'of type string'],
])('%s is not let in', (source, why) => {
  expect(compiler.compile(source)).toMatchObject({ fault: expect.stringContaining(why) });
});
