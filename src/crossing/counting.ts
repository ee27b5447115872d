/**
 * When the persons of a transfer are counted. Who is alone on the state has its turn from the start and counts as it
 * reads; where others record too, what is read is kept as pseudonyms, and counted in a turn that lasts from there to the
 * record: reading takes as long as it takes, and keeps nobody waiting.
 */
import type { Database } from 'better-sqlite3';
import type { Windows } from '../decide/pack.ts';
import { DouaneError } from '../model/errors.ts';
import type { Sightings } from '../model/sightings.ts';
import { PersonCounter } from '../persons/counter.ts';
import { Prf } from '../persons/prf.ts';
import type { RunFiles } from '../persons/store-runs.ts';
import { Spill } from '../persons/store-spill.ts';
import { isUsedByOthers, loadHistory, registerTurn } from '../persons/store-sqlite.ts';
import { listPermits } from '../state/store-permits.ts';
import type { House } from './house.ts';

/** What was counted against: the register of the exporter and the permits, as they were. */
export interface Mark {
  readonly exporter: string;
  readonly register: number;
  readonly permits: string;
}

export interface Counted {
  readonly counter: PersonCounter;
  readonly mark: Mark;
  /** Nobody else counts this exporter's persons before it is disposed of; that may be done more than once. */
  readonly turn: AsyncDisposable;
}

/** Takes what is seen, batch by batch, and gives the count once. To be disposed of whether or not it came to that. */
export interface Counting extends AsyncDisposable {
  add(sightings: Sightings): void;
  counted(): Promise<Counted>;
}

export function countingOf(
  exporter: string,
  windows: Windows,
  asOf: string,
  house: House,
  runs: RunFiles,
): Promise<Counting> {
  const count = () => newCounter(exporter, windows, asOf, house, runs);
  return house.state.shared ? countLater(exporter, count, house) : countAtOnce(exporter, count, house);
}

async function countAtOnce(exporter: string, count: () => Fresh, house: House): Promise<Counting> {
  const turn = onceOnly(await house.state.turn(exporter));
  try {
    const { counter, mark } = count();
    return {
      add: (sightings) => counter.add(sightings),
      counted: async () => ({ counter, mark, turn }),
      [Symbol.asyncDispose]: async () => {},
    };
  } catch (error) {
    await turn[Symbol.asyncDispose]();
    throw error;
  }
}

async function countLater(exporter: string, count: () => Fresh, house: House): Promise<Counting> {
  const spill = new Spill(house.state.dir, house.random, new Prf(house.state.keys.person));
  return {
    add: (sightings) => spill.add(sightings),
    async counted() {
      const turn = onceOnly(await house.state.turn(exporter));
      try {
        const { counter, mark } = count();
        spill.replay(counter);
        return { counter, mark, turn };
      } catch (error) {
        await turn[Symbol.asyncDispose]();
        throw error;
      }
    },
    [Symbol.asyncDispose]: async () => spill[Symbol.dispose](),
  };
}

interface Fresh {
  readonly counter: PersonCounter;
  readonly mark: Mark;
}

/** A counter that knows everybody whom the register knows now. */
export function newCounter(
  exporter: string,
  { currentSince, previousSince }: Windows,
  asOf: string,
  house: House,
  runs: RunFiles,
): Fresh {
  const since = { since: currentSince, previousSince, asOf };
  const { history, mark } = house.state.read((db) => ({
    history: loadHistory(db, exporter, since, runs),
    mark: markOf(db, exporter),
  }));
  return { counter: new PersonCounter(new Prf(house.state.keys.person), history), mark };
}

function markOf(db: Database, exporter: string): Mark {
  return { exporter, register: registerTurn(db, exporter), permits: JSON.stringify(listPermits(db)) };
}

/**
 * That what was counted against is still what is there. Called in the transaction that records, it holds whatever becomes
 * of the turn: a lock may be lost with its connection, and permits are added and ended in nobody's turn.
 *
 * @throws DouaneError STATE_MOVED
 */
export function expectUnmoved(db: Database, mark: Mark, permit: string | null = null): void {
  if (permit !== null && isUsedByOthers(db, mark.exporter, permit))
    throw new DouaneError('STATE_MOVED', { expected: 'a permit that no other exporter has used' });
  const now = markOf(db, mark.exporter);
  if (now.register !== mark.register || now.permits !== mark.permits)
    throw new DouaneError('STATE_MOVED', { expected: 'the register and the permits that were counted against' });
}

/** Does work, and again where what it was decided by changed before it was recorded. @throws DouaneError STATE_MOVED */
export async function untilUnmoved<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DouaneError) || error.code !== 'STATE_MOVED' || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 3;

function onceOnly(turn: AsyncDisposable): AsyncDisposable {
  let ended: Promise<void> | undefined;
  return {
    [Symbol.asyncDispose]: () => {
      ended ??= Promise.resolve(turn[Symbol.asyncDispose]());
      return ended;
    },
  };
}
