import { DouaneError } from '../../model/errors.ts';
import { type Attributes, decodeXstring, type XmlHandler } from './xml.ts';

/** A cell as it stands in the sheet's XML. */
export interface RawCell {
  readonly row: number;
  /** 0 for A. */
  readonly column: number;
  readonly start: number;
  readonly end: number;
  /** Name of the element as written (`c`, or `x:c` in prefixed files), found at writing. */
  readonly reference: string;
  readonly style: string | undefined;
  /** `n`, `s`, `str`, `inlineStr`, `b`, `e`, `d`. */
  readonly type: string;
  /** Text of `<v>`, or of the inline string; null where the cell is empty. */
  readonly value: string | null;
  readonly formula: Formula | null;
}

export interface Formula {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Index of a shared formula, and whether this is the cell that carries its text. */
  readonly shared: string | undefined;
  readonly master: boolean;
}

export interface RawRow {
  readonly number: number;
  readonly cells: readonly RawCell[];
}

const MAX_COLUMN = 16_384;

/** A size, a span of columns or of cells. */
const USUAL_VALUE = /^(\d{1,5}(\.\d{1,17}|:\d{1,5})?|[A-Z]{1,3}\d{1,7}(:[A-Z]{1,3}\d{1,7})?)$/;

/** Whether an attribute of a row or cell is more than position, style and size. */
function hasMore(element: string, attributes: Attributes): boolean {
  for (const name in attributes) {
    const value = attributes[name]!;
    // The position of rows and cells is read, and must be one.
    if (value.length <= 6 || (name === 'r' && (element === 'row' || element === 'c'))) continue;
    if (!USUAL_VALUE.test(value)) return true;
  }
  return false;
}

/**
 * Handler for the `<sheetData>` of a worksheet: tells of every row when it ends. Everything outside goes to
 * `rest`. Rows and cells without a reference follow their predecessor; both must come in rising order, for a
 * cell given twice is read differently by different programs.
 *
 * Source: ECMA-376 part 1, 18.3.1.4 c, 18.3.1.73 row, 18.18.11 ST_CellType.
 */
export function sheetRows(
  place: { readonly file: string; readonly name: string },
  found: (row: RawRow) => void,
  rest: XmlHandler,
): XmlHandler & { readonly pending: number } {
  let inData = false;
  let rowStart = Infinity;
  let number = 0;
  let column = -1;
  let cells: RawCell[] = [];
  let cell: { attributes: Attributes; start: number; column: number } | null = null;
  let value: string | null = null;
  let formula: { attributes: Attributes; start: number; text: string } | null = null;
  let done: Formula | null = null;
  let target: 'v' | 'f' | 't' | null = null;
  let inPhonetic = false;
  const syntax = (expected: string, got: string) => new DouaneError('INPUT_SYNTAX', { place, expected, got });

  return {
    /** Where the row begins that is not yet told of; Infinity where there is none. */
    get pending() {
      return rowStart;
    },
    open(name, a, start, end) {
      if (!inData) {
        if (name === 'sheetData') inData = true;
        rest.open(name, a, start, end);
        return;
      }
      if (hasMore(name, a)) {
        rest.open(name, a, start, end);
        rest.close(name, start, end);
      }
      switch (name) {
        case 'row': {
          const written = a.r === undefined ? number + 1 : Number(a.r);
          if (!(Number.isInteger(written) && written > number && written <= 1 << 24))
            throw syntax('rows in rising order', 'another order');
          number = written;
          rowStart = start;
          column = -1;
          cells = [];
          break;
        }
        case 'c': {
          const at = a.r === undefined ? column + 1 : columnOf(a.r, number);
          if (!(at > column && at < MAX_COLUMN)) throw syntax('cells in rising order', 'another order or column');
          column = at;
          cell = { attributes: a, start, column };
          value = null;
          done = null;
          break;
        }
        case 'v':
          if (value !== null) throw syntax('one value a cell', 'two');
          target = 'v';
          value = '';
          break;
        case 'f':
          if (done !== null) throw syntax('one formula a cell', 'two');
          target = 'f';
          formula = { attributes: a, start, text: '' };
          break;
        case 'is':
          if (value !== null) throw syntax('one value a cell', 'two');
          value = '';
          break;
        case 't':
          target = 't';
          break;
        case 'rPh':
          inPhonetic = true;
          break;
      }
    },
    remark: (text) => rest.remark?.(text),
    text(text, start, end) {
      if (!inData) rest.text(text, start, end);
      else if (target === 'f' && formula !== null) formula.text += text;
      else if (target === 'v' || (target === 't' && !inPhonetic)) value = (value ?? '') + text;
      else if (text.trim() !== '') {
        // Phonetic guides, or text where no text belongs: seen, though no program shows it as the cell's.
        rest.text(text, start, end);
      }
    },
    close(name, start, end) {
      if (!inData) {
        rest.close(name, start, end);
        return;
      }
      switch (name) {
        case 'sheetData':
          inData = false;
          rest.close(name, start, end);
          break;
        case 'f':
          if (formula !== null)
            done = {
              text: formula.text,
              start: formula.start,
              end,
              shared: formula.attributes.t === 'shared' ? formula.attributes.si : undefined,
              master: formula.text !== '',
            };
          formula = null;
          target = null;
          break;
        case 'v':
        case 't':
          target = null;
          break;
        case 'rPh':
          inPhonetic = false;
          break;
        case 'c':
          if (cell !== null) {
            const { attributes: a } = cell;
            const type = a.t ?? 'n';
            cells.push({
              row: number,
              column: cell.column,
              start: cell.start,
              end,
              reference: a.r ?? columnName(cell.column) + number,
              style: a.s,
              type,
              value: value === null ? null : type === 's' ? value.trim() : decodeXstring(value),
              formula: done,
            });
          }
          cell = null;
          break;
        case 'row':
          rowStart = Infinity;
          found({ number, cells });
          break;
      }
    },
  };
}

/** 0 for `A7`; -1 where the reference is none or of another row. */
export function columnOf(reference: string, row: number): number {
  const m = /^([A-Z]{1,3})(\d{1,8})$/.exec(reference);
  if (m === null || Number(m[2]) !== row) return -1;
  return columnNumber(m[1]!);
}

export function columnNumber(letters: string): number {
  let n = 0;
  for (const c of letters) n = n * 26 + c.charCodeAt(0) - 64;
  return n - 1;
}

export function columnName(column: number): string {
  let out = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) out = String.fromCharCode(65 + ((n - 1) % 26)) + out;
  return out;
}
