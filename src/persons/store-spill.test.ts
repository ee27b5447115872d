import { createSecretKey, randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { folder, smallDisk } from '../../test/support/disk.ts';
import { type RankedSlot, rankedSightings } from '../../test/support/sightings.ts';
import { DouaneError } from '../model/errors.ts';
import { IDENTIFIERS, type Sightings } from '../model/sightings.ts';
import { emptyHistory, PersonCounter } from './counter.ts';
import { Prf } from './prf.ts';
import { RunFiles } from './store-runs.ts';
import { Spill, type SpillOptions } from './store-spill.ts';
import { applyPersonPlan, loadHistory, PERSONS_SCHEMA } from './store-sqlite.ts';

const prf = new Prf(createSecretKey(Buffer.alloc(32, 7)));
const dir = folder();
afterAll(() => dir[Symbol.dispose]());
const state = join(dir.path, 'state');
mkdirSync(state);

/** The next batch lies where this one was. */
function overwrite(s: Sightings): void {
  for (const array of [s.bytes, s.idStart, s.idEnd, s.idRank, s.slotEnd, s.slotFields, s.slotMinor]) array.fill(0x55);
}

type Batches = readonly (readonly RankedSlot[])[];

function spilled(batches: Batches, options?: SpillOptions): Spill {
  const spill = new Spill(state, randomBytes, prf, options);
  for (const batch of batches) {
    const s = rankedSightings(batch);
    spill.add(s);
    overwrite(s);
  }
  return spill;
}

/** All that a counter tells. */
function told(counter: PersonCounter, batches: Batches) {
  const { undetermined, doubts, toldApartBy } = {
    undetermined: [counter.undetermined(), counter.undetermined(1), counter.undetermined(2)],
    doubts: counter.doubts,
    toldApartBy: counter.toldApartBy,
  };
  counter.settleUndetermined(Buffer.from('digest'));
  const { index, people, firstNew } = counter.plan();
  const entries: number[][] = [];
  index.forEach(0, (a, b, third, person) => entries.push([a, b, third, person]));
  return {
    ...{ undetermined, doubts, toldApartBy, firstNew, size: index.size, merges: people.merges },
    entries: entries.sort((x, y) => x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!),
    persons: Array.from({ length: people.count }, (_, p) => [
      ...[people.find(p), people.fields(p), people.flags(p), people.best(p), people.strong(p)],
    ]),
    histogram: counter.histogram(),
    who: batches.map((b) => [...counter.identify(rankedSightings(b)).subarray(0, b.length)]),
  };
}

function counted(batches: Batches, counter: PersonCounter) {
  for (const batch of batches) counter.add(rankedSightings(batch));
  return told(counter, batches);
}

function replayed(spill: Spill, batches: Batches, counter: PersonCounter) {
  spill.replay(counter);
  return told(counter, batches);
}

const fresh = () => new PersonCounter(prf, emptyHistory());

// Few values, so that they meet: declared, strong and weak identifiers.
const slot: fc.Arbitrary<RankedSlot> = fc.record({
  ids: fc.uniqueArray(fc.tuple(fc.nat({ max: IDENTIFIERS.length - 1 }), fc.nat({ max: 8 })), {
    maxLength: 5,
    selector: ([rank, value]) => rank * 100 + value,
  }),
  fields: fc.constantFrom(1, 2, 3, 0x80000000),
  minor: fc.boolean(),
});
const batchesArb = fc.array(fc.array(slot, { maxLength: 12 }), { maxLength: 8 });

const WHERE: readonly [string, SpillOptions][] = [
  ['in memory', {}],
  ['in blocks of memory', { block: 100 }],
  ['on disk', { inMemory: 0, block: 1 }],
  ['on disk in blocks', { inMemory: 0, block: 700 }],
  ['in both', { inMemory: 400, block: 200 }],
];

describe.each(WHERE)('what was kept %s', (_where, options) => {
  test('counts as the batches themselves, as often as wanted, and goes on', () => {
    fc.assert(
      fc.property(batchesArb, batchesArb, (first, more) => {
        using spill = spilled(first, options);
        const direct = counted(first, fresh());
        expect(replayed(spill, first, fresh())).toEqual(direct);
        expect(replayed(spill, first, fresh())).toEqual(direct);
        for (const batch of more) spill.add(rankedSightings(batch));
        const all = [...first, ...more];
        expect(replayed(spill, all, fresh())).toEqual(counted(all, fresh()));
      }),
      { numRuns: 30 },
    );
    expect(readdirSync(state)).toEqual([]);
  });

  test('counts by what the register says when it is counted', () => {
    fc.assert(
      fc.property(batchesArb, batchesArb, (others, batches) => {
        using spill = spilled(batches, options);
        const db = new Database(':memory:');
        for (const sql of PERSONS_SCHEMA) db.exec(sql);
        const windows = { since: '2026-01-01', previousSince: '2025-01-01', asOf: '2026-11-23' };
        // Counted before and after somebody else's transfer, with an index that has runs.
        const both = () => {
          using a = new RunFiles(state, randomBytes, 5);
          using b = new RunFiles(state, randomBytes, 5);
          const now = (runs: RunFiles) => new PersonCounter(prf, loadHistory(db, 'x', windows, runs));
          expect(replayed(spill, batches, now(a))).toEqual(counted(batches, now(b)));
        };
        both();
        const other = new PersonCounter(prf, loadHistory(db, 'x', windows));
        for (const batch of others) other.add(rankedSightings(batch));
        other.settleUndetermined(Buffer.from('another'));
        const weights = { personal: -1, sensitive: 2, removed: 0 };
        db.transaction(() =>
          applyPersonPlan(db, other.plan(), {
            ...{ transfer: 't', exporter: 'x', day: '2026-03-01', weights, permit: null },
            counted: { ordinary: true, sensitive: true },
          }),
        )();
        both();
        db.close();
      }),
      { numRuns: 15 },
    );
  });
});

const person = (n: number): RankedSlot => ({ ids: [[1, n] as const, [6, n] as const], fields: 1, minor: false });
const people = (from: number, count: number) => Array.from({ length: count }, (_, n) => person(from + n));
const MANY: Batches = Array.from({ length: 30 }, (_, n) => people(n * 100, 100));
const ON_DISK: SpillOptions = { inMemory: 0, block: 10_000 };

test('what is in memory stays within its bound, and on disk a batch takes 13 bytes an identifier and 9 a slot', () => {
  const size = 100 * 2 * 13 + 100 * 9 + 8;
  using small = spilled(MANY, { inMemory: 30 * size, block: size });
  expect(small.onDisk).toBe(0);
  using large = spilled(MANY, { inMemory: 10 * size, block: size });
  // Ten in memory, one being filled, and each other with its tag.
  expect(large.onDisk).toBe(19 * (size + 16));
  expect(replayed(large, MANY, fresh())).toEqual(counted(MANY, fresh()));
});

/** Path by which this process can still reach a file that has no name any more. */
function openFile(): string {
  const found = readdirSync('/proc/self/fd').flatMap((fd) => {
    const path = join('/proc/self/fd', fd);
    try {
      return readlinkSync(path).startsWith(join(state, '.persons-')) ? [path] : [];
    } catch {
      return [];
    }
  });
  if (found.length !== 1) throw new Error(`${found.length} open files`);
  return found[0]!;
}

const noOpenFile = () => expect(openFile).toThrow('0 open files');

test('the file has no name, only its owner may open it, no pseudonym can be read in it, and it ends with its owner', () => {
  const spill = spilled(MANY, ON_DISK);
  expect(readdirSync(state)).toEqual([]);
  const fd = openSync(openFile(), 'r');
  try {
    expect(fstatSync(fd).mode & 0o777).toBe(0o600);
    expect(fstatSync(fd).nlink).toBe(0);
  } finally {
    closeSync(fd);
  }
  const file = readFileSync(openFile());
  expect(file.length).toBe(spill.onDisk);
  const first = rankedSightings(MANY[0]!);
  const words = prf.compute(first.bytes, first.idStart, first.idEnd, first.ids);
  const pseudonyms = Buffer.from(words.buffer, words.byteOffset, first.ids * 12);
  for (let id = 0; id < first.ids; id++) expect(file.includes(pseudonyms.subarray(id * 12, id * 12 + 12))).toBe(false);
  spill[Symbol.dispose]();
  noOpenFile();
  expect(readdirSync(state)).toEqual([]);
  spill[Symbol.dispose]();
});

test('what was disposed of counts nothing, rather than nobody', () => {
  for (const options of [{}, ON_DISK]) {
    const spill = spilled(MANY, options);
    spill[Symbol.dispose]();
    expect(() => spill.replay(fresh())).toThrow(/^INTERNAL/);
    expect(() => spill.add(rankedSightings(MANY[0]!))).toThrow(/^INTERNAL/);
  }
});

describe('a file that is not what was written is STATE_CORRUPT', () => {
  const block = (file: number, at: number, length: number) => {
    const bytes = Buffer.alloc(length);
    expect(readSync(file, bytes, 0, length, at)).toBe(length);
    return bytes;
  };
  // Two batches a block, of 2 × 3508 bytes and a tag.
  const SEALED = 2 * 3508 + 16;

  const WRITTEN = 'as they were written';
  const WHOLE = 'all that were written';

  test.each<[string, string, (fd: number, size: number) => void]>([
    ['a bit in the first block', WRITTEN, (fd) => writeSync(fd, Buffer.from([block(fd, 100, 1)[0]! ^ 1]), 0, 1, 100)],
    [
      'a bit in the last tag',
      WRITTEN,
      (fd, size) => writeSync(fd, Buffer.from([block(fd, size - 1, 1)[0]! ^ 128]), 0, 1, size - 1),
    ],
    [
      'two blocks in each other’s place',
      WRITTEN,
      (fd) => {
        const [a, b] = [block(fd, 0, SEALED), block(fd, SEALED, SEALED)];
        writeSync(fd, b, 0, SEALED, 0);
        writeSync(fd, a, 0, SEALED, SEALED);
      },
    ],
    ['a block twice', WRITTEN, (fd) => writeSync(fd, block(fd, 0, SEALED), 0, SEALED, SEALED)],
    ['the last byte cut off', WHOLE, (fd, size) => ftruncateSync(fd, size - 1)],
    ['cut between blocks', WHOLE, (fd) => ftruncateSync(fd, 3 * SEALED)],
    ['nothing left', WHOLE, (fd) => ftruncateSync(fd, 0)],
  ])('%s', (_what, expected, change) => {
    using spill = spilled(MANY, ON_DISK);
    expect(spill.onDisk).toBe(14 * SEALED);
    spill.replay(fresh());
    const fd = openSync(openFile(), 'r+');
    try {
      change(fd, spill.onDisk);
    } finally {
      closeSync(fd);
    }
    const error = expect.objectContaining({ code: 'STATE_CORRUPT', expected });
    for (let time = 0; time < 2; time++) expect(() => spill.replay(fresh())).toThrow(error);
  });

  test('and no block is counted before it was found whole', () => {
    using spill = spilled(MANY, ON_DISK);
    const fd = openSync(openFile(), 'r+');
    writeSync(fd, Buffer.alloc(1, block(fd, SEALED + 9, 1)[0]! ^ 1), 0, 1, SEALED + 9);
    closeSync(fd);
    let batches = 0;
    expect(() => spill.replay({ count: () => batches++ })).toThrow(DouaneError);
    expect(batches).toBe(2);
  });
});

describe('where it cannot be written', () => {
  /** Adds until it throws. */
  function fill(spill: Spill): unknown {
    for (let n = 0; n < 200; n++) {
      try {
        spill.add(rankedSightings(MANY[n % MANY.length]!));
      } catch (error) {
        return error;
      }
    }
    return undefined;
  }

  test('a full disk is STATE_FULL, its room is given back, and nothing is counted', () => {
    const path = join(dir.path, 'disk');
    using disk = smallDisk(path, '64k');
    using spill = new Spill(path, randomBytes, prf, ON_DISK);
    const error = fill(spill);
    expect(error).toMatchObject({ code: 'STATE_FULL', got: 'ENOSPC' });
    expect(readdirSync(path)).toEqual([]);
    writeFileSync(join(path, 'other'), Buffer.alloc(60_000));
    expect(() => spill.replay(fresh())).toThrow(/^STATE_FULL/);
    expect(() => spill.add(rankedSightings(MANY[0]!))).toThrow(/^STATE_FULL/);
    disk.readOnly();
    using late = new Spill(path, randomBytes, prf, ON_DISK);
    expect(fill(late)).toMatchObject({ code: 'STATE_READ_ONLY', got: 'EROFS' });
  });

  test('a directory that is not there is STATE_READ_ONLY, once it is needed', () => {
    using spill = new Spill(join(dir.path, 'not', 'there'), randomBytes, prf, { block: 10_000 });
    expect(fill(spill)).toBe(undefined);
    spill.replay(fresh());
    using small = new Spill(join(dir.path, 'not', 'there'), randomBytes, prf, ON_DISK);
    expect(fill(small)).toMatchObject({ code: 'STATE_READ_ONLY', got: 'ENOENT' });
    expect(() => small.replay(fresh())).toThrow(/^STATE_READ_ONLY/);
  });

  test('a file that is there already is neither written nor removed', () => {
    using mine = folder();
    const name = join(mine.path, `.persons-${'ab'.repeat(8)}`);
    writeFileSync(name, 'mine');
    using spill = new Spill(mine.path, (n) => Buffer.alloc(n, 0xab), prf, ON_DISK);
    expect(fill(spill)).toMatchObject({ code: 'INTERNAL', got: 'EEXIST' });
    expect(readFileSync(name, 'utf8')).toBe('mine');
  });
});

test('what the counter says of too many persons comes through, and the rest can still be counted', () => {
  using spill = spilled(MANY, ON_DISK);
  const full = {
    count: () => {
      throw new DouaneError('LIMIT_PERSONS');
    },
  };
  expect(() => spill.replay(full)).toThrow(/^LIMIT_PERSONS/);
  expect(replayed(spill, MANY, fresh())).toEqual(counted(MANY, fresh()));
});
