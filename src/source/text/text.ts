import type { Batch, Edit } from '../../model/batch.ts';
import { ByteWriter, inOrder } from '../byte-writer.ts';
import type { FileShape, Sink, Source } from '../source.ts';
import type { TextStream } from '../text-stream.ts';
import { Window } from '../window.ts';
import { cutBefore } from './cut.ts';

const BLOCK = 1 << 20;
const LF = 0x0a;
const CR = 0x0d;
const PATH = 'text';

export interface TextOptions {
  readonly file: number;
  readonly shape: FileShape;
  /** Bytes of one window; a line longer than it is cut into several rows. */
  readonly blockSize?: number;
}

/**
 * Opens plain text: each line is a row of one cell at the path `text`, blank lines too. A line longer than a window
 * goes on in the next row, cut at white space or punctuation where there is any, never inside a character.
 */
export async function openText(stream: TextStream, options: TextOptions): Promise<Source> {
  const { file, shape, blockSize = BLOCK } = options;
  const paths = { list: [PATH] };

  async function* read(reversible: boolean): AsyncGenerator<{ to: number; batch: Batch }, void, void> {
    const window = new Window(stream, blockSize, blockSize, reversible);
    let firstRow = 0;
    let ends = LF; // CR where the first window has no LF, as old Macintosh programs write
    let start = new Int32Array(1 << 12);
    let end = new Int32Array(1 << 12);
    let rowEnd = new Int32Array(1 << 12);
    let path = new Int32Array(1 << 12); // all 0: the only path
    let type = new Uint8Array(1 << 12); // all CELL_TEXT
    try {
      for (let taken = 0, index = 0; ; index++) {
        await window.advance(taken);
        const { bytes, length, final } = window;
        if (length === 0) return;
        if (index === 0) {
          // A CR that ends the window may have its LF in the next one.
          const filled = bytes.subarray(0, length);
          if (!filled.includes(LF) && filled.subarray(0, -1).includes(CR)) ends = CR;
        }
        let rows = 0;
        let i = 0;
        taken = 0;
        bytes[length] = ends;
        while (i < length) {
          const s = i;
          while (bytes[i] !== ends) i++;
          if (i === length && !final) break;
          if (rows === start.length) {
            [start, end, rowEnd] = [doubled(start), doubled(end), doubled(rowEnd)];
            path = new Int32Array(start.length);
            type = new Uint8Array(start.length);
          }
          start[rows] = s;
          end[rows] = ends === LF && i > s && i < length && bytes[i - 1] === CR ? i - 1 : i;
          rowEnd[rows] = ++rows;
          i++;
          taken = i < length ? i : length;
        }
        if (rows === 0) {
          // One line fills the window: give as much of it as ends well. A last CR may be half a line end.
          taken = cutBefore(bytes, length > 1 && bytes[length - 1] === CR ? length - 1 : length);
          start[0] = 0;
          end[0] = taken;
          rowEnd[0] = 1;
          rows = 1;
        }
        const ranges = { start, end, rawStart: start, rawEnd: end, rowEnd, path, type };
        yield {
          to: taken,
          batch: { file, index, firstRow, rows, cells: rows, ...ranges, bytes: bytes.subarray(0, length) },
        };
        firstRow += rows;
        if (final && taken === length) return;
      }
    } finally {
      await window.close();
    }
  }

  return {
    shape,
    paths,
    async *batches() {
      for await (const { batch } of read(false)) yield batch;
    },
    async rewrite(edits: (batch: Batch) => readonly Edit[], removed: ReadonlySet<string>, sink: Sink) {
      const out = await stream.sink(sink);
      const gone = removed.has(PATH);
      for await (const { to, batch } of read(true)) {
        const changes = gone ? [] : inOrder(edits(batch));
        if (changes.length === 0 && !gone) {
          await out.write(batch.bytes.subarray(0, to));
          continue;
        }
        const writer = new ByteWriter(to + 1024);
        let at = 0;
        // With the field taken away only the line ends are left: a line is a record.
        for (let cell = 0; gone && cell < batch.cells; cell++) {
          writer.append(batch.bytes, at, batch.start[cell]!);
          at = batch.end[cell]!;
        }
        for (const { cell, value } of changes) {
          writer.append(batch.bytes, at, batch.start[cell]!);
          writer.append(value, 0, value.length);
          at = batch.end[cell]!;
        }
        writer.append(batch.bytes, at, to);
        await out.write(writer.bytes.subarray(0, writer.length));
      }
      await out.end();
    },
    async [Symbol.asyncDispose]() {},
  };
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
