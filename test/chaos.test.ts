/** `douane chaos` finds Douane whole, finds every sabotage, and leaves nothing behind. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { douane, emptyFolder } from './support/douane.ts';

/** Many processes, one after the other: what takes seconds on a free machine may take minutes on a busy one. */
const LONG = { timeout: 600_000 };

test('some parts: every promise holds, nothing is left behind, and no state is made here', LONG, async () => {
  using folder = emptyFolder();
  mkdirSync(folder.file('tmp'));
  const parts = ['keys', 'half-written'];
  const ran = await douane(['chaos', '--only', parts.join(','), '--seed', '11', '--json'], {
    cwd: folder.path,
    env: { TMPDIR: folder.file('tmp') },
  });
  expect(ran.stderr).toBe('');
  expect(ran.json.rows.map((r: { part: string; verdict: string }) => [r.part, r.verdict])).toEqual(
    parts.map((part) => [part, 'ok']),
  );
  expect(ran.json).toMatchObject({ schema: 'douane.chaos/1', held: true, seed: 11, rounds: 1 });
  expect(ran.code).toBe(0);
  const [keys, halfWritten] = ran.json.rows;
  expect(keys).toMatchObject({ times: 5, said: { STATE_KEY: 5 }, sent: 100, crossed: 0, recorded: 0, lost: 0 });
  expect(halfWritten.said.SIGKILL).toBeGreaterThan(0);
  expect(readdirSync(folder.file('tmp'))).toEqual([]);
  expect(readdirSync(folder.path)).toEqual(['tmp']);
});

test('every sabotage is noticed, by the promise that it breaks, and the control is not', LONG, async () => {
  using folder = emptyFolder();
  const ran = await douane(['chaos', '--sabotage', '--seed', '12', '--json'], { cwd: folder.path });
  expect(ran.stderr).toBe('');
  for (const row of ran.json.rows) expect(row, row.does).toMatchObject({ verdict: 'noticed' });
  expect(ran.json.rows).toHaveLength(13);
  expect(ran.json.rows[0]).toMatchObject({ part: 'control', broken: [] });
  expect(ran.code).toBe(0);
});

test('what is kept can be looked at, and is not written over', LONG, async () => {
  using folder = emptyFolder();
  const args = ['chaos', '--only', 'two-at-once', '--seed', '13', '--keep', 'kept', '--json'];
  const ran = await douane(args, { cwd: folder.path });
  // 80 who share 40, and 40 of the two that raced for one permit.
  expect(ran.json.rows).toMatchObject([{ verdict: 'ok', sent: 160, crossed: 120, recorded: 120, lost: 0 }]);
  expect(existsSync(folder.file('kept/two-at-once-0/state/douane.db'))).toBe(true);
  const again = await douane(args, { cwd: folder.path });
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('--keep')]);
});

test.each([[['--only', 'nope']], [['--rounds', '0']], [['--rounds', '1e9']], [['--seed', 'x']]])(
  'a call that is bad: %s',
  async (args) => {
    using folder = emptyFolder();
    const ran = await douane(['chaos', ...args], { cwd: folder.path });
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('CALL_BAD_VALUE')]);
  },
);

test('a short soak of kill -9', LONG, () => {
  const soak = fileURLToPath(new URL('../bench/soak-kill.ts', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [soak, '--runs', '5', '--seed', '5'], { encoding: 'utf8' });
  const lines = stdout.trim().split('\n');
  expect(JSON.parse(lines[0]!)).toMatchObject({ kills: 5, lost: 0, broken: [] });
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ kills: 5, broken: 0 });
  expect(status).toBe(0);
});
