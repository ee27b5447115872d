import type { Sink } from '../source.ts';
import type { EncodingSink } from '../text-stream.ts';

/** One encoding, both ways. */
export interface Codec {
  /** The byte order mark as this encoding writes it; empty where it has none. */
  readonly bom: Uint8Array;
  /**
   * To UTF-8. Bytes that do not belong are INPUT_ENCODING, a NUL is INPUT_NUL, with the byte counted from `base`;
   * with `reversible`, what would be written back otherwise is INPUT_ENCODING_NOT_REVERSIBLE.
   */
  decode(
    blocks: AsyncIterable<Uint8Array>,
    options: { readonly name: string; readonly base: number; readonly reversible: boolean },
  ): AsyncGenerator<Uint8Array, void, void>;
  /** From UTF-8. A character that the encoding lacks is TREAT_FORMAT. */
  encoder(out: Sink, name: string): EncodingSink;
}
