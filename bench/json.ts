/**
 * `node bench/json.ts [name]`: MB a second of one core for reading JSON into batches alone (bytes from memory, checked
 * as UTF-8, scanned, cells attributed to their paths), nothing inspected; one JSON line for each way of writing the same
 * records. `cells` and `checksum` are printed so that a reading that is fast because it misses something shows.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { openSource } from '../src/source/open.ts';
import type { Input } from '../src/source/source.ts';
import { generated } from './generate.ts';

const MEGABYTES = Number(process.env.BENCH_MB ?? 32);
const ROUNDS = Number(process.env.BENCH_RUNS ?? 5);
const BLOCK = 1 << 20;

const lines = linesOf(generated('orders.jsonl', 200), MEGABYTES * 1e6);
const records: unknown[] = lines.map((line) => JSON.parse(line));
const escaped = (text: string) =>
  text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const spaced = (text: string) => text.replace(/(?<=["\d}\]el])([,:])(?=["\d{[tfn])/g, '$1 ');
/** Fields that are there in one record and not in the next, and lists of different lengths. */
const uneven = (record: unknown, n: number) => {
  const r = { ...(record as Record<string, unknown>) };
  for (const [k, key] of Object.keys(r).entries()) if ((n * 7 + k * 3) % 5 === 0) delete r[key];
  if (Array.isArray(r.items)) r.items = Array.from({ length: n % 4 }, () => (r.items as unknown[])[0]);
  return JSON.stringify(r);
};

const files: Record<string, () => string> = {
  'orders.jsonl': () => lines.join('\n'),
  'orders.json': () => `[${lines.join(',\n')}]`,
  'indented.json': () => JSON.stringify(records, null, 2),
  'spaced.jsonl': () => lines.map(spaced).join('\n'),
  'escaped.jsonl': () => lines.map(escaped).join('\n'),
  'uneven.jsonl': () => records.map(uneven).join('\n'),
};
for (const [name, text] of Object.entries(files))
  if (process.argv[2] === undefined || process.argv[2] === name) await measure(name, new TextEncoder().encode(text()));

async function measure(name: string, bytes: Uint8Array): Promise<void> {
  let best = 0;
  let cells = 0;
  let checksum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    cells = 0;
    checksum = 0;
    await using source = await openSource(inMemory(name, bytes), { file: 0 });
    const before = process.threadCpuUsage();
    for await (const batch of source.batches()) {
      cells += batch.cells;
      const at = batch.cells - 1;
      checksum = (checksum * 31 + batch.end[at]! - batch.start[at]! + batch.path[at]! + batch.rows) % 1_000_003;
    }
    const { user, system } = process.threadCpuUsage(before);
    best = Math.max(best, bytes.length / (user + system));
  }
  process.stdout.write(
    `${JSON.stringify({ name: `read ${name}`, mbPerSecond: Math.round(best), megabytes: Math.round(bytes.length / 1e6), cells, checksum })}\n`,
  );
}

function inMemory(name: string, bytes: Uint8Array): Input {
  return {
    name,
    size: bytes.length,
    async *blocks(from = 0, blockSize = BLOCK) {
      const block = new Uint8Array(blockSize); // a reader may change it in place
      for (let at = from; at < bytes.length; at += blockSize) {
        const part = bytes.subarray(at, at + blockSize);
        block.set(part);
        yield block.subarray(0, part.length);
      }
    },
    readAt: async (offset, length) => bytes.slice(offset, offset + length),
  };
}

function linesOf(path: string, size: number): string[] {
  const bytes = new Uint8Array(size);
  const fd = openSync(path, 'r');
  const n = readSync(fd, bytes);
  closeSync(fd);
  return new TextDecoder().decode(bytes.subarray(0, bytes.lastIndexOf(0x0a, n - 1))).split('\n');
}
