import type { Chunk } from './footer.ts';
import type { Page } from './page-data.ts';
import type { PageRoom } from './page-room.ts';
import { type ChunkContext, ChunkReader, type ColumnRoom } from './pages.ts';
import type { Leaf } from './schema.ts';
import type { Values } from './values.ts';

/**
 * Gives the pages of a chunk in slices of about `most` bytes, each a page of its own in `slice`. For row groups whose
 * pages, one of each column, are too much to be held at once: all columns decode into the same memory, and a page is
 * decoded again for each of its slices. Only for columns that do not repeat.
 */
export async function* readSlices(
  chunk: Chunk,
  leaf: Leaf,
  context: ChunkContext,
  shared: ColumnRoom,
  slice: PageRoom,
  most: number,
): AsyncGenerator<Page, void, void> {
  const reader = new ChunkReader(chunk, leaf, context, shared);
  for (;;) {
    let page = await reader.next();
    if (page === null) return;
    for (let entry = 0, value = 0; ; page = await reader.renewPage()) {
      const part = slicePage(page, leaf, entry, value, most, slice);
      entry += part.entries;
      value += part.present;
      const last = entry >= page.entries;
      // A generator that waits holds what it names.
      page = null;
      yield part;
      if (last) break;
    }
    if (reader.hasMore) await reader.renewDictionary();
  }
}

/** Entries of a page from one on, as many as take about `most` bytes and one at least, copied into `room`. */
export function slicePage(page: Page, leaf: Leaf, entry: number, value: number, most: number, room: PageRoom): Page {
  const { def, index, values } = page;
  const cut =
    index === null ? cutValues(page, leaf, entry, value, most) : cutPositions(page, index, leaf, entry, value, most);
  const { end, valueEnd } = cut;
  const present = valueEnd - value;
  const levels = def === null ? null : room.levels(end - entry);
  levels?.set(def!.subarray(entry, end));
  const head = { header: page.header, entries: end - entry, def: levels, rep: null, present };
  const rest = { repBytes: NONE, defBytes: NONE };
  if (index === null || cut.places === null)
    return { ...head, values: range(values, value, valueEnd, room), index: null, ...rest };
  const positions = room.index(present);
  for (let k = 0; k < present; k++) positions[k] = cut.places[index[value + k]!]!;
  return { ...head, values: pick(values, cut.kept, room), index: positions, ...rest };
}

/** Where a slice ends. */
interface Cut {
  readonly end: number;
  readonly valueEnd: number;
  /** By value of the dictionary: its place among those that are kept, or -1; null where there is none. */
  readonly places: Int32Array | null;
  readonly kept: readonly number[];
}

function cutValues({ def, entries, values }: Page, { maxDef }: Leaf, entry: number, value: number, most: number): Cut {
  const { start, stride } = values;
  if (def === null) {
    // Sizes only grow: halved until the last entry is found that fits.
    const size = (n: number): number => n * WORD + (stride > 0 ? n * stride : start[value + n]! - start[value]!);
    let fits = 1;
    for (let over = entries - entry + 1; over - fits > 1; ) {
      const n = (fits + over) >>> 1;
      if (size(n) <= most) fits = n;
      else over = n;
    }
    return { end: entry + fits, valueEnd: value + fits, places: null, kept: [] };
  }
  let end = entry;
  let valueEnd = value;
  for (let size = 0; end < entries; end++) {
    const has = def[end] === maxDef;
    size += has ? lengthOf(values, valueEnd) + WORD : 1;
    if (size > most && end > entry) break;
    if (has) valueEnd++;
  }
  return { end, valueEnd, places: null, kept: [] };
}

function cutPositions(
  { def, entries, values }: Page,
  index: Int32Array,
  { maxDef }: Leaf,
  entry: number,
  value: number,
  most: number,
): Cut {
  const places = new Int32Array(values.count).fill(-1);
  const kept: number[] = [];
  let end = entry;
  let valueEnd = value;
  for (let size = 0; end < entries; end++) {
    const has = def === null || def[end] === maxDef;
    const at = has ? index[valueEnd]! : 0;
    const isNew = has && places[at]! < 0;
    size += WORD + (isNew ? lengthOf(values, at) + PRINTED : 0);
    if (size > most && end > entry) break;
    if (isNew) places[at] = kept.push(at) - 1;
    if (has) valueEnd++;
  }
  return { end, valueEnd, places, kept };
}

const NONE = new Uint8Array(0);
const WORD = 4;
/** What is kept for each value of a dictionary, to print it once. */
const PRINTED = 17;

const lengthOf = (v: Values, k: number): number => (v.stride > 0 ? v.stride : v.start[k + 1]! - v.start[k]!);

/** The values from one up to another, as they lie. */
function range(values: Values, from: number, to: number, room: PageRoom): Values {
  const { stride, gap, longest } = values;
  const [begin, end] = stride > 0 ? [from * stride, to * stride] : [values.start[from]!, values.start[to]! - gap];
  const bytes = room.body(Math.max(0, end - begin));
  if (to > from) bytes.set(values.bytes.subarray(begin, end));
  const start = room.start(stride > 0 ? 0 : to - from + 1);
  for (let k = 0; k < start.length; k++) start[k] = values.start[from + k]! - begin;
  return { count: to - from, stride, bytes, view: viewOf(bytes), start, gap, longest, used: bytes.length };
}

/** These values, one behind the other. */
function pick(values: Values, kept: readonly number[], room: PageRoom): Values {
  const { stride, longest } = values;
  const gap = stride > 0 ? 0 : 1;
  const bytes = room.body(kept.reduce((sum, k) => sum + lengthOf(values, k) - values.gap + gap, 0));
  const start = room.start(stride > 0 ? 0 : kept.length + 1);
  let at = 0;
  for (const [i, k] of kept.entries()) {
    const begin = stride > 0 ? k * stride : values.start[k]!;
    const length = lengthOf(values, k) - values.gap;
    if (gap > 0) start[i] = at;
    bytes.set(values.bytes.subarray(begin, begin + length), at);
    at += length;
    if (gap > 0) bytes[at++] = 0x0a;
  }
  if (gap > 0) start[kept.length] = at;
  return { count: kept.length, stride, bytes, view: viewOf(bytes), start, gap, longest, used: at };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
