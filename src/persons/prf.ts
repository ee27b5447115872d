import { type Cipheriv, createCipheriv, type KeyObject } from 'node:crypto';

/** Longest message taken; what is longer is no identifier of anybody and is cut by the caller. */
export const MAX_MESSAGE_BYTES = 65_535;

const BLOCK = 16;
/** The first block holds the length and this many bytes of the message. */
const FIRST = 14;

/**
 * Keyed pseudonyms of identifiers, many at a time: CBC-MAC with AES-256 over `length ‖ message`, cut to 96 bits.
 *
 * The length in front makes the messages prefix-free, for which CBC-MAC is a pseudorandom function (Bellare, Kilian
 * and Rogaway, "The security of the cipher block chaining message authentication code", 2000, section 5). Among a
 * billion identifiers two collide with a chance below 10^-11.
 *
 * All messages go through the cipher together, block by block: one call for the first blocks of all, one for the
 * second blocks of those that have one, and so on. Called one by one the cipher would cost twenty times as much.
 */
export class Prf {
  readonly #cipher: Cipheriv;
  #in = new Uint8Array(0);
  #view = new DataView(this.#in.buffer);
  #running = new Int32Array(0);
  #words = new Int32Array(0);

  /** @param key 32 bytes, as a KeyObject: a raw buffer would be imported anew for each call. */
  constructor(key: KeyObject) {
    this.#cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  }

  /**
   * Pseudonyms of `count` messages `bytes[start[i], end[i])`: three 32-bit words each, in order. The array is this
   * object's own and is overwritten by the next call.
   */
  compute(bytes: Uint8Array, start: Int32Array, end: Int32Array, count: number): Int32Array {
    this.#reserve(count);
    const input = this.#in;
    const to = this.#view;
    const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const running = this.#running;
    const words = this.#words;
    // Four bytes at a time (measured: 45 against 70 ns an identifier, byte by byte).
    for (let i = 0, at = 0; i < count; i++, at += BLOCK) {
      let source = start[i]!;
      const length = end[i]! - source;
      to.setInt32(at, 0);
      to.setInt32(at + 4, 0);
      to.setInt32(at + 8, 0);
      to.setInt32(at + 12, 0);
      to.setInt16(at, length);
      const stop = source + (length < FIRST ? length : FIRST);
      let target = at + 2;
      for (; source + 4 <= stop; source += 4, target += 4) to.setInt32(target, from.getInt32(source));
      for (; source < stop; source++, target++) input[target] = bytes[source]!;
      running[i] = i;
    }
    let active = count;
    for (let done = FIRST; active > 0; done += BLOCK) {
      const out = this.#cipher.update(input.subarray(0, active * BLOCK));
      const view = new Int32Array(out.buffer, out.byteOffset, active * 4);
      const blocks = new DataView(out.buffer, out.byteOffset, active * BLOCK);
      let next = 0;
      for (let k = 0; k < active; k++) {
        const i = running[k]!;
        let source = start[i]! + done;
        const stop = end[i]! < source + BLOCK ? end[i]! : source + BLOCK;
        if (stop <= source) {
          words[i * 3] = view[k * 4]!;
          words[i * 3 + 1] = view[k * 4 + 1]!;
          words[i * 3 + 2] = view[k * 4 + 2]!;
          continue;
        }
        // Still running: its next block is the output so far, XOR the next bytes. `next <= k`, so nothing that is
        // still to be read is overwritten.
        let at = k * BLOCK;
        let target = next * BLOCK;
        const last = at + BLOCK;
        for (; source + 4 <= stop; source += 4, at += 4, target += 4) {
          to.setInt32(target, blocks.getInt32(at) ^ from.getInt32(source));
        }
        for (; source < stop; source++, at++, target++) input[target] = out[at]! ^ bytes[source]!;
        for (; at < last; at++, target++) input[target] = out[at]!;
        running[next++] = i;
      }
      active = next;
    }
    return words;
  }

  #reserve(count: number): void {
    if (this.#running.length >= count) return;
    const size = Math.max(count, 1024, this.#running.length * 2);
    this.#in = new Uint8Array(size * BLOCK);
    this.#view = new DataView(this.#in.buffer);
    this.#running = new Int32Array(size);
    this.#words = new Int32Array(size * 3);
  }
}
