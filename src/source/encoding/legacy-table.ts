import { createRequire } from 'node:module';

/** Marks of a table's entries; anything below {@link PAIR} is a code point. */
export const INVALID = 0;
/** Index into `pairs`: one sequence stands for two code points (four in Big5-HKSCS). */
export const PAIR = 0x200000;
/** Added where encoding the character again gives other bytes. */
export const NOT_REVERSIBLE = 0x400000;

/** An encoding as arrays, made once from iconv-lite's tables. */
export interface LegacyTable {
  readonly encoding: string;
  /** By byte; INVALID for a lead byte as well. */
  readonly single: Int32Array;
  /** By `lead << 8 | trail`. */
  readonly double: Int32Array;
  readonly pairs: readonly (readonly [number, number])[];
  /** Code point of four bytes of GB 18030. */
  readonly fourBytes: ((a: number, b: number, c: number, d: number) => number) | undefined;
  /** The bytes of a code point as one number, or -1. */
  encode(code: number): number;
}

/** Sequences of four bytes for characters below U+10000. */
const FOUR_BYTE_BMP = 39_420;

/** Trail bytes, 0x40 to 0xfe. */
const TRAILS = 0xbf;

/** Loaded with the first table. */
let iconv: typeof import('iconv-lite');

const made = new Map<string, LegacyTable>();

export function legacyTable(encoding: string): LegacyTable {
  let table = made.get(encoding);
  if (table === undefined) {
    iconv ??= createRequire(import.meta.url)('iconv-lite');
    table = make(encoding);
    made.set(encoding, table);
  }
  return table;
}

function make(encoding: string): LegacyTable {
  const name = encoding === 'big5' ? 'big5-hkscs' : encoding;
  const single = new Int32Array(256);
  const double = new Int32Array(0x10000);
  const pairs: [number, number][] = [];
  const toBytes = new Map<number, number>();
  const enter = (table: Int32Array, index: number, text: string, standard = false) => {
    const codes = [...text].map((character) => character.codePointAt(0)!);
    if (codes.length === 0 || codes.length > 2 || codes.includes(0xfffd)) return;
    let entry = codes[0]!;
    if (codes.length === 2) entry = PAIR + pairs.push([codes[0]!, codes[1]!]) - 1;
    // A pair's two characters might as well have stood there one by one.
    if (codes.length === 2 || (toBytes.get(entry) ?? (standard ? index : canonical(text, name))) !== index)
      entry += NOT_REVERSIBLE;
    else toBytes.set(entry, index);
    table[index] = entry;
  };

  const multibyte = encoding === 'gb18030' || encoding === 'big5';
  for (let byte = 0; byte < 256; byte++)
    if (byte < 0x80 || !multibyte) enter(single, byte, iconv.decode(Buffer.of(byte), name));
  if (multibyte) {
    // Row by row, a line feed behind each pair: no trail byte is one, so that a pair which is none ends there.
    const rows: string[][] = [];
    const row = Buffer.alloc(3 * TRAILS);
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      for (let i = 0; i < TRAILS; i++) row.set([lead, 0x40 + i, 0x0a], i * 3);
      rows.push(iconv.decode(row, name).split('\n'));
    }
    // What stands in the standard's own planes comes first: a second place for the same character is the odd one.
    for (const standard of encoding === 'big5' ? [true, false] : [false])
      for (let lead = 0x81; lead <= 0xfe; lead++)
        for (let i = 0; i < TRAILS; i++) {
          const pair = (lead << 8) | (0x40 + i);
          const text = rows[lead - 0x81]![i]!;
          if (standard === (encoding === 'big5' && inPlanes(pair)) && text.codePointAt(0)! >= 0x80)
            enter(double, pair, text, standard);
        }
  }
  if (encoding !== 'gb18030')
    return { encoding, single, double, pairs, fourBytes: undefined, encode: (code) => toBytes.get(code) ?? -1 };

  // Windows writes the euro sign in code page 936 as one byte (WHATWG Encoding Standard §10.2.1).
  single[0x80] = 0x20ac + NOT_REVERSIBLE;
  // Most files have no four-byte character; the tables take a tenth of a second.
  let four: { readonly bmp: Int32Array; readonly index: ReadonlyMap<number, number> } | undefined;
  const fourByteTables = () => {
    if (four !== undefined) return four;
    const bmp = fourByteCharacters();
    const index = new Map<number, number>();
    for (const [i, code] of bmp.entries()) if (code !== INVALID && code < NOT_REVERSIBLE) index.set(code, i);
    four = { bmp, index };
    return four;
  };
  return {
    encoding,
    single,
    double,
    pairs,
    fourBytes(a, b, c, d) {
      if (a < 0x81 || a > 0xfe || b < 0x30 || b > 0x39 || c < 0x81 || c > 0xfe || d < 0x30 || d > 0x39) return INVALID;
      const index = (((a - 0x81) * 10 + (b - 0x30)) * 126 + (c - 0x81)) * 10 + (d - 0x30);
      if (index < FOUR_BYTE_BMP) return fourByteTables().bmp[index]!;
      // GB 18030-2022, 6: U+10000 to U+10FFFF in a row from 0x90308130.
      return index >= 189_000 && index < 189_000 + 0x100000 ? index - 189_000 + 0x10000 : INVALID;
    },
    encode(code) {
      const two = toBytes.get(code);
      if (two !== undefined) return two;
      const index = code >= 0x10000 ? code - 0x10000 + 189_000 : fourByteTables().index.get(code);
      if (index === undefined) return -1;
      const [d, c, b] = [index % 10, Math.trunc(index / 10) % 126, Math.trunc(index / 1260) % 10];
      return (((Math.trunc(index / 12600) + 0x81) << 24) | ((b + 0x30) << 16) | ((c + 0x81) << 8) | (d + 0x30)) >>> 0;
    },
  };
}

/** The frequent and the less frequent characters of Big5. */
function inPlanes(pair: number): boolean {
  return (pair >= 0xa440 && pair <= 0xc67e) || (pair >= 0xc940 && pair <= 0xf9d5);
}

function canonical(text: string, name: string): number {
  const bytes = iconv.encode(text, name);
  return bytes.length === 1 ? bytes[0]! : bytes.length === 2 ? bytes.readUInt16BE(0) : -1;
}

/** Code points of the four-byte sequences below 0x90308130, in order. */
function fourByteCharacters(): Int32Array {
  const count = FOUR_BYTE_BMP;
  const codes = new Int32Array(count);
  const bytes = Buffer.alloc(count * 5);
  for (let index = 0; index < count; index++)
    bytes.set(
      [
        Math.trunc(index / 12600) + 0x81,
        (Math.trunc(index / 1260) % 10) + 0x30,
        (Math.trunc(index / 10) % 126) + 0x81,
        (index % 10) + 0x30,
        0x0a,
      ],
      index * 5,
    );
  const texts = iconv.decode(bytes, 'gb18030').split('\n');
  for (let index = 0; index < count; index++) {
    const text = texts[index]!;
    const code = text.codePointAt(0)!;
    if (text.length !== 1 || code === 0xfffd) continue;
    codes[index] =
      iconv.encode(text, 'gb18030').compare(bytes, index * 5, index * 5 + 4) === 0 ? code : code + NOT_REVERSIBLE;
  }
  // The last one is U+FFFF; U+FFFD itself has a sequence and cannot be told from an error above.
  const replacement = 39_419 - 2;
  if (codes[replacement] === INVALID) codes[replacement] = 0xfffd;
  return codes;
}
