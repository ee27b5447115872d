/**
 * Arrays of one dimension in PostgreSQL's binary form (`array_send` in its `arrayfuncs.c`): what is sent so need not be
 * escaped here nor parsed there. Pure.
 */
import type { Column } from './tables.ts';

/** OIDs of the elements (`pg_type.dat`). */
const OIDS: Readonly<Record<Column['type'], number>> = { bytea: 17, bigint: 20, text: 25 };
/** Dimensions, whether there are nulls, OID, length, lower bound. */
const HEAD = 5 * 4;

/** @throws TypeError for a value that is not one of the type. */
export function formatArray(values: readonly unknown[], type: Column['type']): Buffer {
  let size = HEAD;
  for (const value of values) size += 4 + (value === null ? 0 : sizeOf(value, type));
  const out = Buffer.allocUnsafe(size);
  out.writeInt32BE(1, 0);
  out.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  out.writeInt32BE(OIDS[type], 8);
  out.writeInt32BE(values.length, 12);
  out.writeInt32BE(1, 16);
  let at = HEAD;
  for (const value of values) {
    const length = value === null ? -1 : write(value, out, at + 4);
    out.writeInt32BE(length, at);
    at += 4 + Math.max(length, 0);
  }
  return out;
}

function sizeOf(value: unknown, type: Column['type']): number {
  if (type === 'bigint' && Number.isSafeInteger(value)) return 8;
  if (type === 'text' && typeof value === 'string') return Buffer.byteLength(value);
  if (type === 'bytea' && value instanceof Uint8Array) return value.length;
  throw new TypeError(`not a value of the type ${type}`);
}

/** How many bytes it took. */
function write(value: unknown, out: Buffer, at: number): number {
  if (typeof value === 'number') {
    out.writeInt32BE(Math.floor(value / 2 ** 32), at);
    out.writeUInt32BE(value >>> 0, at + 4);
    return 8;
  }
  if (typeof value === 'string') return out.write(value, at, 'utf8');
  out.set(value as Uint8Array, at);
  return (value as Uint8Array).length;
}
