import { cluster } from '../support/on-shared-store.ts';
import '../ledger-commands.test.ts';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lockState } from '../../src/state/store-lock.ts';
import { douane, emptyFolder, storeOf } from '../support/douane.ts';

/** A folder in which a transfer left and another was checked. */
async function crossed() {
  const folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), '姓名,手机\n王芳,13800138000\n李强,13900139000\n');
  let crossings = 0;
  const run = (args: string, store?: string) =>
    douane([...args.split(' '), '--json'], {
      cwd: folder.path,
      ...(store === undefined ? {} : { env: { DOUANE_STORE: store } }),
    });
  const clear = async (store?: string) => {
    const ran = await run(`clear a.csv --to DE --recipient munich --out out-${crossings++}`, store);
    expect(ran.stderr).toBe('');
  };
  await clear();
  await run('check a.csv --to DE --recipient munich');
  return { folder, run, clear, url: (await storeOf(folder.path))!.url };
}

test.each([
  // A bit of a signature that nothing else depends on.
  `UPDATE douane.checkpoint SET note = overlay(note placing translate(substr(note, length(note) - 9, 1), 'Aa', 'Bb') || 'x' from length(note) - 9) WHERE size = 1`,
  `UPDATE douane.leaf SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"ordinary":2', '"ordinary":1'), 'UTF8') WHERE idx = 0`,
  `UPDATE douane.person_set SET members = '\\x00' WHERE class = 'ordinary'`,
  `DELETE FROM douane.person_set`,
  `UPDATE douane.opening SET body = replace(body, 'munich', 'berlin') WHERE leaf = 0`,
])('a row of the database changed by somebody else is found by the audit: %s', async (sql) => {
  const { folder, run, url } = await crossed();
  using _ = folder;
  await cluster.query(`SET session_replication_role = replica; ${sql}`, url);
  const audited = await run('ledger audit');
  expect([audited.code, audited.json.code]).toEqual([1, 'STATE_CORRUPT']);
});

test('what this machine has of the state may be lost: it is followed anew, and nobody is counted twice', async () => {
  const { folder, run } = await crossed();
  using _ = folder;
  for (const end of ['', '-wal', '-shm']) rmSync(folder.file(`.douane/copy.db${end}`), { force: true });
  const { json } = await run('check a.csv --to DE --recipient munich');
  expect(json.persons.withHistory.ordinary).toBe(2);
  expect((await run('ledger audit')).code).toBe(0);
});

test('a database in which nothing is yet is sound, and one whose keys are elsewhere is not opened', async () => {
  using empty = emptyFolder();
  const audited = await douane(['ledger', 'audit', '--json'], { cwd: empty.path });
  expect([audited.stderr, audited.json?.size]).toEqual(['', 0]);
  const elsewhere = await douane(['ledger', 'audit', '--state', 'other', '--json'], { cwd: empty.path });
  expect([elsewhere.code, elsewhere.json?.code]).toEqual([1, 'STATE_KEY']);
});

test('what a killed audit left goes with the next start, and what one works in stays', async () => {
  const { folder, run } = await crossed();
  using _ = folder;
  for (const name of ['left', 'lives']) {
    mkdirSync(folder.file(`.douane/audit-${name}`));
    cpSync(folder.file('.douane/copy.db'), folder.file(`.douane/audit-${name}/copy.db`));
  }
  using _lock = lockState(folder.file('.douane/audit-lives'), 0);
  expect((await run('check a.csv --to DE')).stderr).toBe('');
  expect((await run('ledger audit')).stderr).toBe('');
  expect(readdirSync(folder.file('.douane')).filter((n) => n.startsWith('audit-'))).toEqual(['audit-lives']);
});

test('a state that moved is not begun anew where its database is not named, and nothing is left in its way', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), '姓名,手机\n王芳,13800138000\n');
  const run = (args: string, store = '') =>
    douane([...args.split(' '), '--json'], { cwd: folder.path, env: { DOUANE_STORE: store } });
  const check = 'check a.csv --to DE --recipient munich';
  expect((await run(check)).stderr).toBe('');
  const url = await cluster.database();
  expect((await run(`store move --store ${url}`)).stderr).toBe('');
  for (const args of [check, 'permit list', 'ledger audit'])
    expect((await run(args)).json, args).toMatchObject({ code: 'CALL_MISSING' });
  // A machine that has the keys alone.
  rmSync(folder.file('.douane/douane.db.moved'));
  expect((await run(check)).json).toMatchObject({ code: 'STATE_CORRUPT' });
  expect((await run(check, url)).stderr).toBe('');
});

test('another database in the place of the one that was followed is refused', async () => {
  const { folder, run } = await crossed();
  using _ = folder;
  const other = await cluster.database();
  const ran = await run('check a.csv --to DE --recipient munich', other);
  expect([ran.code, ran.json.code]).toEqual([1, 'STATE_CORRUPT']);
});

test('a database put back is noticed: by who followed further, by its export, by two heads', async () => {
  const { folder, run, clear, url } = await crossed();
  using _ = folder;
  const backup = new URL(await cluster.database());
  const name = backup.pathname.slice(1);
  await cluster.query(`DROP DATABASE ${name}`);
  await cluster.query(`CREATE DATABASE ${name} TEMPLATE ${new URL(url).pathname.slice(1)}`);
  expect((await run('ledger export --out before')).code).toBe(0);
  await clear();
  expect((await run('ledger export --out pub')).json).toMatchObject({ size: 5 });

  const put = backup.href;
  for (const command of ['check a.csv --to DE', 'clear a.csv --to DE --out o']) {
    const behind = await run(command, put);
    expect([command, behind.code, behind.json.code]).toEqual([command, 1, 'STATE_BEHIND']);
  }
  expect(existsSync(folder.file('o'))).toBe(false);

  // Who did not follow further has the export that was made.
  cpSync(folder.file('.douane/keys'), folder.file('new/keys'), { recursive: true });
  expect((await run('ledger consistency before/checkpoint pub/checkpoint --state new', put)).json.code).toBe(
    'LEDGER_BEHIND',
  );
  expect((await run('ledger audit --tiles pub --state new', put)).json.code).toBe('LEDGER_BEHIND');
  // It goes on, and there are two histories.
  for (let i = 0; i < 2; i++) expect((await run(`clear a.csv --to DE --out o${i} --state new`, put)).stderr).toBe('');
  expect((await run('ledger audit --tiles pub --state new', put)).json.code).toBe('LEDGER_FORKED');
  expect((await run('check a.csv --to DE', put)).json.code).toBe('STATE_BEHIND');
});
