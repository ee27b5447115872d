import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { douane, emptyFolder } from './support/douane.ts';
import { person } from './support/people.ts';

const LIST = `zone: Shanghai
list: "2025"
inForce: [2025-02-08, null]
cite: Negative list of the Shanghai zone
url: https://example.org/shanghai
sure: V3
reviewed: 2026-11-23
closedToCiio: true
items:
  - { sector: reinsurance, scenario: claims, item: claimants with their phones, kinds: [phone], persons: 20, route: standard-contract-or-certification }
  - { sector: reinsurance, scenario: claims, item: loss models, class: important, fields: [损失模型], route: security-assessment }
`;
const CONFIG = `exporter:
  name: Example Re
  facts:
    ftz: { zone: Shanghai, registered: true, exportsFrom: true, sector: reinsurance, scenario: claims }
recipients: { zurich: { name: Example Re AG, place: CH } }
zoneLists: [lists/shanghai.yaml]
`;
const CALL = ['--recipient', 'zurich', '--as-of', '2026-11-23', '--json'];

function house(list = LIST) {
  const folder = emptyFolder();
  mkdirSync(folder.file('lists'));
  writeFileSync(folder.file('lists/shanghai.yaml'), list);
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  return folder;
}

const claims = (from: number, count: number, more = '', value = '') =>
  [
    `客户号,姓名,手机${more}`,
    ...Array.from({ length: count }, (_, i) => {
      const p = person(from + i);
      return `${p.key},${p.name},${p.phone}${value}`;
    }),
    '',
  ].join('\n');

const rulesOf = (json: { reasons: { rule: string }[] }) => json.reasons.map((r) => r.rule);
const tableIn = (receipt: string) =>
  (JSON.parse(readFileSync(receipt, 'utf8')) as { body: { facts: { zoneList: unknown } } }).body.facts.zoneList;

test('persons below the number of an item leave and count; those that reach it over transfers are held', async () => {
  using folder = house();
  writeFileSync(folder.file('a.csv'), claims(1, 19));
  const first = await douane(['clear', 'a.csv', ...CALL, '--out', 'out'], { cwd: folder.path });
  expect(first.stderr).toBe('');
  expect(first.json).toMatchObject({ verdict: 'pass', outcome: 'exempt' });
  expect(rulesOf(first.json)).toContain('CN-CBDF-2024-6b-below');
  expect(first.json.duties.map((d: { code: string }) => d.code)).toContain('ftz-report');
  writeFileSync(folder.file('b.csv'), claims(20, 1));
  const second = await douane(['clear', 'b.csv', ...CALL, '--out', 'out'], { cwd: folder.path });
  expect(second.code).toBe(4);
  expect(second.json.outcome).toBe('standard-contract-or-certification');
  expect(rulesOf(second.json)).toContain('CN-CBDF-2024-6b-contract');
});

test('treating what the item names brings the data off the list, found by deciding again', async () => {
  using folder = house();
  writeFileSync(folder.file('a.csv'), claims(1, 30));
  const asked = await douane(['check', 'a.csv', ...CALL], { cwd: folder.path });
  expect(asked.code).toBe(4);
  const suggestion = { wouldChangeTo: 'exempt', fields: [{ path: '手机', do: 'remove' }] };
  expect(asked.json.treatment).toEqual(suggestion);
  const treated = await douane(['clear', 'a.csv', ...CALL, '--treat', 'auto', '--out', 'out'], { cwd: folder.path });
  expect(treated.code).toBe(3);
  expect(treated.json).toMatchObject({ verdict: 'treat', outcome: 'exempt', treated: suggestion.fields });
  expect(rulesOf(treated.json)).toContain('CN-CBDF-2024-6b');
  expect(tableIn(treated.json.receipt)).toMatchObject({ answer: 'off-list', route: 'none' });
});

test('the receipt keeps edition and hash, and its transfer decides the same without the list', async () => {
  using folder = house();
  writeFileSync(folder.file('a.csv'), claims(1, 30));
  const { json } = await douane(['check', 'a.csv', ...CALL], { cwd: folder.path });
  expect(tableIn(json.receipt)).toMatchObject({
    answer: 'on-list',
    list: '2025',
    hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  });
  writeFileSync(folder.file('lists/shanghai.yaml'), LIST.replace('persons: 20', 'persons: 50'));
  const replayed = await douane(['replay', json.receipt, '--json'], { cwd: folder.path });
  expect(replayed.json).toMatchObject({ same: true, replayed: { outcome: 'standard-contract-or-certification' } });
});

test('a column that the words of an item name is found although nothing in it is personal', async () => {
  using folder = house();
  writeFileSync(folder.file('a.csv'), claims(1, 5, ',损失模型', ',0.37'));
  const { json } = await douane(['check', 'a.csv', ...CALL], { cwd: folder.path });
  expect(json.outcome).toBe('security-assessment');
  const without = await douane(['check', 'a.csv', ...CALL, '--treat', '损失模型=remove'], { cwd: folder.path });
  expect(without.json.outcome).toBe('exempt');
});

test('a scenario that is not of the list lets nothing off it: national rules, or the item that may be meant, flagged', async () => {
  using folder = house();
  writeFileSync(folder.file('douane.yaml'), CONFIG.replace('scenario: claims', 'scenario: clams, itemOnList: false'));
  writeFileSync(folder.file('a.csv'), claims(1, 30));
  const { json } = await douane(['check', 'a.csv', ...CALL], { cwd: folder.path });
  expect(json.outcome).toBe('standard-contract-or-certification');
  const flags = json.flags.map((f: { code: string }) => f.code);
  for (const code of ['FTZ_LIST_UNCLEAR', 'FTZ_LIST_CONTRADICTED', 'FTZ_LIST_LOADED']) expect(flags).toContain(code);
});

test('a list that is wrong stops everything with its line, before there is any state', async () => {
  using folder = house(LIST.replace('kinds: [phone]', 'kinds: [fone]'));
  writeFileSync(folder.file('a.csv'), claims(1, 3));
  const ran = await douane(['clear', 'a.csv', ...CALL, '--out', 'out'], { cwd: folder.path });
  expect(ran.code).toBe(2);
  expect(ran.json).toMatchObject({
    code: 'LAW_ZONE_LIST_INVALID',
    place: { file: 'shanghai.yaml', name: 'items.0.kinds.0', line: 10 },
  });
  expect(existsSync(folder.file('.douane'))).toBe(false);
  writeFileSync(folder.file('douane.yaml'), CONFIG.replace('shanghai.yaml', 'none.yaml'));
  const gone = await douane(['clear', 'a.csv', ...CALL, '--out', 'out'], { cwd: folder.path });
  expect(gone.json).toMatchObject({ code: 'INPUT_NOT_FOUND', place: { file: 'none.yaml' } });
});

test('law decide takes lists, and says where a fact is wrong as without them', async () => {
  using folder = house();
  const facts = (sector: string) => `
exporter: { ftz: { zone: Shanghai, registered: true, exportsFrom: true, sector: ${sector}, scenario: claims } }
recipient: { place: CH }
data: { kinds: [phone], fields: [mobile] }
counts: { currentOrdinary: 300000 }
`;
  writeFileSync(folder.file('facts.yaml'), facts('reinsurance'));
  const decide = ['law', 'decide', 'facts.yaml', '--as-of', '2026-11-23', '--json'];
  const withList = await douane([...decide, '--zone-list', 'lists/shanghai.yaml'], { cwd: folder.path });
  expect(rulesOf(withList.json)).toContain('CN-CBDF-2024-6b-contract');
  const without = await douane(decide, { cwd: folder.path });
  expect(rulesOf(without.json)).toContain('CN-CBDF-2024-8a');
  expect(without.json.flags.map((f: { code: string }) => f.code)).toContain('FTZ_LIST_NOT_LOADED');
  writeFileSync(folder.file('facts.yaml'), facts('3'));
  const wrong = await douane([...decide, '--zone-list', 'lists/shanghai.yaml'], { cwd: folder.path });
  expect(wrong.json).toMatchObject({ code: 'LAW_FACTS_INVALID', place: { line: 2, name: 'exporter.ftz.sector' } });
});
