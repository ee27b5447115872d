import { DouaneError } from '../../model/errors.ts';
import type { Dialect } from './dialect.ts';
import { WASM } from './rows-wasm.ts';

const PAGE = 1 << 16;
/** The kernel's own data lies before. */
const ARRAYS = 1 << 10;
/** Cells of one split, where a row may not be wider. */
const ROOM = 1 << 18;
/** What the kernel reads behind the text at most. */
const TAIL = 192;

const compiled = new WebAssembly.Module(Buffer.from(WASM, 'base64'));

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly split: (...args: number[]) => void;
  readonly rows: WebAssembly.Global;
  readonly cells: WebAssembly.Global;
  readonly widest: WebAssembly.Global;
  readonly to: WebAssembly.Global;
  readonly openQuote: WebAssembly.Global;
  readonly used: WebAssembly.Global;
  readonly quoted: WebAssembly.Global;
  readonly full: WebAssembly.Global;
  readonly tooWide: WebAssembly.Global;
}

/**
 * Cuts rows of CSV into cells (RFC 4180, and what Excel makes of it: a quote inside an unquoted cell is a character
 * like any other, text behind a closing quote belongs to the cell, rows may be shorter or longer than the header).
 *
 * `split` fills the arrays with complete rows; they and `bytes` lie in the kernel's memory and are overwritten by the
 * next call. As long as no cell is quoted, `rawStart` and `rawEnd` are the very arrays `start` and `end`. Unescaped
 * copies are put behind the text, a line feed after each.
 */
export class Splitter {
  rows = 0;
  cells = 0;
  /** The text, and behind it the copies. */
  bytes: Uint8Array = new Uint8Array(0);
  rowEnd = new Int32Array(0);
  start = new Int32Array(0);
  end = new Int32Array(0);
  path = new Int32Array(0);
  rawStart = this.start;
  rawEnd = this.end;
  /** All CELL_TEXT. */
  readonly type: Uint8Array;
  /** End of the last complete row (or blank line) in the text. */
  to = 0;
  /** There was no room for more rows than these. */
  full = false;
  /** Most cells of one row. */
  widest = 0;
  /** Where the quote stands that was open when the text ended, or -1. */
  openQuote = -1;
  readonly #kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
  readonly #room: number;
  readonly #text: number;
  readonly #delimiter: number;
  readonly #lineEnd: number;
  readonly #mostColumns: number;
  readonly #name: string;

  constructor(dialect: Dialect, name: string, mostColumns: number) {
    this.#delimiter = dialect.delimiter;
    this.#lineEnd = dialect.lineEnd === 'cr' ? 0x0d : 0x0a;
    this.#mostColumns = mostColumns;
    this.#name = name;
    this.#room = Math.max(ROOM, mostColumns + 1);
    this.#text = ARRAYS + 6 * 4 * this.#room;
    this.type = new Uint8Array(this.#room);
  }

  /**
   * Splits `text[from, length)`. With `final`, its end ends the last row as well; a quote then still open is left in
   * `openQuote` and its row is not taken. At most `mostRows`.
   *
   * @throws DouaneError LIMIT_COLUMNS where one row is wider than allowed.
   */
  split(text: Uint8Array, from: number, length: number, final: boolean, mostRows = 0x7fffffff): void {
    const kernel = this.#kernel;
    const room = this.#room;
    // Copies are never longer than the text, with a line feed for each cell.
    const need = this.#text + 2 * length + room + TAIL - kernel.memory.buffer.byteLength;
    if (need > 0) kernel.memory.grow(Math.ceil(need / PAGE));
    const { buffer } = kernel.memory;
    if (this.start.buffer !== buffer) this.#view(buffer);
    new Uint8Array(buffer, this.#text, length).set(text.subarray(0, length));
    const array = (i: number) => ARRAYS + i * 4 * room;
    kernel.split(
      ...[this.#text, from, length, final ? 1 : 0, mostRows, this.#delimiter, this.#lineEnd, room],
      ...[array(0), array(1), array(2), array(3), array(4), array(5)],
    );
    this.rows = kernel.rows.value;
    this.cells = kernel.cells.value;
    this.widest = kernel.widest.value;
    this.to = kernel.to.value;
    this.full = kernel.full.value === 1;
    this.openQuote = kernel.openQuote.value;
    this.bytes = new Uint8Array(buffer, this.#text, kernel.used.value);
    const quoted = kernel.quoted.value === 1;
    this.rawStart = quoted ? this.#rawStart : this.start;
    this.rawEnd = quoted ? this.#rawEnd : this.end;
    if (kernel.tooWide.value === 1 || this.widest > this.#mostColumns)
      throw new DouaneError('LIMIT_COLUMNS', {
        place: { file: this.#name },
        expected: `at most ${this.#mostColumns} columns`,
      });
  }

  #rawStart = this.start;
  #rawEnd = this.end;

  #view(buffer: ArrayBuffer): void {
    const array = (i: number) => new Int32Array(buffer, ARRAYS + i * 4 * this.#room, this.#room);
    this.rowEnd = array(0);
    this.start = array(1);
    this.end = array(2);
    this.path = array(3);
    this.#rawStart = array(4);
    this.#rawEnd = array(5);
  }
}
