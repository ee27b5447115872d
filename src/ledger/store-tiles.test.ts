import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { groupedLedger, memoryLedger } from '../../test/support/ledger.ts';
import { DouaneError } from '../model/errors.ts';
import { auditTiles } from './audit-tiles.ts';
import { openTiles } from './input-tiles.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { recordEvent } from './store-record.ts';
import { exportTiles } from './store-tiles.ts';
import { readCheckpoint, readTree } from './store-tree.ts';

/** How many more steps on the disk succeed. */
const disk = vi.hoisted(() => ({ steps: Number.POSITIVE_INFINITY }));
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>();
  const step =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      disk.steps -= 1;
      if (disk.steps < 0) throw new Error('killed');
      return work(...args);
    };
  return {
    ...real,
    renameSync: step(real.renameSync),
    writeFileSync: (file: number | string, bytes: Uint8Array, ...rest: []) => {
      // A write that is broken off leaves half of the bytes.
      const whole = disk.steps-- > 0;
      real.writeFileSync(file, whole ? bytes : bytes.subarray(0, bytes.length / 2), ...rest);
      if (!whole) throw new Error('killed');
    },
    rmSync: step(real.rmSync),
  };
});

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'douane-tiles-'));
});
afterEach(() => {
  disk.steps = Number.POSITIVE_INFINITY;
  rmSync(dir, { recursive: true, force: true });
});

const at = '2026-11-23T08:00:00.000Z';
async function ledgerOf(leaves: number) {
  const ledger = memoryLedger();
  const grow = async (to: number) => {
    for (let n = readTree(ledger.db).size; n < to; n++) {
      await recordEvent(
        ledger.state,
        { type: 'permit', transfer: null, permit: `P-${n}`, at, body: { n } },
        ledger.tools,
      );
    }
  };
  await grow(leaves);
  return { ...ledger, grow };
}
const headAt = (db: Database, size: number) => ({ size, note: readCheckpoint(db, size) });
const out = () => join(dir, 'out');
const filesIn = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) => join(f.parentPath, f.name).slice(path.length + 1))
    .toSorted();

async function sizeOf(path: string, signer: ReturnType<typeof memoryLedger>['tools']['signer']): Promise<number> {
  const source = openTiles(path, fetch);
  const head = openCheckpoint(await source.checkpoint(), signer);
  await auditTiles(source, head);
  return head.size;
}

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof DouaneError ? error.code : 'other';
  }
}

test('step by step, what is written is what the specification names, and audits', async () => {
  const { db, tools, grow } = await ledgerOf(1);
  exportTiles(db, out(), headAt(db, 1));
  expect(filesIn(out())).toEqual(['checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1']);
  await grow(5);
  expect(exportTiles(db, out(), headAt(db, 5))).toMatchObject({ before: 1, size: 5, files: 3 });
  // The tile of a size that a checkpoint was given out for stays until the full one is there.
  expect(existsSync(join(out(), 'tile/0/000.p/1'))).toBe(true);
  await grow(515);
  exportTiles(db, out(), headAt(db, 515));
  expect(filesIn(out())).toEqual([
    'checkpoint',
    'tile/0/000',
    'tile/0/001',
    'tile/0/002.p/3',
    'tile/1/000.p/2',
    'tile/entries/000',
    'tile/entries/001',
    'tile/entries/002.p/3',
  ]);
  expect(readFileSync(join(out(), 'tile/0/000'))).toHaveLength(8_192);
  expect(await sizeOf(out(), tools.signer)).toBe(515);
  expect(exportTiles(db, out(), headAt(db, 515))).toMatchObject({ before: 515, files: 0 });
});

test('killed at any step: the directory is the ledger before or after, and the next export makes it whole', async () => {
  const { db, tools } = await ledgerOf(520);
  const before = join(dir, 'before');
  exportTiles(db, before, headAt(db, 250));
  const seen = new Set<number>();
  let killed = 0;
  for (let steps = 0; ; steps++) {
    rmSync(out(), { recursive: true, force: true });
    cpSync(before, out(), { recursive: true });
    disk.steps = steps;
    const code = codeOf(() => exportTiles(db, out(), headAt(db, 520)));
    disk.steps = Number.POSITIVE_INFINITY;
    const size = await sizeOf(out(), tools.signer);
    seen.add(size);
    expect([250, 520]).toContain(size);
    if (code === 'none') break;
    killed += 1;
    exportTiles(db, out(), headAt(db, 520));
    expect(await sizeOf(out(), tools.signer)).toBe(520);
    expect(filesIn(out()).filter((f) => f.includes('partial'))).toEqual([]);
  }
  expect(killed).toBeGreaterThan(10);
  expect([...seen]).toEqual([250, 520]);
});

test('another ledger, a longer one and a changed file are not written over', async () => {
  const { db } = await ledgerOf(300);
  exportTiles(db, out(), headAt(db, 300));
  const other = await ledgerOf(310);
  expect(codeOf(() => exportTiles(other.db, out(), headAt(other.db, 310)))).toBe('OUTPUT_EXISTS');
  expect(codeOf(() => exportTiles(db, out(), headAt(db, 299)))).toBe('WITNESS_QUORUM');
  const behind = await ledgerOf(10);
  expect(codeOf(() => exportTiles(behind.db, out(), headAt(behind.db, 10)))).toBe('LEDGER_BEHIND');
  writeFileSync(join(out(), 'checkpoint'), Buffer.from('something else'));
  expect(codeOf(() => exportTiles(db, out(), headAt(db, 300)))).toBe('OUTPUT_EXISTS');
  rmSync(join(out(), 'checkpoint'));
  writeFileSync(join(out(), 'tile/0/000'), Buffer.alloc(8_192));
  expect(codeOf(() => exportTiles(db, out(), headAt(db, 300)))).toBe('OUTPUT_EXISTS');
});

test('an export of another ledger ends where this one has no head: it is not written over', async () => {
  const { db } = await ledgerOf(3);
  exportTiles(db, out(), headAt(db, 3));
  const { db: other, state, tools } = groupedLedger();
  const wanted = Array.from(
    { length: 5 },
    (_, n) => ({ type: 'permit', transfer: null, permit: `P-${n}`, at }) as const,
  );
  await Promise.all(wanted.map((plan, n) => recordEvent(state, { ...plan, body: { n } }, tools)));
  expect(codeOf(() => readCheckpoint(other, 3))).toBe('STATE_CORRUPT');
  expect(codeOf(() => exportTiles(other, out(), headAt(other, 5)))).toBe('OUTPUT_EXISTS');
});

test.each<[what: string, sql: string, size?: number]>([
  ['a leaf', `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'P-7"', 'P-8"') AS BLOB) WHERE idx = 7`],
  [
    'the last leaf, which no stored hash is over,',
    `UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'P-300"', 'P-301"') AS BLOB) WHERE idx = 300`,
    301,
  ],
  ['a leaf gone', 'DELETE FROM leaf WHERE idx = 7'],
  ['a hash', 'UPDATE node SET hash = randomblob(32) WHERE level = 1 AND position = 3'],
  ['a hash up the tree', 'UPDATE node SET hash = randomblob(32) WHERE level = 8 AND position = 0'],
  ['a head', `UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 299) WHERE size = 300`],
])('%s changed in the state: nothing is published', async (_what, sql, size = 300) => {
  const { db } = await ledgerOf(size);
  for (const table of ['leaf', 'node', 'checkpoint']) {
    db.exec(`DROP TRIGGER ${table}_no_update; DROP TRIGGER ${table}_no_delete`);
  }
  db.pragma('foreign_keys = OFF');
  expect(db.prepare(sql).run().changes).toBe(1);
  expect(codeOf(() => exportTiles(db, out(), headAt(db, size)))).toBe('STATE_CORRUPT');
  expect(existsSync(join(out(), 'checkpoint'))).toBe(false);
});

test('any byte changed, a byte more or a file gone is found', async () => {
  const { db, tools } = await ledgerOf(260);
  exportTiles(db, out(), headAt(db, 260));
  const head = openCheckpoint(readCheckpoint(db, 260), tools.signer);
  for (const path of filesIn(out()).filter((f) => f !== 'checkpoint')) {
    const file = join(out(), path);
    const bytes = readFileSync(file);
    const bad = [0, bytes.length >> 1, bytes.length - 1].map((i) => bytes.map((b, j) => (i === j ? b ^ 1 : b)));
    for (const changed of [...bad, bytes.subarray(1), Buffer.concat([bytes, Buffer.from([0])])]) {
      writeFileSync(file, changed);
      await expect(auditTiles(openTiles(out(), fetch), head), path).rejects.toThrow('LEDGER_TILES');
    }
    rmSync(file);
    await expect(auditTiles(openTiles(out(), fetch), head), path).rejects.toThrow('INPUT_NOT_FOUND');
    writeFileSync(file, bytes);
  }
  expect(await sizeOf(out(), tools.signer)).toBe(260);
});

test('read over HTTP it is the same, and an endless file is not read to its end', async () => {
  const { db, tools, grow } = await ledgerOf(300);
  exportTiles(db, out(), headAt(db, 300));
  const old = openCheckpoint(readCheckpoint(db, 300), tools.signer);
  await grow(600);
  exportTiles(db, out(), headAt(db, 600));
  let endless = false;
  const server = createServer((request, response) => {
    const file = join(out(), request.url ?? '');
    if (endless && request.url?.startsWith('/tile/0/')) {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more).on('error', () => {});
      more();
    } else if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await sizeOf(`${url}/`, tools.signer)).toBe(600);
    // Who holds the older checkpoint is served by the tiles that were filled since.
    expect(await auditTiles(openTiles(url, fetch), old)).toMatchObject({ size: 300 });
    await expect(sizeOf(`${url}/nothing`, tools.signer)).rejects.toThrow('INPUT_NOT_FOUND');
    endless = true;
    await expect(sizeOf(url, tools.signer)).rejects.toThrow('LEDGER_TILES');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
