import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emptyFolder } from '../../test/support/douane.ts';
import { DouaneError } from '../model/errors.ts';
import { parseZoneLists } from './parse-zone-list.ts';
import { loadZoneLists } from './store-zone-lists.ts';

const GOOD = `zone: Beijing
list: "2024"
inForce: [2024-08-30, null]
cite: Negative list of the Beijing zone
url: https://example.org/beijing
sure: V3
reviewed: 2026-11-23
closedToCiio: false
items:
  - sector: { en: retail, zh: 零售 }
    scenario: membership
    item: { zh: 会员手机号 }
    kinds: [phone]
    persons: 100000
    route: standard-contract-or-certification
`;

const parse = (...texts: string[]) => parseZoneLists(texts.map((text, i) => ({ path: `${i + 1}.yaml`, text })));
const faultOf = (...texts: string[]): DouaneError => {
  try {
    parse(...texts);
  } catch (error) {
    if (error instanceof DouaneError) return error;
    throw error;
  }
  throw new Error('it was taken');
};

test('a list is read with its names in every language, and hashed by content', () => {
  const [list] = parse(GOOD);
  expect(list).toMatchObject({ zone: 'Beijing', list: '2024', inForce: ['2024-08-30', null], closedToCiio: false });
  expect(list!.items[0]).toMatchObject({
    sector: ['retail', '零售'],
    item: '会员手机号',
    class: null,
    persons: 100_000,
  });
  expect(list!.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(parse(`# a comment\n${GOOD}`)[0]!.hash).toBe(list!.hash);
  expect(parse(GOOD.replace('100000', '100001'))[0]!.hash).not.toBe(list!.hash);
});

test.each([
  ['an unknown key', 'persons:', 'person:', 14],
  ['a kind that there is not', '[phone]', '[telephone]', 13],
  ['a number of nobody', '100000', '0', 14],
  ['a route that there is not', 'standard-contract-or-certification', 'contract', 15],
  ['the route of what needs none', 'standard-contract-or-certification', 'none', 15],
  ['an edition that is a number', '"2024"', '2024', 2],
  ['a day that there is not', '2024-08-30', '2024-08-32', 3],
  ['an end before the beginning', 'null', '2024-01-01', 3],
  ['an address that is none', 'https:', 'javascript:', 5],
  ['a label that there is not', 'V3', 'V4', 6],
  ['an answer that is not given', 'closedToCiio: false\n', '', 1],
  ['a sector of spaces', '{ en: retail, zh: 零售 }', '" "', 10],
  ['an item without words', '{ zh: 会员手机号 }', '{ }', 12],
])('%s is an error with its line', (_what, from, to, line) => {
  const fault = faultOf(GOOD.replace(from, to));
  expect(fault.code).toBe('LAW_ZONE_LIST_INVALID');
  expect(fault.place).toMatchObject({ file: '1.yaml', line });
  expect(fault.exitCode).toBe(2);
});

test('what is no YAML, or repeats itself by aliases, is refused', () => {
  for (const text of ['zone: [', `${GOOD}more: *x`, `${GOOD}---\nzone: x`, `x: &a [1]\ny: *a`, '', '[]', 'null']) {
    expect(faultOf(text).code).toBe('LAW_ZONE_LIST_INVALID');
  }
});

test('more items than any list has are refused', () => {
  const item = '  - { sector: a, scenario: b, item: c, route: prohibited }\n';
  expect(parse(GOOD + item.repeat(4_999))[0]!.items).toHaveLength(5_000);
  expect(faultOf(GOOD + item.repeat(5_000)).expected).toContain('at most 5000');
});

const edition = (list: string, from: string, to: string, zone = 'Beijing') =>
  GOOD.replace('"2024"', `"${list}"`)
    .replace('[2024-08-30, null]', `[${from}, ${to}]`)
    .replace('Beijing\n', `${zone}\n`);

test('editions of a zone follow each other; zones have nothing to do with one another', () => {
  const lists = parse(edition('2025', '2025-09-01', 'null'), edition('2024', '2024-08-30', '2025-09-01'));
  expect(lists.map((l) => l.list)).toEqual(['2024', '2025']);
  expect(parse(GOOD, edition('2024', '2024-05-31', 'null', 'Tianjin'))).toHaveLength(2);
});

test.each([
  ['a gap', edition('2025', '2025-09-02', 'null'), edition('2024', '2024-08-30', '2025-09-01')],
  ['an overlap', edition('2025', '2025-08-31', 'null'), edition('2024', '2024-08-30', '2025-09-01')],
  ['an overlap', edition('2025', '2025-09-01', 'null'), GOOD],
  ['an overlap', edition('2025', '2024-08-30', 'null'), edition('2024', '2024-08-30', '2025-09-01')],
  [undefined, edition('2024', '2025-09-01', 'null'), edition('2024', '2024-08-30', '2025-09-01')],
])('editions with %s between them are refused, with the later one’s line', (got, later, earlier) => {
  const fault = faultOf(later, earlier);
  expect(fault.got).toBe(got);
  expect(fault.place.line).toBe(got === undefined ? 2 : 3);
});

test('a file that is not there or too large is a clean error', async () => {
  await expect(loadZoneLists(['/no/such/list.yaml'])).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
  await expect(loadZoneLists(Array(101).fill('a.yaml'))).rejects.toMatchObject({ code: 'LAW_ZONE_LIST_INVALID' });
  using folder = emptyFolder();
  writeFileSync(join(folder.path, 'large.yaml'), ' '.repeat(4_194_305));
  await expect(loadZoneLists([join(folder.path, 'large.yaml')])).rejects.toMatchObject({
    code: 'LAW_ZONE_LIST_INVALID',
    place: { file: 'large.yaml' },
  });
});

test('the example of the documentation is taken', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/zone-lists.md', import.meta.url)), 'utf8');
  const example = /```yaml\n(zone:[\s\S]*?)```/.exec(page)![1]!;
  expect(parse(example)[0]).toMatchObject({
    zone: 'Beijing',
    items: [{ route: 'standard-contract-or-certification' }],
  });
});
