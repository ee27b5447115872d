/**
 * `npm run bench`: JSON lines on standard output, one measurement a line. Every rate of ours is of the whole command,
 * start of the process included, and stands beside what reading the file costs and what peers reach in the same run.
 * `npm run bench -- check sizes persons law ledger state peers` runs the parts named. `BENCH_MB` sets the size of the files (default
 * 200), `BENCH_RUNS` how often each is run (default 3; the median is printed), `BENCH_SIZES` the sizes in MB for the
 * cost of a byte by size (default 1,10,100), `BENCH_LEAVES` the leaves of the ledger (default 1000000, which take minutes
 * to make), `BENCH_SECONDS` how long the state is measured for each line (default 5) and `BENCH_STATE` a part of the names
 * of the lines of `state` that are wanted (default all).
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { generated, type Shape } from './generate.ts';
import { decisions, firstDecision } from './law.ts';
import { ledgerTimes } from './ledger.ts';
import { duckdb, newlines, npmPeers, presidio, type Rate, ripgrep } from './peers.ts';
import { newPersons } from './persons.ts';
import { stateLines } from './state.ts';

const MEGABYTES = Number(process.env.BENCH_MB ?? 200);
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const SIZES = (process.env.BENCH_SIZES ?? '1,10,100').split(',').map(Number);
const ENTRY = fileURLToPath(new URL('../bin/douane.js', import.meta.url));
const USAGE = fileURLToPath(new URL('report-usage.ts', import.meta.url));
const ONE_CORE = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];
const SHAPES = [
  'orders.csv',
  'things.csv',
  'customers.csv',
  'orders.jsonl',
  'orders.parquet',
] as const satisfies Shape[];
/** Peers that take strings get the first lines, as many as they can chew. */
const SAMPLE = 2_000_000;

const PARTS = ['check', 'sizes', 'persons', 'law', 'ledger', 'state', 'peers'] as const;
const asked = process.argv.slice(2);
for (const part of asked) if (!PARTS.includes(part as never)) throw new Error(`no part ${part}: ${PARTS.join(', ')}`);
const does = (part: (typeof PARTS)[number]) => asked.length === 0 || asked.includes(part);

const print = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (x: number, digits = 1) => Number(x.toFixed(digits));

print({
  name: 'machine',
  node: process.version,
  pinnedToOneCore: ONE_CORE.length > 0,
  cores: availableParallelism(),
  megabytes: MEGABYTES,
  runs: RUNS,
});

/** MB/s of the whole check on one core, by file. */
const rates = new Map<Shape, number>();
if (does('check') || does('peers'))
  for (const shape of SHAPES) {
    if (!does('check') && shape.endsWith('parquet')) continue;
    const { path, bytes } = await file(shape, MEGABYTES);
    const read = median(Array.from({ length: RUNS }, () => readAll(path)));
    const one = Array.from({ length: RUNS }, () => check(path, ONE_CORE));
    const all = does('check') && ONE_CORE.length > 0 ? Array.from({ length: RUNS }, () => check(path, [])) : [];
    const seconds = median(one.map((r) => r.seconds));
    rates.set(shape, bytes / 1e6 / seconds);
    const rss = Math.max(...[...one, ...all].map((r) => r.maxRssMb));
    const { persons } = one[0]!;
    const bound = 400 + (persons * 32) / 1e6;
    print({ name: `read ${shape}`, mbPerSecond: round(statSync(path).size / 1e6 / read) });
    print({
      name: `check ${shape}`,
      mbPerSecond: round(bytes / 1e6 / seconds),
      seconds: round(seconds, 2),
      cpuSeconds: round(median(one.map((r) => r.cpuSeconds)), 2),
      ...(all.length === 0
        ? {}
        : {
            allCoresMbPerSecond: round(bytes / 1e6 / median(all.map((r) => r.seconds))),
            allCoresTimesOne: round(seconds / median(all.map((r) => r.seconds)), 2),
          }),
      peakRssMb: round(rss),
      rssBoundMb: round(bound),
      withinBound: rss <= bound,
      persons,
      ratioToReading: round(seconds / read, 2),
    });
  }

if (does('sizes')) {
  // The start of the process is the same for all: the cost of a byte is what a larger file takes more than a tiny one.
  const tiny = median(Array.from({ length: RUNS }, () => check(generated('orders.csv', 0.05), ONE_CORE).seconds));
  for (const size of SIZES) {
    const { path, bytes } = await file('orders.csv', size);
    const runs = Array.from({ length: size > 1000 ? 1 : RUNS }, () => check(path, ONE_CORE));
    const seconds = median(runs.map((r) => r.seconds));
    print({
      name: `check orders.csv of ${size} MB`,
      seconds: round(seconds, 2),
      mbPerSecond: round(bytes / 1e6 / seconds),
      nsPerByteBeyondStart: round(((seconds - tiny) * 1e9) / bytes, 2),
      peakRssMb: round(Math.max(...runs.map((r) => r.maxRssMb))),
      persons: runs[0]!.persons,
    });
  }
}

if (does('persons')) {
  const runs = Array.from({ length: RUNS }, () => newPersons(1_000_000));
  print({
    name: '1,000,000 new persons',
    countedSeconds: round(median(runs.map((r) => r.counting)), 2),
    durableSeconds: round(median(runs.map((r) => r.durable)), 2),
  });
}

if (does('law')) {
  const { packs, cases, perSecond } = decisions();
  print({ name: 'decisions', packs, cases, perSecond: round(perSecond, 0) });
  const { ours, node } = firstDecision(ENTRY, ONE_CORE, 5 * RUNS);
  print({
    name: 'start to first decision',
    milliseconds: round(median(ours), 0),
    nodeAloneMilliseconds: round(median(node), 0),
    timesNode: round(median(ours) / median(node)),
  });
}

if (does('ledger')) {
  const leaves = Number(process.env.BENCH_LEAVES ?? 1_000_000);
  const { auditSeconds, signatures, exportSeconds, verifyMilliseconds, portableMilliseconds } =
    await ledgerTimes(leaves);
  print({
    name: `ledger of ${leaves} leaves`,
    auditSeconds: round(auditSeconds, 2),
    signaturesVerified: signatures,
    exportSeconds: round(exportSeconds, 2),
    verifyReceiptMilliseconds: round(verifyMilliseconds, 2),
    verifyReceiptPortableMilliseconds: round(portableMilliseconds, 2),
  });
}

if (does('state')) await stateLines(print, Number(process.env.BENCH_SECONDS ?? 5), process.env.BENCH_STATE);

if (does('peers'))
  for (const shape of ['orders.csv', 'customers.csv', 'orders.jsonl'] as const) {
    const { path, bytes } = await file(shape, MEGABYTES);
    const sample = firstBytes(path, SAMPLE);
    const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
    const peers: Rate[] = [
      newlines(path, bytes),
      ripgrep(path, bytes, ONE_CORE),
      await duckdb(sample, folder),
      ...(await npmPeers(sample)),
      presidio(sample),
    ];
    rmSync(folder, { recursive: true, force: true });
    const ours = rates.get(shape)!;
    for (const [peer, rate] of peers)
      print(
        rate === null
          ? { name: `${peer} ${shape}`, there: false }
          : { name: `${peer} ${shape}`, mbPerSecond: round(rate, 3), ratioOfCheckToPeer: round(ours / rate, 3) },
      );
  }

/** A file and its uncompressed bytes. */
async function file(shape: Shape, megabytes: number): Promise<{ path: string; bytes: number }> {
  const path = generated(shape, megabytes);
  if (!shape.endsWith('.parquet')) return { path, bytes: statSync(path).size };
  const { parquetMetadataAsync, asyncBufferFromFile } = await import('hyparquet');
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
  let bytes = 0n;
  for (const group of metadata.row_groups)
    for (const column of group.columns) bytes += column.meta_data?.total_uncompressed_size ?? 0n;
  return { path, bytes: Number(bytes) };
}

function readAll(file: string): number {
  const begin = performance.now();
  const fd = openSync(file, 'r');
  const block = new Uint8Array(1 << 20);
  while (readSync(fd, block) > 0);
  closeSync(fd);
  return (performance.now() - begin) / 1000;
}

function firstBytes(file: string, size: number): string {
  const fd = openSync(file, 'r');
  const block = new Uint8Array(size);
  const n = readSync(fd, block);
  closeSync(fd);
  const text = new TextDecoder().decode(block.subarray(0, n));
  return text.slice(0, text.lastIndexOf('\n'));
}

function check(
  file: string,
  pinned: readonly string[],
): { seconds: number; maxRssMb: number; cpuSeconds: number; persons: number } {
  const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
  try {
    const usage = join(folder, 'usage.json');
    const call = ['check', file, '--to', 'DE', '--recipient', 'bench', '--json'];
    const [command, ...args] = [...pinned, process.execPath, '--import', USAGE, ENTRY, ...call];
    const begin = performance.now();
    const ran = spawnSync(command!, args, {
      cwd: folder,
      env: { ...process.env, BENCH_USAGE: usage },
      maxBuffer: 1 << 26,
    });
    const seconds = (performance.now() - begin) / 1000;
    if (ran.status === null || ran.status === 1 || ran.status === 2) throw new Error(ran.stderr.toString());
    const answer = JSON.parse(ran.stdout.toString());
    return { seconds, ...JSON.parse(readFileSync(usage, 'utf8')), persons: answer.persons.thisTransfer.ordinary };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
