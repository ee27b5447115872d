/** Real processes at once on one database, on one machine's directory and each in its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, test } from 'vitest';
import { lockKey } from '../../src/state/shared/store-postgres.ts';
import { douane, emptyFolder, storeOf } from '../support/douane.ts';
import { CONFIG, keysIn, line, table } from '../support/houses.ts';
import { cluster } from '../support/on-shared-store.ts';
import { person, seeded } from '../support/people.ts';

const ENTRY = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const DAY = ['--as-of', '2026-11-23', '--json'];

async function house(budget: number) {
  const folder = emptyFolder();
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  const run = (...args: string[]) => douane(args, { cwd: folder.path });
  const permit = ['--id', 'SA-1', '--kind', 'security-assessment', '--issued', '2026-01-10', '--recipient', 'HQ AG'];
  expect((await run('permit', 'add', ...permit, '--to', 'DE', '--persons', String(budget))).stderr).toBe('');
  /** Another directory, as on another machine. */
  const directory = (name: string) => {
    mkdirSync(folder.file(name), { recursive: true });
    cpSync(folder.file('.douane/keys'), folder.file(`${name}/keys`), { recursive: true });
    return ['--state', name];
  };
  const { url } = (await storeOf(folder.path))!;
  return { folder, run, directory, url };
}

const cases = [false, true].flatMap((apart) => (['fits', 'whole'] as const).map((lane) => ({ apart, lane })));

test.each(cases)(
  'at once, directories of their own: $apart, lane $lane: all of the budget and never one over',
  { timeout: 180_000 },
  async ({ apart, lane }) => {
    const [WORKERS, BUDGET, PERSONS] = [6, 23, 40];
    const { folder, run, directory } = await house(BUDGET);
    using _ = folder;
    const random = seeded(apart ? 11 : 7);
    const brought = Array.from({ length: WORKERS }, () =>
      Array.from({ length: 12 }, () => 1 + Math.floor(random() * PERSONS)),
    );
    const places = brought.map((_, n) => (apart ? directory(`state-${n}`) : []));
    const ran = await Promise.all(
      brought.map((who, n) => {
        writeFileSync(folder.file(`in-${n}.csv`), table(...who));
        return run('clear', `in-${n}.csv`, '--lane', lane, '--out', 'out', ...DAY, ...places[n]!);
      }),
    );
    for (const { code, stderr } of ran) expect([stderr, [0, 4].includes(code!)]).toEqual(['', true]);

    const left = new Set<string>();
    const files = existsSync(folder.file('out')) ? readdirSync(folder.file('out')) : [];
    for (const name of files) for (const key of keysIn(readFileSync(folder.file(`out/${name}`), 'utf8'))) left.add(key);
    expect(left.size).toBeLessThanOrEqual(BUDGET);
    if (lane === 'fits') expect(left.size).toBe(BUDGET);
    // Who was held whole did not fit, and would not now.
    for (const [n, { code }] of ran.entries()) {
      if (code !== 4) continue;
      const withThem = new Set([...left, ...brought[n]!.map((p) => person(p).key)]);
      expect(withThem.size).toBeGreaterThan(BUDGET);
    }
    const audited = await run('ledger', 'audit', '--json');
    expect([audited.stderr, audited.json.persons]).toEqual(['', expect.any(Number)]);
    const shown = (await run('persons', 'show', ...DAY)).json;
    const under = shown.windows[0].byPermit.find(
      (l: { permit: string; class: string }) => l.permit === 'SA-1' && l.class === 'ordinary',
    );
    expect(under.persons).toBe(left.size);
    expect((await run('permit', 'show', 'SA-1', '--json')).json.persons.used).toBe(left.size);
  },
);

test('who waits for a turn keeps no other exporter waiting', { timeout: 120_000 }, async () => {
  const { folder, run, url } = await house(5);
  using _ = folder;
  writeFileSync(folder.file('other.yaml'), CONFIG.replace('name: E,', 'name: F,'));
  writeFileSync(folder.file('a.csv'), table(1, 2));
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  const key = lockKey('turn/E');
  await holder.query('SELECT pg_advisory_lock($1, $2)', key);
  let ended = false;
  const waiting = run('clear', 'a.csv', '--lane', 'whole', '--out', 'out-e', ...DAY).finally(() => {
    ended = true;
  });
  for (let waits = 0; waits === 0; )
    waits = (await holder.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).rowCount ?? 0;
  // A permit of a critical operator is needed: without one of its own this is held, which is as good to wait for.
  const other = await run('clear', 'a.csv', '--config', 'other.yaml', '--to', 'DE', '--out', 'out-f', ...DAY);
  expect([other.stderr, other.json.verdict, ended]).toEqual(['', expect.any(String), false]);
  await holder.end();
  expect((await waiting).json.verdict).toBe('pass');
});

/** A transfer that stands between its record and its closing, its process stopped there. */
async function stopped(cwd: string, url: string): Promise<ChildProcess> {
  const looking = new pg.Client({ connectionString: url });
  await looking.connect();
  const open = async () => {
    const there = await looking.query("SELECT to_regclass('douane.transfer') AS t");
    if (there.rows[0].t === null) return 0;
    // Its turn is over too: it only writes what leaves.
    const { rows } = await looking.query(
      `SELECT 1 FROM douane.transfer WHERE status = 'recorded' AND NOT EXISTS (SELECT 1 FROM pg_locks
         WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`,
    );
    const begun = existsSync(`${cwd}/out`) && readdirSync(`${cwd}/out`).some((name) => name.endsWith('.partial'));
    return begun ? rows.length : 0;
  };
  try {
    const args = [ENTRY, 'clear', 'big.csv', '--lane', 'masked', '--out', 'out', ...DAY];
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, DOUANE_STORE: url },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    while ((await open()) === 0) expect(child.exitCode).toBe(null);
    child.kill('SIGSTOP');
    expect(await open()).toBe(1);
    return child;
  } finally {
    await looking.end();
  }
}

test(
  'a transfer in flight is closed by its own directory, once its process is dead, and by nobody else',
  {
    timeout: 180_000,
  },
  async () => {
    const { folder, run, directory, url } = await house(1_000);
    using _ = folder;
    const rows = Array.from({ length: 60_000 }, (_, i) => line(1 + (i % 500)));
    writeFileSync(folder.file('big.csv'), `${table().trim()}\n${rows.join('\n')}\n`);
    writeFileSync(folder.file('a.csv'), table(1, 2));
    const status = async () =>
      (await cluster.query(`SELECT status FROM douane.transfer WHERE type = 'crossing'`, url)).rows.map(
        (r) => r.status,
      );
    const check = async (...place: string[]) => {
      const ran = await run('check', 'a.csv', '--lane', 'whole', ...DAY, ...place);
      expect([ran.stderr, ran.code]).toEqual(['', 0]);
    };
    const other = directory('other');
    const partials = () => readdirSync(folder.file('out')).filter((name) => name.endsWith('.partial'));

    const child = await stopped(folder.path, url);
    try {
      await check(...other);
      await check();
      expect([await status(), partials().length]).toEqual([['recorded'], 1]);
    } finally {
      const gone = new Promise((done) => child.once('close', done));
      child.kill('SIGKILL');
      await gone;
    }
    await check(...other);
    expect([await status(), partials().length]).toEqual([['recorded'], 1]);
    // Whoever starts next closes it; they start at once, and none of them fails for it.
    await Promise.all([check(), check(), check(), check()]);
    expect([await status(), readdirSync(folder.file('out'))]).toEqual([['broken'], []]);
    const again = await run('clear', 'big.csv', '--lane', 'masked', '--out', 'out', ...DAY);
    expect([again.stderr, again.json.persons.withHistory.ordinary]).toEqual(['', 500]);
    expect((await run('ledger', 'audit')).code).toBe(0);
  },
);

test('what one machine holds can be approved only there, and denied anywhere', { timeout: 120_000 }, async () => {
  const { folder, run, directory } = await house(1);
  using _ = folder;
  writeFileSync(folder.file('a.csv'), table(1, 2));
  writeFileSync(folder.file('b.csv'), table(3, 4));
  const other = directory('other');
  const clear = async (file: string) => {
    const { json } = await run('clear', file, '--lane', 'whole', '--out', 'out', ...DAY);
    expect(json.verdict).toBe('hold');
    return json.held as { hold: string; path: string };
  };
  const [a, b] = [await clear('a.csv'), await clear('b.csv')];
  const size = async () => (await run('ledger', 'audit', '--json')).json.size as number;
  const before = await size();
  const elsewhere = await run('holds', 'approve', a.hold, '--json', ...other);
  expect([elsewhere.code, elsewhere.json.code]).toEqual([2, 'HOLD_ELSEWHERE']);
  expect(elsewhere.stderr).toContain(folder.file('.douane'));
  // Nothing was recorded, and the hold waits as it did.
  expect(await size()).toBe(before);
  for (const place of [[], other]) {
    const { json } = await run('holds', 'list', '--json', ...place);
    expect(json.holds.map((h: { status: string }) => h.status)).toEqual(['held', 'held']);
    expect((await run('holds', 'show', a.hold, ...place)).code).toBe(0);
  }
  expect((await run('holds', 'deny', b.hold, '--json', ...other)).code).toBe(0);
  const approved = await run('holds', 'approve', a.hold, '--json');
  expect([approved.stderr, approved.json.verdict]).toEqual(['', 'pass']);
  expect(readFileSync(folder.file('out/a.csv'), 'utf8')).toBe(table(1, 2));
  // Its content, whose key is gone, goes with the next start there.
  expect(existsSync(b.path)).toBe(false);
  expect((await run('holds', 'approve', b.hold, '--json')).json.code).toBe('HOLD_ENDED');
});
