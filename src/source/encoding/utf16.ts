import { DouaneError } from '../../model/errors.ts';
import type { Sink } from '../source.ts';
import type { EncodingSink } from '../text-stream.ts';
import { codePointAt, codePointSink, sizeOf } from './code-points.ts';

/** Decodes UTF-16 to UTF-8. A surrogate that stands alone or an odd byte at the end is INPUT_ENCODING. */
export async function* decodeUtf16(
  blocks: AsyncIterable<Uint8Array>,
  name: string,
  base: number,
  bigEndian: boolean,
): AsyncGenerator<Uint8Array, void, void> {
  let out = new Uint8Array(0);
  let rest = new Uint8Array(0);
  let offset = base; // of the first byte of `bytes`
  const bad = (byte: number, got: string) =>
    new DouaneError('INPUT_ENCODING', { place: { file: name, byte }, expected: 'valid UTF-16', got });
  for await (const block of blocks) {
    const bytes = rest.length === 0 ? block : new Uint8Array(Buffer.concat([rest, block]));
    // Two bytes give three at most, four give four.
    if (out.length < bytes.length * 1.5 + 4) out = new Uint8Array(Math.ceil(bytes.length * 1.5) + 4);
    let o = 0;
    let i = 0;
    for (; i + 1 < bytes.length; i += 2) {
      const u = bigEndian ? (bytes[i]! << 8) | bytes[i + 1]! : (bytes[i + 1]! << 8) | bytes[i]!;
      if (u < 0x80) {
        if (u === 0) throw new DouaneError('INPUT_NUL', { place: { file: name, byte: offset + i } });
        out[o++] = u;
      } else if (u < 0x800) {
        out[o++] = 0xc0 | (u >> 6);
        out[o++] = 0x80 | (u & 0x3f);
      } else if (u < 0xd800 || u > 0xdfff) {
        out[o++] = 0xe0 | (u >> 12);
        out[o++] = 0x80 | ((u >> 6) & 0x3f);
        out[o++] = 0x80 | (u & 0x3f);
      } else {
        if (u > 0xdbff) throw bad(offset + i, 'a low surrogate alone');
        if (i + 3 >= bytes.length) break;
        const low = bigEndian ? (bytes[i + 2]! << 8) | bytes[i + 3]! : (bytes[i + 3]! << 8) | bytes[i + 2]!;
        if (low < 0xdc00 || low > 0xdfff) throw bad(offset + i, 'a high surrogate alone');
        const c = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
        out[o++] = 0xf0 | (c >> 18);
        out[o++] = 0x80 | ((c >> 12) & 0x3f);
        out[o++] = 0x80 | ((c >> 6) & 0x3f);
        out[o++] = 0x80 | (c & 0x3f);
        i += 2;
      }
    }
    rest = new Uint8Array(bytes.subarray(i)); // a copy, be it a Buffer or not
    offset += i;
    if (o > 0) yield out.subarray(0, o);
  }
  if (rest.length > 0) throw bad(offset, 'the end of the file inside a character');
}

/** Encodes UTF-8 as UTF-16. */
export function utf16Encoder(out: Sink, bigEndian: boolean): EncodingSink {
  return codePointSink(async (bytes, length) => {
    // One byte of UTF-8 gives two at most.
    const encoded = new Uint8Array(length * 2);
    let o = 0;
    const put = (unit: number) => {
      encoded[o++] = bigEndian ? unit >> 8 : unit & 0xff;
      encoded[o++] = bigEndian ? unit & 0xff : unit >> 8;
    };
    for (let i = 0; i < length; ) {
      const code = codePointAt(bytes, i);
      i += sizeOf(code);
      if (code < 0x10000) put(code);
      else {
        put(0xd800 + ((code - 0x10000) >> 10));
        put(0xdc00 + ((code - 0x10000) & 0x3ff));
      }
    }
    await out.write(encoded.subarray(0, o));
  });
}
