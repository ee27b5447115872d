import type { Format } from '../model/words.ts';
import { findDialect } from './csv/dialect.ts';
import { firstJsonValue } from './first-json-value.ts';

const TAB = 0x09;

export interface FoundFormat {
  readonly format: Exclude<Format, 'parquet' | 'xlsx'>;
  /** Delimiter that the file's name speaks for. */
  readonly preferred?: number;
}

/** The ending of a name, lower-case, that of a compression taken off: `csv` of `A.CSV.gz`. */
export function extensionOf(name: string): string {
  const bare = name.toLowerCase().replace(/\.(gz|gzip|zst|zstd)$/, '');
  return /\.([a-z0-9]+)$/.exec(bare.slice(bare.lastIndexOf('/') + 1))?.[1] ?? '';
}

/**
 * Finds the format of a text by its content first and the file's name second. `sample` is UTF-8 from the start of
 * the text, `whole` says whether that is all of it.
 */
export function findTextFormat(sample: Uint8Array, whole: boolean, name: string): FoundFormat {
  const extension = extensionOf(name);
  const json = firstJsonValue(sample, whole);
  const lines = extension === 'jsonl' || extension === 'ndjson' || extension === 'jsonlines';
  if (json === 'lines') return { format: 'jsonl' };
  if (json === 'one') return { format: lines ? 'jsonl' : 'json' };
  if (lines) return { format: 'jsonl' };
  if (json === 'document' || extension === 'json' || extension === 'geojson') return { format: 'json' };

  const preferred = extension === 'tsv' || extension === 'tab' ? TAB : undefined;
  if (extension === 'csv' || preferred !== undefined)
    return { format: 'csv', ...(preferred === undefined ? {} : { preferred }) };
  const dialect = findDialect(sample, whole);
  const prose = extension === 'txt' || extension === 'md' || extension === 'log' || extension === 'text';
  // Two lines with one comma each may be prose; three with the same number of them, or with tabs, hardly are.
  const least = prose && dialect.delimiter !== TAB ? 3 : 2;
  const consistent = dialect.columns >= 2 && dialect.consistency >= 0.9 && dialect.rows >= least;
  return { format: consistent || dialect.separatorLine > 0 ? 'csv' : 'text' };
}
