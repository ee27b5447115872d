import { createCipheriv, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Prf } from './prf.ts';

const key = Buffer.alloc(32, 9);

/** CBC-MAC as it is written in the books, one message at a time: AES-CBC with a zero IV, the last block. */
function reference(message: Uint8Array): number[] {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  const padded = Buffer.alloc(Math.ceil((message.length + 2) / 16) * 16);
  Buffer.concat([length, message]).copy(padded);
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  const last = cipher.update(padded).subarray(-16);
  return [0, 4, 8].map((at) => last.readInt32LE(at));
}

test('many messages at a time give what one at a time gives', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 40 }), (messages) => {
      const prf = new Prf(createSecretKey(key));
      const bytes = Buffer.concat(messages);
      const ends: number[] = [];
      for (const m of messages) ends.push((ends.at(-1) ?? 0) + m.length);
      const starts = [0, ...ends.slice(0, -1)];
      const words = prf.compute(bytes, Int32Array.from(starts), Int32Array.from(ends), messages.length);
      const got = messages.map((_, i) => [...words.subarray(i * 3, i * 3 + 3)]);
      expect(got).toEqual(messages.map(reference));
    }),
  );
});

test('messages may come in any order', () => {
  const message = Buffer.from('short and a message that is longer than a block');
  const prf = new Prf(createSecretKey(key));
  const words = [...prf.compute(message, Int32Array.of(10, 0, 4), Int32Array.of(47, 5, 40), 3)];
  const ranges = [
    [10, 47],
    [0, 5],
    [4, 40],
  ] as const;
  expect(words).toEqual(ranges.flatMap(([from, to]) => reference(message.subarray(from, to))));
});

test('the same message under another key is another pseudonym', () => {
  const message = Buffer.from('I110105194912310021');
  const of = (k: Buffer) =>
    [...new Prf(createSecretKey(k)).compute(message, Int32Array.of(0), Int32Array.of(message.length), 1)].slice(0, 3);
  expect(of(key)).toEqual(reference(message));
  expect(of(Buffer.alloc(32, 10))).not.toEqual(of(key));
});
