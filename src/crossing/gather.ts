import { addMonths } from '../decide/calendar.ts';
import { countRules, governing } from '../decide/decide.ts';
import type { CountRule, Windows } from '../decide/pack.ts';
import { windows } from '../decide/windows.ts';
import type { ColumnSummary } from '../inspect/column.ts';
import { contentDigest } from '../ledger/content.ts';
import { type Loss, listLosses } from '../ledger/store-loss.ts';
import { DouaneError } from '../model/errors.ts';
import type { Manifest, ManifestFile } from '../model/manifest.ts';
import { firstDayOf, type Permit, type PermitUse } from '../model/permit.ts';
import type { PersonHistogram, Sightings } from '../model/sightings.ts';
import type { PersonCounter } from '../persons/counter.ts';
import { RunFiles } from '../persons/store-runs.ts';
import { permitUses } from '../persons/store-sqlite.ts';
import { readTally } from '../persons/store-tallies.ts';
import type { Tally } from '../persons/tally.ts';
import { openSource } from '../source/open.ts';
import type { Input, KeepRow, Source } from '../source/source.ts';
import { listPermits } from '../state/store-permits.ts';
import { type Counting, countingOf, type Mark } from './counting.ts';
import { DigestedInput } from './digested-input.ts';
import { exporterOf, type House } from './house.ts';
import type { Inspection } from './inspection.ts';
import { alsoUnder, type Crossing, type Request } from './request.ts';

/**
 * All that arrived, read whole once: what is in it and whose. Nothing has been decided. Holds files on which the counter
 * may have put identifiers, until it is disposed of.
 */
export interface Arrived extends Disposable {
  readonly inputs: readonly DigestedInput[];
  readonly manifest: Manifest;
  /** Digest over names and bytes of all files, in order. */
  readonly digest: string;
  /** What each column was understood as, by path. */
  readonly columns: ReadonlyMap<string, ColumnSummary>;
  readonly counter: PersonCounter;
  /** What it was counted against. */
  readonly mark: Mark;
  /** From counting to the record nobody else counts this exporter's persons. */
  readonly turn: AsyncDisposable;
  readonly histogram: PersonHistogram;
  readonly toldApartBy: readonly string[];
  readonly exporter: string;
  readonly windows: Windows;
  /** Persons by the counts that laws other than of classes ask for. */
  readonly tallies: readonly { readonly rule: CountRule; readonly tally: Tally }[];
  /** What was used of each permit in hand before. */
  readonly used: ReadonlyMap<string, PermitUse>;
  /** What a person accepted as lost when the state was an older copy. */
  readonly losses: readonly Loss[];
  /** First day of each permit in hand. */
  readonly permitsFrom: ReadonlyMap<string, string>;
  /** Of a transfer in two parts, which one this is. */
  readonly part: Part | null;
  /** Where only some rows of the inputs are meant, by input: which, and the SHA-256 of the input as a whole. */
  readonly selected: readonly Selected[] | null;
}

/** One of the two parts of a transfer that a permit did not reach for. */
export interface Part {
  readonly which: 'fits' | 'rest';
  /** The transfer as a whole, as it was decided on. */
  readonly of: string;
  readonly permit: string;
}

export interface Selected {
  readonly keep: KeepRow;
  readonly sha256: string;
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
  const { asOf, subject } = request;
  // The law of the day says from when persons count; where there is none, that is the answer.
  const window = windows(governing(house.packs, request.from), asOf);
  const exporter = exporterOf(request.facts);
  await using counting = await countingOf(exporter, window, asOf, house, runs);
  await using inTurn = new AsyncDisposableStack();
  if (!house.state.shared) inTurn.use((await counting.counted()).turn);
  using inspection = await house.inspections.begin({ asOf, subject });

  const total = inputs.reduce((sum, i) => sum + i.size, 0);
  let before = 0;
  const digested: DigestedInput[] = [];
  const files: ManifestFile[] = [];
  for (const [file, inner] of inputs.entries()) {
    await inspection.refuseName(inner.name, { file: number(file) });
    const input = new DigestedInput(inner, (done) => house.progress('inspecting', before + done, total));
    await using source = await openInput(input, file, request);
    const records = await readFile(source, input.name, inspection, counting);
    for (const path of source.paths.list) await inspection.refuseName(path, { file: number(file), name: 'a field' });
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
  const { inspected, columns } = await inspection.finish();
  const { fields, otherPaths, looks, toldApartBy } = inspected;
  for (const path of subject) {
    if (fields.some((f) => f.path === path) || otherPaths.includes(path)) continue;
    throw new DouaneError('CALL_UNKNOWN_FIELD', {
      place: { name: path },
      expected: 'a field of the input for --subject',
    });
  }
  const digest = contentDigest(files);
  const { counter, mark, turn } = await counting.counted();
  inTurn.use(turn);
  counter.settleUndetermined(Buffer.from(digest, 'hex'));
  const arrived = {
    inputs: digested,
    manifest: { files, records, bytes: total, fields, otherPaths, looks },
    digest,
    columns,
    counter,
    mark,
    turn,
    histogram: counter.histogram(),
    toldApartBy,
    exporter,
    windows: window,
    tallies: readTallies(counter, exporter, request, house),
    used: usedOf(exporter, house),
    losses: house.state.read(listLosses),
    permitsFrom: house.state.read(
      (db) => new Map(listPermits<Permit>(db).map(({ permit }) => [permit.id, firstDayOf(permit)])),
    ),
    part: null,
    selected: null,
    [Symbol.dispose]: () => runs[Symbol.dispose](),
  };
  inTurn.move();
  return arrived;
}

/** Opens an input as it was asked for; whenever it is opened so its batches are the same. */
export function openInput(input: Input, file: number, request: Request): Promise<Source> {
  return openSource(input, {
    file,
    ...(request.format === null ? {} : { format: request.format }),
    ...(request.encoding === null ? {} : { encoding: request.encoding }),
    limits: request.limits,
  });
}

/** Distinct persons under each permit in hand, as the register says now. */
export function usedOf(exporter: string, house: House): ReadonlyMap<string, PermitUse> {
  return house.state.read((db) =>
    permitUses(
      db,
      exporter,
      listPermits<Permit>(db).map(({ permit }) => permit.id),
    ),
  );
}

/** What the packs of the countries that bind the exporter count by themselves. */
function readTallies(counter: PersonCounter, exporter: string, request: Request, house: House): Arrived['tallies'] {
  const { asOf, recipient } = request;
  const rules = countRules(house.packs, [request.from, ...alsoUnder(request.facts)]);
  if (rules.length === 0) return [];
  return house.state.read((db) =>
    rules.map((rule) => {
      const since = addMonths(asOf, -rule.months);
      return { rule, tally: readTally(db, counter.plan(), { name: rule.fact, exporter, recipient, since, asOf }) };
    }),
  );
}

/** Inspects and counts all batches of a file, in order; while one is counted others may be inspected. Gives its records. */
async function readFile(
  source: Source,
  file: string,
  inspection: Inspection,
  counting: Pick<Counting, 'add'>,
): Promise<number> {
  let records = 0;
  const underWay: Promise<Sightings>[] = [];
  inspection.open(source.paths);
  try {
    for await (const batch of source.batches()) {
      records += batch.rows;
      const sightings = inspection.inspect(batch);
      sightings.catch(() => {}); // seen when awaited, unless an earlier error ends this
      underWay.push(sightings);
      while (underWay.length > inspection.ahead) counting.add(await underWay.shift()!);
    }
    for (const sightings of underWay) counting.add(await sightings);
  } catch (error) {
    throw inFile(file, error);
  }
  return records;
}

/** Inspection does not know the file's name; who reads the message has to. */
function inFile(file: string, error: unknown): unknown {
  if (!(error instanceof DouaneError) || error.place.file !== undefined || error.code === 'INTERNAL') return error;
  const { code, place, expected, got } = error;
  const detail = { ...(expected === undefined ? {} : { expected }), ...(got === undefined ? {} : { got }) };
  return new DouaneError(code, { ...detail, place: { file, ...place }, cause: error });
}

/** A file's place in the transfer, for messages about names that must not be said. */
const number = (file: number): string => `file ${file + 1}`;
