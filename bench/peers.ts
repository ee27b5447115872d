/**
 * What else looks through such files, measured on the same ones: how fast line feeds are found, ripgrep, DuckDB,
 * redact-pii, openredaction, Presidio. Those that are not on the machine are said not to be there. DuckDB is no
 * dependency (its packages for other machines are not everywhere): `npm install --no-save @duckdb/node-api`, or
 * `BENCH_PEERS` names a folder where it is installed. `BENCH_PYTHON` names a Python that has Presidio.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** MB/s, or null where the peer is not on the machine. */
export type Rate = readonly [peer: string, mbPerSecond: number | null];

/** Fifteen identifiers as those write them who have regular expressions and no checksums. */
const PATTERNS = [
  String.raw`\b1[3-9]\d{9}\b`,
  String.raw`\b[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b`,
  String.raw`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}\b`,
  String.raw`\b[3-6]\d{15,18}\b`,
  String.raw`\b[EGDPS]\d{8}\b`,
  String.raw`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b`,
  String.raw`\b([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b`,
  String.raw`\b([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}\b`,
  '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}',
  String.raw`\b[A-HJ-NPR-Z0-9]{17}\b`,
  String.raw`\b[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}\b`,
  String.raw`\b0\d{2,3}-?\d{7,8}\b`,
  String.raw`\b\d{15}\b`,
  String.raw`\b\d{3}-\d{2}-\d{4}\b`,
  String.raw`\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b`,
];

const seconds = (begin: number) => (performance.now() - begin) / 1000;

/** The file read whole, and each line feed found. */
export function newlines(file: string, bytes: number): Rate {
  const begin = performance.now();
  const fd = openSync(file, 'r');
  const block = Buffer.allocUnsafe(1 << 20);
  let lines = 0;
  for (let n = readSync(fd, block); n > 0; n = readSync(fd, block)) {
    const part = block.subarray(0, n);
    for (let at = part.indexOf(0x0a); at >= 0; at = part.indexOf(0x0a, at + 1)) lines += 1;
  }
  closeSync(fd);
  if (lines === 0) throw new Error('a file without lines');
  return ['newlines', bytes / 1e6 / seconds(begin)];
}

/** Lines that any of the patterns is in, in one thread. */
export function ripgrep(file: string, bytes: number, oneCore: readonly string[]): Rate {
  if (spawnSync('rg', ['--version']).status !== 0) return ['ripgrep', null];
  const begin = performance.now();
  const [command, ...args] = [
    ...oneCore,
    'rg',
    '-j1',
    '-c',
    '--no-config',
    ...PATTERNS.flatMap((p) => ['-e', p]),
    file,
  ];
  spawnSync(command!, args);
  return ['ripgrep', bytes / 1e6 / seconds(begin)];
}

/** The patterns over each line, one thread. */
export async function duckdb(sample: string, folder: string): Promise<Rate> {
  const api = await found('@duckdb/node-api');
  if (api === null) return ['duckdb', null];
  const path = join(folder, 'sample.txt');
  writeFileSync(path, sample);
  const instance = await api.DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const counts = PATTERNS.map((p) => `count_if(regexp_matches(line, '${p}'))`).join(', ');
  const from = `read_csv('${path}', columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '', header = false, auto_detect = false)`;
  const begin = performance.now();
  await connection.runAndReadAll(`SELECT ${counts} FROM ${from}`);
  return ['duckdb', Buffer.byteLength(sample) / 1e6 / seconds(begin)];
}

/** Line by line; ten seconds each at most: what was done by then is the rate. */
export async function npmPeers(sample: string): Promise<Rate[]> {
  const lines = sample.split('\n');
  const megabytes = Buffer.byteLength(sample) / 1e6;
  const rate = async (work: (line: string) => unknown): Promise<number> => {
    const begin = performance.now();
    let done = 0;
    for (const line of lines) {
      await work(line);
      done += 1;
      if (done % 64 === 0 && performance.now() - begin > 10_000) break;
    }
    return (megabytes * done) / lines.length / seconds(begin);
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

/** Presidio's recognizers by pattern, line by line. */
export function presidio(sample: string): Rate {
  const python = process.env.BENCH_PYTHON ?? 'python3';
  const ran = spawnSync(python, [fileURLToPath(new URL('presidio.py', import.meta.url))], { input: sample });
  const rate = ran.status === 0 ? Number(ran.stdout.toString()) : Number.NaN;
  return ['presidio', Number.isFinite(rate) ? rate : null];
}

// biome-ignore lint/suspicious/noExplicitAny: a package that may not be there has no types.
async function found(name: string): Promise<any> {
  for (const from of [import.meta.url, ...(process.env.BENCH_PEERS ? [join(process.env.BENCH_PEERS, 'x.js')] : [])])
    try {
      return await import(createRequire(from).resolve(name));
    } catch {
      // Not there; perhaps in the next place.
    }
  return null;
}
