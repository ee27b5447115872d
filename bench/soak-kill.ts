/**
 * `npm run soak -- --runs 1000`: `kill -9` at random moments of `clear`, over one state after the other, with a permit
 * whose budget runs out. After each kill the disk is judged as it lies there; after every 25 all is sent again, what was
 * held is approved, and everything has to be whole. One JSON line for every 25 kills, then a summary; exit 1 if any
 * promise did not hold.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seeded } from '../src/chaos/canary.ts';
import type { Evidence } from '../src/chaos/evidence.ts';
import { judge } from '../src/chaos/judge.ts';
import { settle } from '../src/chaos/settle.ts';
import { BUDGET, type Sent, Site } from '../src/chaos/store-site.ts';
import { Program, saidBy } from '../src/chaos/worker-program.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { dumpPostgres } from './dump-postgres.ts';

/** Kills on one state: its ledger and register grow, and are looked at whole after each. */
const A_STATE = 25;
/** After so many kills one run is left alone. */
const MEASURE_EVERY = 8;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '2' },
    /** Over PostgreSQL, a server of our own, with two processes at once on each state. */
    postgres: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const random = seeded(Number(values.seed));
const dir = mkdtempSync(join(tmpdir(), 'douane-soak-'));
const entry = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const cluster = values.postgres ? await startPostgres() : null;
let begun = 0;
let states = 0;
const total = {
  kills: 0,
  /** The run was over before. */
  tooLate: 0,
  /** Of the kills: when the leaf was there, when the closing was not yet, and with a half-written output on the disk. */
  afterRecord: 0,
  leftOpen: 0,
  halfWritten: 0,
  leaves: 0,
  permitUsedUp: 0,
  broken: 0,
};
const begin = performance.now();

try {
  await Promise.all(
    Array.from({ length: Number(values.lanes) }, async () => {
      while (begun < runs) {
        const kills = Math.min(A_STATE, runs - begun);
        begun += kills;
        await soakState(states++, kills);
      }
    }),
  );
} finally {
  await cluster?.[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - begin) / 1000);
process.stdout.write(`${JSON.stringify({ ...total, seconds })}\n`);
process.exitCode = total.broken === 0 ? 0 : 1;

async function soakState(n: number, wanted: number): Promise<void> {
  const path = join(dir, `state-${n}`);
  mkdirSync(path);
  const url = await cluster?.database();
  const program = new Program(entry, join(dir, 'compiled'), url === undefined ? {} : { DOUANE_STORE: url });
  using site = new Site(path, program, Math.floor(random() * 60_000_000));
  const look = async () => {
    if (url === undefined) return site.look();
    await dumpPostgres(url, join(path, 'dump.db'));
    return site.look(join(path, 'dump.db'));
  };
  await site.prepare(look);
  const broken: string[] = [];
  /** How long the last runs took that nobody killed in time: it changes with what else the machine does. */
  const spans = [(await site.clear(next(site, site.fresh(30)))).ms];
  let kills = 0;
  let before = crossings(await look());
  let partials: readonly string[] = [];
  for (const regulars = site.fresh(30); kills < wanted; ) {
    const span = spans.slice(-3).reduce((sum, ms) => sum + ms, 0) / Math.min(3, spans.length);
    // Beside the one that is killed another one works, where a state takes more than one.
    const beside = url === undefined ? null : site.start(next(site, regulars));
    const running = site.start(next(site, regulars));
    const timer = setTimeout(() => running.kill('SIGKILL'), (0.2 + 0.9 * Math.sqrt(random())) * span);
    const { signal, ms } = await running.ended;
    clearTimeout(timer);
    const left = await beside?.ended;
    if (left !== undefined && ![0, 4].includes(left.code ?? -1)) broken.push(`beside: ${saidBy(left)}`);
    const seen = await look();
    const now = crossings(seen);
    if (signal === null) {
      total.tooLate += 1;
      spans.push(ms);
    } else {
      kills += 1;
      total.kills += 1;
      if (now.all > before.all) {
        total.afterRecord += 1;
        if (now.open > 0) total.leftOpen += 1;
      }
      if (seen.partials.some((name) => !partials.includes(name))) total.halfWritten += 1;
      // Were the machine to become slower for good, every kill would come too early.
      if (kills % MEASURE_EVERY === 0) spans.push((await site.clear(next(site, regulars))).ms);
    }
    partials = seen.partials;
    broken.push(...judge(seen, site.known, false).map((b) => `${b.promise}: ${b.what}`));
    site.remember(seen);
    before = crossings(kills % MEASURE_EVERY === 0 ? await look() : seen);
  }
  const settled = await settle(site, look);
  const seen = await look();
  broken.push(...[...settled.broken, ...judge(seen, site.known, true)].map((b) => `${b.promise}: ${b.what}`));
  total.leaves += seen.leaves.length;
  total.broken += broken.length;
  const permit = permitted(site, seen);
  if (permit > BUDGET - 12) total.permitUsedUp += 1;
  process.stdout.write(
    `${JSON.stringify({ state: n, kills, leaves: seen.leaves.length, lost: settled.lost, permit, budget: BUDGET, broken })}\n`,
  );
}

/** New persons with some of the regulars; three of ten under the permit, three of ten large enough to be met writing. */
function next(site: Site, regulars: readonly number[]): Sent {
  const kind = Math.floor(random() * 10);
  if (kind < 3) return site.write('permit', 12);
  const some = regulars.filter(() => random() < 0.5);
  return site.write('plain', [...some, ...site.fresh(20)], kind >= 7 ? 2_000_000 : 0);
}

/** Crossings in the ledger, and how many of them were never closed. */
function crossings({ leaves }: Evidence): { all: number; open: number } {
  const types = leaves.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')).type);
  const count = (type: string) => types.filter((t) => t === type).length;
  return { all: count('crossing'), open: count('crossing') - count('closing') };
}

/** Persons under the permit, by the inputs that its leaves name. */
function permitted(site: Site, { leaves }: Evidence): number {
  const { sent } = site.known;
  const persons = new Set<string>();
  for (const { bytes, opening } of leaves) {
    const leaf = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (leaf.type !== 'crossing' || leaf.permit === null || leaf.verdict !== 'pass') continue;
    for (const { sha256 } of JSON.parse(opening!.body).files) for (const id of sent.get(sha256) ?? []) persons.add(id);
  }
  return persons.size;
}
