/**
 * Thrift's compact protocol as a typed tree, so that a footer can be changed in one place and written back with
 * everything else as it was, fields of later versions included.
 *
 * Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
 */

export const BOOL_TRUE = 1;
export const BOOL_FALSE = 2;
export const I8 = 3;
export const I16 = 4;
export const I32 = 5;
export const I64 = 6;
export const DOUBLE = 7;
export const BINARY = 8;
export const LIST = 9;
export const SET = 10;
export const MAP = 11;
export const STRUCT = 12;

export type ThriftValue = boolean | number | bigint | Uint8Array | ThriftList | Struct;

export interface ThriftList {
  elem: number;
  items: ThriftValue[];
}

export interface Field {
  readonly id: number;
  type: number;
  value: ThriftValue;
}

/** Fields in the order they were written. */
export class Struct {
  readonly fields: Field[] = [];

  /** Drops all fields but these. */
  keep(...ids: readonly number[]): this {
    const kept = this.fields.filter((f) => ids.includes(f.id));
    this.fields.splice(0, this.fields.length, ...kept);
    return this;
  }

  get(id: number): ThriftValue | undefined {
    for (const f of this.fields) if (f.id === id) return f.value;
    return undefined;
  }

  /** A number, whatever its width, or undefined. Beyond 2^53 is an error. */
  number(id: number): number | undefined {
    const v = this.get(id);
    if (v === undefined) return undefined;
    const n = Number(v);
    if ((typeof v !== 'number' && typeof v !== 'bigint') || !Number.isSafeInteger(n))
      throw new RangeError('not a number');
    return n;
  }

  bool(id: number): boolean | undefined {
    const v = this.get(id);
    return typeof v === 'boolean' ? v : undefined;
  }

  bytes(id: number): Uint8Array | undefined {
    const v = this.get(id);
    return v instanceof Uint8Array ? v : undefined;
  }

  text(id: number): string | undefined {
    const v = this.bytes(id);
    return v === undefined ? undefined : utf8.decode(v);
  }

  struct(id: number): Struct | undefined {
    const v = this.get(id);
    return v instanceof Struct ? v : undefined;
  }

  list(id: number): ThriftValue[] | undefined {
    const v = this.get(id);
    return typeof v === 'object' && 'items' in v ? v.items : undefined;
  }

  structs(id: number): Struct[] {
    const items = this.list(id) ?? [];
    for (const s of items) if (!(s instanceof Struct)) throw new RangeError('not a struct');
    return items as Struct[];
  }

  /** Sets a field in its place, or in the order of ids where there was none. */
  set(id: number, type: number, value: ThriftValue): this {
    const at = this.fields.findIndex((f) => f.id >= id);
    if (at >= 0 && this.fields[at]!.id === id) this.fields[at] = { id, type, value };
    else this.fields.splice(at < 0 ? this.fields.length : at, 0, { id, type, value });
    return this;
  }

  delete(...ids: number[]): this {
    for (let i = this.fields.length - 1; i >= 0; i--) if (ids.includes(this.fields[i]!.id)) this.fields.splice(i, 1);
    return this;
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const MAX_DEPTH = 64;

/** Reads one struct at `offset`; throws RangeError on anything that is not one or does not fit into the bytes. */
export function parseStruct(bytes: Uint8Array, offset = 0): { value: Struct; end: number } {
  const r = new Reader(bytes, offset);
  const value = r.struct(0);
  return { value, end: r.at };
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    if (this.at >= this.#bytes.length) throw new RangeError('ends early');
    return this.#bytes[this.at++]!;
  }

  take(n: number): Uint8Array {
    if (n > this.#bytes.length - this.at) throw new RangeError('ends early');
    this.at += n;
    return this.#bytes.subarray(this.at - n, this.at);
  }

  size(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const b = this.byte();
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) return value;
    }
    throw new RangeError('varint too long');
  }

  zigzag(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const b = this.byte();
      value |= BigInt(b & 0x7f) << shift;
      if (b < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw new RangeError('varint too long');
  }

  value(type: number, depth: number): ThriftValue {
    switch (type) {
      case I8:
        return (this.byte() << 24) >> 24;
      case I16:
      case I32:
        return Number(this.zigzag());
      case I64:
        return this.zigzag();
      case DOUBLE: {
        const b = this.take(8);
        return new DataView(b.buffer, b.byteOffset, 8).getFloat64(0, true);
      }
      case BINARY:
        return this.take(this.size());
      case LIST:
      case SET:
        return this.list(depth + 1);
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new RangeError('unknown type');
    }
  }

  list(depth: number): ThriftList {
    if (depth > MAX_DEPTH) throw new RangeError('too deep');
    const head = this.byte();
    const elem = head & 15;
    const count = head >> 4 === 15 ? this.size() : head >> 4;
    if (count > this.#bytes.length - this.at) throw new RangeError('ends early');
    const items: ThriftValue[] = [];
    for (let i = 0; i < count; i++)
      items.push(elem <= BOOL_FALSE ? this.byte() === BOOL_TRUE : this.value(elem, depth));
    return { elem, items };
  }

  struct(depth: number): Struct {
    if (depth > MAX_DEPTH) throw new RangeError('too deep');
    const s = new Struct();
    let id = 0;
    for (;;) {
      const head = this.byte();
      if (head === 0) return s;
      const type = head & 15;
      id = head >> 4 === 0 ? Number(this.zigzag()) : id + (head >> 4);
      const value = type <= BOOL_FALSE ? type === BOOL_TRUE : this.value(type, depth);
      s.fields.push({ id, type, value });
    }
  }
}

/** The inverse of {@link parseStruct}. */
export function formatStruct(s: Struct): Uint8Array {
  const w = new Writer();
  w.struct(s);
  return w.bytes.subarray(0, w.length);
}

class Writer {
  bytes = new Uint8Array(1024);
  length = 0;

  byte(b: number): void {
    this.raw(1);
    this.bytes[this.length++] = b;
  }

  raw(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + more, this.bytes.length * 2));
    grown.set(this.bytes);
    this.bytes = grown;
  }

  varint(value: bigint): void {
    let v = value;
    while (v >= 0x80n) {
      this.byte(Number(v & 0x7fn) | 0x80);
      v >>= 7n;
    }
    this.byte(Number(v));
  }

  zigzag(value: number | bigint): void {
    const v = BigInt(value);
    this.varint(BigInt.asUintN(64, (v << 1n) ^ (v >> 63n)));
  }

  value(type: number, value: ThriftValue): void {
    if (type === I8) this.byte((value as number) & 0xff);
    else if (type === I16 || type === I32 || type === I64) this.zigzag(value as number | bigint);
    else if (type === DOUBLE) {
      this.raw(8);
      new DataView(this.bytes.buffer).setFloat64(this.length, value as number, true);
      this.length += 8;
    } else if (value instanceof Uint8Array) {
      this.varint(BigInt(value.length));
      this.raw(value.length);
      this.bytes.set(value, this.length);
      this.length += value.length;
    } else if (value instanceof Struct) this.struct(value);
    else this.list(value as ThriftList);
  }

  list({ elem, items }: ThriftList): void {
    if (items.length < 15) this.byte((items.length << 4) | elem);
    else {
      this.byte(0xf0 | elem);
      this.varint(BigInt(items.length));
    }
    for (const item of items) {
      if (elem <= BOOL_FALSE) this.byte(item === true ? BOOL_TRUE : BOOL_FALSE);
      else this.value(elem, item);
    }
  }

  struct(s: Struct): void {
    let last = 0;
    for (const { id, type: written, value } of s.fields) {
      const type = typeof value === 'boolean' ? (value ? BOOL_TRUE : BOOL_FALSE) : written;
      const delta = id - last;
      if (delta > 0 && delta < 16) this.byte((delta << 4) | type);
      else {
        this.byte(type);
        this.zigzag(id);
      }
      if (typeof value !== 'boolean') this.value(type, value);
      last = id;
    }
    this.byte(0);
  }
}
