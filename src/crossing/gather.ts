import type { Windows } from '../decide/pack.ts';
import { windows } from '../decide/windows.ts';
import { Inspector } from '../inspect/inspector.ts';
import { contentDigest } from '../ledger/content.ts';
import { DouaneError } from '../model/errors.ts';
import { KINDS } from '../model/kinds.ts';
import type { Manifest, ManifestFile } from '../model/manifest.ts';
import type { PersonHistogram } from '../model/sightings.ts';
import { PersonCounter } from '../persons/counter.ts';
import { Prf } from '../persons/prf.ts';
import { RunFiles } from '../persons/store-runs.ts';
import { loadHistory } from '../persons/store-sqlite.ts';
import { openSource } from '../source/open.ts';
import { maskExample } from '../treat/mask.ts';
import { DigestedInput } from './digested-input.ts';
import { exporterOf, type House } from './house.ts';
import type { Crossing } from './request.ts';

/**
 * All that arrived, read whole once: what is in it and whose. Nothing has been decided. Holds files on which the counter
 * may have put identifiers, until it is disposed of.
 */
export interface Arrived extends Disposable {
  readonly inputs: readonly DigestedInput[];
  readonly manifest: Manifest;
  /** Digest over names and bytes of all files, in order. */
  readonly digest: string;
  readonly inspector: Inspector;
  readonly counter: PersonCounter;
  readonly histogram: PersonHistogram;
  readonly toldApartBy: readonly string[];
  readonly exporter: string;
  readonly windows: Windows;
}

/**
 * Reads every value of every file and counts every person.
 *
 * @throws DouaneError INPUT_*, LIMIT_* with the place; nothing was written or counted then.
 */
export async function gather(crossing: Crossing, house: House): Promise<Arrived> {
  const runs = new RunFiles(house.state.dir, house.random);
  try {
    return await read(crossing, house, runs);
  } catch (error) {
    runs[Symbol.dispose]();
    throw error;
  }
}

async function read({ inputs, request }: Crossing, house: House, runs: RunFiles): Promise<Arrived> {
  // The law of the day says from when persons count; where there is none, that is the answer.
  const window = windows(house.pack, request.asOf);
  const exporter = exporterOf(request.facts);
  const since = { since: window.currentSince, previousSince: window.previousSince, asOf: request.asOf };
  const history = house.state.read((db) => loadHistory(db, exporter, since, runs));
  const counter = new PersonCounter(new Prf(house.state.keys.person), history);
  const inspector = new Inspector({ asOf: request.asOf, subject: request.subject, mask: maskExample });

  const total = inputs.reduce((sum, i) => sum + i.size, 0);
  let before = 0;
  const digested: DigestedInput[] = [];
  const files: ManifestFile[] = [];
  for (const [file, inner] of inputs.entries()) {
    refuseName(inspector, inner.name, { file: number(file) });
    const input = new DigestedInput(inner, (done) => house.progress('inspecting', before + done, total));
    let records = 0;
    await using source = await openSource(input, {
      file,
      ...(request.format === null ? {} : { format: request.format }),
      ...(request.encoding === null ? {} : { encoding: request.encoding }),
      limits: request.limits,
    });
    inspector.open(source.paths);
    for await (const batch of source.batches()) {
      counter.add(inFile(input.name, () => inspector.inspect(batch)));
      records += batch.rows;
    }
    for (const path of source.paths.list) refuseName(inspector, path, { file: number(file), name: 'a field' });
    files.push({ path: input.name, ...source.shape, bytes: input.size, records, sha256: await input.digest() });
    digested.push(input);
    before += input.size;
  }

  const records = files.reduce((sum, f) => sum + f.records, 0);
  if (records === 0) {
    throw new DouaneError('INPUT_EMPTY', {
      place: { file: files[0]?.path ?? '' },
      expected: 'at least one record',
      got: 'none',
    });
  }
  const { fields, otherPaths, looks, toldApartBy } = inspector.finish();
  for (const path of request.subject) {
    if (fields.some((f) => f.path === path) || otherPaths.includes(path)) continue;
    throw new DouaneError('CALL_UNKNOWN_FIELD', {
      place: { name: path },
      expected: 'a field of the input for --subject',
    });
  }
  const digest = contentDigest(files);
  counter.settleUndetermined(Buffer.from(digest, 'hex'));
  return {
    inputs: digested,
    manifest: { files, records, bytes: total, fields, otherPaths, looks },
    digest,
    inspector,
    counter,
    histogram: counter.histogram(),
    toldApartBy,
    exporter,
    windows: window,
    [Symbol.dispose]: () => runs[Symbol.dispose](),
  };
}

/** Inspection does not know the file's name; who reads the message has to. */
function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DouaneError) || error.place.file !== undefined) throw error;
    const { code, place, expected, got } = error;
    const detail = { ...(expected === undefined ? {} : { expected }), ...(got === undefined ? {} : { got }) };
    throw new DouaneError(code, { ...detail, place: { file, ...place }, cause: error });
  }
}

/** A file's place in the transfer, for messages about names that must not be said. */
const number = (file: number): string => `file ${file + 1}`;

/** Surer than this, a name holds an identifier and not a code that looks like one. */
const NAME_FROM = 0.8;

/**
 * Names cross as they are and stand in receipts, so they may hold no identifier.
 *
 * @throws DouaneError INPUT_NAME, which does not say the name.
 */
function refuseName(inspector: Inspector, name: string, place: { file: string; name?: string }): void {
  const bytes = Buffer.from(name);
  for (const { kind, confidence } of inspector.findIn(bytes, 0, bytes.length, '')) {
    if (confidence < NAME_FROM || !KINDS[kind].personal) continue;
    throw new DouaneError('INPUT_NAME', { place, expected: 'a name without personal data', got: `one with ${kind}` });
  }
}
