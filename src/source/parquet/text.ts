import { wkbToGeojson } from 'hyparquet/src/wkb.js';
import { CELL_BOOLEAN, CELL_NUMBER, CELL_TEXT } from '../../model/batch.ts';
import type { BatchBuilder } from '../batch-builder.ts';
import {
  appendDate,
  appendDecimal,
  appendHex,
  appendInteger,
  appendScaled,
  appendTime,
  appendTimestamp,
  appendWords,
  ROOM,
} from './digits.ts';
import type { Leaf, Meaning } from './schema.ts';
import { parseDate, parseTime, parseTimestamp, printDate, printTime, printTimestamp } from './time.ts';
import type { Values } from './values.ts';

/** True where the text of a value is the value's bytes. */
export function isCopied(leaf: Leaf): boolean {
  return leaf.meaning.kind === 'text' || leaf.meaning.kind === 'binary';
}

/** Most bytes that {@link printValue} makes room for, for a value of `length` bytes, with a line feed. */
export function longestPrinted(leaf: Leaf, length: number): number {
  switch (leaf.meaning.kind) {
    case 'text':
    case 'binary':
      return length + 1;
    case 'decimal':
      return length * 3 + Math.abs(leaf.meaning.scale) + ROOM;
    case 'uuid':
    case 'fixed':
      return length * 2 + ROOM;
    case 'geometry':
      return length * 16 + ROOM;
    default:
      return ROOM;
  }
}

/** Appends the text of value `k`, without loss, and returns the type of the cell. */
export function printValue(leaf: Leaf, values: Values, k: number, out: BatchBuilder): number {
  const from = values.stride > 0 ? k * values.stride : values.start[k]!;
  const to = values.stride > 0 ? from + values.stride : values.start[k + 1]! - values.gap;
  const { bytes, view } = values;
  const m = leaf.meaning;
  switch (m.kind) {
    case 'text':
    case 'binary':
      out.append(bytes, from, to);
      return CELL_TEXT;
    case 'boolean':
      out.appendAscii(bytes[from] === 1 ? 'true' : 'false');
      return CELL_BOOLEAN;
    case 'int':
      if (leaf.physical === 'INT32')
        appendInteger(out, m.signed ? view.getInt32(from, true) : view.getUint32(from, true));
      else if (!appendWords(out, view.getUint32(from, true), highWord(view, from, m.signed)))
        out.appendAscii(String(m.signed ? view.getBigInt64(from, true) : view.getBigUint64(from, true)));
      return CELL_NUMBER;
    case 'float': {
      const v = view.getFloat32(from, true);
      if (!appendDecimal(out, v, true)) out.appendAscii(printFloat32(v));
      return CELL_NUMBER;
    }
    case 'double': {
      const v = view.getFloat64(from, true);
      if (!appendDecimal(out, v, false)) out.appendAscii(printDouble(v));
      return CELL_NUMBER;
    }
    case 'float16':
      out.appendAscii(printDouble(float16(view.getUint16(from, true))));
      return CELL_NUMBER;
    case 'decimal': {
      const small = smallUnscaled(values, from, to, leaf);
      if (small === null || !appendScaled(out, small, m.scale))
        out.appendAscii(printDecimal(unscaled(values, from, to, leaf), m.scale));
      return CELL_NUMBER;
    }
    case 'date': {
      const days = view.getInt32(from, true);
      if (!appendDate(out, days)) out.appendAscii(printDate(days));
      return CELL_TEXT;
    }
    case 'time': {
      const small = smallTicks(view, from, leaf);
      if (small === null || !appendTime(out, small, m.unit))
        out.appendAscii(printTime(ticks(view, from, leaf), m.unit));
      return CELL_TEXT;
    }
    case 'timestamp': {
      const low = view.getUint32(from, true);
      const high = leaf.physical === 'INT32' ? view.getInt32(from, true) >> 31 : view.getInt32(from + 4, true);
      if (!appendTimestamp(out, low, high, m.unit, m.utc))
        out.appendAscii(printTimestamp(ticks(view, from, leaf), m.unit, m.utc));
      return CELL_TEXT;
    }
    case 'int96': {
      // Nanoseconds of the day, then the Julian day (2440588 is 1970-01-01). Written without zone.
      const days = view.getUint32(from + 8, true) - 2440588;
      const nanos = BigInt(days) * 86_400_000_000_000n + view.getBigUint64(from, true);
      out.appendAscii(printTimestamp(nanos, 'NANOS', false));
      return CELL_TEXT;
    }
    case 'uuid':
      for (const [i, last] of UUID.entries()) {
        if (i > 0) out.appendAscii('-');
        appendHex(out, bytes, from + (UUID[i - 1] ?? 0), from + last);
      }
      return CELL_TEXT;
    case 'fixed':
      appendHex(out, bytes, from, to);
      return CELL_TEXT;
    case 'interval':
      out.appendAscii(
        `P${view.getUint32(from, true)}M${view.getUint32(from + 4, true)}DT${printDecimal(BigInt(view.getUint32(from + 8, true)), 3)}S`,
      );
      return CELL_TEXT;
    case 'geometry': {
      const part = new DataView(bytes.buffer, bytes.byteOffset + from, to - from);
      out.appendText(JSON.stringify(wkbToGeojson({ view: part, offset: 0 })));
      return CELL_TEXT;
    }
    default:
      return m satisfies never;
  }
}

/**
 * The bytes of a value whose text is `text`, or null where the column's type cannot take it.
 * For every type it can write: `parseValue(leaf, print(value))` is the value.
 */
export function parseValue(leaf: Leaf, text: Uint8Array): Uint8Array | null {
  const m = leaf.meaning;
  // Longer than any number of a type with a width; text is not looked at.
  const s = text.length > 400 ? '' : latin.decode(text);
  switch (m.kind) {
    case 'text':
    case 'binary':
      return text;
    case 'boolean':
      return s === 'true' ? Uint8Array.of(1) : s === 'false' ? Uint8Array.of(0) : null;
    case 'int': {
      if (!/^-?\d{1,20}$/.test(s)) return null;
      const v = BigInt(s);
      const fits = m.signed ? BigInt.asIntN(m.bits, v) === v : BigInt.asUintN(m.bits, v) === v;
      return fits ? littleEndian(v, leaf.stride) : null;
    }
    case 'float':
    case 'double': {
      const v = parseFloatText(s);
      if (v === null) return null;
      const out = new Uint8Array(leaf.stride);
      const view = new DataView(out.buffer);
      if (m.kind === 'float') view.setFloat32(0, v, true);
      else view.setFloat64(0, v, true);
      return out;
    }
    case 'decimal':
      return parseDecimal(s, leaf, m);
    case 'date': {
      const days = parseDate(s);
      return days === null || days !== (days | 0) ? null : littleEndian(BigInt(days), 4);
    }
    case 'time': {
      const t = parseTime(s, m.unit);
      return t === null ? null : littleEndian(t, leaf.stride);
    }
    case 'timestamp': {
      const t = parseTimestamp(s, m.unit, m.utc);
      return t === null || BigInt.asIntN(64, t) !== t ? null : littleEndian(t, leaf.stride);
    }
    case 'int96': {
      const t = parseTimestamp(s, 'NANOS', false);
      if (t === null) return null;
      const perDay = 86_400_000_000_000n;
      const inDay = ((t % perDay) + perDay) % perDay;
      return littleEndian((((t - inDay) / perDay + 2440588n) << 64n) | inDay, 12);
    }
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(s) ? unhex(s.replaceAll('-', '')) : null;
    case 'fixed':
      return s.length === leaf.stride * 2 && /^[0-9a-f]*$/.test(s) ? unhex(s) : null;
    // Nobody treats these value by value: remove the column.
    case 'float16':
    case 'interval':
    case 'geometry':
      return null;
    default:
      return m satisfies never;
  }
}

const latin = new TextDecoder('latin1');

/** Bytes of a UUID up to each of its hyphens, and its end. */
const UUID = [4, 6, 8, 10, 16];

function highWord(view: DataView, at: number, signed: boolean): number {
  return signed ? view.getInt32(at + 4, true) : view.getUint32(at + 4, true);
}

/** {@link ticks} as a double, or null where it may be none. */
function smallTicks(view: DataView, at: number, leaf: Leaf): number | null {
  if (leaf.physical === 'INT32') return view.getInt32(at, true);
  return joinedWords(view.getUint32(at, true), view.getInt32(at + 4, true));
}

/** {@link unscaled} as a double, or null where it may be none. */
function smallUnscaled({ bytes, view }: Values, from: number, to: number, leaf: Leaf): number | null {
  if (leaf.physical === 'INT32' || leaf.physical === 'INT64') return smallTicks(view, from, leaf);
  if (to - from < 8) return null;
  const high = view.getInt32(to - 8);
  for (let i = from; i < to - 8; i++) if (bytes[i] !== (high < 0 ? 255 : 0)) return null;
  return joinedWords(view.getUint32(to - 4), high);
}

function joinedWords(low: number, high: number): number | null {
  return high >= -0x20_0000 && high < 0x20_0000 ? high * 0x1_0000_0000 + low : null;
}

function ticks(view: DataView, at: number, leaf: Leaf): bigint {
  return leaf.physical === 'INT32' ? BigInt(view.getInt32(at, true)) : view.getBigInt64(at, true);
}

export function printDouble(v: number): string {
  return Object.is(v, -0) ? '-0' : String(v);
}

/** The shortest decimal that reads back as the same 32-bit float. */
export function printFloat32(v: number): string {
  if (!Number.isFinite(v) || v === 0) return printDouble(v);
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(v.toPrecision(digits));
    if (Math.fround(shorter) === v) return String(shorter);
  }
  return String(Number(v.toPrecision(9)));
}

function parseFloatText(s: string): number | null {
  if (s === 'NaN' || s === 'Infinity' || s === '-Infinity') return Number(s);
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(s) && Number.isFinite(Number(s)) ? Number(s) : null;
}

/** IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

function unscaled({ bytes, view }: Values, from: number, to: number, leaf: Leaf): bigint {
  if (leaf.physical === 'INT32' || leaf.physical === 'INT64') return ticks(view, from, leaf);
  if (to - from > MAX_DECIMAL_BYTES) throw new RangeError('decimal too long');
  let v = 0n;
  for (let i = from; i < to; i++) v = (v << 8n) | BigInt(bytes[i]!);
  return BigInt.asIntN((to - from) * 8, v);
}

const MAX_DECIMAL_BYTES = 128;

/** `-12.30` for -1230 with scale 2. */
export function printDecimal(v: bigint, scale: number): string {
  if (scale <= 0) return v === 0n ? '0' : String(v) + '0'.repeat(Math.min(-scale, 400));
  const digits = String(v < 0n ? -v : v).padStart(scale + 1, '0');
  return `${v < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function parseDecimal(s: string, leaf: Leaf, m: Extract<Meaning, { kind: 'decimal' }>): Uint8Array | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(s);
  if (parts === null || m.scale < 0) return null;
  const fraction = (parts[3] ?? '').replace(/0+$/, '');
  if (fraction.length > m.scale) return null;
  const digits = BigInt(parts[2]! + fraction.padEnd(m.scale, '0'));
  if (m.precision > 0 && String(digits).length > m.precision) return null;
  const v = parts[1] === '-' ? -digits : digits;
  let length = leaf.stride;
  if (length === 0) for (length = 1; BigInt.asIntN(length * 8, v) !== v; ) length++;
  if (BigInt.asIntN(length * 8, v) !== v) return null;
  const out = littleEndian(v, length);
  return leaf.physical === 'INT32' || leaf.physical === 'INT64' ? out : out.reverse();
}

function littleEndian(value: bigint, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let v = BigInt.asUintN(length * 8, value);
  for (let i = 0; i < length; i++) {
    out[i] = Number(v & 0xffn);
    v >>= 8n;
  }
  return out;
}

function unhex(s: string): Uint8Array {
  return Uint8Array.from(Buffer.from(s, 'hex'));
}
