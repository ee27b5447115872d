import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folder, smallDisk } from '../../test/support/disk.ts';
import type { Input } from '../source/source.ts';
import { deadNames, heldNames, holdPath, openHold, removeHold, removeNames, sealHold } from './store-hold-files.ts';
import {
  approveHold,
  denyHold,
  endHold,
  getHold,
  HOLDS_SCHEMA,
  insertHold,
  listHolds,
  reopenHold,
  wrappedKeyOf,
} from './store-holds.ts';
import { CHUNK_BYTES } from './stream-cipher.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const input = (name: string, content: Uint8Array): Input => ({
  name,
  size: content.length,
  async *blocks(from = 0, blockSize = 100_000) {
    for (let at = from; at < content.length; at += blockSize) yield content.subarray(at, at + blockSize);
  },
  readAt: async (offset, length) => content.slice(offset, offset + length),
});
const FILES = [
  ['客户-张三.csv', Buffer.from('姓名\n张三\n')],
  ['subordinate/empty.txt', Buffer.alloc(0)],
  ['big.bin', randomBytes(2 * CHUNK_BYTES + 77)],
] as const;
const seal = (dir: string, id = 'h1', files: readonly (readonly [string, Uint8Array])[] = FILES) =>
  sealHold(dir, {
    id,
    inputs: files.map(([name, content]) => input(name, content)),
    sha256: files.map(([, content]) => sha256(content)),
    random: (n) => randomBytes(n),
  });
const read = async (held: Input, from?: number) => {
  const blocks: Uint8Array[] = [];
  for await (const block of held.blocks(from)) blocks.push(block);
  return Buffer.concat(blocks);
};

test('held files come back under their names, from anywhere, and none of it is to be seen', async () => {
  using dir = folder();
  const { key, path, files } = await seal(dir.path);
  expect(path).toBe(join(dir.path, 'holds/h1'));
  expect(files.map((f) => [f.path, f.bytes])).toEqual(FILES.map(([name, content]) => [name, content.length]));
  const onDisk = readdirSync(path)
    .map((name) => name + readFileSync(join(path, name)).toString('latin1'))
    .join('');
  for (const seen of ['张三', 'subordinate', 'big.bin'])
    expect(onDisk).not.toContain(Buffer.from(seen).toString('latin1'));

  const held = await openHold(dir.path, 'h1', key);
  expect(held.map((h) => [h.name, h.size])).toEqual(FILES.map(([name, content]) => [name, content.length]));
  for (const [n, [, content]] of FILES.entries()) expect((await read(held[n]!)).equals(content)).toBe(true);
  const big = FILES[2][1];
  for (const from of [1, CHUNK_BYTES - 1, CHUNK_BYTES, 2 * CHUNK_BYTES + 76, big.length, big.length + 9]) {
    expect((await read(held[2]!, from)).equals(big.subarray(from))).toBe(true);
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(big.length + 10), fc.nat(big.length), async (offset, length) => {
      const got = Buffer.from(await held[2]!.readAt(offset, length));
      expect(got.equals(big.subarray(offset, offset + length))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('what changed since it was inspected is not held', async () => {
  using dir = folder();
  const plan = { id: 'h1', inputs: [input('a', Buffer.from('b'))], sha256: [sha256(Buffer.from('a'))] };
  await expect(sealHold(dir.path, { ...plan, random: (n) => randomBytes(n) })).rejects.toThrow(/INPUT_CHANGED/);
  expect(readdirSync(join(dir.path, 'holds'))).toEqual([]);
});

test.each([
  ['a bit changed', (path: string) => writeFileSync(join(path, '2'), readFileSync(join(path, '2')).fill(1, 5, 6))],
  ['cut off at a chunk', (path: string) => truncateSync(join(path, '2'), CHUNK_BYTES + 16)],
  ['emptied', (path: string) => truncateSync(join(path, '0'), 0)],
  ['bytes added', (path: string) => writeFileSync(join(path, '2'), 'more', { flag: 'a' })],
  ['gone', (path: string) => rmSync(join(path, '1'))],
  ['index gone', (path: string) => rmSync(join(path, 'index'))],
  ['index changed', (path: string) => writeFileSync(join(path, 'index'), readFileSync(join(path, 'index')).reverse())],
  ['index empty', (path: string) => truncateSync(join(path, 'index'), 0)],
  [
    'another file of the same size',
    (path: string) => {
      renameSync(join(path, '3'), join(path, 'x'));
      copyFileSync(join(path, '0'), join(path, '3'));
    },
  ],
])('%s: found', async (_what, change) => {
  using dir = folder();
  const { key, path } = await seal(dir.path, 'h1', [...FILES, ['same-size', Buffer.from('姓名\n李四\n')]]);
  change(path);
  const readAll = async () => {
    for (const held of await openHold(dir.path, 'h1', key)) await read(held);
  };
  await expect(readAll()).rejects.toThrow(/HOLD_DIGEST/);
});

test('another key does not open it, nor does its own key open another', async () => {
  using dir = folder();
  const { key } = await seal(dir.path);
  await expect(openHold(dir.path, 'h1', randomBytes(32))).rejects.toThrow(/HOLD_DIGEST/);
  await seal(dir.path, 'h2');
  await expect(openHold(dir.path, 'h2', key)).rejects.toThrow(/HOLD_DIGEST/);
});

test('a full disk: said so, and nothing of the hold stays', async () => {
  using dir = folder();
  const state = join(dir.path, 'state');
  using _disk = smallDisk(state, '256k');
  await expect(seal(state)).rejects.toThrow(/STATE_FULL/);
  expect(readdirSync(join(state, 'holds'))).toEqual([]);
});

test('clean-up lets be what is no hold, by whatever name, and where a link leads', async () => {
  using dir = folder();
  await seal(dir.path, 'dead');
  const holds = join(dir.path, 'holds');
  mkdirSync(join(holds, 'photos/2026'), { recursive: true });
  writeFileSync(join(holds, 'photos/1'), 'a picture');
  writeFileSync(join(holds, 'notes'), 'of somebody else');
  mkdirSync(join(dir.path, 'elsewhere'));
  writeFileSync(join(dir.path, 'elsewhere/1'), 'of somebody else');
  symlinkSync(join(dir.path, 'elsewhere'), join(holds, 'linked'));
  const dead = deadNames(await heldNames(dir.path), new Set());
  expect(dead).toContain('photos');
  await removeNames(dir.path, dead);
  expect(readdirSync(holds).toSorted()).toEqual(['linked', 'notes', 'photos']);
  expect(readdirSync(join(holds, 'photos')).toSorted()).toEqual(['1', '2026']);
  expect(readdirSync(join(dir.path, 'elsewhere'))).toEqual(['1']);
});

test('clean-up takes what no hold stands behind, and nothing else', async () => {
  using dir = folder();
  await seal(dir.path, 'alive');
  await seal(dir.path, 'dead');
  mkdirSync(join(dir.path, 'holds/.dying.partial'));
  mkdirSync(join(dir.path, 'holds/not ours'));
  const dead = deadNames(await heldNames(dir.path), new Set(['alive']));
  expect(dead.toSorted()).toEqual(['.dying.partial', 'dead']);
  await removeNames(dir.path, dead);
  expect(readdirSync(join(dir.path, 'holds')).toSorted()).toEqual(['alive', 'not ours']);
  await removeHold(dir.path, 'alive');
  expect(readdirSync(join(dir.path, 'holds'))).toEqual(['not ours']);
  for (const id of ['..', '', 'a/b', '.']) expect(() => holdPath(dir.path, id)).toThrow(/HOLD_UNKNOWN/);
});

const register = () => {
  const db = new Sqlite(':memory:');
  for (const ddl of HOLDS_SCHEMA) db.exec(ddl);
  const hold = {
    id: 'h1',
    transfer: 't1',
    created: '2026-11-23T08:00:00.000Z',
    reason: 'needs a permit',
    owner: null,
    deadline: null,
    digest: 'd1',
    files: 1,
    records: 20,
    bytes: 300,
  };
  insertHold(db, { ...hold, request: { to: 'DE' }, wrappedKey: Buffer.from('wrapped') });
  return { db, hold };
};
const decision = { by: 'Counsel', at: '2026-11-24T08:00:00.000Z', reason: 'contract filed', reference: null };

test('a hold waits, is approved by the digest of its content, and ends without its key', () => {
  const { db, hold } = register();
  expect(listHolds(db)).toEqual([{ ...hold, status: 'held' }]);
  expect(getHold(db, 'h1')).toMatchObject({ request: { to: 'DE' }, decided: null });
  expect(() => approveHold(db, 'h1', 'another', decision)).toThrow(/HOLD_DIGEST/);
  expect(() => endHold(db, 'h1')).toThrow(/HOLD_ENDED/);
  approveHold(db, 'h1', 'd1', decision);
  expect(() => approveHold(db, 'h1', 'd1', decision)).toThrow(/HOLD_ENDED/);
  expect(() => denyHold(db, 'h1', decision)).toThrow(/HOLD_ENDED/);
  expect(Buffer.from(wrappedKeyOf(db, 'h1')).toString()).toBe('wrapped');
  reopenHold(db, 'h1');
  expect(getHold(db, 'h1')).toMatchObject({ status: 'held', decided: null });
  approveHold(db, 'h1', 'd1', decision);
  endHold(db, 'h1');
  expect(getHold(db, 'h1')).toMatchObject({ status: 'released', decided: decision });
  expect(() => wrappedKeyOf(db, 'h1')).toThrow(/HOLD_ENDED/);
  expect(listHolds(db)).toEqual([]);
  expect(listHolds(db, 'all')).toHaveLength(1);
});

test('a denied hold has no key any more, and a hold that is not there is not', () => {
  const { db } = register();
  denyHold(db, 'h1', decision);
  expect(() => wrappedKeyOf(db, 'h1')).toThrow(/HOLD_ENDED/);
  expect(db.prepare('SELECT wrapped_key FROM hold').pluck().get()).toBeNull();
  expect(() => reopenHold(db, 'h1')).toThrow(/HOLD_ENDED/);
  expect(() => getHold(db, 'nope')).toThrow(/HOLD_UNKNOWN/);
  expect(() => denyHold(db, 'nope', decision)).toThrow(/HOLD_UNKNOWN/);
});
