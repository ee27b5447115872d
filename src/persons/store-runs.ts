/**
 * Identifiers on disk, for a register that is larger than memory may be: sorted runs in files without a name, which
 * nobody else can open and which are gone with the process, however it ends. What is in them are pseudonyms.
 *
 * A run is sorted by part (the low byte of the first word), then by second, first and third word, all signed. A look-up
 * asks a filter in memory (eleven bits an entry), then reads the one block of 4 KiB in which the entry must be. Eight runs
 * of a size become one of the next.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Runs, THIRD, WORDS } from './identifier-index.ts';
import { PARTS } from './memory.ts';

const BYTES = WORDS * 4;
/** Entries of a block. */
const BLOCK = 256;
/** Runs of one size, of which the next makes one larger. */
const FAN = 8;
/** With the places of the index these are 134 MB. */
const MOST_IN_MEMORY = 6_000_000;
/** Entries read or written at once when runs are merged. */
const BUFFER = 16_384;

export class RunFiles implements Runs, Disposable {
  readonly most: number;
  readonly found = new Int32Array(WORDS);
  /** Youngest first; of falling tier towards the front. */
  #runs: Run[] = [];
  readonly #dir: string;
  readonly #random: (bytes: number) => Uint8Array;

  /** Files are made in `dir`, which must be there. */
  constructor(dir: string, random: (bytes: number) => Uint8Array, most = MOST_IN_MEMORY) {
    this.#dir = dir;
    this.#random = random;
    this.most = most;
  }

  add(count: number, entriesOf: (part: number) => Int32Array): void {
    const writer = new RunWriter(this.#open(), count, 0);
    try {
      for (let part = 0; part < PARTS; part++) writer.writeSorted(entriesOf(part));
    } catch (error) {
      writer.abandon();
      throw error;
    }
    this.#runs.unshift(writer.end());
    for (let tier = 0; ; tier++) {
      const same = this.#runs.filter((run) => run.tier === tier);
      if (same.length < FAN) return;
      const merged = this.#merge(same, tier + 1);
      const at = this.#runs.indexOf(same[0]!);
      this.#runs.splice(at, same.length, merged);
      for (const run of same) run.close();
    }
  }

  locate(a: number, b: number, c: number): boolean {
    const third = c & THIRD;
    for (let i = 0; i < this.#runs.length; i++) if (this.#runs[i]!.locate(a, b, third, this.found)) return true;
    return false;
  }

  forEach(visit: (a: number, b: number, third: number, person: number) => void): void {
    merge(this.#runs, visit);
  }

  [Symbol.dispose](): void {
    for (const run of this.#runs) run.close();
    this.#runs = [];
  }

  #merge(runs: readonly Run[], tier: number): Run {
    const writer = new RunWriter(
      this.#open(),
      runs.reduce((sum, run) => sum + run.entries, 0),
      tier,
    );
    try {
      merge(runs, (a, b, third, person) => writer.write(a, b, third, person));
    } catch (error) {
      writer.abandon();
      throw error;
    }
    return writer.end();
  }

  #open(): number {
    const path = join(this.#dir, `.persons-${Buffer.from(this.#random(8)).toString('hex')}`);
    const fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return fd;
  }
}

/** Calls `visit` for every pseudonym of the runs in order, with its entry in the first run that has it. */
function merge(runs: readonly Run[], visit: (a: number, b: number, third: number, person: number) => void): void {
  let readers = runs.map((run) => new RunReader(run)).filter((r) => !r.done);
  while (readers.length > 0) {
    let least = readers[0]!;
    for (let i = 1; i < readers.length; i++) if (readers[i]!.isBefore(least)) least = readers[i]!;
    const { a, b, third } = least;
    visit(a, b, third, least.person);
    let done = false;
    for (const reader of readers) {
      if (reader.a !== a || reader.b !== b || (reader.third & THIRD) !== (third & THIRD)) continue;
      reader.next();
      if (reader.done) done = true;
    }
    if (done) readers = readers.filter((r) => !r.done);
  }
}

class RunReader {
  a = 0;
  b = 0;
  third = 0;
  person = 0;
  done = false;
  readonly #run: Run;
  readonly #buffer = new Int32Array(BUFFER * WORDS);
  #at = 0;
  #filled = 0;
  #next = 0;

  constructor(run: Run) {
    this.#run = run;
    this.next();
  }

  next(): void {
    if (this.#at === this.#filled) {
      const count = Math.min(BUFFER, this.#run.entries - this.#next);
      if (count === 0) {
        this.done = true;
        return;
      }
      readEntries(this.#run.fd, this.#buffer, this.#next, count);
      this.#next += count;
      this.#at = 0;
      this.#filled = count * WORDS;
    }
    const at = this.#at;
    this.a = this.#buffer[at]!;
    this.b = this.#buffer[at + 1]!;
    this.third = this.#buffer[at + 2]!;
    this.person = this.#buffer[at + 3]!;
    this.#at = at + WORDS;
  }

  isBefore(other: RunReader): boolean {
    const part = (this.a & (PARTS - 1)) - (other.a & (PARTS - 1));
    if (part !== 0) return part < 0;
    if (this.b !== other.b) return this.b < other.b;
    if (this.a !== other.a) return this.a < other.a;
    return (this.third & THIRD) < (other.third & THIRD);
  }
}

class Run {
  readonly fd: number;
  readonly tier: number;
  readonly entries: number;
  /** Number of the first entry of each part, and of all. */
  readonly #partStart: Float64Array;
  /** Second word of the first entry of each block. */
  readonly #firsts: Int32Array;
  readonly #filter: Filter;
  readonly #block = new Int32Array(BLOCK * WORDS);
  /** Number of the block that `#block` holds. */
  #loaded = -1;

  constructor(fd: number, tier: number, entries: number, partStart: Float64Array, firsts: Int32Array, filter: Filter) {
    this.fd = fd;
    this.tier = tier;
    this.entries = entries;
    this.#partStart = partStart;
    this.#firsts = firsts;
    this.#filter = filter;
  }

  locate(a: number, b: number, third: number, found: Int32Array): boolean {
    if (!this.#filter.has(a, b, third)) return false;
    const part = a & (PARTS - 1);
    const from = this.#partStart[part]!;
    const to = this.#partStart[part + 1]!;
    if (from === to) return false;
    const firsts = this.#firsts;
    // The last block of the part that begins before b: equal words may go on over the end of a block.
    let low = Math.floor(from / BLOCK);
    const last = Math.floor((to - 1) / BLOCK);
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (firsts[middle]! < b) low = middle;
      else high = middle - 1;
    }
    for (let block = low; block <= last; block++) {
      const entries = this.#read(block);
      let at = Math.max(from - block * BLOCK, 0);
      let end = Math.min(to - block * BLOCK, BLOCK);
      const stop = end;
      while (at < end) {
        const middle = (at + end) >>> 1;
        if (entries[middle * WORDS + 1]! < b) at = middle + 1;
        else end = middle;
      }
      for (; at < stop && entries[at * WORDS + 1] === b; at++) {
        if (entries[at * WORDS] !== a || (entries[at * WORDS + 2]! & THIRD) !== third) continue;
        for (let w = 0; w < WORDS; w++) found[w] = entries[at * WORDS + w]!;
        return true;
      }
      if (at < stop) return false;
    }
    return false;
  }

  close(): void {
    closeSync(this.fd);
  }

  #read(block: number): Int32Array {
    if (this.#loaded !== block) {
      this.#loaded = -1;
      readEntries(this.fd, this.#block, block * BLOCK, Math.min(BLOCK, this.entries - block * BLOCK));
      this.#loaded = block;
    }
    return this.#block;
  }
}

class RunWriter {
  readonly #fd: number;
  readonly #tier: number;
  readonly #filter: Filter;
  readonly #firsts: Int32Array;
  readonly #partStart = new Float64Array(PARTS + 1);
  readonly #buffer = new Int32Array(BUFFER * WORDS);
  #filled = 0;
  #written = 0;
  #entries = 0;
  #part = 0;

  /** `most` entries will come at most, in order. */
  constructor(fd: number, most: number, tier: number) {
    this.#fd = fd;
    this.#tier = tier;
    this.#filter = new Filter(most);
    this.#firsts = new Int32Array(Math.ceil(most / BLOCK));
  }

  write(a: number, b: number, third: number, person: number): void {
    const part = a & (PARTS - 1);
    while (this.#part < part) this.#partStart[++this.#part] = this.#entries;
    if (this.#entries % BLOCK === 0) this.#firsts[this.#entries / BLOCK] = b;
    this.#filter.add(a, b, third & THIRD);
    const buffer = this.#buffer;
    const at = this.#filled;
    buffer[at] = a;
    buffer[at + 1] = b;
    buffer[at + 2] = third;
    buffer[at + 3] = person;
    this.#filled = at + WORDS;
    this.#entries += 1;
    if (this.#filled === buffer.length) this.#flush();
  }

  /** Writes entries of one part, in any order. */
  writeSorted(entries: Int32Array): void {
    const count = entries.length / WORDS;
    // Second word and number in one, for the sort that knows numbers only.
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) keys[i] = (entries[i * WORDS + 1]! + 2 ** 31) * 2 ** 20 + i;
    keys.sort();
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      order[i] = (key - Math.floor(key / 2 ** 20) * 2 ** 20) * WORDS;
      // Equal second words are rare: put in order by the others.
      for (let j = i; j > 0 && isAfter(entries, order[j - 1]!, order[j]!); j--) {
        const before = order[j - 1]!;
        order[j - 1] = order[j]!;
        order[j] = before;
      }
    }
    for (let i = 0; i < count; i++) {
      const at = order[i]!;
      this.write(entries[at]!, entries[at + 1]!, entries[at + 2]!, entries[at + 3]!);
    }
  }

  end(): Run {
    this.#flush();
    while (this.#part < PARTS) this.#partStart[++this.#part] = this.#entries;
    return new Run(this.#fd, this.#tier, this.#entries, this.#partStart, this.#firsts, this.#filter);
  }

  abandon(): void {
    closeSync(this.#fd);
  }

  #flush(): void {
    const bytes = new Uint8Array(this.#buffer.buffer, 0, this.#filled * 4);
    for (let at = 0; at < bytes.length; ) {
      const n = writeSync(this.#fd, bytes, at, bytes.length - at, this.#written);
      at += n;
      this.#written += n;
    }
    this.#filled = 0;
  }
}

/** Of two entries of one part with equal second words, whether the one at `i` comes after that at `j`. */
function isAfter(entries: Int32Array, i: number, j: number): boolean {
  if (entries[i + 1] !== entries[j + 1]) return false;
  if (entries[i] !== entries[j]) return entries[i]! > entries[j]!;
  return (entries[i + 2]! & THIRD) > (entries[j + 2]! & THIRD);
}

function readEntries(fd: number, into: Int32Array, first: number, count: number): void {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, count * BYTES);
  for (let at = 0; at < bytes.length; ) {
    const n = readSync(fd, bytes, at, bytes.length - at, first * BYTES + at);
    if (n === 0) throw new RangeError('a run of identifiers ends before it is whole');
    at += n;
  }
}

/**
 * Split block Bloom filter: a pseudonym sets one bit in each word of one line of 32 bytes. With ten bits an entry about
 * one in a hundred that is not there is taken for one that may be.
 */
class Filter {
  readonly #words: Int32Array;
  readonly #blocks: number;

  constructor(entries: number) {
    this.#blocks = Math.max(1, Math.ceil(entries / 24));
    this.#words = new Int32Array(this.#blocks * 8);
  }

  add(a: number, b: number, third: number): void {
    const at = this.#at(a, third);
    for (let w = 0; w < 8; w++) this.#words[at + w]! |= 1 << bit(b, w);
  }

  has(a: number, b: number, third: number): boolean {
    const at = this.#at(a, third);
    for (let w = 0; w < 8; w++) if ((this.#words[at + w]! & (1 << bit(b, w))) === 0) return false;
    return true;
  }

  #at(a: number, third: number): number {
    return Math.floor((((a ^ (third >>> 8)) >>> 0) / 2 ** 32) * this.#blocks) * 8;
  }
}

// Odd numbers as in the split block filter of Apache Parquet.
const SALT = Int32Array.of(
  ...[0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31],
);
const bit = (b: number, w: number): number => Math.imul(b, SALT[w]!) >>> 27;
