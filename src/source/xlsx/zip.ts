import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, fromRandomAccessReader, RandomAccessReader, validateFileName, type ZipFile } from 'yauzl';
import { DouaneError } from '../../model/errors.ts';
import type { Input, SourceLimits } from '../source.ts';

/** One file in a zip. `read` checks length and CRC-32 at its end. */
export interface ZipPart {
  readonly name: string;
  readonly size: number;
  readonly modified: Date;
  readonly stored: boolean;
  read(): AsyncGenerator<Uint8Array, void, void>;
}

export interface Zip {
  readonly parts: readonly ZipPart[];
  readonly comment: string;
}

const MAX_PARTS = 10_000;
const READ_BLOCK = 1 << 16;

/**
 * Opens a zip over random access. Refused: encryption, methods other than stored and deflated, two parts whose
 * names differ in case only, bytes that belong to no part, more unpacked bytes than the limit.
 *
 * Source: PKWARE APPNOTE.TXT; ECMA-376 part 2 (names are compared without case).
 */
export async function openZip(input: Input, limits: SourceLimits): Promise<Zip> {
  const file = input.name;
  let zip: ZipFile;
  let directory: number;
  const entries: Entry[] = [];
  try {
    zip = await new Promise<ZipFile>((resolve, reject) => {
      fromRandomAccessReader(new InputReader(input), input.size, { lazyEntries: true, autoClose: false }, (error, z) =>
        error ? reject(error) : resolve(z),
      );
    });
    // Before the first entry is read the cursor stands where the directory begins.
    directory = (zip as unknown as { readEntryCursor: number }).readEntryCursor;
    if (zip.entryCount > MAX_PARTS)
      throw new DouaneError('LIMIT_FILES', { place: { file }, expected: `at most ${MAX_PARTS} parts` });
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        entries.push(entry);
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.readEntry();
    });
  } catch (error) {
    if (error instanceof DouaneError) throw error;
    throw new DouaneError('INPUT_TRUNCATED', {
      place: { file },
      expected: 'a zip with its directory at the end',
      got: 'a damaged one or one cut off',
      cause: error,
    });
  }
  checkEntries(entries, file, limits);
  await checkCoverage(entries, directory, input);
  const parts = entries.map(
    (entry): ZipPart => ({
      name: entry.fileName,
      size: entry.uncompressedSize,
      modified: entry.getLastModDate(),
      stored: entry.compressionMethod === 0,
      read: () => readEntry(zip, entry, file),
    }),
  );
  return { parts, comment: zip.comment };
}

function checkEntries(entries: readonly Entry[], file: string, limits: SourceLimits): void {
  const syntax = (expected: string, got: string) => new DouaneError('INPUT_SYNTAX', { place: { file }, expected, got });
  const names = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    if (entry.isEncrypted()) throw syntax('a workbook that is not encrypted', 'an encrypted one');
    if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)
      throw syntax('parts stored or deflated', `compression method ${entry.compressionMethod}`);
    if (validateFileName(entry.fileName) !== null)
      throw syntax('part names inside the zip', 'one that leads out of it');
    const name = entry.fileName.toLowerCase();
    if (names.has(name)) throw syntax('each part once', 'two parts of one name');
    names.add(name);
    total += entry.uncompressedSize;
    if (total > limits.inflated)
      throw new DouaneError('LIMIT_INFLATE', {
        place: { file },
        expected: `at most ${limits.inflated} bytes unpacked`,
      });
  }
}

/** Local headers must follow each other without gaps, so that no bytes cross that nobody looked at. */
async function checkCoverage(entries: readonly Entry[], directory: number, input: Input): Promise<void> {
  const sorted = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let at = 0;
  const next = (to: number): void => {
    // A data descriptor of at most 24 bytes may stand behind a part (APPNOTE §4.3.9).
    if (!(to >= at && to <= at + (at === 0 ? 0 : 24)))
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file: input.name, byte: at },
        expected: 'parts that follow each other',
        got: 'bytes that belong to none, or parts that overlap',
      });
  };
  for (const entry of sorted) {
    next(entry.relativeOffsetOfLocalHeader);
    const head = await input.readAt(entry.relativeOffsetOfLocalHeader, 30);
    if (head.length < 30) throw new DouaneError('INPUT_TRUNCATED', { place: { file: input.name } });
    const view = new DataView(head.buffer, head.byteOffset, 30);
    at = entry.relativeOffsetOfLocalHeader + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    at += entry.compressedSize;
  }
  next(directory);
}

async function* readEntry(zip: ZipFile, entry: Entry, file: string): AsyncGenerator<Uint8Array, void, void> {
  let crc = 0;
  try {
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, s) => (error ? reject(error) : resolve(s)));
    });
    for await (const chunk of stream) {
      crc = crc32(chunk as Uint8Array, crc);
      yield chunk as Uint8Array;
    }
    if (crc !== entry.crc32) throw new RangeError('checksum differs');
  } catch (error) {
    if (error instanceof DouaneError) throw error;
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file, name: entry.fileName },
      expected: 'a part as the zip directory describes it',
      got: 'a damaged one',
      cause: error,
    });
  }
}

class InputReader extends RandomAccessReader {
  readonly #input: Input;

  constructor(input: Input) {
    super();
    this.#input = input;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const input = this.#input;
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; at += READ_BLOCK) yield await input.readAt(at, Math.min(READ_BLOCK, end - at));
      })(),
    );
  }
}
