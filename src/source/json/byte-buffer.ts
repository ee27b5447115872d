/** Bytes written one after the other, in memory that is used again. */
export class ByteBuffer {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  length = 0;

  byte(b: number): void {
    if (this.length === this.bytes.length) this.#grow(1);
    this.bytes[this.length++] = b;
  }

  range(from: Uint8Array, start: number, end: number): void {
    const n = end - start;
    if (this.length + n > this.bytes.length) this.#grow(n);
    // For a few bytes the call of a built-in costs more than the loop.
    if (n > 64) this.bytes.set(from.subarray(start, end), this.length);
    else for (let i = 0; i < n; i++) this.bytes[this.length + i] = from[start + i]!;
    this.length += n;
  }

  /** What was written, valid until something is written again. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  #grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more));
    grown.set(this.view());
    this.bytes = grown;
  }
}
