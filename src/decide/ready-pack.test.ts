import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testPack } from './cases.ts';
import type { Condition } from './condition.ts';
import type { Pack } from './pack.ts';
import { filesDigest, formatReadyPack, parseReadyPack } from './ready-pack.ts';
import { BUILT_IN_PACKS, loadCases, loadPack } from './store-pack.ts';
import { builtInPacks, readFiles } from './store-pack-files.ts';
import { openPack, readyPackFile } from './store-ready-pack.ts';

/** A pack as plain data: a condition as what it was made from and what it reads. */
const plain = (pack: Pack): unknown =>
  JSON.parse(
    JSON.stringify(pack, (_, value) => {
      if (value instanceof Map) return [...value];
      if (typeof value?.holds !== 'function') return value;
      const { source, reads } = value as Condition;
      return { source, reads };
    }),
  );

const packs = builtInPacks();

describe.each(packs)('%s', (name) => {
  const folder = join(BUILT_IN_PACKS, name);
  const files = readFiles(folder);
  const digest = filesDigest(files);
  const text = readFileSync(readyPackFile(folder), 'utf8');
  const parsed = loadPack(folder);

  test('what is kept is what the files parse to now (else: node src/decide/tools/ready-packs.ts)', () => {
    expect(text === formatReadyPack(digest, parsed)).toBe(true);
    expect(plain(parseReadyPack(text, digest)!)).toEqual(plain(parsed));
  });

  test('it is what is opened, and decides all cases as they have to be', async () => {
    const opened = await openPack(folder);
    expect(opened.hash).toBe(parsed.hash);
    expect(testPack(opened, loadCases(folder)).filter((r) => r.faults.length > 0)).toEqual([]);
  });

  test('for files with one byte, one name or one file changed, nothing is kept', () => {
    const [first, ...rest] = files as [(typeof files)[0], ...typeof files];
    const bytes = first.bytes.slice();
    bytes[bytes.length >> 1]! ^= 1;
    for (const other of [rest, [{ ...first, bytes }, ...rest], [{ ...first, path: `${first.path}.` }, ...rest]])
      expect(parseReadyPack(text, filesDigest(other))).toBeNull();
  });

  test('a text that is not as it was written is nothing', () => {
    expect(parseReadyPack(text.replace(/"outcome":"(?!free")[a-z-]+"/, '"outcome":"free"'), digest)).toBeNull();
    expect(parseReadyPack(text.slice(0, -1), digest)).toBeNull();
    expect(parseReadyPack(text.slice(0, text.length >> 1), digest)).toBeNull();
    expect(parseReadyPack('', digest)).toBeNull();
  });
});

test('a condition that does not type-check fails when it is asked, never holds', () => {
  const folder = join(BUILT_IN_PACKS, 'cn');
  const pack = loadPack(folder);
  const broken = { ...pack, classes: { ...pack.classes, ordinary: { ...pack.classes.ordinary, source: 'p.nothing' } } };
  const read = parseReadyPack(formatReadyPack('d', broken), 'd')!;
  expect(() => read.classes.ordinary.holds({})).toThrow(SyntaxError);
  expect(() => read.classes.ordinary.holds({})).toThrow(SyntaxError);
});
