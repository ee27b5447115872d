import { type Cipheriv, createCipheriv, createSecretKey } from 'node:crypto';

/** Domains must have at least a million values: NIST SP 800-38G Rev. 1, §5.1. */
export const MIN_DOMAIN = 1_000_000n;
const ROUNDS = 10;

/**
 * FF1 of NIST SP 800-38G (§6.2, algorithms 7 and 8) with AES: encrypts a string of numerals of any radix to one of
 * the same length. Its own code, because no library that is kept up gives it.
 *
 * @example
 * const ff1 = new FF1(key);
 * ff1.encrypt(10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], new Uint8Array());
 */
export class FF1 {
  /** ECB without padding gives one block for each block at once, so one object serves all calls. */
  readonly #aes: Cipheriv;

  /** @param key 16, 24 or 32 bytes. */
  constructor(key: Uint8Array) {
    this.#aes = createCipheriv(`aes-${key.length * 8}-ecb`, createSecretKey(key), null);
    this.#aes.setAutoPadding(false);
  }

  encrypt(radix: number, numerals: readonly number[], tweak: Uint8Array): number[] {
    return this.#numerals(radix, numerals, tweak, false);
  }

  decrypt(radix: number, numerals: readonly number[], tweak: Uint8Array): number[] {
    return this.#numerals(radix, numerals, tweak, true);
  }

  /** Radix 2 on `bits` bits given as one number. */
  encryptBits(bits: number, value: bigint, tweak: Uint8Array): bigint {
    return this.#bits(bits, value, tweak, false);
  }

  decryptBits(bits: number, value: bigint, tweak: Uint8Array): bigint {
    return this.#bits(bits, value, tweak, true);
  }

  #numerals(radix: number, numerals: readonly number[], tweak: Uint8Array, inverse: boolean): number[] {
    const n = numerals.length;
    const u = n >> 1;
    const big = BigInt(radix);
    const halves = [number(big, numerals.slice(0, u)), number(big, numerals.slice(u))] as const;
    const [a, b] = this.#run(radix, n, halves, tweak, inverse);
    return [...digits(big, a, u), ...digits(big, b, n - u)];
  }

  #bits(bits: number, value: bigint, tweak: Uint8Array, inverse: boolean): bigint {
    const v = BigInt(bits - (bits >> 1));
    const [a, b] = this.#run(2, bits, [value >> v, value & ((1n << v) - 1n)], tweak, inverse);
    return (a << v) | b;
  }

  #run(
    radix: number,
    n: number,
    halves: readonly [bigint, bigint],
    tweak: Uint8Array,
    inverse: boolean,
  ): readonly [bigint, bigint] {
    if (radix < 2 || radix > 65_536 || n < 2) throw new RangeError('FF1: radix from 2 to 65536, at least 2 numerals');
    const u = n >> 1;
    const powers = [BigInt(radix) ** BigInt(u), BigInt(radix) ** BigInt(n - u)] as const;
    if (powers[0] * powers[1] < MIN_DOMAIN) throw new RangeError('FF1: the domain has less than a million values');
    const { b, d, q, p } = layout(radix, n, u, tweak, powers[1]);
    let [A, B] = halves;
    // Algorithm 7 steps 6.i-ix; for the inverse (algorithm 8) the rounds run backwards and A and B change places.
    for (let k = 0; k < ROUNDS; k++) {
      const i = inverse ? ROUNDS - 1 - k : k;
      q[q.length - b - 1] = i;
      writeNumber(inverse ? A : B, q, b);
      const y = this.#digest(p, q, d);
      const modulus = powers[i % 2]!;
      if (inverse) {
        const c = (((B - y) % modulus) + modulus) % modulus;
        B = A;
        A = c;
      } else {
        const c = (A + y) % modulus;
        A = B;
        B = c;
      }
    }
    return [A, B];
  }

  /** Steps 6.ii-iv: CBC-MAC of P || Q, stretched to `d` bytes, as a number. */
  #digest(p: Uint8Array, q: Uint8Array, d: number): bigint {
    let r: Uint8Array = this.#aes.update(p);
    for (let at = 0; at < q.length; at += 16) {
      const block = q.slice(at, at + 16);
      for (let i = 0; i < 16; i++) block[i]! ^= r[i];
      r = this.#aes.update(block);
    }
    let s = Buffer.from(r);
    for (let j = 1; s.length < d; j++) {
      const block = Buffer.from(r);
      block.writeUInt32BE((block.readUInt32BE(12) ^ j) >>> 0, 12);
      s = Buffer.concat([s, this.#aes.update(block)]);
    }
    return BigInt(`0x${s.toString('hex', 0, d)}`);
  }
}

/** Steps 3 to 5 of algorithm 7, and the part of Q that no round changes. */
function layout(radix: number, n: number, u: number, tweak: Uint8Array, powerV: bigint) {
  const b = Math.ceil((powerV - 1n).toString(2).length / 8); // ⌈⌈v·log2(radix)⌉ / 8⌉
  const d = 4 * Math.ceil(b / 4) + 4;
  const p = new Uint8Array([1, 2, 1, 0, 0, 0, 10, u % 256, 0, 0, 0, 0, 0, 0, 0, 0]);
  const view = new DataView(p.buffer);
  view.setUint8(3, radix >> 16);
  view.setUint16(4, radix & 0xffff);
  view.setUint32(8, n);
  view.setUint32(12, tweak.length);
  const q = new Uint8Array(Math.ceil((tweak.length + b + 1) / 16) * 16);
  q.set(tweak);
  return { b, d, q, p };
}

function number(radix: bigint, numerals: readonly number[]): bigint {
  let x = 0n;
  for (const d of numerals) x = x * radix + BigInt(d);
  return x;
}

function digits(radix: bigint, value: bigint, length: number): number[] {
  const out = new Array<number>(length);
  let x = value;
  for (let i = length - 1; i >= 0; i--) {
    out[i] = Number(x % radix);
    x /= radix;
  }
  return out;
}

/** `x` as the last `length` bytes of `into`, big-endian. */
function writeNumber(x: bigint, into: Uint8Array, length: number): void {
  let rest = x;
  for (let i = 1; i <= length; i++) {
    into[into.length - i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}
