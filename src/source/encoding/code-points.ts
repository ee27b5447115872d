import { DouaneError } from '../../model/errors.ts';
import type { EncodingSink } from '../text-stream.ts';
import { cutLength } from './utf8.ts';

/** The code point that begins at `i` of valid UTF-8. */
export function codePointAt(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!;
  if (lead < 0x80) return lead;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | (bytes[i + 1]! & 0x3f);
  if (lead < 0xf0) return ((lead & 0xf) << 12) | ((bytes[i + 1]! & 0x3f) << 6) | (bytes[i + 2]! & 0x3f);
  return ((lead & 7) << 18) | ((bytes[i + 1]! & 0x3f) << 12) | ((bytes[i + 2]! & 0x3f) << 6) | (bytes[i + 3]! & 0x3f);
}

/** Bytes of a code point in UTF-8. */
export function sizeOf(code: number): number {
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** Writes a code point as UTF-8 at `o`; gives the place behind it. */
export function putCodePoint(out: Uint8Array, o: number, code: number): number {
  if (code < 0x80) out[o++] = code;
  else if (code < 0x800) {
    out[o++] = 0xc0 | (code >> 6);
    out[o++] = 0x80 | (code & 0x3f);
  } else if (code < 0x10000) {
    out[o++] = 0xe0 | (code >> 12);
    out[o++] = 0x80 | ((code >> 6) & 0x3f);
    out[o++] = 0x80 | (code & 0x3f);
  } else {
    out[o++] = 0xf0 | (code >> 18);
    out[o++] = 0x80 | ((code >> 12) & 0x3f);
    out[o++] = 0x80 | ((code >> 6) & 0x3f);
    out[o++] = 0x80 | (code & 0x3f);
  }
  return o;
}

/** Hands `encode` whole characters only, keeping back what a write cut. */
export function codePointSink(encode: (bytes: Uint8Array, length: number) => Promise<void>): EncodingSink {
  let rest = new Uint8Array(0);
  return {
    async write(bytes) {
      const all = rest.length === 0 ? bytes : new Uint8Array(Buffer.concat([rest, bytes]));
      const whole = all.length - cutLength(all);
      rest = new Uint8Array(all.subarray(whole)); // a copy, be it a Buffer or not
      if (whole > 0) await encode(all, whole);
    },
    async end() {
      if (rest.length > 0) throw new DouaneError('INTERNAL', { got: 'text that ends inside a character' });
    },
  };
}
