import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DouaneError } from '../model/errors.ts';
import { parsePack } from './parse-pack.ts';
import type { TextFile } from './yaml-file.ts';

const CN = fileURLToPath(new URL('../../law/cn', import.meta.url));
const FILES: readonly TextFile[] = readdirSync(CN, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml') && !path.startsWith('cases'))
  .map((path) => ({ path, text: readFileSync(`${CN}/${path}`, 'utf8') }));

/** The pack with one place of one file changed; the place has to be there. */
function changed(path: string, from: string, to: string): TextFile[] {
  const file = FILES.find((f) => f.path === path)!;
  expect(file.text).toContain(from);
  return FILES.map((f) => (f === file ? { path, text: file.text.replace(from, to) } : f));
}

function faultOf(files: readonly TextFile[]): DouaneError {
  try {
    parsePack(files);
  } catch (error) {
    if (error instanceof DouaneError) return error;
    throw error;
  }
  throw new Error('the pack was taken');
}

test('the built-in pack is taken, and its hash is that of its content, not of its layout', () => {
  const pack = parsePack(FILES);
  expect(pack.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(parsePack(changed('pack.yaml', '# The pack of', '# A pack of')).hash).toBe(pack.hash);
  expect(parsePack([...FILES].reverse()).hash).toBe(pack.hash);
  expect(parsePack(changed('parameters/thresholds.yaml', 'value: 10000,', 'value: 10001,')).hash).not.toBe(pack.hash);
});

test('every rule has words in two languages and a source, every version a citation', () => {
  for (const rule of parsePack(FILES).rules.values()) {
    for (const words of [rule.title, rule.text]) {
      expect(words.en, rule.id).toMatch(/[A-Za-z]/);
      expect(words.zh, rule.id).toMatch(/\p{Script=Han}/u);
    }
    for (const version of rule.versions) {
      expect(version.url, rule.id).toMatch(/^https?:\/\//);
      expect(version.cite, rule.id).toMatch(/\(\p{Script=Han}.*\), ./u);
    }
  }
});

test('a gap and an overlap between the dates of a parameter are refused with their line', () => {
  const from = '{ inForce: [2022-09-01, 2024-03-22], value: previous-year';
  for (const day of ['2022-09-02', '2022-08-31']) {
    const fault = faultOf(changed('parameters/terms.yaml', from, from.replace('2022-09-01', day)));
    expect(fault.code).toBe('LAW_PACK_GAP');
    expect(fault.place).toMatchObject({ file: 'parameters/terms.yaml', name: 'exportWindow' });
    expect(fault.place.line).toBeGreaterThan(5);
    expect(fault.got).toContain(day === '2022-09-02' ? 'a gap' : 'an overlap');
  }
});

test('a gap and an overlap between the versions of a rule are refused', () => {
  for (const day of ['2022-11-19', '2022-11-17']) {
    const fault = faultOf(changed('pipl/38.yaml', 'inForce: [2022-11-18, null]', `inForce: [${day}, null]`));
    expect([fault.code, fault.place.name]).toEqual(['LAW_PACK_GAP', 'CN-PIPL-2021-38']);
  }
  expect(faultOf(changed('pipl/38.yaml', '[2021-11-01, 2022-11-18]', '[2021-11-01, null]')).code).toBe('LAW_PACK_GAP');
});

test('a parameter without a value on some day of a rule that reads it is refused', () => {
  const path = 'parameters/thresholds.yaml';
  const from = '{ inForce: [2024-03-22, null], value: 1000000,';
  const fault = faultOf(changed(path, from, from.replace('2024-03-22', '2024-03-23')));
  expect([fault.code, fault.place.file]).toEqual(['LAW_PACK_GAP', 'cbdf/7.yaml']);
});

test('a kind that no rule grades on every day is refused', () => {
  expect(faultOf(changed('pipl/4.yaml', 'wechat-id, ', '')).code).toBe('LAW_PACK_GAP');
});

test.each([
  ['broken syntax', 'term.ciio &&'],
  ['a fact that is not there', 'exporter.nope'],
  ['a parameter that is not there', 'exporter.personsHeld > p.nope'],
  ['a term that is not there', 'term.nope'],
  ['types that do not compare', 'exporter.personsHeld > "a"'],
  ['no truth value', 'exporter.personsHeld'],
  ['an impure call', 'timestamp(asOf) > timestamp("2026-01-01T00:00:00Z")'],
  ['the clock', 'now() > asOf'],
  ['a pattern whose time has no bound', 'exporter.name.matches("(a+)+$")'],
  ['a call on the host', 'exporter.name.constructor == ""'],
  ['an index', 'data.regimes[0] == "map"'],
  ['a permit where there is none', 'permit.kind == "certification"'],
  ['the result before there is one', 'result.outcome == "free"'],
])('a condition with %s is refused with file and line', (_name, condition) => {
  const fault = faultOf(changed('cbdf/7.yaml', 'when: term.ciio', `when: '${condition}'`));
  expect(fault.code).toBe('LAW_PACK_INVALID');
  expect(fault.place.file).toBe('cbdf/7.yaml');
  expect(fault.place.line).toBeGreaterThan(1);
});

test.each([
  ['an id used twice', 'cbdf/8.yaml', 'id: CN-CBDF-2024-8b', 'id: CN-CBDF-2024-8a'],
  ['an unknown key', 'cbdf/8.yaml', 'outcome: standard', 'outcme: standard'],
  ['an unknown outcome', 'cbdf/8.yaml', 'outcome: standard-contract-or-certification', 'outcome: maybe'],
  ['a date that is none', 'cbdf/8.yaml', '[2024-03-22, null]', '[2024-03-32, null]'],
  ['an interval that ends before it begins', 'cbdf/8.yaml', '[2024-03-22, null]', '[2024-03-22, 2024-03-22]'],
  ['a placeholder of nothing', 'cbdf/8.yaml', '{counts.currentOrdinary}', '{counts.nothing}'],
  ['a rule that prevails over nothing', 'cbdf/5.yaml', 'over: [CN-CBDF-2024-7.*', 'over: [CN-NONE-1'],
  ['an outcome for nobody', 'cbdf/8.yaml', 'scopes: [ordinary]', 'scopes: []'],
  ['a date counted from no date', 'sc/7.yaml', 'from: permit.effectiveOn', 'from: exporter.name'],
  ['no instrument', 'cbdf/instrument.yaml', 'name:', 'nam:'],
  ['a value without a reference', 'parameters/terms.yaml', 'cite: "Security Assessment Measures art. 14", ', ''],
  [
    'two values with one reference',
    'parameters/terms.yaml',
    '"Cross-Border Data Flow Provisions art. 9"',
    '"Security Assessment Measures art. 14"',
  ],
  ['broken YAML', 'cbdf/8.yaml', 'rules:', 'rules: ['],
  ['a key twice', 'cbdf/8.yaml', 'sure: V1', 'sure: V1\n    sure: V2'],
])('%s is refused with its file', (_name, path, from, to) => {
  const fault = faultOf(changed(path, from, to));
  expect(fault.code).toBe('LAW_PACK_INVALID');
  expect(fault.place.file).toBe(path);
});

test('aliases are refused, so that no file grows without bound', () => {
  const fault = faultOf(changed('cbdf/8.yaml', 'rules:', 'x: &a [1]\ny: [*a, *a]\nrules:'));
  expect([fault.code, fault.place.file]).toEqual(['LAW_PACK_INVALID', 'cbdf/8.yaml']);
});

test('rules that prevail over each other in a circle are refused', () => {
  const fault = faultOf(
    changed('cbdf/8.yaml', 'scopes: [ordinary]', 'scopes: [ordinary]\n    over: [CN-CBDF-2024-5.1]'),
  );
  expect(fault.code).toBe('LAW_PACK_INVALID');
  expect(fault.expected).toContain('circle');
});

test('terms that use each other in a circle are refused', () => {
  const files = changed('cii/10.yaml', 'when: ', 'when: term.notExport && ').map((f) =>
    f.path === 'export/what-is-export.yaml'
      ? {
          ...f,
          text: f.text.replaceAll('(transfer.act == "transmit" ||', 'term.ciio && (transfer.act == "transmit" ||'),
        }
      : f,
  );
  expect(faultOf(files).expected).toContain('circle');
});
