import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inForce, miniPack } from '../../test/support/pack.ts';
import { DouaneError } from '../model/errors.ts';
import type { FactsGiven } from '../model/facts.ts';
import { decide } from './decide.ts';
import { joinPacks } from './join-packs.ts';
import { parsePack } from './parse-pack.ts';
import { BUILT_IN_PACKS, loadPack } from './store-pack.ts';
import { readFiles } from './store-pack-files.ts';
import type { TextFile } from './yaml-file.ts';

const work = mkdtempSync(join(tmpdir(), 'douane-hostile-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const china = loadPack(join(BUILT_IN_PACKS, 'cn'));

function faultOf(run: () => unknown): DouaneError {
  try {
    run();
  } catch (error) {
    if (error instanceof DouaneError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const withCondition = (when: string) =>
  miniPack([
    {
      id: 'XX-1',
      lines: [
        ...inForce('2025-01-01', null),
        `when: ${JSON.stringify(when)}`,
        'outcome: prohibited',
        'scopes: [transfer]',
      ],
    },
  ]);

test('a small pack is taken, and decides beside the law', () => {
  const pack = parsePack(withCondition('recipient.place == "DE"'));
  const d = decide({ recipient: { place: 'DE' } }, joinPacks([china], [pack]), '2026-11-01');
  expect([d.outcome, d.law.pack, d.laws.map((l) => l.outcome)]).toEqual(['prohibited', 'cn', ['exempt', 'prohibited']]);
  expect(decide({ recipient: { place: 'FR' } }, [china, pack], '2026-11-01').laws[1]!.outcome).toBe('free');
});

describe('conditions', () => {
  test.each([
    ['a map', 'data.fields.map(x, x).exists(y, y == "a")'],
    ['a filter', 'data.fields.filter(x, x == "a") == []'],
    ['exists_one', 'data.fields.exists_one(x, x == "a")'],
    ['a length', 'size(data.fields) > 3'],
    ['a pattern', 'exporter.name.matches("^(a+)+$")'],
    ['a part of a text', 'exporter.name.contains("a")'],
    ['the beginning of a text', 'exporter.name.startsWith("a")'],
    ['a split', 'exporter.name.split("").exists(x, x == "a")'],
    ['has', 'has(exporter.name)'],
    ['a conversion', 'int(exporter.name) > 1'],
    ['the type of something', 'type(exporter.name) == string'],
    ['a constructor', 'data.constructor == data'],
    ['a prototype', 'exporter.__proto__ == exporter'],
    ['an inherited method', 'exporter.toString == "a"'],
    ['a parameter that every object has', 'p.constructor == 1'],
    ['a term that every object has', 'term.hasOwnProperty'],
    ['a name of the host', 'globalThis == 1'],
    ['a process of the host', 'process.exit(1)'],
    ['arithmetic beyond plus and minus', 'counts.currentOrdinary * 2 > 4'],
    ['a division', 'counts.currentOrdinary / 0 > 4'],
    ['a macro of bindings', 'cel.bind(x, true, x)'],
    ['a map of values', '{"a": true}["a"]'],
    ['lists within lists', 'data.fields.exists(x, data.fields.exists(y, x == y))'],
    [
      'a list in lists of lists',
      'data.fields.all(x, data.kinds.all(y, recipient.onwardPlaces.all(z, z != x && z != y)))',
    ],
    ['a variable that every object has', 'data.fields.exists(__proto__, __proto__ == "a")'],
    ['a variable called as the facts are', 'data.fields.exists(exporter, exporter.ciio)'],
    ['lists held against each other in a list', 'data.fields.exists(x, data.fields == data.fields)'],
    ['lists put together in a list', '(data.fields + data.fields).exists(x, x in data.fields + data.fields)'],
    ['membership within a list', 'data.fields.exists(x, x in recipient.onwardPlaces)'],
    ['400 nodes', Array.from({ length: 250 }, () => 'data.personal').join('||')],
    ['2,000 characters', `data.personal || exporter.name == "${'a'.repeat(2_000)}"`],
    ['40 levels', `${'('.repeat(60)}data.personal${')'.repeat(60)} && ${'!'.repeat(60)}data.personal`],
  ])('%s is refused', (_name, when) => {
    expect(faultOf(() => parsePack(withCondition(when)))).toMatchObject({
      code: 'LAW_PACK_INVALID',
      place: { file: 'policy/rules.yaml' },
    });
  });

  test('what is let in ends in time over the longest lists', () => {
    const pack = parsePack(
      withCondition(
        `data.fields.exists(x, ${Array.from({ length: 15 }, (_, i) => `x == "b${i}"`).join(' || ')}) || recipient.onwardPlaces.all(y, !(y in ["CN", "HK"]))`,
      ),
    );
    const fields = Array.from({ length: 10_000 }, (_, i) => `field ${i}`);
    const facts: FactsGiven = {
      recipient: { place: 'DE', onwardPlaces: fields.map(() => 'FR') },
      data: { fields },
    };
    const start = performance.now();
    expect(decide(facts, [china, pack], '2026-11-01').laws[1]!.outcome).toBe('prohibited');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('many that are each let in are refused together', () => {
    const when = `when: 'data.fields.exists(x, ${Array.from({ length: 20 }, (_, i) => `x == "b${i}"`).join(' || ')})'`;
    const rules = Array.from({ length: 199 }, (_, i) => ({
      id: `XX-${i}`,
      lines: [...inForce('2025-01-01', null), when],
    }));
    expect(faultOf(() => parsePack(miniPack(rules))).expected).toContain('steps in a pack');
  });

  test('what is asked of every permit counts for each', () => {
    const rule = (body: string) => ({
      id: 'XX-1',
      lines: inForce('2025-01-01', null, `permit.kind == "certification" && ${body}`, 'each: permit'),
    });
    expect(parsePack(miniPack([rule('data.personal')])).rules.size).toBe(1);
    expect(faultOf(() => parsePack(miniPack([rule('"a" in data.fields')]))).expected).toContain('steps');
  });
});

describe('files', () => {
  const rules = [{ id: 'XX-1', lines: inForce('2025-01-01', null) }];
  const added = (path: string, text: string): TextFile[] => miniPack(rules, { [path]: text });

  test.each([
    ['an alias', 'policy/a.yaml', 'rules: &a []\nx: *a\n'],
    ['a merge key', 'policy/a.yaml', 'x: &a { b: 1 }\nrules:\n  - { <<: *a }\n'],
    ['a tag of the host', 'policy/a.yaml', 'rules: !!js/function "function () {}"\n'],
    ['a tag of one’s own', 'policy/a.yaml', 'rules: !rules []\n'],
    ['bytes', 'policy/a.yaml', 'rules: !!binary aGVsbG8=\n'],
    ['two documents', 'policy/a.yaml', 'rules: []\n---\nrules: []\n'],
    ['a list 100,000 deep', 'policy/a.yaml', `rules: ${'['.repeat(100_000)}`],
    ['a map 100,000 deep', 'policy/a.yaml', `rules: ${'{a: '.repeat(100_000)}`],
    [
      'indentation 3,000 deep',
      'policy/a.yaml',
      `${Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}\n`,
    ],
    ['a prototype as a key', 'policy/a.yaml', '__proto__: { rules: [] }\nrules: []\n'],
    ['a prototype in a rule', 'policy/a.yaml', 'rules:\n  - { id: XX-2, __proto__: { outcome: free } }\n'],
    ['a file that is neither an article nor anything else', 'readme.yaml', 'a: 1\n'],
    ['a file deeper than an article', 'policy/a/b.yaml', 'rules: []\n'],
    ['201 rules in a file', 'policy/a.yaml', `rules:\n${'  - {}\n'.repeat(201)}`],
    [
      'a list of 5,001',
      'parameters/a.yaml',
      `parameters:\n  - id: a\n    title: { en: a, zh: a }\n    unit: a\n    values:\n      - { inForce: [2025-01-01, null], value: [${'a,'.repeat(5_001)}], cite: a, url: https://a.example, sure: I, reviewed: 2025-01-01 }\n`,
    ],
    [
      'a number that is none',
      'parameters/a.yaml',
      'parameters:\n  - id: a\n    title: { en: a, zh: a }\n    unit: a\n    values:\n      - { inForce: [2025-01-01, null], value: .inf, cite: a, url: https://a.example, sure: I, reviewed: 2025-01-01 }\n',
    ],
    [
      'a number beyond exact ones',
      'parameters/a.yaml',
      'parameters:\n  - id: a\n    title: { en: a, zh: a }\n    unit: a\n    values:\n      - { inForce: [2025-01-01, null], value: 9007199254740993, cite: a, url: https://a.example, sure: I, reviewed: 2025-01-01 }\n',
    ],
  ])('%s is refused', (_name, path, text) => {
    const start = performance.now();
    expect(faultOf(() => parsePack(added(path, text)))).toMatchObject({
      code: 'LAW_PACK_INVALID',
      place: { file: path },
    });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'isPrototypeOf'])(
    'nothing may be called %s',
    (name) => {
      const parameter = `parameters:\n  - id: ${name}\n    title: { en: a, zh: a }\n    unit: a\n    values:\n      - { inForce: [2025-01-01, null], value: 1, cite: a, url: https://a.example, sure: I, reviewed: 2025-01-01 }\n`;
      expect(faultOf(() => parsePack(added('parameters/a.yaml', parameter))).code).toBe('LAW_PACK_INVALID');
      const term = [{ id: 'XX-1', lines: inForce('2025-01-01', null, 'data.personal', `defines: ${name}`) }];
      expect(faultOf(() => parsePack(miniPack(term))).code).toBe('LAW_PACK_INVALID');
      const head = miniPack(rules)[0]!.text;
      const dates = `${head}dates: { ${name}: { from: asOf, add: 1, unit: days } }\n`;
      expect(faultOf(() => parsePack(miniPack(rules, { 'pack.yaml': dates }))).code).toBe('LAW_PACK_INVALID');
      const template = [
        {
          id: 'XX-1',
          lines: inForce('2025-01-01', null, 'data.personal', `because: { en: "{exporter.${name}}", zh: a }`),
        },
      ];
      expect(faultOf(() => parsePack(miniPack(template))).code).toBe('LAW_PACK_INVALID');
    },
  );

  test('2,001 rules are refused, in time', () => {
    const files = Object.fromEntries(
      Array.from({ length: 11 }, (_, f) => [
        `policy/f${f}.yaml`,
        `rules:\n${Array.from({ length: 200 }, (_, i) => `  - { id: XX-${f}-${i}, title: { en: a, zh: a }, text: { en: a, zh: a }, inForce: [2025-01-01, null], article: a, sure: I }\n`).join('')}`,
      ]),
    );
    const start = performance.now();
    expect(faultOf(() => parsePack(miniPack(rules, files))).expected).toContain('at most 2000 rules');
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('folders', () => {
  /** A folder with a small pack and whatever is done to it. */
  function folder(name: string, change: (path: string) => void): string {
    const path = join(work, name);
    for (const file of miniPack([{ id: 'XX-1', lines: inForce('2025-01-01', null) }])) {
      mkdirSync(dirname(join(path, file.path)), { recursive: true });
      writeFileSync(join(path, file.path), file.text);
    }
    change(path);
    return path;
  }
  const refused = (path: string) => faultOf(() => loadPack(path));

  test('links out of the folder are refused, links inside it are followed', () => {
    const secret = join(work, 'secret.yaml');
    writeFileSync(secret, 'rules: []\n');
    const out = folder('out', (p) => symlinkSync(secret, join(p, 'policy/b.yaml')));
    expect(refused(out)).toMatchObject({ code: 'LAW_PACK_INVALID', expected: 'a link that stays inside the folder' });
    const up = folder('up', (p) => symlinkSync('..', join(p, 'policy/up')));
    expect(refused(up).code).toBe('LAW_PACK_INVALID');
    const sibling = folder('out-2', (p) => symlinkSync(join(work, 'out'), join(p, 'policy/b')));
    expect(refused(sibling).expected).toBe('a link that stays inside the folder');
    const dangling = folder('dangling', (p) => symlinkSync('nowhere.yaml', join(p, 'policy/b.yaml')));
    expect(refused(dangling).expected).toBe('a link to something that is there');
    const inside = folder('inside', (p) => {
      symlinkSync('policy', join(p, 'other'));
    });
    // The rule is there twice then, which says that the link was followed.
    expect(refused(inside).expected).toContain('an id that no other rule has');
    symlinkSync(
      folder('plain', () => {}),
      join(work, 'linked'),
    );
    expect(loadPack(join(work, 'linked')).id).toBe('mini');
  });

  test('what is no regular file is not waited for', () => {
    const path = folder('device', (p) => mkdirSync(join(p, 'a')));
    symlinkSync('/dev/zero', join(path, 'policy/zero.yaml'));
    expect(refused(path).code).toBe('LAW_PACK_INVALID');
  });

  test('2,001 files, a file of more than 1 MiB, and files of more than 16 MiB together are refused', () => {
    const many = folder('many', (p) => {
      for (let i = 0; i < 2_001; i++) writeFileSync(join(p, `policy/${i}.yaml`), '');
    });
    expect(refused(many).expected).toBe('at most 2000 files');
    const large = folder('large', (p) => writeFileSync(join(p, 'policy/b.yaml'), `# ${'a'.repeat(1_048_576)}`));
    expect(refused(large).expected).toBe('at most 1048576 bytes');
    const heavy = folder('heavy', (p) => {
      for (let i = 0; i < 17; i++) writeFileSync(join(p, `policy/${i}.yaml`), `# ${'a'.repeat(1_000_000)}`);
    });
    expect(refused(heavy).expected).toBe('at most 16777216 bytes in all files');
  });

  test('folders without end are left', () => {
    const deep = folder('deep', (p) =>
      mkdirSync(join(p, ...Array.from({ length: 40 }, () => 'a')), { recursive: true }),
    );
    expect(refused(deep).expected).toContain('folders deep');
    const wide = folder('wide', (p) => {
      mkdirSync(join(p, 'policy/a'));
      for (const name of ['b', 'c']) symlinkSync('.', join(p, 'policy/a', name));
    });
    expect(refused(wide).code).toBe('LAW_PACK_INVALID');
  });

  test('what installs beside a pack is not read', () => {
    const path = folder('beside', (p) => {
      mkdirSync(join(p, 'node_modules/x'), { recursive: true });
      mkdirSync(join(p, '.github'));
      writeFileSync(join(p, 'node_modules/x/a.yaml'), 'a: 1');
      writeFileSync(join(p, '.github/a.yaml'), 'a: 1');
      writeFileSync(join(p, 'index.js'), 'throw new Error()');
    });
    expect(readFiles(path).map((f) => f.path)).toEqual(['pack.yaml', 'policy/instrument.yaml', 'policy/rules.yaml']);
  });
});

test('a pack from outside takes no id, no country and no rule of another', () => {
  const mini = (change: Record<string, string> = {}, id = 'XX-1') =>
    parsePack(miniPack([{ id, lines: inForce('2025-01-01', null) }], change));
  const head = miniPack([])[0]!.text;
  const expected = (pack: ReturnType<typeof mini>) => faultOf(() => joinPacks([china], [pack])).expected;
  expect(expected(mini({ 'pack.yaml': head.replace('pack: mini', 'pack: cn') }))).toContain('an id');
  expect(expected(mini({}, 'CN-PIPL-2021-38'))).toContain('ids of rules');
  const chinese = { ...mini(), jurisdiction: 'CN', countries: ['CN'] };
  expect(expected(chinese)).toContain('countries');
  expect(faultOf(() => joinPacks([china], [mini(), mini()])).code).toBe('LAW_PACK_INVALID');
  expect(joinPacks([china], [mini()])).toHaveLength(2);
});

test('a draft stands in for a built-in pack only where that is asked for', () => {
  const draft = { ...china, hash: 'sha256:draft' };
  expect(faultOf(() => joinPacks([china], [draft])).code).toBe('LAW_PACK_INVALID');
  expect(joinPacks([china], [draft], { draft: true })).toEqual([draft]);
});
