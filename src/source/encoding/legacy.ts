import { DouaneError } from '../../model/errors.ts';
import { codePointAt, codePointSink, putCodePoint, sizeOf } from './code-points.ts';
import type { Codec } from './codec.ts';
import { INVALID, type LegacyTable, legacyTable, NOT_REVERSIBLE, PAIR } from './legacy-table.ts';

/** A codec for an encoding of one, two or (GB 18030) four bytes a character, byte by byte, with no string made. */
export function legacyCodec(encoding: string): Codec {
  const table = legacyTable(encoding);
  return {
    bom: table.fourBytes ? Uint8Array.of(0x84, 0x31, 0x95, 0x33) : new Uint8Array(0),
    decode: (blocks, options) => decode(blocks, table, options),
    encoder: (out, name) =>
      codePointSink(async (bytes, length) => {
        const encoded = new Uint8Array(length * 2); // one byte gives two at most: two of UTF-8 give four
        let o = 0;
        for (let i = 0; i < length; ) {
          const byte = bytes[i]!;
          if (byte < 0x80) {
            encoded[o++] = byte;
            i++;
            continue;
          }
          const code = codePointAt(bytes, i);
          i += sizeOf(code);
          const value = table.encode(code);
          if (value < 0)
            throw new DouaneError('TREAT_FORMAT', {
              place: { file: name },
              expected: `characters that ${encoding} has`,
            });
          if (value > 0xffff) {
            encoded[o++] = value >>> 24;
            encoded[o++] = (value >>> 16) & 0xff;
          }
          if (value > 0xff) encoded[o++] = (value >>> 8) & 0xff;
          encoded[o++] = value & 0xff;
        }
        await out.write(encoded.subarray(0, o));
      }),
  };
}

async function* decode(
  blocks: AsyncIterable<Uint8Array>,
  table: LegacyTable,
  options: { readonly name: string; readonly base: number; readonly reversible: boolean },
): AsyncGenerator<Uint8Array, void, void> {
  const { name, base, reversible } = options;
  const { single, double } = table;
  let out = new Uint8Array(0);
  let rest = new Uint8Array(0);
  let offset = base; // of the first byte of `bytes`
  const bad = (byte: number, got?: string) =>
    new DouaneError('INPUT_ENCODING', {
      place: { file: name, byte },
      expected: `valid ${table.encoding}`,
      ...(got === undefined ? {} : { got }),
    });
  for await (const block of blocks) {
    const bytes = rest.length === 0 ? block : new Uint8Array(Buffer.concat([rest, block]));
    const n = bytes.length;
    if (out.length < n * 3) out = new Uint8Array(n * 3);
    let o = 0;
    let i = 0;
    while (i < n) {
      const byte = bytes[i]!;
      if (byte < 0x80) {
        if (byte === 0) throw new DouaneError('INPUT_NUL', { place: { file: name, byte: offset + i } });
        out[o++] = byte;
        i++;
        continue;
      }
      let code = single[byte]!;
      let size = 1;
      if (code === INVALID) {
        if (i + 1 >= n) break;
        const second = bytes[i + 1]!;
        size = 2;
        if (table.fourBytes && second >= 0x30 && second <= 0x39) {
          if (i + 3 >= n) break;
          code = table.fourBytes(byte, second, bytes[i + 2]!, bytes[i + 3]!);
          size = 4;
        } else code = double[(byte << 8) | second]!;
      }
      if (code === INVALID) throw bad(offset + i);
      if (code >= NOT_REVERSIBLE) {
        if (reversible)
          throw new DouaneError('INPUT_ENCODING_NOT_REVERSIBLE', { place: { file: name, byte: offset + i } });
        code -= NOT_REVERSIBLE;
      }
      if (code >= PAIR) {
        const [first, second] = table.pairs[code - PAIR]!;
        o = putCodePoint(out, o, first);
        o = putCodePoint(out, o, second);
      } else o = putCodePoint(out, o, code);
      i += size;
    }
    rest = new Uint8Array(bytes.subarray(i)); // a copy, be it a Buffer or not
    offset += i;
    if (o > 0) yield out.subarray(0, o);
  }
  if (rest.length > 0) throw bad(offset, 'the end of the file inside a character');
}
