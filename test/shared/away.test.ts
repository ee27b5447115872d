/**
 * The database goes away at each step of a crossing. Nothing is out without a durable leaf, what is sealed stays as long
 * as it cannot be told whether it is held, and once the database is back the next start closes what was open.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket, connect as to } from 'node:net';
import { expect, test } from 'vitest';
import type { House } from '../../src/crossing/house.ts';
import { recover } from '../../src/crossing/recover.ts';
import { cross } from '../../src/crossing.ts';
import { audit } from '../../src/ledger/store-audit.ts';
import { listTransfers, unfinished } from '../../src/ledger/store-transfers.ts';
import { DouaneError } from '../../src/model/errors.ts';
import { permitUse } from '../../src/persons/store-sqlite.ts';
import { listHolds } from '../../src/release/store-holds.ts';
import { addPermit } from '../../src/state/store-permits.ts';
import { douane, emptyFolder, storeOf } from '../support/douane.ts';
import { CONFIG, crossing, type Lane, openAt, permitOf, table } from '../support/houses.ts';
import { cluster } from '../support/on-shared-store.ts';

type Away = (house: House, go: () => Promise<void>) => House;

/** The n-th write, as if the database went away before it or right after it. */
const write =
  (n: number, when: 'before' | 'after'): Away =>
  (house, go) => {
    let writes = 0;
    return {
      ...house,
      state: {
        ...house.state,
        async transaction(work) {
          writes += 1;
          if (writes === n && when === 'before') await go();
          const result = await house.state.transaction(work);
          if (writes === n && when === 'after') await go();
          return result;
        },
      },
      [Symbol.dispose]: () => {},
    };
  };

const turn: Away = (house, go) => ({
  ...house,
  state: {
    ...house.state,
    turn: async (name) => {
      await go();
      return house.state.turn(name);
    },
  },
  [Symbol.dispose]: () => {},
});

const reading: Away = (house, go) => {
  let gone = false;
  return {
    ...house,
    inspections: {
      begin: async (asked) => {
        if (!gone) await go();
        gone = true;
        return house.inspections.begin(asked);
      },
    },
    [Symbol.dispose]: () => {},
  };
};

async function begun(budget: number) {
  const folder = emptyFolder();
  using first = await openAt(folder.path, 1);
  await first.state.transaction((db) => addPermit(db, permitOf(budget), first.now.toISOString()));
  return folder;
}

const held = (folder: { file(name: string): string }) =>
  existsSync(folder.file('state/holds'))
    ? readdirSync(folder.file('state/holds')).filter((n) => !n.startsWith('.'))
    : [];

/** What is so once the database is back, and that crossing again is right. */
async function settled(
  folder: { path: string; file(name: string): string },
  lane: Lane,
  expected: {
    readonly recorded: boolean;
    readonly out: string | null;
    readonly again: string | null;
    readonly used: number;
  },
): Promise<void> {
  using house = await openAt(folder.path, 3);
  await recover(house);
  house.state.read((db) => {
    expect(unfinished(db)).toEqual([]);
    expect(listTransfers(db).filter((t) => t.type === 'crossing').length > 0).toBe(expected.recorded);
    const waiting = listHolds(db, 'held').map((h) => h.id);
    expect(held(folder).toSorted()).toEqual(waiting.toSorted());
  });
  const result = await cross(crossing(folder.file('out'), table(1, 2, 3), lane), house);
  const file = folder.file('out/orders.csv');
  expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(expected.again);
  expect(result.held === undefined ? 0 : result.held.records).toBe(
    lane === 'fits' ? 1 : expected.again === null ? 3 : 0,
  );
  expect(house.state.read((db) => permitUse(db, 'E', 'SA-1').persons)).toBe(expected.used);
  house.state.read((db) => audit(db, house.ledger.signer));
}

const ALL = table(1, 2, 3);
const PART = table(1, 2);
const none = { recorded: false, out: null };

test.each<[string, Away, Lane, number, Parameters<typeof settled>[2] & { sealed?: number }]>([
  ['while it reads', reading, 'whole', 9, { ...none, again: ALL, used: 3 }],
  ['at the turn', turn, 'whole', 9, { ...none, again: ALL, used: 3 }],
  ['at the record', write(1, 'before'), 'whole', 9, { ...none, again: ALL, used: 3 }],
  ['after the record', write(1, 'after'), 'whole', 9, { recorded: true, out: ALL, again: ALL, used: 3 }],
  ['at the closing', write(2, 'before'), 'whole', 9, { recorded: true, out: ALL, again: ALL, used: 3 }],
  ['at the record of a hold', write(1, 'before'), 'whole', 2, { ...none, again: null, used: 0, sealed: 1 }],
  [
    'after the record of a hold',
    write(1, 'after'),
    'whole',
    2,
    { recorded: true, out: null, again: null, used: 0, sealed: 1 },
  ],
  ['at the part that fits', write(2, 'before'), 'fits', 2, { ...none, again: PART, used: 2 }],
  [
    'after the part that fits',
    write(2, 'after'),
    'fits',
    2,
    { recorded: true, out: null, again: PART, used: 2, sealed: 1 },
  ],
  ['at the rest', write(3, 'before'), 'fits', 2, { recorded: true, out: null, again: PART, used: 2, sealed: 1 }],
  [
    'at the closing of the rest',
    write(4, 'before'),
    'fits',
    2,
    { recorded: true, out: null, again: PART, used: 2, sealed: 1 },
  ],
  [
    'at the closing of the part',
    write(5, 'before'),
    'fits',
    2,
    { recorded: true, out: PART, again: PART, used: 2, sealed: 1 },
  ],
])('the database is away %s', { timeout: 120_000 }, async (_when, away, lane, budget, expected) => {
  using folder = await begun(budget);
  {
    using house = await openAt(folder.path, 2, undefined, { awayMs: 300 });
    const faulty = away(house, async () => cluster.stop('immediate'));
    try {
      await expect(cross(crossing(folder.file('out'), ALL, lane), faulty)).rejects.toMatchObject({
        code: 'STATE_AWAY',
      });
    } finally {
      cluster.stop('immediate');
      cluster.start();
    }
  }
  const file = folder.file('out/orders.csv');
  expect(existsSync(file) ? readFileSync(file, 'utf8') : null).toBe(expected.out);
  expect(
    existsSync(folder.file('out')) ? readdirSync(folder.file('out')).filter((n) => n.startsWith('.')) : [],
  ).toEqual([]);
  expect(held(folder)).toHaveLength(expected.sealed ?? 0);
  await settled(folder, lane, expected);
});

/** Stands before the database. Once armed it takes a commit to it, keeps the answer, and lets nobody through any more. */
async function swallowing(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let armed = false;
  let down = false;
  const server = createServer((client) => {
    if (down) return void client.destroy();
    const remote = to(Number(port), hostname);
    for (const socket of [client, remote]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    let last = false;
    client.on('data', (bytes) => {
      last ||= armed && bytes.includes('COMMIT\0');
      remote.write(bytes);
    });
    remote.on('data', (bytes) => {
      if (!last) return void client.write(bytes);
      down = true;
      for (const socket of sockets) socket.destroy();
    });
    client.on('close', () => remote.destroy());
    remote.on('close', () => client.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const through = new URL(url);
  through.port = String((server.address() as { port: number }).port);
  return {
    url: through.href,
    arm: async () => {
      armed = true;
    },
    [Symbol.dispose]: () => void server.close(),
  };
}

test.each<[Lane, number, Parameters<typeof settled>[2]]>([
  ['whole', 9, { recorded: true, out: null, again: ALL, used: 3 }],
  ['whole', 2, { recorded: true, out: null, again: null, used: 0 }],
])(
  'a record that stands and was not answered: nothing leaves by it, and what it holds is kept (%s, budget %i)',
  {
    timeout: 60_000,
  },
  async (lane, budget, expected) => {
    using folder = await begun(budget);
    using proxy = await swallowing((await storeOf(folder.path))!.url);
    {
      using house = await openAt(folder.path, 2, undefined, { awayMs: 300, url: proxy.url });
      const faulty = write(1, 'before')(house, proxy.arm);
      await expect(cross(crossing(folder.file('out'), ALL, lane), faulty)).rejects.toMatchObject({
        code: 'STATE_AWAY',
      });
    }
    expect(existsSync(folder.file('out/orders.csv'))).toBe(false);
    const sealed = held(folder);
    expect(sealed).toHaveLength(budget === 2 ? 1 : 0);
    {
      using house = await openAt(folder.path, 4);
      await recover(house);
      // The content of the hold is there, and can be had.
      expect(house.state.read((db) => listHolds(db)).map((h) => h.id)).toEqual(sealed);
      expect(house.state.read((db) => listTransfers(db)).map((t) => t.status)).toEqual([
        budget === 2 ? 'held' : 'broken',
      ]);
    }
    await settled(folder, lane, expected);
  },
);

test.each([
  ['STATE_BUSY', 1],
  ['STATE_CORRUPT', 1],
  ['STATE_MOVED', 0],
] as const)('what is sealed stays unless it is known that nothing was recorded: %s', async (code, kept) => {
  using folder = await begun(2);
  using house = await openAt(folder.path, 2);
  const state = { ...house.state, transaction: () => Promise.reject(new DouaneError(code)) };
  const faulty = { ...house, state, [Symbol.dispose]: () => {} };
  await expect(cross(crossing(folder.file('out'), ALL, 'whole'), faulty)).rejects.toMatchObject({ code });
  expect(held(folder)).toHaveLength(kept);
  await recover(house);
  expect(held(folder)).toEqual([]);
});

test('the program says that the database is away, exit 1, and makes nothing', { timeout: 120_000 }, async () => {
  using folder = emptyFolder();
  const { url } = (await storeOf(folder.path))!;
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  writeFileSync(folder.file('a.csv'), table(1, 2));
  const run = (...args: string[]) => douane([...args, '--json'], { cwd: folder.path });
  const clear = ['clear', 'a.csv', '--lane', 'whole', '--as-of', '2026-11-23', '--out', 'out'];
  const before = await run(...clear);
  expect([before.stderr, before.json.verdict]).toEqual(['', 'hold']);
  cluster.stop('immediate');
  writeFileSync(folder.file('douane.yaml'), `${CONFIG}\nstore: { url: "${url}", awaySeconds: 0.2 }\n`);
  try {
    const { hold } = before.json.held;
    for (const command of [
      clear,
      ['check', 'a.csv', '--lane', 'whole'],
      ['holds', 'list'],
      ['holds', 'approve', hold],
      ['holds', 'deny', hold],
      ['permit', 'list'],
      ['persons', 'show'],
      ['ledger', 'audit'],
      ['replay', '--all'],
    ]) {
      const ran = await run(...command);
      expect([command, ran.code, ran.json?.code]).toEqual([command, 1, 'STATE_AWAY']);
    }
    expect(existsSync(folder.file('out/a.csv'))).toBe(false);
  } finally {
    cluster.start();
  }
  writeFileSync(folder.file('douane.yaml'), CONFIG);
  expect((await run('holds', 'list')).json.holds).toMatchObject([{ id: before.json.held.hold, status: 'held' }]);
});
