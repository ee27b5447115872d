import { DouaneError } from '../../model/errors.ts';
import type { PathTable } from '../batch-builder.ts';
import type { Struct } from './thrift.ts';

/** Physical types by their number in parquet.thrift (enum Type). */
export const PHYSICAL = [
  'BOOLEAN',
  'INT32',
  'INT64',
  'INT96',
  'FLOAT',
  'DOUBLE',
  'BYTE_ARRAY',
  'FIXED_LEN_BYTE_ARRAY',
] as const;
export type Physical = (typeof PHYSICAL)[number];
export type Unit = 'MILLIS' | 'MICROS' | 'NANOS';

/** What the bytes of a leaf mean, from the logical type or, in old files, the converted type. */
export type Meaning =
  | { readonly kind: 'text' | 'binary' | 'boolean' | 'float' | 'double' | 'float16' | 'date' | 'int96' }
  | { readonly kind: 'uuid' | 'fixed' | 'interval' | 'geometry' }
  | { readonly kind: 'int'; readonly bits: number; readonly signed: boolean }
  | { readonly kind: 'decimal'; readonly scale: number; readonly precision: number }
  | { readonly kind: 'time' | 'timestamp'; readonly unit: Unit; readonly utc: boolean };

/** A column of values. */
export interface Leaf {
  /** Position among the leaves, which is the position of its chunk in every row group. */
  readonly index: number;
  /** Number of its path in the file's paths. */
  readonly path: number;
  readonly text: string;
  readonly physical: Physical;
  /** Bytes of a value; 0 where values differ in length. */
  readonly stride: number;
  readonly maxDef: number;
  readonly maxRep: number;
  readonly meaning: Meaning;
}

export interface Node {
  readonly name: string;
  readonly element: Struct;
  readonly repeated: boolean;
  /** Repetition level of the node itself. */
  readonly rep: number;
  readonly children: readonly Node[];
  readonly leaf: Leaf | null;
  readonly isMap: boolean;
}

export interface Schema {
  readonly root: Node;
  readonly leaves: readonly Leaf[];
  /** True where no column repeats: every row has one value, or null, of each. */
  readonly flat: boolean;
}

const REPEATED = 2;
const GROUP = { MAP: 1, MAP_KEY_VALUE: 2, LIST: 3 };

/**
 * Builds the tree of the schema and the text of every leaf's path: a column's name as it is, and a JSON pointer
 * with `*` for list and map entries where columns are nested (the helper groups of lists are left out).
 *
 * Source: Apache Parquet, parquet.thrift (SchemaElement) and LogicalTypes.md.
 */
export function buildSchema(elements: readonly Struct[], paths: PathTable, file: string, depthLimit: number): Schema {
  const leaves: Leaf[] = [];
  let next = 0;

  const build = (parents: string[], def: number, rep: number, depth: number, position: number, hide: boolean): Node => {
    if (depth > depthLimit)
      throw new DouaneError('LIMIT_DEPTH', { place: { file }, expected: `nesting of at most ${depthLimit}` });
    const element = elements[next++];
    if (element === undefined) throw new RangeError('schema ends early');
    const name = element.text(4) ?? '';
    const repetition = depth === 0 ? 0 : (element.number(3) ?? 0);
    const repeated = repetition === REPEATED;
    const nodeDef = def + (repetition === 0 ? 0 : 1);
    const nodeRep = rep + (repeated ? 1 : 0);
    const step = name.replaceAll('~', '~0').replaceAll('/', '~1');
    const steps = depth === 0 || hide ? [...parents] : [...parents, step];
    if (repeated) steps.push('*');
    const count = element.number(5) ?? 0;
    const node = { name, element, repeated, rep: nodeRep };
    if (element.get(1) === undefined) {
      const logical = element.struct(10);
      if (logical?.struct(16)) throw refused(file, name, 'a VARIANT');
      const converted = element.number(6);
      const isList = logical?.struct(3) !== undefined || converted === GROUP.LIST;
      const isMap = logical?.struct(2) !== undefined || converted === GROUP.MAP || converted === GROUP.MAP_KEY_VALUE;
      const wrapper = (isList || isMap) && count === 1;
      const children: Node[] = [];
      for (let i = 0; i < count; i++) {
        // `list.element` of a three-level list has names that say nothing; a struct's own fields do.
        const entry = hide && repeated && count === 1;
        children.push(build(steps, nodeDef, nodeRep, depth + 1, i, wrapper || entry));
      }
      if (children.length === 0 && depth > 0) throw new RangeError('group without children');
      return { ...node, children, leaf: null, isMap };
    }
    const physical = PHYSICAL[element.number(1)!];
    if (physical === undefined) throw new RangeError('unknown physical type');
    const flat = depth === 1 && !repeated;
    const text = flat ? (name === '' ? `#${position + 1}` : name) : `/${steps.join('/')}`;
    const leaf: Leaf = {
      index: leaves.length,
      path: paths.index(text),
      text,
      physical,
      stride: strideOf(physical, element.number(2)),
      maxDef: nodeDef,
      maxRep: nodeRep,
      meaning: meaningOf(element, physical, file, text),
    };
    leaves.push(leaf);
    return { ...node, children: [], leaf, isMap: false };
  };

  const root = build([], 0, 0, 0, 0, false);
  if (next !== elements.length) throw new RangeError('schema has more elements than its tree');
  if (leaves.length === 0) throw new DouaneError('INPUT_NO_COLUMNS', { place: { file } });
  return { root, leaves, flat: leaves.every((leaf) => leaf.maxRep === 0) };
}

function strideOf(physical: Physical, length: number | undefined): number {
  switch (physical) {
    case 'BOOLEAN':
      return 1;
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT64':
    case 'DOUBLE':
      return 8;
    case 'INT96':
      return 12;
    case 'BYTE_ARRAY':
      return 0;
    case 'FIXED_LEN_BYTE_ARRAY':
      if (length === undefined || length < 1 || length > 1 << 20) throw new RangeError('fixed length missing');
      return length;
    default:
      return physical satisfies never;
  }
}

function unitOf(time: Struct): Unit {
  const unit = time.struct(2);
  return unit?.struct(1) ? 'MILLIS' : unit?.struct(2) ? 'MICROS' : 'NANOS';
}

const INTS: Record<number, [number, boolean]> = {
  11: [8, false],
  12: [16, false],
  13: [32, false],
  14: [64, false],
  15: [8, true],
  16: [16, true],
  17: [32, true],
  18: [64, true],
};

function meaningOf(element: Struct, physical: Physical, file: string, name: string): Meaning {
  const logical = element.struct(10);
  const converted = element.number(6);
  const scale = element.number(7) ?? 0;
  const precision = element.number(8) ?? 0;
  switch (physical) {
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'FLOAT':
      return { kind: 'float' };
    case 'DOUBLE':
      return { kind: 'double' };
    case 'INT96':
      return { kind: 'int96' };
    case 'INT32':
    case 'INT64': {
      const decimal = logical?.struct(5);
      if (decimal) return decimalOf(decimal.number(1) ?? 0, decimal.number(2) ?? 0);
      if (converted === 5) return decimalOf(scale, precision);
      if (physical === 'INT32' && (logical?.struct(6) || converted === 6)) return { kind: 'date' };
      const time = logical?.struct(7);
      if (time) return { kind: 'time', unit: unitOf(time), utc: time.bool(1) ?? true };
      if (converted === 7 || converted === 8)
        return { kind: 'time', unit: converted === 7 ? 'MILLIS' : 'MICROS', utc: true };
      const stamp = logical?.struct(8);
      if (stamp) return { kind: 'timestamp', unit: unitOf(stamp), utc: stamp.bool(1) ?? true };
      if (converted === 9 || converted === 10)
        return { kind: 'timestamp', unit: converted === 9 ? 'MILLIS' : 'MICROS', utc: true };
      const int = logical?.struct(10);
      if (int) return { kind: 'int', bits: int.number(1) ?? 64, signed: int.bool(2) ?? true };
      const [bits, signed] = INTS[converted ?? -1] ?? [physical === 'INT32' ? 32 : 64, true];
      return { kind: 'int', bits, signed };
    }
    case 'FIXED_LEN_BYTE_ARRAY':
    case 'BYTE_ARRAY': {
      const decimal = logical?.struct(5);
      if (decimal) return decimalOf(decimal.number(1) ?? 0, decimal.number(2) ?? 0);
      if (converted === 5) return decimalOf(scale, precision);
      if (logical?.struct(13) || converted === 20) throw refused(file, name, 'BSON');
      if (logical?.struct(17) || logical?.struct(18)) return { kind: 'geometry' };
      if (physical === 'FIXED_LEN_BYTE_ARRAY') {
        const length = element.number(2);
        if (logical?.struct(14) && length === 16) return { kind: 'uuid' };
        if (logical?.struct(15) && length === 2) return { kind: 'float16' };
        if (converted === 21 && length === 12) return { kind: 'interval' };
        return { kind: 'fixed' };
      }
      const isText = logical?.struct(1) || logical?.struct(4) || logical?.struct(12);
      return { kind: isText || converted === 0 || converted === 4 || converted === 19 ? 'text' : 'binary' };
    }
    default:
      return physical satisfies never;
  }
}

/** Far beyond what any writer has; a value is printed with as many digits. */
const MAX_SCALE = 1000;

function decimalOf(scale: number, precision: number): Meaning {
  if (Math.abs(scale) > MAX_SCALE) throw new RangeError('scale of a decimal too large');
  return { kind: 'decimal', scale, precision };
}

function refused(file: string, name: string, got: string): DouaneError {
  return new DouaneError('INPUT_BINARY', {
    place: { file, name },
    expected: 'a column whose values can be read as text',
    got,
  });
}
