import type { Evidence, Kind } from './kinds.ts';
import type { Format } from './words.ts';

/** All that inspection found in a transfer. No value of the input is in it, but for one masked example a field. */
export interface Manifest {
  readonly files: readonly ManifestFile[];
  readonly records: number;
  readonly bytes: number;
  readonly fields: readonly FieldFinding[];
  /** Paths without any finding. */
  readonly otherPaths: readonly string[];
  readonly looks: Looks;
}

/** How closely values were looked at. Every byte of every value is looked at for forms and for signs of a disguise. */
export interface Looks {
  /** Values that are not empty. */
  readonly values: number;
  /** Of these, where an identifier's form could begin and its checkers were asked. */
  readonly forms: number;
  /** Of these, text that was read for names, addresses, other words and what hides. */
  readonly closely: number;
  /** Of these, text that was read before, letter for letter, and has what was found then. */
  readonly remembered: number;
}

export interface ManifestFile {
  /** Relative to the transfer's root, with `/`. */
  readonly path: string;
  readonly format: Format;
  /** `utf-8`, `utf-16le`, `gb18030`, … */
  readonly encoding: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly bytes: number;
  readonly records: number;
  /** SHA-256 of the file's bytes as they lie on disk, lower-case hex. */
  readonly sha256: string;
}

export interface FieldFinding {
  readonly path: string;
  readonly kind: Kind;
  /** Non-empty values seen in the field. */
  readonly values: number;
  /** Values with at least one finding of this kind. */
  readonly hits: number;
  /** 0..1 */
  readonly confidence: number;
  readonly evidence: readonly Evidence[];
  /** One value, masked. */
  readonly example: string;
  /** True where the kind stands inside longer text and the field is not wholly of that kind. */
  readonly freeText: boolean;
  /** Bit of this field in masks of persons. */
  readonly bit: number;
}
