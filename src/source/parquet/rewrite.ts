import type { Batch, Edit } from '../../model/batch.ts';
import { CELL_NULL } from '../../model/batch.ts';
import { DouaneError } from '../../model/errors.ts';
import type { PathTable } from '../batch-builder.ts';
import type { Sink } from '../source.ts';
import { type Copied, copyChunk } from './chunk-copy.ts';
import { ChunkEdits, editedMetadata, writeChunk } from './chunk-writer.ts';
import type { Chunk, Footer } from './footer.ts';
import type { ChunkContext } from './pages.ts';
import { withoutColumns } from './properties.ts';
import { readBatches } from './reader.ts';
import type { Leaf, Node } from './schema.ts';
import { parseValue } from './text.ts';
import { BINARY, formatStruct, I32, I64, LIST, STRUCT, Struct } from './thrift.ts';

/** Most bytes of edited values kept while one row group is read. */
const MAX_GROUP_EDITS = 256 * 1024 * 1024;
const MAGIC = new TextEncoder().encode('PAR1');

/**
 * Writes the file anew. Chunks of columns without edits are copied as they lie, compressed bytes and all; edited ones,
 * and those with bytes that are in no value, are encoded again with the same codec; those of removed columns are left
 * out. Row groups stay as they are. Page indexes, Bloom filters, statistics of chunks and pages and sorting columns are
 * left out, and whatever lies between chunks: readers do without, and nobody looked at it.
 */
export async function rewriteParquet(
  footer: Footer,
  paths: PathTable,
  file: number,
  context: ChunkContext,
  edits: (batch: Batch) => readonly Edit[],
  removed: ReadonlySet<string>,
  sink: Sink,
): Promise<void> {
  const { input } = context;
  const spare = new Set<Chunk>();
  const { leaves } = footer.schema;
  const gone = leaves.map((leaf) => removed.has(leaf.text));
  checkRemoval(footer.schema.root, gone, input.name);
  const properties = new Map<number, string>();
  const groups: Struct[] = [];
  let offset = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    offset += bytes.length;
    await sink.write(bytes);
  };
  await write(MAGIC);

  let group = 0;
  let changes: (ChunkEdits | undefined)[] = [];
  let entries = new Float64Array(leaves.length);
  const finishGroup = async (): Promise<void> => {
    const source = footer.groups[group++]!;
    const chunks: Struct[] = [];
    const groupStart = offset;
    let unpacked = 0n;
    for (const [i, chunk] of source.chunks.entries()) {
      if (gone[i]) continue;
      const start = offset;
      const change = changes[i];
      const meta = chunk.element.struct(3)!;
      let written: Struct;
      if (change === undefined && !spare.has(chunk))
        written = copiedMetadata(meta, start - chunk.start, await copyChunk(chunk, context, offset, write));
      else {
        const edits = change ?? new ChunkEdits();
        written = editedMetadata(meta, start, await writeChunk(chunk, leaves[i]!, edits, context, write));
      }
      unpacked += BigInt(written.number(6) ?? 0);
      chunks.push(new Struct().set(2, I64, 0n).set(3, STRUCT, written));
    }
    const out = copy(source.element)
      .keep(1, 2, 3, 5, 6, 7)
      .set(1, LIST, { elem: STRUCT, items: chunks })
      .set(2, I64, unpacked);
    if (out.get(5) !== undefined) out.set(5, I64, BigInt(groupStart));
    if (out.get(6) !== undefined) out.set(6, I64, BigInt(offset - groupStart));
    groups.push(out);
    changes = [];
    entries = new Float64Array(leaves.length);
  };

  for await (const { batch, group: of, owner } of readBatches(footer, paths, file, { ...context, spare })) {
    while (group < (of < 0 ? footer.groups.length : of)) await finishGroup();
    const byCell = [...edits(batch)].sort((a, b) => a.cell - b.cell);
    let next = 0;
    for (let cell = 0; cell < batch.cells; cell++) {
      const who = owner[cell]!;
      const entry = of < 0 ? 0 : entries[who]!++;
      if (byCell[next]?.cell !== cell) continue;
      const { value } = byCell[next++]!;
      if (byCell[next]?.cell === cell) throw new DouaneError('INTERNAL', { expected: 'one edit a cell' });
      if (of < 0) {
        properties.set(who, new TextDecoder().decode(value));
        continue;
      }
      if (gone[who]) continue;
      const leaf = leaves[who]!;
      const bytes = batch.type[cell] === CELL_NULL ? null : parseValue(leaf, value);
      if (bytes === null) throw misfit(leaf, input.name);
      changes[who] ??= new ChunkEdits();
      changes[who].add(entry, bytes);
    }
    if (changes.reduce((sum, c) => sum + (c?.size ?? 0), 0) > MAX_GROUP_EDITS)
      throw new DouaneError('LIMIT_RECORD', {
        place: { file: input.name },
        expected: `at most ${MAX_GROUP_EDITS} bytes of treated values in a row group`,
      });
  }
  while (group < footer.groups.length) await finishGroup();

  const bytes = formatStruct(formatFooter(footer, groups, gone, removed, properties));
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, bytes.length, true);
  tail.set(MAGIC, 4);
  await write(bytes);
  await write(tail);
}

function copy(s: Struct): Struct {
  const out = new Struct();
  out.fields.push(...s.fields);
  return out;
}

/** The footer's words on a chunk that was copied `by` bytes further on. */
function copiedMetadata(meta: Struct, by: number, { saved, dictionary, data }: Copied): Struct {
  const out = plain(meta);
  if (saved === 0) {
    for (const id of [9, 10, 11]) {
      const at = out.number(id);
      if (at !== undefined && at > 0) out.set(id, I64, BigInt(at + by));
    }
    return out;
  }
  out.delete(10, 11).set(9, I64, BigInt(data));
  out.set(6, I64, BigInt(Math.max(0, out.number(6)! - saved))).set(7, I64, BigInt(out.number(7)! - saved));
  return dictionary === null ? out : out.set(11, I64, BigInt(dictionary));
}

/** Column metadata without what readers do without: their own properties, statistics, Bloom filters, and ids we do not know. */
function plain(meta: Struct): Struct {
  return copy(meta).keep(1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13);
}

/** Fields of a SchemaElement; ids that we do not know are not passed on. */
const ELEMENT = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function formatFooter(
  footer: Footer,
  groups: readonly Struct[],
  gone: readonly boolean[],
  removed: ReadonlySet<string>,
  edited: ReadonlyMap<number, string>,
): Struct {
  const out = copy(footer.element).keep(1, 2, 3, 4, 5, 7);
  const elements: Struct[] = [];
  const keep = (node: Node): boolean => {
    if (node.leaf !== null) {
      if (gone[node.leaf.index]) return false;
      elements.push(copy(node.element).keep(...ELEMENT));
      return true;
    }
    const at = elements.push(copy(node.element).keep(...ELEMENT)) - 1;
    const kept = node.children.filter(keep).length;
    if (kept === 0) elements.length = at;
    else elements[at]!.set(5, I32, kept);
    return kept > 0;
  };
  keep(footer.schema.root);
  const someGone = gone.includes(true);
  const properties = footer.properties.flatMap(({ key, value }, i) => {
    if (removed.has(`#metadata/${key}`)) return [];
    const text = edited.get(i) ?? value;
    const kept = someGone && text !== null ? withoutColumns(key, text, removed) : text;
    if (kept === null && value !== null) return [];
    const p = new Struct().set(1, BINARY, utf8.encode(key));
    return [kept === null ? p : p.set(2, BINARY, utf8.encode(kept))];
  });
  out.set(2, LIST, { elem: STRUCT, items: elements }).set(4, LIST, { elem: STRUCT, items: [...groups] });
  if (footer.properties.length > 0) out.set(5, LIST, { elem: STRUCT, items: properties });
  const orders = out.list(7);
  if (orders !== undefined) out.set(7, LIST, { elem: STRUCT, items: orders.filter((_, i) => !gone[i]) });
  return out;
}

const utf8 = new TextEncoder();

/** A map needs both its key and its value, and a table at least one column. */
function checkRemoval(root: Node, gone: readonly boolean[], file: string): void {
  if (!gone.includes(false))
    throw new DouaneError('TREAT_FORMAT', { place: { file }, expected: 'at least one column to stay', got: 'none' });
  const lost = (node: Node): boolean => (node.leaf !== null ? gone[node.leaf.index]! : node.children.every(lost));
  const walk = (node: Node): void => {
    if (node.isMap) {
      const parts = node.children[0]?.children ?? [];
      const count = parts.filter(lost).length;
      if (count > 0 && count < parts.length)
        throw new DouaneError('TREAT_FORMAT', {
          place: { file, name: node.name },
          expected: 'both the keys and the values of a map to be removed',
          got: 'one of them',
        });
    }
    node.children.forEach(walk);
  };
  walk(root);
}

function misfit(leaf: Leaf, file: string): DouaneError {
  const { kind } = leaf.meaning;
  return new DouaneError('TREAT_FORMAT', {
    place: { file, name: leaf.text },
    expected: `a value that the column's type (${kind}, ${leaf.physical}) can take`,
    got: 'a treated value that it cannot: remove the column or choose another treatment',
  });
}
