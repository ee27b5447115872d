import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { douane, emptyFolder } from './support/douane.ts';
import { person } from './support/people.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const POLICY = join(ROOT, 'examples/policy-pack');

const phones = (count: number) =>
  `姓名,手机\n${Array.from({ length: count }, (_, i) => `${person(i).name},${person(i).phone}`).join('\n')}\n`;
const ids = (count: number) =>
  `姓名,身份证号\n${Array.from({ length: count }, (_, i) => `${person(i).name},${person(i).residentId}`).join('\n')}\n`;
const to = ['--to', 'DE', '--recipient', 'munich', '--as-of', '2026-11-24', '--json'];

/** A folder with the policy copied into it, as docs/policy-packs.md says. */
function company() {
  const folder = emptyFolder();
  cpSync(POLICY, folder.file('policy'), { recursive: true });
  writeFileSync(folder.file('phones.csv'), phones(3));
  writeFileSync(folder.file('ids.csv'), ids(3));
  return folder;
}

const hashOf = async (folder: string, pack: string) =>
  (await douane(['law', 'test', pack, '--json'], { cwd: folder })).json.packs[0].hash as string;

test('the policy of the example holds in all its checks, and says its hash', async () => {
  using folder = company();
  const ran = await douane(['law', 'test', './policy'], { cwd: folder.path });
  expect([ran.stderr, ran.code]).toEqual(['', 0]);
  expect(ran.stdout).toMatch(/Acme export policy \(acme-policy .*\)\n {2}sha256:[0-9a-f]{64}\n/);
  const path = folder.file('policy/parameters/limits.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('value: 50000', 'value: 60000'));
  const changed = await douane(['law', 'test', './policy'], { cwd: folder.path });
  expect(changed.code).toBe(1);
  expect(changed.stdout).toMatch(/FAIL cases\/policy\.yaml:\d+ One person more/);
});

test('a policy in douane.yaml asks for more than the law, in every command, and an approval ends that', async () => {
  using folder = company();
  const hash = await hashOf(folder.path, './policy');
  writeFileSync(folder.file('douane.yaml'), `packs:\n  - { folder: ./policy, hash: '${hash}' }\n`);
  const free = await douane(['check', 'phones.csv', ...to], { cwd: folder.path });
  expect(free.json).toMatchObject({ verdict: 'pass', outcome: 'exempt' });
  const held = await douane(['clear', 'ids.csv', '--out', 'out', ...to], { cwd: folder.path });
  expect(held.json).toMatchObject({ verdict: 'hold', outcome: 'approval' });
  expect(held.json.reasons.map((r: { rule: string }) => r.rule)).toContain('ACME-2');
  writeFileSync(folder.file('facts.yaml'), 'recipient: { place: DE, onwardPlaces: [US] }\n');
  const decided = await douane(['law', 'decide', 'facts.yaml', '--as-of', '2026-11-24', '--json'], {
    cwd: folder.path,
  });
  // Beside the law of China, and that of the European Union for what goes onward from there.
  expect(decided.json.laws).toContainEqual(expect.objectContaining({ pack: 'cn', outcome: 'exempt' }));
  expect(decided.json.laws).toContainEqual(
    expect.objectContaining({ pack: 'acme-policy', outcome: 'prohibited', hash }),
  );
  const listed = await douane(['law', 'list', '--json'], { cwd: folder.path });
  expect(listed.json.packs.map((p: { pack: string }) => p.pack)).toContain('acme-policy');

  // Without the pack that held it there is no approval.
  const hold = held.json.held.hold;
  const config = folder.file('douane.yaml');
  const declared = readFileSync(config, 'utf8');
  writeFileSync(config, '');
  const around = await douane(['holds', 'approve', hold, '--by', 'A. Counsel', '--json'], { cwd: folder.path });
  expect([around.code, around.json.code, around.json.place.name]).toEqual([2, 'LAW_NO_RULES', 'acme-policy']);
  writeFileSync(config, declared);
  const approve = ['holds', 'approve', hold, '--by', 'A. Counsel', '--reference', 'WR-2026-7', '--json'];
  const released = await douane(approve, { cwd: folder.path });
  expect([released.stderr, released.json.verdict]).toEqual(['', 'pass']);
});

test('another content than the hash named: nothing is decided, nothing is made', async () => {
  using folder = company();
  const hash = await hashOf(folder.path, './policy');
  writeFileSync(
    folder.file('policy/policy/onward.yaml'),
    readFileSync(join(POLICY, 'policy/onward.yaml'), 'utf8').replace('"US"', '"CA"'),
  );
  const named = await douane(['check', 'phones.csv', '--pack', `./policy@${hash}`, ...to], { cwd: folder.path });
  expect([named.code, named.json.code, named.json.expected]).toEqual([2, 'LAW_PACK_HASH', hash]);
  writeFileSync(folder.file('douane.yaml'), `packs:\n  - { folder: policy, hash: '${hash}' }\n`);
  for (const call of [
    ['clear', 'phones.csv', '--out', 'out', ...to],
    ['permit', 'list', '--json'],
    ['law', 'list', '--json'],
  ]) {
    const ran = await douane(call, { cwd: folder.path });
    expect([call[0], ran.code, ran.json.code]).toEqual([call[0], 2, 'LAW_PACK_HASH']);
  }
  expect((await douane(['holds', 'list'], { cwd: folder.path })).stdout).toBe('Nothing is held.\n');
});

test('a package is found beside douane.yaml, by hash, and nothing of it is run', async () => {
  using folder = company();
  const hash = await hashOf(folder.path, './policy');
  const installed = folder.file('node_modules/@acme/policy');
  mkdirSync(installed, { recursive: true });
  cpSync(POLICY, join(installed, 'rules'), { recursive: true });
  const trap = 'import { writeFileSync } from "node:fs"; writeFileSync("ran", "");';
  for (const name of ['index.js', 'rules/index.js', 'rules/pack.js']) writeFileSync(join(installed, name), trap);
  const manifest = (douane: unknown, more = {}) =>
    writeFileSync(
      join(installed, 'package.json'),
      JSON.stringify({
        name: '@acme/policy',
        type: 'module',
        main: 'index.js',
        scripts: { postinstall: 'touch ran' },
        douane,
        ...more,
      }),
    );
  manifest({ pack: 'rules' });
  const check = (pack: string) => douane(['check', 'ids.csv', '--pack', pack, ...to], { cwd: folder.path });
  expect((await check(`@acme/policy@${hash}`)).json).toMatchObject({ verdict: 'hold', outcome: 'approval' });
  writeFileSync(folder.file('douane.yaml'), `packs:\n  - { package: '@acme/policy', hash: '${hash}' }\n`);
  expect((await douane(['check', 'ids.csv', ...to], { cwd: folder.path })).json).toMatchObject({ outcome: 'approval' });
  rmSync(folder.file('douane.yaml'));
  expect((await check('@acme/policy')).json.code).toBe('CALL_BAD_VALUE');
  expect((await check(`@acme/other@${hash}`)).json.code).toBe('LAW_PACK_INVALID');
  expect((await check(`../policy@sha256:${'0'.repeat(64)}`)).json.code).toBe('LAW_PACK_INVALID');
  for (const out of ['..', '../..', '/etc', 3, '']) {
    manifest({ pack: out });
    expect([out, (await check(`@acme/policy@${hash}`)).json.code]).toEqual([out, 'LAW_PACK_INVALID']);
  }
  symlinkSync(folder.file('policy'), join(installed, 'link'));
  manifest({ pack: 'link' });
  expect((await check(`@acme/policy@${hash}`)).json.code).toBe('LAW_PACK_INVALID');
  writeFileSync(folder.file('douane.yaml'), "packs:\n  - { package: '@acme/policy' }\n");
  const without = await douane(['check', 'ids.csv', ...to], { cwd: folder.path });
  expect([without.json.code, without.json.expected]).toEqual(['CONFIG_INVALID', 'a hash beside a package']);
  expect(() => readFileSync(folder.file('ran'))).toThrow();
});

test('a pack that would stand in for the law is refused where data leave, and may be tried where none do', async () => {
  using folder = company();
  cpSync(join(ROOT, 'law/cn'), folder.file('draft'), { recursive: true });
  const path = folder.file('draft/parameters/thresholds.yaml');
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('value: 100000, cite: "Cross-Border Data Flow Provisions arts 5(1)(4), 8"');
  writeFileSync(path, text.replace('value: 100000, cite: "Cross-Border', 'value: 2, cite: "Draft of the Cross-Border'));
  for (const call of [
    ['check', 'phones.csv'],
    ['clear', 'phones.csv', '--out', 'out'],
  ]) {
    const ran = await douane([...call, '--pack', './draft', ...to], { cwd: folder.path });
    expect([ran.code, ran.json.code, ran.json.place.name]).toEqual([2, 'LAW_PACK_INVALID', 'cn']);
  }
  writeFileSync(folder.file('douane.yaml'), 'packs:\n  - { folder: ./draft }\n');
  const declared = await douane(['replay', '--all', '--json'], { cwd: folder.path });
  expect([declared.code, JSON.parse(declared.stdout).code]).toEqual([2, 'LAW_PACK_INVALID']);
  rmSync(folder.file('douane.yaml'));

  writeFileSync(folder.file('facts.yaml'), 'recipient: { place: DE }\ncounts: { currentOrdinary: 2 }\n');
  const decide = ['law', 'decide', 'facts.yaml', '--as-of', '2026-11-24', '--json'];
  expect((await douane(decide, { cwd: folder.path })).json).toMatchObject({ outcome: 'exempt', notes: [] });
  const drafted = await douane([...decide, '--pack', './draft'], { cwd: folder.path });
  expect(drafted.json).toMatchObject({ outcome: 'standard-contract-or-certification' });
  expect(drafted.json.notes[0]).toMatch(/^DRAFT: cn /);

  for (const file of ['phones.csv', 'ids.csv']) await douane(['check', file, ...to], { cwd: folder.path });
  const cleared = await douane(['clear', 'phones.csv', '--out', 'out', ...to], { cwd: folder.path });
  const one = await douane(['replay', cleared.json.transfer, '--pack', './draft', '--json'], { cwd: folder.path });
  expect(one.json).toMatchObject({ same: false, replayed: { outcome: 'standard-contract-or-certification' } });
  const all = await douane(['replay', '--all', '--pack', './draft', '--json'], { cwd: folder.path });
  expect([all.stderr, all.code]).toEqual(['', 0]);
  expect(all.json).toMatchObject({
    schema: 'douane.replay-all/1',
    asOf: null,
    totals: { transfers: 3, checks: 2, same: 0, changed: 3, undecided: 0 },
    byChange: [{ recorded: 'pass exempt', replayed: 'hold standard-contract-or-certification', transfers: 3 }],
    byRule: [{ pack: 'cn', recorded: 'CN-CBDF-2024-5.4', replayed: 'CN-CBDF-2024-8a', transfers: 3 }],
  });
  expect(all.json.changes[2]).toMatchObject({
    transfer: cleared.json.transfer,
    type: 'crossing',
    laws: [{ pack: 'cn', before: { outcome: 'exempt' }, after: { outcome: 'standard-contract-or-certification' } }],
  });
});

test('replay of everything: the same day, another day, a policy, days without an answer, and nothing recorded', async () => {
  using folder = company();
  const replay = async (...more: string[]) => {
    const ran = await douane(['replay', '--all', ...more, '--json'], { cwd: folder.path });
    expect(ran.code).toBe(0);
    return ran.json;
  };
  expect((await replay()).totals).toEqual({ transfers: 0, checks: 0, same: 0, changed: 0, undecided: 0 });
  for (const file of ['phones.csv', 'ids.csv', 'phones.csv'])
    await douane(['check', file, ...to], { cwd: folder.path });
  expect(await replay()).toMatchObject({ totals: { transfers: 3, same: 3, changed: 0 }, changes: [], notes: [] });

  const before = await replay('--as-of', '2022-10-15');
  expect(before).toMatchObject({
    totals: { changed: 3 },
    byRule: [{ pack: 'cn', recorded: 'CN-CBDF-2024-5.4', replayed: 'CN-PIPL-2021-38', transfers: 3 }],
  });
  expect(before.notes[0]).toMatch(/^COUNTS_AS_RECORDED/);

  const policy = await replay('--pack', './policy');
  expect(policy.totals).toMatchObject({ same: 2, changed: 1 });
  expect(policy.byRule).toEqual([{ pack: 'acme-policy', recorded: 'says nothing', replayed: 'ACME-2', transfers: 1 }]);
  expect(policy.byChange.at(-1)).toEqual({ recorded: 'pass exempt', replayed: 'hold approval', transfers: 1 });

  const never = await replay('--as-of', '1999-01-01');
  expect(never).toMatchObject({ totals: { undecided: 3 }, byChange: [{ replayed: 'LAW_NO_RULES', transfers: 3 }] });
  const text = await douane(['replay', '--all', '--as-of', '2022-10-15'], { cwd: folder.path });
  expect(text.stdout).toContain('3 transfers, 3 of them checks: 0 the same, 3 changed, 0 without a decision now');
  expect((await douane(['replay'], { cwd: folder.path })).code).toBe(2);
  expect((await douane(['replay', 'x', '--all'], { cwd: folder.path })).code).toBe(2);
});
