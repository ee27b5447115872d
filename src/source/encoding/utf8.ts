import { isUtf8 } from 'node:buffer';
import { DouaneError } from '../../model/errors.ts';

/**
 * Checks UTF-8 block by block and hands the same blocks on, nothing copied: the check is native and runs at
 * several GB/s. `base` is the byte of the file at which the first block begins.
 */
export async function* checkUtf8(
  blocks: AsyncIterable<Uint8Array>,
  name: string,
  base: number,
): AsyncGenerator<Uint8Array, void, void> {
  const cut = new Uint8Array(4); // the character that the last block cut
  let held = 0;
  let need = 0;
  let offset = base;
  for await (const block of blocks) {
    let at = 0;
    if (held > 0) {
      while (held < need && at < block.length) cut[held++] = block[at++]!;
      if (held === need) {
        if (!isUtf8(cut.subarray(0, need))) throw notUtf8(name, offset + at - need);
        held = 0;
      }
    }
    const whole = block.length - cutLength(block, at);
    const body = block.subarray(at, whole);
    if (!isUtf8(body)) throw notUtf8(name, offset + at + firstInvalid(body));
    // The search of Buffer takes 0.01 ms a MB, that of a plain array of bytes 0.28 and so most of the whole check.
    const nul = Buffer.from(body.buffer, body.byteOffset, body.length).indexOf(0);
    if (nul >= 0) throw new DouaneError('INPUT_NUL', { place: { file: name, byte: offset + at + nul } });
    if (whole < block.length) {
      held = block.length - whole;
      cut.set(block.subarray(whole));
      need = sequenceLength(cut[0]!);
    }
    offset += block.length;
    if (block.length > 0) yield block;
  }
  if (held > 0) throw notUtf8(name, offset - held, 'the end of the file inside a character');
}

/** Bytes that a lead byte announces; 1 for anything else. */
function sequenceLength(lead: number): number {
  return lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
}

/** How many bytes at the end, at most 3, begin a character that is not whole; looks no further back than `from`. */
export function cutLength(bytes: Uint8Array, from = 0): number {
  for (let back = 1; back <= 3 && bytes.length - back >= from; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Index of the first byte that is not part of a valid sequence (Unicode 16, table 3-7), or -1. */
export function firstInvalid(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i++;
      continue;
    }
    const length = sequenceLength(lead);
    if (length === 1 || i + length > bytes.length || !isUtf8(bytes.subarray(i, i + length))) return i;
    i += length;
  }
  return -1;
}

function notUtf8(name: string, byte: number, got?: string): DouaneError {
  return new DouaneError('INPUT_ENCODING', {
    place: { file: name, byte },
    expected: 'valid UTF-8',
    ...(got === undefined ? {} : { got }),
  });
}
