/** Permits through the program: budgets, alerts, deadlines, and a transfer of which a part fits. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { parseVerifierKey } from '../src/ledger/note.ts';
import { audit } from '../src/ledger/store-audit.ts';
import { douane, emptyFolder, lookAt } from './support/douane.ts';
import { person } from './support/people.ts';

const CONFIG = `
exporter: { name: Example Trading, jurisdiction: CN, facts: { ciio: true } }
recipients: { hq: { name: HQ AG, place: DE } }
lanes:
  whole: { to: DE, recipient: hq, purpose: other }
  fits: { to: DE, recipient: hq, purpose: other, overrun: release-what-fits }
  treated: { to: DE, recipient: hq, purpose: other, overrun: release-what-fits, treat: { /邮箱: remove, /手机: mask } }
`;
const HEADER = '客户号,姓名,手机,邮箱';
const line = (n: number) => {
  const p = person(n);
  return [p.key, p.name, p.phone, p.email].join(',');
};
const csv = (...people: number[]) => `${[HEADER, ...people.map(line)].join('\n')}\n`;
const asOf = ['--as-of', '2026-11-23', '--json'];

async function house(budget: number, ...more: string[]) {
  const folder = emptyFolder();
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  const added = await douane(
    [
      ...['permit', 'add', '--id', 'SA-1', '--kind', 'security-assessment', '--issued', '2026-01-10'],
      ...['--recipient', 'HQ AG', '--to', 'DE', '--persons', String(budget), ...more],
    ],
    { cwd: folder.path },
  );
  expect(added.stderr).toBe('');
  const clear = (file: string, lane: string) =>
    douane(['clear', file, '--lane', lane, '--out', 'out', ...asOf], { cwd: folder.path });
  return { folder, clear };
}

function auditOf(folder: { file(name: string): string }, publicKey: string) {
  using view = lookAt(folder.file('.douane'));
  const key = parseVerifierKey(publicKey);
  return view.read((db) => audit(db, key));
}

test('a transfer that overruns is held whole unless the lane says otherwise', async () => {
  const { folder, clear } = await house(3);
  using _ = folder;
  writeFileSync(folder.file('orders.csv'), csv(1, 2, 3, 4));
  const ran = await clear('orders.csv', 'whole');
  expect(ran.code).toBe(4);
  expect(ran.json.held.records).toBe(4);
  expect(ran.json.released).toBeUndefined();
  expect(existsSync(folder.file('out/orders.csv'))).toBe(false);
});

/** The leaves say what the register says, of parts too. */
async function audited(folder: { readonly path: string }): Promise<void> {
  const { code, stderr } = await douane(['ledger', 'audit'], { cwd: folder.path });
  expect([code, stderr]).toEqual([0, '']);
}

test('what fits leaves in the order of the input, all rows of a person one way, and the rest is held', async () => {
  const { folder, clear } = await house(3);
  using _ = folder;
  const rows = [line(1), ',,,', line(2), line(1), line(3), line(4), line(2), line(5)];
  writeFileSync(folder.file('orders.csv'), `${[HEADER, ...rows].join('\r\n')}`);
  const ran = await clear('orders.csv', 'fits');
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(4);
  expect(ran.json.verdict).toBe('hold');
  expect(readFileSync(folder.file('out/orders.csv'), 'utf8')).toBe(
    `${[HEADER, line(1), ',,,', line(2), line(1), line(3), line(2)].join('\r\n')}\r\n`,
  );
  expect(ran.json.parts.fits).toMatchObject({ records: 6, persons: { ordinary: 3 } });
  expect(ran.json.parts.rest).toMatchObject({ records: 2, persons: { ordinary: 2 } });
  expect(ran.json.held.records).toBe(2);
  expect(ran.json.flags.map((f: { code: string }) => f.code)).toContain('OVERRUN_PART');
  for (const receipt of [ran.json.receipt, ran.json.parts.fits.receipt, ran.json.parts.rest.receipt])
    expect((await douane(['verify', receipt], { cwd: folder.path })).code).toBe(0);
  for (const { transfer } of [ran.json, ran.json.parts.fits, ran.json.parts.rest]) {
    const replayed = await douane(['replay', transfer], { cwd: folder.path });
    expect(replayed.code, replayed.stdout + replayed.stderr).toBe(0);
  }
  const fits = JSON.parse(readFileSync(ran.json.parts.fits.receipt, 'utf8'));
  expect(fits.leaf).toMatchObject({ type: 'crossing', verdict: 'pass', permit: 'SA-1' });
  expect(fits.leaf.counts).toMatchObject({ records: 6, persons: { ordinary: 3 } });
  expect(fits.body.part).toEqual({ which: 'fits', of: ran.json.transfer, permit: 'SA-1' });
  expect(auditOf(folder, fits.publicKey).transfers).toBe(3);
  const shown = await douane(['permit', 'show', 'SA-1', '--json'], { cwd: folder.path });
  expect(shown.json.persons).toMatchObject({ used: 3, left: 0 });

  // The same again: the same part, and nobody is counted twice.
  const again = await clear('orders.csv', 'fits');
  expect(again.stderr).toBe('');
  expect(again.json.parts.fits.records).toBe(6);
  expect((await douane(['permit', 'show', 'SA-1', '--json'], { cwd: folder.path })).json.persons.used).toBe(3);

  // The rest can be approved as a transfer of its own.
  const approved = await douane(['holds', 'approve', ran.json.held.hold, '--reason', 'r', '--json'], {
    cwd: folder.path,
  });
  expect(approved.stderr).toBe('');
  expect(approved.json.persons.thisTransfer.ordinary).toBe(2);
  expect(readFileSync(folder.file('out/orders.rest.csv'), 'utf8')).toBe([HEADER, line(4), line(5)].join('\r\n'));
  await audited(folder);
});

test('rows of people whom nothing tells apart count one each, and a budget of those with sensitive data is kept', async () => {
  const { folder, clear } = await house(3);
  using _ = folder;
  writeFileSync(folder.file('orders.csv'), `${[HEADER, line(1), ',王伟,,', line(2), ',李娜,,', line(3)].join('\n')}\n`);
  const ran = await clear('orders.csv', 'fits');
  expect(ran.stderr).toBe('');
  expect(readFileSync(folder.file('out/orders.csv'), 'utf8')).toBe(
    `${[HEADER, line(1), ',王伟,,', line(2)].join('\n')}\n`,
  );
  expect(ran.json.parts).toMatchObject({ fits: { persons: { ordinary: 3 } }, rest: { persons: { ordinary: 2 } } });
  await audited(folder);

  const limited = await house(100, '--sensitive-persons', '1');
  using __ = limited.folder;
  const cards = ['4111111111111111', '', '5500005555555559'];
  const rows = [1, 2, 3].map((n, i) => `${line(n)},${cards[i]}`);
  writeFileSync(limited.folder.file('cards.csv'), `${[`${HEADER},银行卡号`, ...rows].join('\n')}\n`);
  const some = await limited.clear('cards.csv', 'fits');
  expect(some.stderr).toBe('');
  expect(readFileSync(limited.folder.file('out/cards.csv'), 'utf8')).toBe(
    `${[`${HEADER},银行卡号`, rows[0], rows[1]].join('\n')}\n`,
  );
  expect(some.json.parts.fits.persons).toEqual({ ordinary: 2, sensitive: 1 });
});

test('lines of JSON, treatments: the part is treated as the whole would have been', async () => {
  const { folder, clear } = await house(2);
  using _ = folder;
  const json = (n: number) => {
    const p = person(n);
    return JSON.stringify({ 客户号: p.key, 姓名: p.name, 手机: p.phone, 邮箱: p.email });
  };
  writeFileSync(folder.file('orders.jsonl'), `${[1, 2, 3, 1].map(json).join('\n')}\n`);
  const ran = await clear('orders.jsonl', 'treated');
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(4);
  const out = readFileSync(folder.file('out/orders.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l));
  expect(out.map((o) => o.客户号)).toEqual([1, 2, 1].map((n) => person(n).key));
  expect(out.every((o) => !('邮箱' in o) && o.手机.includes('*'))).toBe(true);
  expect(ran.json.parts.rest.records).toBe(1);
  await audited(folder);
});

test('a packed table of GB 18030, and two files', async () => {
  const { folder, clear } = await house(2);
  using _ = folder;
  mkdirSync(folder.file('in'));
  const packed = (...people: number[]) => gzipSync(iconv.encode(csv(...people), 'gb18030'));
  writeFileSync(folder.file('in/a.csv.gz'), packed(1, 3, 1));
  writeFileSync(folder.file('in/b.csv'), csv(4, 3));
  const ran = await clear('in', 'fits');
  expect(ran.stderr).toBe('');
  const out = gunzipSync(readFileSync(folder.file('out/a.csv.gz')));
  expect(iconv.decode(out, 'gb18030')).toBe(csv(1, 3, 1));
  expect(readFileSync(folder.file('out/b.csv'), 'utf8')).toBe(csv(3));
  expect(ran.json.parts).toMatchObject({ fits: { records: 4 }, rest: { records: 1, persons: { ordinary: 1 } } });
  expect(ran.json.flags.map((f: { code: string }) => f.code)).toContain('PERMIT_100');
});

test('a document is held whole, and it is said why', async () => {
  const { folder, clear } = await house(2);
  using _ = folder;
  writeFileSync(folder.file('orders.json'), JSON.stringify([1, 2, 3].map((n) => person(n))));
  const ran = await clear('orders.json', 'fits');
  expect(ran.code).toBe(4);
  expect(ran.json.released).toBeUndefined();
  expect(ran.json.held.records).toBe(3);
  expect(ran.json.flags.find((f: { code: string }) => f.code === 'OVERRUN_HELD_WHOLE').text).toContain('CSV');
});

test('show tells what is left, when it runs out and what falls due; levels are said when reached and shown after', async () => {
  const { folder, clear } = await house(10, '--sensitive-persons', '5');
  using _ = folder;
  const codes = (ran: { json: { flags: { code: string; text: string }[] } }) =>
    ran.json.flags.filter((f) => /^PERMIT_\d/.test(f.code));
  writeFileSync(folder.file('a.csv'), csv(1, 2, 3, 4, 5, 6, 7));
  const a = await clear('a.csv', 'whole');
  expect(a.code).toBe(0);
  expect(codes(a)).toEqual([]);
  writeFileSync(folder.file('b.csv'), csv(7, 8));
  const checked = await douane(['check', 'b.csv', '--lane', 'whole', ...asOf], { cwd: folder.path });
  expect(checked.code).toBe(0);
  expect(codes(checked)).toMatchObject([{ code: 'PERMIT_80', text: expect.stringContaining('first time') }]);
  const b = await clear('b.csv', 'whole');
  expect(b.code).toBe(0);
  expect(codes(b)).toMatchObject([{ code: 'PERMIT_80', text: expect.stringContaining('first time') }]);
  writeFileSync(folder.file('c.csv'), csv(8, 1));
  const c = await clear('c.csv', 'whole');
  expect(codes(c)[0]!.text).not.toContain('first time');

  const shown = (await douane(['permit', 'show', 'SA-1', '--json'], { cwd: folder.path })).json;
  expect(shown).toMatchObject({
    schema: 'douane.permit/1',
    status: 'valid',
    validUntil: '2029-01-10',
    persons: { budget: 10, used: 8, left: 2, levels: [{ level: 80, transfer: b.json.transfer, day: '2026-11-23' }] },
    sensitivePersons: { budget: 5, used: 0, left: 5, runsOut: { day: null } },
    alerts: ['PERMIT_80'],
    nextDeadline: { code: 'security-assessment-extension-opens', rule: 'CN-CBDF-2024-9e' },
  });
  expect(shown.persons.runsOut.day).toMatch(/^20\d\d-/);
  const text = (await douane(['permit', 'show', 'SA-1'], { cwd: folder.path })).stdout;
  expect(text).toContain('8 used of 10, 2 left');
  expect(text).toContain('80 % reached on 2026-11-23');
  expect(text).toContain('CN-CBDF-2024-9e');
  expect((await douane(['permit', 'list'], { cwd: folder.path })).stdout).toContain('PERMIT_80');

  const ended = await douane(['permit', 'end', 'SA-1', '--reason', 'withdrawn', '--json'], { cwd: folder.path });
  expect(ended.code).toBe(0);
  expect((await clear('c.csv', 'whole')).code).toBe(4);
  expect((await douane(['permit', 'list', '--json'], { cwd: folder.path })).json.permits).toEqual([]);
  expect((await douane(['permit', 'list', '--all', '--json'], { cwd: folder.path })).json.permits).toMatchObject([
    { status: 'ended', persons: { used: 8 } },
  ]);
  expect((await douane(['permit', 'end', 'SA-1'], { cwd: folder.path })).code).toBe(2);
  expect(auditOf(folder, JSON.parse(readFileSync(b.json.receipt, 'utf8')).publicKey).transfers).toBeGreaterThan(3);
});

test('a contract in effect is to be filed within ten working days, until it is said that it was', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  const run = (...args: string[]) => douane(args, { cwd: folder.path });
  writeFileSync(
    folder.file('permit.yaml'),
    `id: SC-1
kind: standard-contract
effectiveOn: 2026-09-23
scope: { recipients: [HQ AG], places: [DE], purposes: [other], grades: [personal], fields: [客户号, 姓名], kinds: [person.name] }
budget: { sensitivePersons: 10 }
`,
  );
  expect((await run('permit', 'add', '--file', 'permit.yaml')).stderr).toBe('');
  const before = (await run('permit', 'show', 'SC-1', '--json')).json;
  expect(before.deadlines).toMatchObject([{ due: '2026-10-14', code: 'standard-contract-filing', sure: 'V1' }]);
  expect(before.persons).toMatchObject({ budget: null, left: null, runsOut: null });
  expect((await run('permit', 'filed', 'SC-1', '--on', '2026-10-09')).stderr).toBe('');
  const after = (await run('permit', 'show', 'SC-1', '--json')).json;
  expect(after).toMatchObject({ filedOn: '2026-10-09', deadlines: [], nextDeadline: null });
  expect((await run('permit', 'filed', 'SC-1', '--on', '2026-10-10')).code).toBe(2);
});

test('a permit is the exporter’s who first used it: another one on the same state has none of its budget', async () => {
  const { folder, clear } = await house(3);
  using _ = folder;
  writeFileSync(folder.file('a.csv'), csv(1, 2, 3));
  writeFileSync(folder.file('b.csv'), csv(4, 5, 6));
  const other = (by: string) =>
    writeFileSync(folder.file('douane.yaml'), CONFIG.replace('name: Example Trading', `name: ${by}`));
  expect((await clear('a.csv', 'whole')).code).toBe(0);
  other('Example Logistics');
  expect((await clear('b.csv', 'whole')).code).toBe(4);
  const named = await douane(['clear', 'b.csv', '--lane', 'whole', '--permit', 'SA-1', '--out', 'out', ...asOf], {
    cwd: folder.path,
  });
  expect([named.code, named.json.code, named.json.expected]).toEqual([2, 'PERMIT_UNKNOWN', 'one of this exporter']);
  expect(existsSync(folder.file('out/b.csv'))).toBe(false);
  other('Example Trading');
  expect((await clear('a.csv', 'whole')).json.permit).toBe('SA-1');
});
