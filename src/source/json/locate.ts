import { DouaneError, type Place } from '../../model/errors.ts';
import type { TextStream } from '../text-stream.ts';
import type { JsonFault } from './fault.ts';
import { LINE_FEED } from './tables.ts';

/** The fault as the error of the house, with line and column, for which the text is read again up to there. */
export async function faultToError(fault: JsonFault, stream: TextStream): Promise<DouaneError> {
  const place = await locate(fault.at, stream);
  return new DouaneError(fault.code, {
    place,
    ...(fault.expected === undefined ? {} : { expected: fault.expected }),
    ...(fault.got === undefined ? {} : { got: fault.got }),
    cause: fault,
  });
}

async function locate(at: number, stream: TextStream): Promise<Place> {
  let line = 1;
  let column = 1;
  let offset = 0;
  for await (const block of stream.blocks()) {
    const end = Math.min(block.length, at - offset);
    for (let i = 0; i < end; i++) {
      const b = block[i]!;
      if (b === LINE_FEED) {
        line += 1;
        column = 1;
      } else if ((b & 0xc0) !== 0x80) column += 1; // every byte of UTF-8 but those that go on with a character
    }
    offset += block.length;
    if (offset >= at) break;
  }
  const byte = stream.byteAt(at);
  return { file: stream.name, line, column, ...(byte === undefined ? {} : { byte }) };
}
