import type { TextStream } from '../text-stream.ts';

const LF = 0x0a;
const CR = 0x0d;

/**
 * The line, from 1, of the byte `offset` of the text. Reads the text again: counting lines all along would cost
 * every file what only an error needs.
 */
export async function lineOf(stream: TextStream, offset: number): Promise<number> {
  let feeds = 0;
  let returns = 0;
  let at = 0;
  for await (const block of stream.blocks()) {
    const part = block.subarray(0, Math.max(0, offset - at));
    for (let i = part.indexOf(LF); i >= 0; i = part.indexOf(LF, i + 1)) feeds++;
    if (feeds === 0) for (let i = part.indexOf(CR); i >= 0; i = part.indexOf(CR, i + 1)) returns++;
    at += block.length;
    if (at >= offset) break;
  }
  return 1 + (feeds > 0 ? feeds : returns);
}
