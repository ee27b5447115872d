/** Bad input gets a clear error, nothing leaves, nobody is counted, and the state goes on working. */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { douane, emptyFolder } from './support/douane.ts';
import { person } from './support/people.ts';

const to = ['--to', 'DE', '--recipient', 'munich', '--as-of', '2026-11-23'];
const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const p = person(from + i);
    return `${p.key},${p.name},${p.residentId},${p.phone}`;
  });
const table = (count: number) => `客户号,姓名,身份证号,手机\n${lines(1, count).join('\n')}\n`;

type Folder = ReturnType<typeof emptyFolder>;

/** Clears `name`, expects `code`, and then that nothing was written and nobody counted. */
async function expectRefusal(folder: Folder, name: string, code: string, extra: string[] = []): Promise<string> {
  const ran = await douane(['clear', name, ...to, '--out', 'out', '--json', ...extra], { cwd: folder.path });
  expect(ran.stderr).toContain(code);
  expect(ran.json).toMatchObject({ schema: 'douane.error/1', code });
  expect(ran.code).toBe(2);
  expect(existsSync(folder.file('out')) ? readdirSync(folder.file('out')) : []).toEqual([]);
  await expectNobodyCounted(folder);
  return ran.stderr;
}

async function expectNobodyCounted(folder: Folder): Promise<void> {
  writeFileSync(folder.file('probe.csv'), `手机\n${person(9_999).phone}\n`);
  const probe = await douane(['check', 'probe.csv', ...to, '--json'], { cwd: folder.path });
  expect(probe.stderr).toBe('');
  expect(probe.json.persons.withHistory.ordinary).toBe(1);
}

const files: [what: string, name: string, content: Uint8Array | string, code: string, says?: RegExp][] = [
  ['truncated gzip', 'a.csv.gz', gzipSync(table(2_000)).subarray(0, 9_000), 'INPUT_TRUNCATED'],
  [
    'truncated zstd',
    'a.csv.zst',
    (await import('node:zlib')).zstdCompressSync(table(2_000)).subarray(0, 9_000),
    'INPUT_TRUNCATED',
  ],
  [
    'invalid UTF-8 in mid-file',
    'a.csv',
    Buffer.concat([Buffer.from(table(500)), Buffer.from([0x43, 0xff, 0xfe, 0x2c, 0x0a]), Buffer.from(table(500))]),
    'INPUT_ENCODING',
    /byte \d+/,
  ],
  ['a quote that is never closed', 'a.csv', `a,b\n1,"open\n${table(50)}`, 'INPUT_QUOTE', /line 2/],
  ['JSON nested 100,000 deep', 'a.json', '['.repeat(100_000) + ']'.repeat(100_000), 'LIMIT_DEPTH'],
  ['duplicate keys', 'a.jsonl', '{"phone":"13800138000","phone":"13900139000"}\n', 'INPUT_DUPLICATE_KEY', /line 1/],
  ['NUL bytes', 'a.csv', 'a,b\n1,\u0000\n', 'INPUT_NUL'],
  ['an empty file', 'a.csv', '', 'INPUT_EMPTY'],
  ['a header and no rows', 'a.csv', '姓名,手机\n', 'INPUT_EMPTY'],
  ['zero columns', 'a.csv', '\n\n\n', 'INPUT_NO_COLUMNS'],
  [
    'binary under a .csv name',
    'a.csv',
    Buffer.from(Array.from({ length: 4_096 }, (_, i) => (i * 197 + (i >> 3)) & 0xff)),
    'INPUT_BINARY',
  ],
  ['broken JSON', 'a.json', '{"a": [1, 2', 'INPUT_TRUNCATED'],
  ['JSON with a stray comma', 'a.json', '{"a": [1,, 2]}', 'INPUT_SYNTAX', /line 1, column \d+/],
];

test.each(files)('%s: a clear error', async (_what, name, content, code, says) => {
  using folder = emptyFolder();
  writeFileSync(folder.file(name), content);
  const message = await expectRefusal(folder, name, code);
  if (says) expect(message).toMatch(says);
});

test('a single line of 1 GB: as CSV a clear error, as text read in bounded memory', { timeout: 120_000 }, async () => {
  using folder = emptyFolder();
  const fd = openSync(folder.file('a.csv'), 'w');
  const block = 'x'.repeat(1 << 20);
  writeSync(fd, 'a,b\n1,');
  for (let i = 0; i < 1024; i++) writeSync(fd, block);
  closeSync(fd);
  const csv = await douane(['clear', 'a.csv', ...to, '--out', 'out'], {
    cwd: folder.path,
    nodeArgs: ['--max-old-space-size=256'],
  });
  expect(csv.code).toBe(2);
  expect(csv.stderr).toContain('LIMIT_RECORD');
  const usage = folder.file('usage.json');
  const text = await douane(['check', 'a.csv', ...to, '--format', 'text', '--json'], {
    cwd: folder.path,
    nodeArgs: ['--import', new URL('../bench/report-usage.ts', import.meta.url).href],
    env: { BENCH_USAGE: usage },
  });
  expect(text.stderr).toBe('');
  expect(text.code).toBe(0);
  expect(JSON.parse(readFileSync(usage, 'utf8')).maxRssMb).toBeLessThan(400);
});

test('a directory with a link out of it', async () => {
  using folder = emptyFolder();
  mkdirSync(folder.file('batch'));
  writeFileSync(folder.file('batch/a.csv'), table(3));
  writeFileSync(folder.file('secret.csv'), table(3));
  symlinkSync('../secret.csv', folder.file('batch/link.csv'));
  await expectRefusal(folder, 'batch', 'INPUT_LINK_OUT');
});

test('one bad file in a directory of good ones: nothing of it leaves', async () => {
  using folder = emptyFolder();
  mkdirSync(folder.file('batch'));
  writeFileSync(folder.file('batch/a.csv'), table(3));
  writeFileSync(folder.file('batch/b.jsonl'), '{"a":1}\n{"a":\n');
  await expectRefusal(folder, 'batch', 'INPUT_SYNTAX');
});

test.each([
  ['an unknown country', ['--to', 'XX'], 'CALL_UNKNOWN_COUNTRY'],
  ['a date before any rule', ['--as-of', '2017-05-31'], 'LAW_NO_RULES'],
  ['a date that is none', ['--as-of', '2026-02-30'], 'CALL_BAD_VALUE'],
  ['an unkeyed hash', ['--treat', '手机=sha256'], 'TREAT_UNKEYED_HASH'],
  ['a field that is not there', ['--treat', 'nope=remove'], 'CALL_UNKNOWN_FIELD'],
  ['a subject that is not there', ['--subject', 'nope'], 'CALL_UNKNOWN_FIELD'],
  ['a permit that is not there', ['--permit', 'nope'], 'PERMIT_UNKNOWN'],
  ['a lane that is not there', ['--lane', 'nope'], 'CONFIG_UNKNOWN_LANE'],
  ['an option that is not there', ['--nope'], 'CALL_UNKNOWN_OPTION'],
])('%s: a clear error', async (_what, extra, code) => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(5));
  await expectRefusal(folder, 'a.csv', code, extra);
});

test('no input, no destination', async () => {
  using folder = emptyFolder();
  const nothing = await douane(['check', 'nope.csv', ...to], { cwd: folder.path });
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('INPUT_NOT_FOUND')]);
  writeFileSync(folder.file('a.csv'), table(1));
  const nowhere = await douane(['check', 'a.csv'], { cwd: folder.path });
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('CALL_MISSING')]);
});

/** A file system of `size` in `path`, gone with the test. */
function smallDisk(path: string, size: string): Disposable {
  mkdirSync(path, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  if (mounted.status !== 0) throw new Error(`this test needs to mount a tmpfs: ${mounted.stderr}`);
  return { [Symbol.dispose]: () => spawnSync('umount', [path]) };
}

test('a full disk under the state: exit 1, nothing left', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(20_000));
  using _disk = smallDisk(folder.file('state'), '400k');
  const ran = await douane(['clear', 'a.csv', ...to, '--out', 'out', '--state', 'state'], { cwd: folder.path });
  expect(ran.stderr).toContain('STATE_FULL');
  expect(ran.code).toBe(1);
  expect(existsSync(folder.file('out/a.csv'))).toBe(false);
});

test('a full disk under the output: exit 1, no half file, and clearing again elsewhere counts nobody twice', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(20_000));
  {
    using _disk = smallDisk(folder.file('out'), '200k');
    const ran = await douane(['clear', 'a.csv', ...to, '--out', 'out'], { cwd: folder.path });
    expect(ran.stderr).toMatch(/STATE_FULL|OUTPUT_WRITE/);
    expect(ran.code).toBe(1);
    expect(readdirSync(folder.file('out'))).toEqual([]);
  }
  const again = await douane(['clear', 'a.csv', ...to, '--out', 'elsewhere', '--json'], { cwd: folder.path });
  expect(again.code).toBe(0);
  expect(again.json.persons.withHistory.ordinary).toBe(20_000);
});

test('a state that cannot be written', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(5));
  using _disk = smallDisk(folder.file('state'), '2m');
  expect((await douane(['check', 'a.csv', ...to, '--state', 'state'], { cwd: folder.path })).code).toBe(0);
  expect(spawnSync('mount', ['-o', 'remount,ro', folder.file('state')]).status).toBe(0);
  const ran = await douane(['clear', 'a.csv', ...to, '--out', 'out', '--state', 'state'], { cwd: folder.path });
  expect(ran.stderr).toContain('STATE_READ_ONLY');
  expect(ran.code).toBe(2);
  expect(existsSync(folder.file('out/a.csv'))).toBe(false);
});

test('two clears at once on one state: one after the other, everybody counted once', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(4_000));
  writeFileSync(folder.file('b.csv'), `客户号,姓名,身份证号,手机\n${lines(2_001, 4_000).join('\n')}\n`);
  const [a, b] = await Promise.all(
    ['a.csv', 'b.csv'].map((name) => douane(['clear', name, ...to, '--out', 'out', '--json'], { cwd: folder.path })),
  );
  expect([a!.stderr, b!.stderr]).toEqual(['', '']);
  expect([a!.code, b!.code]).toEqual([0, 0]);
  const counts = [a!.json.persons.withHistory.ordinary, b!.json.persons.withHistory.ordinary].toSorted((x, y) => x - y);
  expect(counts).toEqual([4_000, 6_000]);
});

test('an output that is there already is not overwritten', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(5));
  mkdirSync(folder.file('out'));
  writeFileSync(folder.file('out/a.csv'), 'mine');
  const ran = await douane(['clear', 'a.csv', ...to, '--out', 'out'], { cwd: folder.path });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('OUTPUT_EXISTS');
  expect(readFileSync(folder.file('out/a.csv'), 'utf8')).toBe('mine');
  await expectNobodyCounted(folder);
});

test('a key that is gone stops everything: no new key is made in silence', async () => {
  using folder = emptyFolder();
  writeFileSync(folder.file('a.csv'), table(5));
  expect((await douane(['clear', 'a.csv', ...to, '--out', 'out'], { cwd: folder.path })).code).toBe(0);
  const key = openSync(folder.file('.douane/keys/person.key'), 'r+');
  ftruncateSync(key, 0);
  closeSync(key);
  const ran = await douane(['clear', 'a.csv', ...to, '--out', 'out2'], { cwd: folder.path });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('STATE_KEY');
  expect(existsSync(folder.file('out2/a.csv'))).toBe(false);
});

test.each([
  [
    '{ url: "postgres://u:S3cret@h/x", connections: 1 }',
    'CONFIG_INVALID',
    'store.connections, line 1. Expected number to be >=3',
  ],
  ['{ uri: "postgres://u:S3cret@h/x" }', 'CONFIG_INVALID', 'Expected postgres://…, or url, connections'],
  ['{ url: "postgres://h/x", awaySecond: 1 }', 'CONFIG_INVALID', 'Expected only keys that are known'],
  ['"postgres://u:S3cret@h:port/x"', 'CALL_BAD_VALUE', 'Expected postgres://USER@HOST:PORT/DATABASE'],
])('a store that is none says what one is, and not its password: %s', async (store, code, says) => {
  using folder = emptyFolder();
  writeFileSync(folder.file('douane.yaml'), `store: ${store}\n`);
  writeFileSync(folder.file('a.csv'), table(1));
  const ran = await douane(['check', 'a.csv', ...to], { cwd: folder.path });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(code);
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).not.toContain('S3cret');
});
