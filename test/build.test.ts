import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The package as it is installed: what was built and what lies beside it, no sources. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'douane-build-'));
const installed = join(work, 'installed');

beforeAll(() => {
  mkdirSync(installed);
  for (const name of ['bin', 'law', 'package.json'])
    cpSync(join(ROOT, name), join(installed, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
  const rolldown = join(ROOT, 'node_modules/rolldown/bin/cli.mjs');
  const args = ['-c', 'rolldown.config.js', '--dir', join(installed, 'dist/cli'), '--logLevel', 'warn'];
  execFileSync(process.execPath, [rolldown, ...args], { cwd: ROOT });
}, 60_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** What a program says, without what differs from call to call. */
function run(root: string, args: readonly string[]) {
  const cwd = mkdtempSync(join(work, 'cwd-'));
  writeFileSync(join(cwd, 'tiny.csv'), 'name,phone,note\n王小明,13800138000,请周末送货给李晓红女士\n');
  // Enough for the inspection to get a thread of its own.
  const rows = Array.from(
    { length: 90_000 },
    (_, i) => `李晓红,138${String(i).padStart(8, '0')},Mary Jones lives in Leeds\n`,
  );
  if (args.includes('large.csv')) writeFileSync(join(cwd, 'large.csv'), `name,phone,note\n${rows.join('')}`);
  writeFileSync(join(cwd, 'tiny.jsonl'), '{"name":"王小明","phone":"13800138000"}\n');
  writeFileSync(join(cwd, 'facts.yaml'), 'recipient: { place: DE }\ndata: { personal: true }\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/douane.js'), ...args], {
    cwd,
    encoding: 'utf8',
  });
  const said = stdout
    .replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, 'ID')
    .replaceAll(/"(?:receipt|report|leafHash|hash)":\s*"(?!sha256)[^"]*"/g, '')
    .replaceAll(/cwd-\w+/g, '');
  return { status, said, stderr };
}

test('nothing of the sources is there, and what is there is few files', () => {
  expect(readdirSync(installed).sort()).toEqual(['bin', 'dist', 'law', 'node_modules', 'package.json']);
  expect(readdirSync(join(installed, 'dist/cli')).length).toBeLessThan(100);
});

test.each([
  ['--version'],
  ['--help'],
  ['law', 'list', '--json'],
  ['law', 'decide', 'facts.yaml', '--as-of', '2026-11-01', '--json'],
  ['check', 'tiny.csv', '--to', 'DE', '--recipient', 'x', '--as-of', '2026-11-01', '--json'],
  ['check', 'tiny.jsonl', '--to', 'DE', '--recipient', 'x', '--as-of', '2026-11-01', '--json'],
  ['check', 'large.csv', '--to', 'DE', '--recipient', 'x', '--as-of', '2026-11-01', '--json'],
  ['clear', 'tiny.csv', '--to', 'DE', '--recipient', 'x', '--as-of', '2026-11-01', '--out', 'out', '--json'],
  ['nonsense'],
])(
  'says what the sources say: %s %s %s',
  (...args) => {
    const built = run(installed, args);
    expect(built).toEqual(run(ROOT, args));
    expect(built.said.length + built.stderr.length).toBeGreaterThan(3);
  },
  60_000,
);

test('breaks itself as it is installed', { timeout: 300_000 }, () => {
  const args = ['chaos', '--only', 'scanner,store-truncated', '--seed', '1', '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(installed, 'bin/douane.js'), ...args], {
    cwd: work,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const { held, rows } = JSON.parse(stdout);
  expect(held).toBe(true);
  // With one core nothing is inspected in a thread of its own.
  expect(rows[0].verdict).toBe(availableParallelism() > 1 ? 'ok' : 'skipped');
  expect(rows[1]).toMatchObject({ verdict: 'ok', said: { STATE_CORRUPT: 3 } });
  expect(status).toBe(0);
});
