import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { countRules } from '../src/decide/decide.ts';
import type { Pack } from '../src/decide/pack.ts';
import { douane, emptyFolder } from './support/douane.ts';

const CONFIG = `exporter: { name: Example Inc., jurisdiction: US }
recipients:
  shanghai: { name: Example Vendor, place: CN }
  beijing: { name: Other Vendor, place: CN }
facts: { us: { transaction: vendor-agreement } }
`;

const patients = (from: number, count: number) =>
  `email,diagnosis\n${Array.from({ length: count }, (_, i) => `patient${from + i}@example.org,diabetes\n`).join('')}`;

test('persons with health data to one recipient are counted over 12 months, each once, and above 10,000 are bulk', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  writeFileSync(folder.file('a.csv'), patients(0, 6_000));
  writeFileSync(folder.file('b.csv'), patients(5_000, 5_001));
  const send = async (file: string, recipient: string, asOf: string, command: string[] = ['check']) => {
    const call = [...command, file, '--from', 'US', '--recipient', recipient, '--as-of', asOf, '--json'];
    const { json, stderr } = await douane(call, { cwd: folder.path });
    expect(stderr).toBe('');
    return json;
  };
  const first = await send('a.csv', 'shanghai', '2025-11-01', ['clear', '--out', 'out']);
  expect(first).toMatchObject({ verdict: 'pass', outcome: 'free', law: { pack: 'us' } });
  // 10,001 with those of before: one more than the number of the category.
  const second = await send('b.csv', 'shanghai', '2026-10-31');
  expect(second).toMatchObject({ verdict: 'hold', outcome: 'restricted' });
  const bulk = second.thresholds.find((t: { rule: string }) => t.rule.startsWith('US-202.205-health'));
  expect(bulk).toMatchObject({ count: 10_001, limit: 10_000, since: '2025-10-31' });
  // Another recipient, and a day from which those of before lie more than 12 months back.
  expect((await send('b.csv', 'beijing', '2026-10-31')).outcome).toBe('free');
  expect((await send('b.csv', 'shanghai', '2026-11-02')).outcome).toBe('free');
  expect((await send('b.csv', 'shanghai', '2026-11-01')).outcome).toBe('restricted');
});

test.each([
  ['us: 5', 'us'],
  ['us: { health: many }', 'us.health'],
])('a fact that is said wrongly is refused, and no count stands in its place: %s', async (facts, name) => {
  using folder = emptyFolder();
  writeFileSync(folder.file('douane.yaml'), CONFIG.replace('us: { transaction: vendor-agreement }', facts));
  writeFileSync(folder.file('a.csv'), patients(0, 10));
  const call = ['check', 'a.csv', '--from', 'US', '--recipient', 'shanghai', '--as-of', '2025-11-01'];
  const { code, stderr } = await douane(call, { cwd: folder.path });
  expect(code).toBe(2);
  expect(stderr).toContain('LAW_FACTS_INVALID');
  expect(stderr).toContain(name);
});

test('a policy and a law that asks by a condition are counted for, whatever country the exporter is of', () => {
  const rule = (fact: string) => ({ fact, kinds: ['health' as const], months: 12 });
  const pack = (more: object) => ({ jurisdiction: 'US', countries: ['US'], applies: null, ...more }) as unknown as Pack;
  const packs = [
    pack({ counts: [rule('us.health')] }),
    pack({ jurisdiction: null, countries: [], counts: [rule('india.x')] }),
    pack({ applies: {}, counts: [rule('russia.x')] }),
  ];
  const counted = (...countries: string[]) => countRules(packs, countries).map((c) => c.fact);
  expect(counted('CN')).toEqual(['india.x', 'russia.x']);
  expect(counted('CN', 'US')).toEqual(['us.health', 'india.x', 'russia.x']);
});
