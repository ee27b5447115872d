/**
 * Delta encodings, on bytes: no value is made into an object or a big integer.
 * Source: Apache Parquet, Encodings.md, "Delta encoding", "Delta-length byte array", "Delta Strings".
 */

/** Most values of a block; writers have 128 or 256. */
const MAX_BLOCK = 1 << 20;

/** 64-bit integers as pairs of words, the low one first. */
class Words {
  low = 0;
  high = 0;
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    if (this.at >= this.bytes.length) throw new RangeError('page ends early');
    return this.bytes[this.at++]!;
  }

  /** ULEB128 up to 32 bits. */
  size(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const b = this.byte();
      value += (b & 0x7f) * 2 ** shift;
      if (b < 0x80) return value;
    }
    throw new RangeError('varint too long');
  }

  /** Zigzag ULEB128, into `low` and `high`; bits beyond 64 are lost. */
  zigzag(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      if (shift > 63) throw new RangeError('varint too long');
      const b = this.byte();
      const bits = b & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift > 31) high |= bits << (shift - 32);
      else if (shift > 25) high |= bits >>> (32 - shift);
      if (b < 0x80) break;
    }
    const sign = -(low & 1);
    this.low = ((low >>> 1) | (high << 31)) ^ sign;
    this.high = (high >>> 1) ^ sign;
  }
}

/**
 * Decodes `count` integers that begin at `from`, words of `stride` 4 or 8 bytes each, into `out`; arithmetic wraps as
 * in two's complement. Gives where what follows begins.
 */
export function decodeDelta(bytes: Uint8Array, from: number, stride: 4 | 8, out: Int32Array, count: number): number {
  // A page of nulls only may have nothing at all.
  if (count === 0 && from === bytes.length) return from;
  const words = new Words(bytes);
  words.at = from;
  const block = words.size();
  const minis = words.size();
  const total = words.size();
  words.zigzag();
  if (minis === 0 || block > MAX_BLOCK || block % minis !== 0) throw new RangeError('block of another size');
  const perMini = block / minis;
  if (perMini === 0 || perMini % 8 !== 0 || total < count) throw new RangeError('block of another size');
  const step = stride >> 2;
  let { low, high } = words;
  let done = 0;
  if (count > 0) {
    out[0] = low;
    if (step === 2) out[1] = high;
    done = 1;
  }
  while (done < count) {
    words.zigzag();
    const leastLow = words.low;
    const leastHigh = words.high;
    const widths = words.at;
    if (widths + minis > bytes.length) throw new RangeError('page ends early');
    words.at += minis;
    for (let m = 0; m < minis && done < count; m++) {
      const width = bytes[widths + m]!;
      if (width > 64) throw new RangeError('bit width too large');
      const n = Math.min(perMini, count - done);
      const end = words.at + (perMini * width) / 8;
      if (words.at + Math.ceil((n * width) / 8) > bytes.length) throw new RangeError('page ends early');
      let bit = 0;
      for (const last = done + n; done < last; done++, bit += width) {
        const at = words.at + (bit >>> 3);
        const shift = bit & 7;
        let l = 0;
        let h = 0;
        if (width > 0) {
          l = wordAt(bytes, at, shift);
          if (width < 32) l &= (1 << width) - 1;
          else if (width > 32) {
            h = wordAt(bytes, at + 4, shift);
            if (width < 64) h &= (1 << (width - 32)) - 1;
          }
        }
        // Twice an addition of 64 bits, with its carry.
        const sum = (l >>> 0) + (leastLow >>> 0) + (low >>> 0);
        low = sum | 0;
        if (step === 1) {
          out[done] = low;
          continue;
        }
        high = (h + leastHigh + high + Math.floor(sum / 0x1_0000_0000)) | 0;
        out[done * 2] = low;
        out[done * 2 + 1] = high;
      }
      words.at = Math.min(end, bytes.length);
    }
  }
  return words.at;
}

/** 32 bits from a bit on. Behind the bytes are zeros. */
function wordAt(bytes: Uint8Array, at: number, shift: number): number {
  const word =
    byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
  return shift === 0 ? word : (word >>> shift) | (byteAt(bytes, at + 4) << (32 - shift));
}

const byteAt = (bytes: Uint8Array, at: number): number => (at < bytes.length ? bytes[at]! : 0);
