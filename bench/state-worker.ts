/**
 * One process of a bench of the state, of argv[2]: opens the state, says `ready`, works from the first byte on standard
 * input for the time it was given, and prints what came of it as JSON.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { monotonicFactory } from 'ulid';
import { type House, openHouse } from '../src/crossing/house.ts';
import { close, record } from '../src/ledger/store-record.ts';
import { PersonCounter } from '../src/persons/counter.ts';
import { Prf } from '../src/persons/prf.ts';
import { RunFiles } from '../src/persons/store-runs.ts';
import { applyPersonPlan, loadHistory } from '../src/persons/store-sqlite.ts';
import { bodyOf } from '../test/support/ledger.ts';
import { batchesOf } from './persons.ts';

export interface Job {
  readonly dir: string;
  readonly url: string | null;
  readonly seconds: number;
  readonly work:
    | { readonly kind: 'open' }
    /** Callers that record a crossing and its closing, over and over. */
    | { readonly kind: 'leaves'; readonly inFlight: number }
    /** Transfers of so many persons whom nobody has seen before, one after another. */
    | { readonly kind: 'persons'; readonly exporter: string; readonly each: number; readonly process: number };
}

export interface Done {
  readonly count: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Persons of one process have numbers that those of others have not. */
const PERSONS_A_PROCESS = 100_000_000;
const AT = '2026-11-23T08:00:00.000Z';
const DAY = '2026-11-23';

const job = JSON.parse(process.argv[2]!) as Job;
const random = (n: number) => randomBytes(n);
using house = await openHouse({
  dir: job.dir,
  store: job.url === null ? null : { url: job.url },
  packs: [],
  now: new Date(AT),
  random,
  newId: monotonicFactory(),
});
process.stdout.write('ready\n');
if (job.work.kind !== 'open') await new Promise((go) => process.stdin.once('data', go));
const cpu = process.cpuUsage();
const begin = performance.now();
const isOver = () => performance.now() - begin > job.seconds * 1_000;
const { work } = job;
const count =
  work.kind === 'leaves' ? await leaves(house, work) : work.kind === 'persons' ? await persons(house, work) : 0;
const seconds = (performance.now() - begin) / 1_000;
const used = process.cpuUsage(cpu);
const done: Done = { count, seconds, cpuSeconds: (used.user + used.system) / 1e6 };
process.stdout.write(`${JSON.stringify(done)}\n`);
process.stdin.destroy();

async function leaves({ state, ledger, newId }: House, { inFlight }: { readonly inFlight: number }): Promise<number> {
  const body = bodyOf();
  const end = { end: 'released', records: 1_000, files: body.files, hold: null } as const;
  const resume = { process: state.process, targets: [], approved: null };
  let count = 0;
  const caller = async () => {
    while (!isOver()) {
      const transfer = newId();
      await record(state, { transfer, type: 'crossing', at: AT, body, resume }, ledger);
      await close(state, { transfer, at: AT, body: end }, ledger);
      count += 2;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  return count;
}

async function persons(
  { state, ledger, newId }: House,
  { exporter, each, process }: Extract<Job['work'], { kind: 'persons' }>,
): Promise<number> {
  const prf = new Prf(state.keys.person);
  const windows = { since: '2026-01-01', previousSince: '2025-01-01', asOf: DAY };
  const weights = { personal: -1, sensitive: 0, removed: 0 };
  const counted = { ordinary: true, sensitive: true };
  let count = 0;
  while (!isOver()) {
    const batches = batchesOf(process * PERSONS_A_PROCESS + count, each);
    const transfer = newId();
    await using _turn = await state.turn(exporter);
    using runs = new RunFiles(state.dir, random);
    const history = state.read((db) => loadHistory(db, exporter, windows, runs));
    const counter = new PersonCounter(prf, history);
    for (const batch of batches) counter.add(batch);
    const use = { transfer, exporter, day: DAY, weights, counted, permit: null };
    await record(state, { transfer, type: 'crossing', at: AT, body: bodyOf() }, ledger, (db) =>
      applyPersonPlan(db, counter.plan(), use),
    );
    count += each;
  }
  return count;
}
