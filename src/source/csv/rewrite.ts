import type { Batch, Edit } from '../../model/batch.ts';
import { ByteWriter, inOrder } from '../byte-writer.ts';
import type { KeepRow, Sink } from '../source.ts';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** A stretch of the text with the rows in it: `batch.bytes[from, to)`. */
export interface Rows {
  readonly from: number;
  readonly to: number;
  readonly batch: Batch;
}

/** Writes a stretch with its edits, without the cells of the paths that are `gone` and the rows that are not kept. */
export async function rewriteRows(
  rows: Rows,
  edits: readonly Edit[],
  gone: ((path: number) => boolean) | undefined,
  delimiter: number,
  out: Sink,
  keep?: KeepRow,
): Promise<void> {
  const { batch, from, to } = rows;
  const { bytes, rawStart, rawEnd } = batch;
  if (to === from) return;
  if (edits.length === 0 && gone === undefined && keep === undefined) return out.write(bytes.subarray(from, to));
  const writer = new ByteWriter(to - from + 1024);
  const sorted = inOrder(edits);
  let next = 0;
  let at = from; // everything before it is written
  let cell = 0;
  for (let row = 0; row < batch.rows; row++) {
    const rowEnd = batch.rowEnd[row]!;
    const columns = rowEnd - cell;
    if (keep?.(batch.firstRow + row) === false) {
      writer.append(bytes, at, rawStart[cell]!);
      // With it goes its line end, up to where the next row begins.
      at = rowEnd < batch.cells ? rawStart[rowEnd]! : to;
      while (next < sorted.length && sorted[next]!.cell < rowEnd) next += 1;
      cell = rowEnd;
      continue;
    }
    if (gone === undefined && (next >= sorted.length || sorted[next]!.cell >= rowEnd)) {
      cell = rowEnd;
      continue;
    }
    writer.append(bytes, at, rawStart[cell]!);
    const rowAt = writer.length;
    let kept = 0;
    for (; cell < rowEnd; cell++) {
      const edit = next < sorted.length && sorted[next]!.cell === cell ? sorted[next++] : undefined;
      if (gone?.(batch.path[cell]!)) continue;
      if (kept++ > 0) writer.byte(delimiter);
      if (edit === undefined) writer.append(bytes, rawStart[cell]!, rawEnd[cell]!);
      else
        appendValue(writer, edit.value, bytes[rawStart[cell]!] === QUOTE && rawEnd[cell]! > rawStart[cell]!, delimiter);
    }
    // A row of one empty cell would read as a blank line, which is no row.
    if (kept === 1 && writer.length === rowAt && (columns > 1 || rawEnd[rowEnd - 1]! > rawStart[rowEnd - 1]!)) {
      writer.byte(QUOTE);
      writer.byte(QUOTE);
    }
    at = rawEnd[rowEnd - 1]!;
  }
  writer.append(bytes, at, to);
  await out.write(writer.bytes.subarray(0, writer.length));
}

/** One value as a token: quoted where it was, and where it must be (RFC 4180 §2 rules 6 and 7). */
function appendValue(writer: ByteWriter, value: Uint8Array, quoted: boolean, delimiter: number): void {
  let quotes = 0;
  let must = quoted;
  for (const byte of value) {
    if (byte === QUOTE) quotes++;
    if (byte === QUOTE || byte === delimiter || byte === LF || byte === CR) must = true;
  }
  if (must) writer.byte(QUOTE);
  if (quotes === 0) writer.append(value, 0, value.length);
  else
    for (const byte of value) {
      if (byte === QUOTE) writer.byte(QUOTE);
      writer.byte(byte);
    }
  if (must) writer.byte(QUOTE);
}
