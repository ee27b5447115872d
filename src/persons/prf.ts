import { type Cipheriv, createCipheriv, type KeyObject } from 'node:crypto';
import { WASM } from './prf-wasm.ts';

/** Longest message taken; what is longer is no identifier of anybody and is cut by the caller. */
export const MAX_MESSAGE_BYTES = 65_535;

const BLOCK = 16;
/** The first block holds the length and this many bytes of the message. */
const FIRST = 14;
const PAGE = 1 << 16;
/** The kernel's own data lies before. */
const DATA = 1 << 12;
/** What the kernel may read behind the messages. */
const TAIL = 32;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly first: (...args: number[]) => void;
  readonly next: (...args: number[]) => number;
}

let compiled: WebAssembly.Module | undefined;

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
  readonly #kernel: Kernel;
  #memory: Uint8Array;

  /** @param key 32 bytes, as a KeyObject: a raw buffer would be imported anew for each call. */
  constructor(key: KeyObject) {
    this.#cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
    compiled ??= new WebAssembly.Module(Buffer.from(WASM, 'base64'));
    this.#kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
    this.#memory = new Uint8Array(this.#kernel.memory.buffer);
  }

  /**
   * Pseudonyms of `count` messages `bytes[start[i], end[i])`: three 32-bit words each, in order. The array is this
   * object's own and is overwritten by the next call.
   */
  compute(bytes: Uint8Array, start: Int32Array, end: Int32Array, count: number): Int32Array {
    const kernel = this.#kernel;
    // Messages come in any order.
    let length = 0;
    for (let i = 0; i < count; i++) if (end[i]! > length) length = end[i]!;
    let room = DATA;
    const take = (size: number) => {
      const at = room;
      room = (room + size + 15) & ~15;
      return at;
    };
    const messages = take(length + TAIL);
    const [starts, ends, running] = [take(count * 4), take(count * 4), take(count * 4)];
    const [blocks, sealed, words] = [take(count * BLOCK), take(count * BLOCK), take(count * 12)];
    this.#reserve(room);
    const memory = this.#memory;
    memory.set(bytes.subarray(0, length), messages);
    new Int32Array(memory.buffer, starts, count).set(start.subarray(0, count));
    new Int32Array(memory.buffer, ends, count).set(end.subarray(0, count));
    kernel.first(messages, starts, ends, count, blocks, running);
    let active = count;
    for (let done = FIRST; active > 0; done += BLOCK) {
      const size = active * BLOCK;
      memory.set(this.#cipher.update(memory.subarray(blocks, blocks + size)), sealed);
      active = kernel.next(messages, starts, ends, done, active, sealed, blocks, running, words);
    }
    return new Int32Array(memory.buffer, words, count * 3);
  }

  #reserve(size: number): void {
    const need = size - this.#memory.length;
    if (need <= 0) return;
    this.#kernel.memory.grow(Math.ceil((need + (size >>> 2)) / PAGE));
    this.#memory = new Uint8Array(this.#kernel.memory.buffer);
  }
}
