/** Many processes on one state: in one directory and in several, ended in order and killed. */

import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { killShared, startWorker } from '../../../test/support/kill-shared.ts';
import { type Cluster, startPostgres } from '../../../test/support/postgres.ts';
import { codeOf, counter, type Folder, folder, increment, openShared, random } from '../../../test/support/shared.ts';
import { startWire } from '../../../test/support/wire.ts';
import { seeded } from '../../chaos/canary.ts';
import { Processes } from './store-processes.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres();
});
afterAll(() => cluster[Symbol.asyncDispose]());

let a: Folder;
let b: Folder;
let url: string;
beforeEach(async () => {
  a = folder();
  b = folder();
  url = await cluster.database();
  return () => {
    a[Symbol.dispose]();
    b[Symbol.dispose]();
  };
});

test('four processes, two of them in one directory: nothing is lost and nothing is done twice', async () => {
  const workers = [a, a, b, b].map(({ dir }, i) => startWorker({ dir, url, name: `w${i}`, count: 30 }));
  expect(await Promise.all(workers.map((w) => w.ended))).toEqual([0, 0, 0, 0]);
  for (const { told } of workers) expect(told).toHaveLength(40);
  using state = await openShared(a.dir, url);
  expect(await counter(state)).toBe(160);
  const there = state.read((db) => db.prepare('SELECT id FROM work ORDER BY id').pluck().all());
  expect(there).toEqual(workers.flatMap((w) => w.told).sort());
});

test('killed at random moments: what was told durable is there, and none is there twice', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const end = await killShared(url, [a.dir, a.dir, b.dir], 8, seeded(seed));
  expect({ seed, lost: end.lost, twice: end.counted - end.works }).toEqual({ seed, lost: [], twice: 0 });
  expect(end.works).toBeGreaterThanOrEqual(end.told);
  expect(end.told).toBeGreaterThan(10);
});

describe('openers of one directory beside each other', () => {
  test('in one process: neither takes the other for an older database, and none waits for ever', async () => {
    using one = await openShared(a.dir, url);
    using two = await openShared(a.dir, url);
    using far = await openShared(b.dir, url);
    const told: number[] = [];
    const looking = { done: false };
    const look = async () => {
      while (!looking.done) await (await two.turn('x'))[Symbol.asyncDispose]();
    };
    const looks = look();
    for (let n = 0; n < 30; n++) told.push(...(await Promise.all([increment(one), increment(far), increment(two)])));
    looking.done = true;
    await looks;
    expect(told.sort((x, y) => x - y)).toEqual(Array.from({ length: 90 }, (_, i) => i + 1));
  });

  test('a snapshot that is older than the copy by then is no older database', async () => {
    using one = await openShared(a.dir, url);
    using two = await openShared(a.dir, url);
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        n % 2 === 0
          ? two.turn('x').then((turn) => turn[Symbol.asyncDispose]())
          : new Promise((done) => setTimeout(done, n)).then(() => increment(one)),
      ),
    );
    expect(await counter(two)).toBe(30);
  });
});

describe('who works in a directory', () => {
  test('a process that lives, one that ended and one that was killed', async () => {
    using state = await openShared(a.dir, url);
    expect(state.isAlone()).toBe(true);
    expect(state.hasEnded(state.process)).toBe(false);
    const holding = startWorker({ dir: a.dir, url, name: 'h', hold: true });
    const killed = startWorker({ dir: a.dir, url, name: 'k', hold: true });
    const elsewhere = startWorker({ dir: b.dir, url, name: 'e', hold: true });
    const [held, gone, far] = await Promise.all([holding.opened, killed.opened, elsewhere.opened]);
    expect([held, gone, far].map((id) => state.hasEnded(id))).toEqual([false, false, false]);
    expect(state.isAlone()).toBe(false);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect([held, gone].map((id) => state.hasEnded(id))).toEqual([false, true]);
    expect(state.isAlone()).toBe(false);
    holding.child.stdin!.end();
    expect(await holding.ended).toBe(0);
    expect([held, gone].map((id) => state.hasEnded(id))).toEqual([true, true]);
    expect(state.isAlone()).toBe(true);
    // Of other directories it cannot be told, whether they live or not.
    elsewhere.child.kill('SIGKILL');
    await elsewhere.ended;
    expect(state.hasEnded(far)).toBe(false);
    for (const id of ['', 'alone', 'a/b']) expect(state.hasEnded(id)).toBe(false);
    expect(readdirSync(join(a.dir, 'processes')).filter((f) => f.endsWith('.lock'))).toHaveLength(1);
  });

  test('two openers of one process are told apart', async () => {
    using one = await openShared(a.dir, url);
    const two = await openShared(a.dir, url);
    expect([one.isAlone(), two.isAlone(), one.hasEnded(two.process)]).toEqual([false, false, false]);
    two[Symbol.dispose]();
    expect([one.isAlone(), one.hasEnded(two.process)]).toEqual([true, true]);
  });

  test('what a maker that was killed left half-made does not stand in the way', () => {
    const hex = () => Buffer.from(random(16)).toString('hex');
    mkdirSync(join(a.dir, 'processes'));
    writeFileSync(join(a.dir, `processes/place.${hex()}`), '');
    using one = new Processes(a.dir, hex);
    using two = new Processes(a.dir, hex);
    expect(one.id.split('/')[0]).toBe(two.id.split('/')[0]);
    expect([one.hasEnded(two.id), two.isAlone()]).toEqual([false, false]);
  });
});

describe('a process that leaves', () => {
  test('ends by itself once it disposed of the state, whatever is under way', async () => {
    using state = await openShared(b.dir, url);
    await increment(state);
    const locking = cluster.query('BEGIN; SELECT 1 FROM douane.sequencer FOR UPDATE; SELECT pg_sleep(2)', url);
    const worker = startWorker({ dir: a.dir, url: url, name: 'l', leave: true });
    // It opened before or after the lock: either way it ends soon after it disposed of the state.
    await locking;
    await worker.opened;
    const begin = performance.now();
    expect(await worker.ended).toBe(0);
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(worker.said).toContain('disposed');
  });

  test('and from a database that does not answer any more', async () => {
    await using wire = await startWire(cluster.port);
    const worker = startWorker({ dir: a.dir, url: wire.url(url), name: 'l', leave: true });
    await worker.opened;
    wire.faults.push('silent');
    const begin = performance.now();
    expect(await worker.ended).toBe(0);
    expect(performance.now() - begin).toBeLessThan(3_000);
    expect(worker.said.slice(1)).toEqual(['disposed', 'rejected STATE_AWAY']);
  });

  test('what was sent and not answered when the state is disposed of may stand', async () => {
    await using wire = await startWire(cluster.port);
    const state = await openShared(a.dir, wire.url(url));
    wire.faults.push('hang');
    const hanging = new Promise<void>((done) => {
      wire.onFault = done;
    });
    const told = codeOf(() => increment(state));
    await hanging;
    state[Symbol.dispose]();
    expect(await told).toBe('STATE_AWAY');
    using again = await openShared(a.dir, url);
    expect(await counter(again)).toBe(1);
  });

  test('keeps no connection of the server', async () => {
    const name = new URL(url).pathname.slice(1);
    const state = await openShared(a.dir, url);
    const turn = await state.turn('x');
    state[Symbol.dispose]();
    await turn[Symbol.asyncDispose]();
    let open = -1;
    for (let n = 0; n < 50 && open !== 0; n++) {
      const { rows } = await cluster.query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = '${name}'`);
      open = rows[0].n;
      await new Promise((done) => setTimeout(done, 20));
    }
    expect(open).toBe(0);
  });
});

test('a directory that was copied is another place: of its processes nothing can be told', () => {
  const id = () => Buffer.from(random(16)).toString('hex');
  const original = new Processes(a.dir, id);
  const { id: died } = original;
  original[Symbol.dispose]();
  cpSync(join(a.dir, 'processes'), join(b.dir, 'processes'), { recursive: true, preserveTimestamps: true });
  using here = new Processes(a.dir, id);
  using there = new Processes(b.dir, id);
  expect([here.hasEnded(died), there.hasEnded(died)]).toEqual([true, false]);
});

test('who begins while others look for the dead is neither taken for dead nor stopped', async () => {
  using looking = new Processes(a.dir, () => Buffer.from(random(16)).toString('hex'));
  const script = new URL('../../../test/support/begin-end.ts', import.meta.url);
  const begun = [1, 2].map(() => new Worker(script, { workerData: { dir: a.dir, times: 400 } }));
  let ended = 0;
  const all = Promise.all(begun.map((worker) => once(worker, 'message').finally(() => ended++)));
  while (ended < begun.length) {
    looking.isAlone();
    await new Promise(setImmediate);
  }
  expect(await all).toEqual([[400], [400]]);
});
