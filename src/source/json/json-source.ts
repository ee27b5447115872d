import type { Batch, Edit, Paths } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import type { FileShape, KeepRow, Sink, Source, SourceLimits } from '../source.ts';
import type { TextStream } from '../text-stream.ts';
import { JsonFault } from './fault.ts';
import { JsonKernel } from './kernel.ts';
import { faultToError } from './locate.ts';
import { PathTrie } from './path-trie.ts';
import { Rewriter } from './rewriter.ts';
import { PADDING, Scanner } from './scanner.ts';
import { LINE_FEED, SPACE } from './tables.ts';
import type { Walker } from './walker.ts';

export interface JsonOptions {
  /** Index of the file in the transfer. */
  readonly file: number;
  /** Name for messages. */
  readonly name: string;
  readonly limits: SourceLimits;
  readonly shape: FileShape;
  /** Bytes of text in one block; a record that is longer makes its block longer. */
  readonly blockSize?: number;
  /** False to read everything with the scanner, which is what the kernel is held against. */
  readonly kernel?: boolean;
}

/** Bytes at the front of the block that are done with, and the batch of their rows. */
interface Chunk {
  readonly block: Uint8Array;
  readonly to: number;
  /** Null where no row ends in the chunk. */
  readonly batch: Batch | null;
}

const BLOCK_SIZE = 1 << 20;

/** What JSON Lines and JSON documents have in common: blocks in, batches out, and the way back. */
export class JsonSource implements Source {
  readonly shape: FileShape;
  readonly #stream: TextStream;
  readonly #options: JsonOptions;
  readonly #lines: boolean;
  readonly #walk: (scanner: Scanner, record: number) => Walker;
  readonly #trie: PathTrie;
  /** True once the whole file was read. */
  #read = false;

  constructor(
    stream: TextStream,
    options: JsonOptions,
    lines: boolean,
    walk: (scanner: Scanner, record: number) => Walker,
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#lines = lines;
    this.#walk = walk;
    this.#trie = new PathTrie(options.limits.paths, options.name);
    this.shape = options.shape;
  }

  get paths(): Paths {
    return this.#trie.paths;
  }

  async *batches(): AsyncGenerator<Batch, void, void> {
    for await (const chunk of this.#chunks(false)) if (chunk.batch !== null) yield chunk.batch;
  }

  /** Lines can be left out; of a document, elements and the commas between them cannot. */
  get rowwise(): boolean {
    return this.#lines;
  }

  async rewrite(
    edits: (batch: Batch) => readonly Edit[],
    removed: ReadonlySet<string>,
    sink: Sink,
    keep?: KeepRow,
  ): Promise<void> {
    if (removed.has(''))
      throw new DouaneError('TREAT_FORMAT', {
        place: { file: this.#options.name },
        expected: 'fields of the records to remove',
        got: 'the record itself',
      });
    // Which objects are maps, and so what `*` stands for, is only known when all was read.
    if (removed.size > 0 && !this.#read) for await (const _ of this.#chunks(true));
    const out = await this.#stream.sink(sink);
    const rewriter = new Rewriter(this.#trie, removed, this.#options.limits.record);
    for await (const { block, to, batch } of this.#chunks(true)) {
      const written = rewriter.rewrite(block, to, batch, batch === null ? [] : edits(batch));
      // Treated or not, a row is a line that is not blank.
      const kept = keep === undefined ? written : keptLines(written, batch, keep);
      if (kept.length > 0) await out.write(kept);
    }
    await out.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async *#chunks(reversible: boolean): AsyncGenerator<Chunk, void, void> {
    try {
      yield* this.#scan(reversible);
    } catch (error) {
      throw error instanceof JsonFault ? await faultToError(error, this.#stream) : error;
    }
  }

  /** Blocks of exactly the block size, however the stream cuts them, so that every reading cuts the same batches. */
  async *#scan(reversible: boolean): AsyncGenerator<Chunk, void, void> {
    const { limits, file, blockSize = BLOCK_SIZE } = this.#options;
    // The kernel's memory is for blocks of up to twice the size; longer ones, of very long records, lie elsewhere.
    const usual = 2 * blockSize;
    const scanner = new Scanner(this.#trie, limits, this.#lines);
    const walker = this.#walk(scanner, limits.record);
    const { cells } = scanner;
    const longest = limits.record + blockSize;
    let filled = 0;
    let index = 0;
    let row = 0;
    await using stream = new BlockReader(this.#stream.blocks({ reversible }));
    for (;;) {
      // A record that did not fit is read again from its start: doubling keeps that linear in its length.
      const target = Math.min(Math.max(blockSize, filled * 2), longest);
      if (filled >= target)
        throw new JsonFault('LIMIT_RECORD', scanner.base, `a record of at most ${limits.record} bytes`);
      const text = scanner.kernel?.text;
      if (text !== undefined && target <= usual && scanner.buf !== text) {
        text.set(scanner.buf.subarray(0, filled));
        scanner.buf = text;
      }
      if (scanner.buf.length < target + PADDING) scanner.buf = grown(scanner.buf, filled, target + PADDING);
      filled = await stream.fill(scanner.buf, filled, target);
      scanner.buf[filled] = 0;
      scanner.end = filled;
      scanner.final = filled < target;

      const to = walker.advance();
      if (to > 0 || cells.rows > 0) {
        const need = filled + 1 + cells.copies.length;
        if (scanner.buf.length < need + PADDING) scanner.buf = grown(scanner.buf, filled, need + PADDING);
        const batch = cells.rows === 0 ? null : cells.build(file, index++, row, scanner.buf, filled + 1);
        row += cells.rows;
        yield { block: scanner.buf, to, batch };
      }
      if (scanner.final) break;
      // For a text of one block a kernel would cost more than it saves.
      if (scanner.kernel === null && this.#options.kernel !== false)
        scanner.kernel = new JsonKernel(this.#trie, limits, cells, usual);
      scanner.buf.copyWithin(0, to, filled);
      filled -= to;
      scanner.base += to;
      cells.base = scanner.base;
      cells.shift(to);
      walker.shift(to);
      scanner.kernel?.shift();
    }
    this.#read = true;
    if (row === 0 && this.#lines) throw new JsonFault('INPUT_EMPTY', 0, 'a line with a JSON value');
  }
}

/** The lines of whole lines that are kept, and the blank ones. */
function keptLines(text: Uint8Array, batch: Batch | null, keep: KeepRow): Uint8Array {
  const out = new Uint8Array(text.length);
  let length = 0;
  let row = batch?.firstRow ?? 0;
  for (let from = 0; from < text.length; ) {
    const feed = text.indexOf(LINE_FEED, from);
    const to = feed < 0 ? text.length : feed + 1;
    const line = text.subarray(from, to);
    if (line.every((byte) => SPACE[byte] === 1) || keep(row++)) {
      out.set(line, length);
      length += line.length;
    }
    from = to;
  }
  // Lines and rows are the same, or what leaves would not be what was chosen.
  if (row !== (batch === null ? 0 : batch.firstRow + batch.rows))
    throw new DouaneError('INTERNAL', { expected: 'a line for each row' });
  return out.subarray(0, length);
}

function grown(buf: Uint8Array, filled: number, size: number): Uint8Array {
  const larger = new Uint8Array(size);
  larger.set(buf.subarray(0, filled));
  return larger;
}

/** Fills a buffer from blocks of any size. */
class BlockReader {
  readonly #blocks: AsyncGenerator<Uint8Array, void, void>;
  #block: Uint8Array | null = null;
  #at = 0;

  constructor(blocks: AsyncGenerator<Uint8Array, void, void>) {
    this.#blocks = blocks;
  }

  /** Fills `into[from, to)` and returns the end of what there was; less than `to` only at the end of the text. */
  async fill(into: Uint8Array, from: number, to: number): Promise<number> {
    let filled = from;
    while (filled < to) {
      if (this.#block === null || this.#at === this.#block.length) {
        const next = await this.#blocks.next();
        if (next.done === true) break;
        this.#block = next.value;
        this.#at = 0;
      }
      const n = Math.min(to - filled, this.#block.length - this.#at);
      into.set(this.#block.subarray(this.#at, this.#at + n), filled);
      this.#at += n;
      filled += n;
    }
    return filled;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#blocks.return();
  }
}
