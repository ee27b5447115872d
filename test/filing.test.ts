import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeRows } from '../src/chaos/store-rows.ts';
import { readDocx } from './support/docx.ts';
import { douane, emptyFolder, shared, stateFile, storeOf } from './support/douane.ts';
import { person } from './support/people.ts';

const KINDS = ['pipia', 'standard-contract', 'security-assessment', 'listing-review'] as const;
const folder = emptyFolder();
const clear = (file: string, asOf: string, ...more: string[]) =>
  douane(['clear', file, '--lane', 'crm', '--as-of', asOf, '--out', `out-${asOf}-${file}`, '--json', ...more], {
    cwd: folder.path,
  });
const file = (kind: string, out: string, ...more: string[]) =>
  douane(['law', 'file', '--kind', kind, '--out', out, '--as-of', '2026-11-23', '--json', ...more], {
    cwd: folder.path,
  });

function customers(name: string, from: number, count: number, note = ''): void {
  const rows = Array.from({ length: count }, (_, i) => {
    const p = person(from + i);
    return [p.key, p.name, p.residentId, p.phone, p.email, note].join(',');
  });
  writeFileSync(folder.file(name), `客户号,姓名,身份证号,手机,邮箱,备注\n${rows.join('\n')}\n`);
}

const CONFIG = `exporter:
  name: 蓝海家居（上海）有限公司
  jurisdiction: CN
  facts: { ciio: false, personsHeld: 210000, platform: true, users: 1000001, listing: foreign }
recipients:
  munich: { name: Lanhai Europe GmbH, place: DE }
  boston: { name: Lanhai Inc., place: US }
  nobody: { name: Nobody Ltd, place: GB }
lanes:
  crm: { from: CN, to: DE, recipient: munich, purpose: other, subject: [客户号] }
`;

// January: 1–100. February: 51–150 and again 51–100. October, under a contract: 140–159 with an illness each. Boston: 1–10.
beforeAll(async () => {
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  customers('a.csv', 1, 100);
  customers('b.csv', 51, 100);
  customers('c.csv', 51, 50);
  customers('d.csv', 140, 20, '高血压');
  customers('e.csv', 1, 10);
  customers('f.csv', 500, 33);
  expect((await clear('a.csv', '2026-01-15')).code).toBe(0);
  expect((await clear('b.csv', '2026-02-03', '--treat', '手机=mask')).code).toBe(3);
  expect((await clear('c.csv', '2026-02-20')).code).toBe(0);
  // Held, and only checked: neither is in any filing.
  expect((await clear('d.csv', '2026-03-01')).code).toBe(4);
  expect((await douane(['check', 'f.csv', '--lane', 'crm', '--as-of', '2026-03-02'], { cwd: folder.path })).code).toBe(
    0,
  );
  const permit = ['permit', 'add', '--id', 'SC-7', '--kind', 'standard-contract', '--effective', '2026-09-28'];
  const scope = ['--until', '2028-09-27', '--recipient', 'Lanhai Europe GmbH', '--to', 'DE', '--persons', '500'];
  expect((await douane([...permit, ...scope], { cwd: folder.path })).code).toBe(0);
  expect((await clear('d.csv', '2026-10-12')).code).toBe(0);
  expect((await clear('e.csv', '2026-11-02', '--recipient', 'boston', '--to', 'US')).code).toBe(0);
  for (const kind of KINDS) {
    const ran = await file(kind, 'filed', ...(kind === 'standard-contract' ? ['--recipient', 'munich'] : []));
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
  }
}, 120_000);
afterAll(() => folder[Symbol.dispose]());

/** A state that is not the one of the others. */
async function elsewhere(name: string): Promise<string[]> {
  const store = await storeOf(name);
  return ['--state', name, ...(store === null ? [] : ['--store', store.url])];
}

const rowsWith = (tables: readonly (readonly (readonly string[])[])[], head: string) =>
  tables.filter((t) => t[0]![0] === head).flatMap((t) => t.slice(1));

test('persons by month are distinct persons, and the period is their union, not their sum', async () => {
  const { tables } = await readDocx(folder.file('filed/pipia.zh.docx'));
  expect(rowsWith(tables, '月份').map((r) => r.slice(0, 6))).toEqual([
    ['2026-01', '100', '0', '100', '100', '1'],
    ['2026-02', '100', '0', '100', '150', '2'],
    ['2026-10', '20', '20', '0', '20', '1'],
    ['2026-11', '10', '0', '10', '10', '1'],
    ['期间合计（去重）', '159', '20', '139', '280', '5'],
  ]);
  expect(rowsWith(tables, '境外接收方').map((r) => [r[0], r[1], ...r.slice(3, 6)])).toEqual([
    ['Lanhai Europe GmbH', '德国（DE）', '159', '20', '139'],
    ['Lanhai Inc.', '美国（US）', '10', '0', '10'],
  ]);
});

test('one recipient and one period give what went there then', async () => {
  const ran = await file('pipia', 'part', '--recipient', 'boston', '--since', '2026-10-01', '--until', '2026-11-20');
  expect(ran.json).toMatchObject({ schema: 'douane.filing/1', transfers: 1, persons: { persons: 10, sensitive: 0 } });
  const { text, tables } = await readDocx(folder.file('part/pipia.en.docx'));
  expect(text).toContain('Period 2026-10-01 to 2026-11-20; as of 2026-11-23; recipient Lanhai Inc.');
  expect(rowsWith(tables, 'Month').map((r) => r.slice(0, 2))).toEqual([
    ['2026-11', '10'],
    ['Whole period, each once', '10'],
  ]);
  expect(text).toContain('1 released to other recipients');
  // Where the exporter stands against the law is about all recipients, whatever was asked for.
  expect(text).toContain('as the law counts (all recipients, without what it exempts from counting): 159 persons, 20');
});

test('fields come with kind, grade and treatment; what was removed or masked is told apart', async () => {
  const { tables } = await readDocx(folder.file('filed/security-assessment.zh.docx'));
  const fields = rowsWith(tables, '字段').filter((r) => r.length === 7);
  expect(fields).toContainEqual(['备注', '健康信息', '敏感', '未处理，原样', '敏感', '20', expect.any(String)]);
  const phones = fields.filter((r) => r[0] === '手机').map((r) => [r[3], r[5]]);
  expect(phones.sort()).toEqual([
    ['掩码', '100'],
    ['未处理，原样', '180'],
  ]);
});

test('a standard contract has its permit, what is used of it, and the day its filing is due by the law’s calendar', async () => {
  const { tables, text } = await readDocx(folder.file('filed/standard-contract.zh.docx'));
  const permit = tables.find((t) => t[0]![0] === '编号与类型')!;
  expect(permit[1]![0]).toContain('SC-7');
  expect(permit[1]![3]).toBe('500');
  expect(permit[1]![4]).toBe('20 人\n其中敏感 20 人');
  const form = tables.find((t) => t[0]![0] === '合同编号')!;
  // 29, 30 September, 8 and 9 October, Saturday 10 October to make up for the National Day holidays, 12 to 16 October.
  expect(form.find((r) => r[0] === '备案期限')).toEqual(['备案期限', '2026-10-16']);
  expect(form.find((r) => r[0] === '备案日期')![1]).toContain('待填写');
  expect(text).toContain('（六）向境外第三方再提供');
  // Boston is another recipient's contract.
  expect(text).not.toContain('Lanhai Inc.');
});

test('volumes under a contract stand in the declaration for the assessment, the forecast is left to the exporter', async () => {
  const { text, tables } = await readDocx(folder.file('filed/security-assessment.zh.docx'));
  expect(text).toContain('依据标准合同或认证已放行 20 人（去重），其中涉及敏感个人信息 20 人');
  const forecast = rowsWith(tables, '时间');
  expect(forecast).toHaveLength(3);
  for (const row of forecast) for (const cell of row.slice(1)) expect(cell).toMatch(/^【待填写 \d+】/);
});

test('a listing has the users that were declared, held against the number of the article', async () => {
  const { text } = await readDocx(folder.file('filed/listing-review.zh.docx'));
  expect(text).toContain('超过（申报值 1,000,001，条文数量 1,000,000）');
});

test.each(KINDS)(
  '%s: every gap is listed at the start and marked where it belongs, in both languages and formats',
  async (kind) => {
    for (const [language, marker] of [
      ['zh', /【待填写 (\d+)】/g],
      ['en', /\[To be filled in, (\d+)\]/g],
    ] as const) {
      const { tables, text } = await readDocx(folder.file(`filed/${kind}.${language}.docx`));
      const listed = tables[0]!.slice(1).map((r) => Number(r[0]));
      expect(listed.length).toBeGreaterThan(10);
      expect(listed).toEqual(listed.map((_, i) => i + 1));
      const html = readFileSync(folder.file(`filed/${kind}.${language}.html`), 'utf8');
      for (const whole of [text, html]) {
        const marks = [...whole.matchAll(marker)].map((m) => Number(m[1]));
        expect(marks.sort((a, b) => a - b)).toEqual(listed);
      }
    }
  },
);

test('each table says which leaves it was computed from, and the list of sources has them with their hashes', async () => {
  const { text, tables } = await readDocx(folder.file('filed/pipia.zh.docx'));
  const csv = readFileSync(folder.file('filed/pipia.sources.csv'), 'utf8').trimEnd().split('\n').slice(1);
  expect(csv).toHaveLength(5);
  const listed = rowsWith(tables, '传输编号');
  expect(listed.map((r) => [r[0], r[1], r[2]])).toEqual(csv.map((l) => l.split(',').slice(0, 3)));
  for (const line of csv) {
    const [transfer, , leaf, hash] = line.split(',');
    const receipt = JSON.parse(readFileSync(folder.file(`.douane/receipts/${transfer}/receipt.json`), 'utf8'));
    expect(receipt.proof.index).toBe(Number(leaf));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  }
  expect(text).toContain('数据来源：账本叶');
  expect(text).toContain('期间内未列入的传输：留置 1 次；仅检查 1 次');
});

test('no value of the data is in any of it', async () => {
  const texts = readdirSync(folder.file('filed')).map((name) => readFileSync(folder.file(`filed/${name}`), 'utf8'));
  for (const kind of KINDS) {
    for (const language of ['zh', 'en'])
      texts.push(...Object.values((await readDocx(folder.file(`filed/${kind}.${language}.docx`))).parts));
  }
  const all = texts.join('\n');
  expect(all).not.toContain('高血压');
  for (let n = 1; n <= 159; n++) {
    const p = person(n);
    for (const value of [p.key, p.residentId, p.phone, p.email, p.name])
      expect([value, all.includes(value)]).toEqual([value, false]);
  }
});

test('the same ledger and the same options give the same bytes, whatever the clock and the zone', async () => {
  for (const kind of ['pipia', 'security-assessment']) {
    for (const [out, TZ] of [
      ['again', 'Asia/Shanghai'],
      ['far', 'America/Los_Angeles'],
    ] as const) {
      const ran = await douane(['law', 'file', '--kind', kind, '--out', out, '--as-of', '2026-11-23'], {
        cwd: folder.path,
        env: { TZ },
      });
      expect(ran.code).toBe(0);
      for (const name of readdirSync(folder.file(out)).filter((n) => n.startsWith(kind)))
        expect([name, sha256(folder.file(`${out}/${name}`))]).toEqual([name, sha256(folder.file(`filed/${name}`))]);
    }
  }
});

test('every part of a document is XML that stands', async () => {
  const { parts } = await readDocx(folder.file('filed/pipia.zh.docx'));
  for (const [name, xml] of Object.entries(parts)) {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    parser.write(xml).close();
  }
});

test('what cannot be filed is said, and nothing is written', async () => {
  const cases: [string[], string][] = [
    [['--kind', 'pipia', '--since', '2025-01-01', '--until', '2025-12-31'], 'FILING_EMPTY'],
    [['--kind', 'pipia', '--recipient', 'Somebody Else'], 'CALL_BAD_VALUE'],
    [['--kind', 'pipia', '--recipient', 'nobody'], 'FILING_EMPTY'],
    [['--kind', 'standard-contract'], 'CALL_MISSING'],
    [['--kind', 'pipia', '--since', '2026-02-30'], 'CALL_BAD_VALUE'],
    [['--kind', 'pipia', '--since', '2026-05-01', '--until', '2026-04-01'], 'CALL_BAD_VALUE'],
    [['--kind', 'pipia', '--until', '2026-12-01'], 'CALL_BAD_VALUE'],
    [['--kind', 'annual-report'], 'CALL_BAD_VALUE'],
    [['--kind', 'pipia', ...(await elsewhere('elsewhere'))], 'FILING_EMPTY'],
    [['--kind', 'pipia', '--config', 'none.yaml'], 'INPUT_NOT_FOUND'],
  ];
  for (const [args, code] of cases) {
    const ran = await douane(['law', 'file', '--out', 'never', '--as-of', '2026-11-23', '--json', ...args], {
      cwd: folder.path,
    });
    expect([args, ran.json?.code, ran.code]).toEqual([args, code, 2]);
    expect(existsSync(folder.file('never'))).toBe(false);
  }
  // Who looks at a shared state follows it.
  expect(existsSync(folder.file('elsewhere'))).toBe(shared());
});

test('a state in which nothing was recorded yet has nothing to file', async () => {
  writeFileSync(folder.file('broken.csv'), '客户号,备注\n"C1,never closed\n');
  const fresh = await elsewhere('fresh');
  const cleared = await clear('broken.csv', '2026-11-01', ...fresh);
  expect([cleared.code, existsSync(stateFile(folder.file('fresh')))]).toEqual([2, true]);
  const ran = await file('pipia', 'never', ...fresh);
  expect(ran.json).toMatchObject({ code: 'FILING_EMPTY' });
  expect(existsSync(folder.file('never'))).toBe(false);
});

test('a document that is there is never replaced', async () => {
  mkdirSync(folder.file('taken'));
  writeFileSync(folder.file('taken/pipia.en.html'), 'signed');
  const ran = await file('pipia', 'taken');
  expect(ran.json).toMatchObject({ code: 'OUTPUT_EXISTS' });
  expect(readdirSync(folder.file('taken'))).toEqual(['pipia.en.html']);
  expect(readFileSync(folder.file('taken/pipia.en.html'), 'utf8')).toBe('signed');
});

test('a ledger or register that was changed is not filed from', async () => {
  const changes = [
    "UPDATE opening SET body = replace(body, 'Lanhai Europe GmbH', 'Lanhai Europe GmbX') WHERE leaf = 0",
    "UPDATE person_set SET members = X'00' WHERE class = 'ordinary' AND day = '2026-01-15'",
    'INSERT INTO person_merge SELECT exporter, 1, 0 FROM person_next',
    "UPDATE permit SET json = json_set(json, '$.budget.persons', 5000)",
    'DELETE FROM checkpoint WHERE size = (SELECT max(size) FROM checkpoint)',
    'DELETE FROM leaf WHERE idx = (SELECT max(idx) FROM leaf)',
    "UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), '2026-01-15', '2025-01-15') AS BLOB) WHERE idx = 0",
  ];
  for (const [i, sql] of changes.entries()) {
    const copy = folder.file(`state-${i}`);
    cpSync(folder.file('.douane'), copy, { recursive: true });
    changeRows(stateFile(copy), ['PRAGMA foreign_keys = OFF', sql]);
    const ran = await file('pipia', 'never', '--state', copy);
    expect([sql, ran.json?.code, ran.code]).toEqual([sql, 'STATE_CORRUPT', 1]);
    expect(existsSync(folder.file('never'))).toBe(false);
  }
});

test('lists beside the ledger do not decide what is filed', async () => {
  const copy = folder.file('state-list');
  cpSync(folder.file('.douane'), copy, { recursive: true });
  const db = new Database(stateFile(copy));
  db.exec("UPDATE transfer SET as_of = '2025-01-15' WHERE leaf = 0");
  db.close();
  const ran = await file('pipia', 'listed', '--state', copy);
  expect(ran.json).toMatchObject({ transfers: 5, persons: { persons: 159, sensitive: 20 } });
});

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
