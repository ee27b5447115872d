import { DouaneError } from '../../model/errors.ts';
import { codePointAt, codePointSink, putCodePoint, sizeOf } from './code-points.ts';
import type { Codec } from './codec.ts';
import { FREQUENT_HAN } from './frequent-han.ts';
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
      if (table.fourBytes && (i === 0 || bytes[i - 1]! < 0x80) && isUtf8Run(bytes, i, n, double))
        throw bad(offset + i, 'text in UTF-8 beside it');
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

const LEAST_RUN = 6;

/**
 * Whether all bytes from `at` up to the next of ASCII are Chinese in UTF-8, more usual than what GB 18030 makes of
 * them: somebody put two encodings into one file, and names in the other one would be read as nonsense.
 */
function isUtf8Run(bytes: Uint8Array, at: number, end: number, double: Int32Array | Uint32Array): boolean {
  // The lead bytes of usual Han in UTF-8 are the leads of rare ones in GB 18030, so most end here.
  if (bytes[at]! < 0xe4 || bytes[at]! > 0xe9) return false;
  let i = at;
  let frequent = 0;
  for (; i < end && bytes[i]! >= 0x80; i += 3) {
    if (i + 2 >= end || bytes[i]! < 0xe3 || bytes[i]! > 0xef) return false;
    const second = bytes[i + 1]!;
    const third = bytes[i + 2]!;
    if ((second & 0xc0) !== 0x80 || (third & 0xc0) !== 0x80) return false;
    if (FREQUENT_HAN.has(((bytes[i]! & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f))) frequent += 1;
  }
  const characters = (i - at) / 3;
  if (i >= end || i - at < LEAST_RUN || frequent * 2 < characters) return false;
  let otherwise = 0;
  for (let k = at; k + 1 < i; k += 2) if (FREQUENT_HAN.has(double[(bytes[k]! << 8) | bytes[k + 1]!]!)) otherwise += 1;
  return frequent > otherwise;
}
