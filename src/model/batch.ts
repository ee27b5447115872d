/**
 * A batch: some rows of one file as ranges over bytes, with no string made.
 *
 * Ownership: a batch and every array in it belong to the source that gave it and are overwritten by the next
 * one. Whoever needs something longer copies it.
 *
 * `bytes` holds UTF-8. Cell `i` has the value `bytes[start[i], end[i])`, unescaped; its token as it stands in
 * the (decoded) file is `bytes[rawStart[i], rawEnd[i])`, quotes included. Where nothing was escaped the value
 * lies inside the token; where something was, the source puts the unescaped copy behind the block. Between two values
 * stands at least one byte that is no letter or digit, and no value ends behind `bytes`.
 *
 * Row `r` has the cells from `r === 0 ? 0 : rowEnd[r - 1]` up to `rowEnd[r]`.
 */
export interface Batch {
  /** Index of the file in the transfer, from 0. */
  readonly file: number;
  /** Number of this batch in its file, from 0. */
  readonly index: number;
  /** Number of the first row here, from 0, headers not counted. */
  readonly firstRow: number;
  readonly rows: number;
  readonly rowEnd: Int32Array;
  readonly cells: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly rawStart: Int32Array;
  readonly rawEnd: Int32Array;
  /** Number of the cell's path in the file's {@link Paths}. */
  readonly path: Int32Array;
  /** {@link CELL_TEXT} and friends, by cell. */
  readonly type: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A cell of text (also every cell of CSV, whatever it looks like). */
export const CELL_TEXT = 0;
/** A number literal of JSON, or a numeric cell of a typed format. */
export const CELL_NUMBER = 1;
/** `true` or `false`. */
export const CELL_BOOLEAN = 2;
/** `null`, or no value. */
export const CELL_NULL = 3;

/**
 * The field paths of one file, numbered as they were met. Grows while the file is read and never shrinks.
 * Text: a CSV column's header (or `#3` without one), a JSON pointer with `*` for array positions,
 * `Sheet1!手机` for spreadsheets, `text` for plain text.
 */
export interface Paths {
  readonly list: readonly string[];
}

/** One replaced cell. `value` is the new text in UTF-8, unescaped; the source quotes and escapes it. */
export interface Edit {
  readonly cell: number;
  readonly value: Uint8Array;
}
