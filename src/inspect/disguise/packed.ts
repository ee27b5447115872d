/** Text that is packed into letters: base64, base64url and hex, and gzip, zlib or zstd inside of these. */

import { gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { DouaneError } from '../../model/errors.ts';

/** What is packed in one word is unpacked to so many bytes. */
export const MOST_UNPACKED = 1 << 24;
/** Shorter words are words. */
const LEAST_BASE64 = 11;
const LEAST_HEX = 18;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const isBase64 = new Uint8Array(256);
for (const c of `${LETTERS}+/-_`) isBase64[c.charCodeAt(0)] = 1;
const isHex = new Uint8Array(256);
for (const c of '0123456789abcdefABCDEF') isHex[c.charCodeAt(0)] = 1;

export interface Packed {
  readonly from: number;
  readonly to: number;
  /** What is in it. */
  readonly bytes: Uint8Array;
}

/** Whether `bytes[from, to)` has a word long enough to hold something. */
export function mayBePacked(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from + LEAST_BASE64 - 1; i < to; i += LEAST_BASE64) {
    if (isBase64[bytes[i]!] === 0) continue;
    let begin = i;
    while (begin > from && isBase64[bytes[begin - 1]!] === 1) begin -= 1;
    let end = i + 1;
    while (end < to && isBase64[bytes[end]!] === 1) end += 1;
    if (end - begin >= LEAST_BASE64) return true;
  }
  return false;
}

/**
 * The packed words of `bytes[from, to)` that hold text, one after the other.
 *
 * @throws DouaneError LIMIT_LAYERS where one grows beyond {@link MOST_UNPACKED}.
 */
export function* packedIn(bytes: Uint8Array, from: number, to: number): Generator<Packed> {
  for (let i = from; i < to; ) {
    if (isBase64[bytes[i]!] === 0) {
      i += 1;
      continue;
    }
    const begin = i;
    let hex = true;
    while (i < to && isBase64[bytes[i]!] === 1) {
      if (isHex[bytes[i]!] === 0) hex = false;
      i += 1;
    }
    const end = i;
    while (i < to && bytes[i] === 0x3d && i - end < 2) i += 1;
    if (end - begin < LEAST_BASE64) continue;
    const word = Buffer.from(bytes.buffer, bytes.byteOffset + begin, end - begin).toString('latin1');
    let text = hex && end - begin >= LEAST_HEX && (end - begin) % 2 === 0 ? textIn(Buffer.from(word, 'hex')) : null;
    // Base64 in lines is one after the other; a mark of hex before it (0x) is passed over.
    if (text === null && (end - begin) % 4 !== 1) text = textIn(Buffer.from(word, 'base64'));
    if (text === null && hex && (word.startsWith('0x') || word.startsWith('0X')))
      text = textIn(Buffer.from(word.slice(2), 'hex'));
    if (text !== null) yield { from: begin, to: i, bytes: text };
  }
}

/** The text that `bytes` are, unpacked when they are packed once more; null when they are no text. */
function textIn(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 6) return null;
  const unpacked = decompressed(bytes);
  const text = unpacked ?? bytes;
  return isText(text) ? text : null;
}

const limit = { maxOutputLength: MOST_UNPACKED };

function decompressed(bytes: Uint8Array): Uint8Array | null {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, limit);
    if (bytes[0] === 0x78 && (bytes[0] * 256 + bytes[1]!) % 31 === 0) return inflateSync(bytes, limit);
    if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)
      return zstdDecompressSync(bytes, limit);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new DouaneError('LIMIT_LAYERS', { expected: `at most ${MOST_UNPACKED} bytes in one packed word` });
    // Not what it began like.
  }
  return null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 without control signs: chance hardly makes twelve such bytes. */
function isText(bytes: Uint8Array): boolean {
  for (const b of bytes.subarray(0, 64)) if (b < 0x20 && b !== 0x09 && b !== 0x0a && b !== 0x0d) return false;
  try {
    utf8.decode(bytes);
  } catch {
    return false;
  }
  for (const b of bytes) if ((b < 0x20 && b !== 0x09 && b !== 0x0a && b !== 0x0d) || b === 0x7f) return false;
  return true;
}
