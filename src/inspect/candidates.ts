import type { Batch } from '../model/batch.ts';
import { WASM } from './candidates-wasm.ts';
import type { ColumnTable } from './column-table.ts';
import { LONGEST_NO_VALUE, NO_VALUE_BEGINS } from './fits.ts';

const PAGE = 1 << 16;
/** What the kernel overwrites behind the text. */
const TAIL = 128;
/** The kernel's own data lies before. */
const NONE = 1 << 12;
const TEXT = NONE + NO_VALUE_BEGINS.length;

/** Each value has to be looked at. */
export const LOOK_ALWAYS = 1;
/** Values with words have to be looked at. */
export const LOOK_FOR_WORDS = 2;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly mark: (bytes: number, length: number, map: number, words: number) => void;
  readonly survey: (...args: number[]) => number;
}

const kernel = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(WASM, 'base64')))
  .exports as unknown as Kernel;
let memory = new Uint8Array(0);

/**
 * The cells of a batch that have to be looked at: those of columns whose `plans` say so, those in which a kind can
 * begin that shows by its form, and those that may stand for "no value". Gives their numbers, doubled, plus one where
 * a form can begin: a cell without that is one in which {@link Scanner} finds nothing. All other cells are counted
 * as values in `table`, and one in `step` as a code if it is one.
 *
 * Ownership: there is one list, overwritten by the next call; between the two nothing else may run.
 *
 * @param plans by column: 0, {@link LOOK_ALWAYS}, {@link LOOK_FOR_WORDS} or both.
 */
export function survey(batch: Batch, plans: Uint8Array, table: ColumnTable, step: number): Int32Array {
  const { bytes, cells } = batch;
  const { columns } = table;
  const after = (at: number, size: number) => (at + size + 7) & ~7;
  const map = after(TEXT, bytes.length + TAIL);
  const mapSize = ((bytes.length + 63) >>> 6) << 3;
  const words = after(map, mapSize);
  const start = after(words, mapSize);
  const end = after(start, cells * 4);
  const column = after(end, cells * 4);
  const list = after(column, cells * 4);
  const values = after(list, cells * 4);
  const codes = after(values, columns * 4);
  const plan = after(codes, columns * 4);
  reserve(after(plan, columns));
  const { buffer } = memory;
  memory.set(bytes, TEXT);
  copy(buffer, start, batch.start, cells);
  copy(buffer, end, batch.end, cells);
  copy(buffer, column, batch.path, cells);
  memory.set(plans.subarray(0, columns), plan);
  memory.fill(0, values, plan);
  kernel.mark(TEXT, bytes.length, map, words);
  const listed = kernel.survey(
    ...[TEXT, map, words, cells, start, end, column, plan, values, codes, step, NONE, LONGEST_NO_VALUE, list],
  );
  const valueCounts = new Uint32Array(buffer, values, columns);
  const codeCounts = new Uint32Array(buffer, codes, columns);
  for (let c = 0; c < columns; c++) {
    table.values[c]! += valueCounts[c];
    table.codes[c]! += codeCounts[c];
  }
  return new Int32Array(buffer, list, listed);
}

function copy(buffer: ArrayBufferLike, at: number, from: Int32Array, count: number): void {
  new Int32Array(buffer, at, count).set(from.subarray(0, count));
}

function reserve(size: number): void {
  const need = size - kernel.memory.buffer.byteLength;
  if (need > 0) kernel.memory.grow(Math.ceil(need / PAGE));
  if (memory.buffer === kernel.memory.buffer) return;
  const first = memory.length === 0;
  memory = new Uint8Array(kernel.memory.buffer);
  if (first) memory.set(NO_VALUE_BEGINS, NONE);
}
