import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listInputs } from './input-directory.ts';
import { openFileInput } from './input-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'input-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (...parts: string[]) => join(root, ...parts);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('no error'),
    (error) => error,
  );
const names = async (path: string) => (await listInputs(path)).map((input) => input.name);

async function readAll(path: string, from?: number, blockSize?: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const block of (await openFileInput(path, 'a')).blocks(from, blockSize)) parts.push(block.slice());
  return Buffer.concat(parts);
}

test('a file in blocks, from anywhere, twice', async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) >> 3));
  writeFileSync(at('a'), bytes);
  for (const size of [undefined, 1 << 20, 100_000, 99_999, 4096, 7])
    expect((await readAll(at('a'), 0, size)).equals(bytes)).toBe(true);
  expect(await readAll(at('a'), 99_990, 4)).toEqual(bytes.subarray(99_990));
  expect(await readAll(at('a'), 100_000)).toEqual(Buffer.alloc(0));
  writeFileSync(at('empty'), '');
  expect(await readAll(at('empty'))).toEqual(Buffer.alloc(0));
  const input = await openFileInput(at('a'), 'a');
  expect(Buffer.from(await input.readAt(50, 20))).toEqual(bytes.subarray(50, 70));
  expect(Buffer.from(await input.readAt(99_999, 20))).toEqual(bytes.subarray(99_999));
  expect((await input.readAt(200_000, 20)).length).toBe(0);
  const into = new Uint8Array(30);
  const read = await input.readAt(50, 20, into);
  expect([read.buffer === into.buffer, Buffer.from(read)]).toEqual([true, Buffer.from(bytes.subarray(50, 70))]);
  expect((await input.readAt(99_999, 20, into)).length).toBe(1);
  expect((await input.readAt(50, 31, into)).buffer).not.toBe(into.buffer);
});

test('a reading may be left early', async () => {
  writeFileSync(at('a'), Buffer.alloc(50_000));
  for await (const block of (await openFileInput(at('a'), 'a')).blocks(0, 100)) {
    expect(block.length).toBe(100);
    break;
  }
});

test('a file that changes its length is seen', async () => {
  writeFileSync(at('a'), Buffer.alloc(50_000));
  const input = await openFileInput(at('a'), 'a');
  const blocks = input.blocks(0, 1000);
  await blocks.next();
  truncateSync(at('a'), 5000);
  const error = await failure(
    (async () => {
      while (!(await blocks.next()).done);
    })(),
  );
  expect(error.code).toBe('INPUT_CHANGED');
  appendFileSync(at('a'), 'more');
  expect((await failure(input.blocks().next())).code).toBe('INPUT_CHANGED');
  expect((await failure(input.readAt(40_000, 10))).code).toBe('INPUT_CHANGED');
});

test('nothing there, no file', async () => {
  expect((await failure(openFileInput(at('nope'), 'nope'))).code).toBe('INPUT_NOT_FOUND');
  expect((await failure(openFileInput(root, 'dir'))).code).toBe('INPUT_NOT_A_FILE');
  expect((await failure(listInputs(at('nope')))).code).toBe('INPUT_NOT_FOUND');
});

test('one file is one entry', async () => {
  writeFileSync(at('a.csv'), 'abc');
  expect(await listInputs(at('a.csv'))).toEqual([{ name: 'a.csv', path: at('a.csv'), size: 3 }]);
});

test('a directory: all files in the order of their bytes, hidden ones too', async () => {
  mkdirSync(at('b/c'), { recursive: true });
  mkdirSync(at('.hidden'));
  for (const name of ['b.csv', 'b/z', 'b/c/y', '.x', '.hidden/w', 'Z', 'é', '张', 'a']) writeFileSync(at(name), name);
  expect(await names(root)).toEqual(['.hidden/w', '.x', 'Z', 'a', 'b.csv', 'b/c/y', 'b/z', 'é', '张']);
});

test('an empty directory has no files', async () => {
  expect(await listInputs(root)).toEqual([]);
});

test('links inside are followed once, loops end, links out are refused', async () => {
  mkdirSync(at('d/e'), { recursive: true });
  writeFileSync(at('d/e/a'), 'x');
  symlinkSync('e/a', at('d/link'));
  symlinkSync('..', at('d/e/up'));
  symlinkSync('e', at('d/again'));
  expect(await names(at('d'))).toEqual(['e/a']);
  symlinkSync('../..', at('d/e/out'));
  expect(await failure(listInputs(at('d')))).toMatchObject({ code: 'INPUT_LINK_OUT', place: { file: 'e/out' } });
});

test('a name that only begins like the directory is outside of it', async () => {
  mkdirSync(at('d'));
  mkdirSync(at('d2'));
  writeFileSync(at('d2/a'), 'x');
  symlinkSync('../d2/a', at('d/a'));
  expect((await failure(listInputs(at('d')))).code).toBe('INPUT_LINK_OUT');
});

test('a link to nothing, a FIFO, a socket', async () => {
  mkdirSync(at('d'));
  symlinkSync('nope', at('d/a'));
  expect((await failure(listInputs(at('d')))).code).toBe('INPUT_NOT_FOUND');
  mkdirSync(at('f'));
  expect(spawnSync('mkfifo', [at('f/fifo')]).status).toBe(0);
  expect((await failure(listInputs(at('f')))).code).toBe('INPUT_NOT_A_FILE');
  expect((await failure(listInputs(at('f/fifo')))).code).toBe('INPUT_NOT_A_FILE');
  expect((await failure(openFileInput(at('f/fifo'), 'fifo'))).code).toBe('INPUT_NOT_A_FILE');
  symlinkSync('fifo', at('f/link'));
  mkdirSync(at('s'));
  const server = createServer().listen(at('s/socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  expect((await failure(listInputs(at('s')))).code).toBe('INPUT_NOT_A_FILE');
  server.close();
});

test('too many files, too deep', async () => {
  for (let i = 0; i < 5; i++) writeFileSync(at(`${i}`), '');
  expect((await failure(listInputs(root, { files: 4 }))).code).toBe('LIMIT_FILES');
  expect(await listInputs(root, { files: 5 })).toHaveLength(5);
  mkdirSync(at(...Array.from({ length: 200 }, () => 'd')), { recursive: true });
  expect((await failure(listInputs(root))).code).toBe('LIMIT_FILES');
});
