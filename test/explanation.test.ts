import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Counterfactual, DerivationNode, Explanation, FactNode } from '../src/model/explanation.ts';
import { douane, emptyFolder } from './support/douane.ts';

const SAMPLE = fileURLToPath(new URL('../examples/sample-company', import.meta.url));

/** Facts anywhere in a derivation, by name. */
function factsIn(explanation: Explanation): Map<string, FactNode> {
  const out = new Map<string, FactNode>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ((value as DerivationNode).op === 'fact') out.set((value as FactNode).fact, value as FactNode);
    for (const part of Object.values(value)) visit(part);
  };
  visit(explanation.derivation);
  return out;
}

test('check on the sample company: every fact says where it came from, and the suppositions hold', async () => {
  using folder = emptyFolder();
  cpSync(SAMPLE, folder.path, { recursive: true });
  const args = ['check', 'customers.csv', '--lane', 'crm-munich', '--as-of', '2026-11-23'];
  const { json, stderr } = await douane([...args, '--json'], { cwd: folder.path });
  expect(stderr).toBe('');
  const explanation = json.explanation as Explanation;
  const { derivation, nearest, wouldChange } = explanation;
  expect([derivation.outcome, derivation.verdict]).toEqual([json.outcome, json.verdict]);
  const facts = factsIn(explanation);
  const source = (fact: string) => facts.get(fact)?.source;
  for (const fact of ['data.personal', 'data.sensitive', 'counts.currentOrdinary', 'counts.currentSensitive']) {
    expect([fact, source(fact)]).toEqual([fact, 'measured']);
  }
  for (const fact of ['exporter.ciio', 'exporter.jurisdiction', 'recipient.place']) {
    expect([fact, source(fact)]).toEqual([fact, 'declared']);
  }
  for (const fact of ['data.anonymised', 'exporter.ciioNotifiedOn', 'data.under14']) {
    expect([fact, source(fact)]).toEqual([fact, 'assumed']);
  }
  expect(facts.get('counts.currentSensitive')!.value).toBe(json.persons.withHistory.sensitive);
  expect(nearest).toMatchObject({
    fact: 'counts.currentSensitive',
    source: 'measured',
    count: json.persons.withHistory.sensitive,
    limit: 10_000,
    side: 'below',
    changes: true,
  });
  const of = (fact: string) => wouldChange.find((c: Counterfactual) => c.fact === fact);
  expect(of('exporter.ciio')).toMatchObject({ source: 'declared', values: [true], outcome: 'security-assessment' });
  expect(of('data.sensitive')).toMatchObject({
    source: 'measured',
    values: [false],
    outcome: 'exempt',
    verdict: 'pass',
  });
  const order = wouldChange.map((c) => (c.source === 'measured' ? 1 : 0));
  expect(order).toEqual([...order].sort());

  const text = await douane(args, { cwd: folder.path });
  expect(text.stdout).toMatch(/\nNearest threshold: counts\.currentSensitive is /);
  expect(text.stdout.match(/^ {2}If .* were .*, not /gm)).toHaveLength(3);
  const report = readFileSync(json.report, 'utf8');
  for (const words of ['How this was derived', '推导过程', 'What would change it', '何种事实将改变结论', 'Signature']) {
    expect(report).toContain(words);
  }
  // None of it is in what is kept of the transfer: it is computed from the facts, which are.
  expect(readFileSync(json.receipt, 'utf8')).not.toContain('wouldChange');
});

test('a country that nobody named is assumed', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), '邮箱\na@example.com\nb@example.com\n');
  const { json } = await douane(['check', 'a.csv', '--to', 'DE', '--as-of', '2026-11-23', '--json'], {
    cwd: folder.path,
  });
  expect(factsIn(json.explanation).get('exporter.jurisdiction')).toMatchObject({ value: 'CN', source: 'assumed' });
  expect(factsIn(json.explanation).get('recipient.place')).toMatchObject({ value: 'DE', source: 'declared' });
});

test('law decide explains: in text where asked, in either language, in JSON too', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('facts.yaml'), 'recipient: { place: DE }\ncounts: { currentOrdinary: 1980 }\n');
  const run = (...more: string[]) =>
    douane(['law', 'decide', 'facts.yaml', '--as-of', '2026-11-23', ...more], { cwd: folder.path });
  const plain = await run();
  expect([plain.code, plain.stdout.includes('How this was derived')]).toEqual([0, false]);
  const english = await run('--explain');
  expect(english.stdout).toContain('How this was derived, by the law of 2026-11-23');
  expect(english.stdout).toContain(
    'counts.currentOrdinary (1,980, declared) is below p.ordinaryForContract (100,000 persons)',
  );
  expect(english.stdout.startsWith(plain.stdout.trimEnd())).toBe(true);
  const chinese = await run('--explain', '--language', 'zh');
  expect(chinese.stdout).toContain('推导过程（适用2026-11-23的法律）');
  expect(chinese.stdout).not.toMatch(/How this|Near, but|Assumed/);
  const { json } = await run('--json', '--explain');
  expect(json).toMatchObject({ schema: 'douane.decision/1', outcome: 'exempt', explanation: { complete: true } });
  expect(json.explanation.nearest).toMatchObject({
    limit: 100_000,
    distance: 98_020,
    outcomeBeyond: 'standard-contract-or-certification',
  });
  expect((await run('--language', 'fr')).code).toBe(2);
});
