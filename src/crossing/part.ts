/** One part of a transfer, gathered as if its rows had come alone. What its fields are, the whole has told. */
import { contentDigest } from '../ledger/content.ts';
import type { Batch } from '../model/batch.ts';
import { DouaneError } from '../model/errors.ts';
import type { ManifestFile } from '../model/manifest.ts';
import type { Sightings } from '../model/sightings.ts';
import type { RowSet } from '../persons/row-set.ts';
import { RunFiles } from '../persons/store-runs.ts';
import { digestSink } from '../release/digest-sink.ts';
import { pulled } from '../source/pulled.ts';
import type { Input, KeepRow, Sink } from '../source/source.ts';
import { newCounter } from './counting.ts';
import { DigestedInput } from './digested-input.ts';
import { type Arrived, openInput, type Part, usedOf } from './gather.ts';
import type { House } from './house.ts';
import type { Request } from './request.ts';
import { selectSlots } from './select-slots.ts';

/** Called for every batch, in order, with what it shows row by row. */
export type VisitBatch = (file: number, batch: Batch, sightings: Sightings) => void;

/**
 * Inspects all of a transfer once more: what comes out is what came out the first time, with the rows it is of.
 *
 * @throws DouaneError INPUT_CHANGED
 */
export async function inspectAgain(arrived: Arrived, request: Request, house: House, visit: VisitBatch): Promise<void> {
  const { InspectionHere } = await import('./inspection.ts');
  const { asOf, subject } = request;
  using inspection = new InspectionHere({ asOf, subject, rows: true });
  for (const [file, input] of arrived.inputs.entries()) {
    input.again((done) => house.progress('inspecting', done, input.size));
    await using source = await openInput(input, file, request);
    inspection.open(source.paths);
    for await (const batch of source.batches()) visit(file, batch, await inspection.inspect(batch));
    await expectUnchanged(input, arrived.manifest.files[file]!.sha256);
  }
}

/**
 * Counts the rows that are kept, by what the register knows now, and takes the digest of their bytes. The inputs of the
 * part that fits are those of the whole, `selected`; those of the rest are only its rows.
 */
export async function gatherPart(
  arrived: Arrived,
  keep: (file: number) => KeepRow,
  part: Part,
  request: Request,
  house: House,
): Promise<Arrived> {
  const runs = new RunFiles(house.state.dir, house.random);
  try {
    const { counter, mark } = newCounter(arrived.exporter, arrived.windows, request.asOf, house, runs);
    const records = arrived.inputs.map(() => 0);
    await inspectAgain(arrived, request, house, (file, batch, sightings) => {
      const isKept = (row: number) => keep(file)(batch.firstRow + row);
      for (let row = 0; row < batch.rows; row++) if (isKept(row)) records[file]! += 1;
      counter.add(selectSlots(sightings, batch, isKept));
    });
    const inputs: DigestedInput[] = [];
    const files: ManifestFile[] = [];
    const selected = [];
    for (const [n, input] of arrived.inputs.entries()) {
      if (records[n] === 0) continue;
      const { sha256: whole, ...shape } = arrived.manifest.files[n]!;
      const rows = (sink: Sink) => writeRows(arrived, n, keep(n), request, sink);
      const sink = digestSink();
      await rows(sink);
      const { bytes, sha256 } = sink.end();
      const name = part.which === 'fits' ? input.name : nameOfRest(input.name);
      files.push({ ...shape, path: name, bytes, records: records[n]!, sha256 });
      selected.push({ keep: keep(n), sha256: whole });
      inputs.push(part.which === 'fits' ? input : new DigestedInput(rowsAsInput(name, bytes, rows)));
    }
    const digest = contentDigest(files);
    counter.settleUndetermined(Buffer.from(digest, 'hex'));
    const total = (of: (f: ManifestFile) => number) => files.reduce((sum, f) => sum + of(f), 0);
    return {
      ...arrived,
      inputs,
      manifest: { ...arrived.manifest, files, records: total((f) => f.records), bytes: total((f) => f.bytes) },
      digest,
      counter,
      mark,
      histogram: counter.histogram(),
      used: usedOf(arrived.exporter, house),
      part,
      selected: part.which === 'fits' ? selected : null,
      [Symbol.dispose]: () => runs[Symbol.dispose](),
    };
  } catch (error) {
    runs[Symbol.dispose]();
    throw error;
  }
}

/** The rows as they stand, in the format, encoding and packing of their file. */
async function writeRows(arrived: Arrived, file: number, keep: KeepRow, request: Request, sink: Sink): Promise<void> {
  const input = arrived.inputs[file]!;
  input.again();
  await using source = await openInput(input, file, request);
  await source.rewrite(() => [], new Set(), sink, keep);
  await expectUnchanged(input, arrived.manifest.files[file]!.sha256);
}

async function expectUnchanged(input: DigestedInput, sha256: string): Promise<void> {
  if ((await input.digest()) !== sha256) throw new DouaneError('INPUT_CHANGED', { place: { file: input.name } });
}

/** To be read from its beginning to its end, as a hold reads it. */
function rowsAsInput(name: string, size: number, rows: (sink: Sink) => Promise<void>): Input {
  return {
    name,
    size,
    blocks: () => pulled(rows),
    readAt: () => Promise.reject(new DouaneError('INTERNAL', { expected: 'a part to be read in order' })),
  };
}

/** `orders.csv` → `orders.rest.csv`: it does not take the name of what left. */
function nameOfRest(name: string): string {
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 2);
  return dot < 0 ? `${name}.rest` : `${name.slice(0, dot)}.rest${name.slice(dot)}`;
}

/** Rows of each file, as a predicate for it. */
export const keepOf =
  (rows: readonly RowSet[], kept: boolean) =>
  (file: number): KeepRow =>
  (row) =>
    rows[file]!.has(row) === kept;
