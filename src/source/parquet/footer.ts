import { DouaneError } from '../../model/errors.ts';
import type { PathTable } from '../batch-builder.ts';
import type { Input, SourceLimits } from '../source.ts';
import { buildSchema, PHYSICAL, type Schema } from './schema.ts';
import { parseStruct, type Struct } from './thrift.ts';

/** A column's values in one row group, as the footer describes them. */
export interface Chunk {
  readonly start: number;
  readonly length: number;
  /** Its length unpacked, as the footer says. */
  readonly unpacked: number;
  readonly codec: number;
  /** Entries: values, nulls and empty lists together. */
  readonly entries: number;
  readonly element: Struct;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
  readonly element: Struct;
}

export interface Footer {
  readonly element: Struct;
  readonly schema: Schema;
  readonly groups: readonly RowGroup[];
  readonly properties: readonly { readonly key: string; readonly value: string | null }[];
  readonly rows: number;
}

/** A footer larger than this describes no file that fits the limits on columns. */
const MAX_FOOTER = 32 * 1024 * 1024;
const MAGIC = 'PAR1';
const MAGIC_ENCRYPTED = 'PARE';

/**
 * Reads and checks the footer: the magic at both ends, that every chunk lies inside the file, has the type of
 * its column, and that row counts agree. Encrypted files are INPUT_SYNTAX, files cut off INPUT_TRUNCATED.
 *
 * Source: Apache Parquet, README.md ("File format") and parquet.thrift.
 */
export async function readFooter(input: Input, paths: PathTable, limits: SourceLimits): Promise<Footer> {
  const file = input.name;
  const syntax = (expected: string, got: string, cause?: unknown) =>
    new DouaneError('INPUT_SYNTAX', { place: { file }, expected, got, cause });
  if (input.size === 0) throw new DouaneError('INPUT_EMPTY', { place: { file } });
  const head = magicOf(await input.readAt(0, Math.min(4, input.size)));
  if (head === MAGIC_ENCRYPTED) throw syntax('a Parquet file that is not encrypted', 'an encrypted one');
  if (head !== MAGIC) throw syntax('a Parquet file, which begins with PAR1', 'other bytes');
  if (input.size < 12) throw new DouaneError('INPUT_TRUNCATED', { place: { file, byte: input.size } });
  const tail = await input.readAt(input.size - 8, 8);
  const tailMagic = magicOf(tail.subarray(4));
  if (tailMagic === MAGIC_ENCRYPTED) throw syntax('a Parquet file that is not encrypted', 'an encrypted one');
  if (tailMagic !== MAGIC)
    throw new DouaneError('INPUT_TRUNCATED', {
      place: { file, byte: input.size },
      expected: 'PAR1 at the end of the file',
      got: 'other bytes',
    });
  const length = new DataView(tail.buffer, tail.byteOffset, 4).getUint32(0, true);
  if (length > input.size - 12) throw syntax('a footer inside the file', `a length of ${length}`);
  if (length > MAX_FOOTER)
    throw new DouaneError('LIMIT_COLUMNS', { place: { file }, expected: `a footer of at most ${MAX_FOOTER} bytes` });
  const footerStart = input.size - 8 - length;
  const bytes = await input.readAt(footerStart, length);
  try {
    return build(parseStruct(bytes).value, footerStart, paths, limits, file);
  } catch (error) {
    if (error instanceof DouaneError) throw error;
    throw syntax('a footer as parquet.thrift describes it', 'another one', error);
  }
}

function build(element: Struct, dataEnd: number, paths: PathTable, limits: SourceLimits, file: string): Footer {
  if (element.struct(8))
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file },
      expected: 'a Parquet file that is not encrypted',
      got: 'an encrypted one',
    });
  const schema = buildSchema(element.structs(2), paths, file, Math.min(limits.depth, 200));
  const groups = element.structs(4).map((group): RowGroup => {
    const rows = count(group.number(3));
    const chunks = group.structs(1).map((chunk, i) => chunkOf(chunk, schema, i, dataEnd, file));
    if (chunks.length !== schema.leaves.length) throw new RangeError('row group lacks a column');
    for (const [i, leaf] of schema.leaves.entries())
      if (leaf.maxRep === 0 && chunks[i]!.entries !== rows) throw new RangeError('column and row group differ in rows');
    return { rows, chunks, element: group };
  });
  const rows = groups.reduce((sum, g) => sum + g.rows, 0);
  if (rows !== element.number(3)) throw new RangeError('row groups and file differ in rows');
  const properties = element.structs(5).map((p) => ({ key: p.text(1) ?? '', value: p.text(2) ?? null }));
  return { element, schema, groups, properties, rows };
}

function chunkOf(element: Struct, schema: Schema, index: number, dataEnd: number, file: string): Chunk {
  const leaf = schema.leaves[index];
  const meta = element.struct(3);
  if (element.get(8) !== undefined || element.get(9) !== undefined || (meta === undefined && leaf !== undefined))
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file, ...(leaf && { name: leaf.text }) },
      expected: 'a column that is not encrypted and has its metadata in the footer',
      got: 'one that is or has not',
    });
  if (element.get(1) !== undefined)
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file },
      expected: 'all columns in this file',
      got: 'one elsewhere',
    });
  if (leaf === undefined || meta === undefined || PHYSICAL[meta.number(1)!] !== leaf.physical)
    throw new RangeError('chunk does not fit its column');
  const data = count(meta.number(9));
  const dictionary = meta.number(11) ?? 0;
  const start = dictionary >= 4 && dictionary < data ? dictionary : data;
  const length = count(meta.number(7));
  if (start < 4 || start + length > dataEnd)
    throw new DouaneError('INPUT_SYNTAX', {
      place: { file, byte: start, name: leaf.text },
      expected: 'a column inside the file',
      got: 'one that lies elsewhere',
    });
  const unpacked = Math.max(length, meta.number(6) ?? 0);
  return { start, length, unpacked, codec: count(meta.number(4)), entries: count(meta.number(5)), element };
}

function count(n: number | undefined): number {
  if (n === undefined || n < 0) throw new RangeError('count missing');
  return n;
}

function magicOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
