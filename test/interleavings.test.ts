/**
 * Workers that cross beside each other on one state, die anywhere, start again and try again: at every end the persons
 * who left under the permit are no more than its budget, the leaves say what the register says, every transfer is closed
 * once, and nothing is out that no leaf was recorded for before. Either the workers share a house, as the requests of a
 * server do, or, over the shared store, each has one in a directory of its own; turns are lost on the way.
 */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { House } from '../src/crossing/house.ts';
import { recover } from '../src/crossing/recover.ts';
import { cross } from '../src/crossing.ts';
import { audit } from '../src/ledger/store-audit.ts';
import { listTransfers, unfinished } from '../src/ledger/store-transfers.ts';
import { DouaneError } from '../src/model/errors.ts';
import { permitUse } from '../src/persons/store-sqlite.ts';
import { addPermit } from '../src/state/store-permits.ts';
import { emptyFolder, shared, storeOf } from './support/douane.ts';
import { crossing, keysIn, type Lane, openAt, permitOf, table } from './support/houses.ts';

/** Ends the work of a worker where a process would have died; nothing after it is done by that worker's house. */
class Died extends Error {}

interface Step {
  readonly who: readonly number[];
  readonly lane: Lane;
  /** Dies with the n-th write, before or after it; 0 never. */
  readonly diesAt: number;
  readonly persisted: boolean;
  /** Where a shared store loses connections under it: before the n-th write, 0 never. */
  readonly losesAt: number;
  readonly waits: number;
}

const steps = fc.record({
  who: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
  lane: fc.constantFrom<Lane>('fits', 'fits', 'whole', 'masked'),
  diesAt: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) }),
  persisted: fc.boolean(),
  losesAt: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  waits: fc.integer({ min: 0, max: 12 }),
});
const workers = fc.array(fc.array(steps, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 });

/** The house as a process that dies at a write, and in which something happens before another. */
function dying(house: House, step: Step, lose: () => Promise<void>): House {
  let writes = 0;
  let dead = false;
  return {
    ...house,
    state: {
      ...house.state,
      async transaction(work) {
        if (dead) throw new Died();
        writes += 1;
        if (writes === step.losesAt) await lose();
        if (writes === step.diesAt && !step.persisted) {
          dead = true;
          throw new Died();
        }
        const result = await house.state.transaction(work);
        if (writes !== step.diesAt) return result;
        dead = true;
        throw new Died();
      },
    },
    [Symbol.dispose]: () => {},
  };
}

/** What a worker may be told and go on: it lost, or the state did. */
const BEARABLE = new Set(['STATE_MOVED', 'STATE_BUSY', 'OUTPUT_EXISTS']);

export async function interleave(
  plan: readonly (readonly Step[])[],
  budget: number,
  oneHouse: boolean,
  terminate: (url: string) => Promise<void>,
): Promise<void> {
  using folder = emptyFolder();
  const dirOf = (worker: number) => folder.file(oneHouse ? 'state' : `state-${worker}`);
  const store = await storeOf(folder.path);
  let seed = 1;
  {
    using first = await openAt(folder.path, seed++, dirOf(0));
    await first.state.transaction((db) => addPermit(db, permitOf(budget), first.now.toISOString()));
  }
  if (!oneHouse)
    for (let w = 1; w < plan.length; w++) cpSync(`${dirOf(0)}/keys`, `${dirOf(w)}/keys`, { recursive: true });

  const out = (worker: number, n: number) => folder.file(`out-${worker}-${n}`);
  const common = oneHouse ? await openAt(folder.path, seed++, dirOf(0)) : null;
  const open = async (worker: number) => {
    const house = common ?? (await openAt(folder.path, seed++, dirOf(worker)));
    // In a common house that would close what the others have under way.
    if (common === null) await recover(house);
    return house;
  };
  await Promise.all(
    plan.map(async (list, worker) => {
      let house = await open(worker);
      try {
        for (const [n, step] of list.entries()) {
          for (let i = 0; i < step.waits; i++) await new Promise((done) => setImmediate(done));
          const lose = async () => {
            if (store !== null) await terminate(store.url);
          };
          try {
            await cross(crossing(out(worker, n), table(...step.who), step.lane), dying(house, step, lose));
          } catch (error) {
            if (error instanceof DouaneError && BEARABLE.has(error.code)) continue;
            if (!(error instanceof Died)) throw error;
            if (common !== null) continue;
            house[Symbol.dispose]();
            house = await open(worker);
            // It tries again, and nothing comes between this time.
            await cross(crossing(out(worker, n), table(...step.who), step.lane), house);
          }
        }
      } finally {
        if (common === null) house[Symbol.dispose]();
      }
    }),
  );
  common?.[Symbol.dispose]();

  // Everybody is gone: each directory closes what it left open.
  for (const dir of new Set(plan.map((_, w) => dirOf(w)))) {
    using last = await openAt(folder.path, seed++, dir);
    await recover(last);
  }
  using house = await openAt(folder.path, seed++, dirOf(0));
  const left = new Set<string>();
  const outputs = readdirSync(folder.path).filter((name) => name.startsWith('out-'));
  for (const name of outputs)
    for (const file of readdirSync(folder.file(name))) {
      expect(file).toBe('orders.csv'); // no partial file, no rest
      for (const key of keysIn(readFileSync(folder.file(`${name}/${file}`), 'utf8'))) left.add(key);
    }
  expect(left.size).toBeLessThanOrEqual(budget);
  house.state.read((db) => {
    const used = permitUse(db, 'E', 'SA-1').persons;
    expect(used).toBeLessThanOrEqual(budget);
    expect(used).toBeGreaterThanOrEqual(left.size);
    expect(unfinished(db)).toEqual([]);
    // Closed once each; and as many files are out as transfers whose record says that they leave, or fewer.
    const leaves = (db.prepare('SELECT bytes FROM leaf ORDER BY idx').pluck().all() as Buffer[]).map((b) =>
      JSON.parse(b.toString()),
    );
    const closings = leaves.filter((l) => l.type === 'closing').map((l) => l.transfer);
    expect(new Set(closings).size).toBe(closings.length);
    const transfers = listTransfers(db, 10_000);
    expect(closings.length).toBe(transfers.filter((t) => t.type === 'crossing').length);
    const leaving = leaves.filter((l) => l.type === 'crossing' && (l.verdict === 'pass' || l.verdict === 'treat'));
    expect(outputs.filter((o) => existsSync(folder.file(`${o}/orders.csv`))).length).toBeLessThanOrEqual(
      leaving.length,
    );
    // Every count of every leaf against the register, every hash and every signature.
    audit(db, house.ledger.signer);
  });
}

let terminate = async (_url: string): Promise<void> => {};
/** What takes a worker's connections away, where there are any. */
export const losesBy = (how: typeof terminate): void => {
  terminate = how;
};

const RUNS = Number(process.env.DOUANE_RUNS ?? 10);

test(
  'whoever crosses beside whom and dies where: never one person over, and all of it accounted for',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(workers, fc.integer({ min: 1, max: 6 }), fc.boolean(), (plan, budget, oneHouse) =>
        interleave(plan, budget, oneHouse || !shared(), (url) => terminate(url)),
      ),
      {
        numRuns: RUNS,
        endOnFailure: true,
        ...(process.env.DOUANE_SEED ? { seed: Number(process.env.DOUANE_SEED) } : {}),
      },
    );
  },
);
