import type { FileShape, Sink } from './source.ts';

/**
 * The text of a file as UTF-8, whatever it lies in: unpacked, decoded, its byte order mark taken off. Can be read
 * any number of times, and gives the same bytes each time.
 */
export interface TextStream {
  /** Name for messages. */
  readonly name: string;
  readonly encoding: FileShape['encoding'];
  readonly compression: FileShape['compression'];
  /** True where the file begins with a byte order mark; `sink` writes it again. */
  readonly bom: boolean;
  /**
   * The text in blocks of about 1 MB, none of them empty. Every byte was checked: anything that is not valid in the
   * encoding is INPUT_ENCODING, a NUL is INPUT_NUL, both with the byte. Block ends may cut a character; its rest is
   * then checked with the next block, so that text up to the last ASCII character of a block is always sound.
   *
   * Ownership: a block may be overwritten as soon as the next one is asked for. It may be changed in place.
   *
   * With `reversible`, to be set when what is read will be written back, text that would not come out byte for
   * byte as it was is INPUT_ENCODING_NOT_REVERSIBLE.
   */
  blocks(options?: { readonly reversible?: boolean }): AsyncGenerator<Uint8Array, void, void>;
  /** What writes text into `out` in the encoding and compression of this file; the byte order mark comes first. */
  sink(out: Sink): Promise<EncodingSink>;
  /**
   * The byte of the (unpacked) file at which the byte `offset` of the decoded text lies, for the place of an error;
   * undefined where they do not run alongside (any encoding but UTF-8).
   */
  byteAt(offset: number): number | undefined;
}

/**
 * Takes UTF-8 in order; characters may be cut between two writes. A character that the encoding of the file does
 * not have is TREAT_FORMAT. Keeps nothing of `bytes` once `write` has resolved.
 */
export interface EncodingSink extends Sink {
  /** Writes what is still held back (the compressor's last block). Must be called once, last. */
  end(): Promise<void>;
}
