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
    const running = this.#running;
    const words = this.#words;
    for (let i = 0; i < count; i++) {
      const from = start[i]!;
      const length = end[i]! - from;
      const at = i * BLOCK;
      input[at] = length >>> 8;
      input[at + 1] = length & 0xff;
      const n = length < FIRST ? length : FIRST;
      for (let b = 0; b < n; b++) input[at + 2 + b] = bytes[from + b]!;
      for (let b = n; b < FIRST; b++) input[at + 2 + b] = 0;
      running[i] = i;
    }
    let active = count;
    for (let done = FIRST; active > 0; done += BLOCK) {
      const out = this.#cipher.update(input.subarray(0, active * BLOCK));
      const view = new Int32Array(out.buffer, out.byteOffset, active * 4);
      let next = 0;
      for (let k = 0; k < active; k++) {
        const i = running[k]!;
        const from = start[i]! + done;
        const left = end[i]! - from;
        if (left <= 0) {
          words[i * 3] = view[k * 4]!;
          words[i * 3 + 1] = view[k * 4 + 1]!;
          words[i * 3 + 2] = view[k * 4 + 2]!;
          continue;
        }
        // Still running: its next block is the output so far, XOR the next bytes. `next <= k`, so nothing that is
        // still to be read is overwritten.
        const at = next * BLOCK;
        const n = left < BLOCK ? left : BLOCK;
        for (let b = 0; b < n; b++) input[at + b] = out[k * BLOCK + b]! ^ bytes[from + b]!;
        for (let b = n; b < BLOCK; b++) input[at + b] = out[k * BLOCK + b]!;
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
    this.#running = new Int32Array(size);
    this.#words = new Int32Array(size * 3);
  }
}
