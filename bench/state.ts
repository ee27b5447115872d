/**
 * What a state takes, embedded and shared: leaves and new persons a second, durable. Beside each what its disk and its
 * database take of the same bytes with nothing around them, in the same run.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '../test/support/postgres.ts';
import { appendAndSync, insertIntoPostgres, insertIntoSqlite, type Load } from './state-floors.ts';
import type { Done, Job } from './state-worker.ts';

const WORKER = fileURLToPath(new URL('state-worker.ts', import.meta.url));
const PROCESSES = 4;
const IN_FLIGHT = 500;
/** Bytes of leaf, opening, transfer and the nodes above, a leaf. */
const LEAF_BYTES = 2_048;
const KEY_BYTES = 16;

type Print = (line: Record<string, unknown>) => void;
type Where = 'embedded' | 'shared';

/** Rates of the floors, a second: of 16-byte keys, and of what a leaf or a person takes appended to a file. */
interface Floors {
  readonly inserted: number;
  readonly appended: number;
}

/** Prints the lines. `seconds` is how long each is measured, `only` a part of the names of those that are. */
export async function stateLines(print: Print, seconds: number, only = ''): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
  try {
    const is = (name: string) => name.includes(only);
    const floors = async (
      of: Omit<Load, 'seconds'>,
      insert: typeof insertIntoSqlite | typeof insertIntoPostgres,
      at: string,
    ) => {
      const load = { ...of, seconds: Math.min(seconds, 3) };
      const inserted = await insert(at, { ...load, bytes: KEY_BYTES });
      return { inserted, appended: appendAndSync(folder, load) };
    };
    for (const [name, works, floor] of [
      ['leaves, embedded', [leaves()], load(IN_FLIGHT, LEAF_BYTES)],
      ['persons by 10,000, embedded', [persons(0, 10_000)], load(10_000, KEY_BYTES)],
      ['persons by 100,000, embedded', [persons(0, 100_000)], load(100_000, KEY_BYTES)],
    ] as const) {
      if (!is(name)) continue;
      const dirs = newDirectories(folder, 1);
      print(
        lineOf(name, 'embedded', await run(dirs, null, works, seconds), await floors(floor, insertIntoSqlite, folder)),
      );
    }
    if (SHARED.every(([name]) => !is(name))) return;
    const cluster = await startPostgres().catch(() => undefined);
    if (cluster === undefined) return print({ name: 'shared state', there: false });
    await using _ = cluster;
    for (const [name, directories, works, floor] of SHARED) {
      if (!is(name)) continue;
      const url = await cluster.database();
      const dirs = newDirectories(folder, directories);
      const done = await run(await opened(dirs, url), url, works, seconds);
      print(lineOf(name, 'shared', done, await floors(floor, insertIntoPostgres, await cluster.database())));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const leaves = () => ({ kind: 'leaves', inFlight: IN_FLIGHT }) as const;
const persons = (process: number, each: number, exporter = `exporter ${process}`) =>
  ({ kind: 'persons', process, each, exporter }) as const;

function lineOf(name: string, where: Where, done: readonly Done[], floors: Floors): Record<string, unknown> {
  const perSecond = done.reduce((sum, d) => sum + d.count / d.seconds, 0);
  const count = done.reduce((sum, d) => sum + d.count, 0);
  const isLeaves = name.startsWith('leaves');
  const ratio = (floor: number) => Number((perSecond / floor).toFixed(3));
  return {
    name,
    store: where === 'shared' ? 'PostgreSQL' : 'SQLite',
    processes: done.length,
    ...(isLeaves ? { inFlightPerProcess: IN_FLIGHT } : {}),
    perSecond: Math.round(perSecond),
    count,
    cpuMicrosecondsEach: Number(
      ((done.reduce((sum, d) => sum + d.cpuSeconds, 0) * 1e6) / count).toFixed(isLeaves ? 0 : 2),
    ),
    bareInsertsPerSecond: Math.round(floors.inserted),
    ratioToBareInserts: ratio(floors.inserted),
    appendedAndSyncedPerSecond: Math.round(floors.appended),
    ratioToAppended: ratio(floors.appended),
  };
}

const load = (batch: number, bytes: number): Omit<Load, 'seconds'> => ({ batch, bytes });
const every = <T>(of: (n: number) => T) => Array.from({ length: PROCESSES }, (_, n) => of(n));

/** Name, directories, works of the processes, the same without anything around. */
const SHARED = [
  ['leaves, shared', PROCESSES, every(leaves), load(IN_FLIGHT, LEAF_BYTES)],
  ['leaves, shared, one directory', 1, every(leaves), load(IN_FLIGHT, LEAF_BYTES)],
  ...[10_000, 100_000].flatMap((each) => {
    const by = `persons by ${each.toLocaleString('en')}, shared`;
    const floor = load(each, KEY_BYTES);
    return [
      [by, PROCESSES, every((n) => persons(n, each)), floor],
      [`${by}, one directory`, 1, every((n) => persons(n, each)), floor],
      [`${by}, one exporter`, PROCESSES, every((n) => persons(n, each, 'x')), floor],
    ] as const;
  }),
] as const;

let directories = 0;
function newDirectories(folder: string, count: number): string[] {
  return Array.from({ length: count }, () => join(folder, `state-${directories++}`));
}

/** Makes the state in the first directory, and gives the others its keys, as whoever sets up a machine does. */
async function opened(dirs: string[], url: string): Promise<string[]> {
  await run(dirs.slice(0, 1), url, [{ kind: 'open' }], 0);
  for (const dir of dirs.slice(1)) cpSync(join(dirs[0]!, 'keys'), join(dir, 'keys'), { recursive: true });
  return dirs;
}

/** Runs a process for each work, all at the same time, in the directories in turn. */
async function run(
  dirs: readonly string[],
  url: string | null,
  works: readonly Job['work'][],
  seconds: number,
): Promise<Done[]> {
  const workers = works.map((work, n) => new Worker({ dir: dirs[n % dirs.length]!, url, seconds, work }));
  try {
    for (const worker of workers) await worker.line();
    for (const worker of workers) worker.go();
    return await Promise.all(workers.map(async (worker) => JSON.parse(await worker.line()) as Done));
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

class Worker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  constructor(job: Job) {
    const args = [
      ...(process.env.BENCH_NODE ?? '').split(' ').filter((arg) => arg !== ''),
      WORKER,
      JSON.stringify(job),
    ];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface(this.#child.stdout!)[Symbol.asyncIterator]();
    this.#ended = new Promise((done) => this.#child.once('exit', done));
  }

  async line(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done === true) throw new Error('a process of the bench ended early');
    return value;
  }

  go(): void {
    this.#child.stdin!.write('\n');
  }

  /** Waits for it to close its state; one that failed is at its end already or is ended. */
  async end(): Promise<void> {
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await this.#ended;
    clearTimeout(timer);
  }
}
