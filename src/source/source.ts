import type { Batch, Edit, Paths } from '../model/batch.ts';
import type { Format } from '../model/words.ts';

/** What was found out about a file before its first batch. */
export interface FileShape {
  readonly format: Format;
  /** `utf-8`, `utf-16le`, `utf-16be`, `gb18030`, `big5`; for binary formats `binary`. */
  readonly encoding: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
}

/** Takes bytes in order. `write` resolves when more may come. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * A file opened for reading. `batches` may be called again for another pass and then gives the same batches,
 * cut at the same places. Memory is bounded whatever the size of the file: a record longer than the limit is an
 * error with its place.
 */
export interface Source extends AsyncDisposable {
  readonly shape: FileShape;
  readonly paths: Paths;
  batches(): AsyncGenerator<Batch, void, void>;
  /**
   * Reads the file once more and writes it in the same format, dialect and encoding, with the edited cells
   * replaced and the fields in `removed` taken away, header and all; every other byte as it was. Where nothing is
   * edited or removed, the output of a text format is byte-identical.
   */
  rewrite(
    edits: (batch: Batch) => readonly Edit[],
    removed: ReadonlySet<string>,
    sink: Sink,
    keep?: KeepRow,
  ): Promise<void>;
  /**
   * Whether rows stand one behind the other, so that any of them can be left out: `rewrite` then takes `keep`, and of
   * a row that is not kept not a byte is written.
   */
  readonly rowwise?: boolean;
  /**
   * For formats whose files have room for bytes that are in nothing that is read: writes the file anew without them,
   * and with all else as it was. `copySource` is what to call.
   */
  copy?(sink: Sink): Promise<void>;
}

/** Whether a row is written, by its number in the file from 0; asked once for each row, in order. */
export type KeepRow = (row: number) => boolean;

/** Whether a file of this shape has nothing in it but what is read, so that it may leave byte for byte. */
export function isAllRead({ format, compression }: Pick<FileShape, 'format' | 'compression'>): boolean {
  return compression === 'none' && format !== 'xlsx' && format !== 'parquet';
}

/** Limits on what comes from outside; all can be set in the configuration. */
export interface SourceLimits {
  /** Longest record in bytes. */
  readonly record: number;
  /** Deepest nesting of JSON. */
  readonly depth: number;
  /** Most columns or distinct paths in a file. */
  readonly paths: number;
  /** Largest unpacked size of a compressed file, in bytes. */
  readonly inflated: number;
}

export const DEFAULT_LIMITS: SourceLimits = {
  record: 32 * 1024 * 1024,
  depth: 256,
  paths: 10_000,
  inflated: 1024 ** 4,
};

/** Bytes from a place that can be read more than once: a file on disk, or a held batch being decrypted. */
export interface Input {
  /** Name for messages; a path relative to the transfer's root. */
  readonly name: string;
  readonly size: number;
  /** A fresh reading from `from` (0 when not given) in blocks of about `blockSize` bytes. */
  blocks(from?: number, blockSize?: number): AsyncGenerator<Uint8Array, void, void>;
  /**
   * Random access, for formats with a directory at the end (zip, Parquet). Gives the beginning of `into`, where the
   * input can read into it and it has room, or else fresh memory.
   */
  readAt(offset: number, length: number, into?: Uint8Array): Promise<Uint8Array>;
}
