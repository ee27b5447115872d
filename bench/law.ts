/** Deciding by the law, with every built-in pack loaded: decisions a second, and the time from start to the first. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { decide } from '../src/decide/decide.ts';
import { BUILT_IN_PACKS, loadCases, loadPack } from '../src/decide/store-pack.ts';
import { builtInPacks } from '../src/decide/store-pack-files.ts';

const SECONDS = 2;

export interface Decisions {
  readonly packs: number;
  readonly cases: number;
  readonly perSecond: number;
}

/** Every case of every pack in turn, each by all packs that apply to it, the first round not counted. */
export function decisions(): Decisions {
  const folders = builtInPacks().map((name) => join(BUILT_IN_PACKS, name));
  const packs = folders.map(loadPack);
  const cases = [...folders, BUILT_IN_PACKS].flatMap(loadCases).filter((c) => c.expect.error === undefined);
  const round = () => {
    for (const c of cases) decide(c.facts, packs, c.asOf);
  };
  round();
  const begin = performance.now();
  let rounds = 0;
  for (; performance.now() - begin < SECONDS * 1000; rounds++) round();
  return {
    packs: packs.length,
    cases: cases.length,
    perSecond: (rounds * cases.length * 1000) / (performance.now() - begin),
  };
}

/** Milliseconds of `douane law decide` on the example of `docs/facts.md`, and of a Node that does nothing. */
export function firstDecision(
  entry: string,
  prefix: readonly string[],
  runs: number,
): { ours: number[]; node: number[] } {
  const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
  try {
    const page = readFileSync(new URL('../docs/facts.md', import.meta.url), 'utf8');
    const facts = join(folder, 'facts.yaml');
    writeFileSync(facts, /```yaml\n([\s\S]*?)```/.exec(page)![1]!);
    const timed = (args: readonly string[], status: number) => {
      const [command, ...rest] = [...prefix, process.execPath, ...args] as [string, ...string[]];
      const begin = performance.now();
      const done = spawnSync(command, rest, { encoding: 'utf8' });
      if (done.status !== status) throw new Error(`expected exit ${status}, got ${done.status}: ${done.stderr}`);
      return performance.now() - begin;
    };
    const decideOnce = () => timed([entry, 'law', 'decide', facts, '--as-of', '2026-11-23', '--json'], 0);
    decideOnce(); // the code is kept compiled from here on
    return {
      ours: Array.from({ length: runs }, decideOnce),
      node: Array.from({ length: runs }, () => timed(['-e', '0'], 0)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
