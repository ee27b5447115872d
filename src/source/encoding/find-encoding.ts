import { isUtf8 } from 'node:buffer';
import { DouaneError } from '../../model/errors.ts';
import { looksBinary } from './binary.ts';
import { chineseFit } from './chinese-fit.ts';
import { FREQUENT_HAN } from './frequent-han.ts';
import { INVALID, legacyTable } from './legacy-table.ts';
import { cutLength } from './utf8.ts';
import { utf16Without } from './utf16-found.ts';

export interface FoundEncoding {
  readonly encoding: string;
  /** Length of the byte order mark. */
  readonly bom: number;
}

/** The bytes a file begins with, and parts of it from where other than ASCII characters are. */
export interface EncodingSample {
  readonly head: Uint8Array;
  /** True where `head` is the whole file. */
  readonly whole: boolean;
  /** Each begins at a character; the last characters may be cut. */
  readonly parts: readonly Uint8Array[];
  /** Byte of the file at which the first part begins. */
  readonly firstPart: number;
}

const BOMS: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['gb18030', [0x84, 0x31, 0x95, 0x33]],
];

/** The byte order mark of a file, if it has one. */
export function findBom(head: Uint8Array): FoundEncoding | undefined {
  for (const [encoding, mark] of BOMS)
    if (mark.every((byte, i) => head[i] === byte)) return { encoding, bom: mark.length };
  return undefined;
}

/**
 * Finds the encoding: by byte order mark, by the zeros that ASCII leaves in UTF-16, by what is valid UTF-8, and
 * between GB 18030 and Big5 by how usual the characters are that each of them reads. Bytes that are no text at all
 * are INPUT_BINARY; text in none of these encodings is INPUT_ENCODING rather than a guess.
 */
export function findEncoding(sample: EncodingSample, name: string): FoundEncoding {
  const marked = findBom(sample.head);
  if (marked !== undefined) return marked;
  const utf16 = utf16Without(sample.head, sample.whole);
  if (utf16 !== undefined) return { encoding: utf16, bom: 0 };
  if (looksBinary(sample.head)) throw new DouaneError('INPUT_BINARY', { place: { file: name }, expected: 'text' });

  const parts = sample.parts.filter((part) => part.length > 0);
  const { valid, invalid, firstInvalid } = countUtf8(parts);
  if (invalid === 0) return { encoding: shortGb(parts) ? 'gb18030' : 'utf-8', bom: 0 };
  // Chinese in UTF-8 with a few broken bytes is broken UTF-8: read as anything else it would be nonsense.
  if (valid >= 4 && valid > invalid * 10) return { encoding: 'utf-8', bom: 0 };

  const [gb, big5] = [chineseFit(parts, 'gb18030'), chineseFit(parts, 'big5')];
  const best = gb.score >= big5.score ? gb : big5;
  // Worse than this on the average is not Chinese in either: letters with accents read so are rare characters.
  if (best.perCharacter < -11 || best.invalid > 0.02)
    throw new DouaneError('INPUT_ENCODING', {
      place: { file: name, ...(firstInvalid === undefined ? {} : { byte: sample.firstPart + firstInvalid }) },
      expected: 'UTF-8, UTF-16, GB 18030 or Big5; any other must be named',
    });
  return { encoding: best.encoding, bom: 0 };
}

/** Characters of more than one byte that are valid UTF-8, bytes that are not, and the first such of the first part. */
function countUtf8(parts: readonly Uint8Array[]): { valid: number; invalid: number; firstInvalid?: number } {
  let valid = 0;
  let invalid = 0;
  let firstInvalid: number | undefined;
  for (const part of parts) {
    const end = part.length - cutLength(part);
    for (let i = 0; i < end; ) {
      const lead = part[i]!;
      if (lead < 0x80) {
        i++;
        continue;
      }
      const size = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
      if (size > 1 && i + size <= part.length && isUtf8(part.subarray(i, i + size))) {
        valid++;
        i += size;
      } else {
        if (part === parts[0]) firstInvalid ??= i;
        invalid++;
        i++;
      }
    }
  }
  return firstInvalid === undefined ? { valid, invalid } : { valid, invalid, firstInvalid };
}

/**
 * True for the few short texts in GB 18030 that are valid UTF-8 by chance: only two-byte sequences, always two or
 * more together, every one of them a frequent Chinese character when read in pairs. No European word is that.
 */
function shortGb(parts: readonly Uint8Array[]): boolean {
  // Made when the first bytes could be such a text: it takes longer than reading a small file.
  let double: Int32Array | undefined;
  let characters = 0;
  for (const part of parts)
    for (let i = 0; i < part.length; ) {
      if (part[i]! < 0x80) {
        i++;
        continue;
      }
      const from = i;
      for (; i < part.length && part[i]! >= 0x80; i += 2) {
        if (part[i]! >= 0xe0 || i + 1 >= part.length) return false;
        double ??= legacyTable('gb18030').double;
        const code = double[(part[i]! << 8) | part[i + 1]!]!;
        if (code === INVALID || !FREQUENT_HAN.has(code)) return false;
        if (++characters > 64) return false;
      }
      if (i - from < 4) return false;
    }
  return characters > 0;
}
