/** What breaks between us and the database, and the database itself: failed and not kept, failed but kept, gone, back. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallDisk } from '../../../test/support/disk.ts';
import { type Cluster, startPostgres } from '../../../test/support/postgres.ts';
import {
  COUNTED,
  codeOf,
  counter,
  type Folder,
  folder,
  increment,
  openShared,
  random,
  textOf,
} from '../../../test/support/shared.ts';
import { type Fault, startWire, type Wire } from '../../../test/support/wire.ts';
import { viewSharedState } from './store-shared.ts';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await startPostgres({ max_connections: '20' });
});
afterAll(() => cluster[Symbol.asyncDispose]());

let at: Folder;
let url: string;
beforeEach(async () => {
  at = folder();
  url = await cluster.database();
  return () => at[Symbol.dispose]();
});

/** A hang is noticed after waitMs + 2 · statementMs; the server gives up its part after waitMs + statementMs. */
const SMALL = { waitMs: 300, statementMs: 300, awayMs: 4_000 };
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const inDatabase = async () => Number((await cluster.query('SELECT n FROM douane.counter', url)).rows[0]?.n ?? 0);

/** Works in a shared state by way of a wire. */
async function withWire(work: (wire: Wire) => Promise<void>): Promise<void> {
  await using wire = await startWire(cluster.port);
  await work(wire);
}

describe('the connection is lost at COMMIT', () => {
  test.each<Fault>(['before', 'after', 'hang', 'silent'])('%s: done exactly once, and its result told', (fault) =>
    withWire(async (wire) => {
      using state = await openShared(at.dir, wire.url(url), SMALL);
      for (let n = 1; n <= 2; n++) {
        wire.faults.push(fault);
        expect(await increment(state)).toBe(n);
        expect(wire.faults).toEqual([]);
        expect(await inDatabase()).toBe(n);
        expect(state.read((db) => db.prepare('SELECT n FROM counter').pluck().get())).toBe(n);
      }
    }),
  );

  test('several times in a row', () =>
    withWire(async (wire) => {
      using state = await openShared(at.dir, wire.url(url), { ...SMALL, awayMs: 10_000 });
      wire.faults.push('before', 'before', 'after');
      expect(await increment(state)).toBe(1);
      expect(await inDatabase()).toBe(1);
    }));

  test('another machine records between the loss and the next attempt', () =>
    withWire(async (wire) => {
      using there = folder();
      using other = await openShared(there.dir, url);
      for (const [i, fault] of (['before', 'after'] as const).entries()) {
        using state = await openShared(at.dir, wire.url(url), SMALL);
        const between = new Promise<number>((done) => {
          wire.onFault = () => done(increment(other));
        });
        wire.faults.push(fault);
        const told = [await increment(state), await between].sort();
        expect(told).toEqual([2 * i + 1, 2 * i + 2]);
      }
      expect(await inDatabase()).toBe(4);
    }));

  test.each<Fault>(['before', 'after', 'hang'])(
    '%s, and the database stays away: STATE_AWAY in time, and afterwards it is found out',
    (fault) =>
      withWire(async (wire) => {
        using state = await openShared(at.dir, wire.url(url), { ...SMALL, awayMs: 500 });
        await increment(state);
        wire.faults.push(fault);
        wire.onFault = () => {
          wire.away = fault === 'hang' ? 'mute' : 'refuse';
        };
        const begin = performance.now();
        expect(await codeOf(() => increment(state))).toBe('STATE_AWAY');
        // Away, the connection's own, and for the hang until the statement is given up.
        expect(performance.now() - begin).toBeLessThan(500 + 500 + (fault === 'hang' ? 900 : 0) + 1_500);
        expect(await codeOf(() => increment(state))).toBe('STATE_AWAY');
        wire.away = undefined;
        const stands = fault === 'before' ? 1 : 2;
        expect(await counter(state)).toBe(stands);
        expect(await increment(state)).toBe(stands + 1);
        expect(await inDatabase()).toBe(stands + 1);
      }),
  );

  test('whatever keeps it from being found out, it may stand: STATE_AWAY', () =>
    withWire(async (wire) => {
      using state = await openShared(at.dir, wire.url(url), SMALL);
      await increment(state);
      const client = new pg.Client(url);
      client.on('error', () => {});
      await client.connect();
      wire.faults.push('after');
      let locked: Promise<unknown> = Promise.resolve();
      wire.onFault = () => {
        locked = client.query('BEGIN; SELECT 1 FROM douane.sequencer FOR UPDATE');
      };
      expect(await codeOf(() => increment(state))).toBe('STATE_AWAY');
      await locked;
      // Nothing was sent of this one.
      expect(await codeOf(() => increment(state))).toBe('STATE_BUSY');
      await client.end();
      expect(await counter(state)).toBe(2);
    }));
});

describe('a server that is away', () => {
  test('while idle: it goes on by itself when it is back', async () => {
    using state = await openShared(at.dir, url, { awayMs: 20_000 });
    await increment(state);
    cluster.stop('immediate');
    const next = increment(state);
    await wait(200);
    cluster.start();
    expect(await next).toBe(2);
  });

  test('in the middle of a transaction', async () => {
    using state = await openShared(at.dir, url, { awayMs: 20_000 });
    await increment(state);
    let stopped = false;
    const n = await state.transaction((db) => {
      if (!stopped) cluster.stop('immediate');
      else expect(db.prepare('SELECT n FROM counter').pluck().get()).toBe(1);
      if (!stopped) setTimeout(() => cluster.start(), 200);
      stopped = true;
      db.exec('UPDATE counter SET n = n + 1');
      return db.prepare('SELECT n FROM counter').pluck().get();
    });
    expect(n).toBe(2);
    expect(await inDatabase()).toBe(2);
  });

  test('when it is opened: waited for, and no longer than was said', async () => {
    cluster.stop('immediate');
    try {
      const begin = performance.now();
      expect(await codeOf(() => openShared(at.dir, url, { awayMs: 500 }))).toBe('STATE_AWAY');
      expect(performance.now() - begin).toBeLessThan(2_500);
      const opening = openShared(at.dir, url, { awayMs: 20_000 });
      await wait(200);
      cluster.start();
      using state = await opening;
      expect(await increment(state)).toBe(1);
    } catch (error) {
      await codeOf(() => cluster.start());
      throw error;
    }
  });

  test('while somebody has a turn: others get it, and giving it back does no harm', async () => {
    using state = await openShared(at.dir, url, { awayMs: 20_000 });
    const turn = await state.turn('x');
    cluster.stop('immediate');
    cluster.start();
    using there = folder();
    using other = await openShared(there.dir, url);
    const theirs = await other.turn('x');
    await turn[Symbol.asyncDispose]();
    await turn[Symbol.asyncDispose]();
    await theirs[Symbol.asyncDispose]();
    await using _again = await state.turn('x');
  });

  test('a connection that is mute when it is opened', () =>
    withWire(async (wire) => {
      wire.away = 'mute';
      const begin = performance.now();
      expect(await codeOf(() => openShared(at.dir, wire.url(url), { awayMs: 400 }))).toBe('STATE_AWAY');
      expect(performance.now() - begin).toBeLessThan(2_500);
    }));

  test('only one that loses its connections now and then', () =>
    withWire(async (wire) => {
      using state = await openShared(at.dir, wire.url(url), { awayMs: 10_000 });
      const cutting = setInterval(() => wire.cut(), 40);
      try {
        for (let n = 1; n <= 25; n++) expect(await increment(state)).toBe(n);
      } finally {
        clearInterval(cutting);
      }
      expect(await inDatabase()).toBe(25);
    }));
});

describe('a database that does not let us in, or in which nothing lasts', () => {
  const withAuthentication = async (work: (port: number) => Promise<void>) => {
    await using strict = await startPostgres();
    await strict.query("CREATE ROLE clerk LOGIN PASSWORD 'right'");
    const hba = join(strict.dir, 'data/pg_hba.conf');
    writeFileSync(hba, `host all clerk 127.0.0.1/32 scram-sha-256\n${readFileSync(hba, 'utf8')}`);
    await strict.query('SELECT pg_reload_conf()');
    await wait(300);
    await work(strict.port);
  };

  test('wrong password, none, no such role or database: STATE_AWAY at once, with its SQLSTATE and no secret', () =>
    withAuthentication(async (port) => {
      const begin = performance.now();
      for (const [who, code] of [
        ['clerk:s3cr3t-wrong@127.0.0.1', '28P01'],
        ['nobody:s3cr3t@127.0.0.1', '28000'],
      ] as const) {
        const to = `postgres://${who}:${port}/postgres`;
        const text = await textOf(() => openShared(at.dir, to, { awayMs: 20_000 }));
        expect(text).toContain('STATE_AWAY');
        expect(text).toContain(code);
        for (const secret of ['s3cr3t', 'clerk', 'postgres://', '127.0.0.1']) expect(text).not.toContain(secret);
      }
      const none = await textOf(() =>
        openShared(at.dir, `postgres://clerk@127.0.0.1:${port}/postgres`, { awayMs: 500 }),
      );
      expect(none).toContain('STATE_AWAY');
      const missing = await textOf(() => openShared(at.dir, `${url}x-s3cr3t`, { awayMs: 20_000 }));
      expect(missing).toContain('3D000');
      expect(missing).not.toContain('s3cr3t');
      expect(performance.now() - begin).toBeLessThan(8_000);
      // A role that may not make the schema.
      expect(await codeOf(() => openShared(at.dir, `postgres://clerk:right@127.0.0.1:${port}/postgres`))).toBe(
        'STATE_READ_ONLY',
      );
    }));

  test.each(['postgres://u:s3cr3t@host:no-port/db', 'postgres://u:s3cr3t@[/db', 's3cr3t'])(
    'an address that is none: %s',
    async (bad) => {
      const text = await textOf(() => openShared(at.dir, bad, { awayMs: 300 }));
      expect(text).toMatch(/STATE_AWAY|CALL_BAD_VALUE/);
      expect(text).not.toContain('s3cr3t');
    },
  );

  test('a host that is not known, one without TLS, and no secret told', async () => {
    for (const bad of [
      'postgres://u:s3cr3t@nowhere.invalid/db',
      url.replace('douane@', 'u:s3cr3t@').concat('?sslmode=require'),
    ]) {
      const text = await textOf(() => openShared(at.dir, bad, { awayMs: 300 }));
      expect(text).toContain('STATE_AWAY');
      expect(text).not.toContain('s3cr3t');
    }
  });

  test('read-only: STATE_READ_ONLY, and writable again it goes on', async () => {
    (await openShared(at.dir, url))[Symbol.dispose]();
    const name = new URL(url).pathname.slice(1);
    await cluster.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    expect(await codeOf(() => openShared(at.dir, url))).toBe('STATE_READ_ONLY');
    await cluster.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    using state = await openShared(at.dir, url);
    expect(await increment(state)).toBe(1);
  });

  test('a role that may only read', async () => {
    (await openShared(at.dir, url))[Symbol.dispose]();
    await cluster.query(
      'CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA douane TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA douane TO reader',
      url,
    );
    const asReader = url.replace('douane@', 'reader@');
    expect(await codeOf(() => openShared(at.dir, asReader))).toBe('STATE_READ_ONLY');
    // What is there it can look at.
    using view = (await viewSharedState(at.dir, { url: asReader, schemas: COUNTED, random }))!;
    expect(view.read((db) => db.prepare('SELECT count(*) FROM meta').pluck().get())).toBe(1);
  });

  test('a role that may write and not make tables, once they are made', async () => {
    (await openShared(at.dir, url))[Symbol.dispose]();
    await cluster.query(
      'CREATE ROLE writer LOGIN; GRANT USAGE ON SCHEMA douane TO writer; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA douane TO writer',
      url,
    );
    using state = await openShared(at.dir, url.replace('douane@', 'writer@'));
    expect(await increment(state)).toBe(1);
  });

  test('a role that owns the schema and may not make one', async () => {
    await cluster.query('CREATE ROLE owner LOGIN; CREATE SCHEMA douane AUTHORIZATION owner', url);
    using state = await openShared(at.dir, url.replace('douane@', 'owner@'));
    expect(await increment(state)).toBe(1);
    await (await state.turn('x'))[Symbol.asyncDispose]();
    expect(await state.flush()).toBe(true);
  });

  test('a standby is refused, and so is a server with fsync off', async () => {
    cluster.stop();
    const data = join(cluster.dir, 'data');
    const signal = join(data, 'standby.signal');
    writeFileSync(signal, '', { mode: 0o644 });
    try {
      cluster.start();
      expect(await codeOf(() => openShared(at.dir, url, { awayMs: 10_000 }))).toBe('STATE_READ_ONLY');
      cluster.stop();
      rmSync(signal);
      appendFileSync(join(data, 'postgresql.conf'), '\nfsync = off\n');
      cluster.start();
      expect(await codeOf(() => openShared(at.dir, url, { awayMs: 10_000 }))).toBe('STATE_AWAY');
    } finally {
      rmSync(signal, { force: true });
      cluster.stop();
      appendFileSync(join(data, 'postgresql.conf'), '\nfsync = on\n');
      cluster.start();
    }
  });

  test('what is committed is kept even where the database was told not to wait for it', async () => {
    const name = new URL(url).pathname.slice(1);
    await cluster.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
    using state = await openShared(at.dir, url, { awayMs: 20_000 });
    for (let n = 1; n <= 3; n++) await increment(state);
    cluster.stop('immediate');
    cluster.start();
    expect(await inDatabase()).toBe(3);
  });

  test('too many connections: waited for', async () => {
    using state = await openShared(at.dir, url, { awayMs: 400 });
    cluster.stop('fast');
    cluster.start();
    const clients: pg.Client[] = [];
    for (;;) {
      const client = new pg.Client(url);
      client.on('error', () => {});
      try {
        await client.connect();
        clients.push(client);
      } catch {
        break;
      }
    }
    expect(await codeOf(() => increment(state))).toBe('STATE_AWAY');
    using there = folder();
    const opening = openShared(there.dir, url, { awayMs: 20_000 });
    await wait(300);
    await Promise.all(clients.map((client) => client.end()));
    using other = await opening;
    expect(await increment(other)).toBe(1);
    expect(await increment(state)).toBe(2);
  });
});

test('a database in another encoding is refused; in which encoding its clients speak does not matter', async () => {
  const name = new URL(url).pathname.slice(1);
  await cluster.query(`ALTER DATABASE ${name} SET client_encoding = LATIN1`);
  {
    using state = await openShared(at.dir, url);
    await state.transaction((db) => db.exec("INSERT INTO t VALUES (1, 'é中', NULL)"));
  }
  expect((await cluster.query('SET client_encoding = UTF8; SELECT x FROM douane.t', url)) as unknown).toMatchObject([
    {},
    { rows: [{ x: 'é中' }] },
  ]);
  await cluster.query("CREATE DATABASE latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0");
  using there = folder();
  expect(await codeOf(() => openShared(there.dir, url.replace(name, 'latin')))).toBe('STATE_AWAY');
});

describe('others in the way', () => {
  test('a database in which all is serializable', async () => {
    const name = new URL(url).pathname.slice(1);
    await cluster.query(`ALTER DATABASE ${name} SET default_transaction_isolation = serializable`);
    const folders = Array.from({ length: 4 }, folder);
    const states = await Promise.all(folders.map(({ dir }) => openShared(dir, url)));
    try {
      const told = await Promise.all(states.flatMap((state) => Array.from({ length: 15 }, () => increment(state))));
      expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
      expect(await inDatabase()).toBe(60);
    } finally {
      for (const part of [...states, ...folders]) part[Symbol.dispose]();
    }
  });

  test('the order of transactions is kept by somebody for too long: STATE_BUSY', async () => {
    using state = await openShared(at.dir, url, { waitMs: 300 });
    await increment(state);
    const client = new pg.Client(url);
    await client.connect();
    await client.query('BEGIN; SELECT 1 FROM douane.sequencer FOR UPDATE');
    const begin = performance.now();
    expect(await codeOf(() => increment(state))).toBe('STATE_BUSY');
    expect(performance.now() - begin).toBeLessThan(3_000);
    await client.end();
    expect(await increment(state)).toBe(2);
  });

  test('the log is emptied after a transaction that waits for the database, not in it', async () => {
    using state = await openShared(at.dir, url);
    await increment(state);
    const client = new pg.Client(url);
    await client.connect();
    await client.query('BEGIN; LOCK TABLE douane.counter IN EXCLUSIVE MODE');
    const under = increment(state);
    await wait(300);
    const flushed = state.flush();
    await wait(100);
    await client.query('COMMIT');
    await client.end();
    expect([await under, await flushed]).toEqual([2, true]);
  });

  test('who reads goes on while a transaction waits for the database', async () => {
    using state = await openShared(at.dir, url);
    using beside = await openShared(at.dir, url);
    await increment(state);
    const client = new pg.Client(url);
    await client.connect();
    await client.query('BEGIN; LOCK TABLE douane.counter IN EXCLUSIVE MODE');
    const under = increment(state);
    const other = increment(beside);
    let slowest = 0;
    for (let n = 0, last = performance.now(); n < 40; n++) {
      await wait(10);
      for (const s of [state, beside])
        expect(s.read((db) => db.prepare('SELECT n FROM counter').pluck().get())).toBe(1);
      slowest = Math.max(slowest, performance.now() - last);
      last = performance.now();
    }
    expect(slowest).toBeLessThan(1_000);
    await client.query('COMMIT');
    await client.end();
    expect([await under, await other].sort()).toEqual([2, 3]);
  });

  test('not to wait at all is not to wait for ever', async () => {
    using state = await openShared(at.dir, url, { waitMs: 0 });
    const client = new pg.Client(url);
    await client.connect();
    await client.query('BEGIN; SELECT 1 FROM douane.sequencer FOR UPDATE');
    const begin = performance.now();
    expect(await codeOf(() => increment(state))).toBe('STATE_BUSY');
    expect(performance.now() - begin).toBeLessThan(3_000);
    await client.end();
  });

  test('a turn that another machine keeps for too long: STATE_BUSY', async () => {
    using there = folder();
    using other = await openShared(there.dir, url);
    await using _theirs = await other.turn('x');
    using state = await openShared(at.dir, url, { waitMs: 300 });
    expect(await codeOf(() => state.turn('x'))).toBe('STATE_BUSY');
    await using _mine = await state.turn('y');
  });

  test('a turn goes to the next machine when it is given back', async () => {
    using there = folder();
    using other = await openShared(there.dir, url);
    using state = await openShared(at.dir, url);
    const theirs = await other.turn('x');
    const mine = state.turn('x');
    await increment(other);
    await theirs[Symbol.asyncDispose]();
    await using _mine = await mine;
    // With what was recorded before.
    expect(state.read((db) => db.prepare('SELECT n FROM counter').pluck().get())).toBe(1);
  });

  test('more turns than connections are waited for, not taken for a database that is away', async () => {
    using state = await openShared(at.dir, url, { connections: 3, awayMs: 300, waitMs: 20_000 });
    const first = await state.turn('a');
    const second = state.turn('b');
    await wait(1_500);
    await first[Symbol.asyncDispose]();
    await (await second)[Symbol.asyncDispose]();
  });
});

test('the disk of the copy is full: what stands in the database is told, what it cannot follow stops it, with room it goes on', async () => {
  const path = join(at.dir, 'disk');
  using _disk = smallDisk(path, '3m');
  using state = await openShared(path, url);
  using there = folder();
  using other = await openShared(there.dir, url);
  const put = (s: typeof state, n: number, bytes: number) =>
    s.transaction((db) => db.prepare('INSERT INTO t (n, b) VALUES (?, ?)').run(n, Buffer.alloc(bytes, 1)));
  const all = (s: typeof state) => s.read((db) => db.prepare('SELECT n FROM t ORDER BY n').pluck().all());
  await put(state, 1, 10);
  // The copy has no room for it when it is committed already.
  await put(state, 2, 4 << 20);
  expect((await cluster.query('SELECT n FROM douane.t', url)).rows).toEqual([{ n: '1' }, { n: '2' }]);
  expect(await codeOf(() => all(state))).toBe('STATE_FULL');
  for (let i = 0; i < 2; i++) expect(await codeOf(() => put(state, 3, 10))).toBe('STATE_FULL');
  expect(await codeOf(() => state.turn('x'))).toBe('STATE_FULL');
  await other.transaction((db) => db.exec('DELETE FROM t WHERE n = 2'));
  await put(state, 4, 10);
  expect(all(state)).toEqual([1, 4]);
  // What another machine wrote is no different.
  await put(other, 5, 4 << 20);
  for (let i = 0; i < 2; i++) expect(await codeOf(() => put(state, 6, 10))).toBe('STATE_FULL');
  await other.transaction((db) => db.exec('DELETE FROM t WHERE n = 5'));
  await put(state, 7, 10);
  expect(all(state)).toEqual([1, 4, 7]);
  expect(await cluster.query('SELECT n FROM douane.t ORDER BY n', url)).toMatchObject({
    rows: [{ n: '1' }, { n: '4' }, { n: '7' }],
  });
});
