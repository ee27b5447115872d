/**
 * `node bench/inspect.ts`: MB/s of inspection alone (scanner, columns, persons) on batches that lie in memory, one
 * JSON line for each table. Beside it the scanner alone over the same cells.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Inspector } from '../src/inspect/inspector.ts';
import { Scanner } from '../src/inspect/scanner.ts';
import type { Batch } from '../src/model/batch.ts';
import { generated } from './generate.ts';

const MEGABYTES = Number(process.env.BENCH_MB ?? 16);
const ROUNDS = Number(process.env.BENCH_RUNS ?? 5);
const BATCH = 1 << 20;

for (const shape of ['orders.csv', 'customers.csv'] as const) {
  const { paths, batches, bytes } = tableOf(head(generated(shape, MEGABYTES), MEGABYTES * 1e6));
  let best = 0;
  let persons = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const inspector = new Inspector({ asOf: '2026-11-23', subject: [], mask: () => '***' });
    inspector.open({ list: paths });
    persons = 0;
    const begin = performance.now();
    for (const batch of batches) persons += inspector.inspect(batch).slots;
    best = Math.max(best, bytes / 1e3 / (performance.now() - begin));
  }
  let scanning = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const scanner = new Scanner();
    const begin = performance.now();
    for (const batch of batches)
      for (let i = 0; i < batch.cells; i++) scanner.scan(batch.bytes, batch.start[i]!, batch.end[i]!);
    scanning = Math.max(scanning, bytes / 1e3 / (performance.now() - begin));
  }
  process.stdout.write(
    `${JSON.stringify({ name: `inspect ${shape}`, mbPerSecond: Math.round(best), scannerAlone: Math.round(scanning), slots: persons })}\n`,
  );
}

function head(path: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const fd = openSync(path, 'r');
  const n = readSync(fd, bytes);
  closeSync(fd);
  return bytes.subarray(0, bytes.lastIndexOf(0x0a, n - 1) + 1);
}

/** Cuts at commas and line feeds outside quotes: enough for the tables made here. */
function tableOf(bytes: Uint8Array): { paths: string[]; batches: Batch[]; bytes: number } {
  const header = bytes.indexOf(0x0a);
  const paths = Buffer.from(bytes.subarray(0, header)).toString().split(',');
  const batches: Batch[] = [];
  let at = header + 1;
  for (let index = 0; at < bytes.length; index++) {
    const stop = at + BATCH >= bytes.length ? bytes.length : bytes.lastIndexOf(0x0a, at + BATCH) + 1;
    const starts: number[] = [];
    const ends: number[] = [];
    const columns: number[] = [];
    const rowEnd: number[] = [];
    let inQuotes = false;
    for (let from = at, column = 0, i = at; i < stop; i++) {
      const b = bytes[i]!;
      if (b === 0x22) inQuotes = !inQuotes;
      if (inQuotes) continue;
      if (b !== 0x2c && b !== 0x0a) continue;
      const quoted = bytes[from] === 0x22 ? 1 : 0;
      starts.push(from - at + quoted);
      ends.push(i - at - quoted);
      columns.push(column++);
      from = i + 1;
      if (b !== 0x0a) continue;
      column = 0;
      rowEnd.push(starts.length);
    }
    const start = Int32Array.from(starts);
    const end = Int32Array.from(ends);
    const ranges = { start, end, rawStart: start, rawEnd: end, path: Int32Array.from(columns) };
    batches.push({
      ...{ file: 0, index, firstRow: 0, rows: rowEnd.length, rowEnd: Int32Array.from(rowEnd), cells: starts.length },
      ...ranges,
      ...{ type: new Uint8Array(starts.length), bytes: bytes.slice(at, stop) },
    });
    at = stop;
  }
  return { paths, batches, bytes: bytes.length - header - 1 };
}
