import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, smallDisk } from '../../test/support/disk.ts';
import { digestSink } from './digest-sink.ts';
import { expectTarget, openOutput, partialPath, removePartial } from './output-file.ts';

const transfer = '01J0000000000000000000000A';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const write = async (target: string, text: string, change = {}) => {
  await using output = await openOutput(target, { transfer, ...change });
  for (let at = 0; at < text.length; at += 3) await output.write(Buffer.from(text.slice(at, at + 3)));
  await output.seal();
  return output.publish();
};

test('whole under its name, with its digest, and nothing beside it', async () => {
  using dir = folder();
  const target = join(dir.path, 'new/deep/a.csv');
  expect(await write(target, 'a,b\n1,2\n')).toEqual({ path: target, bytes: 8, sha256: sha256('a,b\n1,2\n') });
  expect(readFileSync(target, 'utf8')).toBe('a,b\n1,2\n');
  expect(readdirSync(join(dir.path, 'new/deep'))).toEqual(['a.csv']);
});

test('until it is published there is nothing under its name; not published, nothing stays', async () => {
  using dir = folder();
  const target = join(dir.path, 'a.csv');
  {
    await using output = await openOutput(target, { transfer });
    await output.write(Buffer.from('half'));
    expect(readdirSync(dir.path)).toEqual([`.a.csv.${transfer}.partial`]);
    await output.seal();
    expect(readdirSync(dir.path)).toEqual([`.a.csv.${transfer}.partial`]);
    await expect(output.write(Buffer.from('more'))).rejects.toThrow(TypeError);
  }
  expect(readdirSync(dir.path)).toEqual([]);
  {
    await using output = await openOutput(target, { transfer });
    await expect(output.publish()).rejects.toThrow(TypeError);
  }
  expect(readdirSync(dir.path)).toEqual([]);
});

test('bytes given may be overwritten once write resolves', async () => {
  using dir = folder();
  const target = join(dir.path, 'a');
  await using output = await openOutput(target, { transfer });
  const block = Buffer.from('1');
  for (const n of ['1', '2', '3']) {
    block.write(n);
    await output.write(block);
  }
  await output.seal();
  expect(await output.publish()).toMatchObject({ sha256: sha256('123') });
});

test('what is there already is not replaced, unless it is the same', async () => {
  using dir = folder();
  const target = join(dir.path, 'a.csv');
  writeFileSync(target, 'mine');
  await expect(write(target, 'other')).rejects.toThrow(/OUTPUT_EXISTS/);
  expect(readFileSync(target, 'utf8')).toBe('mine');
  expect(await write(target, 'mine')).toMatchObject({ bytes: 4 });
  expect(readdirSync(dir.path)).toEqual(['a.csv']);

  await expectTarget(target, sha256('mine'));
  await expectTarget(join(dir.path, 'nothing'), null);
  await expectTarget(join(dir.path, 'no/where'), null);
  for (const digest of [null, sha256('other')]) {
    await expect(expectTarget(target, digest)).rejects.toThrow(/OUTPUT_EXISTS/);
  }
});

test('a directory or a link under the name is in the way, even a link to the same content', async () => {
  using dir = folder();
  mkdirSync(join(dir.path, 'directory'));
  writeFileSync(join(dir.path, 'elsewhere'), 'x');
  symlinkSync('elsewhere', join(dir.path, 'link'));
  for (const name of ['directory', 'link']) {
    await expect(write(join(dir.path, name), 'x')).rejects.toThrow(/OUTPUT_EXISTS/);
  }
  expect(readdirSync(dir.path).toSorted()).toEqual(['directory', 'elsewhere', 'link']);
});

test('more than the cap is not written', async () => {
  using dir = folder();
  await expect(write(join(dir.path, 'a'), '123456789', { maxBytes: 8 })).rejects.toThrow(/OUTPUT_WRITE.*8 bytes/);
  expect(readdirSync(dir.path)).toEqual([]);
  await write(join(dir.path, 'a'), '12345678', { maxBytes: 8 });
});

test('a full disk: said so, the partial file gone, what was there unharmed', async () => {
  using dir = folder();
  const path = join(dir.path, 'disk');
  using disk = smallDisk(path, '64k');
  writeFileSync(join(path, 'mine'), 'mine');
  const output = await openOutput(join(path, 'a'), { transfer });
  const fill = async () => {
    for (let n = 0; n < 100; n++) await output.write(Buffer.alloc(4096));
    await output.seal();
  };
  await expect(fill()).rejects.toThrow(/STATE_FULL/);
  expect(readdirSync(path)).toEqual(['mine']);
  await output[Symbol.asyncDispose]();
  await write(join(path, 'a'), 'room again');
  disk.readOnly();
  await expect(write(join(path, 'b'), 'x')).rejects.toThrow(/OUTPUT_WRITE.*EROFS/);
});

test('a left-over of a dead transfer is removed, and only that', async () => {
  using dir = folder();
  const target = join(dir.path, 'a.csv');
  const others = ['a.csv', '.a.csv.partial', '.b.csv.X.partial', `.a.csv.${transfer}X.partial`, 'x.partial'];
  for (const name of others) writeFileSync(join(dir.path, name), '');
  writeFileSync(partialPath(target, transfer), 'half');
  expect(await removePartial(target, transfer)).toBe(true);
  expect(await removePartial(target, transfer)).toBe(false);
  expect(readdirSync(dir.path).toSorted()).toEqual(others.toSorted());
  mkdirSync(partialPath(target, transfer));
  expect(await removePartial(target, transfer)).toBe(false);
  for (const bad of ['', '../x', 'a/b', 'x'.repeat(65)]) expect(() => partialPath(target, bad)).toThrow(TypeError);
});

test('the longest names that a file system takes can be written', async () => {
  using dir = folder();
  for (const name of [`${'x'.repeat(251)}.csv`, `${'名'.repeat(83)}.csv`]) {
    await write(join(dir.path, name), 'x');
    expect(Buffer.byteLength(partialPath(name, transfer))).toBeLessThanOrEqual(257);
  }
  expect(readdirSync(dir.path)).toHaveLength(2);
});

test('what an output would be can be had without writing it', async () => {
  using dir = folder();
  const sink = digestSink();
  for (const part of ['a,b\n', '1,2\n']) await sink.write(Buffer.from(part));
  const { path: _path, ...written } = await write(join(dir.path, 'a'), 'a,b\n1,2\n');
  expect(sink.end()).toEqual(written);
});
