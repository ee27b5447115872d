import { DouaneError } from '../../model/errors.ts';
import { SENTINEL } from '../window.ts';
import type { Dialect } from './dialect.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * Cuts rows of CSV into cells (RFC 4180, and what Excel makes of it: a quote inside an unquoted cell is a character
 * like any other, text behind a closing quote belongs to the cell, rows may be shorter or longer than the header).
 *
 * `split` reads `bytes[from, length)` and fills the arrays with all complete rows; they are overwritten by the next
 * call. As long as no cell is quoted, `rawStart` and `rawEnd` are the very arrays `start` and `end`: most cells then
 * cost two stores less. Unescaped copies are put behind `length`, a line feed after each.
 */
export class Splitter {
  rows = 0;
  cells = 0;
  rowEnd = new Int32Array(1 << 10);
  start = new Int32Array(1 << 13);
  end = new Int32Array(1 << 13);
  path = new Int32Array(1 << 13);
  type = new Uint8Array(1 << 13);
  rawStart = this.start;
  rawEnd = this.end;
  /** End of the last complete row (or blank line) in the bytes. */
  to = 0;
  /** Most cells of one row. */
  widest = 0;
  /** Where the quote stands that was open when the bytes ended, or -1. */
  openQuote = -1;
  #ownRawStart = new Int32Array(1 << 13);
  #ownRawEnd = new Int32Array(1 << 13);
  readonly #delimiter: number;
  readonly #lineEnd: 'lf' | 'cr';
  readonly #mostColumns: number;
  readonly #name: string;

  constructor(dialect: Dialect, name: string, mostColumns: number) {
    this.#delimiter = dialect.delimiter;
    this.#lineEnd = dialect.lineEnd;
    this.#mostColumns = mostColumns;
    this.#name = name;
  }

  /**
   * `bytes` must be more than twice as long as `length` plus sentinels. With `final`, the end of the bytes ends the
   * last row as well; a quote then still open is left in `openQuote` and its row is not taken. At most `mostRows`.
   */
  split(bytes: Uint8Array, from: number, length: number, final: boolean, mostRows = 0x7fffffff): void {
    bytes[length] = LF; // ends every unquoted cell
    bytes[length + 1] = QUOTE; // ends every quoted one
    this.rows = 0;
    this.cells = 0;
    this.widest = 0;
    this.to = from;
    this.openQuote = -1;
    this.rawStart = this.start;
    this.rawEnd = this.end;
    if (this.#lineEnd === 'cr' || this.#splitUnquoted(bytes, length, final, mostRows))
      this.#splitAny(bytes, length, final, mostRows);
  }

  /** Rows ended by LF or CRLF up to the first row with a quoted cell; true if it stopped before one. */
  #splitUnquoted(bytes: Uint8Array, length: number, final: boolean, mostRows: number): boolean {
    const delimiter = this.#delimiter;
    let { start, end, path, rowEnd } = this;
    let most = start.length;
    let rows = 0;
    let cells = 0;
    let widest = 0;
    let to = this.to;
    let quoted = false;
    let i = to;
    scan: while (i < length && rows < mostRows) {
      const rowCells = cells;
      const first = bytes[i]!;
      if (first === LF || (first === CR && bytes[i + 1] === LF)) {
        i += first === LF ? 1 : 2;
        if (i > length) {
          if (!final) break;
          i = length;
        }
        to = i;
        continue;
      }
      for (;;) {
        const s = i;
        let c = bytes[i]!;
        if (c === QUOTE) {
          cells = rowCells;
          quoted = true;
          break scan;
        }
        while (c !== delimiter && c !== LF) c = bytes[++i]!;
        if (cells === most) {
          this.#grow(cells - rowCells);
          ({ start, end, path } = this);
          most = start.length;
        }
        start[cells] = s;
        path[cells] = cells - rowCells;
        if (c === delimiter) {
          end[cells++] = i++;
          continue;
        }
        if (i === length && !final) {
          cells = rowCells;
          break scan;
        }
        end[cells++] = i > s && i < length && bytes[i - 1] === CR ? i - 1 : i;
        i++;
        break;
      }
      if (cells - rowCells > widest) widest = cells - rowCells;
      if (rows === rowEnd.length) rowEnd = this.rowEnd = doubled(rowEnd);
      rowEnd[rows++] = cells;
      to = i < length ? i : length;
    }
    this.rows = rows;
    this.cells = cells;
    this.widest = widest;
    this.to = to;
    return quoted;
  }

  /** Any rows, from where the other loop stopped. */
  #splitAny(bytes: Uint8Array, length: number, final: boolean, mostRows: number): void {
    this.#separate();
    const delimiter = this.#delimiter;
    const other = this.#lineEnd === 'cr' ? CR : LF; // the second byte that ends a row
    let { start, end, rawStart, rawEnd, path, rowEnd } = this;
    let most = start.length;
    let { rows, cells, widest, to } = this;
    let copyTo = length + SENTINEL;
    let i = to;
    scan: while (i < length && rows < mostRows) {
      const rowCells = cells;
      const first = bytes[i]!;
      if (first === LF || first === other || (first === CR && bytes[i + 1] === LF)) {
        i += first === LF || first === other ? 1 : 2;
        if (i > length) {
          if (!final) break;
          i = length;
        }
        to = i;
        continue;
      }
      for (;;) {
        if (cells === most) {
          this.#grow(cells - rowCells);
          ({ start, end, rawStart, rawEnd, path } = this);
          most = start.length;
        }
        const s = i;
        let c = bytes[i]!;
        let valueStart = s;
        let valueEnd = -1;
        if (c === QUOTE) {
          let escaped = false;
          for (i++; ; i += 2) {
            while (bytes[i] !== QUOTE) i++;
            if (i >= length) {
              cells = rowCells;
              this.openQuote = s;
              break scan;
            }
            if (bytes[i + 1] !== QUOTE || i + 1 >= length) break;
            escaped = true;
          }
          const close = i++;
          c = bytes[i]!;
          valueStart = s + 1;
          valueEnd = close;
          if (c !== delimiter && c !== LF && c !== other && !(c === CR && bytes[i + 1] === LF)) {
            while (c !== delimiter && c !== LF && c !== other) c = bytes[++i]!;
            escaped = true;
          } else if (c === CR && c !== other) c = bytes[++i]!;
          if (escaped) {
            const tail = i < length && c === LF && bytes[i - 1] === CR && i - 1 > close ? i - 1 : i;
            valueStart = copyTo;
            for (let j = s + 1; j < close; j++) {
              if (bytes[j] === QUOTE) j++;
              bytes[copyTo++] = bytes[j]!;
            }
            for (let j = close + 1; j < tail; j++) bytes[copyTo++] = bytes[j]!;
            valueEnd = copyTo;
            bytes[copyTo++] = LF;
          }
        } else while (c !== delimiter && c !== LF && c !== other) c = bytes[++i]!;
        rawStart[cells] = s;
        start[cells] = valueStart;
        path[cells] = cells - rowCells;
        if (c === delimiter) {
          rawEnd[cells] = i;
          end[cells++] = valueEnd < 0 ? i : valueEnd;
          i++;
          continue;
        }
        if (i >= length && !final) {
          cells = rowCells;
          break scan;
        }
        const e = i > s && i < length && c === LF && bytes[i - 1] === CR ? i - 1 : i < length ? i : length;
        rawEnd[cells] = e;
        end[cells++] = valueEnd < 0 ? e : valueEnd;
        i++;
        break;
      }
      if (cells - rowCells > widest) widest = cells - rowCells;
      if (rows === rowEnd.length) rowEnd = this.rowEnd = doubled(rowEnd);
      rowEnd[rows++] = cells;
      to = i < length ? i : length;
    }
    this.rows = rows;
    this.cells = cells;
    this.widest = widest;
    this.to = to;
  }

  /** Gives tokens arrays of their own, with what the values have so far. */
  #separate(): void {
    if (this.#ownRawStart.length < this.start.length) {
      this.#ownRawStart = new Int32Array(this.start.length);
      this.#ownRawEnd = new Int32Array(this.start.length);
    }
    this.#ownRawStart.set(this.start.subarray(0, this.cells));
    this.#ownRawEnd.set(this.end.subarray(0, this.cells));
    this.rawStart = this.#ownRawStart;
    this.rawEnd = this.#ownRawEnd;
  }

  #grow(columns: number): void {
    // Before the arrays follow a row of nothing but delimiters.
    if (columns > this.#mostColumns)
      throw new DouaneError('LIMIT_COLUMNS', {
        place: { file: this.#name },
        expected: `at most ${this.#mostColumns} columns`,
      });
    const shared = this.rawStart === this.start;
    this.start = doubled(this.start);
    this.end = doubled(this.end);
    this.path = doubled(this.path);
    this.type = new Uint8Array(this.start.length); // all CELL_TEXT
    if (!shared) {
      this.#ownRawStart = doubled(this.#ownRawStart);
      this.#ownRawEnd = doubled(this.#ownRawEnd);
    }
    this.rawStart = shared ? this.start : this.#ownRawStart;
    this.rawEnd = shared ? this.end : this.#ownRawEnd;
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(array.length * 2);
  grown.set(array);
  return grown;
}
