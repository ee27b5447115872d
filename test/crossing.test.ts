import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { douane, emptyFolder, shared, stateFile } from './support/douane.ts';
import { person } from './support/people.ts';

const HEADER = '客户号,姓名,身份证号,手机,邮箱,备注';
const customers = (from: number, count: number, note = (_n: number) => '') =>
  `${[
    HEADER,
    ...Array.from({ length: count }, (_, i) => {
      const p = person(from + i);
      return [p.key, p.name, p.residentId, p.phone, p.email, note(from + i)].join(',');
    }),
  ].join('\n')}\n`;
const to = ['--to', 'DE', '--recipient', 'munich', '--as-of', '2026-11-23', '--json'];
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

test('a small file of customers may leave: exempt under article 5, every person counted once', async () => {
  using folder = emptyFolder();
  const text = customers(1, 100) + customers(1, 50).split('\n').slice(1).join('\n');
  writeFileSync(folder.file('customers.csv'), text);
  const ran = await douane(['check', 'customers.csv', ...to], { cwd: folder.path });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(ran.json).toMatchObject({
    schema: 'douane.check/1',
    asOf: '2026-11-23',
    verdict: 'pass',
    outcome: 'exempt',
    byClass: { ordinary: 'exempt', sensitive: null, important: null },
    records: 150,
    bytes: Buffer.byteLength(text),
    persons: {
      thisTransfer: { ordinary: 100, sensitive: 0 },
      withHistory: { ordinary: 100, sensitive: 0 },
      undetermined: 0,
    },
  });
  expect(ran.json.reasons.map((r: { rule: string }) => r.rule)).toContain('CN-CBDF-2024-5.4');
  const kinds = Object.fromEntries(ran.json.fields.map((f: { path: string; kind: string }) => [f.path, f.kind]));
  expect(kinds).toMatchObject({
    客户号: 'customer-key',
    姓名: 'person.name',
    身份证号: 'cn.resident-id',
    手机: 'phone',
    邮箱: 'email',
  });
  expect(ran.json.duties.map((d: { code: string }) => d.code)).toContain('pipia');
  expect(existsSync(ran.json.receipt)).toBe(true);
  expect(existsSync(ran.json.report)).toBe(true);
  const verified = await douane(['verify', ran.json.receipt], { cwd: folder.path });
  expect(verified.code).toBe(0);
});

test('no value of the input is in the receipt, the report, the answer or the state', async () => {
  using folder = emptyFolder();
  writeFileSync(
    folder.file('customers.csv'),
    customers(1, 40, () => '青霉素过敏'),
  );
  const ran = await douane(['clear', 'customers.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(ran.code).toBe(4);
  const everything = [ran.stdout, ran.stderr];
  for (const name of readdirSync(folder.file('.douane'), { recursive: true, encoding: 'utf8' })) {
    try {
      everything.push(readFileSync(folder.file(`.douane/${name}`), 'latin1'));
    } catch {
      // a directory
    }
  }
  for (let n = 1; n <= 40; n++) {
    const p = person(n);
    for (const value of [p.residentId, p.phone, p.email, Buffer.from(p.name + p.name).toString('latin1')]) {
      expect(everything.some((text) => text.includes(value))).toBe(false);
    }
  }
});

test('clear writes the same bytes, counts the persons, and the next transfer has them as history', async () => {
  using folder = emptyFolder();
  const first = `\ufeff${customers(1, 60).replaceAll('\n', '\r\n')}`;
  writeFileSync(folder.file('a.csv'), first);
  writeFileSync(folder.file('b.csv'), customers(41, 60));
  const a = await douane(['clear', 'a.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(a.code).toBe(0);
  expect(a.json.released).toMatchObject({ records: 60, sha256: sha256(first) });
  expect(readFileSync(folder.file('out/a.csv'), 'utf8')).toBe(first);
  const b = await douane(['clear', 'b.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(b.code).toBe(0);
  expect(b.json.persons).toMatchObject({ thisTransfer: { ordinary: 60 }, withHistory: { ordinary: 100 } });
  // A check uses up nobody.
  for (let i = 0; i < 2; i++) {
    const c = await douane(['check', 'b.csv', ...to], { cwd: folder.path });
    expect(c.json.persons.withHistory.ordinary).toBe(100);
  }
});

test('sensitive notes hold the file; removing that one field is found as the smallest treatment and then releases it', async () => {
  using folder = emptyFolder();
  const text = customers(1, 30, (n) => (n % 3 === 0 ? '糖尿病患者,请注意' : '')).replaceAll(
    '糖尿病患者,请注意',
    '"糖尿病患者,请注意"',
  );
  writeFileSync(folder.file('customers.csv'), text);
  const held = await douane(['clear', 'customers.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(held.code).toBe(4);
  expect(held.json).toMatchObject({
    verdict: 'hold',
    outcome: 'standard-contract-or-certification',
    byClass: { ordinary: 'exempt', sensitive: 'standard-contract-or-certification' },
    persons: { thisTransfer: { ordinary: 30, sensitive: 10 } },
    treatment: { wouldChangeTo: 'exempt', fields: [{ path: '备注', do: 'remove' }] },
  });
  expect(existsSync(folder.file('out/customers.csv'))).toBe(false);
  expect(held.json.held.records).toBe(30);
  expect(readFileSync(`${held.json.held.path}/0`).includes(person(1).phone)).toBe(false);

  const auto = await douane(['clear', 'customers.csv', ...to, '--treat', 'auto', '--out', 'out'], { cwd: folder.path });
  expect(auto.code).toBe(3);
  expect(auto.json.verdict).toBe('treat');
  expect(auto.json.treated).toEqual([{ path: '备注', do: 'remove' }]);
  const out = readFileSync(folder.file('out/customers.csv'), 'utf8').split('\n');
  expect(out[0]).toBe('客户号,姓名,身份证号,手机,邮箱');
  const p = person(1);
  expect(out[1]).toBe([p.key, p.name, p.residentId, p.phone, p.email].join(','));
  expect(auto.json.released.sha256).toBe(sha256(readFileSync(folder.file('out/customers.csv'))));
});

test('a permit in hand covers what it covers, and one that expired yesterday does not', async () => {
  using folder = emptyFolder();
  writeFileSync(
    folder.file('customers.csv'),
    customers(1, 20, () => '高血压'),
  );
  const add = (id: string, until: string) =>
    douane(
      [
        'permit',
        'add',
        '--id',
        id,
        '--kind',
        'standard-contract',
        '--filed',
        '2025-01-05',
        '--effective',
        '2025-01-01',
        '--until',
        until,
        '--recipient',
        'munich',
        '--to',
        'DE',
        '--persons',
        '500',
      ],
      { cwd: folder.path },
    );
  expect((await add('SC-OLD', '2026-11-22')).code).toBe(0);
  const expired = await douane(['clear', 'customers.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(expired.code).toBe(4);
  expect(expired.json.flags.map((f: { code: string }) => f.code)).toContain('PERMIT_EXPIRED');
  expect((await add('SC-1', '2027-12-31')).code).toBe(0);
  const covered = await douane(['clear', 'customers.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(covered.code).toBe(0);
  expect(covered.json).toMatchObject({
    verdict: 'pass',
    outcome: 'standard-contract-or-certification',
    permit: 'SC-1',
  });
  const shown = await douane(['permit', 'show', 'SC-1', '--json'], { cwd: folder.path });
  expect(shown.json).toMatchObject({ id: 'SC-1', persons: { budget: 500, used: 20, left: 480 } });
});

test('a held transfer can be shown, approved and released, or denied for good', async () => {
  using folder = emptyFolder();
  const text = customers(1, 20, () => '高血压');
  writeFileSync(folder.file('customers.csv'), text);
  const held = await douane(['clear', 'customers.csv', ...to, '--out', 'out'], { cwd: folder.path });
  const id = held.json.held.hold;
  expect((await douane(['holds', 'list', '--json'], { cwd: folder.path })).json.holds).toMatchObject([
    { id, status: 'held' },
  ]);
  expect((await douane(['holds', 'show', id], { cwd: folder.path })).code).toBe(0);
  const approved = await douane(['holds', 'approve', id, '--by', 'Counsel', '--reason', 'contract filed', '--json'], {
    cwd: folder.path,
  });
  expect(approved.code).toBe(0);
  expect(approved.json.verdict).toBe('pass');
  expect(approved.json.flags.map((f: { code: string }) => f.code)).toContain('RELEASED_BY_APPROVAL');
  expect(readFileSync(folder.file('out/customers.csv'), 'utf8')).toBe(text);
  expect((await douane(['holds', 'approve', id], { cwd: folder.path })).code).toBe(2);

  writeFileSync(
    folder.file('more.csv'),
    customers(50, 20, () => '高血压'),
  );
  const second = await douane(['clear', 'more.csv', ...to, '--out', 'out'], { cwd: folder.path });
  const denied = await douane(['holds', 'deny', second.json.held.hold], { cwd: folder.path });
  expect(denied.code).toBe(0);
  expect(existsSync(second.json.held.path)).toBe(false);
  expect((await douane(['holds', 'approve', second.json.held.hold], { cwd: folder.path })).code).toBe(2);
});

test('a directory is one transfer of many files and formats; a person in two files is one person', async () => {
  using folder = emptyFolder();
  mkdirSync(folder.file('batch/sub'), { recursive: true });
  writeFileSync(folder.file('batch/a.csv'), customers(1, 10));
  const p = person(5);
  const lines = `{"id":"${p.residentId}","amount":1.0,"big":12345678901234567890}\n{"id":"${person(11).residentId}","amount":2,"big":1}\n`;
  writeFileSync(folder.file('batch/sub/b.jsonl'), lines);
  const ran = await douane(['clear', 'batch', ...to, '--out', 'out'], { cwd: folder.path });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  expect(ran.json.persons.thisTransfer.ordinary).toBe(11);
  expect(ran.json.files).toHaveLength(2);
  expect(readFileSync(folder.file('out/sub/b.jsonl'), 'utf8')).toBe(lines);
});

test('a receipt that a killed process left half-written is gone after the next start', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('customers.csv'), customers(1, 3));
  mkdirSync(folder.file('.douane/receipts'), { recursive: true });
  writeFileSync(folder.file('.douane/receipts/.receipt.partial'), '{"half');
  const ran = await douane(['check', 'customers.csv', ...to], { cwd: folder.path });
  expect(ran.code).toBe(0);
  expect(readdirSync(folder.file('.douane/receipts'))).toEqual([ran.json.transfer]);
  expect(readdirSync(folder.file(`.douane/receipts/${ran.json.transfer}`)).sort()).toEqual([
    'receipt.json',
    'report.html',
  ]);
});

test('the same input, law date and state give the same decision, byte for byte', async () => {
  using folder = emptyFolder();
  writeFileSync(
    folder.file('customers.csv'),
    customers(1, 30, (n) => (n === 7 ? '孕妇' : '')),
  );
  const strip = (json: Record<string, unknown>) =>
    JSON.stringify({ ...json, transfer: null, receipt: null, report: null });
  const one = await douane(['check', 'customers.csv', ...to], { cwd: folder.path });
  const two = await douane(['check', 'customers.csv', ...to], { cwd: folder.path });
  expect(strip(one.json)).toBe(strip(two.json));
});

test('replay decides a recorded transfer by the law of another day', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('customers.csv'), customers(1, 10));
  const ran = await douane(['check', 'customers.csv', ...to], { cwd: folder.path });
  for (const what of [ran.json.receipt, ran.json.transfer]) {
    const replayed = await douane(['replay', what, '--as-of', '2022-10-01', '--json'], { cwd: folder.path });
    expect(replayed.code).toBe(0);
    expect(replayed.json).toMatchObject({
      recorded: { outcome: 'exempt' },
      replayed: { asOf: '2022-10-01', outcome: 'no-route' },
      same: false,
    });
    const again = await douane(['replay', what, '--json'], { cwd: folder.path });
    expect(again.json).toMatchObject({ same: true, notes: [] });
    expect((await douane(['replay', what], { cwd: folder.path })).stdout).toContain('The same decision.');
  }
});

test('standard input is read like a file', async () => {
  using folder = emptyFolder();
  const text = customers(1, 12);
  const ran = await douane(['clear', '-', ...to, '--out', 'out'], { cwd: folder.path, input: text });
  expect(ran.stderr).toBe('');
  expect(ran.code).toBe(0);
  const [name] = readdirSync(folder.file('out'));
  expect(readFileSync(folder.file(`out/${name}`), 'utf8')).toBe(text);
});

test('a directory may hold the state: it is not part of the transfer', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  for (let i = 0; i < 2; i++) {
    const ran = await douane(['check', '.', ...to], { cwd: folder.path });
    expect(ran.stderr).toBe('');
    expect(ran.json.files.map((f: { path: string }) => f.path)).toEqual(['a.csv']);
  }
});

test('personal data in a field that the lane does not declare holds the transfer', async () => {
  using folder = emptyFolder();
  writeFileSync(
    folder.file('douane.yaml'),
    'recipients: { m: { name: M, place: DE } }\nlanes: { crm: { recipient: m, fields: [客户号, 姓名, 手机, 邮箱] } }\n',
  );
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  const ran = await douane(['check', 'a.csv', '--lane', 'crm', '--as-of', '2026-11-23', '--json'], {
    cwd: folder.path,
  });
  expect(ran.code).toBe(4);
  expect(ran.json).toMatchObject({ verdict: 'hold', outcome: 'exempt' });
  const flag = ran.json.flags.find((f: { code: string }) => f.code === 'UNDECLARED_FIELDS');
  expect(flag.text).toContain('身份证号');
});

test('a receipt of which one count was changed does not verify', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  const ran = await douane(['check', 'a.csv', ...to], { cwd: folder.path });
  const receipt = readFileSync(ran.json.receipt, 'utf8');
  expect(receipt).toContain('"ordinary": 5');
  writeFileSync(folder.file('forged.json'), receipt.replace('"ordinary": 5', '"ordinary": 4'));
  const forged = await douane(['verify', 'forged.json'], { cwd: folder.path });
  expect([forged.code, forged.stderr]).toEqual([2, expect.stringContaining('RECEIPT_INVALID')]);
});

test('init writes a configuration that works as it stands', async () => {
  using folder = emptyFolder();
  expect((await douane(['init'], { cwd: folder.path })).code).toBe(0);
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  const ran = await douane(['check', 'a.csv', '--lane', 'crm-munich', '--as-of', '2026-11-23', '--json'], {
    cwd: folder.path,
  });
  expect(ran.stderr).toBe('');
  expect(ran.json).toMatchObject({ recipient: 'Example GmbH', to: 'DE', verdict: 'pass' });
  expect((await douane(['init'], { cwd: folder.path })).code).toBe(2);
});

// Of no state.
test.skipIf(shared())('law test runs every case of the pack and they hold', async () => {
  using folder = emptyFolder();
  const ran = await douane(['law', 'test', '--json'], { cwd: folder.path });
  expect(ran.code).toBe(0);
  expect(ran.json.failed).toBe(0);
  expect(ran.json.passed).toBeGreaterThan(100);
});

test('what is known on the day of the approval decides: a recipient restricted since gets nothing', async () => {
  using folder = emptyFolder();
  const config = (facts: string, place = 'DE') =>
    writeFileSync(folder.file('douane.yaml'), `recipients:\n  m: { name: Munich, place: ${place}${facts} }\n`);
  config('');
  writeFileSync(folder.file('a.csv'), `姓名,银行卡号\n${person(1).name},6222021234567894\n`);
  const held = await douane(['clear', 'a.csv', '--recipient', 'm', '--out', 'out', '--json'], { cwd: folder.path });
  expect(held.code).toBe(4);
  const approve = () => douane(['holds', 'approve', held.json.held.hold, '--json'], { cwd: folder.path });

  config('', 'US');
  expect((await approve()).json).toMatchObject({ code: 'HOLD_DESTINATION' });
  config(', facts: { restricted: true }');
  const restricted = await approve();
  expect(restricted.code).toBe(5);
  expect(restricted.json.outcome).toBe('prohibited');
  expect(existsSync(folder.file('out/a.csv'))).toBe(false);
  config('');
  const released = await approve();
  expect(released.code).toBe(0);
  expect(readFileSync(folder.file('out/a.csv'), 'utf8')).toBe(readFileSync(folder.file('a.csv'), 'utf8'));
});

test('a register, permit or hold changed from outside is noticed, and nothing crosses', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  const clear = () => douane(['clear', 'a.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect((await clear()).code).toBe(0);
  expect((await clear()).code).toBe(0);
  const db = new Database(stateFile(folder.file('.douane')));
  db.exec('DELETE FROM person_set');
  db.close();
  expect((await clear()).json).toMatchObject({ code: 'STATE_CORRUPT' });
});

test.each([
  ['as it was, with the seal of then', ['person_identifiers', 'person_next', 'person_turn', 'person_set', 'meta']],
  ['as if the keys had never been bound', []],
])('a register put back under the ledger is noticed, and nothing crosses: %s', async (_, tables) => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  writeFileSync(folder.file('b.csv'), customers(6, 5));
  const clear = (name: string) => douane(['clear', name, ...to, '--out', 'out'], { cwd: folder.path });
  expect((await clear('a.csv')).code).toBe(0);
  const file = stateFile(folder.file('.douane'));
  const kept = folder.file('kept.db');
  {
    const db = new Database(file);
    db.exec(`VACUUM INTO '${kept}'`);
    db.close();
  }
  expect((await clear('b.csv')).code).toBe(0);
  {
    const db = new Database(file);
    db.exec(`ATTACH '${kept}' AS kept`);
    if (tables.length === 0) db.exec('DELETE FROM person_set; DELETE FROM meta');
    for (const t of tables) db.exec(`DELETE FROM main.${t}; INSERT INTO main.${t} SELECT * FROM kept.${t}`);
    db.close();
  }
  expect((await clear('b.csv')).json).toMatchObject({ code: 'STATE_CORRUPT' });
});

// Of a shared one the copy may be lost, the database not: test/shared/crossing.test.ts.
test.skipIf(shared())('a state whose database is gone counts nobody anew', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  const clear = () => douane(['clear', 'a.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect((await clear()).code).toBe(0);
  for (const name of readdirSync(folder.file('.douane'))) {
    if (name.startsWith('douane.db')) rmSync(folder.file(`.douane/${name}`));
  }
  for (let i = 0; i < 2; i++) expect((await clear()).json).toMatchObject({ code: 'STATE_CORRUPT' });
});

test.each(['file', 'file/below', '/proc/nowhere/out'])(
  'outputs cannot be made in %s: nothing is recorded',
  async (out) => {
    using folder = emptyFolder();
    writeFileSync(folder.file('a.csv'), customers(1, 5));
    writeFileSync(folder.file('file'), '');
    const ran = await douane(['clear', 'a.csv', ...to, '--out', out], { cwd: folder.path });
    expect(ran.code).toBe(2);
    expect(ran.json).toMatchObject({ code: 'CALL_BAD_VALUE', place: { name: '--out' } });
    const next = await douane(['check', 'a.csv', ...to], { cwd: folder.path });
    expect(next.json.persons.withHistory.ordinary).toBe(5);
    const db = new Database(stateFile(folder.file('.douane')), { readonly: true });
    expect(db.prepare('SELECT count(*) FROM person_set').pluck().get()).toBe(0);
    db.close();
  },
);

test('a clearing as of a day that is not today says so', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), customers(1, 5));
  const codes = async (...args: string[]) =>
    (await douane(['clear', 'a.csv', '--to', 'DE', '--json', ...args], { cwd: folder.path })).json.flags.map(
      (f: { code: string }) => f.code,
    );
  expect(await codes('--out', 'a')).not.toContain('NOT_TODAY');
  expect(await codes('--out', 'b', '--as-of', '2025-06-01')).toContain('NOT_TODAY');
});

test('names of files that hold an identifier are refused, and not repeated', async () => {
  using folder = emptyFolder();
  mkdirSync(folder.file('d'));
  writeFileSync(folder.file(`d/x_${person(1).residentId}.csv`), 'a,b\n1,2\n');
  const ran = await douane(['clear', 'd', ...to, '--out', 'out'], { cwd: folder.path });
  expect(ran.code).toBe(2);
  expect(ran.json.code).toBe('INPUT_NAME');
  expect(ran.stdout + ran.stderr).not.toContain(person(1).residentId);
  expect(existsSync(folder.file('out'))).toBe(false);
});
