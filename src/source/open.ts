import { isAscii } from 'node:buffer';
import { DouaneError } from '../model/errors.ts';
import type { Format } from '../model/words.ts';
import { findCompression } from './compression.ts';
import { openCsv } from './csv/csv.ts';
import { encodingNamed } from './encoding/encodings.ts';
import { type EncodingSample, type FoundEncoding, findBom, findEncoding } from './encoding/find-encoding.ts';
import { fileText, unpacked } from './file-text.ts';
import { extensionOf, findTextFormat } from './find-format.ts';
import { openPacked } from './packed-input.ts';
import { DEFAULT_LIMITS, type FileShape, type Input, type Source, type SourceLimits } from './source.ts';
import type { TextStream } from './text-stream.ts';

const HEAD = 1 << 18;
/** Bytes beyond ASCII that tell encodings apart for certain. */
const ENOUGH = 1 << 13;
/** How far into a file of pure ASCII the first other byte is looked for. */
const FAR = 1 << 26;
/** Text looked at for the format; a first JSON line longer than this is told by the file's name. */
const TEXT_SAMPLE = 1 << 22;

export interface OpenOptions {
  /** Index of the file in the transfer. */
  readonly file: number;
  /** Obeyed where given: what does not fit is then an error. */
  readonly format?: Format;
  /** Any label of an encoding we read; found where not given. */
  readonly encoding?: string;
  readonly limits?: SourceLimits;
}

/**
 * Opens an input as what it is: finds compression, format and encoding by content first and by name second.
 *
 * @example
 * await using source = await openSource(await openFileInput('customers.csv', 'customers.csv'), { file: 0 });
 * for await (const batch of source.batches()) …
 */
export async function openSource(input: Input, options: OpenOptions): Promise<Source> {
  const { file, limits = DEFAULT_LIMITS } = options;
  const { name } = input;
  if (input.size === 0) throw new DouaneError('INPUT_EMPTY', { place: { file: name } });
  const compression = findCompression(await input.readAt(0, 4));
  const sample = await sampleOf(input, compression, limits.inflated);
  if (sample.head.length === 0) throw new DouaneError('INPUT_EMPTY', { place: { file: name } });

  const format = options.format ?? (await findBinaryFormat(input, compression, sample));
  if (format === 'parquet' || format === 'xlsx') {
    const shape: FileShape = { format, encoding: 'binary', compression };
    // Loaded when met, as all formats but the commonest: they take longer to load than most files take to read.
    const open =
      format === 'parquet'
        ? (await import('./parquet/parquet.ts')).openParquet
        : (await import('./xlsx/xlsx.ts')).openXlsx;
    if (compression === 'none') return open(input, { file, name, limits, shape });
    return openPacked(input, compression, limits, (inner) => open(inner, { file, name, limits, shape }));
  }

  const { encoding, bom } = chosenEncoding(sample, options.encoding, name);
  if (sample.whole && sample.head.length === bom) throw new DouaneError('INPUT_EMPTY', { place: { file: name } });
  const stream = fileText(input, { compression, encoding, bom, inflated: limits.inflated });
  const found =
    format === undefined
      ? await findFormat(stream, name)
      : { format, ...(extensionOf(name) === 'tsv' ? { preferred: 0x09 } : {}) };
  const shape: FileShape = { format: found.format, encoding, compression };
  switch (found.format) {
    case 'csv':
      return openCsv(stream, {
        file,
        name,
        limits,
        shape,
        ...('preferred' in found ? { preferred: found.preferred } : {}),
      });
    case 'json':
      return (await import('./json/json.ts')).openJson(stream, { file, name, limits, shape });
    case 'jsonl':
      return (await import('./json/jsonl.ts')).openJsonl(stream, { file, name, limits, shape });
    case 'text':
      return (await import('./text/text.ts')).openText(stream, { file, shape });
    default:
      return found.format satisfies never;
  }
}

/** Parquet by its magic, XLSX by what its zip holds; any other zip is INPUT_BINARY. */
async function findBinaryFormat(
  input: Input,
  compression: FileShape['compression'],
  { head }: EncodingSample,
): Promise<'parquet' | 'xlsx' | undefined> {
  const magic = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (magic === 'PAR1') return 'parquet';
  if (magic !== 'PK\x03\x04') return undefined;
  // The names of a zip's entries stand before each of them and all together at the end.
  const tail = compression === 'none' ? await input.readAt(Math.max(0, input.size - HEAD), HEAD) : head;
  const isWorkbook = Buffer.from(head).includes('xl/') || Buffer.from(tail).includes('xl/');
  if (!isWorkbook && extensionOf(input.name) !== 'xlsx')
    throw new DouaneError('INPUT_BINARY', { place: { file: input.name }, got: 'a zip archive that is no workbook' });
  return 'xlsx';
}

function chosenEncoding(sample: EncodingSample, named: string | undefined, name: string): FoundEncoding {
  if (named === undefined) return findEncoding(sample, name);
  const encoding = encodingNamed(named);
  const marked = findBom(sample.head);
  if (marked?.encoding === encoding) return marked;
  // "UTF-16" alone says nothing of the order of bytes.
  if (/^(utf-?16|unicode)$/i.test(named.trim()) && marked?.encoding === 'utf-16be') return marked;
  return { encoding, bom: 0 };
}

async function findFormat(stream: TextStream, name: string): Promise<ReturnType<typeof findTextFormat>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let whole = true;
  for await (const block of stream.blocks()) {
    if (length >= TEXT_SAMPLE) {
      whole = false;
      break;
    }
    parts.push(new Uint8Array(block));
    length += block.length;
    // More than the head is only needed for JSON that has no line end so far.
    const first = parts[0]!;
    if (length >= HEAD && ((first[0] !== 0x7b && first[0] !== 0x5b) || block.includes(0x0a))) {
      whole = false;
      break;
    }
  }
  if (length === 0) throw new DouaneError('INPUT_EMPTY', { place: { file: name } });
  return findTextFormat(Buffer.concat(parts), whole, name);
}

/** Reads the head, and on through pure ASCII, which reads the same in most encodings, to where it is not. */
async function sampleOf(
  input: Input,
  compression: FileShape['compression'],
  inflated: number,
): Promise<EncodingSample> {
  let head = new Uint8Array(0);
  let whole = true;
  const parts: Uint8Array[] = [];
  let firstPart = 0;
  let beyond = 0;
  let read = 0;
  let aligned = true; // the next block begins at a character
  for await (const block of unpacked(input, compression, inflated)) {
    if (beyond >= ENOUGH || read >= FAR) {
      whole = false;
      break;
    }
    if (head.length < HEAD) head = new Uint8Array(Buffer.concat([head, block.subarray(0, HEAD - head.length)]));
    read += block.length;
    if (isAscii(block)) {
      aligned = true;
      continue;
    }
    // No byte of a character in any of the encodings is a line feed, but for UTF-16, which the head tells.
    const from = aligned ? block.findIndex((byte) => byte >= 0x80) : block.indexOf(0x0a) + 1;
    if (aligned || from > 0) {
      const part = new Uint8Array(block.subarray(from, from + HEAD));
      if (parts.length === 0) firstPart = read - block.length + from;
      parts.push(part);
      for (const byte of part) if (byte >= 0x80) beyond++;
    }
    aligned = false;
  }
  return { head, whole: whole && head.length === read, parts, firstPart };
}
