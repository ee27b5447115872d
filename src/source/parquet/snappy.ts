import { WASM } from './snappy-wasm.ts';

/**
 * Unpacks blocks of snappy with a kernel, in one memory for all: what can be had makes a new one for every page, which
 * only the garbage collector frees.
 */

const PAGE = 1 << 16;
/** The kernel's own data lies before. */
const BLOCK = 1 << 10;
/** What the kernel reads and writes behind a block at most. */
const TAIL = 64;
/** A memory that had to be larger is not kept: it would stay as large. */
const KEPT = 1 << 26;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly unpack: (from: number, end: number, to: number, toEnd: number) => number;
}

const compiled = new WebAssembly.Module(Buffer.from(WASM, 'base64'));
let kernel: Kernel | undefined; // kept from page to page; nothing is left in it that a call relies on

/** Fills `out` exactly; anything else throws. */
export function unpackSnappy(bytes: Uint8Array, out: Uint8Array): void {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    if (shift > 28 || at >= bytes.length) throw new RangeError('length missing');
    const b = bytes[at++]!;
    length += (b & 0x7f) * 2 ** shift;
    if (b < 0x80) break;
  }
  if (length !== out.length) throw new RangeError('page unpacks to another size');
  kernel ??= new WebAssembly.Instance(compiled).exports as unknown as Kernel;
  const { memory, unpack } = kernel;
  const to = (BLOCK + bytes.length + TAIL + 15) & ~15;
  const need = to + out.length + TAIL;
  if (memory.buffer.byteLength < need) memory.grow(Math.ceil((need - memory.buffer.byteLength) / PAGE));
  const all = new Uint8Array(memory.buffer);
  all.set(bytes, BLOCK);
  const whole = unpack(BLOCK + at, BLOCK + bytes.length, to, to + out.length) !== 0;
  if (whole) out.set(all.subarray(to, to + out.length));
  if (need > KEPT) kernel = undefined;
  if (!whole) throw new RangeError('page is damaged');
}
