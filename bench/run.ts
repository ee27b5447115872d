/**
 * `npm run bench`: JSON lines on standard output, one measurement a line. Every rate is of the whole command,
 * start of the process included, and stands beside what reading the file costs and what peers reach in the same
 * run. `BENCH_MB` sets the size of the files (default 200), `BENCH_RUNS` how often each is run (default 3; the
 * median is printed).
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { generated, type Shape } from './generate.ts';

const MEGABYTES = Number(process.env.BENCH_MB ?? 200);
const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const ENTRY = fileURLToPath(new URL('../bin/douane.js', import.meta.url));
const USAGE = fileURLToPath(new URL('report-usage.ts', import.meta.url));
const oneCore = spawnSync('taskset', ['-c', '0', 'true']).status === 0 ? ['taskset', '-c', '0'] : [];

const print = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const round = (x: number, digits = 1) => Number(x.toFixed(digits));

print({
  name: 'machine',
  node: process.version,
  cores: oneCore.length > 0 ? 1 : 'not pinned',
  megabytes: MEGABYTES,
  runs: RUNS,
});

for (const shape of ['orders.csv', 'customers.csv', 'orders.jsonl'] as const satisfies Shape[]) {
  const file = generated(shape, MEGABYTES);
  const bytes = statSync(file).size;
  const read = median(Array.from({ length: RUNS }, () => readAll(file)));
  print({ name: `read ${shape}`, mbPerSecond: round(bytes / 1e6 / read) });

  const runs = Array.from({ length: RUNS }, () => check(file));
  const seconds = median(runs.map((r) => r.seconds));
  const rss = Math.max(...runs.map((r) => r.maxRssMb));
  const { persons } = runs[0]!;
  const bound = 400 + (persons * 32) / 1e6;
  print({
    name: `check ${shape}`,
    mbPerSecond: round(bytes / 1e6 / seconds),
    seconds: round(seconds, 2),
    cpuSeconds: round(median(runs.map((r) => r.cpuSeconds)), 2),
    peakRssMb: round(rss),
    rssBoundMb: round(bound),
    withinBound: rss <= bound,
    persons,
    ratioToReading: round(seconds / read, 2),
  });

  // The peers take strings and hold everything in memory: they get the first lines, as many as they can chew.
  const sample = firstBytes(file, 2_000_000);
  for (const [peer, rate] of await peers(sample)) {
    print({
      name: `${peer} ${shape}`,
      mbPerSecond: round(rate, 3),
      ratioOfCheckToPeer: round(bytes / 1e6 / seconds / rate),
    });
  }
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

function check(file: string): { seconds: number; maxRssMb: number; cpuSeconds: number; persons: number } {
  const folder = mkdtempSync(join(tmpdir(), 'douane-bench-'));
  try {
    const usage = join(folder, 'usage.json');
    const [command, ...args] = [
      ...oneCore,
      process.execPath,
      '--import',
      USAGE,
      ENTRY,
      'check',
      file,
      '--to',
      'DE',
      '--recipient',
      'bench',
      '--json',
    ];
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

async function peers(sample: string): Promise<[string, number][]> {
  const lines = sample.split('\n');
  const megabytes = Buffer.byteLength(sample) / 1e6;
  // Ten seconds each at most: what was done by then is the rate.
  const rate = async (work: (line: string) => unknown): Promise<number> => {
    const begin = performance.now();
    let done = 0;
    for (const line of lines) {
      await work(line);
      done += 1;
      if (done % 64 === 0 && performance.now() - begin > 10_000) break;
    }
    return (megabytes * done) / lines.length / ((performance.now() - begin) / 1000);
  };
  const { SyncRedactor } = await import('redact-pii');
  const redactor = new SyncRedactor();
  const { OpenRedaction } = await import('openredaction');
  const open = new OpenRedaction();
  return [
    ['redact-pii', await rate((line) => redactor.redact(line))],
    ['openredaction', await rate((line) => open.detect(line))],
  ];
}
