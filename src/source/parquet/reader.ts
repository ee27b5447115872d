import { isUtf8 } from 'node:buffer';
import { type Batch, CELL_NULL, CELL_TEXT } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import { BatchBuilder, type PathTable } from '../batch-builder.ts';
import { Cursor } from './cursor.ts';
import { FlatRows } from './flat.ts';
import type { Footer, RowGroup } from './footer.ts';
import type { Page } from './page-data.ts';
import { type PageRoom, reusedRoom } from './page-room.ts';
import { type ChunkContext, type ColumnRoom, columnRooms, readPages, sharedRooms } from './pages.ts';
import { isSchemaCopy } from './properties.ts';
import type { Leaf, Node } from './schema.ts';
import { readSlices } from './slices.ts';
import { printValue } from './text.ts';

/** A batch together with what its cells are, for rewriting. */
export interface ParquetBatch {
  readonly batch: Batch;
  /** Row group of all rows here; -1 for the rows of the file's own properties. */
  readonly group: number;
  /** By cell: index of its leaf, or of its property. Cells of a leaf stand in the order of its entries. */
  readonly owner: Int32Array;
}

const TARGET_BYTES = 1 << 19;
const TARGET_CELLS = 1 << 17;
/** Unpacked bytes of pages to be held at once. */
const HELD = 1 << 27;
/** Where they would be more: bytes of slices of them, all columns together, and the least for one. */
const SLICES = 72 << 20;
const LEAST_SLICE = 1 << 12;

/**
 * Reads a file row by row, page by page: in memory are one page a column and one batch. Every leaf value, null or
 * not, is a cell; where no column repeats, cells of one value of a dictionary have one text. Behind the data stands one row for
 * each key-value property of the file that is not a copy of the schema, with the path `#metadata/<key>`, for what a
 * file says about itself crosses too.
 */
export async function* readBatches(
  footer: Footer,
  paths: PathTable,
  file: number,
  context: ChunkContext,
): AsyncGenerator<ParquetBatch, void, void> {
  const { leaves, root, flat } = footer.schema;
  const { input, limits } = context;
  const out = new BatchBuilder(file, input.name, limits.record);
  let owner = new Int32Array(1024);
  const rows = flat ? new FlatRows(leaves) : null;
  let index = 0;
  let firstRow = 0;

  const own = (cell: number, who: number): void => {
    if (cell >= owner.length) {
      const grown = new Int32Array(owner.length * 2);
      grown.set(owner);
      owner = grown;
    }
    owner[cell] = who;
  };
  const emit = (c: Cursor): void => {
    const from = out.length;
    own(out.cells, c.leaf.index);
    const page = c.page!;
    const k = c.take();
    const type = k < 0 ? CELL_NULL : printValue(c.leaf, page.values, page.index === null ? k : page.index[k]!, out);
    out.cell(c.leaf.path, type, from);
  };
  /** Says where it was that values are not what the schema says. */
  const inPlace = <T>(work: () => T): T => {
    const record = firstRow + out.rows;
    try {
      return work();
    } catch (error) {
      if (error instanceof DouaneError) throw error;
      throw new DouaneError('INPUT_SYNTAX', {
        place: { file: input.name, record },
        expected: 'values and lists as the schema describes them',
        got: 'others',
        cause: error,
      });
    }
  };
  const finish = (group: number, owners: Int32Array): ParquetBatch => {
    checkUtf8(out, owners, footer, input.name, firstRow);
    const batch = out.build(index++, firstRow);
    firstRow += out.rows;
    return { batch, group, owner: owners };
  };
  const pages = pagesOf(footer, context);

  for (const [g, group] of footer.groups.entries()) {
    const cursors = leaves.map((leaf) => new Cursor(leaf, pages(group, leaf), context));
    const emitNode = (node: Node): void => {
      const first = cursors[firstLeaf(node)]!;
      do {
        if (node.leaf !== null) emit(first);
        else for (const child of node.children) emitNode(child);
      } while (node.repeated && first.nextRep() === node.rep);
    };
    out.clear();
    if (rows !== null) {
      rows.begin();
      for (let left = group.rows; left > 0; ) {
        for (const c of cursors) if (c.needsPage()) await c.loadRow();
        const most = Math.max(1, Math.floor((TARGET_CELLS - out.cells) / cursors.length));
        left -= inPlace(() => rows.append(out, cursors, Math.min(left, most), Math.min(TARGET_BYTES, limits.record)));
        if (out.length >= TARGET_BYTES || out.cells >= TARGET_CELLS) {
          yield finish(g, rows.owner(out.cells));
          out.clear();
          rows.begin();
        }
      }
      for (const c of cursors) await c.end();
      if (out.rows > 0) yield finish(g, rows.owner(out.cells));
      continue;
    }
    for (let row = 0; row < group.rows; row++) {
      for (const c of cursors) if (c.needsPage()) await c.loadRow();
      inPlace(() => {
        for (const child of root.children) emitNode(child);
        for (const c of cursors) if (c.nextRep() !== 0) throw new RangeError('columns differ in their lists');
      });
      out.endRow();
      if (out.length >= TARGET_BYTES || out.cells >= TARGET_CELLS) {
        yield finish(g, owner);
        out.clear();
      }
    }
    for (const c of cursors) await c.end();
    if (out.rows > 0) yield finish(g, owner);
  }

  out.clear();
  for (const [i, { key, value }] of footer.properties.entries()) {
    if (value === null || value === '' || isSchemaCopy(key)) continue;
    const from = out.length;
    out.appendText(value);
    own(out.cells, i);
    out.cell(paths.index(`#metadata/${key}`), CELL_TEXT, from);
    out.endRow();
  }
  if (out.rows > 0) yield finish(-1, owner);
}

/**
 * How the pages of a row group's columns are read: whole, or in slices where one of each column may be more than is to
 * be held. Rooms serve all row groups.
 */
function pagesOf({ schema }: Footer, context: ChunkContext) {
  const { leaves, flat } = schema;
  const { input } = context;
  const most = Math.max(LEAST_SLICE, Math.floor(SLICES / leaves.length));
  let whole: ColumnRoom[] | null = null;
  let shared: ColumnRoom[] | null = null;
  const slices: PageRoom[] = [];
  return (group: RowGroup, leaf: Leaf): AsyncGenerator<Page, void, void> => {
    const chunk = group.chunks[leaf.index]!;
    if (!flat || group.chunks.reduce((sum, c) => sum + c.unpacked, 0) <= HELD) {
      whole ??= columnRooms(
        input,
        leaves.map(({ maxRep }) => maxRep > 0),
      );
      return readPages(chunk, leaf, context, whole[leaf.index]!);
    }
    shared ??= sharedRooms(input, leaves.length);
    slices[leaf.index] ??= reusedRoom();
    return readSlices(chunk, leaf, context, shared[leaf.index]!, slices[leaf.index]!, most);
  };
}

function firstLeaf(node: Node): number {
  let n = node;
  while (n.leaf === null) n = n.children[0]!;
  return n.leaf.index;
}

/** Whole batches are checked at once; only where that fails the cell is looked for. */
function checkUtf8(out: BatchBuilder, owner: Int32Array, footer: Footer, file: string, firstRow: number): void {
  if (isUtf8(out.bytes.subarray(0, out.length))) return;
  for (let cell = 0, row = 0; cell < out.cells; cell++) {
    while (out.rowEnd[row]! <= cell) row++;
    if (isUtf8(out.bytes.subarray(out.start[cell], out.end[cell]))) continue;
    const leaf = footer.schema.leaves[owner[cell]!]!;
    throw new DouaneError(leaf.meaning.kind === 'text' ? 'INPUT_ENCODING' : 'INPUT_BINARY', {
      place: { file, record: firstRow + row, name: leaf.text },
      expected: 'text in UTF-8',
      got: 'other bytes, which cannot be inspected',
    });
  }
  throw new DouaneError('INTERNAL');
}
